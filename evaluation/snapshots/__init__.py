"""A report's snapshot: everything it says, frozen as plain values.

Made once from the rows and never again; every file of a report is written from it,
so a file can be made anew, and two reports be compared, without the rows.
"""

from datetime import datetime
from typing import Any

from evaluation.models import Evaluation
from evaluation.snapshots import drafts, figures, findings, gathering, shares
from evaluation.snapshots.facts import Facts

FORM = 1  # of the snapshot: a reader of another form says so instead of guessing


def freeze(evaluation: Evaluation, *, at: datetime) -> tuple[dict[str, Any], str]:
    """The snapshot of an evaluation as at a moment, and the hash of its inputs.

    Holds no name of a person, no answer that may not be published and no count of
    a few people; what was suppressed is not in it. The same rows give the same
    snapshot.
    """
    facts = gathering.gather(evaluation, at=at)
    return counted(facts), facts.hash()


def counted(facts: Facts) -> dict[str, Any]:
    """The snapshot of these facts; plain values in and out."""
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
    """What somebody wrote, else what the figures say; both are kept apart."""
    return {"written": written.strip(), "drafted": drafted}
