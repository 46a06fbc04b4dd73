"""Attacks that once succeeded, each as an attacker would make it."""

import logging
import sys
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils.module_loading import import_string

from evaluation.actions import feedback
from evaluation.admin import LinesField
from recruitment import links, participant_sessions
from recruitment.actions import places, sign_in
from recruitment.choices import LinkPurpose
from recruitment.models import Email, Mentor, Mentorship, Participant, Place
from tests.factories import (
    FRIDAY_5PM,
    PASSWORD,
    make_hub,
    make_mentorship,
    make_participant,
    make_place,
    make_school,
    make_session,
    make_staff,
    make_work_group,
    mark_present,
)
from tests.pages import form_on
from tests.recruitment.test_registration_pages import (
    CLASSES,
    MENTOR,
    YOU,
    group_over_two_years,
    url,
)
from tests.workers import answer_sign_in_requests

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def register(group, *, client=None, mentor="", **you):
    """Post the whole registration form without an account."""
    client = client or Client()
    school = make_school()
    name = MENTOR["mentor_name"] if mentor else ""
    steps = {
        "you": {**YOU, **you},
        "school": {"school": school.urn, "school_query": school.name},
        "classes": CLASSES,
        "mentor": {"mentor_name": name, "mentor_email": mentor},
        "dates": {"years": "both"},
    }
    for step, data in steps.items():
        assert client.post(url(group, step), data).status_code == 302
    return client.post(url(group, "check"))


def kinds_to(row) -> list[str]:
    found = Email.objects.filter(
        recipient_type=row._meta.label_lower, recipient_id=row.pk
    )
    return list(found.order_by("pk").values_list("kind", flat=True))


def open_link(purpose: str, subject) -> str:
    link = links.make(
        purpose, subject, hub_id=subject.hub_id, expires_at=FRIDAY_5PM + timedelta(1)
    )
    return links.token_of(link)


# --- a stranger becomes somebody's mentor -------------------------------------------


def test_nobody_becomes_a_mentor_by_typing_a_colleagues_name_into_the_form():
    victim = make_participant(
        first_name="Zoë", last_name="Oak", email="zoe@example.org"
    )
    make_place("confirmed", participant=victim)
    true_one = make_mentorship(victim)

    register(group_over_two_years(), email="zoe@example.org", mentor="spy@example.org")

    spy = Mentor.objects.get(email="spy@example.org")
    true_one.refresh_from_db()
    assert true_one.until_on is None
    browser = Client()
    browser.get(f"/mentor/{open_link(LinkPurpose.MENTOR, spy)}/")
    assert "Zoë" not in browser.get("/mentor/").text
    assert sign_in.send_sign_in_links("spy@example.org", at=FRIDAY_5PM) == 0


def test_a_form_that_nobody_confirmed_names_no_mentor_for_a_later_one():
    group = group_over_two_years()
    register(group_over_two_years(), mentor="spy@example.org")
    register(group)
    own = Place.objects.get(work_group=group)

    places.confirm_place(own, at=FRIDAY_5PM)

    assert not Email.objects.filter(kind="mentor_told").exists()
    assert not Mentor.objects.known().exists()


def test_the_mentor_whom_a_confirmed_form_names_takes_over():
    group = group_over_two_years()
    ada = {**YOU, "email": "zoe.oak@example.org"}
    before = make_mentorship(make_participant(group.hub, **ada))
    register(group, mentor="new@example.org")
    place = Place.objects.get(work_group=group)

    places.confirm_place(place, at=FRIDAY_5PM)

    before.refresh_from_db()
    assert before.until_on == FRIDAY_5PM.date()
    running = Mentorship.objects.filter(until_on=None)
    assert [each.mentor.email for each in running] == ["new@example.org"]
    assert kinds_to(Mentor.objects.get(email="new@example.org")) == ["mentor_told"]


def test_a_mentors_address_is_not_flooded_with_emails(client):
    register(group_over_two_years(), mentor="head@example.org")

    client.post("/sign-in/", {"email": "head@example.org"})
    answer_sign_in_requests()

    assert kinds_to(Mentor.objects.get()) == []


# --- an email that went to a stranger -----------------------------------------------


