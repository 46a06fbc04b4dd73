"""How long what names a person is kept: decisions on plain values.

Details go on the first day of a month, because academic years and months of keeping
both end there. A run is announced at least two weeks before its day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from workgroups import academic_years, words

ANNOUNCED_FOR = timedelta(days=14)
ACCESS_NEEDS_KEPT = timedelta(days=30)
#: The time in which people are told who were named by somebody else.
TOLD_WITHIN = timedelta(days=30)
#: Whoever a letter tells soon by itself is not counted before.
WAITED_FOR = timedelta(days=14)
DRAFTS_KEPT = timedelta(days=30)
COMPUTERS_KEPT = timedelta(days=7)
SIGN_IN_REQUESTS_KEPT = timedelta(days=1)
CODES_KEPT = timedelta(days=1)
#: The longest time for which a person may be held back at once.
LONGEST_HOLD = timedelta(days=730)

SEPTEMBER = 9


@dataclass(frozen=True)
class KeptTerm:
    """Which fields are kept how long; `fields` are paths of models and fields."""

    what: str
    kept: str
    fields: tuple[str, ...]


def terms_of(months: int) -> list[KeptTerm]:
    """The terms at a hub that keeps details for so many months.

    Every other field that deleting a person blanks is kept as long as the details.
    """
    return [
        KeptTerm(
            "Names, addresses, telephone, answers and free words of a person, the "
            "notes about them, the texts of letters, and mentors whom nobody else "
            "names",
            f"{words.counted(months, 'month')} after the end of the academic year of "
            "their last place",
            (),
        ),
        KeptTerm(
            "What would help somebody to take part (access needs)",
            f"{ACCESS_NEEDS_KEPT.days} days after the last session of their group",
            ("recruitment.Place.access_needs",),
        ),
        KeptTerm(
            "Who else was in the room of a session",
            f"{words.counted(months, 'month')} after the end of the academic year of "
            "the session",
            ("recruitment.InTheRoom.name",),
        ),
        KeptTerm(
            "Mentors, heads and deputies whom somebody else named, and people from "
            "lists or entered by staff, as long as nobody told them what we hold",
            f"{TOLD_WITHIN.days} days after they became known; of people with a "
            "secured place not before its academic year is over",
            ("recruitment.Mentor.came_at", "recruitment.Place.others_came_at"),
        ),
        KeptTerm(
            "The code made from a computer’s address",
            f"{COMPUTERS_KEPT.days} days, and until the address is proved or the "
            "place has ended",
            ("recruitment.Registration.computer",),
        ),
        KeptTerm(
            "Unfinished registrations",
            f"{DRAFTS_KEPT.days} days after they were last changed",
            ("recruitment.RegistrationDraft.answers",),
        ),
        KeptTerm(
            "Codes that were emailed, and addresses from which a sign-in was asked for",
            "a day",
            ("recruitment.FreshCode.asked_at", "recruitment.SignInRequest.address"),
        ),
    ]


def months_since_year_one(on: date) -> int:
    """The number of a month, so that months can be added and compared."""
    return on.year * 12 + on.month - 1


def goes_on(start_year: int, months: int) -> date:
    """The day on which details go of somebody whose last place was in a year."""
    month = (start_year + 1) * 12 + SEPTEMBER - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def last_year_gone(on: date, months: int) -> int:
    """The latest academic year whose people's details have gone by a day."""
    left = months_since_year_one(on) - (SEPTEMBER - 1) - months
    return left // 12 - 1


def next_run_day(today: date) -> date:
    """The first day of a month that leaves time to look at who goes."""
    day = today + ANNOUNCED_FOR
    if day.day == 1:
        return day
    following = months_since_year_one(day) + 1
    return date(following // 12, following % 12 + 1, 1)


def year_is_over_for(today: date) -> int:
    """Places of years before this one ended longer ago than access needs are kept."""
    return academic_years.academic_year_of(today - ACCESS_NEEDS_KEPT)
