"""Paper slips: printed, and typed up by staff or an evaluator."""

from datetime import UTC, datetime, timedelta

import pytest

from evaluation.actions import feedback, room
from evaluation.errors import RoomClosed
from evaluation.models import EncryptedAnswers, FeedbackForm
from tests.evaluation.room_world import GIVEN, held_session
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_hub,
    make_session,
    make_staff,
    make_work_group,
)
from tests.pages import one_line
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def test_slips_are_printed_with_every_question(signed_in):
    session = held_session()

    page = signed_in(make_staff("hub_lead")).get(f"/sessions/{session.pk}/slips/")

    assert page.text.count("How useful was this session") == 30
    assert page.text.count("What was most useful") == 30
    assert "no child’s, no colleague’s" in one_line(page.text)


def test_a_pile_is_typed_up_row_by_row(signed_in):
    session = held_session(present=3)
    staff = signed_in(make_staff("hub_lead"))
    url = f"/sessions/{session.pk}/slips/type-up/"
    rows = {
        "slip0-useful": "4",
        "slip0-words": "More time.",
        "slip0-may_be_quoted": "on",
        "slip4-useful": "2",
    }

    page = staff.get(url)
    kept = staff.post(url, rows)
    after = staff.get(url)

    assert "3 more answers can be kept" in one_line(page.text)
    assert kept["Location"] == url
    assert "2 slips are kept" in after.text
    assert "1 more answer can be kept" in one_line(after.text)
    form = FeedbackForm.objects.get()
    assert (form.room_answers, EncryptedAnswers.objects.count()) == (2, 2)
    entry = AuditEntry.objects.get(action="type_up")
    assert entry.object_id == str(form.pk)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"slip0-useful": "6"}, "Write a number from 1 to 5, or nothing."),
        ({"slip0-useful": "0"}, "Write a number from 1 to 5, or nothing."),
        ({"slip0-useful": "x"}, "Write a number from 1 to 5, or nothing."),
        ({"slip0-may_be_quoted": "on"}, "No row holds an answer yet."),
        (
            {f"slip{n}-useful": "3" for n in range(3)},
            "There are as many answers as there were people in the room.",
        ),
    ],
)
def test_a_pile_with_a_mistake_keeps_nothing_and_loses_nothing(signed_in, rows, words):
    session = held_session(present=2)
    staff = signed_in(make_staff("hub_lead"))
    typed = {**rows, "slip1-words": "Hexagons."} if "No row" not in words else rows

    page = staff.post(f"/sessions/{session.pk}/slips/type-up/", typed)

    assert words in page.text
    assert ("Hexagons." in page.text) == ("slip1-words" in typed)
    assert not EncryptedAnswers.objects.exists()


@pytest.mark.parametrize(("days", "taken"), [(0, True), (14, True), (15, False)])
def test_slips_are_typed_up_within_a_fortnight(days, taken):
    session = held_session()
    staff, at = make_staff("hub_lead"), FRIDAY_5PM + timedelta(days=days)

    if taken:
        assert room.type_up(session, [GIVEN], by=staff, at=at).room_answers == 1
    else:
        with pytest.raises(RoomClosed, match="within a fortnight"):
            room.type_up(session, [GIVEN], by=staff, at=at)


def test_the_page_says_why_no_slips_can_be_typed_up(signed_in):
    full, closed, old = (held_session(present=n) for n in (0, 1, 1))
    room.take_from_browser(closed, GIVEN, at=FRIDAY_5PM)
    feedback.close_form(FeedbackForm.objects.get(), at=FRIDAY_5PM)
    old.on = FRIDAY - timedelta(days=15)
    old.save()
    staff = signed_in(make_staff("hub_lead"))

    pages = [
        one_line(staff.get(f"/sessions/{each.pk}/slips/type-up/").text)
        for each in (full, closed, old)
    ]

    said = [
        "As many answers as people in the room have come",
        "The form has closed, so no slips can be added.",
        "Slips are typed up within a fortnight of the session.",
    ]
    assert [words in page for words, page in zip(said, pages, strict=True)] == [
        True
    ] * 3
    assert ["Keep these slips" in page for page in pages] == [False] * 3


def test_slips_of_a_session_that_goes_on_are_not_typed_up():
    session = held_session()
    early = datetime(2026, 10, 16, 14, 59, tzinfo=UTC)

    with pytest.raises(RoomClosed, match="once the session has ended"):
        room.type_up(session, [GIVEN], by=make_staff("hub_lead"), at=early)


def test_an_evaluator_types_up_slips_of_their_own_hub_and_a_lead_none(signed_in):
    own = held_session()
    hub = make_hub("Other")
    foreign = make_session(make_work_group(hub=hub))
    evaluator = signed_in(make_staff("evaluator", hub=own.work_group.hub))

    assert evaluator.get(f"/sessions/{own.pk}/slips/type-up/").status_code == 200
    assert evaluator.get(f"/sessions/{foreign.pk}/slips/type-up/").status_code == 404
    lead = make_staff("work_group_lead", hub=own.work_group.hub)
    own.work_group.leads.add(lead)
    lead_page = signed_in(lead)
    assert lead_page.get(f"/sessions/{own.pk}/qr/").status_code == 200
    assert lead_page.get(f"/sessions/{own.pk}/slips/type-up/").status_code == 404


def test_the_page_of_an_open_form_leads_staff_and_evaluators_to_the_slips(signed_in):
    session = held_session()
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    form = FeedbackForm.objects.get()
    hub, url = session.work_group.hub, f"/sessions/{session.pk}/slips/type-up/"
    lead = make_staff("work_group_lead", hub=hub)
    session.work_group.leads.add(lead)
    people = [make_staff("hub_lead", hub=hub), make_staff("evaluator", hub=hub), lead]

    shown = [
        url in signed_in(who).get(f"/feedback-forms/{form.pk}/").text for who in people
    ]
    feedback.close_form(form, at=FRIDAY_5PM)
    closed = signed_in(people[0]).get(f"/feedback-forms/{form.pk}/")

    assert shown == [True, True, False]
    assert url not in closed.text


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "QR code for feedback"),
        (1, "Type up paper slips"),
        (14, "Type up paper slips"),
        (15, None),
    ],
)
def test_a_sessions_home_leads_to_the_code_and_then_to_the_slips(
    signed_in, monkeypatch, days, words
):
    session = held_session()
    moment = FRIDAY_5PM + timedelta(days=days)
    staff = signed_in(make_staff("hub_lead"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    page = staff.get(f"/admin/workgroups/session/{session.pk}/")

    both = ["QR code for feedback", "Type up paper slips"]
    found = [act.words for act in page.context["acts"] if act.words in both]
    assert found == ([words] if words else [])
