"""Opens a published list: which encoding, which layout, then row by row."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TextIO

from workgroups.errors import RowLeftOut, RowRefused, SchoolFileError
from workgroups.gias.layouts import LAYOUTS, Layout, Row, SchoolFacts

CHUNK = 1 << 16  # bytes
_FOOTNOTE = re.compile(r"\s*\(\d+\)\Z")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was not taken: on which line, why, and whether it was at fault."""

    line: int
    why: str
    is_refused: bool = True


class CsvReader(Protocol):
    """What csv.reader gives: rows of cells, and the line that it has come to."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...


@dataclass(frozen=True)
class SchoolFile:
    """An open file whose header has been read."""

    layout: Layout
    encoding: str
    columns: dict[str, int]
    reader: CsvReader

    def rows(self) -> Iterator[tuple[int, SchoolFacts | RowProblem]]:
        """Each row's line and what it says; blank lines are passed over.

        Raises SchoolFileError where the file stops being a table.
        """
        row = Row(self.columns)
        line = self.reader.line_num
        try:
            for cells in self.reader:
                line, started = self.reader.line_num, line + 1
                if not any(cells):
                    continue
                row.cells = cells
                try:
                    yield started, self.layout.read(row)
                except RowRefused as refusal:
                    yield started, RowProblem(started, str(refusal))
                except RowLeftOut as reason:
                    yield started, RowProblem(started, str(reason), is_refused=False)
        except csv.Error as error:
            raise SchoolFileError(
                f"Line {line + 1} cannot be read as part of a table ({error})."
            ) from error


@contextmanager
def open_school_file(path: Path) -> Iterator[SchoolFile]:
    """Open a list of schools and recognise its layout.

    Raises SchoolFileError, with one sentence, where no known layout fits.
    """
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        reader = csv.reader(text, delimiter=delimiter_of(text))
        try:
            header = next(reader, [])
        except csv.Error as error:
            raise SchoolFileError(f"{path.name} is not a CSV file.") from error
        layout, columns = layout_of(header, path.name)
        yield SchoolFile(layout, encoding, columns, reader)


def encoding_of(path: Path) -> str:
    """ "utf-8-sig" where every byte is UTF-8, else "cp1252", as DfE writes it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            head = file.read(CHUNK)
            refuse_other_kinds(head, path.name)
            decoder.decode(head)
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    except OSError as error:
        raise SchoolFileError(
            f"{path.name} cannot be opened ({error.strerror})."
        ) from error
    return "utf-8-sig"


def refuse_other_kinds(head: bytes, name: str) -> None:
    if not head.strip():
        raise SchoolFileError(f"{name} is empty.")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SchoolFileError(f"{name} is in UTF-16: save it as CSV in UTF-8.")
    if head.startswith(b"PK"):
        raise SchoolFileError(
            f"{name} is a zip or a spreadsheet: unpack it or save it as CSV."
        )
    if b"\0" in head or head.startswith(b"%PDF"):
        raise SchoolFileError(f"{name} is not a CSV file.")


def delimiter_of(text: TextIO) -> str:
    """What parts the cells, from the first line: a comma, else ; or a tab."""
    first = text.readline(CHUNK)
    text.seek(0)
    return max(",;\t", key=first.count)


def layout_of(header: list[str], name: str) -> tuple[Layout, dict[str, int]]:
    """The layout whose required columns are all there, and where its columns are."""
    positions: dict[str, int] = {}
    for position, title in enumerate(header):
        positions.setdefault(title_of(title), position)
    missing = {
        layout: [each for each in layout.required if title_of(each) not in positions]
        for layout in LAYOUTS
    }
    nearest = min(
        LAYOUTS, key=lambda layout: len(missing[layout]) / len(layout.required)
    )
    lacking = missing[nearest]
    if lacking and len(lacking) >= len(nearest.required) - 1:
        raise SchoolFileError(
            f"{name} is no list of schools that we know: {nearest.name} has the"
            f" columns {', '.join(nearest.required)}."
        )
    if lacking:
        raise SchoolFileError(
            f"{name} looks like {nearest.name} but has no column"
            f" {' and no column '.join(lacking)}."
        )
    columns = {
        each: positions[title_of(each)]
        for each in (*nearest.required, *nearest.optional)
        if title_of(each) in positions
    }
    return nearest, columns


def title_of(text: str) -> str:
    """A column's title without its footnote's number, extra blanks and capitals."""
    return " ".join(_FOOTNOTE.sub("", text.strip()).split()).casefold()
