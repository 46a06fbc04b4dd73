"""S1 to S5: registering, its emails and the confirmation, beside the bare ones."""

import signal
import time
from collections.abc import Sequence

from benchmarks.goals import Reading
from benchmarks.machine import Browser
from benchmarks.measuring import Act, Cost, Measurements, in_rounds
from benchmarks.processes import Meter
from benchmarks.sites import Stage
from benchmarks.visits import QUESTIONS, BareVisit, Visit, expect

PEOPLE = 12  # a round
WEB = (*QUESTIONS, "check page", "check POST", "registered", "confirm", "my")


class Journey:
    """Registering and confirming on one site, part by part."""

    def __init__(self, visit: Visit, measured: Measurements) -> None:
        self.visit, self.measured, self.site = visit, measured, visit.site
        self.sent = 0

    def count(self) -> None:
        self.walk([self.visit.newcomer(count=True)])

    def measure(self) -> None:
        self.walk([self.visit.newcomer() for _ in range(PEOPLE)])

    def walk(self, browsers: Sequence[Browser]) -> None:
        self.site.worker.send(signal.SIGSTOP)
        for name in QUESTIONS:
            if browsers[0].count:
                self.batch(f"{name} page", browsers, self._get(self.visit.step(name)))
            self.batch(name, browsers, self._step(name))
        check = self.visit.step("check")
        self.batch("check page", browsers, self._get(check))
        self.batch("check POST", browsers, self._post(check))
        self.batch("registered", browsers, self._get(self.visit.registered))
        self.deliver("first email", 1, browsers)
        self.paths = self.site.confirm_paths()
        self.batch("confirm", browsers, self._confirm)
        self._note_confirm_page(browsers[0])
        self.batch("my", browsers, self._get("/my/"))
        self.deliver("later emails", 2, browsers)
        self.site.worker.send(signal.SIGCONT)

    def batch(self, part: str, browsers: Sequence[Browser], act: Act) -> None:
        part = self.visit.prefix + part
        self.measured.batch(part, self.site.web_roots, browsers, act)

    def _note_confirm_page(self, browser: Browser) -> None:
        if browser.count:
            page = browser.pages[-2]  # the one before the POST
            part = f"{self.visit.prefix}confirm page"
            self.measured.statements[part] = page.statements

    def deliver(self, part: str, each: int, browsers: Sequence[Browser]) -> None:
        """Let the worker run until everybody's emails have arrived."""
        part = self.visit.prefix + part
        self.sent += each * len(browsers)
        if browsers[0].count:
            self.measured.statements[part] = self.visit.count_emails()
        meter = Meter(self.site.worker_roots)
        self.site.worker.send(signal.SIGCONT)
        self.site.wait_for_emails(self.sent)
        time.sleep(0.3)  # the row is marked after the file is written
        if not browsers[0].count:
            used = meter.used() / len(browsers) * 1e3
            self.measured.costs[part].append(Cost(0, used))
        self.site.worker.send(signal.SIGSTOP)

    def _get(self, path: str) -> Act:
        return lambda browser: expect(browser.get(path), 200, path)

    def _post(self, path: str) -> Act:
        return lambda browser: expect(browser.post(path, {}), 302, path)

    def _step(self, name: str) -> Act:
        path = self.visit.step(name)

        def act(browser: Browser) -> None:
            expect(browser.get(path), 200, path)
            answers = self.visit.answers(name, browser)
            expect(browser.post(path, answers), 302, path)

        return act

    def _confirm(self, browser: Browser) -> None:
        path = self.paths[self.visit.address_of(browser)]
        expect(browser.get(path), 302, path)
        expect(browser.get("/confirm/"), 200, "/confirm/")
        expect(browser.post("/confirm/", {"can_attend": "on"}), 302, "/confirm/")


def measure(stage: Stage, rounds: int) -> list[Reading]:
    measured = Measurements()
    ours = Journey(Visit(stage.hubsite("registering")), measured)
    bare = Journey(BareVisit(stage.bare), measured)
    ours.count(), bare.count()
    in_rounds(measured, [ours.measure, bare.measure], rounds)
    return [*ratios(measured), *statements(measured.statements), email_cost(measured)]


def ratios(measured: Measurements) -> list[Reading]:
    steps = {
        name: measured.ratio([name], [f"bare {name}"], "cpu") for name in QUESTIONS
    }
    dearest = max(QUESTIONS, key=steps.__getitem__)
    step = measured.reading(
        "S1", "a step, GET and POST: CPU", [dearest], [f"bare {dearest}"]
    )
    each = ", ".join(f"{name} {ratio:.2f}" for name, ratio in steps.items())
    bare = [f"bare {part}" for part in WEB]
    post = (["check POST"], ["bare check POST"])
    return [
        Reading(step.line, step.what, step.value, f"{step.detail}; {each}"),
        measured.reading("S2", "the POST that registers: CPU", *post),
        measured.reading("S3", "registration and confirmation, web: CPU", WEB, bare),
    ]


def statements(counted: dict[str, int]) -> list[Reading]:
    pages = [f"{name} page" for name in QUESTIONS]
    email = max(counted["first email"], counted["later emails"])
    pairs = [("check POST", "S2", "the POST that registers")]
    pairs += [("confirm page", "S5", "confirm page")]
    found = [
        Reading(line, what, counted[part], f"bare {counted[f'bare {part}']}")
        for part, line, what in pairs
    ]
    form = max(counted[page] for page in pages)
    shown = ", ".join(f"{page} {counted[page]}" for page in pages)
    whole = sum(counted[part] for part in WEB)
    bare = sum(counted[f"bare {part}"] for part in WEB)
    confirm = counted["confirm, last"], counted["bare confirm, last"]
    return [
        *found,
        Reading("S3", "registration and confirmation, web", whole, f"bare {bare}"),
        Reading("S4", "one email", email, "the largest of three kinds"),
        Reading("S5", "form page", form, shown),
        Reading("S5", "confirm POST", confirm[0], f"bare {confirm[1]}"),
    ]


def email_cost(measured: Measurements) -> Reading:
    """Milliseconds of one of the three emails above one of the three bare ones."""
    parts = ("first email", "later emails")
    ours = measured.median(parts, "cpu") / 3
    bare = measured.median([f"bare {part}" for part in parts], "cpu") / 3
    detail = f"{ours:.1f} ms beside {bare:.1f} ms"
    return Reading("S4", "one email: CPU above a bare one", ours - bare, detail)
