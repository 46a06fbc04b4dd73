"""Lists as CSV and XLSX that no spreadsheet runs, streamed row by row."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Field, ForeignObjectRel, QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

from workgroups import academic_years

Row = TypeVar("Row")

CHUNK = 2000  # rows in memory at a time
ROWS_IN_A_PART = 200  # of a CSV file
LONGEST_CELL = 32_767  # characters: Excel's limit for a cell
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
        return timezone.localtime(value).isoformat(" ", "minutes")[:16]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return value if isinstance(value, int | float) else str(value)


def rows_of(
    rows: QuerySet[Any],
    columns: Sequence[str],
    labels: Mapping[str, Mapping[Any, Any]] | None = None,
) -> Iterator[list[Any]]:
    """Values of the given look-ups for each row; choices as labels.

    `labels` names the values of columns whose field has no choices of its own.
    """
    given = labels or {}
    words = [given.get(column) or choices_of(rows, column) for column in columns]
    found = rows.values_list(*columns).iterator(chunk_size=CHUNK)
    for values in found:
        # most cells are empty, and calling a function for each is the expensive part
        yield [
            _cell(value, names) if value or value == 0 else ""
            for names, value in zip(words, values, strict=True)
        ]


def _cell(value: Any, names: Mapping[Any, Any]) -> Any:
    """A value by its label where it has one; the items of a list each by theirs."""
    if isinstance(value, str):
        return str(names.get(value, value)) if names else value
    if names and isinstance(value, int):
        return str(names.get(value, plain(value)))
    if names and isinstance(value, list):
        return ", ".join(str(names.get(item, item)) for item in value)
    return plain(value)


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
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        # without a byte order mark Excel misreads accents
        yield "\ufeff" + writer.writerow(list(headings))
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
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> FileResponse:
    """A workbook of typed cells: text stays text, never a formula or a link."""
    import xlsxwriter

    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("List")
        bold = book.add_format({"bold": True})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, str(value)[:LONGEST_CELL])
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{name}.xlsx",
        headers={"Cache-Control": "no-store"},
    )


FORMATS = {"csv": csv_response, "xlsx": xlsx_response}
