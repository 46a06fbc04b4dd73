"""Mentors: staff and people name them, staff end mentorships, mentors object."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from recruitment import outbox
from recruitment.choices import SECURED
from recruitment.errors import MentorshipEnded, OwnMentor
from recruitment.models import Mentor, Mentorship, Participant, Place
from workgroups import audit
from workgroups.models import User


@transaction.atomic
def add_mentor(
    person: Participant,
    *,
    name: str,
    email: str,
    from_on: date,
    instead_of: Mentorship | None = None,
    by: User,
    at: datetime,
) -> Mentorship:
    """Keep whom staff name as a person's mentor, and tell the mentor.

    A mentor whom the hub knows by this address keeps their name. `instead_of` ends on
    the day on which the new one begins. Naming a mentor again changes nothing; one whom
    only an unproven form names is replaced. Raises OwnMentor.
    """
    person = Participant.objects.select_for_update().get(pk=person.pk)
    if email in {person.email, person.second_email, *person.former_emails}:
        raise OwnMentor
    mentor, _ = Mentor.objects.get_or_create(
        hub_id=person.hub_id, email=email, defaults={"name": name, "came_at": at}
    )
    running = person.mentorships.filter(until_on=None)
    if instead_of is not None and instead_of.mentor_id != mentor.pk:
        _end(running.filter(pk=instead_of.pk), on=from_on, by=by, at=at)
    same = running.filter(mentor=mentor)
    known = same.proven().first()
    if known is not None:
        return known
    _end(same, on=from_on, by=by, at=at)
    added = Mentorship.objects.create(
        hub_id=person.hub_id, participant=person, mentor=mentor, from_on=from_on
    )
    audit.record("add_mentor", added, actor=by, fields=["mentor", "from_on"], at=at)
    if added.may_be_told:
        outbox.queue("mentor_told", about=added, to=mentor, occasion=added, at=at)
    return added


def name_own_mentor(
    person: Participant, named: Mapping[str, Any], *, place: Place, at: datetime
) -> Mentorship:
    """Keep whom a locked person names as mentor from today on, instead of all others.

    Naming the mentor again changes nothing. The mentor is told once the place is
    secured. Raises OwnMentor.
    """
    if named["email"] in {person.email, person.second_email, *person.former_emails}:
        raise OwnMentor
    mentor, _ = Mentor.objects.get_or_create(
        hub_id=person.hub_id,
        email=named["email"],
        defaults={"name": named["name"], "came_at": at},
    )
    running = person.mentorships.filter(until_on=None)
    today = timezone.localdate(at)
    for other in running.exclude(mentor=mentor).select_for_update():
        other.until_on = max(today, other.from_on)
        other.save(update_fields=["until_on"])
    known = running.filter(mentor=mentor).first()
    if known is not None:
        return known
    added = Mentorship.objects.create(
        hub_id=person.hub_id,
        participant=person,
        mentor=mentor,
        registration_id=place.registration_id,
        from_on=today,
    )
    if place.state in SECURED and mentor.reachable:
        outbox.queue("mentor_told", about=added, to=mentor, occasion=added, at=at)
    return added


@transaction.atomic
def end_mentorship(
    mentorship: Mentorship, *, until_on: date, by: User, at: datetime
) -> Mentorship:
    """End a mentorship; a second time changes nothing.

    Raises MentorshipEnded for a day before it began.
    """
    if until_on < mentorship.from_on:
        raise MentorshipEnded
    running = Mentorship.objects.filter(pk=mentorship.pk, until_on=None)
    _end(running, on=until_on, by=by, at=at)
    mentorship.refresh_from_db()
    return mentorship


def _end(running: Any, *, on: date, by: User, at: datetime) -> None:
    """End running mentorships, none before the day on which it began."""
    for mentorship in running.select_for_update():
        mentorship.until_on = max(on, mentorship.from_on)
        mentorship.save(update_fields=["until_on"])
        audit.record("end_mentorship", mentorship, actor=by, fields=["until_on"], at=at)


@transaction.atomic
def stop_writing(mentor: Mentor, *, at: datetime) -> Mentor:
    """Record that a mentor objects to emails, and end their mentorships.

    A second time changes nothing.
    """
    if mentor.objected_at is None:
        mentor.objected_at = at
        mentor.save(update_fields=["objected_at"])
        today = timezone.localdate(at)
        Mentorship.objects.filter(mentor=mentor, until_on=None).update(until_on=today)
        audit.record("mentor_objected", mentor, fields=["objected_at"], at=at)
    return mentor
