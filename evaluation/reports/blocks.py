"""The blocks of which every file of a report is made."""

from collections.abc import Mapping, Sequence
from typing import Any

Block = dict[str, Any]
Cell = str | Mapping[str, Any]
EMPTY_CELL: Mapping[str, Any] = {
    "title": "",
    "paragraphs": [],
    "points": [],
    "references": "",
}


def heading(words: str) -> Block:
    return {"kind": "heading", "text": words}


def text(words: str) -> Block:
    return {"kind": "text", "text": words}


def note(words: str) -> Block:
    """A remark of the program, set apart from what people wrote."""
    return {"kind": "note", "text": words}


def quote(reference: str, source: str, words: str) -> Block:
    return {"kind": "quote", "reference": reference, "source": source, "text": words}


def points(words: Sequence[str]) -> Block:
    return {"kind": "points", "points": list(words)}


def lettered(title: str, questions: Sequence[Mapping[str, str]]) -> Block:
    """A numbered group of questions, each with its letter, text and note."""
    return {"kind": "lettered", "title": title, "questions": list(questions)}


def figure(name: str) -> Block:
    """A chart by its name; its caption and alternative text come with the drawing."""
    return {"kind": "figure", "name": name}


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    widths: Sequence[int] = (),
    figures: int = 0,
) -> Block:
    """A table whose first column names the row and whose last `figures` are numbers."""
    first = len(head) - figures
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
    """Typed text split at blank lines; [] if empty."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return [part.strip() for part in lines.split("\n\n") if part.strip()]


def texts(words: str) -> list[Block]:
    return [text(part) for part in paragraphs(words)]
