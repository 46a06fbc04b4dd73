"""The plans of a hub's year as a partner reads them, beside the partner's own days.

They hold what the public page says of a session, and what it is meant to lead to: no
person, no note of a lead, no link to join.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.timezone import localdate

from recruitment import links
from recruitment.choices import LinkPurpose
from recruitment.models import Link
from workgroups import academic_years, words
from workgroups.models import (
    CommonPlan,
    FrameworkSection,
    Hub,
    Provider,
    ProviderDate,
    Session,
    WorkGroup,
)


@dataclass(frozen=True)
class PartnerSession:
    """A session, the sections that it serves, and the partner's days on its day."""

    session: Session
    sections: list[str]
    clashes: list[str]


@dataclass
class PartnerGroup:
    group: WorkGroup
    sessions: list[PartnerSession] = field(default_factory=list)


@dataclass(frozen=True)
class PartnerPlans:
    year: str
    groups: list[PartnerGroup]
    days: list[tuple[str, str]]  # the partner's training days: when and what


@dataclass(frozen=True)
class SharedPlan:
    """A link of a partner that works, with its address."""

    link: Link
    partner: str
    address: str


def plans_for(hub: Hub, provider: Provider, *, at: datetime) -> PartnerPlans:
    """The hub's groups of this year with their sessions, in six statements."""
    year = academic_years.academic_year_of(localdate(at))
    days = _training_days(hub, provider, year)
    groups = {each.pk: PartnerGroup(each) for each in _groups(hub, year)}
    common = _common_sections(groups.values())
    sessions = Session.objects.going_ahead().filter(work_group__in=groups)
    rows = sessions.prefetch_related("own_sections__framework")
    for session in rows.order_by("on", "starts", "pk"):
        own = groups[session.work_group_id]
        session.work_group = own.group
        inherited = common.get((own.group.project_id, session.number), [])
        sections = list(session.own_sections.all()) or inherited
        own.sessions.append(
            PartnerSession(session, _named(sections), _on(session.on, days))
        )
    said = [(words.day_range([e.from_on, e.until_on]), e.name) for e in days]
    return PartnerPlans(academic_years.label(year), list(groups.values()), said)


def sessions_for(hub: Hub, *, at: datetime) -> "list[Session]":
    """The sessions about which a partner may comment."""
    year = academic_years.academic_year_of(localdate(at))
    rows = Session.objects.going_ahead().filter(work_group__in=_groups(hub, year))
    return list(rows.select_related("work_group"))


def shared_with(hub: Hub, *, at: datetime) -> list[SharedPlan]:
    """The links of the hub that work, by partner."""
    rows = Link.objects.filter(
        hub=hub, purpose=LinkPurpose.PLAN, superseded_at=None, expires_at__gt=at
    )
    found = list(rows)
    names = Provider.objects.in_bulk([each.subject_id for each in found])
    shared = [
        SharedPlan(each, names[each.subject_id].name, links.address(each))
        for each in found
        if each.subject_id in names
    ]
    return sorted(shared, key=lambda each: each.partner)


def _groups(hub: Hub, year: int):  # type: ignore[no-untyped-def]
    rows = WorkGroup.objects.filter(
        hub=hub, start_year=year, cancelled_on=None, retired_on=None
    )
    return rows.select_related("local_authority", "project__stage").order_by("title")


def _training_days(hub: Hub, provider: Provider, year: int) -> list[ProviderDate]:
    first, last = academic_years.first_day(year), academic_years.last_day(year)
    rows = ProviderDate.objects.filter(
        hub=hub, provider=provider, from_on__lte=last, until_on__gte=first
    )
    return list(rows.order_by("from_on", "pk"))


def _common_sections(
    groups: Iterable[PartnerGroup],
) -> dict[tuple[int, int], list[FrameworkSection]]:
    projects = {each.group.project_id for each in groups}
    rows = CommonPlan.objects.filter(project__in=projects)
    return {
        (each.project_id, each.number): list(each.sections.all())
        for each in rows.prefetch_related("sections__framework")
    }


def _named(sections: Iterable[FrameworkSection]) -> list[str]:
    return sorted({f"{each.number} {each.title}" for each in sections})


def _on(day: date, days: Iterable[ProviderDate]) -> list[str]:
    """The training days that a session falls on, by name."""
    return [
        each.name or "a training day"
        for each in days
        if each.from_on <= day <= each.until_on
    ]
