"""The measured journeys through Hubsite and through the bare application."""

import signal
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from benchmarks.machine import (
    Browser,
    cpu_seconds,
    forget_peak,
    memory,
    process_tree,
)
from benchmarks.sites import Sites

PLACES = "/admin/recruitment/place/"
MARKS = "/admin/recruitment/attendance/"
STEPS = ("you", "classes", "dates", "check")
FORM = {
    "first_name": "Ada",
    "last_name": "Brook",
    "email": "ada@example.org",
    "phone": "0200 000 0000",
    "school": "Rose Hill",
    "urn": "900001",
    "postcode": "AB1 2CD",
    "role": "teacher",
    "phase": "primary",
    "years_taught": "3",
    "access_needs": "",
    "agrees": "on",
}
_numbers = count(1)


@dataclass(frozen=True)
class Cost:
    """The cost of one part for one person in one round, in milliseconds."""

    wall: float
    cpu: float


@dataclass
class Measurements:
    """The cost of each part in each round, and its number of statements."""

    costs: dict[str, list[Cost]] = field(default_factory=lambda: defaultdict(list))
    statements: dict[str, int] = field(default_factory=dict)

    def of(self, parts: Iterable[str], what: str) -> list[float]:
        """The sum of some parts, round by round."""
        rounds = zip(*(self.costs[part] for part in parts), strict=True)
        return [sum(getattr(cost, what) for cost in each) for each in rounds]

    def ratio(self, parts: Iterable[str], beside: Iterable[str], what: str) -> float:
        """The median of same-round ratios."""
        pairs = zip(self.of(parts, what), self.of(beside, what), strict=True)
        return statistics.median(ours / theirs for ours, theirs in pairs)


Act = Callable[[Browser], Any]


