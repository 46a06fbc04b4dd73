"""The year before: groups of first stages that ended, and who continued.

The first hub's year has the shape of the source report: a group in each of six local
authorities and one for secondary, 110 early career teachers in all. The report's "20+ a
group" and "110 in all" do not fit seven groups, so these have from 9 to 20.

Source: Evaluator in Residence 2022/23.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from recruitment.choices import RegistrationSource
from recruitment.models import Place
from sample import content
from sample.groups import make_group, meeting_days
from sample.histories import (
    S,
    Transition,
    make_place,
    make_registration,
    offer_end,
    offers_still_open,
    reached_at,
    secured_transitions,
)
from sample.people import Mentors, Registrant, make_teacher, next_year_answers
from sample.world import Group, SampleHub, World

#: People with a place by area; Lewisham has no partner, so the hub recruits there.
SIZES = {
    "203": 20,
    "208": 17,
    "209": 9,
    "210": 16,
    "303": 17,
    "305": 18,
    "secondary": 13,
}
NOT_COMPLETED = 7  # of the first hub's 110
NOT_COMPLETED_PER_GROUP = 2
ASKED_WITHOUT_PLACE = 2  # people per group who asked and did not take part
MENTOR_KNOWN = 0.6  # share of people with a mentor


@dataclass
class Member:
    """A person, their place of the first year, and whether it was completed."""

    registrant: Registrant
    place: Place
    group: Group
    completed: bool


def make_last_year(
    world: World, hub: SampleHub, sizes: dict[str, int], mentors: Mentors
) -> list[Member]:
    members: list[Member] = []
    for order, (area, size) in enumerate(sizes.items()):
        group = _group(world, hub, area, weekday=order % 5)
        hub.last_year.append(group)
        members += [_member(world, hub, group, mentors) for _ in range(size)]
        for number in range(ASKED_WITHOUT_PLACE):
            _without_place(world, hub, group, case=order * ASKED_WITHOUT_PLACE + number)
    return members


def _group(world: World, hub: SampleHub, area: str, *, weekday: int) -> Group:
    secondary = area == "secondary"
    year = world.year - 1
    return make_group(
        world,
        hub,
        "secondary-1" if secondary else "primary-1",
        area,
        year,
        days=meeting_days(year, 5, weekday=weekday),
        audience="secondary" if secondary else "primary",
        capacity=None if secondary else 24,
        opens_on=date(year, 5, 1),
        closes_on=date(year, 9, 30),
    )


def _member(world: World, hub: SampleHub, group: Group, mentors: Mentors) -> Member:
    year = world.year - 1
    registrant = make_teacher(world, hub, group)
    at = world.random_time(date(year, 5, 4), date(year, 9, 6))
    mentors.assign(registrant, share=MENTOR_KNOWN, from_on=timezone.localdate(at))
    registration = make_registration(
        world,
        hub,
        registrant,
        group,
        at=at,
        both_years=False,
        source=_source(world, group),
    )
    completed = not _leaves(world, hub, group)
    end = world.at(group.sessions[-1].on + timedelta(days=3), 12)
    transitions = secured_transitions(world, hub, group, at)
    ended = S.COMPLETED if completed else S.NOT_COMPLETED
    transitions.append(Transition(ended, end, actor=group.lead))
    row = make_place(
        world,
        registration,
        transitions,
        stage=group.stage,
        year=year,
        group=group,
        answers=registrant.answers,
    )
    return Member(registrant, row, group, completed)


def _source(world: World, group: Group) -> RegistrationSource | None:
    if group.area == "209":
        return (
            RegistrationSource.STAFF if world.chance(0.5) else RegistrationSource.FORM
        )
    return RegistrationSource.IMPORT if world.chance(0.08) else None


def _leaves(world: World, hub: SampleHub, group: Group) -> bool:
    """Whether a person stops coming: at most two per group, a few per hub."""
    stopped = [
        row.work_group
        for row in world.rows(Place)
        if row.state == S.NOT_COMPLETED and row.hub is hub.row
    ]
    here = sum(each is group.row for each in stopped)
    room = len(stopped) < NOT_COMPLETED and here < NOT_COMPLETED_PER_GROUP
    return room and world.chance(0.08)


def _without_place(world: World, hub: SampleHub, group: Group, *, case: int) -> None:
    """Asked, and then declined, lapsed, withdrew or was not selected."""
    year = world.year - 1
    registrant = make_teacher(world, hub, group)
    at = world.random_time(date(year, 5, 10), date(year, 6, 30))
    ends = offer_end(hub, group, at)
    answered = world.random_time_after(at, days=3, by=ends)
    cases: list[tuple[list[Transition], dict[str, Any]]] = [
        (
            [
                Transition(S.OFFERED, at),
                Transition(
                    S.DECLINED, answered, content.texts("words")["declined_first"]
                ),
            ],
            {"end_reason_id": "no_cover"},
        ),
        ([Transition(S.OFFERED, at), Transition(S.LAPSED, ends)], {}),
        (
            [Transition(S.OFFERED, at), Transition(S.WITHDRAWN, answered)],
            {"end_reason_id": "dates"},
        ),
        (
            [
                Transition(S.INTERESTED, at),
                Transition(
                    S.NOT_SELECTED,
                    answered,
                    content.texts("words")["not_selected"],
                    group.lead,
                ),
            ],
            {},
        ),
    ]
    transitions, fields = cases[case % len(cases)]
    registration = make_registration(
        world, hub, registrant, group, at=at, both_years=False
    )
    make_place(
        world,
        registration,
        transitions,
        stage=group.stage,
        year=year,
        group=group,
        answers=registrant.answers,
        **fields,
    )


@dataclass(frozen=True)
class Outcome:
    """What became of one person's second year."""

    state: str
    reason: str = ""
    words: str = ""


