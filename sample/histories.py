"""Last year's places with all their transitions, written in bulk.

`tests/sample/test_replay.py` holds them against the rules.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from recruitment import rules
from recruitment.choices import PlaceState, RegistrationSource
from recruitment.models import (
    Mentor,
    Mentorship,
    Participant,
    Place,
    PlaceEvent,
    Registration,
)
from sample.people import Registrant
from sample.world import Group, SampleHub, World
from workgroups.models import Stage, User

S = PlaceState


@dataclass(frozen=True)
class Transition:
    """One transition: the state, the time and, where staff made it, who."""

    to: PlaceState
    at: datetime
    reason: str = ""
    actor: User | None = None


def random_source(
    world: World, hub: SampleHub, group: Group
) -> tuple[RegistrationSource, Any]:
    """How somebody comes, and by which link; most come by their partner's."""
    link = hub.links.get(group.area)
    if link is not None and world.chance(0.72):
        return RegistrationSource.LINK, link
    return RegistrationSource.FORM, None


def make_registration(
    world: World,
    hub: SampleHub,
    registrant: Registrant,
    group: Group,
    *,
    at: datetime,
    mentor: dict[str, str],
    source: RegistrationSource | None = None,
) -> Registration:
    """An expression of interest of a new person, with the mentor whom they name."""
    by, link = (source, None) if source else random_source(world, hub, group)
    participant = world.add(Participant(hub=hub.row, came_at=at, **registrant.person))
    registration = world.add(
        Registration(
            hub=hub.row,
            participant=participant,
            programme=group.stage.programme,
            work_group=group.row,
            source=by,
            recruitment_link=link,
            notice_version=hub.row.notice_version,
            form_key=world.uuid(),
            registered_at=at,
        )
    )
    if mentor:
        _name_mentor(world, hub, registration, mentor)
    return registration


def _name_mentor(
    world: World, hub: SampleHub, registration: Registration, named: dict[str, str]
) -> None:
    if named["email"] not in hub.mentors:
        hub.mentors[named["email"]] = world.add(
            Mentor(hub=hub.row, came_at=registration.registered_at, **named)
        )
    world.add(
        Mentorship(
            hub=hub.row,
            participant=registration.participant,
            mentor=hub.mentors[named["email"]],
            registration=registration,
            from_on=timezone.localdate(registration.registered_at),
        )
    )


def make_place(
    world: World,
    registration: Registration,
    transitions: list[Transition],
    *,
    stage: Stage,
    group: Group | None,
    year: int,
    **fields: Any,
) -> Place:
    """A place with these transitions, each checked against the state machine."""
    row = world.add(
        Place(
            registration=registration,
            participant=registration.participant,
            hub=registration.hub,
            programme=registration.programme,
            one_per_year=registration.programme.one_per_year,
            stage=stage,
            start_year=year,
            work_group=group.row if group else None,
            state=transitions[-1].to,
            registered_at=registration.registered_at,
            **fields,
        )
    )
    before = ""
    for transition in transitions:
        if before:
            rules.check_transition(before, transition.to)
        world.add(
            PlaceEvent(
                place=row,
                hub=registration.hub,
                from_state=before,
                to_state=transition.to,
                at=transition.at,
                actor=transition.actor,
                reason=transition.reason,
            )
        )
        before = transition.to
    return row


def offer_end(hub: SampleHub, group: Group, at: datetime) -> datetime:
    """When an offer made at a moment ends, computed by the product's own rule."""
    weeks = hub.row.closed_weeks
    return rules.offer_end(
        at,
        working_days=hub.row.offer_working_days,
        closed_weeks=weeks,
        next_session_on=group.first_session_from(rules.first_day_in_offer(at, weeks)),
    )


def offers_still_open(
    world: World, hub: SampleHub, group: Group, number: int
) -> list[datetime]:
    """Times of offers that are still open at the end of the day.

    The first ends soonest. None where all sessions of the group are over.
    """
    tomorrow = world.at(world.day, 0) + timedelta(days=1)
    made: list[datetime] = []
    for back in range(1, 90 if group.is_running(world.day) else 0):
        at = world.at(world.day - timedelta(days=back), 17, world.rng.randint(0, 55))
        if offer_end(hub, group, at) <= tomorrow:
            break
        made.append(at)
    made.reverse()
    return (made * number)[:number] if len(made) < number else made[:number]


def save_places(world: World) -> None:
    """Save people and places in the order in which things happened."""
    world.save((Participant, Mentor))
    world.save((Registration, Place), by_time=lambda row: row.registered_at)
    world.save((Mentorship,))
    world.save((PlaceEvent,), by_time=lambda row: row.at)
