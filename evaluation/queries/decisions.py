"""Decisions on passages, and the earlier words of themes."""

from django.db.models import QuerySet

from evaluation.models import CodingDecision, Evaluation, Evidence, Theme, ThemeVersion
from workgroups.models import User


def decision_to_undo(evaluation: Evaluation, by: User) -> CodingDecision | None:
    """Somebody's own last decision that is not undone."""
    rows = CodingDecision.objects.filter(evidence__evaluation=evaluation)
    rows = rows.filter(by=by, undone_at=None).select_related("evidence")
    return rows.order_by("-pk").first()


def latest_decision_id(passage: Evidence) -> int:
    """The last decision on a passage that is not undone; 0 where there is none."""
    rows = passage.decisions.filter(undone_at=None).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def earlier_words(theme: Theme) -> QuerySet[ThemeVersion]:
    """What a theme said before, the latest first."""
    return theme.versions.select_related("changed_by").order_by("-pk")
