"""Let details go whose time is over, in small batches, and hold people back.

A run is announced two weeks before its day at least. Registrations and places stay and
keep their states, so figures are equal before and after.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from recruitment import retention
from recruitment.actions.deleting import Kept, blank_all_but, cut_off, lock_person
from recruitment.choices import HoldReason
from recruitment.errors import BeingChanged, NotAllowed
from recruitment.models import (
    InTheRoom,
    Participant,
    Place,
    RetentionHold,
    RetentionRun,
)
from recruitment.queries.retention import (
    access_needs_over,
    going,
    kept_beyond,
    last_place_by,
    last_year_of,
    may_be_asked_later,
    room_is_over,
)
from workgroups import audit
from workgroups.models import Hub, Session, User

PEOPLE_AT_ONCE = 25
PLACES_AT_ONCE = 200
#: What is needed to ask somebody a year later what came of it.
KEPT_TO_ASK: Kept = {
    "recruitment.Participant": frozenset(
        {"first_name", "last_name", "email", "email_failed_at", "address_proved_at"}
    ),
    "recruitment.Place": frozenset({"ask_a_year_later"}),
    "recruitment.RetentionHold": frozenset(),
}


def apply_terms(*, at: datetime) -> int:
    """Announce what goes next, and do a batch of what is due; return how many went."""
    forget_access_needs(at=at)
    went = 0
    for hub in Hub.objects.order_by("pk"):
        announce_run(hub, at=at)
        went += do_run(hub, at=at)
        forget_the_room(hub, at=at)
    return went


@transaction.atomic
def announce_run(hub: Hub, *, at: datetime) -> RetentionRun | None:
    """Announce the next day on which details go; None where nobody is due by then.

    One that was announced while the hub kept details for another time is replaced, so
    that nobody goes who was not shown before.
    """
    locked = Hub.objects.select_for_update().get(pk=hub.pk)
    announced = RetentionRun.objects.filter(hub=locked, finished_at=None)
    announced.exclude(months=locked.retention_months).delete()
    day = retention.next_run_day(timezone.localdate(at))
    year = retention.last_year_gone(day, locked.retention_months)
    people = last_place_by(year, Participant.objects.filter(hub=locked))
    if announced.exists() or not people.exclude(kept_beyond(day)).exists():
        return None
    run = RetentionRun.objects.create(
        hub=locked,
        on=day,
        months=locked.retention_months,
        last_year=year,
        announced_at=at,
    )
    audit.record("announce_run", run, at=at)
    return run


def do_run(hub: Hub, *, at: datetime, limit: int = PEOPLE_AT_ONCE) -> int:
    """Let the details of some people go whose day has come; return of how many.

    Each person is a transaction of their own. Somebody with a change that may still be
    taken back is left for the next time.
    """
    run = RetentionRun.objects.filter(
        hub=hub,
        finished_at=None,
        on__lte=timezone.localdate(at),
        months=F("hub__retention_months"),
    ).first()
    if run is None:
        return 0
    went = 0
    people = list(going(Participant.objects.all(), run).order_by("pk")[:limit])
    for person in people:
        try:
            went += let_details_go(person, run, at=at)
        except BeingChanged:
            continue
    if not people:
        RetentionRun.objects.filter(pk=run.pk).update(finished_at=at)
    return went


@transaction.atomic
def let_details_go(person: Participant, run: RetentionRun, *, at: datetime) -> bool:
    """Blank what names a person with whom a run has something to do.

    Of somebody who agreed again to be asked a year later the name and the address stay
    until that day. False where the person is no longer one of the run.
    Raises BeingChanged while staff may take an act with one of their places back.
    """
    person = lock_person(person)
    if not going(Participant.objects.filter(pk=person.pk), run).exists():
        return False
    to_ask = person.holds.filter(
        reason=HoldReason.FOLLOW_UP, ended_at=None, until_on__gte=run.on
    )
    if to_ask.exists():
        blank_all_but(person, KEPT_TO_ASK, at=at)
        to_ask.update(rest_went_at=at)
        audit.record("keep_to_ask", person, at=at)
    else:
        cut_off(person, at=at)
        audit.record("let_details_go", person, at=at)
    RetentionRun.objects.filter(pk=run.pk).update(people=F("people") + 1)
    return True


@transaction.atomic
def forget_access_needs(*, at: datetime, limit: int = PLACES_AT_ONCE) -> int:
    """Blank access needs thirty days after the last session; return how many."""
    due = access_needs_over(Place.objects.all(), at)
    places = list(due.order_by("pk")[:limit])
    ids = [place.pk for place in places]
    Place.objects.filter(pk__in=ids).update(access_needs="")
    fields = ["access_needs"]
    audit.record_many("forget_access_needs", places, actor=None, at=at, fields=fields)
    return len(places)


@transaction.atomic
def forget_the_room(hub: Hub, *, at: datetime, limit: int = PLACES_AT_ONCE) -> int:
    """Delete who else was at sessions long ago; return of how many sessions."""
    rows = room_is_over(hub, timezone.localdate(at))
    of_session = rows.order_by("session").values_list("session", flat=True)
    ids = list(of_session.distinct()[:limit])
    sessions = list(Session.objects.filter(pk__in=ids).order_by("pk"))
    InTheRoom.objects.filter(session__in=sessions).delete()
    fields = ["name", "role"]
    audit.record_many("forget_the_room", sessions, actor=None, at=at, fields=fields)
    return len(sessions)


@transaction.atomic
def hold_back(
    person: Participant,
    *,
    reason: str,
    why: str,
    until_on: date,
    by: User,
    at: datetime,
) -> RetentionHold:
    """Keep a person's details until a day; an earlier hold of theirs ends.

    Raises NotAllowed where the details are gone, where the day is no day to come
    within two years, and where the person did not agree to be asked a year later.
    """
    person = Participant.objects.select_for_update().get(pk=person.pk)
    _check_hold(person, reason, until_on, today=timezone.localdate(at))
    person.holds.filter(ended_at=None).update(ended_at=at)
    hold = RetentionHold.objects.create(
        hub_id=person.hub_id,
        participant=person,
        reason=reason,
        why=why,
        until_on=until_on,
        held_by=by,
        held_at=at,
    )
    audit.record("hold_back", person, actor=by, fields=["reason", "until_on"], at=at)
    return hold


def _check_hold(
    person: Participant, reason: str, until_on: date, *, today: date
) -> None:
    if person.erased_at is not None or person.merged_into_id is not None:
        raise NotAllowed("These details are gone, so there is nothing to keep.")
    if not today < until_on <= today + retention.LONGEST_HOLD:
        raise NotAllowed("Choose a day to come, at most two years from now.")
    if reason == HoldReason.FOLLOW_UP and not may_be_asked_later(person):
        raise NotAllowed(
            "This person did not agree, when registering, to be asked a year later."
        )


@transaction.atomic
def end_hold(hold: RetentionHold, *, by: User, at: datetime) -> bool:
    """End a hold before its day; False if it has ended."""
    standing = RetentionHold.objects.filter(pk=hold.pk, ended_at=None)
    if not standing.update(ended_at=at):
        return False
    audit.record("end_hold", hold.participant, actor=by, fields=["until_on"], at=at)
    return True


@transaction.atomic
def end_asking(hold: RetentionHold, *, at: datetime) -> bool:
    """End the hold of a person who was asked a year later; False if it has ended.

    What was kept for that alone goes at once. Raises BeingChanged and NotAllowed.
    """
    person = lock_person(hold.participant)
    standing = RetentionHold.objects.filter(pk=hold.pk, ended_at=None)
    if not standing.update(ended_at=at):
        return False
    audit.record("end_asking", person, fields=["until_on"], at=at)
    if hold.rest_went_at is not None and _is_over(person, today=timezone.localdate(at)):
        cut_off(person, at=at)
    return True


def _is_over(person: Participant, *, today: date) -> bool:
    """Whether the details of a person would have gone without a hold."""
    year = last_year_of(person)
    months = person.hub.retention_months
    return year is not None and retention.goes_on(year, months) <= today
