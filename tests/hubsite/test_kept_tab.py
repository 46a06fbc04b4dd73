"""The tab on which staff hold a person back."""

import re
from datetime import date

import pytest

from recruitment.actions import retention
from recruitment.models import RetentionHold
from tests import factories as make
from tests.factories import FRIDAY_5PM
from tests.hubsite.kept_cases import (
    ON_THE_DAY,
    PAGE,
    announce,
    held,
    person_of,
    text_of,
)
from tests.pages import one_line
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def lead(signed_in):
    return signed_in(make.make_staff("hub_lead"))


def tab_of(person) -> str:
    return f"/admin/recruitment/participant/{person.pk}/kept/"


GIVEN = {
    "press": "hold",
    "reason": "dispute",
    "why": "A talk",
    "until_on": "2027-03-01",
}


def test_the_tab_says_when_the_details_go(lead):
    person = person_of(2025)

    text = text_of(lead, tab_of(person))

    assert "Their last place is of 2025/26, so the details go on 1 September 2027" in (
        text
    )


def test_staff_hold_somebody_back(lead):
    person = person_of()

    answer = lead.post(tab_of(person), GIVEN, follow=True)

    hold = RetentionHold.objects.get()
    assert (hold.participant, hold.reason, hold.why) == (person, "dispute", "A talk")
    assert (hold.until_on, hold.held_at) == (date(2027, 3, 1), FRIDAY_5PM)
    text = one_line(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    assert "The details are kept until 1 March 2027." in text
    assert "Held back until 1 March 2027 : a complaint or a dispute. A talk" in text
    assert AuditEntry.objects.get(action="hold_back").actor == hold.held_by


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": ""}, "Choose why the details are kept."),
        ({"why": " "}, "Write why the details are kept."),
        ({"until_on": ""}, "Choose the day until which they are kept."),
        ({"until_on": "soon"}, "Choose a day."),
        ({"until_on": "2026-10-16"}, "Choose a day to come, at most two years"),
        ({"reason": "follow_up"}, "did not agree, when registering, to be asked"),
    ],
)
def test_what_is_missing_is_said_and_nobody_is_held_back(lead, given, said):
    person = person_of()

    page = lead.post(tab_of(person), {**GIVEN, **given}).content.decode()

    assert said in one_line(page)
    assert RetentionHold.objects.count() == 0


def test_staff_end_a_hold_and_it_stays_to_be_read(lead):
    hold = held(person_of())

    answer = lead.post(tab_of(hold.participant), {"press": "end"}, follow=True)

    hold.refresh_from_db()
    assert hold.ended_at == FRIDAY_5PM
    page = answer.content.decode()
    assert "The details are kept no longer than those of other people." in page
    assert "They &lt;i&gt;complained&lt;/i&gt;. (Noor Oak)" in page
    assert "Held back until" not in page
    assert lead.post(tab_of(hold.participant), {"press": "end"}).status_code == 404


def test_a_hold_that_ran_out_is_one_of_before(lead):
    hold = held(person_of(), until_on=date(2026, 10, 18))
    RetentionHold.objects.update(until_on=date(2026, 10, 15))

    text = text_of(lead, tab_of(hold.participant))

    assert "Held back until" not in text
    assert "A complaint or a dispute, from 16 Oct 2026 until 15 Oct 2026" in text


def test_the_page_lists_who_is_held_back_and_why(lead):
    held(person_of())
    RetentionHold.objects.create(
        hub=make.make_hub(),
        participant=person_of(last_name="Over"),
        reason="other",
        why="-",
        until_on=date(2026, 10, 15),
        held_by=make.make_user(),
        held_at=FRIDAY_5PM,
    )

    page = lead.get(PAGE).content.decode()

    assert "They &lt;i&gt;complained&lt;/i&gt;. (Noor Oak, 16 Oct 2026)" in page
    assert "until 1 March 2027" in page
    assert "Over" not in page


def test_another_hubs_person_is_not_found(lead):
    person = person_of(hub=make.make_hub("Wolds"))
    hold = held(person)

    assert lead.get(tab_of(person)).status_code == 404
    assert lead.post(tab_of(person), GIVEN).status_code == 404
    assert lead.post(tab_of(person), {"press": "end"}).status_code == 404
    hold.refresh_from_db()
    assert hold.ended_at is None


def test_a_deleted_person_is_not_held_back(lead):
    person = person_of()
    announce()
    retention.do_run(make.make_hub(), at=ON_THE_DAY)

    text = text_of(lead, tab_of(person))

    assert "The details were deleted on 1 Nov 2026." in text
    assert "Hold them back" not in text
    assert lead.post(tab_of(person), GIVEN).status_code == 403


def test_a_hold_stands_in_the_history_of_the_person(lead):
    person = person_of()
    held(person)

    text = text_of(lead, f"/admin/recruitment/participant/{person.pk}/history/")

    assert "held somebody’s details back" in text
