"""Lists as CSV and XLSX that no spreadsheet runs, streamed row by row."""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import IO, Any, TypeVar

from django.db.models import Field, ForeignObjectRel, QuerySet
from django.http import FileResponse, StreamingHttpResponse

from workgroups import academic_years
from workgroups.words import LONDON

Row = TypeVar("Row")

CHUNK = 2000  # rows in memory at a time
ROWS_IN_A_PART = 200  # of a CSV file
LONGEST_CELL = 32_767  # characters: Excel's limit for a cell
FIRST_YEAR = 1900  # that a date in a workbook can have
PADDING, WIDEST_COLUMN = 2, 50  # characters
#: How a workbook shows each type of date.
DATE_FORMATS: dict[type, str] = {
    datetime: "d mmm yyyy hh:mm",
    date: "d mmm yyyy",
    time: "hh:mm",
}
#: What a workbook says of its list: a name and a value in each line.
About = Sequence[tuple[str, Any]]
#: First characters that some spreadsheet runs as a formula or drops.
#: The last four are the full-width forms, which some spreadsheets run as well.
FORMULA_STARTS = frozenset("=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20")


def escape_formula(value: Any) -> Any:
    """Prefix `'` to text that a spreadsheet would run; other values stay as they are.

    Spreadsheets ignore spaces before a formula, so they are ignored here as well.
    """
    if isinstance(value, str) and value.lstrip(" \u00a0")[:1] in FORMULA_STARTS:
        return f"'{value}"
    return value


def plain(value: Any) -> Any:
    """A value as people read it: local times, yes and no, lists in one cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(LONDON).isoformat(" ", "minutes")[:16]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return value if isinstance(value, int | float) else str(value)


def cell_value(value: Any) -> Any:
    """A value as a workbook holds it: dates, times of day and numbers keep their type.

    A workbook knows no time zones, so a moment is the London date and time. It knows
    no date before 1900 either, so a slip such as the year 206 stays readable as text.
    """
    if isinstance(value, date) and value.year < FIRST_YEAR:
        return plain(value)
    if isinstance(value, datetime):
        return value.astimezone(LONDON).replace(tzinfo=None)
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, date | time) else plain(value)


def rows_of(
    rows: QuerySet[Any],
    columns: Sequence[str],
    labels: Mapping[str, Mapping[Any, Any]] | None = None,
    *,
    shown: Callable[[Any], Any] = plain,
) -> Iterator[list[Any]]:
    """Values of the given look-ups for each row; choices as labels.

    `labels` names the values of columns whose field has no choices of its own.
    `shown` turns a value into that of its cell: `plain` for CSV, `cell_value` for XLSX.
    """
    given = labels or {}
    words = [given.get(column) or choices_of(rows, column) for column in columns]
    found = rows.values_list(*columns).iterator(chunk_size=CHUNK)
    for values in found:
        # most cells are empty, and calling a function for each is the expensive part
        yield [
            _cell(value, names, shown) if value or value == 0 else ""
            for names, value in zip(words, values, strict=True)
        ]


def _cell(
    value: Any, names: Mapping[Any, Any], shown: Callable[[Any], Any] = plain
) -> Any:
    """A value by its label where it has one; the items of a list each by theirs."""
    if isinstance(value, str):
        return str(names.get(value, value)) if names else value
    if names and isinstance(value, int):
        return str(names.get(value, shown(value)))
    if names and isinstance(value, list):
        return ", ".join(str(names.get(item, item)) for item in value)
    return shown(value)


def choices_of(rows: QuerySet[Any], lookup: str) -> Mapping[Any, Any]:
    """Labels of a look-up's choices; empty where it has none."""
    meta = rows.model._meta
    parts = lookup.split("__")
    if parts[-1] == "start_year":
        return academic_years.LABELS
    for part in parts[:-1]:
        relation: Any = meta.get_field(part)
        meta = relation.related_model._meta
    if parts[-1] in rows.query.annotations:
        return {}
    field: Field[Any, Any] | ForeignObjectRel | Any = meta.get_field(parts[-1])
    return dict(getattr(field, "flatchoices", ()) or ())


def _safe(value: Any) -> Any:
    """`escape_formula`, called only for text that begins with a sign or a space."""
    if not value or not isinstance(value, str) or value[0].isalnum():
        return value
    return escape_formula(value)


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """The rows in lists of this size; the last one may be shorter."""
    rows = iter(rows)
    while part := list(islice(rows, size)):
        yield part


class _Echo:
    """A file-like object whose `write` returns its argument, for streaming."""

    def write(self, text: str) -> str:
        return text


def csv_response(
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    about: About = (),
) -> StreamingHttpResponse:
    """A CSV file of the rows. It has no place for what `about` says."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        # without a byte order mark Excel misreads accents
        yield "\ufeff" + writer.writerow([_safe(each) for each in headings])
        # each part is written to the network by itself, which costs more than a row
        for part in batched(rows, ROWS_IN_A_PART):
            yield "".join(
                writer.writerow([_safe(cell) for cell in row]) for row in part
            )

    return StreamingHttpResponse(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "no-store",
        },
    )


def xlsx_response(
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    about: About = (),
) -> FileResponse:
    """A workbook of the rows, with a second sheet that says what they are."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    write_workbook(file, headings, rows, about)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{name}.xlsx",
        headers={"Cache-Control": "no-store"},
    )


def write_workbook(
    file: IO[bytes],
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    about: About = (),
) -> None:
    """Write typed cells: text stays text, never a formula or a link."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        formats = {
            kind: book.add_format({"num_format": pattern, "align": "left"})
            for kind, pattern in DATE_FORMATS.items()
        }
        bold = book.add_format({"bold": True})
        _write_list(book.add_worksheet("List"), headings, rows, bold, formats)
        if about:
            sheet = book.add_worksheet("About this list")
            widths = [0, 0]
            for number, (words, value) in enumerate(about):
                sheet.write_string(number, 0, words, bold)
                _write_cell(sheet, number, 1, value, formats)
                widths = [max(widths[0], len(words)), max(widths[1], _width(value))]
            _set_widths(sheet, widths)


def _write_list(
    sheet: Any,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    bold: Any,
    formats: Mapping[type, Any],
) -> None:
    widths = [len(heading) for heading in headings]
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 0)
    number = 0
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write_cell(sheet, number, column, value, formats)
            widths[column] = max(widths[column], _width(value))
    if headings:
        sheet.autofilter(0, 0, number, len(headings) - 1)
    _set_widths(sheet, widths)


def _write_cell(
    sheet: Any, row: int, column: int, value: Any, formats: Mapping[type, Any]
) -> None:
    if value == "":
        return  # a blank cell: text of no letters would break sums of the column
    if type(value) in formats:
        sheet.write_datetime(row, column, value, formats[type(value)])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_CELL])


def _width(value: Any) -> int:
    """The number of characters that a cell shows."""
    if type(value) in DATE_FORMATS:
        return len(DATE_FORMATS[type(value)])
    return len(str(value))


def _set_widths(sheet: Any, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width + PADDING, WIDEST_COLUMN))


#: How each format turns a value into that of its cell.
SHOWN = {"csv": plain, "xlsx": cell_value}
FORMATS = {"csv": csv_response, "xlsx": xlsx_response}
