"""Places with all their transitions, each allowed by the state machine."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from recruitment import rules
from recruitment.choices import PlaceState, RegistrationSource
from recruitment.models import (
    Mentor,
    Mentorship,
    Participant,
    Place,
    PlaceEvent,
    Registration,
    RegistrationDraft,
)
from sample.people import Registrant
from sample.world import Group, SampleHub, World
from workgroups.choices import OfferPolicy
from workgroups.models import Stage, User

S = PlaceState


@dataclass(frozen=True)
class Transition:
    """One transition: the state, the time and, where staff made it, who."""

    to: PlaceState
    at: datetime
    reason: str = ""
    actor: User | None = None


def make_registration(
    world: World,
    hub: SampleHub,
    registrant: Registrant,
    group: Group,
    *,
    at: datetime,
    both_years: bool,
    source: RegistrationSource | None = None,
    **answers: Any,
) -> Registration:
    """An expression of interest; most come by the partner's link where there is one."""
    link = hub.links.get(group.area)
    if source is None:
        by_link = link is not None and world.chance(0.72)
        source = RegistrationSource.LINK if by_link else RegistrationSource.FORM
    return world.add(
        Registration(
            hub=hub.row,
            participant=registrant.participant,
            programme=group.stage.programme,
            work_group=group.row,
            both_years=both_years,
            source=source,
            recruitment_link=link if source == RegistrationSource.LINK else None,
            notice_version=hub.row.notice_version,
            form_key=world.uuid(),
            registered_at=at,
            **answers,
        )
    )


def make_place(
    world: World,
    registration: Registration,
    transitions: list[Transition],
    *,
    stage: Stage,
    year: int,
    group: Group | None,
    answers: dict[str, Any],
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
            **{**answers, **fields},
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
    return rules.offer_end(
        at,
        working_days=hub.row.offer_working_days,
        closed_weeks=hub.row.closed_weeks,
        next_session_at=group.next_session_at(at),
    )


def secured_transitions(
    world: World, hub: SampleHub, group: Group, at: datetime
) -> list[Transition]:
    """Offered, at once or after review, and confirmed before the offer ended."""
    transitions = []
    if group.row.offers == OfferPolicy.AFTER_REVIEW:
        transitions.append(Transition(S.INTERESTED, at))
        at = world.random_time_after(at, days=2)
    ends = offer_end(hub, group, at)
    actor = group.lead if transitions else None
    return [
        *transitions,
        Transition(S.OFFERED, at, actor=actor),
        Transition(S.CONFIRMED, world.random_time_after(at, days=4, by=ends)),
    ]


def reached_at(world: World, row: Place, state: PlaceState) -> datetime:
    """When a place that is not saved yet reached a state."""
    return next(
        event.at
        for event in reversed(world.rows(PlaceEvent))
        if event.place is row and event.to_state == state
    )


def offers_still_open(
    world: World, hub: SampleHub, group: Group, number: int
) -> list[datetime]:
    """Times of offers that are still open at the end of the day.

    The first ends soonest.
    """
    tomorrow = world.at(world.day, 0) + timedelta(days=1)
    made = []
    for back in range(1, 90):
        at = world.at(world.day - timedelta(days=back), 17, world.rng.randint(0, 55))
        if offer_end(hub, group, at) <= tomorrow:
            break
        made.append(at)
    made.reverse()
    return (made * number)[:number] if len(made) < number else made[:number]


PEOPLE = (Participant, Mentor, Mentorship)


def save_places(world: World) -> None:
    """Save people and places in the order in which things happened."""
    world.save(PEOPLE)
    world.save((Registration, Place), by_time=lambda row: row.registered_at)
    world.save((RegistrationDraft,))
    world.save((PlaceEvent,), by_time=lambda row: row.at)
