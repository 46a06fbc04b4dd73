"""The leads of a hub, who are asked twice a year."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from workgroups import academic_years
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.models import Hub, User, WorkGroup

SECOND_HALF = range(3, 9)  # months


def half_of(day: date) -> int:
    """1 from September to February, 2 from March to August."""
    return 2 if day.month in SECOND_HALF else 1


def leads_to_ask(hub: Hub, *, at: datetime) -> QuerySet[User]:
    """The leads of this year's groups who work at the hub on the day.

    The community of cohort leads is a group like any other.
    """
    today = timezone.localdate(at)
    year = academic_years.academic_year_of(today)
    groups = WorkGroup.objects.filter(hub=hub, start_year=year, cancelled_on=None)
    leading = groups.exclude(leads=None).values("leads")
    return may_lead_at(hub.pk, today).filter(pk__in=leading).order_by("name", "pk")


def may_lead_at(hub_id: int, on: date) -> QuerySet[User]:
    """Whoever may lead groups of the hub on a day, by their role."""
    kinds = (RoleKind.WORK_GROUP_LEAD, *HUB_STAFF)
    return User.objects.with_role_at([hub_id], kinds, on)
