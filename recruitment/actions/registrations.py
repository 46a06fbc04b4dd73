"""Expressions of interest, and the drafts of their form."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from recruitment import outbox, rules
from recruitment.actions.seats import offer_end_with
from recruitment.actions.transitions import create_place, lock_group
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
from recruitment.queries.rolling_over import keeps_seats
from recruitment.querysets import takes_up_seat, unproved_offer
from recruitment.registration.keeping import Answers
from workgroups.models import Session, User, WorkGroup

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
    computer: str = "",
    actor: User | None = None,
) -> Place:
    """Save an expression of interest and create its place.

    Locks the group and then counts its seats. A form that is posted twice gives one
    registration. A person who has an open place in the group keeps it and gets an email
    that says so. The draft is deleted. Staff (`actor`) may register people in a closed
    group, until all its sessions are over; a walk-in may be recorded also after them,
    is offered no place then and gets no email. `computer` is the keyed hash of a
    visitor's network, which holds few seats before addresses are proved. Raises
    GroupClosed.
    """
    group = lock_group(work_group)
    # the draft goes with the first post of its form, so a form that has one is new
    is_first_post = draft is not None and _delete_draft(draft)
    if not is_first_post:
        earlier = Place.objects.filter(registration__form_key=form_key).first()
        if earlier is not None:
            return earlier
    today = timezone.localdate(at)
    over = group.is_over(today=today) and group.cancelled_on is None
    if not (over and source == RegistrationSource.WALK_IN):
        check_open(group, today=today, by_staff=actor is not None)
    participant, is_new = _get_or_create_participant(group, answers.participant, at=at)
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
        computer=computer,
        registered_at=at,
        **answers.registration,
    )
    place = create_first_place(
        registration, group, answers.place, at=at, actor=actor, over=over
    )
    if answers.mentor.get("email"):
        name_mentor(registration, answers.mentor, at=at)
    return place


def check_open(group: WorkGroup, *, today: date, by_staff: bool) -> None:
    """Raise GroupClosed where a visitor, or staff, may register nobody."""
    if not by_staff and not group.accepts_interest(today=today):
        raise GroupClosed
    if group.cancelled_on is not None:
        raise GroupClosed("This group is cancelled, so nobody can be registered in it.")
    if group.is_over(today=today):
        raise GroupClosed(
            "All sessions of this group are over, so nobody can be registered in it."
        )


def create_first_place(
    registration: Registration,
    group: WorkGroup,
    answers: Mapping[str, Any],
    *,
    at: datetime,
    actor: User | None,
    over: bool,
) -> Place:
    """The registration's place, and the email about it unless the group is over."""
    school = answers.get("school_id")
    waiting, in_use, held, of_school, next_session_on = _seats_and_next_session(
        group, registration.computer, school, at=at
    )
    left = rules.seats_left(group.capacity, in_use)
    limit = group.school_limit if school else None
    if waiting and (left or (left is None and group.school_limit)):
        waiting = Place.objects.filter(work_group=group).next_in_turn(at).exists()
    is_proved = registration.participant.address_proved_at is not None
    state = rules.first_state(
        dates_confirmed=group.dates_confirmed,
        review=over or group.offers == "after_review",
        later_stage=keeps_seats(group),
        waiting=waiting,
        left=left,
        may_hold=rules.may_hold_seat(left, held, proved=is_proved),
        school_is_full=limit is not None and of_school >= limit,
    )
    ends = None
    if state == PlaceState.OFFERED:
        ends = offer_end_with(group, next_session_on, at=at)
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
    if not over:
        outbox.queue(
            "seat_not_held" if place.may_take_seat else FIRST_EMAIL[state],
            about=place,
            to=registration.participant,
            occasion=event,
            at=at,
        )
    return place


def _seats_and_next_session(
    group: WorkGroup, computer: str, school: int | None, *, at: datetime
) -> tuple[bool, int, int, int, date | None]:
    """Of a locked group: whether anybody waits, seats in use, and when it next meets.

    People who are passed over wait, too. A session that is too soon to end an offer is
    left out. The third number is that of the seats which a computer holds for unproved
    addresses, the fourth that of the school. Seats are counted only where they are
    limited. One statement, because the group's lock is held meanwhile.
    """
    places = Place.objects.filter(work_group=OuterRef("pk")).order_by()
    coming = Session.objects.going_ahead().filter(
        work_group=OuterRef("pk"),
        on__gte=rules.first_day_in_offer(at, group.hub.closed_weeks),
    )
    found: dict[str, Any] = {
        "waiting": Exists(places.filter(state=PlaceState.WAITING)),
        "in_use": Value(0),
        "held": Value(0),
        "of_school": Value(0),
        "next_session_on": Subquery(coming.order_by("starts_at").values("on")[:1]),
    }
    if group.capacity is not None:
        found["in_use"] = _number_of(places.filter(takes_up_seat(at)))
        if computer:
            own = places.filter(unproved_offer(at), registration__computer=computer)
            found["held"] = _number_of(own)
    if school is not None and group.school_limit is not None:
        found["of_school"] = _number_of(places.filter(takes_up_seat(at), school=school))
    counted = WorkGroup.objects.filter(pk=group.pk).annotate(**found)
    return counted.values_list(*found).get()


def _number_of(places: Any) -> Any:
    counted = places.values("work_group").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def _get_or_create_participant(
    group: WorkGroup, person: Mapping[str, Any], *, at: datetime
) -> tuple[Participant, bool]:
    """The hub's participant with this address and name, and whether it is new.

    The name is compared as well, because colleagues may share an office address.
    Nobody is known by a name alone, so a person without an address is always new.
    """
    same = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("merged_into")
        .filter(
            hub=group.hub_id,
            email=person["email"],
            first_name__iexact=person["first_name"],
            last_name__iexact=person["last_name"],
            erased_at=None,
        )
    )
    known = same.first() if person["email"] else None
    if known is not None:
        return known.merged_into or known, False
    return (
        Participant.objects.create(hub_id=group.hub_id, came_at=at, **person),
        True,
    )


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
    # one statement; a mentor whom the hub knows by this address keeps their name
    (mentor,) = Mentor.objects.bulk_create(
        [Mentor(hub_id=participant.hub_id, came_at=at, **named)],
        update_conflicts=True,
        unique_fields=["hub", "email"],
        update_fields=["email"],
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
    if draft._state.adding:
        draft.save()
    else:
        # not `save`, which would create a draft again that was just registered
        RegistrationDraft.objects.filter(pk=draft.pk).update(
            answers=draft.answers, changed_at=at
        )
    return draft


def _delete_draft(draft: RegistrationDraft) -> bool:
    """Delete a draft; False if another request has deleted it."""
    return RegistrationDraft.objects.filter(pk=draft.pk).delete()[0] > 0


def forget_computers(*, before: datetime) -> int:
    """Blank the computers of registrations from before a time; return how many.

    That of an unproved address is kept while its place is open.
    """
    is_open = Place.objects.filter(registration=OuterRef("pk")).open_in_group()
    return (
        Registration.objects.filter(registered_at__lt=before)
        .exclude(computer="")
        .exclude(Exists(is_open), participant__address_proved_at=None)
        .update(computer="")
    )


def delete_drafts(*, before: datetime) -> int:
    """Delete drafts that were last changed before a time; return how many."""
    return RegistrationDraft.objects.filter(changed_at__lt=before).delete()[0]
