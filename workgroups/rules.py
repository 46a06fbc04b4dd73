"""Decisions of the catalogue on plain values: no database, no clock, no request."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.text import slugify

from workgroups import academic_years, words, working_days
from workgroups.choices import MasteryStage

_CODE = re.compile(r"^\s*NCP\s*(\d{2})\s*-\s*(\d{2})\s*(?:_\s*(\w+))?\s*$", re.I)


def hub_slug(name: str) -> str:
    """A slug that keeps the "+" of "London South East+" as the word "plus"."""
    return slugify(name.replace("+", " plus "))


def parse_project_code(text: str) -> tuple[int, int, str] | None:
    """Year, number and suffix of a code in any of its usual spellings.

    Reads "NCP 24-31", "NCP24-31", "ncp20-09" and "NCP24-31_Mentor"; returns None for
    anything else, which is then stored as an old code in its own words. Source: NCP
    24-31 project page; pages of several hubs.
    """
    match = _CODE.match(text)
    if match is None:
        return None
    return 2000 + int(match[1]), int(match[2]), match[3] or ""


def project_code(year: int | None, number: int | None, suffix: str = "") -> str:
    """The code as it is shown, "NCP 24-31"; "" for a project without one."""
    if year is None or number is None:
        return ""
    tail = f" {suffix}" if suffix else ""
    return f"NCP {year % 100:02d}-{number:02d}{tail}"


def next_version(version: str) -> str:
    """The version after one: "1.1" becomes "1.2", and "spring" becomes "spring 2"."""
    found = re.fullmatch(r"(.*?)(\d+)", version)
    if found is None:
        return f"{version[:17]} 2".strip()
    return f"{found[1]}{int(found[2]) + 1}"


def normal_postcode(text: str) -> str:
    """Upper case with one space before the last three characters; "" if empty."""
    letters = re.sub(r"[^A-Z0-9]", "", text.upper())
    return f"{letters[:-3]} {letters[-3:]}" if len(letters) > 3 else letters


def is_over(
    last_session_on: date | None, dates_confirmed: bool, *, today: date
) -> bool:
    """Whether all sessions of a group are over.

    A group whose dates are to be confirmed is not over, and nor is one without dates.
    """
    if last_session_on is None or not dates_confirmed:
        return False
    return last_session_on < today


def accepts_interest(
    opens_on: date | None,
    closes_on: date | None,
    cancelled_on: date | None,
    *,
    is_over: bool,
    today: date,
) -> bool:
    """Whether a group takes expressions of interest on a day.

    A group without an opening date is not open; one without a closing date stays open
    until it has one, or until all its sessions are over.
    """
    if is_over or cancelled_on is not None or opens_on is None or today < opens_on:
        return False
    return closes_on is None or today <= closes_on


_ALIKE = (
    (re.compile(r"['’‘`´]"), ""),
    (re.compile(r"&"), " and "),
    (re.compile(r"\bchurch of england\b|\bc\.? ?of ?e\b|\bc ?\. ?e\b"), " ce "),
    (re.compile(r"\broman catholic\b|\br ?\. ?c\b"), " rc "),
    (re.compile(r"\bsaint\b"), " st "),
    (re.compile(r"[^a-z0-9]+"), " "),
)


def search_name(text: str) -> str:
    """A school's name for searching, without its usual variations.

    Lower case without accents and punctuation; "Saint" is "st", "&" is "and".
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    for pattern, instead in _ALIKE:
        plain = pattern.sub(instead, plain)
    return plain.strip()[:220]


def school_search_text(name: str, town: str, postcode: str) -> str:
    """The words that a school is found by, as `search_name` writes them.

    The postcode stands there twice, with and without its blank.
    """
    code = search_name(postcode)
    parts = (search_name(name), search_name(town), code, code.replace(" ", ""))
    return " ".join(filter(None, parts))


def words_to_compare(text: str) -> set[str]:
    """The words of a search text that a mistyped word is compared with."""
    return {each for each in text.split() if len(each) > 3 and each.isalpha()}


@dataclass(frozen=True)
class PlacesLine:
    """A group's places in words; `tone` names the symbol beside them."""

    words: str
    tone: str  # "left", "waiting" or "closed"
    takes_interest: bool = True


