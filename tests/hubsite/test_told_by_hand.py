"""Staff tell whom no email reaches, and the task stays until they say so."""

from datetime import date

import pytest

from recruitment import delivery
from recruitment.models import Email, Place, Registration
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_staff,
    make_work_group,
)
from tests.hubsite.on_behalf_cases import KEY, group, post, staff, tab_of
from tests.hubsite.test_group_home import client_of
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
__all__ = ["group", "staff"]


def todo(staff) -> tuple[int, list[str]]:
    """The number on the start page, and the names in the list that it opens."""
    client = client_of(staff)
    tasks = client.get("/admin/").context["home"].tasks
    (task,) = [each for each in tasks if "not yet told" in each.text] or [None]
    if task is None:
        return 0, []
    rows = client.get(task.url).context["cl"].result_list
    return task.number, [str(each) for each in rows]


def sent(place) -> None:
    for email in Email.objects.filter(about_id=place.pk):
        assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "sent"


def test_a_person_without_an_address_stays_a_task_until_they_are_told(staff, group):
    elsewhere = make_work_group("Wolds", hub=make_hub("Wolds"))
    theirs = make_staff("hub_lead", hub=elsewhere.hub)
    post(theirs, elsewhere, email="", last_name="Wold", form_key=KEY[:-1] + "2")
    page = post(staff, group, email="")
    place = Place.objects.get(work_group=group)

    before = todo(staff)
    form = {"registration": place.registration_id, "on": "2026-10-16", "how": "paper"}
    client_of(staff).post(tab_of(place.participant), form)
    again = {**form, "on": "2026-10-15", "how": "phone"}
    client_of(staff).post(tab_of(place.participant), again)

    assert "tell them yourself" in page.content.decode()
    assert before == (1, ["Priya Shah"])
    assert todo(staff) == (0, [])
    row = Registration.objects.get(pk=place.registration_id)
    assert (row.told_by, row.told_on, row.told_how) == (
        staff,
        date(2026, 10, 16),
        "paper",
    )
    assert AuditEntry.objects.filter(action="told_by_hand").count() == 1
    text = client_of(staff).get(tab_of(place.participant)).content.decode()
    assert "Told on paper on 16 October 2026 by Ola Berg" in " ".join(text.split())


def test_an_email_to_nobody_is_cancelled_and_says_why(staff, group):
    post(staff, group, email="")
    email = Email.objects.get()

    assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "cancelled"

    email.refresh_from_db()
    assert email.problem == "There is no address to write to."
    assert todo(staff) == (1, ["Priya Shah"])


def test_the_task_ends_when_the_email_has_gone(staff, group):
    post(staff, group)
    before = todo(staff)

    sent(Place.objects.get())

    assert (before, todo(staff)) == ((1, ["Priya Shah"]), (0, []))


@pytest.mark.parametrize("state", ["withdrawn", "declined"])
def test_nobody_is_told_of_a_place_that_has_ended(staff, group, state):
    post(staff, group, email="")

    Place.objects.update(state=state)

    assert todo(staff) == (0, [])


def test_people_who_registered_themselves_are_no_task(staff, group):
    make_place("waiting", work_group=group)

    assert todo(staff) == (0, [])


@pytest.mark.parametrize("on", ["", "2026-10-17"])
def test_telling_needs_a_day_that_has_been(staff, group, on):
    post(staff, group, email="")
    row = Registration.objects.get()

    form = {"registration": row.pk, "on": on, "how": "phone"}
    client_of(staff).post(tab_of(row.participant), form)

    row.refresh_from_db()
    assert row.told_on is None


def test_a_registration_of_another_person_is_not_marked(staff, group):
    post(staff, group, email="")
    row = Registration.objects.get()
    somebody = make_participant(group.hub)

    form = {"registration": row.pk, "on": "2026-10-16", "how": "phone"}
    client_of(staff).post(tab_of(somebody), form)

    row.refresh_from_db()
    assert row.told_on is None
