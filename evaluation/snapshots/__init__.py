"""A report's snapshot: everything that the report says, as plain values.

It is built once from the rows. Every file of a report is written from it, so a file can
be written again, and two reports can be compared, without the rows.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from evaluation.models import Evaluation
from evaluation.queries import measures
from evaluation.snapshots import (
    attendance,
    drafts,
    figures,
    findings,
    loading,
    marks,
    method,
    passages,
    ratings,
    references,
    retention,
    shares,
)
from evaluation.snapshots.inputs import ReportInputs

FORMAT_VERSION = 3


def freeze(evaluation: Evaluation, *, at: datetime) -> tuple[dict[str, Any], str]:
    """The snapshot of an evaluation at a moment, and the hash of its inputs.

    It holds no name of a person, no answer that may not be published and no suppressed
    count. The same rows give the same snapshot.
    """
    inputs = loading.load_inputs(evaluation, at=at)
    return build(inputs), inputs.hash()


def build(inputs: ReportInputs) -> dict[str, Any]:
    """The snapshot of these inputs, which reads no row."""
    tables = shares.themes_by_set(inputs)
    present = attendance.attendance(inputs)
    continued = retention.retention(inputs)
    places = figures.funnel(inputs, present, continued)
    found = {
        "funnel": places,
        "attendance": present,
        "retention": continued,
        "confidence": ratings.confidence(inputs),
        "ratings": ratings.ratings_by_set(inputs),
        "themes": tables,
        "marks": marks.marks(inputs),
    }
    listed = passages.listed(inputs)
    evidence = findings.evidence(listed)
    cited = references.references(listed, tables)
    return {
        "format": FORMAT_VERSION,
        "as_at": inputs.as_at.isoformat(),
        "hub": inputs.hub,
        "groups": [asdict(group) for group in inputs.reported_groups],
        "evaluation": {
            name: inputs.evaluation[name]
            for name in ("pk", "title", "year", "start_year", "strategic_goal")
        },
        "question_groups": findings.question_groups(listed, found),
        "case": inputs.evaluation["case"],
        "context": _section(
            inputs.evaluation["context"], drafts.context(inputs, places)
        ),
        "activity": _section(
            inputs.evaluation["activity"], drafts.activity(inputs, evidence)
        ),
        "data_collected": drafts.data_collected(inputs),
        "themes": findings.themes(listed, found),
        "conclusion": inputs.evaluation["conclusion"],
        "figures": found,
        "actions": findings.actions(inputs),
        "last_year": with_new_figures(inputs.last_year, found),
        "evidence": evidence,
        "references": cited,
        "method": method.method(listed, evidence),
        "codings": findings.codings(listed, cited),
    }


def with_new_figures(
    rows: list[dict[str, Any]], figures: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """Last year's implications with the new figure of each measure that is counted."""
    return [
        {"now": measures.cell_of(row["counted"], figures), **row}
        if row.get("counted")
        else row
        for row in rows
    ]


def _section(written: str, drafted: list[str]) -> dict[str, Any]:
    """What a person wrote for a section, and the sentences drafted for it."""
    return {"written": written.strip(), "drafted": drafted}
