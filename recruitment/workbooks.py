"""Read the first sheet of an XLSX workbook, with the standard library only.

A workbook is a zip of XML files. The sizes that the zip declares are checked before
anything is unpacked, and no more than these sizes is read. XML with a DOCTYPE is
refused, because entities can make a small file very large.
"""

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Protocol
from xml.parsers import expat

from recruitment.errors import ListUnreadable

MOST_UNPACKED = 20 * 1024 * 1024  # bytes of all files in the zip together
MOST_TIMES = 100  # how many times larger than packed a file may be
SMALL = 1024 * 1024  # bytes: a smaller file may be packed as tightly as it likes
CHUNK = 1 << 16  # bytes
MOST_COLUMNS = 50
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


class Handler(Protocol):
    """What reads the parts of an XML file, by their names without a namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def data(self, text: str) -> None: ...

    def end(self, name: str) -> None: ...


def read_sheet(content: bytes) -> Sheet:
    """The first visible sheet that holds anything. Raises ListUnreadable."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_sizes(archive)
            return _first_sheet(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        KeyError,  # a file that the workbook names is missing
        ValueError,  # a number is none
        IndexError,  # a text that is not there
        EOFError,
        NotImplementedError,  # a way of packing that we do not know
        RuntimeError,  # a password
        OSError,
    ) as error:
        raise ListUnreadable(DAMAGED) from error


def _check_sizes(archive: zipfile.ZipFile) -> None:
    files = archive.infolist()
    if sum(each.file_size for each in files) > MOST_UNPACKED:
        raise ListUnreadable(TOO_LARGE)
    for each in files:
        packed = max(each.compress_size, 1)
        if each.file_size > SMALL and each.file_size > MOST_TIMES * packed:
            raise ListUnreadable(TOO_LARGE)


def _first_sheet(archive: zipfile.ZipFile) -> Sheet:
    relations = _Relations()
    _parse(archive, "xl/_rels/workbook.xml.rels", relations)
    book = _Book()
    _parse(archive, "xl/workbook.xml", book)
    texts = _Texts()
    for path in relations.of_kind("sharedStrings"):
        _parse(archive, path, texts)
    sheets = relations.of_kind("worksheet")
    seen = [(name, key) for name, key in book.visible if key in relations.paths]
    seen = [each for each in seen if relations.paths[each[1]] in sheets]
    for name, key in seen:
        cells = _Cells(texts.found)
        _parse(archive, relations.paths[key], cells)
        if cells.rows:
            return Sheet(name, cells.rows, len(seen) - 1)
    return Sheet("", [])


def _parse(archive: zipfile.ZipFile, path: str, handler: Handler) -> None:
    """Read one XML file of the zip, never more than the size that it declares."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, attributes: handler.start(
        _local(name), {_local(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.data
    with archive.open(path) as file:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse_doctype(*_: object) -> None:
    raise ListUnreadable(DAMAGED)


@dataclass
class _Relations:
    """Where the parts of the workbook are, and of which kind each is, by its id."""

    paths: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            path = posixpath.normpath(posixpath.join("/xl", attributes["Target"]))
            self.paths[attributes["Id"]] = path.lstrip("/")
            self.kinds[attributes["Id"]] = attributes["Type"].rpartition("/")[2]

    def data(self, text: str) -> None: ...

    def end(self, name: str) -> None: ...

    def of_kind(self, kind: str) -> list[str]:
        return [self.paths[key] for key, each in self.kinds.items() if each == kind]


@dataclass
class _Book:
    """The names and ids of the sheets that are not hidden, in their order."""

    visible: list[tuple[str, str]] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            self.visible.append((attributes["name"], attributes["id"]))

    def data(self, text: str) -> None: ...

    def end(self, name: str) -> None: ...


@dataclass
class _Texts:
    """The texts that cells refer to by their number, without their pronunciation."""

    found: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    is_text: bool = False
    is_sound: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.parts = []
        elif name == "rPh":
            self.is_sound = True
        self.is_text = name == "t" and not self.is_sound

    def data(self, text: str) -> None:
        if self.is_text:
            self.parts.append(text)

    def end(self, name: str) -> None:
        self.is_text = False
        if name == "rPh":
            self.is_sound = False
        elif name == "si":
            self.found.append("".join(self.parts))


@dataclass
class _Cells:
    """The rows of a sheet. A cell is the text that people see in it, or nearly so."""

    texts: list[str]
    rows: Rows = field(default_factory=list)
    number: int = 0  # of the row
    column: int = 0  # of the cell; the first is 1
    kind: str = "n"
    row: dict[int, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    is_text: bool = False
    is_formula: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.number = int(attributes.get("r", self.number + 1))
            self.row, self.column = {}, 0
        elif name == "c":
            self.column = _column(attributes.get("r", "")) or self.column + 1
            self.kind = attributes.get("t", "n")
            self.parts, self.is_formula = [], False
        elif name == "f":
            self.is_formula = True
        self.is_text = name in {"v", "t"}

    def data(self, text: str) -> None:
        if self.is_text:
            self.parts.append(text)

    def end(self, name: str) -> None:
        self.is_text = False
        if name == "c" and (value := self._value()).strip():
            if self.column > MOST_COLUMNS:
                raise ListUnreadable(TOO_WIDE)
            self.row[self.column] = value
        elif name == "row" and self.row:
            cells = [self.row.get(each, "") for each in range(1, max(self.row) + 1)]
            self.rows.append((self.number, cells))

    def _value(self) -> str:
        text = "".join(self.parts)
        if self.kind == "e":
            return FORMULA + text
        if not text:
            return FORMULA if self.is_formula else ""
        match self.kind:
            case "s":
                return self.texts[int(text)]
            case "b":
                return "yes" if text == "1" else "no"
            case "n":
                return _whole(text)
        return text


def _column(reference: str) -> int:
    """The number of a cell's column: "A7" is in 1, "AB7" in 28; 0 without one."""
    number = 0
    for letter in re.match(r"[A-Z]{0,3}", reference)[0]:  # type: ignore[index]
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _whole(number: str) -> str:
    """A number as people read it: "100001.0" and "1.00001E5" are 100001."""
    value = float(number)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else number
