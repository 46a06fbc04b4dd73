"""What is not known of a person before session 1, and whom to ask about it."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from recruitment import rules
from recruitment.choices import EmailState, PlaceState
from recruitment.models import Email, Mentor, Mentorship, Place
from recruitment.registration import unknown
from recruitment.registration.question_types import FormQuestion, asking_of
from workgroups.models import Session, WorkGroup

KIND = "asked_to_check_details"
REMINDER = "reminder_about_next_year"


def mentor_of(place: Place) -> Mentor | None:
    """The mentor whom the person of a place named last, or whom staff named."""
    running = Mentorship.objects.filter(participant=place.participant_id, until_on=None)
    found = running.proven().select_related("mentor").order_by("pk").last()
    return found.mentor if found else None


def unknown_of(place: Place) -> list[FormQuestion]:
    """The questions that nobody has answered of a place with a group."""
    group: Any = place.work_group
    running = Mentorship.objects.filter(participant=place.participant_id, until_on=None)
    return unknown.unknown_of(place, asking_of(group), has_mentor=running.exists())


def first_day_of(work_group: WorkGroup) -> date | None:
    """The day of the first session that goes ahead; None without settled dates."""
    if not work_group.dates_confirmed or work_group.cancelled_on is not None:
        return None
    own = work_group.sessions.going_ahead().order_by()
    first: date | None = own.aggregate(first=Min("on"))["first"]
    return first


def to_be_asked(*, at: datetime) -> list[tuple[Place, date]]:
    """Secured places whose session 1 is near and whose person was not asked yet.

    Each has the day of that session. Who has registered, or answered the same, in the
    same time before is left out, and so is who was never told of the place.
    """
    first = _first_days(at)
    since = at - rules.DETAILS_ASKED_BEFORE
    asked = Email.objects.filter(
        kind=KIND, about_type=Place._meta.label_lower, about_id=OuterRef("pk")
    ).exclude(state=EmailState.CANCELLED)
    rows = (
        Place.objects.filter(
            Q(answers_checked_at=None) | Q(answers_checked_at__lte=since),
            work_group__in=list(first),
            state=PlaceState.CONFIRMED,
            registered_at__lte=since,
            participant__erased_at=None,
        )
        .exclude(Exists(asked.order_by()))
        .exclude(pk__in=Place.objects.not_yet_told().order_by().values("pk"))
        .with_change()
        .filter(is_changing=False)
        .select_related("participant", "hub")
        .order_by("pk")
    )
    return [(place, first[place.work_group_id]) for place in rows]


def not_answered_about_next_year(*, at: datetime) -> QuerySet[Place]:
    """Places pencilled in whose person was asked a week ago and has not answered.

    Who was reminded is left out, and so is who is being changed by staff.
    """
    written = Email.objects.filter(
        about_type=Place._meta.label_lower, about_id=OuterRef("pk")
    ).order_by()
    sent = written.filter(kind="asked_about_next_year", state=EmailState.SENT)
    lately = sent.filter(sent_at__gt=at - rules.REMINDED_OF_NEXT_YEAR_AFTER)
    return (
        Place.objects.with_change()
        .filter(
            Exists(sent),
            state=PlaceState.PROVISIONAL,
            work_group__isnull=False,
            answers_checked_at=None,
            participant__erased_at=None,
            is_changing=False,
        )
        .exclude(Exists(lately))
        .exclude(Exists(written.filter(kind=REMINDER)))
        .select_related("participant", "hub")
        .order_by("pk")
    )


def _first_days(at: datetime) -> dict[int | None, date]:
    """The groups whose session 1 is near, each with its day."""
    today = timezone.localdate(at)
    running: QuerySet[Session] = Session.objects.going_ahead().filter(
        work_group__dates_confirmed=True, work_group__cancelled_on=None
    )
    by_group = running.order_by().values("work_group").annotate(first=Min("on"))
    near = by_group.filter(
        first__gt=today, first__lte=today + rules.DETAILS_ASKED_BEFORE
    )
    return dict(near.values_list("work_group", "first"))
