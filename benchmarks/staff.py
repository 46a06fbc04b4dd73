"""S8 to S10: lists of the admin, the register and its marks, beside the bare ones."""

from collections.abc import Sequence
from itertools import count

from benchmarks.goals import Reading
from benchmarks.machine import Browser
from benchmarks.measuring import Act, Measurements, in_rounds
from benchmarks.sites import Stage

PAGES = 10  # a round
LISTS = ("place", "registration", "participant", "attendance")
SHEETS = ("register", "large register")
MARKS = ("mark one", "save 30")
BARE = {
    **{f"list {name}": "bare list" for name in LISTS},
    "register": "bare register",
    "large register": "bare large register",
    "mark one": "bare mark one",
    "save 30": "bare save 30",
}
_turns = count()


class Staff:
    """The pages of a signed-in hub lead and work group lead, on both sites."""

    def __init__(self, stage: Stage, measured: Measurements) -> None:
        self.ours, self.bare, self.measured = (
            stage.hubsite("staff"),
            stage.bare,
            measured,
        )
        data = self.ours.data
        sheets = (data["register"]["session"], data["large_register"]["session"])
        self.marked = dict.fromkeys(data["register"]["places"], "")
        self.sheets = {
            "register": f"/sessions/{sheets[0]}/register/",
            "large register": f"/sessions/{sheets[1]}/register/",
            "bare register": "/sheet/few/",
            "bare large register": "/sheet/large/",
        }

    def count(self) -> None:
        self._walk(count=True)

    def measure(self) -> None:
        self._walk(count=False)

    def _walk(self, *, count: bool) -> None:
        hub = self.ours.visitor(session=self.ours.data["few"]["sessionid"], count=count)
        lead = self.ours.visitor(session=self.ours.data["lead"], count=count)
        bare = self.bare.visitor(session=self.bare.data["lead"], count=count)
        for name in LISTS:
            self._pages(f"list {name}", hub, f"/admin/recruitment/{name}/")
        people = f"/admin/benchmarks/person/?group={self.bare.data['big']}"
        self._pages("bare list", bare, people)
        for part, path in self.sheets.items():
            self._pages(part, bare if part.startswith("bare") else lead, path)
        self._acts("mark one", lead, self._mark_one)
        self._acts("bare mark one", bare, lambda each: self._save_bare(each, 1))
        self._acts("save 30", lead, self._save)
        self._acts("bare save 30", bare, lambda each: self._save_bare(each, 30))

    def _pages(self, part: str, browser: Browser, path: str) -> None:
        self._acts(part, browser, lambda each: each.get(path))

    def _acts(self, part: str, browser: Browser, act: Act) -> None:
        site = self.bare if part.startswith("bare") else self.ours
        self.measured.batch(part, site.web_roots, [browser] * PAGES, act)

    def _save(self, browser: Browser) -> None:
        """Change all thirty marks that the page showed."""
        mark = "late" if "present" in self.marked.values() else "present"
        posted = {f"seen_{pk}": seen for pk, seen in self.marked.items()}
        self.marked = dict.fromkeys(self.marked, mark)
        marks = {f"mark_{pk}": mark for pk in self.marked}
        browser.post(self.sheets["register"], {**posted, **marks})

    def _mark_one(self, browser: Browser) -> None:
        place = next(iter(self.marked))
        seen = self.marked[place]
        mark = self.marked[place] = "absent" if seen != "absent" else "late"
        data = {f"seen_{place}": seen, f"mark_{place}": mark}
        page = browser.post(self.sheets["register"], data, Accept="application/json")
        if b'"conflicts": 0' not in page.body:
            raise RuntimeError(f"the mark was not saved: {page.body!r}")

    def _save_bare(self, browser: Browser, number: int) -> None:
        mark = "late" if next(_turns) % 2 else "present"
        chosen = self.bare.data["people"][:number]
        browser.post("/sheet/few/", {f"mark_{pk}": mark for pk in chosen})


def measure(stage: Stage, rounds: int) -> list[Reading]:
    measured = Measurements()
    staff = Staff(stage, measured)
    staff.count()
    in_rounds(measured, [staff.measure], rounds)
    lists = [f"list {name}" for name in LISTS]
    return [
        *worst(measured, "S8", lists, "wall"),
        *worst(measured, "S9", SHEETS, "wall"),
        *worst(measured, "S10", MARKS, "cpu"),
    ]


NAMES = {
    "S8": (
        "slowest admin list, page 1 of 5,000: time",
        "largest admin list, page 1 of 5,000",
    ),
    "S9": (
        "register 30 x 6 and 60 x 12, the slower: time",
        "register 30 x 6 and 60 x 12, the larger",
    ),
    "S10": ("mark one, save 30, the costlier: CPU", "mark one, save 30, the larger"),
}


def worst(
    measured: Measurements, line: str, parts: Sequence[str], what: str
) -> list[Reading]:
    """The largest ratio of some parts, and their largest number of statements."""
    ratios = {part: measured.ratio([part], [BARE[part]], what) for part in parts}
    slowest = max(ratios, key=ratios.__getitem__)
    counted = {part: measured.statements[part] for part in parts}
    each = ", ".join(f"{part} {ratio:.2f}" for part, ratio in ratios.items())
    read = measured.reading(line, NAMES[line][0], [slowest], [BARE[slowest]], what)
    numbers = ", ".join(f"{part} {number}" for part, number in counted.items())
    bare = measured.statements[BARE[slowest]]
    return [
        Reading(line, read.what, read.value, f"{read.detail}; {each}"),
        Reading(line, NAMES[line][1], max(counted.values()), f"{numbers}; bare {bare}"),
    ]
