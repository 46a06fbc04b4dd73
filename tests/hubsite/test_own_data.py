"""The page "my data" and its file: everything, each hub's part for itself."""

import json
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recruitment import links, outbox
from recruitment.models import (
    ContactNote,
    Email,
    FreshCode,
    PlaceEvent,
    ReleaseContact,
)
from tests.factories import (
    FRIDAY_5PM,
    make_apology,
    make_form,
    make_hub,
    make_mentorship,
    make_participant,
    make_place,
    make_session,
    make_user,
    make_work_group,
    mark_present,
)
from tests.pages import one_line

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
EMAIL = "priya@example.org"
CODE_PAGE = "/my/code/my-data/"


def make_priya(hub=None, **fields):
    values = {"first_name": "Priya", "last_name": "Shah", "email": EMAIL, **fields}
    return make_participant(hub or make_hub(), **values)


def signed_in(person) -> Client:
    client = Client()
    until = FRIDAY_5PM + timedelta(hours=2)
    made = links.make("sign_in", person, hub_id=person.hub_id, expires_at=until)
    client.get(f"/sign-in/{links.token_of(made)}/")
    client.post("/sign-in/finish/")
    return client


def with_code(person, purpose="my-data") -> Client:
    """A browser in which the person has typed the code for a page."""
    client = signed_in(person)
    page = f"/my/code/{purpose}/"
    client.post(page, {"press": "send"})
    digits = FreshCode.objects.latest("pk").digits
    assert client.post(page, {"code": digits}).status_code == 302
    return client


def text_of(client, path="/my/data/") -> str:
    return one_line(client.get(path).content.decode())


def rows_of(client) -> dict:
    """By model, what the file says of the one hub."""
    (hub,) = json.loads(client.get("/my/data/file/").content)["hubs"]
    return hub["held"]


# --- the code


@pytest.mark.parametrize("path", ["/my/data/", "/my/data/file/"])
def test_without_a_code_nothing_is_shown(path):
    client = signed_in(make_priya())

    answer = client.get(path)

    assert (answer.status_code, answer["Location"]) == (302, CODE_PAGE)
    assert Client().get(path)["Location"] == "/sign-in/"


def test_the_code_goes_to_the_persons_own_address_and_opens_the_page():
    client = signed_in(make_priya())
    assert "Send me a code" in text_of(client, CODE_PAGE)

    sent = client.post(CODE_PAGE, {"press": "send"}, follow=True)
    digits = FreshCode.objects.get().digits
    opened = client.post(CODE_PAGE, {"code": f" {digits[:3]} {digits[3:]} "})

    assert f"A code is on its way to {EMAIL}." in one_line(sent.content.decode())
    assert "They work until 5:15pm." in one_line(sent.content.decode())
    assert Email.objects.get(kind="fresh_code").recipient_id
    assert opened["Location"] == "/my/data/"
    assert client.get("/my/data/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type the six digits from our letter."),
        ("12345", "Type six digits, such as 012 345."),
        ("12345x", "Type six digits, such as 012 345."),
        ("wrong", "Type six digits, such as 012 345."),
    ],
)
def test_what_is_no_code_is_refused(typed, said):
    client = signed_in(make_priya())
    client.post(CODE_PAGE, {"press": "send"})

    page = one_line(client.post(CODE_PAGE, {"code": typed}).content.decode())

    assert said in page
    assert FreshCode.objects.get().tries == 0
    assert client.get("/my/data/").status_code == 302


def test_wrong_digits_open_nothing():
    client = signed_in(make_priya())
    client.post(CODE_PAGE, {"press": "send"})
    digits = f"{(int(FreshCode.objects.get().digits) + 1) % 1_000_000:06d}"

    page = one_line(client.post(CODE_PAGE, {"code": digits}).content.decode())

    assert "These are not the digits that we sent last" in page
    assert client.get("/my/data/").status_code == 302


def test_a_code_for_one_page_opens_no_other():
    client = with_code(make_priya(), "delete-me")

    assert client.get("/my/data/")["Location"] == CODE_PAGE


