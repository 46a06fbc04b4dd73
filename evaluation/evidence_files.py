"""Comments from a file: clean rows, and what is wrong in which line and column.

No database. A table has a heading; each paragraph of a document, and each paragraph of
plain text, is one comment.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from time import strptime

from evaluation.choices import EvidenceKind, HeardFrom
from workgroups.errors import ListUnreadable
from workgroups.form_fields import clean_line
from workgroups.table_files import (
    MOST_BYTES,
    MOST_LINES,
    FileLine,
    Problem,
    decoded,
    read_table,
    shortened,
    under_no_heading,
)
from workgroups.word_paragraphs import is_document, read_paragraphs
from workgroups.workbooks import FORMULA

MOST_CHARACTERS = 20_000  # of one comment
MOST_TOGETHER = 1_000_000
TEXT, GROUP, DAY, KIND, HEARD, STAGE, QUOTED = COLUMNS = (
    *("text", "group", "on", "kind", "heard_from", "key_stage", "agreed"),
)
HEADINGS = {
    **dict.fromkeys(("comment", "comments", "text", "words", "answer", "note"), TEXT),
    **dict.fromkeys(("work group", "workgroup", "group"), GROUP),
    **dict.fromkeys(("date", "day", "when", "on"), DAY),
    **dict.fromkeys(("kind", "where from"), KIND),
    **dict.fromkeys(("heard from", "heard"), HEARD),
    "key stage": STAGE,
    **dict.fromkeys(("may be quoted", "quoted", "agreed to be quoted"), QUOTED),
}
KINDS = {
    **{each.label: each.value for each in EvidenceKind},
    **{each.value: each.value for each in EvidenceKind},
    "note": EvidenceKind.SPOKEN.value,
}
PLACES = {
    **{each.label: each.value for each in HeardFrom},
    **{each.value: each.value for each in HeardFrom},
    "whole room": HeardFrom.ROOM.value,
}
STAGES = {each.casefold(): each for each in ("EYFS", "KS1", "KS2", "KS3", "KS4", "KS5")}
STAGES["mixed"] = "mixed"
ANSWERS = {"yes": True, "y": True, "no": False, "n": False}
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%d.%m.%Y")


@dataclass(frozen=True)
class FoundComment:
    """A comment of a file with what it says of itself; "" and None say nothing.

    `line` is its line in a table, and the number of its paragraph elsewhere.
    """

    line: int
    text: str
    group: str = ""
    on: str = ""
    kind: str = ""
    heard_from: str = ""
    key_stage: str = ""
    agreed: bool | None = None


@dataclass
class FoundComments:
    comments: list[FoundComment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_comments(name: str, content: bytes) -> FoundComments:
    """What a CSV, XLSX, DOCX or plain text file says. Raises ListUnreadable."""
    if len(content) > MOST_BYTES:
        raise ListUnreadable("This file is larger than 2 MB. Send it in parts.")
    if name.casefold().endswith(".txt"):
        found = read_text(decoded(content))
    elif is_document(content):
        found = _of_paragraphs(enumerate(read_paragraphs(content), start=1))
    else:
        found = _of_table(content)
    return _checked(found)


def read_text(text: str) -> FoundComments:
    """The paragraphs of plain text; a blank line parts two of them."""
    return _checked(_of_paragraphs(_parts(text)))


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Each paragraph with the number of its first line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    begins = 0
    part: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            begins = begins if part else number
            part.append(line)
        elif part:
            yield begins, "\n".join(part)
            part = []


def _of_paragraphs(paragraphs: Iterable[tuple[int, str]]) -> FoundComments:
    found = FoundComments()
    for number, text in paragraphs:
        if clean := _clean(text):
            found.comments.append(FoundComment(number, clean))
    return found


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def _checked(found: FoundComments) -> FoundComments:
    """The same with what is too long named. Raises ListUnreadable where all is."""
    texts = [each.text for each in found.comments]
    if not texts and not found.problems:
        raise ListUnreadable("There is no comment in this file.")
    if len(texts) > MOST_LINES:
        raise ListUnreadable(f"This has more than {MOST_LINES:,} comments.")
    if sum(map(len, texts)) > MOST_TOGETHER:
        raise ListUnreadable("This has more than a million letters. Send it in parts.")
    found.problems += [
        Problem(each.line, f"“{shortened(each.text)}” is longer than 20,000 letters.")
        for each in found.comments
        if len(each.text) > MOST_CHARACTERS
    ]
    found.problems.sort(key=lambda each: each.line)
    return found


def _of_table(content: bytes) -> FoundComments:
    table = read_table(content)
    heading, *lines = table.lines
    found = FoundComments(remarks=list(table.remarks))
    columns = _columns(heading, found)
    if not found.problems and not lines:
        found.problems.append(Problem(heading.number, "There is no line under this."))
    if found.problems:
        return found
    headed = {place for place, cell in enumerate(heading.cells) if cell.strip()}
    for line in lines:
        _read_line(line, columns, headed, found)
    return found


def _columns(heading: FileLine, found: FoundComments) -> dict[int, tuple[str, str]]:
    """The name and heading of each column that is read, by its place."""
    columns: dict[int, tuple[str, str]] = {}
    unused = []
    for place, cell in enumerate(heading.cells):
        text = clean_line(cell)
        name = HEADINGS.get(text.casefold())
        if name:
            columns[place] = name, text
        elif text:
            unused.append(f"“{text}”")
    times = Counter(name for name, _ in columns.values())
    repeated = [text for name, text in columns.values() if times[name] > 1]
    if repeated:
        why = f"“{repeated[0]}” and “{repeated[1]}” are read as the same column."
        found.problems.append(Problem(heading.number, why))
    if TEXT not in times:
        why = "There is no column “Comment”."
        found.problems.append(Problem(heading.number, why))
    if unused:
        found.remarks.append(f"Not read: {', '.join(unused)}.")
    return columns


def _read_line(
    line: FileLine,
    columns: Mapping[int, tuple[str, str]],
    headed: set[int],
    found: FoundComments,
) -> None:
    """Add the comment of a line, or what is wrong with it."""
    values: dict[str, str | bool] = {}
    problems = under_no_heading(line, headed)
    for place, (name, heading) in columns.items():
        cell = line.cells[place] if place < len(line.cells) else ""
        text = _clean(cell) if name == TEXT else clean_line(cell)
        try:
            values[name] = _value(name, text)
        except ValueError as error:
            why = f"“{shortened(clean_line(text))}”. {error}" if text else str(error)
            problems.append(Problem(line.number, why, heading))
    found.problems += problems
    if not problems:
        given = {name: value for name, value in values.items() if value != ""}
        found.comments.append(FoundComment(line.number, **given))  # type: ignore[arg-type]


def _value(name: str, text: str) -> str | bool:
    """What a cell says. Raises ValueError with a sentence fit to show."""
    if text == FORMULA or (name != TEXT and text.startswith(FORMULA)):
        raise ValueError("This is a formula. Write what it results in.")
    if name == TEXT and not text:
        raise ValueError("There is no comment in this line.")
    if not text or name in {TEXT, GROUP}:
        return text
    if name == DAY:
        return _day(text)
    known, says = _KNOWN[name]
    if text.casefold() not in known:
        raise ValueError(says)
    return known[text.casefold()]


_KNOWN: Mapping[str, tuple[Mapping[str, str | bool], str]] = {
    KIND: (
        KINDS,
        "Write written feedback, spoken feedback, seen in a session or document.",
    ),
    HEARD: (PLACES, "Write the whole room, a table or one to one."),
    STAGE: (STAGES, "Write EYFS, KS1 to KS5 or mixed."),
    QUOTED: (ANSWERS, "Write yes or no."),
}


def _day(text: str) -> str:
    for form in DAYS:
        try:
            found = strptime(text[:10] if "-" in form else text, form)
        except ValueError:
            continue
        return date(*found[:3]).isoformat()
    raise ValueError("Write a date, such as 3 November 2026.")
