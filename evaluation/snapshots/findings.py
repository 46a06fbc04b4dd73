"""What a report says of research questions, themes and evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evaluation.choices import EvidenceKind, Origin, ThemeKind
from evaluation.snapshots.inputs import ReportInputs
from evaluation.snapshots.marks import heard_in
from evaluation.suppression import is_small

#: Kinds of evidence that are counted by visit, never by person.
VISIT_KINDS = (EvidenceKind.SPOKEN, EvidenceKind.OBSERVATION)
#: What a theme says of each of its implications.
OF_IMPLICATION = ("text", "addressed_to", "owner", "state", "progress")
#: The annex's figures that a research question may refer to, as a reader sees them.
FIGURES = {
    "funnel": "recruitment",
    "attendance": "attendance",
    "retention": "the second year",
    "confidence": "confidence before and after",
    "ratings": "ratings",
    "themes": "themes by local authority",
}


def question_groups(
    inputs: ReportInputs, figures: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Research questions in numbered groups, with what came in for each."""
    k = inputs.smallest_count
    names = {theme["pk"]: theme["name"] for theme in inputs.themes}
    passages: dict[int, set[int]] = defaultdict(set)
    for one in inputs.codings:
        passages[one.theme].add(one.evidence)
    groups: dict[int, dict[str, Any]] = {}
    for row in inputs.questions:
        cited = set().union(*(passages[theme] for theme in row["themes"]))
        question = {
            "letter": row["letter"],
            "text": row["text"],
            "answers": None if is_small([row["answers"]], k) else row["answers"],
            "comments": len(cited),
            "themes": [names[pk] for pk in row["themes"] if pk in names],
            "figures": [
                FIGURES[name]
                for name in row["figures"]
                if name in FIGURES and figures.get(name)
            ],
        }
        group = groups.setdefault(
            row["group_number"],
            {
                "number": row["group_number"],
                "title": row["group_title"],
                "questions": [],
                "collected": False,
            },
        )
        group["questions"].append(question)
        group["collected"] |= bool(row["answers"] or cited or question["figures"])
    return list(groups.values())


def themes(inputs: ReportInputs, figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every kept theme with its figures, references and implications."""
    tables = figures["themes"]
    quotes = _quotes(inputs)
    return [
        {
            "name": theme["name"],
            "kind": str(ThemeKind(theme["kind"]).label),
            "finding": theme["finding"],
            "counts": [
                {"set": table["set"], **row["total"]}
                for table in tables
                for row in table["rows"]
                if row["name"] == theme["name"]
            ],
            "comparison": _comparison(theme["name"], tables),
            "heard": _heard(inputs, theme["pk"]),
            "heard_in": heard_in(figures["marks"], theme["pk"]),
            "quote": quotes.get(theme["pk"]),
            "evidence": sorted(
                {one.evidence for one in inputs.codings if one.theme == theme["pk"]}
            ),
            "implications": [
                {name: row[name] for name in OF_IMPLICATION}
                for row in inputs.implications
                if theme["pk"] in row["themes"]
            ],
        }
        for theme in inputs.themes
    ]


def _comparison(
    name: str, tables: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """The comparison of authorities in the set with most respondents."""
    rows = tables[0]["rows"] if tables else []
    return next((row["comparison"] for row in rows if row["name"] == name), None)


def _heard(inputs: ReportInputs, theme: int) -> dict[str, int]:
    """The number of visits on which a theme was heard, and the number of visits."""
    visits = {
        one.visit
        for one in inputs.codings
        if one.theme == theme and one.kind in VISIT_KINDS and one.visit is not None
    }
    return {"visits": len(visits), "of": len(inputs.visits)}


def _quotes(inputs: ReportInputs) -> dict[int, dict[str, Any]]:
    """For each theme its first strong passage that no theme before it quotes."""
    found: dict[int, dict[str, Any]] = {}
    free = {
        one.number: one.text for one in inputs.evidence if one.strong_quote and one.text
    }
    for theme in inputs.themes:
        cited = {one.evidence for one in inputs.codings if one.theme == theme["pk"]}
        number = next((each for each in free if each in cited), None)
        if number is not None:
            text = free.pop(number)
            free = {each: other for each, other in free.items() if other != text}
            found[theme["pk"]] = {"number": number, "text": text}
    return found


def actions(inputs: ReportInputs) -> list[dict[str, Any]]:
    """The action plan: implications with themes, owner, date and measure."""
    names = {theme["pk"]: theme["name"] for theme in inputs.themes}
    return [
        {
            **{name: value for name, value in row.items() if name != "themes"},
            "due_on": row["due_on"].isoformat() if row["due_on"] else "",
            "themes": [names[pk] for pk in row["themes"] if pk in names],
        }
        for row in inputs.implications
    ]


def evidence(inputs: ReportInputs) -> dict[str, Any]:
    """Passages that may be quoted, and the numbers of the others by kind.

    Only passages that a theme cites are listed, without group, authority or session.
    """
    cited = {one.evidence for one in inputs.codings}
    passages = [one for one in inputs.evidence if one.number in cited]
    read = [one for one in inputs.evidence if one.is_read or one.number in cited]
    others: dict[str, list[int]] = defaultdict(list)
    for one in passages:
        if not one.text:
            others[_label(one.kind)].append(one.number)
    return {
        "quotes": [
            {"number": one.number, "kind": _label(one.kind), "text": one.text}
            for one in passages
            if one.text
        ],
        "others": [{"kind": kind, "numbers": found} for kind, found in others.items()],
        "collected": _by_kind(one.kind for one in inputs.evidence),
        "read": len(read),
        "coded": len(cited),
        "forms": sorted({one.form for one in inputs.evidence if one.form}),
        "counted": [one.number for one in read if one.form],
    }


def _by_kind(kinds: Iterable[str]) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for kind in kinds:
        counts[_label(kind)] = counts.get(_label(kind), 0) + 1
    return [{"kind": kind, "count": count} for kind, count in counts.items()]


def _label(kind: str) -> str:
    return str(EvidenceKind(kind).label)


def codings(
    inputs: ReportInputs, references: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """One row for each passage and theme, without group, authority or session."""
    sets = {each["number"]: each["set"] for each in references}
    names = {theme["pk"]: theme["name"] for theme in inputs.themes}
    texts = {one.number: one.text for one in inputs.evidence}
    return [
        {
            "evidence": f"E{one.evidence}",
            "kind": _label(one.kind),
            "set": sets.get(one.evidence, ""),
            "theme": names[one.theme],
            "proposed_by": str(Origin(one.origin).label),
            "coded_by": one.coder,
            "confidence": one.confidence,
            "coded_on": one.coded_on.isoformat(),
            "comment": texts.get(one.evidence, ""),
        }
        for one in inputs.codings
    ]
