"""Reads what was reported elsewhere: a two-column table of a Word document.

The first column has a theme: its name, then what was found. The second has its
implications, one a paragraph.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import Truncator

MAX_BYTES = 5_000_000
MAX_UNPACKED = 50_000_000
MAX_ROWS = 200
LONGEST_NAME = 200
LONGEST_TEXT = 4000
#: What a file raises that is damaged, encrypted or another kind of package.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    SyntaxError,  # of its XML
    *(KeyError, ValueError, RuntimeError, NotImplementedError, AttributeError),
)
UNREADABLE = "This is no Word document (.docx) that we can read."


@dataclass(frozen=True)
class ReportedTheme:
    """One row of the table."""

    name: str
    finding: str
    implications: tuple[str, ...]


@dataclass
class ReportedTable:
    """The rows of every table of a document, and what is wrong with them."""

    themes: list[ReportedTheme] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_table(content: bytes) -> ReportedTable:
    """The themes and implications of a document; its rows are numbered from one."""
    if len(content) > MAX_BYTES:
        return ReportedTable(problems=["The file is larger than five megabytes."])
    document = _opened(content)
    if document is None:
        return ReportedTable(problems=[UNREADABLE])
    found = ReportedTable()
    for number, table in enumerate(document.tables, start=1):
        _read(table, number, found)
    if not document.tables:
        found.problems.append("There is no table in this document.")
    elif not found.themes and not found.problems:
        found.problems.append("Nothing is written in the table.")
    return found


def _opened(content: bytes) -> Any:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                return None
        return docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, *DAMAGED):
        return None


def _read(table: Any, number: int, found: ReportedTable) -> None:
    if len(table.columns) != 2:
        columns = len(table.columns)
        found.problems.append(f"Table {number} has {columns} columns instead of two.")
        return
    rows = list(table.rows)
    if len(rows) > MAX_ROWS:
        found.problems.append(f"Table {number} has more than {MAX_ROWS} rows.")
        return
    for place, row in enumerate(rows, start=1):
        where = f"Table {number}, row {place}"
        cells = row.cells
        if len(cells) < 2 or cells[0]._tc is cells[1]._tc:
            found.problems.append(f"{where}: its two cells are joined.")
            continue
        left, right = (list(_paragraphs(cell)) for cell in cells)
        if not (place == 1 and _is_heading(left, right)):
            _read_row(left, right, where, found)


def _paragraphs(cell: Any) -> Iterator[str]:
    for paragraph in cell.paragraphs:
        text = " ".join(paragraph.text.replace("\x00", "").split())
        if text:
            yield text


def _is_heading(left: list[str], right: list[str]) -> bool:
    said = " ".join(left).lower(), " ".join(right).lower()
    return "theme" in said[0] and "implication" in said[1] and len(said[1]) < 60


def _read_row(
    left: list[str], right: list[str], where: str, found: ReportedTable
) -> None:
    if not left and not right:
        return
    if not left:
        found.problems.append(f"{where}: there are implications and no theme.")
        return
    long = [text for text in right if len(text) > LONGEST_TEXT]
    finding = "\n".join(left if len(left[0]) > LONGEST_NAME else left[1:])
    if long or len(finding) > 5 * LONGEST_TEXT:
        found.problems.append(f"{where}: a text is too long to be kept.")
        return
    name = Truncator(left[0]).chars(LONGEST_NAME)
    found.themes.append(ReportedTheme(name, finding, tuple(right)))
