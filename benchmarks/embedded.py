"""S18: 20 people register on embedded SQLite beside a register and a report."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.goals import Reading
from benchmarks.machine import Browser
from benchmarks.sites import Stage
from benchmarks.starting import Embedded
from benchmarks.visits import QUESTIONS, Visit, expect

PEOPLE = 20


class EmbeddedSite:
    """What `Visit` needs of a site: its data and its visitors."""

    def __init__(self, web: Embedded, data: dict) -> None:
        self.web, self.data = web, data

    def visitor(self, *, count: bool = False, session: str = "") -> Browser:
        browser = self.web.visitor()
        if session:
            browser.cookies[self.data["cookie"]] = session
        return browser


class Day:
    """What three kinds of people do at the same time, and what went wrong."""

    def __init__(self, site: EmbeddedSite) -> None:
        self.site, self.visit = site, Visit(site)  # type: ignore[arg-type]
        self.errors: list[str] = []
        self.seconds: list[float] = []
        self.over = threading.Event()

    def register(self, _: int) -> None:
        browser = self.visit.newcomer()
        try:
            for name in QUESTIONS:
                path = self.visit.step(name)
                expect(browser.get(path), 200, path)
                answers = self.visit.answers(name, browser)
                expect(browser.post(path, answers), 302, path)
            path = self.visit.step("check")
            expect(browser.get(path), 200, path)
            expect(browser.post(path, {}), 302, path)
        except (RuntimeError, OSError) as error:
            self.errors.append(f"{error}"[:200])
        self.seconds += [page.seconds for page in browser.pages]

    def take_register(self) -> None:
        """Mark everybody, again and again, until all have registered."""
        data = self.site.data
        lead = self.site.visitor(session=data["lead"])
        path = f"/sessions/{data['register']['session']}/register/"
        marked, turn = dict.fromkeys(data["register"]["places"], ""), 0
        while not self.over.is_set():
            turn += 1
            mark = "late" if turn % 2 else "present"
            seen = {f"seen_{pk}": was for pk, was in marked.items()}
            marked = dict.fromkeys(marked, mark)
            try:
                lead.get(path)
                lead.post(path, {**seen, **{f"mark_{pk}": mark for pk in marked}})
            except (RuntimeError, OSError) as error:
                self.errors.append(f"{error}"[:200])
        self.seconds += [page.seconds for page in lead.pages]

    def make_report(self) -> None:
        evaluator = self.site.visitor(session=self.site.data["evaluator_key"])
        page = f"/evaluations/{self.site.data['evaluation']}/"
        try:
            expect(evaluator.get(page), 200, page)
            expect(evaluator.post(f"{page}report/", {}), 302, page)
        except (RuntimeError, OSError) as error:
            self.errors.append(f"{error}"[:200])
        self.seconds += [page.seconds for page in evaluator.pages]


def measure(stage: Stage, rounds: int) -> list[Reading]:
    with TemporaryDirectory(prefix="hubsite-benchmark-") as folder:
        settings = {"HUBSITE_VAR": folder, "DJANGO_SETTINGS_MODULE": "hubsite.settings"}
        stage.run(settings, "manage.py", "migrate", "-v0")
        data = json.loads(stage.run(settings, "-m", "benchmarks.filling", "embedded"))
        web = Embedded(Path(folder))
        try:
            web.wait_for_page("/", seconds=120)
            day = spend_day(EmbeddedSite(web, data))
        finally:
            web.close()
    ordered = sorted(day.seconds)
    p95 = ordered[int(0.95 * len(ordered))]
    detail = f"{len(ordered)} requests, the slowest {ordered[-1]:.2f} s"
    shown = "; ".join(day.errors[:2])
    return [
        Reading("S18", "errors, 20 people on embedded SQLite", len(day.errors), shown),
        Reading("S18", "95 of 100 requests within", p95, detail),
    ]


def spend_day(site: EmbeddedSite) -> Day:
    day = Day(site)
    time.sleep(5)  # until the worker and beat have started
    register = threading.Thread(target=day.take_register)
    register.start()
    day.make_report()
    with ThreadPoolExecutor(PEOPLE) as crowd:
        list(crowd.map(day.register, range(PEOPLE)))
    day.over.set()
    register.join()
    return day
