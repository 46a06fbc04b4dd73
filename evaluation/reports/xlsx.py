"""The figures as an XLSX workbook and the codings as CSV, without formulas."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isnan
from typing import Any

from evaluation import tables
from workgroups import exports

CODINGS = "evidence kind theme proposed_by confidence coded_on passage".split()


def render(sheets: Mapping[str, Sequence[Mapping[str, Any]]], *, as_at: str) -> bytes:
    """The bytes of the workbook; the same rows give the same bytes.

    A cell is a number or a text, never a formula or a link.
    """
    import xlsxwriter

    saved = io.BytesIO()
    book = xlsxwriter.Workbook(
        saved,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": datetime.fromisoformat(as_at)})
    bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#e3efe9"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for name, frame in tables.frames(sheets).items():
        sheet = book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(frame.columns):
            sheet.write_string(0, at, str(column), bold)
            sheet.set_column(at, at, _width(column, frame[column]))
        for line, row in enumerate(frame.itertuples(index=False, name=None), start=1):
            for at, value in enumerate(row):
                _write(sheet, line, at, value, wrapped)
    book.close()
    return saved.getvalue()


def _write(sheet: Any, line: int, at: int, value: Any, wrapped: Any) -> None:
    if value is None or (isinstance(value, float) and isnan(value)):
        return
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(line, at, value)
    else:
        sheet.write_string(line, at, str(value)[: exports.LONGEST_CELL], wrapped)


def _width(column: str, values: Any) -> int:
    longest = max((len(str(value)) for value in values), default=0)
    return min(max(len(str(column)), longest, 8) + 2, 60)


def codings(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The codings as CSV with formulas made harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CODINGS)
    for row in rows:
        writer.writerow(exports.escape_formula(row[name]) for name in CODINGS)
    # the byte order mark tells Excel that it is UTF-8
    return out.getvalue().encode("utf-8-sig")
