"""Changes of sessions, and telling the people who have a place of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from recruitment import outbox
from recruitment.actions.rehearsals import Sample, sample_from
from recruitment.choices import EmailState, PlaceState
from recruitment.errors import CannotCallOff
from recruitment.models import Email, Place
from recruitment.queries import sessions as queries
from recruitment.queries.other_groups import guest_places
from workgroups import audit
from workgroups.models import Session, User, WorkGroup

#: How long the emails of a change wait, so that a second change goes in the same one.
HELD_FOR = timedelta(minutes=10)
GUEST_KIND = "guest_session_changed"
NUMBERS_LENGTH = 40  # characters of an occasion for the sessions and their days


def tell_of_changed_sessions(
    work_group: WorkGroup,
    sessions: Sequence[Session],
    *,
    old_dates: Mapping[int, date],
    at: datetime,
) -> int:
    """Email everybody with a secured place once, and guests; return how many.

    The emails wait for HELD_FOR. Emails of an earlier change that still wait are
    replaced: the new ones name its sessions too, with their first old days.

    `old_dates` are the days before the change, by number of the session.
    Sessions that are over are left out. While the dates are to be confirmed nobody is
    told, because nobody was told of them before.
    """
    coming = [
        each for each in sessions if each.starts_at > at and each.called_off_at is None
    ]
    if not coming or not work_group.dates_confirmed or work_group.cancelled_on:
        return 0
    told = Place.objects.filter(work_group=work_group, state=PlaceState.CONFIRMED)
    numbers = {session.number for session in coming}
    earlier, earlier_dates = _take_over_waiting(told, at=at)
    occasion = occasion_of(
        [*{*numbers, *earlier}], {**old_dates, **earlier_dates}, at=at
    )
    queued = [
        outbox.queue(
            "sessions_changed",
            about=place,
            to=place.participant,
            occasion=occasion,
            at=at,
            not_before=at + HELD_FOR,
        )
        for place in told.select_related("participant").order_by("pk")
    ]
    guests = sum(_tell_guests(each, told, old_dates, at=at) for each in coming)
    return sum(email is not None for email in queued) + guests


def _tell_guests(
    session: Session,
    told: QuerySet[Place],
    old_dates: Mapping[int, date],
    *,
    at: datetime,
) -> int:
    """Email the guests of a session about its change; return how many.

    Whoever has a place in its group as well is told of it by that place.
    """
    guests = guest_places(session).exclude(participant__in=told.values("participant"))
    number = session.number
    days = {number: old_dates[number]} if number in old_dates else {}
    _, earlier = _cancel_waiting(guest_emails_about([session]), at=at)
    occasion = occasion_of([number], {**days, **earlier}, at=at)
    queued = [
        outbox.queue(
            GUEST_KIND,
            about=session,
            to=place.participant,
            occasion=occasion,
            at=at,
            not_before=at + HELD_FOR,
        )
        for place in guests.select_related("participant").order_by("pk")
    ]
    return sum(email is not None for email in queued)


def guest_emails_about(sessions: Iterable[Session]) -> QuerySet[Email]:
    """The emails that tell guests of a change of these sessions."""
    return Email.objects.filter(
        kind=GUEST_KIND,
        about_type="workgroups.session",
        about_id__in=[each.pk for each in sessions],
    )


def _take_over_waiting(
    places: QuerySet[Place], *, at: datetime
) -> tuple[set[int], dict[int, date]]:
    """Cancel what still waits for these places; as `_cancel_waiting`."""
    emails = Email.objects.filter(
        kind="sessions_changed",
        about_type="recruitment.place",
        about_id__in=places.values("pk"),
    )
    return _cancel_waiting(emails, at=at)


def _cancel_waiting(
    emails: QuerySet[Email], *, at: datetime
) -> tuple[set[int], dict[int, date]]:
    """Cancel the emails about earlier changes that still wait.

    Returns the numbers of their sessions, and the oldest days that they name.
    """
    waiting = emails.filter(state=EmailState.QUEUED, next_try_at__gt=at)
    numbers: set[int] = set()
    days: dict[int, date] = {}
    for occasion in waiting.order_by("pk").values_list("occasion", flat=True):
        for number, day in queries.changed_in(occasion).items():
            numbers.add(number)
            if day is not None:
                days.setdefault(number, day)
    waiting.update(state=EmailState.CANCELLED, problem="A newer letter says it.")
    return numbers, days


def occasion_of(
    numbers: Sequence[int], old_dates: Mapping[int, date], *, at: datetime
) -> str:
    """The occasion of a change, such as "2:20261016,3 at 20261009160000".

    A day is the one before the change. Where many sessions changed, the days are left
    out; where very many did, it is "all".
    """
    numbers = sorted(numbers)
    days = {number: f":{day:%Y%m%d}" for number, day in old_dates.items()}
    in_full = ",".join(f"{number}{days.get(number, '')}" for number in numbers)
    short = ",".join(str(number) for number in numbers)
    named = next(
        (each for each in (in_full, short) if len(each) <= NUMBERS_LENGTH), "all"
    )
    return f"{named} at {at:%Y%m%d%H%M%S}"


@transaction.atomic
def call_off_session(session: Session, *, reason: str, by: User, at: datetime) -> int:
    """Mark a session as not taking place and email those expected at once.

    Returns how many emails were queued. Calling it off again changes nothing and sends
    none. Locks the group, as saving a register does. Raises CannotCallOff.
    """
    WorkGroup.objects.select_for_update().get(pk=session.work_group_id)
    session = Session.objects.select_related("work_group").get(pk=session.pk)
    if session.called_off_at is not None:
        return 0
    _check_may_be_called_off(session, at)
    session.called_off_at, session.called_off_reason = at, reason
    session.save(update_fields=["called_off_at", "called_off_reason"])
    audit.record("call_off_session", session, actor=by, reason=reason, at=at)
    queued = [
        outbox.queue(
            "session_called_off",
            about=session,
            to=place.participant,
            occasion=f"{session.on:%Y%m%d}",
            at=at,
        )
        for place in queries.expected_at(session)
    ]
    return sum(email is not None for email in queued)


def _check_may_be_called_off(session: Session, at: datetime) -> None:
    if session.work_group.cancelled_on is not None:
        raise CannotCallOff("The group is cancelled, and everybody was told.")
    if session.ends_at <= at:
        raise CannotCallOff("This session is over, so it cannot be called off.")
    if session.attendances.exists():
        raise CannotCallOff("Its register is taken, so it has taken place.")


def hold_again(sessions: Sequence[Session], *, by: User, at: datetime) -> None:
    """Let sessions that were called off take place on the new dates that they have."""
    for session in sessions:
        if session.called_off_at is not None:
            session.called_off_at, session.called_off_reason = None, ""
            session.save(update_fields=["called_off_at", "called_off_reason"])
            audit.record("hold_session_again", session, actor=by, at=at)


def sample_of(work_group: WorkGroup, *, at: datetime) -> Sample:
    """The newest email about changed sessions, as its first person would get it.

    It is that of a guest where nobody else is told.
    """
    places = Place.objects.filter(work_group=work_group)
    to_places = Email.objects.filter(
        kind="sessions_changed",
        about_type="recruitment.place",
        about_id__in=places.values("pk"),
    )
    emails = to_places | guest_emails_about(work_group.sessions.all())
    written = emails.filter(written_at=at).select_related("hub", "link")
    return sample_from(written.earliest("pk"), at=at)
