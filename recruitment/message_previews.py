"""What a page shows of messages to a group: the form, the preview, what was sent.

Used by the tab of a group at the hub, and by the page of its leads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from recruitment import delivery
from recruitment.audiences import (
    AUDIENCES,
    can_be_written_to,
    numbers_of,
    places_of,
)
from recruitment.forms.group_messages import GroupMessageForm
from recruitment.models import Email, GroupMessage, Place
from workgroups.models import User, WorkGroup

NAMED = 10  # people named in the preview; the rest is counted
SAMPLES = 2  # letters that the preview shows
SENT_SHOWN = 20  # messages


@dataclass(frozen=True)
class MessagePreview:
    """To whom a message will go, to whom not, and what they will read."""

    places: list[Place]
    without_address: list[str]
    samples: list[tuple[str, str, str]]  # name, subject and text

    @property
    def named(self) -> list[str]:
        return [str(place.participant) for place in self.places[:NAMED]]

    @property
    def more(self) -> int:
        return max(len(self.places) - NAMED, 0)


def form_of(
    data: Mapping[str, Any] | None,
    group: WorkGroup,
    *,
    at: datetime,
    for_lead: bool = False,
) -> GroupMessageForm:
    """The form with the number of each audience that has people.

    A lead writes to those alone whom the group's page shows.
    """
    numbers = numbers_of(group, at=at)
    choices = [
        (name, f"{each.words} ({numbers[name]})")
        for name, each in AUDIENCES.items()
        if numbers[name] and (each.for_lead or not for_lead)
    ]
    return GroupMessageForm(data, audiences=choices)


def preview_of(
    group: WorkGroup, typed: Mapping[str, str], *, by: User, at: datetime
) -> MessagePreview:
    found = list(places_of(AUDIENCES[typed["audience"]], group, at=at))
    reached = [place for place in found if can_be_written_to(place)]
    message = GroupMessage(hub=group.hub, work_group=group, written_by=by, **typed)
    return MessagePreview(
        reached,
        [str(each.participant) for each in found if not can_be_written_to(each)],
        [_sample(message, place) for place in reached[:SAMPLES]],
    )


def _sample(message: GroupMessage, place: Place) -> tuple[str, str, str]:
    """The letter as this person would read it."""
    person = place.participant
    email = Email(hub=message.hub, kind="group_message")
    context = {"message": message, "work_group": message.work_group}
    subject, body = delivery.compose_text(email, person, context)
    return str(person), subject, body


def with_email_counts(messages: QuerySet[GroupMessage]) -> list[Any]:
    """The newest of some messages, each with `email_count`."""
    emails = Email.objects.filter(
        kind="group_message", about_id=OuterRef("pk")
    ).order_by()
    number = emails.values("about_id").annotate(n=Count("pk")).values("n")
    counted = messages.annotate(email_count=Coalesce(Subquery(number), 0))
    return list(counted.select_related("written_by", "session")[:SENT_SHOWN])
