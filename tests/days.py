"""The awkward days, on one of which each run of the suite takes place.

`tests.plugin` moves the clock before any fixture of a test is made, so the product
and the test read the same day.
"""

from datetime import UTC, datetime

from workgroups.words import LONDON

#: Tests marked `friday` run then: the rows of tests.factories are dated around it.
FRIDAY = datetime(2026, 10, 16, 17, tzinfo=LONDON)

#: London times; 25 October 01:30 is the second of two, 28 February is in a leap year.
AWKWARD_DAYS = [
    datetime(2026, 7, 31, 9, tzinfo=LONDON),
    datetime(2026, 8, 15, 9, tzinfo=LONDON),
    datetime(2026, 8, 31, 23, 30, tzinfo=LONDON),
    datetime(2026, 9, 1, 0, 30, tzinfo=LONDON),
    datetime(2026, 9, 2, 9, tzinfo=LONDON),
    datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1),
    datetime(2026, 12, 31, 23, 30, tzinfo=LONDON),
    datetime(2028, 2, 28, 9, tzinfo=LONDON),
    datetime(2028, 2, 29, 9, tzinfo=LONDON),
    datetime(2027, 3, 28, 0, 30, tzinfo=LONDON),
]


def awkward_day(seed: int) -> datetime:
    return AWKWARD_DAYS[seed % len(AWKWARD_DAYS)].astimezone(UTC)


def parse_day(text: str) -> datetime:
    """A time given as "2026-08-15" or "2026-08-15 23:30", in London.

    Of a time that the night of the clocks has twice, the second is meant.
    """
    given = datetime.fromisoformat(text)
    if len(text) == len("2026-08-15"):
        given = given.replace(hour=9)
    return given.replace(tzinfo=LONDON, fold=1).astimezone(UTC)
