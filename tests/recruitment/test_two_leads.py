"""What another lead marked meanwhile is asked for by an open register."""

import pytest

from recruitment.models import Attendance
from tests.factories import make_hub, make_staff, mark_present
from tests.recruitment.registers import make_led_group, url

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def test_the_marks_as_they_stand_are_told_row_by_row(signed_in):
    lead, session, (first, second, _) = make_led_group(people=3)
    mark_present(first, session, "late")
    mark_present(second, session, "present")
    Attendance.objects.filter(place=second).update(deputy="Jo", note="Left a bag")

    answer = signed_in(lead).get(url(session, "marks/"))

    assert "no-store" in answer["Cache-Control"]
    assert answer.json() == {
        "marks": {
            str(first.pk): {"mark": "late", "deputy": "", "note": "", "beside": ""},
            str(second.pk): {
                "mark": "present",
                "deputy": "Jo",
                "note": "Left a bag",
                "beside": "Deputy: Jo. Note: Left a bag",
            },
        },
        "saved": "Saved 17:00",
    }


def test_a_register_that_nobody_took_has_no_marks(signed_in):
    lead, session, _ = make_led_group()
    _, other, (place, _) = make_led_group()
    mark_present(place, other)

    assert signed_in(lead).get(url(session, "marks/")).json() == {
        "marks": {},
        "saved": "",
    }


def test_marks_are_told_to_those_who_take_the_register(signed_in):
    _, session, _ = make_led_group()
    colleague, _, _ = make_led_group()
    elsewhere, _, _ = make_led_group(hub=make_hub("Kent and Medway"))
    strangers = [
        colleague,
        elsewhere,
        make_staff("evaluator"),
        make_staff("hub_lead", hub=make_hub("Wolds")),
    ]

    found = [signed_in(who).get(url(session, "marks/")) for who in strangers]

    assert [answer.status_code for answer in found] == [404, 404, 404, 404]
    office = signed_in(make_staff("hub_administrator"))
    assert office.get(url(session, "marks/")).status_code == 200
    assert office.post(url(session, "marks/")).status_code == 405


@pytest.mark.parametrize("people", [1, 30])
def test_the_marks_keep_their_number_of_statements(signed_in, data_statements, people):
    lead, session, places = make_led_group(people=people)
    for place in places:
        mark_present(place, session)
    client = signed_in(lead)

    with data_statements(at_most=5):
        answer = client.get(url(session, "marks/"))

    assert len(answer.json()["marks"]) == people
