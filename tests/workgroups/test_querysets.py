"""Query sets of the year: who has a role at a hub, and which groups take interest."""

from datetime import timedelta

import pytest

from tests.factories import FRIDAY, make_hub, make_session, make_staff, make_work_group
from workgroups.models import User, WorkGroup

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
