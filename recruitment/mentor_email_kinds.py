"""The kinds of email to mentors about the sessions of their participants."""

from datetime import datetime
from typing import Any

from recruitment.choices import LinkPurpose
from recruitment.models import Mentor, Place
from recruitment.outbox import EXAMPLES, EmailKind, add_kind
from recruitment.placeholders import LINK, NAME, SIGNED, part
from recruitment.queries.mentor_emails import (
    INVITED,
    SESSION_ONE,
    TASKS,
    emails_owed,
)
from recruitment.queries.mentored import mentor_page_of
from workgroups.wordings import Placeholder
from workgroups.words import listed

WHOSE = part(
    "whose mentor",
    "_whose_mentor.txt",
    "for whom we write, and how we know the mentor",
    required=True,
)
COLLEAGUES = Placeholder("colleagues", "{{ colleagues }}", "their first names")


def _plans(*, required: bool = False) -> Placeholder:
    means = "each next session with its outcomes"
    return part("plans", "_mentor_plans.txt", means, required=required)


def _to_try(*, required: bool = False) -> Placeholder:
    means = "what each tries before the next session, with two questions"
    return part("to try", "_mentor_tasks.txt", means, required=required)


def _invitation(*, required: bool = False) -> Placeholder:
    means = "the part of a session to which the mentor is invited, if there is one"
    return part("invitation", "_mentor_invitations.txt", means, required=required)


class MentorSessionEmail(EmailKind):
    """The one letter of a session to a mentor, for all their participants."""

    button = "Open my page"
    link_purpose = LinkPurpose.MENTOR
    link_days = 400  # as long as that of the first letter to a mentor

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        """Mentors of people with a secured place, the newest first."""
        secured = Place.objects.secured().filter(participant__erased_at=None)
        known = Mentor.objects.known().filter(hub=hub_id)
        mentors = known.filter(
            mentorships__until_on=None,
            mentorships__participant__in=secured.order_by().values("participant"),
        )
        return [(each, each) for each in mentors.order_by("-pk").distinct()[:EXAMPLES]]

    def still_holds(self, about: Mentor, recipient: Mentor, *, at: datetime) -> bool:
        """Whether this kind of letter is still what the mentor is owed."""
        if not recipient.reachable:
            return False
        owed = emails_owed(mentor_page_of(recipient, now=at), now=at)
        return self.name in {letter.kind for letter in owed}

    def context(
        self, about: Mentor, recipient: Mentor, *, at: datetime
    ) -> dict[str, object]:
        page = mentor_page_of(recipient, now=at)
        names = [each.first_name for each in page.participants]
        return {
            "participants": page.participants,
            "colleagues": listed(names) or "Your colleagues",
            "full_names": listed([each.full_name for each in page.participants]),
            "invitations": page.invitations,
        }


class MentorSessionOne(MentorSessionEmail):
    name = SESSION_ONE
    title = "a mentor learns the plan of session 1"
    placeholders = (
        NAME,
        COLLEAGUES,
        _plans(required=True),
        _invitation(),
        WHOSE,
        LINK,
        *SIGNED,
    )


class MentorTasks(MentorSessionEmail):
    name = TASKS
    title = "a mentor learns what is tried before the next session"
    placeholders = (
        NAME,
        COLLEAGUES,
        _to_try(required=True),
        _plans(),
        WHOSE,
        LINK,
        *SIGNED,
    )


class MentorInvited(MentorSessionEmail):
    name = INVITED
    title = "a mentor is invited to a part of the next session"
    placeholders = (
        NAME,
        COLLEAGUES,
        _invitation(required=True),
        _to_try(),
        _plans(),
        WHOSE,
        LINK,
        *SIGNED,
    )


def add_kinds() -> None:
    for kind in (MentorSessionOne, MentorTasks, MentorInvited):
        add_kind(kind)
