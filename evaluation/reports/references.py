"""Evidence of a report: by theme, then each comment, with links both ways.

The anchors are "finding-1" for a theme in the summary, "theme-1" for it in the annex
and "e12" for a comment.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from evaluation.reports import blocks, wording
from evaluation.reports.blocks import Block, Span
from workgroups import words

Reference = Mapping[str, Any]
MOST_LINKED = 2_000  # comments; a PDF with links to more is slow and heavy


def finding(place: int) -> str:
    return f"finding-{place}"


def theme(place: int) -> str:
    return f"theme-{place}"


def comment(number: int) -> str:
    return f"e{number}"


def by_theme(snapshot: Mapping[str, Any]) -> Iterator[Block]:
    """Who wrote of each theme, where it was heard, and its evidence."""
    themes = snapshot["themes"]
    if not themes:
        yield blocks.text("No theme has been kept yet.")
        return
    yield blocks.table(
        "Written by, heard and cited, by theme",
        ["Theme", "Written by", "Visits", "Evidence"],
        [
            [
                {"spans": [blocks.span(row["name"], to=finding(at), id=theme(at))]},
                {"paragraphs": _written_by(row)},
                f"{row['heard']['visits']} of {row['heard']['of']}",
                {
                    "spans": _cited(
                        row["evidence"], every=len(snapshot.get("references", []))
                    )
                },
            ]
            for at, row in enumerate(themes, start=1)
        ],
        widths=[4, 5, 2, 5],
    )
    yield blocks.note(
        "A set of questions that is not named for a theme has too few answers to show."
    )


def _written_by(row: Mapping[str, Any]) -> list[str]:
    """Its share in each set that may be shown; a dash for none."""
    shown = [each for each in row["counts"] if not each.get("suppressed")]
    return [f"{each['set']}: {wording.share(each)}" for each in shown] or ["–"]


def _cited(numbers: Sequence[int], *, every: int) -> list[Span]:
    """Links to the comments of a theme; only their ranges where there are too many."""
    if every > MOST_LINKED or not numbers:
        ranges = words.number_ranges(numbers, "E")
        return [blocks.span(ranges or "None cited yet")]
    return blocks.joined(
        blocks.span(f"E{number}", to=comment(number)) for number in numbers
    )


def _anchors(numbers: Sequence[int], *, every: int) -> list[Span]:
    if every > MOST_LINKED:
        return [blocks.span(words.number_ranges(numbers, "E"))]
    return blocks.joined(
        blocks.span(f"E{number}", id=comment(number)) for number in numbers
    )


def comments(snapshot: Mapping[str, Any]) -> Iterator[Block]:
    """Comments in words where they may be quoted, then the others by number."""
    found = snapshot.get("references", [])
    if not found:
        yield blocks.text("No evidence has been cited yet.")
        return
    yield blocks.text(
        "Comments are shown only where a person has ticked them fit to publish, and, "
        "for a written answer, where its writer agreed. Names have been taken out."
    )
    names = [each["name"] for each in snapshot["themes"]]
    texts = {one["number"]: one["text"] for one in snapshot["evidence"]["quotes"]}
    said = quoted(snapshot)
    who = len({coder for row in found for coder in row["coded_by"]}) > 1
    for row in found:
        if row["number"] in texts and row["number"] not in said:
            about = _about(row, who=who)
            yield blocks.quote(
                *(f"E{row['number']}", about, texts[row["number"]]),
                id=comment(row["number"]),
                links=_themes(row["themes"], names),
            )
    if said:
        yield _quoted_above(snapshot, said)
    others = [row for row in found if row["number"] not in texts]
    if others:
        yield _others(others, names, who=who, every=len(found))


def quoted(snapshot: Mapping[str, Any]) -> set[int]:
    """The evidence whose words the summary quotes."""
    texts = {each["quote"]["text"] for each in snapshot["themes"] if each["quote"]}
    every = snapshot["evidence"]["quotes"]
    return {each["number"] for each in every if each["text"] in texts}


def _quoted_above(snapshot: Mapping[str, Any], said: set[int]) -> Block:
    """The comments in the summary, each with a link to the theme that quotes it."""
    places = {
        each["quote"]["text"]: at
        for at, each in enumerate(snapshot["themes"], start=1)
        if each["quote"]
    }
    every = snapshot["evidence"]["quotes"]
    text = {each["number"]: each["text"] for each in every}
    spans = blocks.joined(
        blocks.span(f"E{number}", to=finding(places[text[number]]), id=comment(number))
        for number in sorted(said)
    )
    lead = blocks.span("Quoted with their themes above: ")
    return blocks.line([lead, *spans, blocks.span(".")])


def _others(
    found: Sequence[Reference], names: Sequence[str], *, who: bool, every: int
) -> Block:
    """The other comments; those alike in kind, set and themes share a row."""
    alike: dict[tuple[str, tuple[int, ...]], list[int]] = defaultdict(list)
    for row in found:
        key = (_about(row, who=who), tuple(row["themes"]))
        alike[key].append(row["number"])
    return blocks.table(
        "Other evidence, by number only",
        ["References", "What it is", "Themes"],
        [
            [
                {"spans": _anchors(numbers, every=every)},
                about[:1].upper() + about[1:],
                {"spans": _themes(themes, names)},
            ]
            for (about, themes), numbers in alike.items()
        ],
        widths=[4, 3, 5],
    )


def _about(row: Reference, *, who: bool) -> str:
    """ "written feedback, After a session", and who gave the themes if several did."""
    coders = row["coded_by"] if who else []
    by = f"themes given by {words.listed(coders)}" if coders else ""
    return ", ".join(filter(None, (row["kind"], row["set"], by)))


def _themes(places: Iterable[int], names: Sequence[str]) -> list[Span]:
    """Links back to the themes, named where they stand in the annex."""
    return blocks.joined(
        (blocks.span(names[place - 1], to=theme(place)) for place in places), "; "
    )
