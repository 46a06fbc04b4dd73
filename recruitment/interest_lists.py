"""A local authority's list of people: clean rows, and what is wrong in which line.

No database. One bad line is one problem or more; nothing is left out without a word.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from recruitment.list_columns import (
    BY_HEADING,
    EMAIL,
    FIRST,
    LAST,
    NAME,
    Column,
    squeezed,
)
from workgroups.form_fields import clean_line
from workgroups.table_files import (
    FileLine,
    Heading,
    Problem,
    read_table,
    shortened,
    under_no_heading,
)
from workgroups.words import counted, plural
from workgroups.workbooks import FORMULA

TOO_LONG = "max_length"


@dataclass(frozen=True)
class ListedPerson:
    """One line of a list. `both_years` is None where the line does not say."""

    line: int
    first_name: str
    last_name: str
    email: str
    second_email: str = ""
    phone: str = ""
    urn: int | None = None
    school_name: str = ""
    job_role: str = ""
    induction_year: str = ""
    year_groups: tuple[str, ...] = ()
    both_years: bool | None = None
    mentor_name: str = ""
    mentor_email: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def identity(self) -> tuple[str, str, str]:
        """Two people may share an address, so the name belongs to it."""
        return identity_of(self.email, self.first_name, self.last_name)


def identity_of(email: str, first_name: str, last_name: str) -> tuple[str, str, str]:
    return email.lower(), first_name.casefold(), last_name.casefold()


@dataclass
class InterestList:
    """What a file says: its headings, its people, what is wrong and what to know."""

    headings: list[Heading] = field(default_factory=list)
    people: list[ListedPerson] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_list(content: bytes) -> InterestList:
    """What a CSV or XLSX file says. Raises ListUnreadable where it is no table.

    The first line that holds anything is the heading. Where the heading is at fault,
    the lines under it are not read.
    """
    table = read_table(content)
    heading, *lines = table.lines
    columns, result = _match(heading)
    result.remarks += table.remarks
    if result.problems:
        return result
    if not lines:
        result.problems.append(Problem(heading.number, "There is no line under this."))
    headed = {place for place, cell in enumerate(heading.cells) if cell.strip()}
    for line in lines:
        _read_line(line, columns, headed, result)
    _add_repeated(result)
    _add_remarks(result)
    return result


@dataclass(frozen=True)
class _Placed:
    """Where a column stands in the file, and what it is called there."""

    position: int
    heading: str
    column: Column


def _match(heading: FileLine) -> tuple[list[_Placed], InterestList]:
    """The columns that are read, and a list with the headings and their problems."""
    result = InterestList()
    columns: list[_Placed] = []
    for position, cell in enumerate(heading.cells):
        text = clean_line(cell)
        column = BY_HEADING.get(squeezed(text))
        if text:
            result.headings.append(Heading(text, column.meaning if column else ""))
        if column is not None:
            columns.append(_Placed(position, text, column))
    problems = [*_repeated(columns), *_missing({each.column.key for each in columns})]
    result.problems = [Problem(heading.number, each) for each in problems]
    return columns, result


def _repeated(columns: Sequence[_Placed]) -> Iterable[str]:
    first: dict[str, str] = {}
    for each in columns:
        key = each.column.key
        if key in first:
            yield (
                f"“{first[key]}” and “{each.heading}” are both read as the "
                f"{each.column.meaning}. Rename or delete one of them."
            )
        first.setdefault(key, each.heading)


def _missing(keys: set[str]) -> Iterable[str]:
    if not {FIRST, LAST} <= keys and NAME not in keys:
        yield "There is no column “First name” and no column “Surname”."
    if EMAIL not in keys:
        yield "There is no column “Email”."


def _read_line(
    line: FileLine, columns: Sequence[_Placed], headed: set[int], result: InterestList
) -> None:
    """Add the person of a line, or what is wrong with it."""
    values, problems = _values(line, columns)
    problems += under_no_heading(line, headed)
    at_fault = {each.column for each in problems}
    names = {each.column.key: each.heading for each in columns}
    across = _across(line.number, values, names)
    problems += [each for each in across if each.column not in at_fault]
    result.problems += problems
    if not problems:
        given = {key: value for key, value in values.items() if value is not None}
        result.people.append(ListedPerson(line.number, **given))


def _values(
    line: FileLine, columns: Sequence[_Placed]
) -> tuple[dict[str, Any], list[Problem]]:
    """What the cells of a line say, by the column's key, and which say nothing."""
    values: dict[str, Any] = {}
    problems = []
    for each in columns:
        cell = line.cells[each.position] if each.position < len(line.cells) else ""
        text = clean_line(cell)
        try:
            values[each.column.key] = _value(each.column, text)
        except ValidationError as error:
            why = f"“{shortened(text)}”. {_reason(error)}"
            problems.append(Problem(line.number, why, each.heading))
    _split_name(values)
    return values, problems


def _value(column: Column, text: str) -> Any:
    """What a cell says; None for an empty one."""
    if text.startswith(FORMULA):
        raise ValidationError("This is a formula. Write what it results in.")
    return column.read(text) if text else None


def _reason(error: ValidationError) -> str:
    for each in error.error_list:
        if each.code == TOO_LONG:
            limit = (each.params or {}).get("limit_value")
            return f"This is longer than {limit} characters."
    return str(error.messages[0])


def _split_name(values: dict[str, Any]) -> None:
    """Part a whole name, "Ada Brook" or "Brook, Ada", where it has no columns."""
    whole = values.pop(NAME, None)
    if not whole or (values.get(FIRST) and values.get(LAST)):
        return
    if "," in whole:
        last, _, first = whole.partition(",")
    else:
        first, _, last = whole.rpartition(" ")
    values[FIRST], values[LAST] = first.strip(), last.strip()


def _across(
    line: int, values: Mapping[str, Any], names: Mapping[str, str]
) -> Iterable[Problem]:
    """What is wrong with a line beside its single cells."""
    for key, what in ((FIRST, "first name"), (LAST, "surname"), (EMAIL, "address")):
        if not values.get(key):
            yield Problem(
                line, f"The {what} is missing.", names.get(key) or names[NAME]
            )
    own = {values.get(EMAIL), values.get("second_email")} - {None, ""}
    if values.get("mentor_email") in own:
        why = "This is the person’s own address. Write that of their mentor."
        yield Problem(line, why, names["mentor_email"])


def _add_repeated(result: InterestList) -> None:
    """Name the later of two lines with the same name and address."""
    first: dict[tuple[str, str, str], int] = {}
    for person in result.people:
        line = first.setdefault(person.identity, person.line)
        if line != person.line:
            why = f"{person.full_name} with this address is on line {line} already."
            result.problems.append(Problem(person.line, why))
    result.problems.sort(key=lambda each: each.line)


def _add_remarks(result: InterestList) -> None:
    unused = [each.text for each in result.headings if not each.meaning]
    if unused:
        names = ", ".join(f"“{each}”" for each in unused)
        result.remarks.append(f"Not read: {names}.")
    without = sum(
        bool(each.mentor_name) and not each.mentor_email for each in result.people
    )
    if without:
        are = plural(without, "is", "are")
        result.remarks.append(
            f"{counted(without, 'mentor')} without an address {are} left out."
        )
    shared = Counter(each.email for each in result.people)
    several = sum(number > 1 for number in shared.values())
    if several:
        addresses = plural(several, "address is", "addresses are")
        result.remarks.append(f"{several} {addresses} shared by several people.")
