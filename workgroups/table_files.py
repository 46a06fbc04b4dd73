"""A table as a CSV or XLSX file: bytes in, lines of cells out, numbered as in the file.

Limits keep a small file from filling the memory.
"""

import codecs
import csv
import io
from collections.abc import Collection
from dataclasses import dataclass

from workgroups.errors import ListUnreadable
from workgroups.form_fields import clean_line
from workgroups.workbooks import MOST_COLUMNS, TOO_WIDE, read_sheet

MOST_BYTES = 2 * 1024 * 1024
MOST_LINES = 5000
DELIMITERS = ",;\t"
SHOWN = 60  # characters of a value that a problem repeats
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # also of a new one with a password


@dataclass(frozen=True)
class FileLine:
    """One line that holds anything; its number is the one that people see."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Problem:
    """What is wrong: in which line of the file, in which column, and why."""

    line: int
    why: str
    column: str = ""

    def __str__(self) -> str:
        where = f"Line {self.line}" + (f", {self.column}" if self.column else "")
        return f"{where}: {self.why}"


@dataclass(frozen=True)
class Heading:
    """A heading of the file, and what its column is read as; "" is not used."""

    text: str
    meaning: str = ""


@dataclass(frozen=True)
class ListFile:
    """The lines of a file, and what to say about how it was read."""

    lines: list[FileLine]
    remarks: tuple[str, ...] = ()


def read_table(content: bytes) -> ListFile:
    """The lines of a CSV or XLSX file. Raises ListUnreadable."""
    if len(content) > MOST_BYTES:
        raise ListUnreadable("This file is larger than 2 MB. Save only the list.")
    if content.startswith(OLD_WORKBOOK):
        raise ListUnreadable(
            "This is an old workbook (.xls), or one with a password. Save it as .xlsx "
            "without a password, or as CSV."
        )
    if content.startswith(b"PK"):
        table = _from_workbook(content)
    else:
        table = ListFile(_csv_lines(decoded(content)))
    _check_limits(table.lines)
    return table


def _from_workbook(content: bytes) -> ListFile:
    sheet = read_sheet(content)
    lines = [FileLine(number, cells) for number, cells in sheet.rows]
    if not sheet.others:
        return ListFile(lines)
    return ListFile(lines, (f"Only the sheet “{sheet.name}” was read.",))


def _check_limits(lines: list[FileLine]) -> None:
    if not lines:
        raise ListUnreadable("This file is empty.")
    if len(lines) > MOST_LINES + 1:  # the heading is one more
        raise ListUnreadable(f"This list has more than {MOST_LINES:,} lines.")
    if any(len(each.cells) > MOST_COLUMNS for each in lines):
        raise ListUnreadable(TOO_WIDE)


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, in the encoding of Windows, or in UTF-16.

    Raises ListUnreadable.
    """
    encodings = ["utf-16"] if content.startswith(UTF_16) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not text.startswith("%PDF"):
            return text
    raise ListUnreadable("This is neither a CSV file nor an .xlsx workbook.")


def _csv_lines(text: str) -> list[FileLine]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter_of(text), strict=True
    )
    lines: list[FileLine] = []
    begins = 1  # a value in quotation marks may go over several lines
    try:
        for cells in reader:
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                lines.append(FileLine(begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise ListUnreadable(
            f"Line {begins}: this cannot be read as part of a table. Look for a "
            "quotation mark that is not closed."
        ) from error
    return lines


def _delimiter_of(text: str) -> str:
    """What parts the cells, from the first line that holds anything."""
    first = text.lstrip().partition("\n")[0]
    return max(DELIMITERS, key=first.count)


def under_no_heading(line: FileLine, headed: Collection[int]) -> list[Problem]:
    """A value that no heading names: often a comma inside the value before it."""
    for position, cell in enumerate(line.cells):
        if cell.strip() and position not in headed:
            text = shortened(clean_line(cell))
            return [Problem(line.number, f"“{text}” stands under no heading.")]
    return []


def shortened(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