def outcomes(numbers: dict[str, int]) -> Iterator[Outcome]:
    """Outcomes in a row, as many of each state as requested."""
    for state, number in numbers.items():
        told = content.texts("second_year").get(state, [])
        for at in range(number):
            why = told[at % len(told)] if told else {}
            yield Outcome(state, why.get("reason", ""), why.get("words", ""))


def make_second_year(
    world: World, hub: SampleHub, member: Member, group: Group, outcome: Outcome
) -> Place:
    """A place in the second stage for a person who registered for both years."""
    registration = member.place.registration
    registration.both_years = True
    year = world.year
    provisional_at = reached_at(world, member.place, S.CONFIRMED)
    asked = world.random_time(date(year, 6, 14), date(year, 6, 28))
    ends = offer_end(hub, group, asked)
    answered = world.random_time_after(asked, days=4, by=ends)
    provisional = Transition(S.PROVISIONAL, provisional_at)
    offered = Transition(S.OFFERED, asked, actor=group.lead)
    fields: dict[str, Any] = {"end_reason_id": outcome.reason or None}
    own_group: Group | None = group
    match outcome.state:
        case "confirmed" | "declined":
            transitions = [
                provisional,
                offered,
                Transition(S(outcome.state), answered, outcome.words),
            ]
        case "lapsed":
            transitions = [provisional, offered, Transition(S.LAPSED, ends)]
        case "offered":
            at = offers_still_open(world, hub, group, 1)[0]
            fields["offer_ends_at"] = offer_end(hub, group, at)
            transitions = [provisional, Transition(S.OFFERED, at, actor=group.lead)]
        case "provisional":
            transitions = [provisional]
        case _:
            own_group = None
            cancelled = outcome.state == S.CANCELLED_BY_HUB
            words = content.texts("words")["cancelled"] if cancelled else outcome.words
            transitions = [provisional, Transition(S(outcome.state), answered, words)]
    return make_place(
        world,
        registration,
        transitions,
        stage=group.stage,
        year=year,
        group=own_group,
        answers=next_year_answers(world, member.registrant),
        **fields,
    )


def register_again(world: World, hub: SampleHub, member: Member, group: Group) -> Place:
    """Registered for one year only, and again for the second."""
    year = world.year
    at = world.random_time(date(year, 7, 1), date(year, 7, 12))
    registration = make_registration(
        world,
        hub,
        member.registrant,
        group,
        at=at,
        both_years=False,
        source=RegistrationSource.FORM,
    )
    offered = world.random_time_after(at, days=2)
    ends = offer_end(hub, group, offered)
    transitions = [
        Transition(S.WAITING, at),
        Transition(S.OFFERED, offered, actor=group.lead),
        Transition(S.CONFIRMED, world.random_time_after(offered, days=3, by=ends)),
    ]
    return make_place(
        world,
        registration,
        transitions,
        stage=group.stage,
        year=year,
        group=group,
        answers=next_year_answers(world, member.registrant),
    )
