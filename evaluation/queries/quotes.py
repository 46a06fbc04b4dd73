"""Quotes that wait for somebody to read them beside the words as typed."""

from django.db.models import F, Q, QuerySet

from evaluation.models import Evaluation, Evidence

MAY_BE_QUOTED = Q(writer_agreed=True) & (
    Q(answer=None) | Q(answer__response__may_be_quoted=True)
)


def quotes_to_check(evaluation: Evaluation) -> QuerySet[Evidence]:
    """Strong quotes and what is fit to publish, those that nobody checked first."""
    rows = evaluation.evidence.filter(Q(strong_quote=True) | Q(fit_to_publish=True))
    return (
        rows.filter(MAY_BE_QUOTED)
        .select_related("work_group")
        .order_by(F("checked_at").asc(nulls_first=True), "number")
    )


def next_quote(evaluation: Evaluation) -> Evidence | None:
    """The next quote that nobody checked."""
    return quotes_to_check(evaluation).filter(checked_at=None).first()