def test_a_mistyped_address_loses_its_links_when_it_is_put_right(client, signed_in):
    place = make_place("offered")
    person = place.participant
    tokens = {
        "confirm": open_link(LinkPurpose.CONFIRM, place),
        "sign-in": open_link(LinkPurpose.SIGN_IN, person),
    }
    url = f"/admin/recruitment/participant/{person.pk}/address/"
    admin = signed_in(make_staff("hub_lead"))
    form = form_on(admin.get(url), having="new_email")
    answer = admin.post(url, {**form, "new_email": "right@example.org", "press": "ask"})

    stranger = Client()
    for path, token in tokens.items():
        stranger.get(f"/{path}/{token}/", follow=True)
    stranger.post("/confirm/", {"can_attend": "on"})
    stranger.post("/sign-in/finish/")

    place.refresh_from_db()
    assert (answer.status_code, place.state) == (302, "offered")
    assert stranger.get("/my/").status_code == 302
    assert kinds_to(person) == ["prove_address"]


# --- a hub asks who has answered ------------------------------------------------------


def test_sending_a_feedback_email_again_tells_nobody_who_has_answered(signed_in):
    session = make_session(make_work_group())
    for _ in range(2):
        mark_present(make_place(work_group=session.work_group), session)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    client = signed_in(make_staff("hub_lead"))
    emails = list(Email.objects.values_list("pk", flat=True))

    client.post(
        "/admin/recruitment/email/",
        {"action": "send_again", "_selected_action": emails},
    )

    assert list(Email.objects.values_list("pk", flat=True)) == emails


# --- a computer in the staff room ---------------------------------------------------


def test_the_next_person_at_a_shared_computer_sees_only_their_own_places(client):
    first = make_place("offered", participant=make_participant(first_name="Ashlind"))
    second = make_place("offered", participant=make_participant(first_name="Bertrade"))
    for place in (first, second):
        client.get(f"/confirm/{open_link(LinkPurpose.CONFIRM, place)}/")
        client.post("/confirm/", {"can_attend": "on"})

    assert client.get(f"/my/places/{first.pk}/sessions.ics").status_code == 404
    assert client.get(f"/my/places/{second.pk}/sessions.ics").status_code == 200


def test_one_address_signs_in_to_its_places_at_two_hubs(client):
    other = make_hub("Wolds and Dales", slug="wolds-and-dales")
    pair = [
        make_participant(hub, email="zoe@example.org") for hub in (make_hub(), other)
    ]
    request = client.request().wsgi_request
    request.session = client.session
    for person in pair:
        participant_sessions.open_session(request, [person.pk])

    assert participant_sessions.participants_of(request).participant_ids == tuple(
        sorted(person.pk for person in pair)
    )


def test_finish_leaves_nothing_that_opens_a_page(client):
    mentor = make_mentorship(make_place("confirmed").participant).mentor
    client.get(f"/mentor/{open_link(LinkPurpose.MENTOR, mentor)}/")
    assert client.get("/mentor/").status_code == 200

    client.post("/my/finish/")

    assert client.get("/mentor/").status_code == 404
    assert "registered_as" not in {k for k, v in client.cookies.items() if v.value}


def test_pages_of_a_session_are_not_cached(client, signed_in):
    place = make_place("offered")
    public = client.get("/work-groups/")
    client.get(f"/confirm/{open_link(LinkPurpose.CONFIRM, place)}/")
    opened = [client.get("/confirm/")]
    client.post("/confirm/", {"can_attend": "on"})
    opened.append(client.get("/my/"))
    opened.append(signed_in(make_staff("national")).get("/national/record/"))

    assert "no-store" not in public.get("Cache-Control", "")
    assert [page.status_code for page in opened] == [200, 200, 200]
    assert all("no-store" in page["Cache-Control"] for page in opened)


def test_cookies_of_a_draft_are_secure(client, settings):
    settings.SESSION_COOKIE_SECURE = True

    register(group_over_two_years(), client=client)

    ours = [name for name in client.cookies if name.startswith("regist")]
    assert len(ours) == 2
    assert all(client.cookies[name]["secure"] for name in ours)


# --- emails of the site as a carrier of spam ---------------------------------------


