"""Read the paragraphs of a DOCX document.

A document is a zip of XML files. The sizes that the zip declares are checked before
anything is unpacked, and a DOCTYPE is refused; the text is read piece by piece.
"""

import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from workgroups.errors import ListUnreadable
from workgroups.workbooks import CHUNK, check_archive

TEXT = "word/document.xml"
DAMAGED = "This document is damaged or is not a .docx file. Save it as plain text."
MOST_PARAGRAPHS = 20_000
#: What zipfile raises for a damaged file, or for one with a password, and expat.
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, EOFError),
    *(RuntimeError, NotImplementedError, OSError),
)
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
FALLBACK = (
    "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"  # a copy
)
BREAKS = {f"{WORDS}tab": "\t", f"{WORDS}br": "\n", f"{WORDS}cr": "\n"}


def is_document(content: bytes) -> bool:
    """Whether a file is a zip that holds the text of a document."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return TEXT in archive.namelist()
    except zipfile.BadZipFile:
        return False


def read_paragraphs(content: bytes) -> list[str]:
    """The paragraphs in their order, those of tables too; blank ones are "".

    What is marked as deleted is left out, what is marked as inserted is not. Raises
    ListUnreadable.
    """
    found = _Paragraphs()
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            check_archive(archive)
            with archive.open(TEXT) as file:
                while chunk := file.read(CHUNK):
                    found.parser.Parse(chunk, False)
                found.parser.Parse(b"", True)
    except BROKEN as error:
        raise ListUnreadable(DAMAGED) from error
    return found.done


@dataclass
class _Paragraphs:
    """The paragraphs so far; of those in `open` the inner one is last."""

    done: list[str] = field(default_factory=list)
    open: list[list[str]] = field(default_factory=list)
    copies: int = 0
    in_text: bool = False

    def __post_init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, name: str, _: object) -> None:
        if name == FALLBACK:
            self.copies += 1
        elif name == f"{WORDS}p" and not self.copies:
            self.open.append([])
        elif name in BREAKS and self.open and not self.copies:
            self.open[-1].append(BREAKS[name])
        self.in_text = name == f"{WORDS}t"

    def _end(self, name: str) -> None:
        self.in_text = False
        if name == FALLBACK:
            self.copies -= 1
        elif name == f"{WORDS}p" and not self.copies and self.open:
            self.done.append("".join(self.open.pop()).strip())
            if len(self.done) > MOST_PARAGRAPHS:
                raise ListUnreadable("This document has too many paragraphs.")

    def _text(self, text: str) -> None:
        if self.in_text and self.open and not self.copies:
            self.open[-1].append(text)
