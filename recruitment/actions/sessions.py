"""Telling people who have a place that dates, times or rooms have changed."""

from collections.abc import Sequence
from datetime import datetime

from recruitment import outbox
from recruitment.choices import PlaceState
from recruitment.models import Place
from workgroups.models import Session, WorkGroup

NUMBERS_LENGTH = 40  # characters of an occasion for the numbers of the sessions


def tell_of_changed_sessions(
    work_group: WorkGroup, sessions: Sequence[Session], *, at: datetime
) -> int:
    """Email everybody with a secured place once; return how many.

    Sessions that are over are left out. While the dates are to be confirmed nobody is
    told, because nobody was told of them before.
    """
    coming = [session for session in sessions if session.starts_at > at]
    if not coming or not work_group.dates_confirmed or work_group.cancelled_on:
        return 0
    occasion = occasion_of([session.number for session in coming], at=at)
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


def occasion_of(numbers: Sequence[int], *, at: datetime) -> str:
    """The occasion of a change, such as "2,3 at 20261016160000"; "all" for many."""
    named = ",".join(str(number) for number in sorted(numbers))
    return f"{named if len(named) <= NUMBERS_LENGTH else 'all'} at {at:%Y%m%d%H%M%S}"
