"""What a lead should know of the people of their groups, as tasks of the first page."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from recruitment.choices import SECURED, PlaceState
from recruitment.models import Place, PlaceEvent
from recruitment.queries import attendance_grid
from workgroups import words
from workgroups.models import WorkGroup

LINKS_SHOWN = 5  # links per sentence; the groups' own pages hold the rest
LATELY = timedelta(days=7)  # so long is somebody new


@dataclass(frozen=True)
class TaskLink:
    text: str
    url: str


@dataclass(frozen=True)
class LeadTask:
    """A task with its count and a link for each row."""

    number: int
    text: str
    all_links: list[TaskLink]  # oldest first

    @property
    def links(self) -> list[TaskLink]:
        return self.all_links[-LINKS_SHOWN:]

    @property
    def more(self) -> int:
        return len(self.all_links) - len(self.links)


def silent_twice(pairs: Iterable[tuple[int, int]]) -> LeadTask:
    """People absent at the last two sessions of a group without a word.

    Each pair holds the last two sessions of a group with a register, the newer last.
    """
    return _task(
        attendance_grid.silent_twice(list(pairs)),
        ("person was", "people were"),
        "absent at the last two sessions without apologies",
        page="hubsite:show_attendance",
    )


def news_of(groups: Mapping[int, WorkGroup], *, at: datetime) -> list[LeadTask]:
    """Who secured a place lately, and whose letters come back; in one statement.

    `groups` by their keys. Somebody who has left them is not named.
    """
    found: list[Any] = list(_noticed(groups, at=at))
    for each in found:
        each.work_group = groups[each.work_group_id or 0]
    return [
        _task(
            [each for each in found if each.is_new],
            ("person", "people"),
            "secured a place in the last seven days",
        ),
        _task(
            [each for each in found if each.participant.email_failed_at],
            ("person’s letters", "people’s letters"),
            "come back, so they read none of them",
        ),
    ]


def _noticed(group_ids: Collection[int], *, at: datetime) -> Iterable[Place]:
    events = PlaceEvent.objects.filter(
        place=OuterRef("pk"), to_state=PlaceState.CONFIRMED, at__gt=at - LATELY
    )
    expected = Place.objects.filter(
        work_group__in=list(group_ids),
        state__in=(*SECURED, PlaceState.OFFERED),
        participant__erased_at=None,
    ).annotate(is_new=Exists(events) & Q(state__in=SECURED))
    noticed = expected.filter(
        Q(participant__email_failed_at__isnull=False) | Q(is_new=True)
    )
    return noticed.select_related("participant").order_by(
        "participant__last_name", "participant__first_name", "pk"
    )


def _task(
    places: Iterable[Place],
    nouns: tuple[str, str],
    said: str,
    *,
    page: str = "hubsite:show_group",
) -> LeadTask:
    """A task about people, each with a link to a page of their group."""
    links = [
        TaskLink(
            f"{place.participant}, {place.work_group.title}",
            reverse(page, args=[place.work_group.slug]),
        )
        for place in places
        if place.work_group is not None
    ]
    noun = words.plural(len(links), *nouns)
    return LeadTask(len(links), f"{noun} {said}", links)
