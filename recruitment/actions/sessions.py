"""Telling people who have a place that dates, times or rooms have changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from recruitment import outbox
from recruitment.choices import PlaceState
from recruitment.models import Place
from workgroups.models import Session, WorkGroup

NUMBERS_LENGTH = 40  # characters of an occasion for the sessions and their days


def tell_of_changed_sessions(
    work_group: WorkGroup,
    sessions: Sequence[Session],
    *,
    old_dates: Mapping[int, date],
    at: datetime,
) -> int:
    """Email everybody with a secured place once; return how many.

    `old_dates` are the days before the change, by number of the session.
    Sessions that are over are left out. While the dates are to be confirmed nobody is
    told, because nobody was told of them before.
    """
    coming = [session for session in sessions if session.starts_at > at]
    if not coming or not work_group.dates_confirmed or work_group.cancelled_on:
        return 0
    numbers = [session.number for session in coming]
    occasion = occasion_of(numbers, old_dates, at=at)
    told = Place.objects.filter(work_group=work_group, state=PlaceState.CONFIRMED)
    queued = [
        outbox.queue(
            "sessions_changed",
            about=place,
            to=place.participant,
            occasion=occasion,
            at=at,
        )
        for place in told.select_related("participant").order_by("pk")
    ]
    return sum(email is not None for email in queued)


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
