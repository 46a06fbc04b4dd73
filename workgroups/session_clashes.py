"""What the dates of a group's sessions are compared with: other sessions, days off."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q

from workgroups import rules
from workgroups.models import DateToAvoid, ProviderDate, Session, User, WorkGroup

Leads = frozenset[tuple[int, str]]


def named(leads: Collection[User]) -> Leads:
    """Leads as the rules compare them: pairs of an id and a name."""
    return frozenset((lead.pk, lead.name) for lead in leads)


def days_to_avoid(group: WorkGroup, days: Collection[date]) -> list[rules.DaysToAvoid]:
    """The hub's days to avoid that hold one of these days, in order.

    Those of a local authority count for its own groups and for groups without one.
    """
    if not days:
        return []
    rows = DateToAvoid.objects.filter(
        hub=group.project.hub_id, from_on__lte=max(days), until_on__gte=min(days)
    )
    if group.local_authority_id:
        whole_hub = Q(local_authority=None)
        rows = rows.filter(whole_hub | Q(local_authority=group.local_authority_id))
    return [row.plain for row in rows.order_by("from_on", "name")]


def training_days(
    group: WorkGroup, days: Collection[date], people: Mapping[int, int]
) -> list[rules.DaysToAvoid]:
    """Training days of the lead providers of a group, with how many people they hit.

    `people` are the numbers of the group's people by the id of their provider.
    """
    if not days or not people:
        return []
    rows = ProviderDate.objects.filter(
        hub=group.project.hub_id,
        provider__in=people,
        from_on__lte=max(days),
        until_on__gte=min(days),
    ).select_related("provider")
    return [
        rules.DaysToAvoid(
            row.name,
            row.from_on,
            row.until_on,
            rules.on_training_day(str(row.provider), row.name, people[row.provider_id]),
        )
        for row in rows.order_by("from_on", "provider__name", "name")
    ]


def other_meetings(
    group: WorkGroup, days: Collection[date], leads: Leads
) -> list[rules.Meeting]:
    """Sessions of other groups on these days: the hub's, and those of the same leads.

    A session of another hub has no venue, and no name of its group.
    """
    hub_id = group.project.hub_id
    led = Q(work_group__leads__in=[pk for pk, _ in leads])
    rows = (
        Session.objects.going_ahead()
        .filter(Q(hub=hub_id) | led, on__in=days)
        .filter(work_group__cancelled_on=None)
        .exclude(work_group=group.pk)
        .select_related("work_group")
        .prefetch_related("work_group__leads")
        .order_by("on", "starts", "pk")
        .distinct()
    )
    return [_as_meeting(row, is_own=row.hub_id == hub_id) for row in rows]


def _as_meeting(session: Session, *, is_own: bool) -> rules.Meeting:
    group = session.work_group
    leads = named(group.leads.all())
    if not is_own:
        return rules.Meeting(session.number, session.on, leads=leads)
    venue_id = session.venue_id or group.venue_id
    return rules.Meeting(
        session.number, session.on, group.title, group.pk, venue_id, leads
    )