class Journeys:
    def __init__(
        self, sites: Sites, measured: Measurements, *, people: int, pages: int
    ) -> None:
        self.sites, self.measured = sites, measured
        self.people, self.pages = people, pages
        self.here = [sites.ours.pid, self.sites.cluster.process.pid]  # type: ignore[union-attr]
        self.bare = [sites.beside.pid, self.here[1]]
        self.mail = [sites.worker.pid, self.here[1]]
        self.emails = 0  # sent so far
        self.growth = 0.0  # MiB that a web worker grows by while it exports
        self.done: dict[int, str] = {}  # the redirect of the bare form, by browser
        self.marked = dict.fromkeys(sites.hubsite["register"]["places"], "")

    def batch(
        self, part: str, roots: list[int], browsers: list[Browser], act: Act
    ) -> None:
        """Let each browser act in turn, and record the cost per browser."""
        if browsers[0].count:
            before = len(browsers[0].pages)
            act(browsers[0])
            asked = browsers[0].pages[before:]
            self.measured.statements[part] = sum(page.statements for page in asked)
            self.measured.statements[f"{part} POST"] = asked[-1].statements
            return
        taken, spent = [], cpu_seconds(roots)
        for browser in browsers:
            began = time.perf_counter()
            act(browser)
            taken.append(time.perf_counter() - began)
        used = cpu_seconds(roots) - spent
        cost = Cost(statistics.median(taken) * 1e3, used / len(browsers) * 1e3)
        self.measured.costs[part].append(cost)

    # --- registration ---------------------------------------------------------------

    def register(self, *, counting: bool = False) -> None:
        """From the first step to the secured place, with the emails."""
        number = 1 if counting else self.people
        browsers = [self.sites.visitor(count=counting) for _ in range(number)]
        self.names = {id(each): next(_numbers) for each in browsers}
        self.sites.worker.send(signal.SIGSTOP)
        for step in STEPS:
            if counting:
                self.batch(f"{step} page", self.here, browsers, self._page(step))
            self.batch(step, self.here, browsers, self._step(step))
        self.batch("registered", self.here, browsers, self._registered)
        self._emails("first email", number, browsers)
        self.paths = self.sites.confirm_paths()
        self.batch("confirm", self.here, browsers, self._confirm)
        self.batch("my places", self.here, browsers, lambda each: each.get("/my/"))
        self._emails("emails after", 2 * number, browsers)
        self.sites.worker.send(signal.SIGCONT)

    def _emails(self, part: str, number: int, browsers: list[Browser]) -> None:
        """Let the worker run until this many more emails have arrived."""
        self.emails += number
        spent = cpu_seconds(self.mail)
        self.sites.worker.send(signal.SIGCONT)
        self.sites.wait_for_emails(self.emails)
        time.sleep(0.2)  # the rows are marked after the file is written
        used = cpu_seconds(self.mail) - spent
        self.sites.worker.send(signal.SIGSTOP)
        if not browsers[0].count:
            self.measured.costs[part].append(Cost(0, used / len(browsers) * 1e3))

    def _address(self, step: str) -> str:
        return f"/work-groups/{self.sites.hubsite['group']}/register/{step}/"

    def _page(self, step: str) -> Act:
        return lambda browser: browser.get(self._address(step))

    def _step(self, step: str) -> Act:
        def act(browser: Browser) -> None:
            browser.get(self._address(step))
            answer = browser.post(self._address(step), self._answers(step, browser))
            assert answer.status == 302, f"{step}: {answer.body!r}"

        return act

    def _answers(self, step: str, browser: Browser) -> dict[str, object]:
        number = self.names[id(browser)]
        school = self.sites.hubsite["school"]
        return {
            "you": {
                "first_name": "Ada",
                "last_name": f"Oak {number}",
                "email": f"oak{number}@example.org",
                "job_role": "Year 3 teacher",
                "school_query": f"{school}",
                "school": f"{school}",
            },
            "classes": {
                "year_groups": ["3", "4"],
                "schemes": ["white_rose"],
                "induction_year": "first",
                "mentor_name": "Jo Fern",
                "mentor_email": f"fern{number}@example.org",
                "release_agreed": "yes",
            },
            "dates": {"years": "both"},
            "check": {},
        }[step]

    def _registered(self, browser: Browser) -> None:
        browser.get(f"/work-groups/{self.sites.hubsite['group']}/registered/")

    def _confirm(self, browser: Browser) -> None:
        path = self.paths[f"oak{self.names[id(browser)]}@example.org"]
        browser.get(path)
        browser.get("/confirm/")
        answer = browser.post("/confirm/", {"can_attend": "on"})
        assert answer.status == 302, f"confirm: {answer.body!r}"

    def register_bare(self, *, counting: bool = False) -> None:
        number = 1 if counting else self.people
        browsers = [Browser(self.sites.beside.port, count=counting)] + [
            Browser(self.sites.beside.port) for _ in range(number - 1)
        ]
        self.batch("bare step", self.bare, browsers, self._bare_step)
        self.batch(
            "bare done", self.bare, browsers, lambda each: each.get(self.done[id(each)])
        )

    def _bare_step(self, browser: Browser) -> None:
        browser.get("/register/open/")
        answer = browser.post("/register/open/", FORM)
        assert answer.status == 302, f"bare: {answer.body!r}"
        self.done[id(browser)] = answer.headers["location"]

    # --- pages of staff -------------------------------------------------------------

    def look(self, *, counting: bool = False) -> None:
        """Lists, the attendance register and saving it, one batch each."""
        site, bare = self.sites.hubsite, self.sites.bare
        few, many = site["few"], site["many"]
        lead = self.sites.signed_in(site["lead"], count=counting)
        at_few = self.sites.signed_in(few["sessionid"], count=counting)
        at_many = self.sites.signed_in(many["sessionid"], count=counting)
        anybody = self.sites.visitor(count=counting)
        beside = self.sites.bare_browser(count=counting)
        sheet = f"/sessions/{site['register']['session']}/register/"
        large = f"/sessions/{site['large_register']['session']}/register/"
        people = f"/admin/benchmarks/person/?group={bare['big']}"
        self._pages("public list", anybody, f"/work-groups/?hub={few['hub']}")
        self._pages("public list, many", anybody, f"/work-groups/?hub={many['hub']}")
        self._pages("bare list", beside, "/people/big/")
        self._pages("admin places", at_few, PLACES)
        self._pages("bare admin", beside, people)
        self._pages("admin places, many", at_many, PLACES)
        self._pages("register", lead, sheet)
        self._pages("bare register", beside, "/sheet/few/")
        self._pages("large register", lead, large)
        self._acts("save register", lead, lambda each: self._save(each, sheet))
        self._acts("bare save", beside, lambda each: self._save_bare(each, 30))
        self._acts("mark one", lead, lambda each: self._mark_one(each, sheet))
        self._acts("bare mark", beside, lambda each: self._save_bare(each, 1))

    def _pages(self, part: str, browser: Browser, path: str) -> None:
        self._acts(part, browser, lambda each: each.get(path))

    def _acts(self, part: str, browser: Browser, act: Act) -> None:
        roots = self.here if browser.port == self.sites.ours.port else self.bare
        self.batch(part, roots, [browser] * self.pages, act)

    def _save(self, browser: Browser, path: str) -> None:
        """Change all thirty marks that the page showed."""
        mark = "late" if "present" in self.marked.values() else "present"
        posted = {f"seen_{pk}": seen for pk, seen in self.marked.items()}
        self.marked = dict.fromkeys(self.marked, mark)
        browser.post(path, {**posted, **{f"mark_{pk}": mark for pk in self.marked}})

    def _mark_one(self, browser: Browser, path: str) -> None:
        place = next(iter(self.marked))
        seen = self.marked[place]
        mark = self.marked[place] = "absent" if seen != "absent" else "late"
        data = {f"seen_{place}": seen, f"mark_{place}": mark}
        browser.post(path, data, Accept="application/json")

    def _save_bare(self, browser: Browser, number: int) -> None:
        mark = "late" if next(_numbers) % 2 else "present"
        chosen = self.sites.bare["people"][:number]
        browser.post("/sheet/few/", {f"mark_{pk}": mark for pk in chosen})

    # --- exports and memory ---------------------------------------------------------

    def export(self) -> None:
        """5,000 places beside the bare file; 10,000 and 100,000 marks."""
        few = self.sites.signed_in(self.sites.hubsite["few"]["sessionid"])
        many = self.sites.signed_in(self.sites.hubsite["many"]["sessionid"])
        beside = self.sites.bare_browser()
        few.get(PLACES), many.get(PLACES)  # to receive the CSRF tokens
        csv = {"format": "csv"}
        here, bare = self.here, self.bare
        self.batch("csv", here, [few], lambda each: each.post(f"{PLACES}export/", csv))
        self.batch("bare csv", bare, [beside], lambda each: each.get("/export/big/"))
        self.batch("marks", here, [few], lambda each: each.post(f"{MARKS}export/", csv))
        workers = process_tree(self.sites.ours.pid)[1:]
        before = {pid: memory(pid) for pid in workers}
        for pid in workers:
            forget_peak(pid)
        self.batch(
            "marks, many", here, [many], lambda each: each.post(f"{MARKS}export/", csv)
        )
        rose = (memory(pid, "VmHWM") - before[pid] for pid in workers)
        self.growth = max(self.growth, *rose)

    def web_memory(self) -> float:
        return max(memory(pid) for pid in process_tree(self.sites.ours.pid))

    def worker_memory(self) -> float:
        return max(memory(pid) for pid in process_tree(self.sites.worker.pid))
