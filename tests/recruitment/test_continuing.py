"""What became of last year's people, as parts of a statement: its edges."""

from datetime import datetime, timedelta

import pytest

from recruitment.queries import continuing
from tests import factories as make
from tests.recruitment.test_queries import (
    LATER,
    add_events,
    place_with_events,
    second_place,
    years,
)
from workgroups.counted_lists import Asked
from workgroups.words import LONDON

__all__ = ["years"]
pytestmark = pytest.mark.django_db
LAST_MOMENT = datetime(2026, 11, 1, tzinfo=LONDON)


def outcomes(group):
    return continuing.outcomes(Asked(group.hub_id, 2026, LATER))


@pytest.mark.parametrize(
    ("confirmed_at", "found"),
    [
        (LAST_MOMENT, [("continued", "", 1)]),
        (LAST_MOMENT + timedelta(seconds=1), [("lost", "offered", 1)]),
    ],
)
def test_what_is_confirmed_after_october_is_not_counted(years, confirmed_at, found):
    first, second = years
    place = place_with_events("confirmed", group=first)
    late = second_place(place, second, "offered")
    add_events(late, "confirmed", at=confirmed_at)

    assert outcomes(first) == found


def test_who_does_the_same_stage_again_has_not_gone_on(years):
    first, _ = years
    again = make.make_work_group(
        project=make.make_project(first.project.stage, start_year=2026)
    )
    place = place_with_events("confirmed", group=first)
    second_place(place, again, "offered", "confirmed")

    assert outcomes(first) == [("lost", "never_asked", 1)]


def test_the_newest_place_that_was_not_moved_says_why_somebody_is_not_back(years):
    first, second = years
    place = place_with_events("confirmed", group=first)
    second_place(place, second, "offered", "lapsed")
    second_place(place, second, "offered", "declined")
    second_place(place, second, "offered", "moved")

    assert outcomes(first) == [("lost", "declined", 1)]
