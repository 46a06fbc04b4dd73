"""Access needs go thirty days after the last session, apart from all else."""

from datetime import timedelta

import pytest

from recruitment.actions import retention
from recruitment.models import (
    Place,
)
from tests.factories import (
    FRIDAY_5PM,
    make_place,
    make_session,
    make_work_group,
)
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def with_needs(*days, year=2026, **fields):
    """A place with access needs in a group that met so many days ago."""
    group = make_work_group(start_year=year)
    for number, each in enumerate(days, start=1):
        on = (FRIDAY_5PM - timedelta(days=each)).date()
        make_session(group, number=number, on=on)
    return make_place(work_group=group, access_needs="ramp", **fields)


@pytest.mark.parametrize(
    ("days", "year", "left"),
    [
        ([31], 2026, ""),
        ([30], 2026, ""),
        ([29], 2026, "ramp"),
        ([60, 29], 2026, "ramp"),
        ([60, -5], 2026, "ramp"),
        ([], 2026, "ramp"),
        ([], 2025, ""),
        ([-5], 2025, "ramp"),
    ],
)
def test_access_needs_go_thirty_days_after_the_last_session(days, year, left):
    # a session begins at 16:00, an hour before the clock
    place = with_needs(*days, year=year)

    retention.forget_access_needs(at=FRIDAY_5PM)

    place.refresh_from_db()
    assert place.access_needs == left


def test_a_session_that_was_called_off_is_not_waited_for():
    place = with_needs(60, 5)
    place.work_group.sessions.filter(number=2).update(called_off_at=FRIDAY_5PM)

    assert retention.forget_access_needs(at=FRIDAY_5PM) == 1


def test_access_needs_of_a_place_without_a_group_go_with_its_year():
    place = with_needs(60)
    Place.objects.update(work_group=None, state="withdrawn")

    assert retention.forget_access_needs(at=FRIDAY_5PM) == 0
    Place.objects.update(start_year=2025)
    assert retention.forget_access_needs(at=FRIDAY_5PM) == 1
    place.refresh_from_db()
    assert place.access_needs == ""


def test_access_needs_go_in_batches_with_an_entry_for_each_place():
    places = [with_needs(40) for _ in range(3)]

    went = [retention.forget_access_needs(at=FRIDAY_5PM, limit=2) for _ in range(3)]

    assert went == [2, 1, 0]
    rows = AuditEntry.objects.order_by("pk").values_list(
        "action", "object_id", "fields", "actor", "at"
    )
    assert list(rows) == [
        ("forget_access_needs", str(each.pk), "access_needs", None, FRIDAY_5PM)
        for each in places
    ]


def test_a_pass_forgets_access_needs_of_every_hub():
    with_needs(40)

    retention.apply_terms(at=FRIDAY_5PM)

    assert Place.objects.get().access_needs == ""
