"""Dates of sessions as people type them, one line each, into days and times."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from workgroups import academic_years, words

WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = (
    "january february march april may june july august september october november "
    "december"
).split()
SHORTEST = 3  # letters of the name of a month or weekday

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
# two digits are a year unless they begin a time, as in "12 Jan 14:00" or "12 Jan 2-4pm"
_YEAR = r"(?P<year>20\d\d|\d\d(?![\d:.]|\s*(?:-|to\b|am\b|pm\b)))"
_DATES = [
    re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b"),
    re.compile(
        r"\b(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2(?P<year>20\d\d|\d\d)(?![\d:])"
    ),
    re.compile(r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})\b(?P<year>)"),
    re.compile(rf"\b{_DAY}(?:\s+of)?[\s-]*{_MONTH}(?:[\s,-]*{_YEAR})?\b"),
    re.compile(rf"\b{_MONTH}\s+{_DAY}(?:[\s,]+{_YEAR})?\b"),
]
_NUMBERED = re.compile(r"^(?:session\s*)?\d{1,2}\s*[.):]\s+|^[*\u2022-]\s*")
_TIME = r"(\d{1,2})(?:[:.]?(\d\d))?\s*(am|pm)?"
_TIMES = re.compile(rf"{_TIME}(?:\s*-\s*{_TIME})?")
_FILLING = re.compile(r"\b(?:from|at|on|between)\b|[,;()]")


@dataclass(frozen=True)
class TypedSession:
    on: date
    starts: time
    ends: time


@dataclass(frozen=True)
class TypedDates:
    """Sessions in the order of their days, and what could not be read, as sentences."""

    sessions: list[TypedSession]
    problems: list[str]


class NotRead(Exception):
    """Why a line cannot be read, as the end of a sentence."""


def read(text: str, *, start_year: int, starts: time, ends: time) -> TypedDates:
    """Read a line for each session; empty lines are skipped.

    A date without a year is in the academic year. A line without times has the usual
    ones, and a line with a start has the usual length.
    """
    sessions, problems = [], []
    for number, line in _lines(text):
        try:
            sessions.append(_session(line, start_year, (starts, ends)))
        except NotRead as problem:
            problems.append(f"Line {number}: {problem}")
    sessions.sort(key=lambda each: (each.on, each.starts))
    return TypedDates(sessions, problems)


def day_in(text: str, *, start_year: int) -> tuple[date | None, str]:
    """The first day that a text names, and the text without it; None for no day."""
    plain = re.sub("[\u2010-\u2015]", "-", text)
    found = _date(plain.lower())
    if found is None:
        return None, text
    try:
        on = _day(found, plain, start_year)
    except NotRead:
        return None, text
    return on, f"{plain[: found.start()]} {plain[found.end() :]}"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        plain = " ".join(re.sub("[\u2010-\u2015]", "-", line).split())
        if plain:
            yield number, plain


def _session(line: str, start_year: int, usual: tuple[time, time]) -> TypedSession:
    text = line.lower()
    for each in (_NUMBERED.sub("", text), text):
        found = _date(each)
        if found is not None:
            on = _day(found, line, start_year)
            around = f"{each[: found.start()]} {each[found.end() :]}"
            return TypedSession(on, *_times(_without_weekday(around, on), usual))
    raise NotRead(f"we find no date in “{line}”. Write it as “12 January 2027”.")


def _date(text: str) -> re.Match[str] | None:
    """The first date in a line, in any of its spellings."""
    found = (match for each in _DATES for match in each.finditer(text))
    return next((match for match in found if _month(match["month"])), None)


def _month(text: str) -> int:
    """The number of a month, written as number or name; 0 for other text."""
    if text.isdigit():
        return int(text)
    named = (n for n, name in enumerate(MONTHS, start=1) if name.startswith(text))
    return next(named, 0)


def _day(match: re.Match[str], line: str, start_year: int) -> date:
    month, year = _month(match["month"]), match["year"]
    begins = academic_years.first_day(start_year)
    in_year = begins.year if month >= begins.month else begins.year + 1
    try:
        return date(
            2000 + int(year) % 100 if year else in_year, month, int(match["day"])
        )
    except ValueError:
        raise NotRead(f"the calendar has no such day as in “{line}”.") from None


def _without_weekday(rest: str, on: date) -> str:
    """The rest of a line without the weekday, which has to be the one of the day."""
    kept = []
    for word in rest.split():
        letters = re.sub("[^a-z]", "", word)
        named = [name for name in WEEKDAYS if _is_short_for(letters, name)]
        if named and named != [WEEKDAYS[on.weekday()]]:
            raise NotRead(f"{words.day(on)} is a {on:%A}.")
        if not named:
            kept.append(word)
    return " ".join(kept)


def _is_short_for(letters: str, name: str) -> bool:
    """Whether letters are a weekday or short for it: "tue", "weds", "thurs"."""
    is_start = len(letters) >= SHORTEST and name.startswith(letters)
    return is_start or letters == f"{name[:SHORTEST]}s"


def _times(rest: str, usual: tuple[time, time]) -> tuple[time, time]:
    text = re.sub(r"\b(?:to|until|till|and)\b", "-", _FILLING.sub(" ", rest))
    text = re.sub(r"\b(?:noon|midday)\b", "12pm", text).strip(" .:-")
    if not text:
        return usual
    match = _TIMES.fullmatch(text)
    if match is None or re.fullmatch(r"\d{3,4}", text):  # "1927" may be a year
        raise NotRead(f"we cannot read “{rest}”. Write times as “14:00-16:00”.")
    starts, ends = _clock(match, usual)
    if ends <= starts:
        raise NotRead("the session would not end after it starts.")
    return starts, ends


def _clock(match: re.Match[str], usual: tuple[time, time]) -> tuple[time, time]:
    """Start and end; a start without "am" or "pm" takes that of the end, if it fits."""
    first, second = match.groups()[:3], match.groups()[3:]
    if second[0] is None:
        starts = _time(*first)
        return starts, _after(starts, usual)
    ends = _time(*second)
    starts = _time(first[0], first[1], first[2] or second[2])
    if starts >= ends and second[2] and not first[2]:
        starts = _time(first[0], first[1], "am")
    return starts, ends


def _after(starts: time, usual: tuple[time, time]) -> time:
    """The end of a session of the usual length."""
    first, last = (datetime.combine(date(2000, 1, 1), each) for each in usual)
    return (datetime.combine(date(2000, 1, 1), starts) + (last - first)).time()


def _time(hour: str, minute: str | None, half: str | None) -> time:
    """A time; an hour from 1 to 7 without "am" or "pm" is in the afternoon."""
    number = int(hour)
    if half and number <= 12:
        number = number % 12 + (12 if half == "pm" else 0)
    elif 1 <= number <= 7 and not hour.startswith("0"):
        number += 12
    try:
        return time(number, int(minute or 0))
    except ValueError:
        raise NotRead(f"no clock shows {hour}:{minute or '00'}.") from None
