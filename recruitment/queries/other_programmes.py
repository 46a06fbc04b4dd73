"""What else a hub offers to the people of a group: open groups that fit them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from workgroups import words
from workgroups.choices import Audience, SchoolPhase
from workgroups.models import WorkGroup

SHOWN = 6  # groups


@dataclass(frozen=True)
class OpenGroup:
    """A group of another programme that takes interest; `url` is its public page."""

    title: str
    facts: str
    url: str


def open_beside(
    work_group: WorkGroup, *, today: date, site: str = ""
) -> list[OpenGroup]:
    """Open groups of the hub's other programmes that fit phase and year.

    They are for the same audience or for every teacher; the nearest come first. One
    statement.
    """
    groups = _open(today).filter(_beside(work_group))
    return _shown(groups, work_group, site)


def open_beside_each(
    work_groups: Sequence[WorkGroup], *, today: date
) -> dict[int, list[OpenGroup]]:
    """The same for groups of different hubs, by the key of the hub. One statement."""
    if not work_groups:
        return {}
    fits = reduce(or_, (_beside(each) for each in work_groups))
    found = list(_open(today).filter(fits))
    return {
        own.hub_id: _shown([e for e in found if e.hub_id == own.hub_id], own, "")
        for own in work_groups
    }


def _open(today: date) -> QuerySet[WorkGroup]:
    groups = WorkGroup.objects.open_for_interest(today).filter(retired_on=None)
    related = groups.select_related(
        "hub", "local_authority", "project__stage__programme"
    )
    found: QuerySet[WorkGroup] = related.with_next_session(today)
    return found


def _beside(work_group: WorkGroup) -> Q:
    programme = work_group.project.stage.programme
    return Q(
        ~Q(project__stage__programme=programme),
        hub=work_group.hub_id,
        start_year=work_group.start_year,
        school_phase__in={work_group.school_phase, SchoolPhase.NOT_APPLICABLE},
        project__stage__programme__audience__in={
            programme.audience,
            Audience.TEACHERS,
        },
    )


def _shown(groups: Iterable[Any], own: WorkGroup, site: str) -> list[OpenGroup]:
    found = sorted(groups, key=lambda each: _nearest_first(each, own))
    return [_open_group(each, site) for each in found[:SHOWN]]


def _nearest_first(group: WorkGroup, own: WorkGroup) -> tuple[bool, bool, str, int]:
    """Groups of the same authority, then of the whole hub, then the others."""
    here = group.local_authority_id
    return here != own.local_authority_id, here is not None, group.title, group.pk


def _open_group(group: Any, site: str) -> OpenGroup:
    next_on = group.next_on if group.dates_confirmed else None
    facts = [
        str(group.local_authority or f"All of {group.hub}"),
        f"next on {words.day(next_on)}" if next_on else "dates to follow",
    ]
    return OpenGroup(group.title, ", ".join(facts), f"{site}{group.get_absolute_url()}")
