"""Which question sets may be retired: never the last of its kind that is in use."""

from datetime import date

from evaluation.models import QuestionSet
from workgroups import retiring

ONLY_ONE = (
    "It is the only set of its kind that is in use. Write or copy another one first."
)


def why_not_retired(chosen: QuestionSet, today: date) -> str:
    """A hub without a set of a kind in use would have nothing to ask."""
    same = QuestionSet.objects.filter(
        hub=chosen.hub_id, kind=chosen.kind, retired_on=None
    )
    return "" if same.exclude(pk=chosen.pk).exists() else ONLY_ONE


def add_kind() -> None:
    kind = retiring.RetirableKind(("questions",), why_not_retired)
    retiring.add_kind(QuestionSet, kind)
