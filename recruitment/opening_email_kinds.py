"""The kinds of email to addresses that want to hear when a group opens."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from recruitment import rules
from recruitment.choices import Awaited, LinkPurpose
from recruitment.models import OpeningRequest
from recruitment.outbox import EXAMPLES, EmailKind, add_kind
from recruitment.placeholders import GROUP, GROUP_PAGE, LINK, SIGNED, YEAR, part
from recruitment.queries import openings
from workgroups.models import WorkGroup
from workgroups.wordings import Placeholder

WHAT_IS_AWAITED = part(
    "what is awaited", "_awaited.txt", "“it opens”, or “a place is free”"
)
PLACES = Placeholder("places", "{{ line.words }}", "such as “4 places left”")


class OpeningAsked(EmailKind):
    """Asks whether the address wants it: nothing else is sent before that."""

    name = "opening_asked"
    title = "somebody wants to hear when a group opens"
    placeholders: tuple[Placeholder, ...] = (
        GROUP,
        YEAR,
        WHAT_IS_AWAITED,
        LINK,
        *SIGNED,
    )
    button = "Yes, tell me"
    link_purpose = LinkPurpose.OPENING
    link_days = 400  # until the group's year is over; it also stops the letter
    related = ("work_group",)

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        """An address for each of the newest groups of the hub."""
        groups = WorkGroup.objects.filter(hub=hub_id).order_by("-pk")[:EXAMPLES]
        rows = [_example(each) for each in groups]
        return [(each, each) for each in rows]

    def still_holds(
        self, about: OpeningRequest, recipient: OpeningRequest, *, at: datetime
    ) -> bool:
        return about.proved_at is None

    def context(
        self, about: OpeningRequest, recipient: OpeningRequest, *, at: datetime
    ) -> dict[str, object]:
        return {"asked": about, "work_group": about.work_group}


class GroupOpened(OpeningAsked):
    """Says once that a group takes expressions of interest."""

    name = "group_opened"
    title = "a group has opened that somebody wanted to hear of"
    placeholders = (
        GROUP,
        YEAR,
        WHAT_IS_AWAITED,
        PLACES,
        GROUP_PAGE,
        LINK,
        *SIGNED,
    )
    button = "See the group"

    def still_holds(
        self, about: OpeningRequest, recipient: OpeningRequest, *, at: datetime
    ) -> bool:
        """Whether the group is open still, for an address that is proved."""
        return about.proved_at is not None and rules.has_come(
            about.awaited, _line_of(about, at=at)
        )

    def context(
        self, about: OpeningRequest, recipient: OpeningRequest, *, at: datetime
    ) -> dict[str, object]:
        """Also the places in words; of an example only the line is looked up."""
        own = super().context(about, recipient, at=at)
        return {**own, "line": _line_of(about, at=at)}


def _line_of(asked: OpeningRequest, *, at: datetime) -> Any:
    group = WorkGroup.objects.listed().filter(pk=asked.work_group_id)
    ((_, line),) = openings.lines_of(group, at=at)
    return line


def _example(group: WorkGroup) -> OpeningRequest:
    return OpeningRequest(
        pk=group.pk,  # never saved; the page of the wording chooses by it
        hub_id=group.hub_id,
        work_group=group,
        email="name@example.org",
        awaited=Awaited.OPENING,
        asked_at=timezone.now(),
    )


def add_kinds() -> None:
    for kind in (OpeningAsked, GroupOpened):
        add_kind(kind)
