"""Somebody who moves to another hub: a withdrawal with its reason, and no loss."""

from datetime import UTC, datetime, timedelta

import pytest

from recruitment.forms.places import reasons_to_give
from recruitment.models import Place
from recruitment.queries import continuing, figures
from recruitment.queries.options import staff_reasons
from tests.factories import FRIDAY_5PM, make_hub, make_place, make_work_group
from tests.recruitment.bulk_cases import done, states
from tests.recruitment.test_counted_lists import asked_of, rows_of
from tests.recruitment.test_queries import (
    LATER,
    add_events,
    groups,
    place_with_events,
    second_place,
    years,
)
from workgroups.counted_lists import Asked

__all__ = ["years"]
pytestmark = [pytest.mark.django_db, pytest.mark.friday]
MOVED = {"end_reason_id": "other_hub"}


def test_only_staff_may_say_that_somebody_moved_to_another_hub():
    group = make_work_group()

    assert ("other_hub", "Moved to another hub") in staff_reasons(
        "withdraw", group.hub_id
    )
    assert "other_hub" not in [code for code, _ in reasons_to_give(group)]
    assert "chose_another" not in dict(staff_reasons("withdraw", group.hub_id))


def test_the_office_withdraws_with_it_and_finds_the_rows():
    ours, theirs = make_hub("Ours"), make_hub("Theirs")
    place = make_place("confirmed", work_group=make_work_group(hub=ours))
    make_place("withdrawn", work_group=make_work_group(hub=ours), end_reason_id="dates")
    make_place("withdrawn", work_group=make_work_group(hub=theirs), **MOVED)

    done("withdraw", place, at=FRIDAY_5PM, end_reason="other_hub")

    place.refresh_from_db()
    assert (states(place), place.end_reason_id) == (["withdrawn"], "other_hub")
    assert rows_of("other-hub", asked_of(ours)) == [place]
    assert rows_of("got-in-the-way", asked_of(ours)) != [place]


def moved(first, second, *, back: bool = False) -> None:
    """Three of a first year who moved, before or after they were asked for a second."""
    place_with_events("confirmed", "withdrawn", group=first, **MOVED)
    asked = place_with_events("confirmed", group=first)
    second_place(asked, second, "offered", "withdrawn", **MOVED)
    stayed = place_with_events("confirmed", "withdrawn", group=first, **MOVED)
    if back:
        second_place(stayed, second, "offered", "confirmed")


@pytest.mark.parametrize(("back", "rate"), [(False, 0), (True, 0.5)])
def test_who_moved_to_another_hub_is_neither_back_nor_lost(years, back, rate):
    first, second = years
    place_with_events("confirmed", group=first)
    moved(first, second, back=back)

    found = figures.second_year_retention(groups(first), at=LATER)
    asked = Asked(first.hub_id, 2026, LATER)

    assert found.rate == rate
    assert found.count("lost") == 1
    assert continuing.outcomes(asked) == [
        *([("continued", "", 1)] if back else []),
        ("lost", "never_asked", 1),
    ]


def test_a_move_after_the_last_day_of_october_does_not_change_what_was_counted(years):
    first, second = years
    place = place_with_events("confirmed", group=first)
    late = datetime(2026, 11, 2, tzinfo=UTC)
    add_events(place, "withdrawn", at=late + timedelta(days=1))
    Place.objects.filter(pk=place.pk).update(state="withdrawn", end_reason="other_hub")

    found = figures.second_year_retention(groups(first), at=LATER)

    assert [each.reason for each in found.members] == ["never asked for a second year"]
    assert continuing.outcomes(Asked(first.hub_id, 2026, LATER)) == [
        ("lost", "never_asked", 1)
    ]
