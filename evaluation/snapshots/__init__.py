"""A report's snapshot: everything it says, frozen as plain values.

It is made once from the rows. Every file of a report is written from it, so a file can
be made again, and two reports can be compared, without the rows.
"""

from datetime import datetime
from typing import Any

from evaluation.models import Evaluation
from evaluation.snapshots import drafts, figures, findings, loading, shares
from evaluation.snapshots.inputs import Facts

FORM = 1  # version of the snapshot's format


def freeze(evaluation: Evaluation, *, at: datetime) -> tuple[dict[str, Any], str]:
    """The snapshot of an evaluation at a moment, and the hash of its inputs.

    It holds no name of a person, no answer that may not be published and no small
    count; suppressed figures are not in it. The same rows give the same snapshot.
    """
    facts = loading.gather(evaluation, at=at)
    return counted(facts), facts.hash()


def counted(facts: Facts) -> dict[str, Any]:
    """The snapshot of these facts, from plain values to plain values."""
    tables = shares.themes_by_set(facts)
    found = {
        "funnel": figures.funnel(facts),
        "attendance": figures.attendance(facts),
        "retention": figures.retention(facts),
        "confidence": shares.confidence(facts),
        "ratings": shares.ratings_by_set(facts),
        "themes": tables,
    }
    evidence = findings.evidence(facts)
    return {
        "form": FORM,
        "as_at": facts.as_at.isoformat(),
        "hub": facts.hub,
        "evaluation": {
            name: facts.evaluation[name]
            for name in ("pk", "title", "year", "start_year", "strategic_goal")
        },
        "question_groups": findings.question_groups(facts, found),
        "case": facts.evaluation["case"],
        "context": _section(facts.evaluation["context"], drafts.context(facts)),
        "activity": _section(
            facts.evaluation["activity"], drafts.activity(facts, evidence)
        ),
        "came_in": drafts.came_in(facts),
        "themes": findings.themes(facts, tables),
        "conclusion": facts.evaluation["conclusion"],
        "figures": found,
        "actions": findings.actions(facts),
        "last_year": facts.last_year,
        "evidence": evidence,
        "codings": findings.codings(facts),
    }


def _section(written: str, drafted: list[str]) -> dict[str, Any]:
    """The written text and the drafted one, kept apart."""
    return {"written": written.strip(), "drafted": drafted}
