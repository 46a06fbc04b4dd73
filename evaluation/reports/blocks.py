"""The blocks of which every file of a report is made."""

from collections.abc import Mapping, Sequence
from typing import Any

Block = dict[str, Any]
Cell = str | Mapping[str, Any]
EMPTY_CELL: Mapping[str, Any] = {
    "title": "",
    "paragraphs": [],
    "quote": "",
    "bullets": [],
    "references": "",
}


def heading(words: str) -> Block:
    return {"kind": "heading", "text": words}


def text(words: str) -> Block:
    return {"kind": "text", "text": words}


def note(words: str) -> Block:
    """A remark that the program adds to what people wrote."""
    return {"kind": "note", "text": words}


def quote(reference: str, source: str, words: str) -> Block:
    return {"kind": "quote", "reference": reference, "source": source, "text": words}


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
