"""Expressions of interest, and the drafts of their form."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils import timezone

from recruitment import outbox, rules
from recruitment.actions.seats import offer_end_of
from recruitment.actions.transitions import create_place, lock_groups
from recruitment.choices import PlaceState, RegistrationSource
from recruitment.errors import GroupClosed
from recruitment.models import (
    Mentor,
    Mentorship,
    Participant,
    Place,
    RecruitmentLink,
    Registration,
    RegistrationDraft,
)
from recruitment.querysets import holds_seat
from recruitment.registration.keeping import Answers
from workgroups.models import User, WorkGroup

FIRST_EMAIL = {
    PlaceState.OFFERED: "asked_to_confirm",
    PlaceState.WAITING: "waiting_list",
    PlaceState.INTERESTED: "interest_received",
}


@transaction.atomic
def register_interest(
    work_group: WorkGroup,
    answers: Answers,
    *,
    at: datetime,
    form_key: UUID,
    source: RegistrationSource = RegistrationSource.FORM,
    recruitment_link: RecruitmentLink | None = None,
    notice_version: str = "",
    draft: RegistrationDraft | None = None,
    actor: User | None = None,
) -> Place:
    """Save an expression of interest and create its place.

    Locks the group and then counts its seats. A form that is posted twice gives one
    registration. A person who has an open place in the group keeps it and gets an email
    that says so. The draft is deleted. Staff (`actor`) may register people in a closed
    group, until all its sessions are over. Raises GroupClosed.
    """
    (group,) = lock_groups([work_group.pk])
    earlier = Place.objects.filter(registration__form_key=form_key).first()
    if earlier is not None:
        return earlier
    _check_open(group, today=timezone.localdate(at), actor=actor)
    if draft is not None:
        RegistrationDraft.objects.filter(pk=draft.pk).delete()
    participant, is_new = _get_or_create_participant(group, answers.participant)
    existing = None if is_new else _existing_place(participant, group)
    if existing is not None:
        outbox.queue(
            "already_asked", about=existing, to=participant, occasion=form_key, at=at
        )
        return existing
    registration = Registration.objects.create(
        hub_id=group.hub_id,
        participant=participant,
        programme=group.project.stage.programme,
        work_group=group,
        source=source,
        recruitment_link=recruitment_link,
        notice_version=notice_version,
        form_key=form_key,
        registered_at=at,
        **answers.registration,
    )
    place = _create_first_place(registration, group, answers.place, at=at, actor=actor)
    if answers.mentor.get("email"):
        name_mentor(registration, answers.mentor, at=at)
    return place


def _check_open(group: WorkGroup, *, today: date, actor: User | None) -> None:
    """Raise GroupClosed where a visitor, or staff as `actor`, may register nobody."""
    if actor is None and not group.accepts_interest(today=today):
        raise GroupClosed
    if group.cancelled_on is not None:
        raise GroupClosed("This group is cancelled, so nobody can be registered in it.")
    if group.is_over(today=today):
        raise GroupClosed(
            "All sessions of this group are over, so nobody can be registered in it."
        )


def _create_first_place(
    registration: Registration,
    group: WorkGroup,
    answers: Mapping[str, Any],
    *,
    at: datetime,
    actor: User | None,
) -> Place:
    waiting, in_use = _waiting_and_in_use(group, at=at)
    state = rules.first_state(
        dates_confirmed=group.dates_confirmed,
        review=group.offers == "after_review",
        later_stage=group.project.stage.order > 1,
        waiting=bool(waiting),
        left=rules.seats_left(group.capacity, in_use),
    )
    ends = offer_end_of(group, at=at) if state == PlaceState.OFFERED else None
    place, event = create_place(
        registration,
        stage=group.project.stage,
        start_year=group.start_year,
        work_group=group,
        state=state,
        at=at,
        actor=actor,
        offer_ends_at=ends,
        **answers,
    )
    outbox.queue(
        FIRST_EMAIL[state],
        about=place,
        to=registration.participant,
        occasion=event,
        at=at,
    )
    return place


def _waiting_and_in_use(group: WorkGroup, *, at: datetime) -> tuple[int, int]:
    """The numbers of people waiting and of seats in use in a locked group."""
    waiting = Q(state=PlaceState.WAITING)
    counted = Place.objects.filter(work_group=group).aggregate(
        waiting=Count("pk", filter=waiting), in_use=Count("pk", filter=holds_seat(at))
    )
    return counted["waiting"], counted["in_use"]


def _get_or_create_participant(
    group: WorkGroup, person: Mapping[str, Any]
) -> tuple[Participant, bool]:
    """The hub's participant with this address and name, and whether it is new.

    The name is compared as well, because colleagues may share an office address.
    """
    known = (
        Participant.objects.select_for_update()
        .annotate(first=Lower("first_name"), last=Lower("last_name"))
        .filter(
            hub=group.hub_id,
            email=person["email"],
            first=person["first_name"].lower(),
            last=person["last_name"].lower(),
            erased_at=None,
        )
        .first()
    )
    if known is not None:
        return known, False
    return Participant.objects.create(hub_id=group.hub_id, **person), True


def _existing_place(participant: Participant, group: WorkGroup) -> Place | None:
    return (
        Place.objects.filter(participant=participant, work_group=group)
        .open_in_group()
        .first()
    )


def name_mentor(
    registration: Registration, named: Mapping[str, Any], *, at: datetime
) -> Mentorship | None:
    """Save the mentor named in a form; None where people name themselves.

    Until the place is confirmed, nothing proves who filled in the form. The mentor gets
    no email, sees nothing and replaces no earlier mentor before that.
    """
    participant = registration.participant
    own = {participant.email, participant.second_email}
    if named["email"] in own:
        return None
    mentor, _ = Mentor.objects.get_or_create(
        hub_id=participant.hub_id, email=named["email"], defaults=named
    )
    return Mentorship.objects.create(
        hub_id=participant.hub_id,
        participant=participant,
        mentor=mentor,
        registration=registration,
        from_on=timezone.localdate(at),
    )


def save_draft(
    draft: RegistrationDraft, answers: Mapping[str, Any], *, at: datetime
) -> RegistrationDraft:
    """Add answers, by question, to those that the draft holds."""
    draft.answers = {**draft.answers, **answers}
    draft.changed_at = at
    draft.save()
    return draft


def delete_drafts(*, before: datetime) -> int:
    """Delete drafts that were last changed before a time; return how many."""
    return RegistrationDraft.objects.filter(changed_at__lt=before).delete()[0]
