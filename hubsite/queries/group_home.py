"""A work group's home in the admin: its people, waiting list, sessions and figures.

The number of statements is constant for any number of people and sessions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from evaluation.models import FeedbackRequest
from hubsite.queries import lead
from recruitment.choices import SECURED, PlaceState
from recruitment.models import Email, Place
from recruitment.queries import openings
from recruitment.queries.attendance_register import EXPECTED
from recruitment.queries.listed_emails import EMAILS_SHOWN, EmailLine
from recruitment.queries.mentor_figures import (
    KnownRows,
    MentorFigures,
    figures_from,
    has_mentor_to_write_to,
    tasks_set,
)
from recruitment.querysets import computer_is_full, takes_up_seat
from recruitment.rules import HELD_PER_COMPUTER, has_its_places, seats_left
from workgroups import words
from workgroups.choices import Audience
from workgroups.models import Venue, WorkGroup
from workgroups.rules import Room, too_few_seats

#: What emails are about that name their person as the recipient alone.
TO_PEOPLE = ("workgroups.session", "recruitment.groupmessage")
#: States in which a place goes on, in the order of the page; the others have ended.
GOING_ON = (
    PlaceState.CONFIRMED,
    PlaceState.COMPLETED,
    PlaceState.NOT_COMPLETED,
    PlaceState.OFFERED,
    PlaceState.INTERESTED,
    PlaceState.PROVISIONAL,
)


@dataclass(frozen=True)
class PeopleInState:
    state: str
    places: list[Place]


@dataclass(frozen=True)
class Waiting:
    """A place on the waiting list, and why it stands where it does."""

    position: int
    place: Place
    why: str


@dataclass(frozen=True)
class SessionOfGroup:
    """A session: how many are expected or came, its register and its feedback."""

    row: lead.SessionRow
    expected: int
    form: lead.FormRow | None

    @property
    def feedback(self) -> str:
        if self.form is None:
            return "not asked"
        if self.form.form.closed_at is None:
            return f"open until {words.local_day(self.form.form.closes_at)}"
        if self.form.answered is None:
            return "too few answers to show"
        return words.counted(self.form.answered, "answer")


@dataclass(frozen=True)
class GroupHome:
    figures: list[tuple[str, str]]
    going_on: list[PeopleInState]
    waiting: list[Waiting]
    ended: list[PeopleInState]
    sessions: list[SessionOfGroup]
    why_they_wait: str
    other_forms: list[lead.FormRow]  # about the year, not about a session
    too_few_seats: list[str]  # venues of sessions to come, as sentences
    want_to_hear: int = 0  # addresses that are written to when the group opens
    mentors: MentorFigures | None = None  # None where nobody has a place with a mentor


def group_home_of(user: Any, group: WorkGroup, *, at: datetime) -> GroupHome:
    rows = _places_of(user, group).annotate(
        has_seat=Case(When(takes_up_seat(at), then=True), default=False),
        has_mentor=has_mentor_to_write_to(at),
    )
    places = list(rows)
    in_use = sum(place.has_seat for place in places)
    expected = sum(place.state in EXPECTED for place in places)
    forms = lead.form_rows(user, [group])
    sessions = _session_lines(group, forms, expected, at=at)
    return GroupHome(
        figures=_figures(group, places, in_use),
        going_on=_by_state(places, GOING_ON),
        waiting=waiting_list(group, places, at=at),
        ended=_by_state(places, [s for s in PlaceState if _has_ended(s)]),
        sessions=sessions,
        why_they_wait=why_they_wait(group, in_use),
        other_forms=[row for row in forms if row.form.session_id is None],
        too_few_seats=_too_few_seats(group, places, sessions, at=at),
        want_to_hear=openings.wanting_to_hear(group),
        mentors=_mentor_figures(group, places, sessions, at=at),
    )


def _mentor_figures(
    group: WorkGroup,
    places: Sequence[Any],
    lines: Sequence[SessionOfGroup],
    *,
    at: datetime,
) -> MentorFigures | None:
    """The figures of the group from the rows of its page, in two more statements."""
    secured = [place for place in places if place.state in SECURED]
    if group.project.stage.programme.audience == Audience.ITT or not secured:
        return None
    known = KnownRows(
        {group.pk: {place.participant_id for place in secured}},
        tasks_set([line.row.session for line in lines], now=at)
        if group.dates_confirmed
        else {},
        {place.participant_id for place in secured if place.has_mentor},
    )
    return figures_from(known)[group.pk]


def _too_few_seats(
    group: WorkGroup,
    places: Sequence[Place],
    lines: Sequence[SessionOfGroup],
    *,
    at: datetime,
) -> list[str]:
    """The venues of sessions to come that the group does not fit in."""
    numbers: dict[Venue, list[int]] = {}
    for session in (line.row.session for line in lines):
        venue = session.effective_venue
        if venue and session.called_off_at is None and session.starts_at > at:
            numbers.setdefault(venue, []).append(session.number)
    rooms = [Room(str(v), v.seats, tuple(found)) for v, found in numbers.items()]
    secured = sum(place.state in SECURED for place in places)
    return too_few_seats(rooms, capacity=group.capacity, secured=secured)


def _places_of(user: Any, group: WorkGroup) -> QuerySet[Place]:
    rows = Place.objects.visible_to(user).filter(work_group=group)
    related = rows.select_related("participant", "school", "provider")
    return related.order_by("participant__last_name", "participant__first_name")


def _has_ended(state: PlaceState) -> bool:
    return state not in GOING_ON and state != PlaceState.WAITING


def _by_state(places: Sequence[Place], states: Sequence[str]) -> list[PeopleInState]:
    found = [
        PeopleInState(
            str(PlaceState(state).label), [p for p in places if p.state == state]
        )
        for state in states
    ]
    return [each for each in found if each.places]


def waiting_list(
    group: WorkGroup, places: Sequence[Place], *, at: datetime
) -> list[Waiting]:
    """The people who wait in their order, each with the reason for the position."""
    waiting = [place for place in places if place.state == PlaceState.WAITING]
    if not waiting:
        return []
    own = Place.objects.filter(work_group=group, state=PlaceState.WAITING).order_by()
    by_computer = Case(When(computer_is_full(at), then=True), default=False)
    passed_over = {
        pk: (limit if is_full else None, held)
        for pk, limit, is_full, held in own.with_school_limit(at)
        .annotate(computer_is_full=by_computer)
        .values_list("pk", "school_limit", "school_is_full", "computer_is_full")
    }
    waiting.sort(key=lambda place: (-place.priority, place.registered_at, place.pk))
    return [
        Waiting(
            number,
            place,
            _why_there(place, *passed_over.get(place.pk, (None, False))),
        )
        for number, place in enumerate(waiting, start=1)
    ]


def _why_there(place: Place, limit: int | None, by_computer: bool) -> str:
    """The reason for a position; `limit` is that of a school with all its places."""
    why = f"registered on {words.local_day(place.registered_at)}"
    if place.priority:
        moved = "up" if place.priority > 0 else "down"
        why = f"put {moved} by the hub, {why}"
    if limit is not None:
        why += f"; passed over, because the school {has_its_places(limit)}"
    if by_computer:
        why += "; passed over until they prove their address, because their computer"
        why += f" holds {HELD_PER_COMPUTER} seats already"
    return why


def why_they_wait(group: WorkGroup, in_use: int) -> str:
    if not group.dates_confirmed:
        return "The dates are not confirmed, so nobody is asked to confirm a place."
    if group.capacity is None:
        return "The group has no limit: you can offer each of them a place."
    free = seats_left(group.capacity, in_use)
    if free:
        seats = words.plural(free, "seat is", "seats are")
        return f"{free} {seats} free: offer them to those who wait."
    return f"No seat is free: {in_use} of {group.capacity} are in use."


def _figures(
    group: WorkGroup, places: Sequence[Place], in_use: int
) -> list[tuple[str, str]]:
    def number(*states: str) -> str:
        return str(sum(place.state in states for place in places))

    of_seats = f" of {group.capacity}" if group.capacity is not None else ""

    limit = group.school_limit
    per_school = [("places for one school", str(limit))] if limit else []
    return [
        ("secured", number(*SECURED)),
        ("hoped for", str(group.target) if group.target else "no target"),
        ("asked to confirm", number(PlaceState.OFFERED)),
        ("on the waiting list", number(PlaceState.WAITING)),
        ("to be looked at", number(PlaceState.INTERESTED)),
        (
            "seats in use",
            f"{in_use}{of_seats}",
        ),
        (
            "nobody has agreed the release yet",
            str(sum(place.lacks_release for place in places)),
        ),
        *per_school,
    ]


def _session_lines(
    group: WorkGroup, forms: Sequence[lead.FormRow], expected: int, *, at: datetime
) -> list[SessionOfGroup]:
    """The sessions, each with its newest form; `forms` begin with the newest."""
    newest = {row.form.session_id: row for row in reversed(forms)}
    return [
        SessionOfGroup(row, expected, newest.get(row.session.pk))
        for row in lead.session_rows([group], at=at)
    ]


def emails_about(user: Any, group: WorkGroup) -> tuple[list[EmailLine], int]:
    """The newest emails about places of a group, and how many there are."""
    places = _places_of(user, group)
    names = {place.pk: str(place.participant) for place in places}
    people = {place.participant_id: str(place.participant) for place in places}
    requests = dict(
        FeedbackRequest.objects.filter(form__work_group=group, place__in=list(names))
        .order_by()
        .values_list("pk", "place")
    )
    emails = Email.objects.visible_to(user).filter(
        Q(about_type="recruitment.place", about_id__in=list(names))
        | Q(about_type="evaluation.feedbackrequest", about_id__in=list(requests))
        | Q(
            about_type="workgroups.session",
            about_id__in=group.sessions.values("pk"),
            recipient_id__in=list(people),
        )
        | Q(
            about_type="recruitment.groupmessage",
            about_id__in=group.messages.values("pk"),
            recipient_id__in=list(people),
        )
    )

    def name_of(email: Email) -> str:
        if email.about_type in TO_PEOPLE:
            return people[email.recipient_id]
        if email.about_type == "evaluation.feedbackrequest":
            return names[requests[email.about_id]]
        return names[email.about_id]

    lines = [EmailLine(each, name_of(each)) for each in emails[:EMAILS_SHOWN]]
    return lines, emails.count()
