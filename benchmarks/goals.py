"""Floors, which must hold, and aims, and the verdict of a run on each.

README.md in this folder explains the numbers P1 to P16 and the budgets of
statements. A lower figure is better in all of them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.journeys import STEPS, Measurements

FLOW = (*STEPS, "registered", "first email")
CONFIRMED = (*FLOW, "confirm", "my places", "emails after")
BARE_FLOW = ("bare step", "bare done")


@dataclass(frozen=True)
class Comparison:
    """A journey in Hubsite and one in the bare application, each a sum of parts."""

    what: str
    ours: Sequence[str]
    beside: Sequence[str]


COMPARISONS = (
    Comparison("public list, 20 groups of 50", ["public list"], ["bare list"]),
    Comparison("step 1, you and your school", ["you"], ["bare step"]),
    Comparison("step 2, classes and mentor", ["classes"], ["bare step"]),
    Comparison("step 3, the dates", ["dates"], ["bare step"]),
    Comparison("step 4, check and register", ["check"], ["bare step"]),
    Comparison("registration and its email", FLOW, BARE_FLOW),
    Comparison("confirm: link, page, answer", ["confirm"], BARE_FLOW),
    Comparison("all of it, and three emails", CONFIRMED, BARE_FLOW),
    Comparison("register page, 30 people, session 6", ["register"], ["bare register"]),
    Comparison(
        "register page, 60 people, session 12", ["large register"], ["bare register"]
    ),
    Comparison("save 30 marks", ["save register"], ["bare save"]),
    Comparison("mark one person", ["mark one"], ["bare mark"]),
    Comparison("admin, places, 50 of 5,000", ["admin places"], ["bare admin"]),
    Comparison("CSV of 5,000 places", ["csv"], ["bare csv"]),
)


@dataclass(frozen=True)
class Goal:
    code: str
    what: str
    value: float
    floor: float
    aim: float
    unit: str = ""

    @property
    def holds(self) -> bool:
        return self.value <= self.floor

    @property
    def verdict(self) -> str:
        if not self.holds:
            return "FAILS"
        return "aim" if self.value <= self.aim else "holds"

    def row(self) -> list[str]:
        shown = [f"{number:.4g}{self.unit}" for number in (self.value, self.floor)]
        return [
            self.code,
            self.what,
            *shown,
            f"{self.aim:.4g}{self.unit}",
            self.verdict,
        ]


@dataclass(frozen=True)
class Process:
    """Start-up times in seconds and memory in MiB."""

    check: float
    first_page: float
    web: float
    worker: float
    export_growth: float


def goals(measured: Measurements, process: Process) -> list[Goal]:
    return [
        *statements(measured.statements),
        *ratios(measured),
        *growth(measured),
        Goal(
            "P13", "100,000 rows exported, growth", process.export_growth, 20, 8, " MiB"
        ),
        Goal("P15", "a web worker", process.web, 120, 90, " MiB"),
        Goal("P15", "a Celery worker", process.worker, 200, 150, " MiB"),
        Goal("P16", "manage.py check, CPU", process.check, 2.0, 1.2, " s"),
        Goal("P16", "gunicorn to first page, CPU", process.first_page, 2.5, 1.5, " s"),
    ]


def statements(found: dict[str, int]) -> list[Goal]:
    posts = {step: found[step] - found[f"{step} page"] for step in STEPS}
    flow = sum(found[part] for part in (*STEPS, "registered"))
    step = max(posts[step] for step in STEPS[:-1])
    lists = ("public list", "public list, many", "admin places", "admin places, many")
    few_and_many = abs(found["admin places"] - found["admin places, many"])
    sizes = abs(found["register"] - found["large register"])
    return [
        Goal("P5", "statements, form page", found["you page"], 5, 3),
        Goal("P5", "statements, a step's POST at most", step, 8, 8),
        Goal("P5", "statements, POST that registers", posts["check"], 24, 16),
        Goal("P5", "statements, confirm's POST", found["confirm POST"], 18, 12),
        Goal("P5", "statements, whole registration", flow, 60, 40),
        Goal("P8", "statements, a list", max(found[each] for each in lists), 10, 7),
        Goal("P9", "statements, 50,000 rows more than 5,000", few_and_many, 0, 0),
        Goal("P10", "statements, register 30 x 6", found["register"], 9, 7),
        Goal("P10", "statements, register 60 x 12 more", sizes, 0, 0),
        Goal("P11", "statements, saving 30 marks", found["save register"], 14, 10),
    ]


def ratios(measured: Measurements) -> list[Goal]:
    cpu, wall = "cpu", "wall"
    step = max(measured.ratio([step], ["bare step"], cpu) for step in STEPS)
    return [
        Goal("P6", "CPU, dearest step", step, 2, 1.25, " x"),
        Goal(
            "P3",
            "CPU, registration, confirmation and emails",
            measured.ratio(CONFIRMED, BARE_FLOW, cpu),
            8,
            4,
            " x",
        ),
        *(
            Goal(code, what, measured.ratio([ours], [beside], wall), floor, aim, " x")
            for code, what, ours, beside, floor, aim in (
                ("P8", "time, admin places", "admin places", "bare admin", 2, 1.3),
                ("P10", "time, register page", "register", "bare register", 2.5, 1.8),
                ("P11", "time, mark one person", "mark one", "bare mark", 3, 2),
                ("P12", "time, CSV of 5,000", "csv", "bare csv", 8, 4),
            )
        ),
    ]


def growth(measured: Measurements) -> list[Goal]:
    """Exponents over ten times the rows."""
    pairs = (
        ("P9", "public list, 5,000 to 50,000", "public list", 0.15, 0.05),
        ("P9", "admin places, 5,000 to 50,000", "admin places", 0.15, 0.05),
        ("P13", "export, 10,000 to 100,000", "marks", 1.05, 1.0),
    )
    found = []
    for code, what, part, floor, aim in pairs:
        ratio = measured.ratio([f"{part}, many"], [part], "cpu")
        value = math.log10(max(ratio, 1e-3))
        found.append(Goal(code, f"exponent, {what}", value, floor, aim))
    return found
