"""The blocks of which every file of a report is made."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Block = dict[str, Any]
Cell = str | Mapping[str, Any]
#: A piece of a line: its text, the anchor to which it leads, and its own anchor.
Span = dict[str, str]
EMPTY_CELL: Mapping[str, Any] = {
    "title": "",
    "id": "",  # the anchor of the title
    "paragraphs": [],
    "spans": [],
    "quote": "",
    "cites": [],  # spans after the quote
    "bullets": [],
    "references": "",
    "links": [],  # spans after the references
}


def span(words: str, *, to: str = "", id: str = "") -> Span:
    return {"text": words, "to": to, "id": id}


def joined(spans: Iterable[Span], between: str = ", ") -> list[Span]:
    """The spans with a separator between them."""
    found: list[Span] = []
    for each in spans:
        found += [span(between), each] if found else [each]
    return found


def heading(words: str, *, id: str = "") -> Block:
    return {"kind": "heading", "text": words, "id": id}


def text(words: str) -> Block:
    return {"kind": "text", "text": words}


def prose(spans: Sequence[Span]) -> Block:
    """A paragraph with figures in it that lead to the annex."""
    return {"kind": "prose", "spans": list(spans)}


def note(words: str) -> Block:
    """A remark that the program adds to what people wrote."""
    return {"kind": "note", "text": words}


def line(spans: Sequence[Span]) -> Block:
    """A remark in one line, with links in it."""
    return {"kind": "line", "spans": list(spans)}


def quote(
    reference: str, source: str, words: str, *, id: str = "", links: Sequence[Span] = ()
) -> Block:
    """A comment under its number, with links to the themes that cite it."""
    return {
        "kind": "quote",
        "reference": reference,
        "source": source,
        "text": words,
        "id": id,
        "links": list(links),
    }


def bullets(words: Sequence[str]) -> Block:
    return {"kind": "bullets", "bullets": list(words)}


def questions(title: str, rows: Sequence[Mapping[str, str]]) -> Block:
    """A numbered group of questions, each with its letter, text and note."""
    return {"kind": "questions", "title": title, "questions": list(rows)}


def chart(name: str) -> Block:
    """A chart by its name; the chart itself has the caption and alternative text."""
    return {"kind": "chart", "name": name}


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    widths: Sequence[int] = (),
    number_columns: int = 0,
) -> Block:
    """A table whose first column names the row; the last columns are numbers."""
    first = len(head) - number_columns
    return {
        "kind": "table",
        "caption": caption,
        "head": [
            {"text": words, "number": at >= first} for at, words in enumerate(head)
        ],
        "rows": [
            [_cell(cell, number=at >= first) for at, cell in enumerate(row)]
            for row in rows
        ],
        "widths": list(widths) or [1] * len(head),
    }


def _cell(cell: Cell, *, number: bool) -> dict[str, Any]:
    whole = {"paragraphs": [cell]} if isinstance(cell, str) else cell
    return {**EMPTY_CELL, **whole, "number": number}


def paragraphs(words: str) -> list[str]:
    """The paragraphs of a text, split at blank lines."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return [part.strip() for part in lines.split("\n\n") if part.strip()]


def texts(words: str) -> list[Block]:
    return [text(part) for part in paragraphs(words)]