@pytest.mark.parametrize(("minutes", "status"), [(15, 200), (16, 302)])
def test_the_page_stays_open_for_a_quarter_of_an_hour(minutes, status):
    with time_machine.travel(FRIDAY_5PM, tick=False) as clock:
        client = with_code(make_priya())
        clock.shift(timedelta(minutes=minutes))

        assert client.get("/my/data/").status_code == status


def test_finish_and_another_sign_in_close_the_page():
    person, other = make_priya(), make_participant()
    client = with_code(person)

    client.post("/my/finish/")
    assert client.get("/my/data/")["Location"] == "/sign-in/"

    client = with_code(person)
    until = FRIDAY_5PM + timedelta(hours=2)
    made = links.make("sign_in", other, hub_id=other.hub_id, expires_at=until)
    client.get(f"/sign-in/{links.token_of(made)}/")
    client.post("/sign-in/finish/")
    assert client.get("/my/data/")["Location"] == CODE_PAGE


def test_another_purpose_is_not_found():
    assert signed_in(make_priya()).get("/my/code/else/").status_code == 404


def test_codes_to_one_address_are_limited():
    client = signed_in(make_priya())
    for _ in range(5):
        assert client.post(CODE_PAGE, {"press": "send"}).status_code == 302

    assert client.post(CODE_PAGE, {"press": "send"}).status_code == 429
    assert FreshCode.objects.count() == 5


def test_an_address_that_changed_meanwhile_is_not_opened_by_its_code():
    here, there = make_priya(), make_priya(make_hub("Wolds"))
    client = with_code(here)
    there.email = "new@example.org"
    there.save()
    client = signed_in(here)
    session = client.session
    session["participant"] = {**session["participant"], "ids": [here.pk, there.pk]}
    session.save()
    client.post(CODE_PAGE, {"press": "send"})
    code = FreshCode.objects.latest("pk")
    client.post(CODE_PAGE, {"code": code.digits})

    people = {here.pk: here, there.pk: there}
    assert client.session["fresh_code"]["ids"] == [people[code.participant_id].pk]


# --- what is shown


def make_a_year(hub=None, marker="zq"):
    """A person with a row of every kind; every text begins with the marker."""
    person = make_priya(hub, phone=f"{marker} phone", former_emails=["old@example.org"])
    group = make_work_group(hub=person.hub, title=f"{marker} group")
    session = make_session(group, on=date(2026, 10, 1), number=1)
    place = make_place(
        work_group=group,
        participant=person,
        access_needs=f"{marker} needs",
        year_groups=["4", "5"],
        schemes=["white_rose"],
        release_email="head@example.org",
    )
    place.registration.first_only_words = f"{marker} words"
    place.registration.save()
    PlaceEvent.objects.create(
        hub=person.hub,
        place=place,
        from_state="offered",
        to_state="confirmed",
        at=FRIDAY_5PM,
        reason=f"{marker} reason",
    )
    make_mentorship(person)
    ReleaseContact.objects.get_or_create(hub=person.hub, email="head@example.org")
    mark_present(place, session)
    make_apology(place, session)
    ContactNote.objects.create(
        hub=person.hub,
        participant=person,
        kind="call",
        text=f"{marker} note",
        written_by=make_user(name="Robin Marsh"),
        written_at=FRIDAY_5PM,
    )
    form = make_form(group)
    form.requests.create(hub=person.hub, place=place, answered=True)
    sent = outbox.queue("place_confirmed", about=place, to=person, at=FRIDAY_5PM)
    Email.objects.filter(pk=sent.pk).update(
        body_kept=f"{marker} text", subject_kept=f"{marker} subject"
    )
    return person


def test_the_page_shows_everything_in_words():
    page = text_of(with_code(make_a_year()))

    for words in (
        "zq phone",
        "old@example.org",
        "zq group",
        "zq needs",
        "<dt>Academic year</dt> <dd>2026/27</dd>",
        "Year 4, Year 5",
        "head@example.org",
        "zq words",
        "zq reason",
        "asked to confirm",
        "16 October 2026 at 17:00",
        "Jo Fern",
        "present",
        "zq note",
        "telephone call",
        "place confirmed",
        "zq text",
        "zq subject",
        "Feedback that you were asked for",
    ):
        assert words in page, words
    assert "Robin Marsh" not in page


