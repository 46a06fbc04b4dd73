"""The speed goals S1 to S19, each with its floor and its aim, and the verdicts.

README.md in this folder explains the lines. A reading that cannot be true raises
ImpossibleReading, which ends the whole run: a broken measurement has no verdict.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

AIM, FLOOR, NEITHER, IMPOSSIBLE = "aim", "floor", "neither", "impossible"
NOT_BUILT = "not built"

#: The smallest reading of each unit that a working measurement can give. A ratio or
#: a time is more than nothing, and no Python process fits into 8 MiB.
SMALLEST = {"x": 0.01, "ms": 0.01, "s": 0.01, "kB": 0.1, "MiB": 8.0, "SQL": 0.0}
LARGEST_EXPONENT = 3.0  # of either sign: nothing here grows with the cube of its rows


class ImpossibleReading(Exception):
    """A figure that cannot be true; the message says which and why."""


@dataclass(frozen=True)
class Goal:
    """One figure of a line: a lower one is better unless `more_is_better`."""

    line: str
    what: str
    floor: float
    aim: float
    unit: str
    more_is_better: bool = False
    may_be_negative: bool = False

    def reaches(self, value: float, bound: float) -> bool:
        return value >= bound if self.more_is_better else value <= bound


@dataclass(frozen=True)
class Reading:
    """A figure that was measured, None where the page or job is not built."""

    line: str
    what: str
    value: float | None
    detail: str = ""


GOALS = (
    Goal("S1", "a step, GET and POST: CPU", 1.6, 1.25, "x"),
    Goal("S2", "the POST that registers: CPU", 2.5, 1.8, "x"),
    Goal("S2", "the POST that registers", 22, 16, "SQL"),
    Goal("S3", "registration and confirmation, web: CPU", 2, 1.5, "x"),
    Goal("S3", "registration and confirmation, web", 60, 40, "SQL"),
    Goal("S4", "one email: CPU above a bare one", 8, 4, "ms", may_be_negative=True),
    Goal("S4", "one email", 8, 6, "SQL"),
    Goal("S5", "form page", 4, 1, "SQL"),
    Goal("S5", "confirm page", 6, 4, "SQL"),
    Goal("S5", "confirm POST", 16, 12, "SQL"),
    Goal("S6", "public list, 20 groups: CPU", 1.8, 1.3, "x"),
    Goal("S6", "public list, 20 groups", 5, 4, "SQL"),
    Goal("S6", "public list, 40 hubs of 60 groups: CPU", 0.1, 0.05, "exponent"),
    Goal("S7", "addresses whose SQL grows, 1 to 40 hubs", 0, 0, "addresses"),
    Goal("S7", "addresses whose SQL grows, 3 to 60 groups", 0, 0, "addresses"),
    Goal("S7", "worst CPU, 1 to 40 hubs", 0.15, 0.05, "exponent"),
    Goal("S7", "worst CPU, 3 to 60 groups", 0.15, 0.05, "exponent"),
    Goal("S8", "slowest admin list, page 1 of 5,000: time", 1.6, 1.3, "x"),
    Goal("S8", "largest admin list, page 1 of 5,000", 10, 7, "SQL"),
    Goal("S9", "register 30 x 6 and 60 x 12, the slower: time", 2, 1.6, "x"),
    Goal("S9", "register 30 x 6 and 60 x 12, the larger", 8, 7, "SQL"),
    Goal("S10", "mark one, save 30, the costlier: CPU", 1.7, 1.4, "x"),
    Goal("S10", "mark one, save 30, the larger", 14, 10, "SQL"),
    Goal("S11", "CSV of 5,000: time", 4, 3, "x"),
    Goal("S11", "CSV of 100,000: growth of the worker", 20, 8, "MiB more"),
    Goal("S12", "report of 1,000 comments: CPU", 6, 3, "s"),
    Goal("S12", "report of 10,000 comments: CPU", 10, 6, "s"),
    Goal("S12", "peak memory of the worker", 400, 300, "MiB"),
    Goal("S12", "peak memory after ten reports", 400, 300, "MiB"),
    Goal("S13", "web worker", 115, 90, "MiB"),
    Goal("S13", "email worker", 110, 95, "MiB"),
    Goal("S13", "all six embedded processes", 460, 380, "MiB"),
    Goal("S14", "export of attendance, 10,000 to 100,000 rows", 1.05, 1, "exponent"),
    Goal("S14", "import of schools, 3,000 to 30,000 rows", 1.05, 1, "exponent"),
    Goal("S14", "suggested themes, 3,000 to 30,000 comments", 1.05, 1, "exponent"),
    Goal("S15", "heaviest public page over the wire", 25, 15, "kB"),
    Goal("S15", "first paint on a slow phone", 1.3, 1.0, "s"),
    Goal("S16", "manage.py check", 1, 0.6, "s"),
    Goal("S16", "gunicorn to first page", 1.2, 0.8, "s"),
    Goal("S16", "make run, filled, to first page", 30, 20, "s"),
    Goal("S17", "places given wrongly, 200 people for 30", 0, 0, "places"),
    Goal("S17", "POST/s against bare, c = 32", 0.4, 0.7, "x", more_is_better=True),
    Goal("S18", "errors, 20 people on embedded SQLite", 0, 0, "errors"),
    Goal("S18", "95 of 100 requests within", 2, 1, "s"),
    Goal("S19", "school look-up over 30,000 schools", 50, 20, "ms"),
    Goal("S19", "a step of the coding page", 100, 50, "ms"),
    Goal("S19", "grouping sheet of 200 people", 1, 0.3, "s"),
)
LINES = tuple(dict.fromkeys(goal.line for goal in GOALS))


def goal_of(reading: Reading) -> Goal:
    for goal in GOALS:
        if (goal.line, goal.what) == (reading.line, reading.what):
            return goal
    raise KeyError(f"no goal {reading.line}, {reading.what}")


def verdict(goal: Goal, value: float | None) -> str:
    if value is None:
        return NOT_BUILT
    if problem_with(goal, value):
        return IMPOSSIBLE
    if goal.reaches(value, goal.aim):
        return AIM
    return FLOOR if goal.reaches(value, goal.floor) else NEITHER


def problem_with(goal: Goal, value: float) -> str:
    """Why this value cannot be true; "" where it can."""
    if not math.isfinite(value):
        return f"{value} is no number"
    if goal.unit == "exponent":
        far = abs(value) > LARGEST_EXPONENT
        return f"an exponent of {value:.3g} is beyond {LARGEST_EXPONENT:g}" * far
    if goal.may_be_negative:
        return ""
    smallest = SMALLEST.get(goal.unit, 0.0)
    low = value < smallest
    return f"{value:.4g} {goal.unit} is less than {smallest:g} {goal.unit}" * low


def check_readings(readings: Iterable[Reading], lines: Sequence[str]) -> None:
    """Raise ImpossibleReading for an impossible or a missing figure."""
    found = {(each.line, each.what): each for each in readings}
    for goal in (goal for goal in GOALS if goal.line in lines):
        reading = found.get((goal.line, goal.what))
        if reading is None:
            raise ImpossibleReading(f"{goal.line}, {goal.what}: nothing was measured.")
        if verdict(goal, reading.value) == IMPOSSIBLE:
            problem = problem_with(goal, reading.value or 0.0)
            raise ImpossibleReading(f"{goal.line}, {goal.what}: {problem}.")


def exponent(few: float, many: float, *, times: float) -> float:
    """How a cost grows over `times` the rows: 0 not at all, 1 in proportion."""
    if few <= 0 or many <= 0:
        raise ImpossibleReading(f"A cost of {min(few, many):.4g} cannot be.")
    return math.log(many / few) / math.log(times)
