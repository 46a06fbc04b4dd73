"""Who else was in the room of a session, and lead days by session and group."""

from decimal import Decimal

from django.db.models import Exists, OuterRef, Sum

from recruitment.choices import LeadWork
from recruitment.models import InTheRoom, LeadDays
from workgroups.models import Session, WorkGroup

#: Whether anybody besides the participants was at a session.
HAS_OTHERS = Exists(InTheRoom.objects.filter(session=OuterRef("pk")))


def in_the_room(session: Session) -> list[InTheRoom]:
    """Everybody in the room who is no participant, by name, in one statement.

    None where the session was read with HAS_OTHERS and has nobody.
    """
    if not getattr(session, "has_others", True):
        return []
    return list(InTheRoom.objects.filter(session=session))


def lead_days_of(session: Session) -> dict[str, LeadDays]:
    """The days of a session by kind of work."""
    return {row.work: row for row in LeadDays.objects.filter(session=session)}


def lead_days_of_group(work_group: WorkGroup) -> list[tuple[str, Decimal, Decimal]]:
    """Kind of work, days and cost over all sessions of a group, in one statement."""
    rows = LeadDays.objects.filter(session__work_group=work_group).order_by()
    sums = rows.values_list("work").annotate(Sum("days"), Sum("cost"))
    found = {work: (days, cost or Decimal(0)) for work, days, cost in sums}
    labels = dict(LeadWork.choices)
    return [(labels[work], *found[work]) for work in LeadWork.values if work in found]