def test_the_file_has_the_same_rows():
    held = rows_of(with_code(make_a_year()))

    assert {model: len(rows) for model, rows in held.items()} == {
        "recruitment.Participant": 1,
        "recruitment.Registration": 1,
        "recruitment.Place": 1,
        "recruitment.PlaceEvent": 1,
        "recruitment.Mentorship": 1,
        "recruitment.Mentor": 1,
        "recruitment.ReleaseContact": 1,
        "recruitment.GapTaskTalk": 0,
        "recruitment.Attendance": 1,
        "recruitment.FormerMark": 0,
        "recruitment.Apology": 1,
        "recruitment.RecruitingCall": 0,
        "recruitment.ContactNote": 1,
        "recruitment.AddressChange": 0,
        "recruitment.FreshCode": 1,
        "recruitment.RetentionHold": 0,
        "recruitment.OpeningRequest": 0,
        "recruitment.Email": 2,
        "recruitment.Link": 1,
        "workgroups.AuditEntry": 0,
        "evaluation.FeedbackRequest": 1,
    }
    assert held["recruitment.Place"][0]["access_needs"] == "zq needs"
    assert held["recruitment.Place"][0]["start_year"] == 2026  # for programs
    assert held["recruitment.Place"][0]["year_groups"] == ["4", "5"]
    assert held["recruitment.PlaceEvent"] == [
        {
            "at": "2026-10-16T16:00:00Z",
            "from_state": "offered",
            "to_state": "confirmed",
            "reason": "zq reason",
        }
    ]
    assert held["recruitment.ContactNote"] == [
        {"written_at": "2026-10-16T16:00:00Z", "kind": "call", "text": "zq note"}
    ]


def test_the_file_is_a_download_that_nothing_keeps():
    answer = with_code(make_a_year()).get("/my/data/file/")

    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in answer["Cache-Control"]


def test_each_hub_stands_under_its_own_heading_and_others_not_at_all():
    here = make_a_year(make_hub("Aire"), "own")
    make_a_year(make_hub("Wolds"), "there")
    stranger = make_a_year(make_hub("Wolds"), "stranger")
    stranger.email = "else@example.org"
    stranger.save()

    client = with_code(here)
    page = text_of(client)
    hubs = json.loads(client.get("/my/data/file/").content)["hubs"]

    first, _, second = page.partition(">Wolds</h2>")
    assert ("own note" in first, "there note" in first) == (True, False)
    assert ("own note" in second, "there note" in second) == (False, True)
    assert "stranger" not in page
    assert [each["hub"] for each in hubs] == ["Aire", "Wolds"]
    assert "own note" not in json.dumps(hubs[1])


def test_what_a_person_wrote_is_escaped():
    page = text_of(with_code(make_a_year(marker="<b>zq</b>")))

    assert "<b>zq" not in page
    assert "&lt;b&gt;zq&lt;/b&gt; note" in page


def test_the_page_costs_the_same_statements_whatever_the_rows():
    counts = []
    for places in (1, 3):
        person = make_priya(make_hub(f"Hub {places}"), email=f"p{places}@example.org")
        for _ in range(places):
            place = make_place(
                work_group=make_work_group(hub=person.hub), participant=person
            )
            session = make_session(place.work_group, on=date(2026, 10, 1))
            mark_present(place, session)
            form = make_form(place.work_group, session=session)
            form.requests.create(hub=person.hub, place=place)
            make_mentorship(person)
        client = with_code(person)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get("/my/data/")
        counts.append(len(caught))

    assert counts[0] == counts[1]


def test_the_footer_of_my_places_leads_to_both_pages():
    page = text_of(signed_in(make_priya()), "/my/")

    assert '<a href="/my/data/">My data</a>' in page
    assert '<a href="/my/delete/">Delete me</a>' in page
