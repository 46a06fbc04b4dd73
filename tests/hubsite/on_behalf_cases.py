"""What the tests of registering on somebody's behalf share."""

import pytest

from tests.factories import make_hub, make_staff, make_work_group
from tests.hubsite.test_group_home import client_of

KEY = "7d5ad0d2-0b3c-4b52-9d8e-3f2d4f4f0a01"
ANSWERS = {
    "first_name": "Priya",
    "last_name": "Shah",
    "email": "Priya.Shah@example.org",
    "school": "not-listed",
    "school_name": "Elm Primary School, Lewisham",
}
AGREED = {"form_key": KEY, "agrees": "on", "on": "2026-10-15", "how": "phone"}
FORM = {**ANSWERS, **AGREED}


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub(), name="Ola Berg")


@pytest.fixture
def group(staff):
    return make_work_group("Greenwich", hub=make_hub())


def page_of(group) -> str:
    return f"/admin/workgroups/workgroup/{group.pk}/new-person/"


def tab_of(person) -> str:
    return f"/admin/recruitment/participant/{person.pk}/registrations/"


def post(staff, group, **changes):
    return client_of(staff).post(page_of(group), {**FORM, **changes}, follow=True)
