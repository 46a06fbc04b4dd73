"""S17: 200 people, a computer each, want 30 places at once."""

import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.goals import Reading
from benchmarks.machine import Browser
from benchmarks.sites import Stage
from benchmarks.visits import QUESTIONS, BareVisit, Visit, expect

PEOPLE, PLACES, AT_ONCE = 200, 30, 32
OURS = """
    SELECT state, count(*) FROM recruitment_place p
    JOIN workgroups_workgroup g ON g.id = p.work_group_id
    WHERE g.slug = %s GROUP BY state
"""
BARE = """
    SELECT state, count(*) FROM benchmarks_person p
    JOIN benchmarks_group g ON g.id = p.group_id
    WHERE g.slug = %s GROUP BY state
"""


def measure(stage: Stage, rounds: int) -> list[Reading]:
    ours, bare = Visit(stage.hubsite("registering")), BareVisit(stage.bare)
    rates = [rush(visit) for visit in (ours, bare)]
    found = dict(ours.site.query(OURS, ours.site.data["rush"]))
    beside = dict(bare.site.query(BARE, "rush"))
    given, all_people = found.get("offered", 0), sum(found.values())
    if beside.get("offered") != PLACES or sum(beside.values()) != PEOPLE:
        raise RuntimeError(f"the bare application gave {beside}")
    shown = ", ".join(f"{number} {state}" for state, number in sorted(found.items()))
    rate = f"{rates[0]:.0f} and {rates[1]:.0f} POST/s"
    wrong = abs(given - PLACES) + abs(all_people - PEOPLE)
    return [
        Reading("S17", "places given wrongly, 200 people for 30", wrong, shown),
        Reading("S17", "POST/s against bare, c = 32", rates[0] / rates[1], rate),
    ]


def rush(visit: Visit) -> float:
    """Registrations a second, when everybody presses the last button."""
    people = [visit.newcomer() for _ in range(PEOPLE)]

    def answer(browser: Browser) -> None:
        for name in QUESTIONS:
            path = visit.step(name, "rush")
            browser.get(path)
            expect(browser.post(path, visit.answers(name, browser)), 302, path)

    def press(browser: Browser) -> None:
        path = visit.step("check", "rush")
        expect(browser.post(path, {}), 302, path)

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        list(crowd.map(answer, people))
        began = time.perf_counter()
        list(crowd.map(press, people))
        return PEOPLE / (time.perf_counter() - began)
