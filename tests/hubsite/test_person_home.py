"""A person's home in the admin, and the notes that staff keep about them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from evaluation.models import FeedbackRequest
from recruitment.actions import attendance, seats
from recruitment.models import ContactNote, PlaceEvent
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_form,
    make_hub,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_work_group,
    mark_present,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
PRESSED = {"index": 0}


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub(), name="Ola Berg")


def home_of(person, tab="") -> str:
    return f"/admin/recruitment/participant/{person.pk}/{tab}"


def make_priya(hub=None, **fields):
    names = {"first_name": "Priya", "last_name": "Shah"}
    return make_participant(hub or make_hub(), **names, **fields)


def make_place_of(person, state="waiting", **fields):
    group = make_work_group(fields.pop("title", ""), hub=person.hub)
    return make_place(work_group=group, participant=person, state=state, **fields)


def test_a_place_says_who_agreed_the_release_or_that_nobody_has(staff):
    priya = make_priya()
    make_place_of(priya, title="Open", release_agreed="not_yet")
    agreed = {
        "release_agreed": "yes",
        "release_name": "Sam <Head>",
        "release_role": "Headteacher",
        "release_email": "head@school.example",
    }
    make_place_of(priya, state="confirmed", title="Sure", **agreed)
    make_place_of(priya, state="withdrawn", title="Gone", release_agreed="not_yet")

    page = one_line(client_of(staff).get(home_of(priya)).content.decode())

    parts = [part.partition("</section>")[0] for part in page.split("home__place")[1:]]
    nobody = "<strong>Nobody has agreed the release yet.</strong>"
    sam = "Release agreed by Sam &lt;Head&gt;, Headteacher (head@school.example)."
    said = {
        title: (nobody in part, sam in part)
        for part in parts
        for title in ("Open", "Sure", "Gone")
        if f">{title}<" in part
    }
    assert said == {
        "Open": (True, False),
        "Sure": (False, True),
        "Gone": (False, False),
    }


def test_each_step_of_a_place_has_its_day_and_who_made_it(staff):
    priya = make_priya()
    place = make_place_of(priya)
    seats.offer_place(place, at=FRIDAY_5PM, actor=staff, reason="Agreed by telephone")

    (line,) = client_of(staff).get(home_of(priya)).context["person"].places

    last = line.steps[-1]
    assert (last.state, last.event.who) == ("asked to confirm", "Ola Berg")
    assert (last.event.at, last.event.reason) == (FRIDAY_5PM, "Agreed by telephone")
    assert line.year == "2026/27"


def test_a_step_that_no_account_made_says_so(staff):
    priya = make_priya()
    place = make_place_of(priya)
    PlaceEvent.objects.create(
        place=place, hub=place.hub, to_state="waiting", at=FRIDAY_5PM
    )

    page = client_of(staff).get(home_of(priya)).content.decode()

    assert "by the person, or a rule" in page


def test_a_home_names_mentors_marks_and_what_feedback_was_asked(staff):
    priya = make_priya()
    place = make_place_of(priya, state="confirmed", title="Greenwich")
    session = make_session(place.work_group, number=1, on=FRIDAY)
    mark_present(place, session)
    make_mentorship(priya, make_mentor(priya.hub, name="Mia Cole"))
    form = make_form(place.work_group, session=session)
    asked = {"hub": priya.hub, "form": form, "place": place}
    FeedbackRequest.objects.create(answered=True, **asked)

    page = client_of(staff).get(home_of(priya))

    text = page.content.decode()
    assert "Mia Cole" in text
    (line,) = page.context["person"].places
    assert [each.mark.mark for each in line.marks] == ["present"]
    assert [each.pk for each in page.context["person"].asked] == [form.pk]
    assert "answered is never shown" in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (
            "waiting",
            ["Offer a place", "Move to another group", "Do not select", "Withdraw"],
        ),
        (
            "confirmed",
            ["Move to another group", "Put off to a later year", "Withdraw"],
        ),
        ("withdrawn", ["Restore to interested"]),
        ("completed", []),
    ],
)
def test_the_buttons_are_those_that_the_state_allows(staff, state, words):
    priya = make_priya()
    make_place_of(priya, state=state)

    ((acts, _),) = client_of(staff).get(home_of(priya)).context["acts_of"]

    assert [act.words for act in acts] == words


def test_a_reason_is_one_press_and_does_the_act(staff):
    priya = make_priya()
    place = make_place_of(priya, state="withdrawn")
    client = client_of(staff)
    (((restore,), _),) = client.get(home_of(priya)).context["acts_of"]

    pressed = {"action": restore.action, "_selected_action": restore.row_id}
    client.post(restore.url, {**PRESSED, **pressed, "picked": restore.reasons[0][0]})

    place.refresh_from_db()
    assert place.state == "interested"
    assert place.events.last().reason == "It ended by mistake"


def test_a_place_that_is_being_changed_has_no_buttons(staff):
    priya = make_priya()
    make_place_of(priya, state="withdrawn")
    client = client_of(staff)
    (((restore,), _),) = client.get(home_of(priya)).context["acts_of"]
    pressed = {"action": restore.action, "_selected_action": restore.row_id}
    client.post(restore.url, {**PRESSED, **pressed, "picked": restore.reasons[0][0]})

    page = client.get(home_of(priya))

    assert [acts for acts, _ in page.context["acts_of"]] == [[]]
    assert "We are changing this" in page.content.decode()


def test_a_corrected_mark_stands_with_who_made_it_and_until_when(staff):
    priya = make_priya()
    place = make_place_of(priya, "confirmed")
    session = make_session(place.work_group, number=2, on=FRIDAY)
    for mark, seen, hours in (("absent", "", 1), ("late", "absent", 3)):
        attendance.record_attendance(
            session,
            {place.pk: mark},
            seen={place.pk: seen},
            by=staff,
            at=FRIDAY_5PM + timedelta(hours=hours),
        )

    text = one_line(strip_tags(client_of(staff).get(home_of(priya)).content.decode()))

    assert "Session 2: late (was absent by Ola Berg until 16 Oct 2026, 8pm)" in text, (
        text
    )


def test_a_note_is_kept_once_with_who_wrote_it(staff):
    priya = make_priya()
    client, note = client_of(staff), {"kind": "call", "text": "  Moves school. "}

    form = client.get(home_of(priya, "notes/")).content.decode()
    client.post(home_of(priya, "notes/"), note)
    client.post(home_of(priya, "notes/"), note)

    assert '<p id="note-help"><strong>The person can ask to read this.' in form
    (box,) = re.findall(r"<textarea[^>]*>", form)
    assert 'aria-describedby="note-help"' in box
    kept = ContactNote.objects.get()
    assert (kept.text, kept.written_by, kept.hub) == ("Moves school.", staff, priya.hub)
    assert str(kept) == "telephone call on 16 October 2026"
    entry = AuditEntry.objects.get(object_type="recruitment.contactnote")
    assert "Moves" not in f"{entry.fields}{entry.reason}"


def test_an_empty_note_is_not_kept(staff):
    priya = make_priya()

    answer = client_of(staff).post(home_of(priya, "notes/"), {"kind": "call"})

    assert answer.status_code == 200
    assert answer.context["form"].errors == {"text": ["Please fill this in."]}
    assert ContactNote.objects.count() == 0


@pytest.mark.parametrize("tab", ["", "emails/", "notes/", "mentors/", "address/"])
def test_somebody_at_another_hub_is_not_found_and_no_note_is_kept(staff, tab):
    theirs = make_priya(make_hub("Another Hub"))
    client = client_of(staff)

    assert client.get(home_of(theirs, tab)).status_code == 404
    note = {"kind": "call", "text": "Hello"}
    assert client.post(home_of(theirs, tab), note).status_code == 404
    assert ContactNote.objects.count() == 0


@pytest.mark.parametrize("tab", ["", "emails/", "notes/", "mentors/", "address/"])
def test_a_lead_has_no_home_of_a_person(tab):
    lead = make_staff("work_group_lead", hub=make_hub())
    place = make_place_of(make_priya())
    place.work_group.leads.add(lead)

    assert client_of(lead).get(home_of(place.participant, tab)).status_code == 403


@pytest.mark.parametrize("tab", ["", "emails/", "notes/", "mentors/", "address/"])
def test_a_home_takes_as_many_statements_with_many_places_as_with_one(staff, tab):
    few, many = make_priya(), make_priya(email="other@example.org")
    fill(few, 1)
    client = client_of(staff)
    with CaptureQueriesContext(connection) as first:
        client.get(home_of(few, tab))

    for number in range(20):
        fill(make_priya(make_hub(f"Hub {number}")), 1)
    fill(many, 6)
    with CaptureQueriesContext(connection) as last:
        client.get(home_of(many, tab))

    assert len(first) == len(last) <= 15


def fill(person, number) -> None:
    for each in range(number):
        place = make_place_of(person, state="withdrawn")
        mark_present(place, make_session(place.work_group, number=1, on=FRIDAY))
        make_mentorship(person)
        ContactNote.objects.create(
            hub=person.hub,
            participant=person,
            kind="call",
            text=f"Note {each}",
            written_by=make_staff("hub_lead", hub=person.hub),
            written_at=FRIDAY_5PM - timedelta(days=each),
        )
