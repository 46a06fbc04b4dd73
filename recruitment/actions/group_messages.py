"""Write to the people of a group; the letters wait, and can be taken back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from recruitment import outbox
from recruitment.audiences import AUDIENCES, can_be_written_to, places_of
from recruitment.choices import EmailState, MessageState
from recruitment.errors import NobodyToWriteTo
from recruitment.models import Email, GroupMessage
from recruitment.models.group_messages import HELD_FOR
from workgroups import audit
from workgroups.models import User, WorkGroup


@transaction.atomic
def write_to_group(
    group: WorkGroup,
    *,
    audience: str,
    seen: Collection[int],
    subject: str,
    body: str,
    by: User,
    at: datetime,
) -> GroupMessage:
    """Save a message and a held letter for each person who was seen in the preview.

    `seen` are ids of places; who has left the audience since gets no letter. The same
    message within the same minute is written once. Locks the group. Raises
    NobodyToWriteTo.
    """
    WorkGroup.objects.select_for_update().get(pk=group.pk)
    written = {
        "work_group": group,
        "audience": audience,
        "subject": subject,
        "body": body,
        "written_by": by,
    }
    minute = at.replace(second=0, microsecond=0)
    kept = GroupMessage.objects.filter(written_at__gte=minute, **written).first()
    if kept is not None:
        return kept
    written_to = AUDIENCES[audience]
    found = places_of(written_to, group, at=at).filter(pk__in=seen)
    people = {each.participant for each in found if can_be_written_to(each)}
    if not people:
        raise NobodyToWriteTo
    message = GroupMessage.objects.create(
        hub_id=group.hub_id,
        session=written_to.session(group, at),
        written_at=at,
        goes_at=at + HELD_FOR,
        **written,
    )
    for person in sorted(people, key=lambda each: each.pk):
        outbox.queue(
            "group_message", about=message, to=person, at=at, state=EmailState.HELD
        )
    audit.record("write_to_group", message, actor=by, fields=["audience"], at=at)
    return message


def release_due(*, at: datetime) -> int:
    """Let the letters go whose time is over; return of how many messages."""
    held = GroupMessage.objects.filter(state=MessageState.HELD, goes_at__lte=at)
    return sum(let_go(each, at=at) for each in held)


@transaction.atomic
def let_go(message: GroupMessage, *, at: datetime, by: User | None = None) -> bool:
    """Let the held letters go; False where they went or were taken back before.

    Somebody (`by`) may let them go before their time.
    """
    held = GroupMessage.objects.filter(pk=message.pk, state=MessageState.HELD)
    held = held if by is not None else held.filter(goes_at__lte=at)
    if not held.update(state=MessageState.RELEASED):
        return False
    if by is not None:
        audit.record("let_message_go", message, actor=by, fields=["state"], at=at)
    outbox.release(emails_of(message))
    return True


@transaction.atomic
def take_back(message: GroupMessage, *, by: User, at: datetime) -> bool:
    """Send none of the held letters; False where it is too late."""
    held = GroupMessage.objects.filter(pk=message.pk, state=MessageState.HELD)
    if not held.update(state=MessageState.TAKEN_BACK):
        return False
    emails_of(message).filter(state=EmailState.HELD).update(
        state=EmailState.CANCELLED, problem="Taken back before it went."
    )
    audit.record("take_message_back", message, actor=by, fields=["state"], at=at)
    return True


def emails_of(message: GroupMessage) -> QuerySet[Email]:
    return Email.objects.filter(
        about_type=GroupMessage._meta.label_lower, about_id=message.pk
    )
