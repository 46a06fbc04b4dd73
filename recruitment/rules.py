"""Decisions about places on plain values: no database, no clock, no request."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from recruitment.choices import PlaceState
from recruitment.errors import NotAllowed, OfferLapsed, PlaceClosed
from workgroups.words import LONDON

END_OF_DAY = time(17)  # an offer ends at 17:00 London time

S = PlaceState
#: The state machine of a place. A state without an entry is final.
TRANSITIONS: dict[str, frozenset[str]] = {
    S.INTERESTED: frozenset(
        {S.OFFERED, S.WAITING, S.NOT_SELECTED, S.WITHDRAWN, S.CANCELLED_BY_HUB, S.MOVED}
    ),
    S.WAITING: frozenset(
        {S.OFFERED, S.NOT_SELECTED, S.WITHDRAWN, S.CANCELLED_BY_HUB, S.MOVED}
    ),
    S.OFFERED: frozenset(
        {S.CONFIRMED, S.DECLINED, S.LAPSED, S.WITHDRAWN, S.CANCELLED_BY_HUB, S.MOVED}
    ),
    S.CONFIRMED: frozenset(
        {
            S.COMPLETED,
            S.NOT_COMPLETED,
            S.WITHDRAWN,
            S.DEFERRED,
            S.MOVED,
            S.CANCELLED_BY_HUB,
        }
    ),
    S.PROVISIONAL: frozenset(
        {
            S.OFFERED,
            S.WAITING,
            S.WITHDRAWN,
            S.DEFERRED,
            S.MOVED,
            S.CANCELLED_BY_HUB,
        }
    ),
    S.DEFERRED: frozenset({S.PROVISIONAL, S.WITHDRAWN}),
    S.LAPSED: frozenset({S.INTERESTED}),
    S.DECLINED: frozenset({S.INTERESTED}),
    S.WITHDRAWN: frozenset({S.INTERESTED}),
    S.NOT_SELECTED: frozenset({S.INTERESTED}),
}


def is_allowed_transition(from_state: str, to_state: str) -> bool:
    return to_state in TRANSITIONS.get(from_state, frozenset())


def check_transition(from_state: str, to_state: str) -> None:
    """Raise NotAllowed where the state machine has no such transition."""
    if not is_allowed_transition(from_state, to_state):
        raise NotAllowed(
            f"A place that is {PlaceState(from_state).label} cannot become "
            f"{PlaceState(to_state).label}."
        )


def check_confirmable(
    state: str, offer_ends_at: datetime | None, *, paused: bool, at: datetime
) -> None:
    """Raise OfferLapsed after the end of an offer, PlaceClosed without an offer.

    A paused offer has no end.
    """
    if state == S.LAPSED:
        raise OfferLapsed
    if state != S.OFFERED:
        raise PlaceClosed
    if not paused and offer_ends_at is not None and at > offer_ends_at:
        raise OfferLapsed


def seats_left(capacity: int | None, in_use: int) -> int | None:
    """Seats still free; None where the group has no limit.

    Never negative: a hub may lower capacity after the fact.
    """
    return None if capacity is None else max(capacity - in_use, 0)


def first_state(
    *,
    dates_confirmed: bool,
    review: bool,
    later_stage: bool,
    waiting: bool,
    left: int | None,
) -> PlaceState:
    """The first state of a new place. `left` is the number of free seats, or None.

    Without confirmed dates, or where staff review first, it is interested. Seats of a
    later stage are for continuing people, so newcomers wait; they wait as well while
    anybody else does.
    """
    if not dates_confirmed or review:
        return S.INTERESTED
    if later_stage or waiting or left == 0:
        return S.WAITING
    return S.OFFERED


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Bank holidays in England of a calendar year."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def in_closed_weeks(day: date, closed_weeks: Iterable[Iterable[str]]) -> bool:
    """Whether a day is in a closed period; each is a pair such as ("07-20", "09-05").

    A pair whose end is earlier in the year than its start spans the new year.
    """
    here = day.strftime("%m-%d")
    for begins, ends in closed_weeks:
        if begins <= ends and begins <= here <= ends:
            return True
        if begins > ends and (here >= begins or here <= ends):
            return True
    return False


def is_working_day(day: date, closed_weeks: Iterable[Iterable[str]]) -> bool:
    return (
        day.weekday() < 5
        and day not in bank_holidays(day.year)
        and not in_closed_weeks(day, closed_weeks)
    )


def offer_end(
    at: datetime,
    *,
    working_days: int,
    closed_weeks: Iterable[Iterable[str]],
    next_session_at: datetime | None,
) -> datetime:
    """When an offer made at `at` ends, as an aware datetime.

    It ends at 17:00 London time of the last of these working days, or at the start of
    the next session if that is earlier.
    """
    weeks = [list(pair) for pair in closed_weeks]
    day = at.astimezone(LONDON).date()
    counted = 0
    while counted < working_days:
        day += timedelta(days=1)
        counted += is_working_day(day, weeks)
    end = datetime.combine(day, END_OF_DAY, tzinfo=LONDON)
    return end if next_session_at is None else min(end, next_session_at)


def register_is_open(on: date, *, at: datetime) -> bool:
    """Whether a register may be taken: from midnight of the session's day onwards."""
    return on <= at.astimezone(LONDON).date()


KEY_STAGES = {
    "Early years": ("N", "R"),
    "Key stage 1": ("1", "2"),
    "Key stage 2": ("3", "4", "5", "6"),
    "Key stage 3": ("7", "8", "9"),
    "Key stage 4": ("10", "11"),
    "16 to 18": ("12", "13"),
}


def key_stages(year_groups: Iterable[str]) -> list[str]:
    """The key stages of these year groups, the youngest first."""
    taught = set(year_groups)
    return [name for name, years in KEY_STAGES.items() if taught & set(years)]
