"""Continuing people: what becomes of their second year, through the actions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from recruitment.actions import places, seats
from recruitment.models import Place
from sample import content
from sample.histories import S, offers_still_open
from sample.last_year import Member, pencil_in
from sample.people import next_year_answers
from sample.this_year import ThisYear, move
from sample.timeline import Reaction
from sample.world import Group


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


def add_second_years(
    year: ThisYear,
    group: Group,
    members: list[Member],
    numbers: dict[str, int],
    *,
    again: int = 0,
) -> None:
    """Give these outcomes to the first of `members`.

    `again` is the number of people who registered for one year and come back.
    """
    rest = list(members)
    for outcome in outcomes(numbers):
        _continue(year, rest.pop(0), group, outcome)
    for _ in range(again):
        _register_again(year, rest.pop(0), group)


def _continue(year: ThisYear, member: Member, group: Group, outcome: Outcome) -> None:
    """A person who registered for both years is asked in June, or leaves by then."""
    place = pencil_in(year.world, member, group.stage)
    asked = year.world.random_time(date(year.year, 6, 14), date(year.year, 6, 28))
    if outcome.state == "offered":
        asked = next(iter(offers_still_open(year.world, year.hub, group, 1)), asked)
    if outcome.state in ("confirmed", "declined", "lapsed", "offered"):
        answers = next_year_answers(year.world, member.registrant)

        def invite(at: datetime) -> None:
            year.timeline.expect(place.participant_id, _reaction(year, outcome))
            _invite(place, group, answers, at=at)

        year.timeline.plan(asked, invite)
    elif outcome.state != "provisional":
        year.timeline.plan(asked, lambda at: _leave(place, group, outcome, at=at))


def _reaction(year: ThisYear, outcome: Outcome) -> Reaction | None:
    if outcome.state == "confirmed":
        return year.confirms()
    if outcome.state == "declined":
        return year.declines(reason=outcome.reason, words=outcome.words)
    return None


@transaction.atomic
def _invite(
    place: Place, group: Group, answers: dict[str, Any], *, at: datetime
) -> None:
    """Put a provisional place into its group, with new answers, and offer it."""
    for name, value in {**answers, "work_group": group.row}.items():
        setattr(place, name, value)
    place.save(update_fields=["work_group", *answers])
    seats.offer_place(place, at=at, actor=group.lead)


def _leave(place: Place, group: Group, outcome: Outcome, *, at: datetime) -> None:
    """A provisional place ends before anybody was asked to confirm it."""
    reason = outcome.reason or None
    if outcome.state == S.WITHDRAWN:
        words = outcome.words
        places.withdraw_place(place, at=at, reason=words, end_reason=reason or "")
        return
    cancelled = outcome.state == S.CANCELLED_BY_HUB
    words = content.texts("words")["cancelled"] if cancelled else outcome.words
    move(place, S(outcome.state), at, group.lead, words, end_reason_id=reason)


def _register_again(year: ThisYear, member: Member, group: Group) -> None:
    """A person who registered for one year only registers for the second."""
    registrant = member.registrant
    registrant.answers = next_year_answers(year.world, registrant)

    def review(place: Place, at: datetime) -> None:
        year.later(at, 2, lambda at: seats.offer_place(place, at=at, actor=group.lead))

    year.add_person(
        group,
        at=year.world.random_time(date(year.year, 7, 1), date(year.year, 7, 12)),
        registrant=registrant,
        reaction=year.confirms(),
        review=review,
    )
