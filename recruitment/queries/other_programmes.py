"""What else a hub offers to the people of a group: open groups that fit them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

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
    programme = work_group.project.stage.programme
    groups = (
        WorkGroup.objects.open_for_interest(today)
        .filter(
            hub=work_group.hub_id,
            start_year=work_group.start_year,
            retired_on=None,
            school_phase__in={work_group.school_phase, SchoolPhase.NOT_APPLICABLE},
            project__stage__programme__audience__in={
                programme.audience,
                Audience.TEACHERS,
            },
        )
        .exclude(project__stage__programme=programme)
        .select_related("hub", "local_authority", "project__stage__programme")
        .with_next_session(today)
    )
    found = sorted(groups, key=lambda each: _nearest_first(each, work_group))
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
