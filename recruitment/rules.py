"""Decisions about places on plain values: no database, no clock, no request."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from recruitment.choices import Awaited, PlaceState
from recruitment.errors import NotAllowed, OfferLapsed, PlaceClosed, ReasonNeeded
from workgroups import words
from workgroups.rules import PlacesLine
from workgroups.words import LONDON
from workgroups.working_days import is_working_day

START_OF_DAY = time(9)
HELD_PER_COMPUTER = 3  # seats that one computer holds for unproved addresses
END_OF_DAY = time(17)  # an offer ends at 17:00 London time
WORKING_DAYS_BEFORE_SESSION = 2
DETAILS_ASKED_BEFORE = timedelta(days=14)  # this long before session 1
REMINDED_OF_NEXT_YEAR_AFTER = timedelta(days=7)  # once, after being asked
PAUSED_WORKING_DAYS = 10  # an offer to a person who came to a session waits so long

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


def check_reason(reason: str) -> None:
    """Raise ReasonNeeded where staff say nothing; blanks are no reason."""
    if not reason.strip():
        raise ReasonNeeded


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


def has_completed(attended: Decimal, held: Decimal, *, percent: int) -> bool:
    """Whether days attended are the share of the days held that a programme asks."""
    return held > 0 and attended * 100 >= held * percent


def seats_left(capacity: int | None, in_use: int) -> int | None:
    """Seats still free; None where the group has no limit.

    Never negative: a hub may lower capacity after the fact.
    """
    return None if capacity is None else max(capacity - in_use, 0)


def offers_at_once(*, dates_confirmed: bool, review: bool, later_stage: bool) -> bool:
    """Whether a group offers its free seats to newcomers without a look by staff."""
    return dates_confirmed and not review and not later_stage


#: Who goes on comes before every newcomer, and who was put off before them.
GOING_ON, COMING_BACK = 100, 110
NOT_ROLLED_OVER = "It is {} already."
IN_GROUP_ALREADY = "In that group already; its dates are not settled."


def why_not_rolled_over(
    state: str, *, is_back: bool, is_there: bool, dates_confirmed: bool
) -> str:
    """Why a place does not go on to a group of next year; "" where it does.

    `is_back`: it was put off, and has a place of a later year by now. `is_there`: it
    is in that group.
    """
    if is_back:
        return "The person has come back already."
    if state not in {S.PROVISIONAL, S.DEFERRED}:
        return NOT_ROLLED_OVER.format(PlaceState(state).label)
    return IN_GROUP_ALREADY if is_there and not dates_confirmed else ""


def has_its_places(limit: int) -> str:
    """ "has its 2 places in this group", of a school."""
    return f"has its {words.counted(limit, 'place')} in this group"


def may_hold_seat(left: int | None, held_unproved: int, *, proved: bool) -> bool:
    """Whether an offer may hold a seat for a person before they confirm.

    `held_unproved` is the number of seats that one computer holds for people who have
    not proved their address. Only limited seats (`left`) can be hoarded.
    """
    return left is None or proved or held_unproved < HELD_PER_COMPUTER


def first_state(
    *,
    dates_confirmed: bool,
    review: bool,
    later_stage: bool,
    waiting: bool,
    left: int | None,
    may_hold: bool = True,
    school_is_full: bool = False,
) -> PlaceState:
    """The first state of a new place. `left` is the number of free seats, or None.

    Without confirmed dates, or where staff review first, it is interested. Seats of a
    later stage are for continuing people, so newcomers wait; they wait as well while
    anybody else does, and while their school has its places. It is interested where a
    seat is free and may not be held.
    """
    if not dates_confirmed or review:
        return S.INTERESTED
    if later_stage or waiting or school_is_full or left == 0:
        return S.WAITING
    return S.OFFERED if may_hold else S.INTERESTED


def awaited_of(
    line: PlacesLine, *, has_ended: bool, dates_confirmed: bool, later_stage: bool
) -> str:
    """What a visitor may ask to be told of a group; "" where nothing is to come.

    `has_ended` is so of a group that is cancelled or over. Seats of a later stage are
    not for visitors, and without confirmed dates registering keeps a place in line.
    """
    if has_ended or line.tone == "left":
        return ""
    if not line.takes_interest:
        return Awaited.OPENING
    return Awaited.SEAT if dates_confirmed and not later_stage else ""


def has_come(awaited: str, line: PlacesLine) -> bool:
    """Whether what somebody waits to hear of is so."""
    return line.takes_interest and (awaited == Awaited.OPENING or line.tone == "left")


def working_days_on(
    day: date, number: int, closed_weeks: Iterable[Iterable[str]]
) -> date:
    """The working day that is so many working days after a day, or before it if < 0."""
    weeks = [list(pair) for pair in closed_weeks]
    step = timedelta(days=1 if number > 0 else -1)
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day, weeks)
    return day


def first_day_in_offer(at: datetime, closed_weeks: Iterable[Iterable[str]]) -> date:
    """From which day on a session ends an offer that is made at `at`.

    Two whole working days lie between the offer and that day. A sooner session is left
    out of account, because nobody can arrange cover for it in time.
    """
    day = at.astimezone(LONDON).date()
    second = working_days_on(day, WORKING_DAYS_BEFORE_SESSION, closed_weeks)
    return second + timedelta(days=1)


def offer_end(
    at: datetime,
    *,
    working_days: int,
    closed_weeks: Iterable[Iterable[str]],
    next_session_on: date | None,
) -> datetime:
    """When an offer made at `at` ends, as an aware datetime.

    It ends at 17:00 London time of the last of these working days, or of the working
    day before the next session if that is earlier. That session is the first one from
    `first_day_in_offer` on, so an offer never ends on the day it is made.
    """
    weeks = [list(pair) for pair in closed_weeks]
    day = working_days_on(at.astimezone(LONDON).date(), working_days, weeks)
    if next_session_on is not None:
        day = min(day, working_days_on(next_session_on, -1, weeks))
    return datetime.combine(day, END_OF_DAY, tzinfo=LONDON)


def reminder_times(
    offered_at: datetime,
    ends_at: datetime,
    closed_weeks: Iterable[Iterable[str]],
) -> tuple[datetime, datetime] | None:
    """The first and last moment for a reminder of an offer; None for a short offer.

    The reminder goes on the morning of the second working day before the end: not
    within two working days of the offer, and not in its last four working hours.
    """
    weeks = [list(pair) for pair in closed_weeks]
    last_day = ends_at.astimezone(LONDON).date()
    morning = datetime.combine(
        working_days_on(last_day, -2, weeks), START_OF_DAY, tzinfo=LONDON
    )
    second_day = working_days_on(offered_at.astimezone(LONDON).date(), 2, weeks)
    offered_time = offered_at.astimezone(LONDON).time()
    earliest = datetime.combine(second_day, offered_time, tzinfo=LONDON)
    begins = max(morning, earliest)
    latest = working_hours_before(ends_at, 4, weeks)
    return (begins, latest) if begins <= latest else None


def in_office_hours(at: datetime, closed_weeks: Iterable[Iterable[str]]) -> bool:
    """Whether it is between 9:00 and 17:00 London time of a working day."""
    weeks = [list(pair) for pair in closed_weeks]
    in_hours = START_OF_DAY <= at.astimezone(LONDON).time() < END_OF_DAY
    return in_hours and is_working_day(at.astimezone(LONDON).date(), weeks)


def details_are_due(first_on: date | None, *, at: datetime) -> bool:
    """Whether details are checked: in the two weeks before the day of session 1."""
    if first_on is None:
        return False
    today = at.astimezone(LONDON).date()
    return first_on - DETAILS_ASKED_BEFORE <= today < first_on


def pause_is_over(
    paused_at: datetime, closed_weeks: Iterable[Iterable[str]], *, at: datetime
) -> bool:
    """Whether staff decide on the offer of somebody who came and did not confirm."""
    day = paused_at.astimezone(LONDON).date()
    last = working_days_on(day, PAUSED_WORKING_DAYS, closed_weeks)
    return at >= datetime.combine(last, END_OF_DAY, tzinfo=LONDON)


def working_hours_before(
    at: datetime, hours: int, closed_weeks: Iterable[Iterable[str]]
) -> datetime:
    """So many hours earlier, counting 9:00 to 17:00 London time of working days."""
    weeks = [list(pair) for pair in closed_weeks]
    left = timedelta(hours=hours)
    day = at.astimezone(LONDON).date()
    until = at.astimezone(LONDON)
    while True:
        starts = datetime.combine(day, START_OF_DAY, tzinfo=LONDON)
        until = min(until, datetime.combine(day, END_OF_DAY, tzinfo=LONDON))
        if is_working_day(day, weeks) and until > starts:
            if until - left >= starts:
                return until - left
            left -= until - starts
        day -= timedelta(days=1)
        until = datetime.combine(day, END_OF_DAY, tzinfo=LONDON)


def register_is_open(on: date, *, at: datetime) -> bool:
    """Whether a register may be taken: from midnight of the session's day onwards."""
    return on <= at.astimezone(LONDON).date()


def register_closes_on(on: date, days: int) -> date:
    """The last day on which everybody who takes a register may still change it."""
    return on + timedelta(days=days)


def register_is_closed(on: date, days: int, *, at: datetime) -> bool:
    """Whether a register closed, at midnight after its last day."""
    return register_closes_on(on, days) < at.astimezone(LONDON).date()


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
