"""An office's hub: 60 work groups of this year with 1,500 people, built once.

It has what an office asks for on a Monday, in numbers that the tests write out.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from recruitment.choices import PlaceState
from recruitment.models import (
    AnswerOption,
    Attendance,
    Email,
    Mentor,
    Mentorship,
    Participant,
    Place,
    PlaceEvent,
    Registration,
)
from tests import factories
from workgroups.academic_years import academic_year_of
from workgroups.models import Hub, School, Session, Stage, User, WorkGroup
from workgroups.words import LONDON

AUTHORITIES = ("Barnet", "Brent", "Camden", "Enfield", "Haringey", "Islington")
IN_A_GROUP = 25
FIRST_NAMES = ("Ada", "Bo", "Cem", "Dee", "Eve", "Finn", "Gus", "Hana", "Ines", "Jo")
LAST_NAMES = ("Brook", "Fern", "Hill", "Marsh", "Oak", "Pond", "Rowe", "Stone", "Vale")
BATCH = 1000
WITHDRAWN, DECLINED = 20, 15  # of the 50 people of last year who are not back


@dataclass(frozen=True)
class Office:
    """The hub, its hub lead, and this year's groups in the order of their making."""

    hub: Hub
    lead: User
    groups: list[WorkGroup]

    @property
    def full_group(self) -> WorkGroup:
        """The group with a waiting list."""
        return self.groups[6]


def build_office() -> Office:
    hub = factories.make_hub(
        "Northern Office", contact_name="Ola Berg", contact_email="office@example.org"
    )
    lead = factories.make_staff("hub_lead", hub=hub, email="ola.berg@example.org")
    year = academic_year_of(timezone.localdate())
    for name in AUTHORITIES:
        area = factories.make_authority(name)
        for each in (year - 1, year):
            hub.areas.create(local_authority=area, start_year=each)
    programme = factories.make_programme(hub, name="Office programme")
    first, second = (factories.make_stage(programme) for _ in range(2))
    last_year = _groups(hub, first, year - 1, 12)
    groups = [*_groups(hub, first, year, 48), *_groups(hub, second, year, 12)]
    before = _add_people(last_year, PlaceState.COMPLETED)
    places = _add_people(groups[:48], PlaceState.CONFIRMED)
    _take_on(before[:250], groups[48:58])
    _lose(before[250:], groups[57])
    _add_people(groups[58:], PlaceState.CONFIRMED)
    _set_states(groups, places)
    _hold_sessions(groups)
    _add_mentors(places)
    _add_letters(hub, places)
    return Office(hub, lead, groups)


def _groups(hub: Hub, stage: Stage, year: int, number: int) -> list[WorkGroup]:
    project = factories.make_project(
        stage, start_year=year, title=f"Office {stage.name} {year}"
    )
    return [
        factories.make_work_group(
            f"{AUTHORITIES[each % 6]} {stage.name} {each // 6 + 1}",
            project=project,
            local_authority=factories.make_authority(AUTHORITIES[each % 6]),
            opens_on=timezone.localdate() - timedelta(days=150),
            capacity=30,
            target=20,
        )
        for each in range(number)
    ]


