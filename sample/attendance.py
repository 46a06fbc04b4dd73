"""Registers of sessions before the day, walk-ins, and access needs."""

from collections import defaultdict
from datetime import datetime, timedelta
from functools import partial

from recruitment.actions.attendance import record_attendance
from recruitment.actions.walk_ins import add_walk_in
from recruitment.choices import SECURED, Mark, PlaceState
from recruitment.models import Attendance, Place
from sample import content
from sample.people import make_teacher
from sample.this_year import ThisYear
from sample.world import Group, SampleHub, World
from workgroups.models import Session

MARKS = {
    Mark.PRESENT: 84,
    Mark.LATE: 5,
    Mark.LEFT_EARLY: 2,
    Mark.APOLOGIES: 6,
    Mark.ABSENT: 3,
}
MARKS_OF_LEAVERS = {Mark.PRESENT: 10, Mark.APOLOGIES: 45, Mark.ABSENT: 45}
SESSIONS_BEFORE_LEAVING = 2  # sessions attended by people who do not complete


def write_last_years_registers(world: World) -> None:
    """Mark everybody with a place at each session of last year, in bulk."""
    members: dict[int, list[Place]] = defaultdict(list)
    for place in Place.objects.filter(state__in=SECURED).order_by("pk"):
        members[place.work_group_id].append(place)
    for hub in world.hubs:
        for group in hub.last_year:
            for session in group.sessions:
                _write_register(world, group, session, members[group.row.pk])
    world.save((Attendance,))


def _write_register(
    world: World, group: Group, session: Session, here: list[Place]
) -> None:
    saved = _saved_at(world, session)
    for place in here:
        mark = _random_mark(world, place, session)
        note = ""
        if mark == Mark.APOLOGIES:
            note = world.rng.choice(content.texts("words")["missed"])
        world.add(
            Attendance(
                hub=group.row.hub,
                place=place,
                session=session,
                mark=mark,
                note=note,
                marked_by=group.lead,
                marked_at=saved,
            )
        )


def _saved_at(world: World, session: Session) -> datetime:
    return session.starts_at + timedelta(minutes=world.rng.randint(8, 100))


def _random_mark(world: World, place: Place, session: Session) -> Mark:
    left = place.state == PlaceState.NOT_COMPLETED
    if left and session.number > SESSIONS_BEFORE_LEAVING:
        return Mark(world.weighted(MARKS_OF_LEAVERS))
    return Mark(world.weighted(MARKS))


def take_registers(year: ThisYear, group: Group) -> None:
    """Plan the register of each session of a group of this year."""
    for session in group.sessions:
        year.timeline.plan(
            _saved_at(year.world, session),
            partial(_take_register, year.world, group, session),
        )


def _take_register(world: World, group: Group, session: Session, at: datetime) -> None:
    here = Place.objects.filter(
        work_group=group.row,
        state=PlaceState.CONFIRMED,
        events__to_state=PlaceState.CONFIRMED,
        events__at__lte=session.starts_at,
    )
    marks = {
        place.pk: _random_mark(world, place, session) for place in here.order_by("pk")
    }
    record_attendance(session, marks, seen={}, by=group.lead, at=at)


def come_without_a_place(year: ThisYear, group: Group) -> None:
    """Plan that somebody comes to the last session held without being on the list."""
    held = [each for each in group.sessions if year.world.was_held(each)]
    if not held:
        return
    registrant = make_teacher(year.world, year.hub, group)

    def come(at: datetime) -> None:
        place = add_walk_in(
            held[-1],
            registrant.person,
            school_name=str(registrant.answers["school"].name),
            by=group.lead,
            at=at,
        )
        year.timeline.expect(place.participant_id, year.confirms())

    year.timeline.plan(held[-1].starts_at + timedelta(minutes=12), come)


def give_access_needs(world: World, hub: SampleHub) -> None:
    """Give a few people access needs, which are kept until their last session."""
    going_on = [
        group.row for group in hub.this_year.values() if group.is_running(world.day)
    ]
    confirmed = Place.objects.filter(
        state=PlaceState.CONFIRMED, work_group__in=going_on
    )
    places = world.shuffled(confirmed.order_by("pk"))
    needs = content.texts("words")["access_needs"]
    for place, words in zip(places, needs, strict=False):
        place.access_needs = words
        place.save(update_fields=["access_needs"])
