"""Who may catch up at a session: the hub's people of the same project."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from recruitment.choices import OPEN_IN_GROUP, SECURED
from recruitment.models import Attendance, Place
from recruitment.queries.attendance_register import EXPECTED
from workgroups.models import Session

MOST_SHOWN = 10


def places_to_add(session: Session) -> QuerySet[Place]:
    """Places of the hub in the session's project that are not on its register."""
    listed = Q(work_group=session.work_group_id, state__in=EXPECTED)
    marked = Attendance.objects.filter(session=session, place=OuterRef("pk"))
    return (
        Place.objects.filter(
            hub=session.hub_id,
            work_group__project=session.work_group.project_id,
            state__in=[*OPEN_IN_GROUP, *SECURED],
        )
        .exclude(listed)
        .exclude(Exists(marked))
    )


def people_called(session: Session, first_name: str, last_name: str) -> list[Place]:
    """Up to ten people whose names have these parts, in one statement."""
    found = places_to_add(session).filter(
        participant__first_name__icontains=first_name,
        participant__last_name__icontains=last_name,
    )
    rows = found.select_related("participant", "school", "provider", "work_group")
    by_name = rows.order_by("participant__last_name", "participant__first_name", "pk")
    return list(by_name[:MOST_SHOWN])