def _add_people(groups: list[WorkGroup], state: PlaceState) -> list[Place]:
    """A place in this state for 25 new people of each group, with its history."""
    hub = groups[0].hub
    start = Participant.objects.filter(hub=hub).count()
    people = Participant.objects.bulk_create(
        Participant(
            hub=hub,
            first_name=FIRST_NAMES[number % 10],
            last_name=f"{LAST_NAMES[number % 9]} {number}",
            email=f"office{number}@example.org",
            phone=f"020 7946 {number:04}",
        )
        for number in range(start, start + IN_A_GROUP * len(groups))
    )
    pairs = [(each, groups[at // IN_A_GROUP]) for at, each in enumerate(people)]
    return _add_places(pairs, state)


def _add_places(
    pairs: list[tuple[Participant, WorkGroup]], state: PlaceState
) -> list[Place]:
    now = timezone.now()
    schools = list(School.objects.filter(status="open").order_by("pk")[:60])
    registrations = Registration.objects.bulk_create(
        (
            Registration(
                hub=group.hub,
                participant=person,
                programme=group.project.stage.programme,
                work_group=group,
                both_years=True,
                registered_at=_registered_at(group, now),
            )
            for person, group in pairs
        ),
        batch_size=BATCH,
    )
    places = Place.objects.bulk_create(
        (
            Place(
                hub=each.hub,
                registration=each,
                participant=each.participant,
                programme=each.programme,
                stage=each.work_group.project.stage,
                start_year=each.work_group.start_year,
                one_per_year=True,
                work_group=each.work_group,
                state=state,
                registered_at=each.registered_at,
                school=schools[number % len(schools)],
                year_groups=["3", "4"],
            )
            for number, each in enumerate(registrations)
        ),
        batch_size=BATCH,
    )
    _add_events(places, [PlaceState.OFFERED, PlaceState.CONFIRMED])
    if state == PlaceState.COMPLETED:
        _add_events(places, [PlaceState.COMPLETED])
    return places


def _registered_at(group: WorkGroup, now: datetime) -> datetime:
    is_of_now = group.start_year == academic_year_of(timezone.localdate(now))
    return now - timedelta(days=120 if is_of_now else 485)


def _add_events(places: list[Place], states: list[PlaceState]) -> None:
    PlaceEvent.objects.bulk_create(
        (
            PlaceEvent(
                place=place,
                hub_id=place.hub_id,
                to_state=state,
                at=place.registered_at + timedelta(days=number),
            )
            for place in places
            for number, state in enumerate(states, start=1)
        ),
        batch_size=BATCH,
    )


def _take_on(before: list[Place], groups: list[WorkGroup]) -> None:
    """Secured places in the second year, 25 in each group."""
    pairs = [
        (each.participant, groups[number // IN_A_GROUP])
        for number, each in enumerate(before)
    ]
    _add_places(pairs, PlaceState.CONFIRMED)


def _lose(before: list[Place], group: WorkGroup) -> None:
    """20 people moved school, 15 declined the second year, 15 were never asked."""
    moved = AnswerOption.objects.filter(kind="end_reason", hub=None).order_by("order")[
        0
    ]
    for number, each in enumerate(before[: WITHDRAWN + DECLINED]):
        is_withdrawn = number < WITHDRAWN
        place = Place.objects.create(
            hub=each.hub,
            registration=each.registration,
            participant=each.participant,
            programme=each.programme,
            stage=group.project.stage,
            start_year=group.start_year,
            one_per_year=True,
            work_group=group,
            state=PlaceState.WITHDRAWN if is_withdrawn else PlaceState.DECLINED,
            registered_at=each.registered_at,
            end_reason=moved if is_withdrawn else None,
        )
        _add_events([place], [PlaceState.PROVISIONAL, PlaceState(place.state)])


def _set_states(groups: list[WorkGroup], places: list[Place]) -> None:
    """40 people have not confirmed, 5 wait for a place, 3 groups are below target."""
    offered = [each for number, each in enumerate(places[:500]) if number % 25 < 2]
    ends = timezone.now() + timedelta(days=6)
    _change(offered, state=PlaceState.OFFERED, offer_ends_at=ends)
    waiting = [each for each in places if each.work_group_id == groups[6].pk][-5:]
    _change(waiting, state=PlaceState.WAITING)
    WorkGroup.objects.filter(pk=groups[6].pk).update(capacity=20)
    below = [each.pk for each in groups[20:23]]
    WorkGroup.objects.filter(pk__in=below).update(target=30)


def _change(places: list[Place], **fields: Any) -> None:
    rows = Place.objects.filter(pk__in=[each.pk for each in places])
    rows.update(**fields)
    PlaceEvent.objects.filter(place__in=rows, to_state=PlaceState.CONFIRMED).delete()
    if fields["state"] == PlaceState.WAITING:
        PlaceEvent.objects.filter(place__in=rows).update(to_state=PlaceState.WAITING)


def _hold_sessions(groups: list[WorkGroup]) -> None:
    """Three sessions of each group were held; four registers of the third are owed."""
    today = timezone.localdate()
    held: list[Session] = []
    for number, weeks in enumerate((-9, -6, -3, 3), start=1):
        on = today + timedelta(weeks=weeks)
        rows = Session.objects.bulk_create(
            _session(group, number, on) for group in groups
        )
        held += rows if weeks < 0 else []
    owed = {each.pk for each in held[120:124]}
    _mark([each for each in held if each.pk not in owed])


def _session(group: WorkGroup, number: int, on: date) -> Session:
    return Session(
        hub_id=group.hub_id,
        work_group=group,
        number=number,
        on=on,
        starts=time(16),
        ends=time(18),
        starts_at=datetime.combine(on, time(16), tzinfo=LONDON),
    )


def _mark(sessions: list[Session]) -> None:
    """One person in five was absent at each session."""
    people: dict[int, list[int]] = {}
    secured = Place.objects.filter(state=PlaceState.CONFIRMED).order_by("pk")
    for pk, group in secured.values_list("pk", "work_group"):
        people.setdefault(group, []).append(pk)
    Attendance.objects.bulk_create(
        (
            Attendance(
                hub_id=session.hub_id,
                session=session,
                place_id=pk,
                mark="absent" if number % 5 == session.number else "present",
                marked_at=session.starts_at,
            )
            for session in sessions
            for number, pk in enumerate(people[session.work_group_id])
        ),
        batch_size=BATCH,
    )


def _add_mentors(places: list[Place]) -> None:
    """Everybody in the first-year groups has a mentor but the last 30."""
    named = places[:-30]
    mentors = Mentor.objects.bulk_create(
        Mentor(
            hub_id=each.hub_id, name=f"Mentor {number}", email=f"m{number}@example.org"
        )
        for number, each in enumerate(named)
    )
    Mentorship.objects.bulk_create(
        Mentorship(
            hub_id=place.hub_id,
            participant=place.participant,
            mentor=mentor,
            from_on=timezone.localdate() - timedelta(days=100),
        )
        for place, mentor in zip(named, mentors, strict=True)
    )


def _add_letters(hub: Hub, places: list[Place]) -> None:
    """Six letters came back."""
    now = timezone.now()
    Email.objects.bulk_create(
        Email(
            hub=hub,
            kind="place_confirmed",
            about_type="recruitment.place",
            about_id=place.pk,
            occasion=f"office {place.pk}",
            recipient_type="recruitment.participant",
            recipient_id=place.participant_id,
            message_id=f"<office-{place.pk}@example.org>",
            state="bounced",
            problem="550 no such mailbox",
            written_at=now,
            sent_at=now,
        )
        for place in places[30:36]
    )
