"""Ask people once, a year later, what came of it, and release their addresses.

Only those are asked who agreed twice. Their addresses are kept for that alone: once the
form has closed their holds end.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from evaluation.actions import feedback
from evaluation.choices import QuestionSetKind
from evaluation.errors import FormClosed, NobodyToAsk
from evaluation.models import FeedbackForm, FeedbackRequest
from evaluation.queries.cohorts import Cohort, cohorts_to_ask
from recruitment.actions import retention
from recruitment.choices import HoldReason
from recruitment.errors import RecruitmentError
from recruitment.models import RetentionHold
from workgroups import audit
from workgroups.models import Hub, User


@transaction.atomic
def ask_cohort(
    hub: Hub, start_year: int, *, by: User, at: datetime
) -> tuple[FeedbackForm, int]:
    """Ask those of a cohort who agreed twice, once the last year of all is over.

    A second call asks those who agreed since. Raises NobodyToAsk, and FormClosed where
    the cohort was asked and its form has closed.
    """
    cohort = _cohort(hub, start_year, at=at)
    if not cohort.is_over:
        raise NobodyToAsk
    kind = QuestionSetKind.FOLLOW_UP
    form = feedback.open_form_of_hub(hub, kind, start_year=start_year, at=at)
    if form.is_closed_at(at):
        raise FormClosed
    new = feedback.ask(form, cohort.places, at=at)
    audit.record("ask_cohort", form, actor=by, at=at)
    return form, new


def _cohort(hub: Hub, start_year: int, *, at: datetime) -> Cohort:
    found = cohorts_to_ask([hub.pk], at=at)
    empty = Cohort(hub.pk, start_year)
    return next((each for each in found if each.start_year == start_year), empty)


def release_asked(*, at: datetime) -> int:
    """End the holds of those whose follow-up has closed; return how many.

    Each is a transaction of its own. Somebody with a change that may still be taken
    back is left for the next time.
    """
    ended = 0
    for hold in _asked_holds().select_related("participant"):
        try:
            ended += retention.end_asking(hold, at=at)
        except RecruitmentError:
            continue
    return ended


def _asked_holds() -> QuerySet[RetentionHold]:
    """Standing holds of people who were asked since by a form that has closed."""
    asked = FeedbackRequest.objects.filter(
        place__participant=OuterRef("participant"),
        form__question_set__kind=QuestionSetKind.FOLLOW_UP,
        form__closed_at__gte=OuterRef("held_at"),
    )
    holds = RetentionHold.objects.filter(reason=HoldReason.FOLLOW_UP, ended_at=None)
    standing = holds.filter(Exists(asked), participant__merged_into=None)
    return standing.order_by("pk")
