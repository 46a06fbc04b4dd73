"""Who else was in the room goes when the details of the people of that year go."""

import pytest

from recruitment.actions import retention
from recruitment.models import InTheRoom
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_session,
    make_user,
    make_work_group,
)
from workgroups.models import AuditEntry, Hub

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def session_with_others(year: int, *names: str, hub: Hub | None = None):
    group = make_work_group(hub=hub or make_hub(), start_year=year)
    session = make_session(group)
    for name in names:
        InTheRoom.objects.create(
            hub=group.hub,
            session=session,
            name=name,
            role="mentor",
            added_by=make_user(),
            added_at=FRIDAY_5PM,
        )
    return session


@pytest.mark.parametrize(
    ("months", "left"),
    [
        (12, {"Mei", "Ola"}),
        (1, {"Ola"}),
        (2, {"Mei", "Ola"}),
        (25, {"Kim", "Mei", "Ola"}),
    ],
)
def test_they_go_the_hubs_months_after_the_year_of_the_session(months, left):
    # a year ends on 31 August, and the day is 16 October 2026
    hub = make_hub(retention_months=months)
    for year, name in ((2024, "Kim"), (2025, "Mei"), (2026, "Ola")):
        session_with_others(year, name, hub=hub)

    retention.apply_terms(at=FRIDAY_5PM)

    assert set(InTheRoom.objects.values_list("name", flat=True)) == left


def test_a_session_has_one_entry_and_they_go_in_batches():
    hub = make_hub()
    sessions = [session_with_others(2020, "Kim", "Mei", hub=hub) for _ in range(3)]

    went = [retention.forget_the_room(hub, at=FRIDAY_5PM, limit=2) for _ in range(3)]

    assert went == [2, 1, 0]
    rows = AuditEntry.objects.filter(action="forget_the_room").order_by("pk")
    assert list(rows.values_list("object_id", "fields", "actor")) == [
        (str(each.pk), "name, role", None) for each in sessions
    ]


def test_what_another_hub_keeps_stays():
    kept = session_with_others(2020, "Kim", hub=make_hub("Sussex"))

    retention.forget_the_room(make_hub(), at=FRIDAY_5PM)

    assert list(InTheRoom.objects.values_list("session", flat=True)) == [kept.pk]
