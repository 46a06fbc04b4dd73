"""Rows that a browser test adds to the sample, dated around the current day."""

import re
from datetime import date, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from evaluation.actions import feedback
from evaluation.models import Evaluation, FeedbackRequest
from recruitment import links
from recruitment.models import Link, Mentor, Place
from sample import content
from tests import factories
from tests.servers import wait_until
from workgroups.academic_years import academic_year_of
from workgroups.models import Hub, School, User, WorkGroup

_numbers = count(1)


def today() -> date:
    return timezone.localdate()


def sample_hub() -> Hub:
    return Hub.objects.get(name="London South East+")


def make_group(title: str, *, sessions: int = 3, **fields: Any) -> WorkGroup:
    """A group of a two-stage programme in Lewisham, open for interest."""
    hub = sample_hub()
    programme = factories.make_programme(hub, **fields.pop("programme", {}))
    stage = factories.make_stage(programme)
    factories.make_stage(programme)
    first = fields.pop("first_session", today() + timedelta(weeks=3))
    year = academic_year_of(first)
    project = factories.make_project(
        stage, start_year=year, **fields.pop("project", {})
    )
    values = {"opens_on": today() - timedelta(days=30), "start_year": year, **fields}
    group = factories.make_work_group(title, project=project, **values)
    for number in range(sessions):
        factories.make_session(group, on=first + timedelta(weeks=number))
    return group


def some_school() -> School:
    """A school whose full name finds no other school."""
    return School.objects.filter(status="open").order_by("urn")[0]


def path_of(link: Link) -> str:
    """The path of the URL in an email."""
    return urlsplit(links.address(link)).path


def link_about(subject: Model, purpose: str) -> str:
    """The path of the link in the latest email about this row; a worker writes it."""
    rows = Link.objects.filter(
        purpose=purpose, subject_type=subject._meta.label_lower, subject_id=subject.pk
    )
    wait_until(rows.exists, seconds=30, what="the email with the link")
    return path_of(rows.latest("expires_at"))


def make_link(subject: Any, purpose: str, *, days: int = 30) -> str:
    """The path of a new link for this row; with `days=-1` it has expired."""
    expires_at = timezone.now() + timedelta(days=days)
    return path_of(
        links.make(purpose, subject, hub_id=subject.hub_id, expires_at=expires_at)
    )


def make_place(group: WorkGroup, state: str = "confirmed", **fields: Any) -> Place:
    """A place of a person with a unique name and email address."""
    number = next(_numbers)
    participant = factories.make_participant(
        group.hub,
        first_name=f"Ada{number}",
        last_name="Brook",
        email=f"ada.brook{number}@example.org",
    )
    if state == "offered":
        fields.setdefault("offer_ends_at", timezone.now() + timedelta(days=5))
    return factories.make_place(
        state, work_group=group, participant=participant, **fields
    )


def make_mentor_of(place: Place) -> Mentor:
    number = next(_numbers)
    mentor = factories.make_mentor(
        place.hub, name="Jo Fern", email=f"jo.fern{number}@example.org"
    )
    factories.make_mentorship(place.participant, mentor)
    return mentor


def ask_for_feedback(place: Place) -> str:
    """The path in the feedback request to a person who was at today's session."""
    session = place.work_group.sessions.get(number=1)
    factories.mark_present(place, session)
    feedback.ask_those_present(session, at=timezone.now())
    request = FeedbackRequest.objects.get(place=place)
    return path_of(request.link)


def make_staff(kind: str) -> User:
    """An account of the first hub with a unique email address."""
    email = f"{kind}{next(_numbers)}@example.org".replace("_", ".")
    return factories.make_staff(kind, hub=sample_hub(), email=email, name="Robin Marsh")


def make_evaluation(title: str) -> Evaluation:
    """An evaluation of one group, with two questions and thirty unread comments."""
    group = make_group(f"Of {title}", first_session=today() - timedelta(weeks=1))
    evaluation = factories.make_evaluation(
        group.hub, title=title, start_year=group.start_year, work_groups=[group]
    )
    for letter in "ab":
        factories.make_research_question(evaluation, letter=letter)
    for comment in content.comments(audience="primary")[:30]:
        factories.make_evidence(evaluation, comment.text, work_group=group)
    return evaluation


def code_in_mail(email: str) -> str:
    """The last sign-in code that was sent to an address."""
    files = sorted((settings.VAR / "mail").glob("*.log"), reverse=True)
    for file in files:
        text = file.read_text(encoding="utf-8")
        if f"To: {email}" in text:
            found = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?)\s*$", text, re.M)
            assert found, text
            return found[1]
    raise AssertionError(f"no email to {email}")
