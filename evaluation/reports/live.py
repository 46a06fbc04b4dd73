"""Figures that a person places in a sentence by their name in square brackets.

"[people with a secured place]" becomes "110" when the report is frozen. The snapshot
keeps the sentence as it was written, so each number leads back to its figure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.reports import blocks, wording
from evaluation.reports.blocks import Block, Span
from recruitment.choices import FunnelStage

_PLACEHOLDER = re.compile(r"\[([^\[\]\n]{3,230})\]")
STAGES = {
    FunnelStage.INTERESTED: "people who asked for a place",
    FunnelStage.OFFERED: "people asked to confirm",
    FunnelStage.SECURED: "people with a secured place",
    FunnelStage.CAME: "people who came to session 1",
}
PRESENT, WENT_ON = "present over the year", "went on to the second year"
COLLECTED = (
    *("comments collected", "comments read", "comments with a theme"),
    *("work groups", "sessions held", "visits to sessions"),
)
ON_THEME, WITH_THEME = "comments on ", "authorities with "


@dataclass(frozen=True)
class Figure:
    """A figure by its name, as it reads in a sentence, and where the annex has it."""

    name: str
    value: str
    part: str


def anchor(part: str) -> str:
    """The anchor of a part of the annex: "figures-the-second-year"."""
    return "figures-" + "-".join(re.findall(r"[a-z0-9]+", part.lower()))


def figures(snapshot: Mapping[str, Any]) -> dict[str, Figure]:
    """Every figure that can be placed, by its name in lower case."""
    every = [
        *_places(snapshot["figures"]["funnel"]),
        *_present(snapshot["figures"]["attendance"]),
        *_went_on(snapshot["figures"]["retention"]),
        *_collected(snapshot),
        *_themes(snapshot),
    ]
    return {_key(each.name): each for each in every}


def names(themes: Iterable[str]) -> list[str]:
    """The names of all figures of a report with these themes."""
    of_themes = [
        name for theme in themes for name in (ON_THEME + theme, WITH_THEME + theme)
    ]
    return [*STAGES.values(), PRESENT, WENT_ON, *COLLECTED, *of_themes]


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _places(funnel: Mapping[str, Any] | None) -> Iterator[Figure]:
    total: Mapping[str, Any] = funnel["total"] if funnel else dict.fromkeys(STAGES)
    dates = total.get("as_at", {})
    for stage, name in STAGES.items():
        value = wording.count(total[stage], dates.get(stage, ""))
        yield Figure(name, value, "Recruitment")


def _present(taken: Mapping[str, Any] | None) -> Iterator[Figure]:
    value = wording.present(taken["overall"] if taken else None)
    yield Figure(PRESENT, value, "Attendance by session")


def _went_on(found: Mapping[str, Any] | None) -> Iterator[Figure]:
    is_known = found and not found["too_early"] and not found["rate"].get("suppressed")
    value = wording.share(found["rate"]) if found and is_known else wording.TOO_FEW
    yield Figure(WENT_ON, value, "The second year")


def _collected(snapshot: Mapping[str, Any]) -> Iterator[Figure]:
    evidence, rows = snapshot["evidence"], snapshot["data_collected"]
    counts = (
        sum(row["count"] for row in evidence["collected"]),
        *(evidence["read"], evidence["coded"], len(rows)),
        sum(row["sessions"] for row in rows),
        sum(row["visits"] for row in rows),
    )
    for name, count in zip(COLLECTED, counts, strict=True):
        yield Figure(name, f"{count:,}", "How this was done")


def _themes(snapshot: Mapping[str, Any]) -> Iterator[Figure]:
    for theme in snapshot["themes"]:
        about = ON_THEME + theme["name"]
        part = "Evidence for each theme"
        yield Figure(about, f"{len(theme['evidence']):,}", part)
        if heard := theme.get("heard_in"):
            value = f"{heard['authorities']} of the {heard['of']}"
            yield Figure(WITH_THEME + theme["name"], value, part)


def filled(text: str, found: Mapping[str, Figure]) -> str:
    """The text with every figure in its place; other brackets stay."""
    return "".join(each["text"] for each in spans(text, found))


def spans(text: str, found: Mapping[str, Figure]) -> list[Span]:
    """The text in pieces, each figure with a link to its part of the annex."""
    pieces, at = [], 0
    for match in _PLACEHOLDER.finditer(text):
        figure = found.get(_key(match[1]))
        if figure:
            pieces.append(blocks.span(text[at : match.start()]))
            pieces.append(blocks.span(figure.value, to=anchor(figure.part)))
            at = match.end()
    return [*pieces, blocks.span(text[at:])]


def unknown(text: str, known: Iterable[str]) -> list[str]:
    """What stands in brackets and names none of the figures."""
    keys = {_key(name) for name in known}
    found = _PLACEHOLDER.finditer(text)
    return [match[0] for match in found if _key(match[1]) not in keys]


def prose(text: str, found: Mapping[str, Figure]) -> list[Block]:
    """The paragraphs of what a person wrote, with figures in them."""
    return [
        blocks.prose(spans(part, found))
        if filled(part, found) != part
        else blocks.text(part)
        for part in blocks.paragraphs(text)
    ]
