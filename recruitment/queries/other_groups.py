"""The same session in the hub's other groups, for who cannot come to their own."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from recruitment import rules
from recruitment.models import Apology, Place
from recruitment.queries import figures
from workgroups.models import Session


@dataclass(frozen=True)
class OtherSession:
    """A session that a person may come to as a guest; no limit where `room` is None."""

    session: Session
    room: int | None


def same_session_elsewhere(session: Session, *, at: datetime) -> QuerySet[Session]:
    """Sessions to come of the same project and number in the hub's other groups."""
    return (
        Session.objects.going_ahead()
        .filter(
            hub=session.hub_id,
            work_group__project=session.work_group.project_id,
            work_group__dates_confirmed=True,
            work_group__cancelled_on=None,
            number=session.number,
            starts_at__gt=at,
        )
        .exclude(work_group=session.work_group_id)
        .select_related("work_group__local_authority", "work_group__venue", "venue")
        .order_by("starts_at", "pk")
    )


def with_room(session: Session, *, at: datetime) -> list[OtherSession]:
    """Those with room for one more; guests who said that they come take it up.

    Three statements.
    """
    found = list(same_session_elsewhere(session, at=at))
    if not found:
        return []
    seats = figures.seats([each.work_group_id for each in found], at=at)
    guests = _guests_of(found)
    rows = [
        OtherSession(each, _room(each, seats.get(each.work_group_id), guests[each.pk]))
        for each in found
    ]
    return [each for each in rows if each.room is None or each.room > 0]


def _guests_of(sessions: Iterable[Session]) -> Counter[int]:
    rows = Apology.objects.filter(instead__in=sessions).order_by()
    return Counter(rows.values_list("instead", flat=True))


def _room(session: Session, seats: figures.Seats | None, guests: int) -> int | None:
    in_use = (seats.in_use if seats else 0) + guests
    return rules.seats_left(session.work_group.capacity, in_use)


def guest_places(session: Session) -> QuerySet[Place]:
    """Places of other groups whose people said that they come to this session."""
    coming = Apology.objects.filter(instead=session).order_by()
    return Place.objects.secured().filter(pk__in=coming.values("place"))
