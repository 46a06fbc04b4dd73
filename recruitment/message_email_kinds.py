"""The kind of email that carries a message to a work group."""

from datetime import datetime
from typing import Any

from recruitment.audiences import AUDIENCES
from recruitment.choices import MessageState
from recruitment.models import GroupMessage, Participant, Place
from recruitment.outbox import EmailKind, add_kind


class GroupMessageEmail(EmailKind):
    """It goes to whoever is still of its audience's states when it is sent."""

    name = "group_message"
    title = "a message to a group"
    related = ("work_group", "written_by")

    def still_holds(
        self, about: GroupMessage, recipient: Participant, *, at: datetime
    ) -> bool:
        if about.state != MessageState.RELEASED or recipient.erased_at is not None:
            return False
        own = Place.objects.filter(
            participant=recipient,
            work_group=about.work_group_id,
            state__in=AUDIENCES[about.audience].states,
        )
        return own.exists()

    def context(
        self, about: GroupMessage, recipient: Any, *, at: datetime
    ) -> dict[str, object]:
        """Replies go to the one who wrote the message."""
        return {
            "message": about,
            "work_group": about.work_group,
            "reply_to": about.written_by.email,
        }


def add_kinds() -> None:
    add_kind(GroupMessageEmail)
