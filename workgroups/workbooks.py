"""Read the first sheet of an XLSX workbook.

A workbook is a zip of XML files, which openpyxl reads. The sizes that the zip declares
are checked before anything is unpacked, and no more than these sizes is read. XML with
a DOCTYPE is refused, because entities can make a small file very large.
"""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from typing import IO, Any
from xml.parsers import expat

from workgroups.errors import ListUnreadable

MOST_UNPACKED = 20 * 1024 * 1024  # bytes of all files in the zip together
MOST_TIMES = 100  # how many times larger than packed a file may be
SMALL = 1024 * 1024  # bytes: a smaller file may be packed as tightly as it likes
CHUNK = 1 << 16  # bytes
MOST_COLUMNS = 50
MOST_CELLS = 2_000_000  # blank ones too: one value at the far right makes 16,384
LAST_ROW = 1_048_576  # of any sheet
FORMULA = "="  # begins the text of a cell that holds no value of its own

TOO_LARGE = "This workbook is too large when it is unpacked. Save only the list."
DAMAGED = "This workbook is damaged or is not an .xlsx file. Save it as CSV."
TOO_WIDE = f"This list has more than {MOST_COLUMNS} columns."

Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet that hold anything, by their number; `others` are not read.

    `others` counts the other sheets that people see.
    """

    name: str
    rows: Rows
    others: int = 0


def read_sheet(content: bytes) -> Sheet:
    """The first visible sheet that holds anything. Raises ListUnreadable."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            check_archive(archive)
        return _first_sheet(content)
    except ListUnreadable:
        raise
    except Exception as error:  # openpyxl has no error of its own for a broken file
        raise ListUnreadable(DAMAGED) from error


def check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse a zip that unpacks too large, or that holds a DOCTYPE."""
    _check_sizes(archive)
    _refuse_doctypes(archive)


def _check_sizes(archive: zipfile.ZipFile) -> None:
    files = archive.infolist()
    if sum(each.file_size for each in files) > MOST_UNPACKED:
        raise ListUnreadable(TOO_LARGE)
    for each in files:
        packed = max(each.compress_size, 1)
        if each.file_size > SMALL and each.file_size > MOST_TIMES * packed:
            raise ListUnreadable(TOO_LARGE)


def _refuse_doctypes(archive: zipfile.ZipFile) -> None:
    """Read each file as far as its first element; a DOCTYPE stands before that."""
    for each in archive.infolist():
        with archive.open(each) as file, suppress(expat.ExpatError):
            _read_to_first_element(file)


def _read_to_first_element(file: IO[bytes]) -> None:
    begun: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, _: begun.append(name)
    while not begun and (chunk := file.read(CHUNK)):
        parser.Parse(chunk, False)


def _refuse_doctype(*_: object) -> None:
    raise ListUnreadable(DAMAGED)


def _first_sheet(content: bytes) -> Sheet:
    with (
        closing(_opened(content, data_only=True)) as values,
        closing(_opened(content, data_only=False)) as formulas,
    ):
        seen = [each for each in values.worksheets if each.sheet_state == "visible"]
        for sheet in seen:
            rows = _rows_of(sheet, formulas[sheet.title])
            if rows:
                return Sheet(sheet.title, rows, len(seen) - 1)
    return Sheet("", [])


def _opened(content: bytes, *, data_only: bool) -> Any:
    """The workbook with the values of its formulas, or with the formulas themselves."""
    import openpyxl

    return openpyxl.load_workbook(
        BytesIO(content), read_only=True, data_only=data_only, keep_links=False
    )


def _rows_of(sheet: Any, formulas: Any) -> Rows:
    rows: Rows = []
    read = 0  # cells
    both = zip(_cells_of(sheet), _cells_of(formulas), strict=True)
    for number, (row, written) in enumerate(both, start=1):
        read += len(row)
        if read > MOST_CELLS or number == LAST_ROW:
            raise ListUnreadable(TOO_LARGE)
        if cells := _texts_of(row, written):
            rows.append((number, cells))
    return rows


def _cells_of(sheet: Any) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()  # a file may declare more than it has, or less
    found: Iterator[Sequence[Any]] = sheet.iter_rows(max_row=LAST_ROW)
    return found


def _texts_of(row: Sequence[Any], written: Sequence[Any]) -> list[str]:
    """The texts of a row's cells, without blank ones at its end."""
    texts = [_text_of(*both) for both in zip(row, written, strict=True)]
    while texts and not texts[-1].strip():
        texts.pop()
    if len(texts) > MOST_COLUMNS:
        raise ListUnreadable(TOO_WIDE)
    return texts


def _text_of(cell: Any, written: Any) -> str:
    """The text that people see in a cell, or nearly so."""
    match cell.value:
        case None:
            return FORMULA if written.data_type == "f" else ""
        case bool():
            return "yes" if cell.value else "no"
        case datetime() if cell.value.time() == time.min:
            return f"{cell.value:%Y-%m-%d}"
        case datetime():
            return cell.value.isoformat(" ", "minutes")
        case float():
            return _number(cell.value)
    return FORMULA * (cell.data_type == "e") + str(cell.value)


def _number(value: float) -> str:
    """A number as people read it: 12345.0 is 12345, with fifteen digits at most."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"
