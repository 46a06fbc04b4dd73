"""What a report says of each comment that a theme cites, without group or authority.

The set of questions is named only where it gives no count away: where the report shows
how many wrote of each of the comment's themes in every set in which somebody did, and
shows it anew. Else the sets of single comments would be counted.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from evaluation.choices import EvidenceKind
from evaluation.snapshots.inputs import ReportInputs


def references(
    inputs: ReportInputs, tables: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """A row for each cited comment, by number; themes are their places in the list."""
    places = {theme["pk"]: at for at, theme in enumerate(inputs.themes, start=1)}
    cited: dict[int, list[int]] = defaultdict(list)
    coders: dict[int, set[str]] = defaultdict(set)
    for one in inputs.codings:
        cited[one.evidence].append(one.theme)
        coders[one.evidence].add(one.coder)
    kinds = {one.evidence: one.kind for one in inputs.codings}
    sets = {one.number: one.question_set for one in inputs.evidence}
    open_themes = _themes_with_open_sets(inputs, tables)
    return [
        {
            "number": number,
            "kind": str(EvidenceKind(kinds[number]).label),
            "set": _set_of(inputs, sets.get(number))
            if open_themes.issuperset(cited[number])
            else "",
            "themes": sorted(places[theme] for theme in cited[number]),
            "coded_by": sorted(filter(None, coders[number])),
        }
        for number in sorted(cited)
    ]


def _set_of(inputs: ReportInputs, question_set: int | None) -> str:
    found = inputs.question_sets.get(question_set or 0)
    return found["title"] if found else ""


def _themes_with_open_sets(
    inputs: ReportInputs, tables: Sequence[Mapping[str, Any]]
) -> set[int]:
    """Themes of which every set that somebody wrote in is shown, and shown anew."""
    shown = {
        (table["set"], row["theme"])
        for table in tables
        for row in table["rows"]
        if not row["total"].get("suppressed") and not row["total"].get("as_at")
    }
    sets = {one.number: one.question_set for one in inputs.evidence}
    hidden = {
        one.theme
        for one in inputs.codings
        if (title := _set_of(inputs, sets.get(one.evidence)))
        and (title, one.theme) not in shown
    }
    return {theme["pk"] for theme in inputs.themes} - hidden
