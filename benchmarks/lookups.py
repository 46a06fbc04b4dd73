"""S19: the school look-up, a step of the coding page, a grouping sheet."""

import re

from benchmarks.goals import Reading
from benchmarks.machine import Browser
from benchmarks.measuring import Measurements, in_rounds
from benchmarks.sites import Stage
from benchmarks.visits import expect

PAGES = 10  # a round
WORDS = ("rose", "park 2", "st mary", "AB1", "fern 11", "mill lane primary", "9000")
PASSAGE = re.compile(rb'name="passage"[^>]*value="(\d+)"')
THEME = re.compile(rb'name="themes"[^>]*value="(\d+)"')


class Lookups:
    def __init__(self, stage: Stage, measured: Measurements) -> None:
        self.site, self.measured = stage.hubsite("lookups"), measured
        data = self.site.data
        self.visitor = self.site.visitor()
        self.evaluator = self.site.visitor(session=data["evaluator_key"])
        self.lead = self.site.visitor(session=data["lead"])
        self.code = f"/evaluations/{data['evaluation']}/code/"
        self.sheet = f"/lead/groups/{data['group']}/grouping/key-stage/"

    def measure(self) -> None:
        roots = self.site.web_roots
        self.measured.batch("schools", roots, [self.visitor] * PAGES, self._look_up)
        self.measured.batch("coding", roots, [self.evaluator] * PAGES, self._code)
        sheet = lambda each: expect(each.get(self.sheet), 200, self.sheet)  # noqa: E731
        self.measured.batch("sheet", roots, [self.lead] * 3, sheet)

    def _look_up(self, browser: Browser) -> None:
        """All the words, one after the other; the cost is divided among them."""
        for word in WORDS:
            path = f"/schools/?q={word.replace(' ', '+')}"
            expect(browser.get(path), 200, path)

    def _code(self, browser: Browser) -> None:
        """Save the shown passage with a theme, and open the next."""
        page = browser.pages[-1] if browser.pages else browser.get(self.code)
        passage, theme = PASSAGE.search(page.body), THEME.search(page.body)
        if not passage or not theme:
            raise RuntimeError(f"no passage to code: {page.body[:2000]!r}")
        data = {"passage": passage[1].decode(), "themes": theme[1].decode()}
        expect(browser.post(self.code, data), 302, self.code)
        expect(browser.get(self.code), 200, self.code)


def measure(stage: Stage, rounds: int) -> list[Reading]:
    measured = Measurements()
    in_rounds(measured, [Lookups(stage, measured).measure], rounds)
    schools, coding, sheet = (
        [measured.median([part], what) for what in ("cpu", "wall")]
        for part in ("schools", "coding", "sheet")
    )
    each = len(WORDS)
    return [
        Reading(
            "S19",
            "school look-up over 30,000 schools",
            schools[0] / each,
            f"CPU, {each} searches on average; {schools[1] / each:.0f} ms passed",
        ),
        Reading(
            "S19",
            "a step of the coding page",
            coding[0],
            f"CPU of saving one and opening the next; {coding[1]:.0f} ms passed",
        ),
        Reading(
            "S19",
            "grouping sheet of 200 people",
            sheet[0] / 1e3,
            f"CPU; {sheet[1] / 1e3:.2f} s passed",
        ),
    ]
