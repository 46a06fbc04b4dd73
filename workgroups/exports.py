"""Lists as CSV and XLSX that no spreadsheet will run: row by row, memory bounded."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Field, ForeignObjectRel, QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

CHUNK = 2000  # rows held at a time
LONGEST_CELL = 32_767  # characters: a workbook takes no more
#: A cell that begins with one of these is run, or swallowed, by some spreadsheet.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\x00")


def safe_text(text: str) -> str:
    """Text that a spreadsheet shows instead of running; `'` in front where needed."""
    return f"'{text}" if text.startswith(RISKY) else text


def plain(value: Any) -> Any:
    """A value as people read it: local times, yes and no, lists in one cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return value if isinstance(value, int | float) else str(value)


def rows_of(rows: QuerySet[Any], columns: Sequence[str]) -> Iterator[list[Any]]:
    """The columns, given as look-ups, of each row; states in words."""
    words = [choices_of(rows, column) for column in columns]
    found = rows.values_list(*columns).iterator(chunk_size=CHUNK)
    for values in found:
        yield [
            plain(labels.get(value, value) if isinstance(value, str) else value)
            for labels, value in zip(words, values, strict=True)
        ]


def choices_of(rows: QuerySet[Any], lookup: str) -> Mapping[Any, Any]:
    """Labels of a look-up's choices; none where it has no choices."""
    meta = rows.model._meta
    parts = lookup.split("__")
    for part in parts[:-1]:
        relation: Any = meta.get_field(part)
        meta = relation.related_model._meta
    if parts[-1] in rows.query.annotations:
        return {}
    field: Field[Any, Any] | ForeignObjectRel | Any = meta.get_field(parts[-1])
    return dict(getattr(field, "flatchoices", ()) or ())


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_response(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff"  # or Excel misreads every accent
        yield writer.writerow(list(headings))
        for row in rows:
            yield writer.writerow(
                [safe_text(v) if isinstance(v, str) else v for v in row]
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
    """A workbook of typed cells: texts stay texts, nothing is a formula or a link."""
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
