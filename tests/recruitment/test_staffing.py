"""Who else is in the room of a session, and the days that its leads gave."""

from datetime import timedelta
from decimal import Decimal

import pytest

from recruitment.actions import staffing
from recruitment.errors import RegisterClosed, RegisterNotOpen, SessionCalledOff
from recruitment.models import InTheRoom, LeadDays
from recruitment.queries import figures
from recruitment.queries import staffing as queries
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_hub,
    make_session,
    make_staff,
    mark_present,
)
from tests.pages import one_line
from tests.recruitment.registers import make_led_group, url
from workgroups.models import AuditEntry, WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
PAT = {"name": "Pat <Reed>", "role": "evaluator"}


def lead_days(session):
    return f"/sessions/{session.pk}/lead-days/"


def strangers():
    colleague, _, _ = make_led_group()
    elsewhere, _, _ = make_led_group(hub=make_hub("Kent and Medway"))
    return [
        colleague,
        elsewhere,
        make_staff("evaluator"),
        make_staff("national"),
        make_staff("hub_lead", hub=make_hub("Wolds")),
    ]


# --- also in the room


def test_who_else_was_there_stands_on_the_register(client, signed_in):
    lead, session, _ = make_led_group()

    answer = signed_in(lead).post(url(session, "room/"), PAT)
    page = one_line(client.get(url(session)).text)
    listed = one_line(client.get(answer.url).text)

    row = InTheRoom.objects.get()
    assert (row.session, row.name, row.role) == (session, "Pat <Reed>", "evaluator")
    assert (row.added_by, row.added_at) == (lead, FRIDAY_5PM)
    assert "Also in the room: Pat &lt;Reed&gt; (evaluator)" in page
    assert "Pat &lt;Reed&gt; (evaluator)" in listed


def test_they_are_never_counted_as_participants(signed_in):
    lead, session, (place, _) = make_led_group()
    mark_present(place, session)
    client = signed_in(lead)
    group = WorkGroup.objects.filter(pk=session.work_group_id)
    before = figures.attendance_by_session(group, at=FRIDAY_5PM)

    client.post(url(session, "room/"), PAT)

    assert figures.attendance_by_session(group, at=FRIDAY_5PM) == before
    assert before[0].present == 1
    page = one_line(client.get(url(session)).text)
    assert '<strong data-count="present late left_early">1</strong' in page


def test_a_name_is_written_down_once_and_taken_back(signed_in):
    lead, session, _ = make_led_group()
    client = signed_in(lead)
    client.post(url(session, "room/"), PAT)
    client.post(url(session, "room/"), PAT)
    assert InTheRoom.objects.count() == 1

    client.post(url(session, "room/"), {"out": "Pat <Reed>"})
    client.post(url(session, "room/"), {"out": "Pat <Reed>"})

    assert InTheRoom.objects.count() == 0
    acts = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["add_to_room", "take_out_of_room"]


def test_another_session_keeps_its_own(signed_in):
    lead, session, _ = make_led_group()
    second = make_session(session.work_group, on=FRIDAY)
    client = signed_in(lead)
    client.post(url(session, "room/"), PAT)

    client.post(url(second, "room/"), {"out": "Pat <Reed>"})

    assert [str(each) for each in queries.in_the_room(session)] == [
        "Pat <Reed> (evaluator)"
    ]
    assert queries.in_the_room(second) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " ", "role": "mentor"}, "Write their name."),
        ({"name": "Pat", "role": ""}, "Choose who they are."),
    ],
)
def test_a_name_and_a_role_are_asked_for(signed_in, fields, said):
    lead, session, _ = make_led_group()

    page = signed_in(lead).post(url(session, "room/"), fields).text

    assert said in page
    assert InTheRoom.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"on": FRIDAY + timedelta(days=1)}, RegisterNotOpen),
        ({"on": FRIDAY - timedelta(days=15)}, RegisterClosed),
        ({"called_off_at": FRIDAY_5PM}, SessionCalledOff),
    ],
)
def test_it_is_written_down_while_the_register_is_open(signed_in, fields, error):
    lead, session, _ = make_led_group()
    for name, value in fields.items():
        setattr(session, name, value)
    session.save()

    with pytest.raises(error):
        staffing.add_to_room(session, **PAT, by=lead, at=FRIDAY_5PM)
    with pytest.raises(error):
        staffing.take_out_of_room(session, "Pat", by=lead, at=FRIDAY_5PM)
    page = signed_in(lead).post(url(session, "room/"), PAT).text

    assert "Nothing was saved." in page
    assert InTheRoom.objects.count() == 0


def test_the_room_is_written_down_by_those_who_take_the_register(signed_in):
    _, session, _ = make_led_group()

    for who in strangers():
        client = signed_in(who)
        assert client.get(url(session, "room/")).status_code == 404
        assert client.post(url(session, "room/"), PAT).status_code == 404
    assert InTheRoom.objects.count() == 0
    office = signed_in(make_staff("hub_administrator"))
    assert office.post(url(session, "room/"), PAT).status_code == 302


# --- lead days

DAYS = {
    "delivery_days": "1.5",
    "delivery_cost": "420",
    "preparation_days": "0.25",
    "preparation_cost": "",
    "meetings_days": "",
    "meetings_cost": "",
}


def days_of(session):
    rows = LeadDays.objects.filter(session=session)
    return [(row.work, row.days, row.cost) for row in rows]


def test_the_office_writes_down_the_days_of_a_lead(client, signed_in):
    _, session, _ = make_led_group()
    second = make_session(session.work_group, on=FRIDAY)
    office = make_staff("hub_administrator")

    signed_in(office).post(lead_days(session), DAYS)
    client.post(lead_days(second), {**DAYS, "delivery_days": "1"})
    page = one_line(client.get(lead_days(session)).text)

    assert days_of(session) == [
        ("delivery", Decimal("1.5"), Decimal(420)),
        ("preparation", Decimal("0.25"), None),
    ]
    assert queries.lead_days_of_group(session.work_group) == [
        ("delivery", Decimal("2.5"), Decimal(840)),
        ("preparation", Decimal("0.5"), Decimal(0)),
    ]
    assert '<th scope="row">Delivery</th> <td>2.5</td><td>£840.00</td>' in page
    assert 'value="1.5"' in page


def test_days_are_changed_and_taken_away(signed_in):
    _, session, _ = make_led_group()
    client = signed_in(make_staff("hub_lead"))
    client.post(lead_days(session), DAYS)
    client.post(lead_days(session), DAYS)
    assert AuditEntry.objects.count() == 1

    client.post(lead_days(session), {"meetings_days": "2", "delivery_days": "0"})

    assert days_of(session) == [("meetings", Decimal(2), None)]
    assert AuditEntry.objects.count() == 2


@pytest.mark.parametrize(
    "fields",
    [{"delivery_cost": "5"}, {"delivery_days": "-1"}, {"delivery_days": "1000"}],
)
def test_days_that_cannot_be_are_refused(signed_in, fields):
    _, session, _ = make_led_group()

    page = signed_in(make_staff("hub_lead")).post(lead_days(session), fields).text

    assert "Error: " in page
    assert LeadDays.objects.count() == 0


def test_nobody_but_the_hub_s_office_reads_lead_days(signed_in):
    lead, session, _ = make_led_group()

    for who in [lead, *strangers()]:
        client = signed_in(who)
        assert client.get(lead_days(session)).status_code == 404
        assert client.post(lead_days(session), DAYS).status_code == 404
    assert LeadDays.objects.count() == 0