def places_line(
    *,
    capacity: int | None,
    in_use: int,
    waiting: int,
    dates_confirmed: bool,
    later_stage: bool,
    opens_on: date | None,
    closes_on: date | None,
    cancelled_on: date | None,
    is_over: bool,
    today: date,
) -> PlacesLine:
    """What a visitor can expect of a group today.

    A freed seat goes to the waiting list before newcomers, and seats of a later stage
    go to continuing people. Both read as a waiting list, because an expression of
    interest would lead there.
    """
    if not accepts_interest(
        opens_on, closes_on, cancelled_on, is_over=is_over, today=today
    ):
        if cancelled_on is not None:
            return PlacesLine("Not running", "closed", takes_interest=False)
        if opens_on is None:
            return PlacesLine("Not open yet", "closed", takes_interest=False)
        if today < opens_on:
            opens = f"Opens on {words.day(opens_on)}"
            return PlacesLine(opens, "closed", takes_interest=False)
        ended = "All sessions are over" if is_over else "Closed"
        return PlacesLine(ended, "closed", takes_interest=False)
    if not dates_confirmed:
        return PlacesLine("Dates to be confirmed, open for interest", "waiting")
    if later_stage or waiting or capacity == 0:
        return PlacesLine("Waiting list open", "waiting")
    if capacity is None:
        return PlacesLine("Places left", "left")
    left = capacity - in_use
    if left < 1:
        return PlacesLine("Full, waiting list open", "waiting")
    return PlacesLine(f"{words.counted(left, 'place')} left", "left")


def begun_in_words(days: Collection[date], *, today: date) -> str:
    """What a late comer should know about a group; "" before it begins."""
    coming = sum(day >= today for day in days)
    if coming == len(days):
        return ""
    if not coming:
        return "All its sessions are over."
    left = f"{coming} of {len(days)} sessions {words.plural(coming, 'is', 'are')}"
    return f"This group has begun: {left} still to come."


@dataclass(frozen=True)
class DaysToAvoid:
    """Days on which a hub would rather not meet; `until_on` is the last one."""

    name: str
    from_on: date
    until_on: date
    said: str = ""  # the end of the sentence, where it is no plain day to avoid


def on_training_day(provider: str, name: str, people: int) -> str:
    """What a session on a provider's training day hits, as the end of a sentence."""
    what = f" ({name})" if name else ""
    hit = words.plural(
        people, "person of this group trains", "people of this group train"
    )
    return f"is on a training day of {provider}{what}: {people} {hit} there"


def odd_dates(
    sessions: Iterable[tuple[int, date]],
    *,
    start_year: int,
    closed_weeks: Iterable[Iterable[str]],
    to_avoid: Iterable[DaysToAvoid] = (),
) -> list[str]:
    """What is unusual about the dates of a group, as sentences; [] for usual dates.

    `sessions` are pairs of a number and a day. A date outside the academic year, on a
    bank holiday, in a closed week or on a day to avoid is unusual, and so is one out
    of order.
    """
    ordered = sorted(sessions)
    weeks, avoided = [list(pair) for pair in closed_weeks], list(to_avoid)
    found = []
    for number, on in ordered:
        problems = problems_of(
            on, start_year=start_year, closed_weeks=weeks, to_avoid=avoided
        )
        found += [f"Session {number}, {words.weekday(on)}, {p}." for p in problems]
    for (before, first), (after, second) in pairwise(ordered):
        if second <= first:
            found.append(f"Session {after} is not later than session {before}.")
    return found


def problems_of(
    on: date,
    *,
    start_year: int,
    closed_weeks: Collection[Collection[str]],
    to_avoid: Iterable[DaysToAvoid],
) -> list[str]:
    """Why a hub would rather not meet on a day, as ends of a sentence."""
    problem = _problem_of(on, start_year, closed_weeks)
    avoided = [
        each.said or f"is on a day to avoid: {each.name}"
        for each in to_avoid
        if each.from_on <= on <= each.until_on
    ]
    return [*([problem] if problem else []), *avoided]


