"""A Word file that was edited and put back: which of its figures are others now."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from evaluation.reports import differences, outline, safe_text, word
from evaluation.reports.facts import sentences

MOST_BYTES = 20 * 1024 * 1024  # of the file
MOST_UNPACKED = 200 * 1024 * 1024
BETWEEN_CELLS = " · "


def is_document(content: bytes) -> bool:
    """Whether it is a Word file that can be read, and no larger unpacked than that."""
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                return False
        docx.Document(io.BytesIO(content))
    except Exception:  # whatever a broken file makes its readers raise
        return False
    return True


def changed_figures(
    snapshot: Mapping[str, Any], version: int, content: bytes
) -> list[tuple[str, str]]:
    """Each sentence or row whose figures are not the snapshot's: as it was, as it is.

    The file is set against the one that the snapshot makes. A sentence that was
    rewritten is set against the former one most like it.
    """
    cleaned = safe_text.cleaned(dict(snapshot))
    report = safe_text.cleaned(outline.build(cleaned, version=version))
    before = list(dict.fromkeys(_lines(word.render(report, {}))))
    after = list(dict.fromkeys(_lines(content)))
    known = {*before}
    gone = [text for text in before if text not in {*after} and _has_number(text)]
    new = [text for text in after if text not in known and _has_number(text)]
    found = differences.same_words(gone, new)
    taken = {text for pair in found for text in pair}
    left = [text for text in gone if text not in taken]
    return found + differences.rewritten(
        left, [text for text in new if text not in taken]
    )


def _has_number(text: str) -> bool:
    return bool(differences.numbers(text))


def _lines(content: bytes) -> Iterator[str]:
    """The sentences of paragraphs, and the rows of tables and sentences in them."""
    import docx

    document = docx.Document(io.BytesIO(content))
    for paragraph in document.paragraphs:
        yield from sentences(_text_of(paragraph._p))
    for table in document.tables:
        for row in table._tbl.tr_lst:
            cells = [_text_of(cell) for cell in row.tc_lst]
            yield BETWEEN_CELLS.join(cells)


def _text_of(element: Any) -> str:
    """All text in it, that of links too; paragraphs are parted by a blank."""
    parts = [
        "".join(each.text or "" for each in paragraph.xpath(".//w:t"))
        for paragraph in element.xpath("descendant-or-self::w:p")
    ]
    return " ".join(part for part in parts if part)
