"""A mentor, the people whom they support, and a browser that opened their link."""

from datetime import date, timedelta

from django.test import Client
from django.utils.html import strip_tags

from recruitment import links
from recruitment.choices import LinkPurpose
from recruitment.models import Mentorship, Place
from tests.factories import (
    FRIDAY_5PM,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_session,
    make_work_group,
)
from workgroups.models import Session, WorkGroup

BEGAN = date(2026, 10, 9)  # the day of the session that is over


def make_begun_group(**fields) -> WorkGroup:
    """A group whose first session is over and whose second invites mentors."""
    group = make_work_group(**fields)
    make_session(
        group,
        on=BEGAN,
        gap_task="Count in twos",
        mentor_questions="Who counted?\nHow far?",
        outcomes="You can count.",
    )
    make_session(
        group,
        on=date(2026, 11, 6),
        outcomes="You can add.",
        mentors_invited="The last half hour",
        venue="Rose Hill",
    )
    return group


def make_mentored(group: WorkGroup, mentor=None, **person) -> tuple[Place, Mentorship]:
    """Somebody with a secured place of the group whom a mentor supports."""
    participant = make_participant(group.hub, **person)
    place = make_place(work_group=group, participant=participant)
    return place, make_mentorship(participant, mentor or make_mentor(group.hub))


def browser_of(mentor) -> Client:
    link = links.make(
        LinkPurpose.MENTOR,
        mentor,
        hub_id=mentor.hub_id,
        expires_at=FRIDAY_5PM + timedelta(days=30),
    )
    client = Client()
    client.get(f"/mentor/{links.token_of(link)}/")
    return client


def sessions_of(group: WorkGroup) -> tuple[Session, ...]:
    return tuple(group.sessions.order_by("number"))


def text_of(client: Client) -> str:
    return " ".join(strip_tags(client.get("/mentor/").text).split())
