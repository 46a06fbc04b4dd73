"""Days, times, counts and lists in words, and the time zone that they are in."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

#: Sessions, offers and forms keep to the clock of England, in summer and winter.
LONDON = ZoneInfo("Europe/London")
#: Abbreviations in the names of programmes, spelt out once on each page.
ABBREVIATIONS = {
    "SKTM": "Specialist Knowledge for Teaching Mathematics",
    "ECT": "early career teacher",
    "ITT": "initial teacher training",
}


def day(on: date) -> str:
    """A date as "23 November 2026"."""
    return f"{on.day} {on:%B %Y}"


def local_day(at: datetime) -> str:
    """The London day of a moment, as "23 November 2026"."""
    return day(at.astimezone(LONDON).date())


def short_day(at: datetime) -> str:
    """The London day of a moment in a narrow column, as "Mon 23 Nov"."""
    on = at.astimezone(LONDON).date()
    return f"{on:%a} {on.day} {on:%b}"


def weekday(on: date) -> str:
    """A date with its weekday, as "Monday 23 November 2026"."""
    return f"{on:%A} {day(on)}"


def day_range(days: Iterable[date]) -> str:
    """ "12 October 2022 to 21 June 2023", or the one day; `days` is never empty."""
    days = list(days)
    first, last = min(days), max(days)
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def clock_time(at: time) -> str:
    """17:00 as "5pm", 11:22 as "11:22am"."""
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def time_range(starts: time, ends: time) -> str:
    """16:00 and 18:30 as "4pm to 6:30pm"."""
    return f"{clock_time(starts)} to {clock_time(ends)}"


def duration(minutes: int) -> str:
    """Minutes in words: 90 is "1 hour 30 minutes", 0 is "no time"."""
    hours, rest = divmod(minutes, 60)
    parts = [counted(hours, "hour"), counted(rest, "minute")]
    return " ".join(part for part in parts if part[0] != "0") or "no time"


def days_in_all(days: Decimal) -> str:
    """ "1.25 days in all"; "" where the sessions take nothing of a day."""
    if not days:
        return ""
    number = f"{days:f}".rstrip("0").rstrip(".") if days % 1 else f"{days:.0f}"
    return f"{number} {'day' if days == 1 else 'days'} in all"


#: Parts of a day that have a sign of their own.
PARTS = {Decimal("0.25"): "¼", Decimal("0.5"): "½", Decimal("0.75"): "¾"}


def number_of_days(days: Decimal) -> str:
    """Days as a number: "0", "¼", "1¾", or "0.3" where a part has no sign."""
    whole, part = divmod(days, 1)
    if part and part not in PARTS:
        return f"{days:f}".rstrip("0")
    return f"{whole:.0f}{PARTS.get(part, '')}" if whole or not part else PARTS[part]


def days_long(days: Decimal) -> str:
    """ "½ day", "1 day", "1¾ days", "0 days"."""
    return f"{number_of_days(days)} {'day' if 0 < days <= 1 else 'days'}"


def plural(number: int, one: str, several: str) -> str:
    """The form that fits a number: "is" for 1, "are" for every other number."""
    return one if number == 1 else several


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 session", "1,200 sessions"."""
    return f"{number:,} {noun}{plural(number, '', 's')}"


def listed(items: Sequence[str]) -> str:
    """Items as "a, b and c"; "" for none."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def number_ranges(numbers: Iterable[int], prefix: str) -> str:
    """Numbers with runs of three or more joined: "E1 to E4, E7"; "" for none."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(_run(run, prefix) for run in runs)


def _run(run: Sequence[int], prefix: str) -> str:
    if len(run) < 3:
        return ", ".join(f"{prefix}{number}" for number in run)
    return f"{prefix}{run[0]} to {prefix}{run[-1]}"


def is_one_slip(typed: str, word: str) -> bool:
    """Whether one letter was left out, added, changed, or swapped with the next."""
    if abs(len(typed) - len(word)) > 1 or typed == word:
        return False
    at, shorter = 0, min(len(typed), len(word))
    while at < shorter and typed[at] == word[at]:
        at += 1
    left, right = typed[at:], word[at:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[1::-1] and left[2:] == right[2:])
    )


def slips_between(typed: str, word: str, *, most: int = 99) -> int:
    """How many letters were left out, added, changed, or swapped with the next.

    Counting ends once it is plain that there are more than `most`.
    """
    before: list[int] = []
    last = list(range(len(word) + 1))
    for n, letter in enumerate(typed, 1):
        row = [n]
        for m, other in enumerate(word, 1):
            if abs(n - m) > most:  # so many letters are left out or added alone
                row.append(most + 1)
                continue
            least = min(last[m] + 1, row[-1] + 1, last[m - 1] + (letter != other))
            if n > 1 and m > 1 and word[m - 2 : m] == letter + typed[n - 2]:
                least = min(least, before[m - 2] + 1)
            row.append(least)
        before, last = last, row
        if min(*before, *last) > most:
            break
    return last[-1]


def abbreviations_in(texts: Iterable[str]) -> list[tuple[str, str]]:
    """The known abbreviations that occur as whole words, each with its meaning."""
    found = {word for text in texts for word in re.findall(r"\w+", text)}
    return [(short, long) for short, long in ABBREVIATIONS.items() if short in found]
