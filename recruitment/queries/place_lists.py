"""What a list of places shows beside the columns of a place itself."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from recruitment.models import Attendance, Mentorship
from workgroups.models import Session


def columns_of_places(at: datetime) -> dict[str, Subquery | Coalesce]:
    """Annotations: the mentor now, and how many of the sessions held were attended.

    `mentor_now` is the name of the newest running mentorship. `held` counts the
    sessions of the place's group that have begun, `attended` those to which the person
    came. A person who caught up in another group came to the session of that number.
    """
    running = Mentorship.objects.filter(
        participant=OuterRef("participant"), until_on=None
    ).order_by("-from_on", "-pk")
    held = Session.objects.filter(
        work_group=OuterRef("work_group"), starts_at__lte=at
    ).order_by()
    came = Attendance.objects.present().filter(
        place=OuterRef(OuterRef("pk")),
        session__number=OuterRef("number"),
        session__starts_at__lte=at,
    )
    return {
        "mentor_now": Subquery(running.values("mentor__name")[:1]),
        "held": _number_of(held),
        "attended": _number_of(held.filter(Exists(came.order_by()))),
    }


def _number_of(sessions: QuerySet[Any]) -> Coalesce:
    """How many rows there are; an aggregate of no rows has no row, so it becomes 0."""
    counted = sessions.values("work_group").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)
