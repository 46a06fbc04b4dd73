"""The sentences and figures of a report, one by one, so that each can be checked."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.reports import outline

#: Sections that work group leads check: not the marks, means and comments of others.
FOR_LEADS = (
    *("Context", "Activity and data collection", "Significant themes", "Conclusion"),
    *("Recruitment", "Attendance by session", "The second year"),
    "Confidence before and after",
)
NOT_FACTS = ("Evidence references", "How the figures are counted")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"“(]?[A-Z0-9])")


@dataclass(frozen=True)
class Fact:
    """A sentence, or the figures of one row of a table, under its heading."""

    section: str
    text: str

    @property
    def key(self) -> str:
        """The same for the same words in the same section, in every version."""
        whole = f"{self.section}\n{self.text}"
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


def of_snapshot(snapshot: Mapping[str, Any], *, is_lead: bool = False) -> list[Fact]:
    """The facts of a report in its order, each once; leads see fewer sections."""
    found = dict.fromkeys(_facts(outline.build(snapshot)))
    return [
        fact
        for fact in found
        if fact.section not in NOT_FACTS and (not is_lead or fact.section in FOR_LEADS)
    ]


def sentences(text: str) -> list[str]:
    whole = " ".join(text.split())
    return [each for each in _SENTENCE_END.split(whole) if each]


def _facts(report: Mapping[str, Any]) -> Iterator[Fact]:
    for row in report["summary"]:
        yield from _of_blocks(row["label"], row["blocks"])
    for section in report["sections"]:
        yield from _of_blocks(section["title"], section["blocks"])


def _of_blocks(section: str, blocks: Iterable[Mapping[str, Any]]) -> Iterator[Fact]:
    for block in blocks:
        if block["kind"] == "heading":
            section = block["text"]
        elif block["kind"] == "table":
            heads = [head["text"] for head in block["head"]]
            for row in block["rows"]:
                for text in _of_row(heads, row):
                    yield Fact(section, text)
        elif block["kind"] in ("text", "note"):
            for text in sentences(block["text"]):
                yield Fact(section, text)
        elif block["kind"] == "prose":
            for text in sentences("".join(each["text"] for each in block["spans"])):
                yield Fact(section, text)


def _of_row(heads: Sequence[str], row: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The figures of a row as one fact; a theme and what it rests on as several."""
    theme, *rest = row
    if theme["title"]:
        for part in [*theme["paragraphs"], theme["references"]]:
            for text in sentences(part):
                yield f"{theme['title']}: {text}"
        for each in rest:
            yield from each["bullets"]
        return
    name, *figures = [
        " ".join([*cell["paragraphs"], "".join(each["text"] for each in cell["spans"])])
        for cell in row
    ]
    told = [
        f"{head} {text.strip()}" for head, text in zip(heads[1:], figures, strict=True)
    ]
    yield f"{name.strip()}: {'; '.join(told)}"