def _problem_of(
    on: date, start_year: int, closed_weeks: Collection[Collection[str]]
) -> str:
    if academic_years.academic_year_of(on) != start_year:
        return f"is outside the academic year {academic_years.label(start_year)}"
    if on in working_days.bank_holidays(on.year):
        return "is a bank holiday"
    if working_days.in_closed_weeks(on, closed_weeks):
        return "is in weeks in which the hub is closed"
    return ""


@dataclass(frozen=True)
class Meeting:
    """A session as plain values, to be compared with sessions of other groups.

    `venue_id` is None where the venue is not known, as for another hub's session.
    `leads` are pairs of an id and a name. `group_id` is None for another hub's session.
    """

    number: int
    on: date
    group: str = ""
    group_id: int | None = None
    venue_id: int | None = None
    leads: frozenset[tuple[int, str]] = frozenset()

    @property
    def in_words(self) -> str:
        if self.group_id is None:
            return "a session of another hub"
        return f"session {self.number} of {self.group}"


@dataclass(frozen=True)
class Clash:
    words: str
    group_id: int | None  # of the other session


def clashes(own: Iterable[Meeting], others: Iterable[Meeting]) -> list[Clash]:
    """Sessions of other groups that are on the day of one of a group's own.

    Days are compared and times are not, because a lead travels and a room is booked
    for the day. Two sessions clash where they share a venue or a lead.
    """
    there = list(others)
    return [
        Clash(said, other.group_id)
        for mine in sorted(own, key=lambda each: each.number)
        for other in there
        if other.on == mine.on
        for said in _clash_in_words(mine, other)
    ]


def _clash_in_words(mine: Meeting, other: Meeting) -> list[str]:
    start = f"Session {mine.number}, {words.weekday(mine.on)}:"
    found = []
    if mine.venue_id and mine.venue_id == other.venue_id:
        found.append(f"{start} {other.in_words} is at the same venue that day.")
    shared = sorted(name for _, name in mine.leads & other.leads)
    if shared:
        lead = words.plural(len(shared), "leads", "lead")
        named = f"{words.listed(shared)} also {lead} {other.in_words} that day."
        found.append(f"{start} {named}")
    return found


@dataclass(frozen=True)
class Room:
    """A venue, and the numbers of a group's sessions in it; () for none.

    `seats` is None where they are not known.
    """

    venue: str
    seats: int | None
    sessions: tuple[int, ...] = ()


def too_few_seats(
    rooms: Iterable[Room], *, capacity: int | None, secured: int
) -> list[str]:
    """The rooms that a group does not fit in, as sentences.

    Where the group has no limit, the people with a secured place are counted.
    """
    people = secured if capacity is None else capacity
    said = f"the group takes {people}"
    if capacity is None:
        said = f"{people} {words.plural(people, 'person has', 'people have')} a place"
    return [
        f"{_sessions_in_words(room.sessions)}{room.venue} has "
        f"{words.counted(room.seats, 'seat')}, and {said}."
        for room in rooms
        if room.seats is not None and people > room.seats
    ]


def _sessions_in_words(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    named = words.listed([str(number) for number in sorted(numbers)])
    return f"{words.plural(len(numbers), 'Session', 'Sessions')} {named}: "


#: Stages of Teaching for Mastery through which a school goes, about one a year.
JOURNEY = (
    MasteryStage.READINESS,
    MasteryStage.DEVELOPMENT,
    MasteryStage.EMBEDDING,
    MasteryStage.SUSTAINING,
)
YEAR_WORDS = {1: "year one", 2: "year two", 3: "year three"}


def mastery_in_words(stage: str, *, years: int) -> str:
    """Where a school is, and where it may be after some years of a pathway.

    "" for a school that takes no part. Sustaining has no end.
    Source: cheshireandwirralmathshub.co.uk, projects for primary schools.
    """
    if stage == MasteryStage.SPECIALIST:
        return "Your school is a mastery specialist school."
    if stage not in JOURNEY:
        return ""
    here = MasteryStage(stage)
    said = f"Your school is in {str(here.label).capitalize()} of Teaching for Mastery"
    later = JOURNEY[min(JOURNEY.index(here) + years, len(JOURNEY) - 1)]
    if later == here:
        return f"{said}, the stage that goes on."
    after = YEAR_WORDS.get(years, f"{years} years")
    return f"{said}; after {after} it may be in {str(later.label).capitalize()}."
