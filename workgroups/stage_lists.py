"""A list of schools' Teaching for Mastery stages: clean rows, and what is wrong.

No database. Each row is a school number, an academic year and a stage.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workgroups import academic_years
from workgroups.choices import MasteryStage
from workgroups.form_fields import clean_line
from workgroups.table_files import (
    FileLine,
    Heading,
    Problem,
    read_table,
    shortened,
    under_no_heading,
)
from workgroups.workbooks import FORMULA

URN, YEAR, STAGE = "urn", "start_year", "stage"
FIRST_YEAR = 2014  # Maths Hubs began in 2014/15
LAST_YEAR = 2099
MEANINGS = {
    URN: "school number (URN)",
    YEAR: "academic year",
    STAGE: "Teaching for Mastery stage",
}
HEADINGS = {
    **dict.fromkeys(("urn", "schoolnumber", "schoolnumberurn", "schoolurn"), URN),
    **dict.fromkeys(("year", "academicyear", "schoolyear"), YEAR),
    **dict.fromkeys(("stage", "tfmstage", "masterystage", "masteryphase"), STAGE),
    **dict.fromkeys(("tfm", "tfmphase", "teachingformastery"), STAGE),
    **dict.fromkeys(("teachingformasterystage", "teachingformasteryphase"), STAGE),
}
STAGES = {
    **{each.value: each.value for each in MasteryStage},
    "notknown": "",
    "unknown": "",
    "nottakingpart": MasteryStage.NONE.value,
    "masteryreadiness": MasteryStage.READINESS.value,
    "developing": MasteryStage.DEVELOPMENT.value,
    "refinement": MasteryStage.SUSTAINING.value,
    "masteryspecialist": MasteryStage.SPECIALIST.value,
    "masteryspecialistschool": MasteryStage.SPECIALIST.value,
}
STAGE_NAMES = "not taking part, readiness, development, embedding, sustaining"


@dataclass(frozen=True)
class ListedStage:
    """One line of a list; an empty stage says that it is not known."""

    line: int
    urn: int
    start_year: int
    stage: str

    @property
    def key(self) -> tuple[int, int]:
        return self.urn, self.start_year


@dataclass
class StageList:
    """What a file says: its headings, its rows, what is wrong and what to know."""

    headings: list[Heading] = field(default_factory=list)
    rows: list[ListedStage] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_stages(content: bytes) -> StageList:
    """What a CSV or XLSX file says. Raises ListUnreadable where it is no table.

    Where the heading is at fault, the lines under it are not read.
    """
    table = read_table(content)
    heading, *lines = table.lines
    places, found = _match(heading)
    found.remarks += table.remarks
    if found.problems:
        return found
    if not lines:
        found.problems.append(Problem(heading.number, "There is no line under this."))
    headed = {at for at, cell in enumerate(heading.cells) if cell.strip()}
    for line in lines:
        found.problems += under_no_heading(line, headed)
        _read_line(line, places, found)
    _add_repeated(found)
    unused = [f"“{each.text}”" for each in found.headings if not each.meaning]
    if unused:
        found.remarks.append(f"Not read: {', '.join(unused)}.")
    return found


#: Where a column stands in the file, and its heading, by what it holds.
Places = Mapping[str, tuple[int, str]]


def _match(heading: FileLine) -> tuple[Places, StageList]:
    """The columns that are read, and a list with the headings and their problems."""
    found = StageList()
    places: dict[str, tuple[int, str]] = {}
    for position, cell in enumerate(heading.cells):
        text = clean_line(cell)
        key = HEADINGS.get(_squeezed(text), "")
        if text:
            found.headings.append(Heading(text, MEANINGS.get(key, "")))
        if key in places:
            why = f"“{places[key][1]}” and “{text}” are both read as the"
            problem = Problem(heading.number, f"{why} {MEANINGS[key]}. Delete one.")
            found.problems.append(problem)
        elif key:
            places[key] = (position, text)
    for key, name in ((URN, "URN"), (YEAR, "Year"), (STAGE, "Stage")):
        if key not in places:
            why = f"There is no column “{name}”."
            found.problems.append(Problem(heading.number, why))
    return places, found


def _read_line(line: FileLine, places: Places, found: StageList) -> None:
    """Add the row of a line, or what is wrong with each of its cells."""
    values: dict[str, Any] = {}
    for key, (position, heading) in places.items():
        cell = line.cells[position] if position < len(line.cells) else ""
        try:
            values[key] = _value(key, clean_line(cell))
        except ValueError as error:
            found.problems.append(Problem(line.number, str(error), heading))
    if len(values) == len(places):
        found.rows.append(ListedStage(line.number, **values))


def _value(key: str, text: str) -> Any:
    """What a cell says; ValueError with the reason where it says nothing."""
    if not text:
        raise ValueError(f"The {MEANINGS[key]} is missing.")
    if text.startswith(FORMULA):
        why = "This is a formula. Write what it results in."
        raise ValueError(f"“{shortened(text)}”. {why}")
    value, why = READ[key](text), WHY[key]
    if value is None:
        raise ValueError(f"“{shortened(text)}”. {why}")
    return value


def _urn(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{5,7}", text) else None


def _year(text: str) -> int | None:
    year = academic_years.parse(text)
    return year if year and FIRST_YEAR <= year <= LAST_YEAR else None


def _stage(text: str) -> str | None:
    return STAGES.get(_squeezed(text))


READ: dict[str, Callable[[str], Any]] = {URN: _urn, YEAR: _year, STAGE: _stage}
WHY = {
    URN: "A school number (URN) has five to seven digits.",
    YEAR: "Write the academic year as 2026/27.",
    STAGE: f"Write one of: {STAGE_NAMES}, mastery specialist school, not known.",
}


def _squeezed(text: str) -> str:
    """Letters and digits in lower case: lists differ in capitals and hyphens."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _add_repeated(found: StageList) -> None:
    """Name the later of two lines about one school and year."""
    first: dict[tuple[int, int], int] = {}
    for row in found.rows:
        line = first.setdefault(row.key, row.line)
        if line != row.line:
            why = f"This school and year is on line {line} already."
            found.problems.append(Problem(row.line, why))
    found.problems = in_order(found.problems)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda each: each.line)
