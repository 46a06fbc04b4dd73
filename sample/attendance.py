"""Attendance at sessions before the day, and access needs."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from recruitment.choices import PRESENT_MARKS, Mark, PlaceState, RegistrationSource
from recruitment.models import Attendance, Place
from sample import content
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

#: People present by session, for the feedback that follows.
PresentBySession = dict[int, list[Place]]


def take_registers(world: World, places: list[Place]) -> PresentBySession:
    """Mark everybody with a place at each session held; return who was present."""
    members: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        if place.work_group_id is not None:
            members[place.work_group_id].append(place)
    present: PresentBySession = {}
    for hub in world.hubs:
        for group in (*hub.last_year, *hub.this_year.values()):
            for session in group.sessions:
                if world.was_held(session):
                    here = _expected(session, members[group.row.pk])
                    present[session.pk] = _mark(world, group, session, here)
    world.save((Attendance,))
    return present


_ON_THE_REGISTER = (
    PlaceState.CONFIRMED,
    PlaceState.COMPLETED,
    PlaceState.NOT_COMPLETED,
)


def _expected(session: Session, places: list[Place]) -> list[Place]:
    """Places on the register that day, and people who came without one."""
    return [
        place
        for place in places
        if (place.state in _ON_THE_REGISTER and place.registered_at < session.starts_at)
        or _walked_in(place, session)
    ]


def _walked_in(place: Place, session: Session) -> bool:
    came = place.registered_at - session.starts_at
    is_walk_in = place.registration.source == RegistrationSource.WALK_IN
    return is_walk_in and timedelta() < came < timedelta(hours=1)


def _mark(
    world: World, group: Group, session: Session, here: list[Place]
) -> list[Place]:
    saved = session.starts_at + timedelta(minutes=world.rng.randint(8, 140))
    in_the_room = []
    for place in here:
        mark = _random_mark(world, place, session)
        away = mark in (Mark.APOLOGIES, Mark.ABSENT)
        note: Any = world.rng.choice(content.texts("words")["missed"]) if away else ""
        world.add(
            Attendance(
                hub=group.row.hub,
                place=place,
                session=session,
                mark=mark,
                note=note if mark == Mark.APOLOGIES else "",
                marked_by=group.lead,
                marked_at=saved,
            )
        )
        if mark in PRESENT_MARKS:
            in_the_room.append(place)
    return in_the_room


def _random_mark(world: World, place: Place, session: Session) -> Mark:
    if _walked_in(place, session):
        return Mark.PRESENT
    left = place.state == PlaceState.NOT_COMPLETED
    if left and session.number > SESSIONS_BEFORE_LEAVING:
        return Mark(world.weighted(MARKS_OF_LEAVERS))
    return Mark(world.weighted(MARKS))


def give_access_needs(world: World, hub: SampleHub) -> None:
    """Give a few people access needs, which are kept until their last session."""
    going_on = {
        group.row.pk
        for group in hub.this_year.values()
        if group.sessions and group.sessions[-1].on >= world.day
    }
    places = [
        place
        for place in world.rows(Place)
        if place.state == PlaceState.CONFIRMED and place.work_group.pk in going_on
    ]
    for words in content.texts("words")["access_needs"]:
        if places:
            place = places.pop(world.rng.randrange(len(places)))
            place.access_needs = words