@pytest.mark.parametrize(
    "name", ["Win at https://evil.example/x", "see www.evil", "evil.com", "a@evil.org"]
)
def test_a_name_carries_no_address_into_our_emails(client, name):
    group = group_over_two_years()
    school = make_school()
    data = {**YOU, "school": school.urn, "school_query": school.name}

    page = client.post(url(group), {**data, "first_name": name})

    assert page.status_code == 200
    assert "without a web address" in page.text
    assert not Participant.objects.exists()


@pytest.mark.parametrize("name", ["St.John", "O'Neill-Smythe", "J.R.", "María José"])
def test_real_names_are_accepted(name):
    register(group_over_two_years(), first_name=name)

    assert Participant.objects.get().first_name == name


# --- characters that PostgreSQL refuses -----------------------------------------------


def test_null_bytes_in_the_form_are_removed(client):
    answer = register(
        group_over_two_years(),
        client=client,
        first_name="Zo\x00ë",
        job_role="Year 3\x00",
        **{"from": "a\x00b"},
    )

    assert answer.status_code == 302
    assert Participant.objects.get().first_name == "Zoë"


def test_null_bytes_in_lines_are_removed():
    assert LinesField().clean("yes\x00\nno") == ["yes", "no"]


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "٣"])
def test_invalid_numbers_cause_no_server_error(signed_in, number):
    place = make_place("waiting", work_group=make_work_group())
    client = signed_in(make_staff("hub_lead"))

    moved = client.post(
        "/admin/recruitment/place/",
        {"action": "move_places", "_selected_action": place.pk, "to_group": number},
        follow=True,
    )
    chosen = client.post("/workspace/hub/", {"hub": number})

    assert (moved.status_code, chosen.status_code) == (200, 404)


# --- the log ------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["head", "options", "delete"])
def test_no_log_holds_a_token_that_works(client, caplog, settings, way):
    token = open_link(LinkPurpose.CONFIRM, make_place("offered"))
    made = dict(settings.LOGGING["formatters"]["line"])
    lines = import_string(made.pop("()"))(fmt=made["format"], style=made["style"])

    getattr(client, way)(f"/confirm/{token}/")
    client.get(f"/confirm/{token}/>")

    written = [lines.format(record) for record in caplog.records]
    assert len(written) == 2
    assert not any(token in line or token[23:] in line for line in written)
    assert "/confirm/[token]/" in written[0]


def test_no_log_holds_an_address(settings):
    made = dict(settings.LOGGING["formatters"]["line"])
    lines = import_string(made.pop("()"))(fmt=made["format"], style=made["style"])
    try:
        raise ValueError("Key (email)=(zoe.oak@school.example.org) already exists")
    except ValueError:
        record = logging.LogRecord("x", 40, "", 1, "failed", (), sys.exc_info())

    line = lines.format(record)

    assert "zoe" not in line
    assert "Key (email)=([address])" in line


def test_a_malformed_request_gets_a_plain_error_page(client):
    page = client.post("/sign-in/", {"email": "a" * 5_000_000})

    assert page.status_code == 400
    assert "too large" in page.text


# --- the second factor ----------------------------------------------------------------


def test_a_password_alone_cannot_remove_an_authenticator(signed_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    user = make_staff("hub_lead")
    browser = signed_in(user)  # a session older than the authenticator
    TOTP.activate(user, generate_totp_secret())

    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = browser.post("/accounts/2fa/totp/deactivate/")

    assert answer.url.startswith("/accounts/2fa/reauthenticate/")
    assert Authenticator.objects.filter(user=user).exists()


def test_codes_go_to_one_address_a_few_times(client, mailoutbox):
    for _ in range(9):
        client.post("/accounts/login/code/", {"email": "victim@example.org"})

    assert 0 < len(mailoutbox) <= 5


# --- typing errors --------------------------------------------------------------------


@pytest.mark.parametrize("year", ["0", "20226", "32767"])
def test_an_impossible_year_breaks_no_page(signed_in, year):
    group = make_work_group()
    client = signed_in(make_staff("hub_lead"))
    url = f"/admin/workgroups/project/{group.project_id}/change/"
    form = form_on(client.get(url), having="start_year")

    page = client.post(url, {**form, "start_year": year})

    assert "Write the academic year as “2026/27”." in page.text
    assert page.text.count("<title>Error: ") == 1
    assert "Error: Error: " not in page.text
    assert client.get(group.get_absolute_url()).status_code == 200
