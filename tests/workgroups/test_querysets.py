"""Query sets of the year: who has a role at a hub, and which groups take interest."""

from datetime import timedelta

import pytest

from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_hub,
    make_session,
    make_staff,
    make_work_group,
)
from workgroups.models import User, WorkGroup
from workgroups.querysets import only_row, prepared, taking_interest

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_people_with_a_role_are_active_at_the_hub_and_of_the_kind():
    here, there = make_hub(), make_hub("Wolds and Dales")
    lead = make_staff("hub_lead", hub=here, email="a@example.org")
    make_staff("hub_lead", hub=there, email="b@example.org")
    make_staff("evaluator", hub=here, email="c@example.org")
    gone = make_staff("hub_lead", hub=here, email="d@example.org")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    ended = make_staff("hub_lead", hub=here, email="e@example.org")
    ended.roles.update(from_on=FRIDAY - 9 * DAY, until_on=FRIDAY - DAY)

    found = User.objects.with_role_at([here.pk], ["hub_lead"], FRIDAY)

    assert list(found) == [lead]


@pytest.mark.parametrize(
    ("fields", "last_session", "is_open"),
    [
        ({}, None, True),
        ({}, 0, True),
        ({}, -1, False),
        ({"dates_confirmed": False}, -1, True),
        ({"opens_on": FRIDAY}, 7, True),
        ({"opens_on": FRIDAY + DAY}, 7, False),
        ({"opens_on": None}, 7, False),
        ({"closes_on": FRIDAY}, 7, True),
        ({"closes_on": FRIDAY - DAY}, 7, False),
        ({"cancelled_on": FRIDAY - DAY}, 7, False),
    ],
)
def test_a_group_takes_interest_from_opening_to_its_last_session(
    fields, last_session, is_open
):
    group = make_work_group(**{"opens_on": FRIDAY - 30 * DAY, **fields})
    if last_session is not None:
        for days in (last_session - 1, last_session):
            make_session(group, on=FRIDAY + days * DAY)

    found = WorkGroup.objects.open_for_interest(FRIDAY)

    assert found.filter(pk=group.pk).exists() is is_open
    with_next = WorkGroup.objects.with_session_days().with_next_session(FRIDAY)
    searched = with_next.filter(taking_interest(FRIDAY, knows_next=True))
    assert searched.filter(pk=group.pk).exists() is is_open


def test_a_session_called_off_is_none_to_come():
    group = make_work_group(opens_on=FRIDAY - 30 * DAY)
    make_session(group, on=FRIDAY - DAY)
    make_session(group, on=FRIDAY + DAY, called_off_at=FRIDAY_5PM)

    with_next = WorkGroup.objects.with_session_days().with_next_session(FRIDAY)

    assert not WorkGroup.objects.open_for_interest(FRIDAY).exists()
    assert not with_next.filter(taking_interest(FRIDAY, knows_next=True)).exists()


def test_a_prepared_query_is_built_once_and_keeps_no_rows(django_assert_num_queries):
    built = []

    @prepared
    def groups_of(title):
        built.append(title)
        return WorkGroup.objects.filter(title=title)

    first = make_work_group(title="ECT")
    assert list(groups_of("ECT")) == [first]
    second = make_work_group(title="ECT")

    with django_assert_num_queries(2):
        assert set(groups_of("ECT")) == {first, second}
        assert list(groups_of("ECT").filter(pk=second.pk)) == [second]
    assert list(groups_of("SKTM")) == []
    assert built == ["ECT", "SKTM"]


def test_the_only_row_is_found_without_sorting(django_assert_num_queries):
    group = make_work_group()

    with django_assert_num_queries(2) as asked:
        assert only_row(WorkGroup.objects.filter(pk=group.pk)) == group
        assert only_row(WorkGroup.objects.filter(pk=group.pk + 1)) is None

    assert not [each for each in asked.captured_queries if "ORDER BY" in each["sql"]]
