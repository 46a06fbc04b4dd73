"""A list of themes as a table: written so that no spreadsheet runs it, and read again.

No database.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from evaluation.choices import ThemeKind
from workgroups.exports import FORMULA_STARTS, escape_formula
from workgroups.form_fields import clean_line, clean_text
from workgroups.table_files import (
    FileLine,
    Problem,
    read_table,
    shortened,
    under_no_heading,
)

NAME, PART_OF, DESCRIPTION, NOT_WHEN, KIND = COLUMNS = (
    *("name", "part_of", "description", "not_when", "kind"),
)
WRITTEN = {
    NAME: "Theme",
    PART_OF: "Part of",
    DESCRIPTION: "When to use",
    NOT_WHEN: "When not",
    KIND: "Kind",
}
HEADINGS = {
    **{heading.casefold(): name for name, heading in WRITTEN.items()},
    **dict.fromkeys(("name", "code"), NAME),
    **dict.fromkeys(("description", "definition"), DESCRIPTION),
    "when not to use": NOT_WHEN,
}
LONGEST = {NAME: 200, PART_OF: 200, DESCRIPTION: 4000, NOT_WHEN: 4000, KIND: 20}
KINDS = {each.label.casefold(): each.value for each in ThemeKind}


@dataclass(frozen=True)
class ListedTheme:
    """A line of a list of themes: only what its file has a column for."""

    line: int
    name: str
    part_of: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Codebook:
    themes: list[ListedTheme] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def written(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The themes as CSV, with a mark by which spreadsheets know UTF-8."""
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow(WRITTEN.values())
    for row in rows:
        out.writerow(escape_formula(row[name]) for name in WRITTEN)
    return file.getvalue().encode("utf-8-sig")


def read_codebook(content: bytes) -> Codebook:
    """What a CSV or XLSX file says. Raises ListUnreadable where it is no table."""
    heading, *lines = read_table(content).lines
    book = Codebook()
    columns = {
        place: HEADINGS[clean_line(cell).casefold()]
        for place, cell in enumerate(heading.cells)
        if clean_line(cell).casefold() in HEADINGS
    }
    names = list(columns.values())
    if NAME not in names:
        book.problems.append(Problem(heading.number, "There is no column “Theme”."))
    elif len(names) > len(set(names)):
        why = "Two columns are read as the same one."
        book.problems.append(Problem(heading.number, why))
    else:
        headed = {place for place, cell in enumerate(heading.cells) if cell.strip()}
        for line in lines:
            _read_line(line, columns, headed, book)
        _check_repeated(book)
    return book


def _read_line(
    line: FileLine, columns: Mapping[int, str], headed: set[int], book: Codebook
) -> None:
    values: dict[str, str] = {}
    problems = under_no_heading(line, headed)
    for place, name in columns.items():
        cell = line.cells[place] if place < len(line.cells) else ""
        try:
            values[name] = _value(name, cell)
        except ValueError as error:
            problems.append(Problem(line.number, str(error), WRITTEN[name]))
    book.problems += problems
    if not problems:
        name, part_of = values.pop(NAME), values.pop(PART_OF, None)
        book.themes.append(ListedTheme(line.number, name, part_of, values))


def _value(name: str, cell: str) -> str:
    """What a cell says. Raises ValueError with a sentence fit to show."""
    text = _unescaped(cell)
    text = clean_text(text) if name in {DESCRIPTION, NOT_WHEN} else clean_line(text)
    if name == NAME and not text:
        raise ValueError("There is no name in this line.")
    if len(text) > LONGEST[name]:
        raise ValueError(f"This is longer than {LONGEST[name]} characters.")
    if name != KIND:
        return text
    if text and text.casefold() not in KINDS:
        raise ValueError(f"“{shortened(text)}”. Write finding or process.")
    return KINDS.get(text.casefold(), ThemeKind.FINDING.value)


def _unescaped(cell: str) -> str:
    """The text without the apostrophe that keeps a spreadsheet from running it."""
    rest = cell[1:]
    is_escaped = cell.startswith("'") and rest.lstrip(" \u00a0")[:1] in FORMULA_STARTS
    return rest if is_escaped and rest else cell


def _check_repeated(book: Codebook) -> None:
    first: dict[str, int] = {}
    for each in book.themes:
        line = first.setdefault(each.name.casefold(), each.line)
        if line != each.line:
            why = f"“{shortened(each.name)}” is on line {line} already."
            book.problems.append(Problem(each.line, why, WRITTEN[NAME]))
    book.problems.sort(key=lambda each: each.line)
