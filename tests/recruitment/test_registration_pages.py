"""The steps of registering, and the email with its link."""

import re
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from recruitment import delivery, links
from recruitment.actions.registrations import save_draft
from recruitment.models import (
    AnswerOption,
    Email,
    Link,
    Mentor,
    Place,
    Registration,
    RegistrationDraft,
)
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_place,
    make_programme,
    make_project,
    make_school,
    make_session,
    make_stage,
    make_work_group,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


YOU = {"first_name": "Zoë", "last_name": "Oak", "email": "Zoe.Oak@Example.org "}
CLASSES = {
    "year_groups": ["3", "4"],
    "schemes": ["white_rose", "other"],
    "scheme_other": "our own",
}
MENTOR = {"mentor_name": "Jo Fern", "mentor_email": "jo.fern@example.org"}


def group_over_two_years(**fields):
    programme = make_programme()
    first = make_stage(programme, name="ECT 1")
    make_stage(programme, name="ECT 2")
    group = make_work_group(project=make_project(first), **fields)
    make_session(group, on=(FRIDAY_5PM.date().replace(month=11)))
    return group


def url(group, step="you"):
    return reverse("recruitment:register_step", args=[group.slug, step])


def walk(client, group, **you):
    school = make_school()
    steps = {
        "you": {**YOU, **you},
        "school": {"school": school.urn, "school_query": school.name},
        "classes": CLASSES,
        "mentor": MENTOR,
    }
    for step, data in steps.items():
        assert client.post(url(group, step), data).status_code == 302
    return client.post(url(group, "dates"), {"years": "both"})


def test_the_steps_leave_an_offered_place(client):
    group = group_over_two_years()

    assert walk(client, group).url == url(group, "check")
    check = client.get(url(group, "check")).content.decode()
    answer = client.post(url(group, "check"))

    assert "Year 3, Year 4" in check
    assert group.hub.privacy_notice in check
    assert answer.url == reverse("recruitment:registered", args=[group.slug])
    place = Place.objects.get()
    assert place.state == "offered"
    assert place.participant.email == "zoe.oak@example.org"
    assert (place.year_groups, place.schemes) == (["3", "4"], ["white_rose", "other"])
    assert place.school.name == "Rose Hill Primary School"
    assert place.registration.both_years
    assert place.registration.notice_version == "1"
    assert place.participant.mentorships.get().mentor.name == "Jo Fern"
    assert not RegistrationDraft.objects.exists()


def test_posting_the_last_page_twice_is_one_registration(client):
    group = group_over_two_years()
    walk(client, group)

    client.post(url(group, "check"))
    again = client.post(url(group, "check"))

    assert again.url == reverse("recruitment:registered", args=[group.slug])
    assert Registration.objects.count() == 1
    assert Email.objects.count() == 1


def test_a_step_posted_while_its_form_is_registered_keeps_no_draft(client):
    group = group_over_two_years()
    walk(client, group)
    still_open = RegistrationDraft.objects.get()

    client.post(url(group, "check"))
    save_draft(still_open, {"first_name": ["Zoe"]}, at=FRIDAY_5PM)
    again = client.post(url(group, "check"))

    assert not RegistrationDraft.objects.exists()
    assert again.url == reverse("recruitment:registered", args=[group.slug])
    assert Registration.objects.count() == 1


def test_a_choice_out_of_use_sends_back_to_its_step(client):
    group = group_over_two_years()
    options = AnswerOption.objects.filter(kind="scheme")
    walk(client, group)

    options.filter(code="power_maths").update(in_use=False)
    complete = client.get(url(group, "check"))
    options.filter(code="white_rose").update(in_use=False)
    incomplete = client.post(url(group, "check"))

    assert "White Rose Maths" in complete.content.decode()
    assert incomplete.url == url(group, "classes")
    assert not Registration.objects.exists()


def test_a_known_mentor_keeps_their_name_and_row(client):
    group = group_over_two_years()
    known = make_mentor(group.hub, name="Dr Jo Fern", email="jo.fern@example.org")
    elsewhere = make_mentor(make_hub("Other"), name="Jo", email="jo.fern@example.org")
    walk(client, group)

    client.post(url(group, "check"))

    assert Place.objects.get().participant.mentorships.get().mentor_id == known.pk
    names = Mentor.objects.filter(pk__in=[known.pk, elsewhere.pk]).order_by("pk")
    assert list(names.values_list("name", flat=True)) == ["Dr Jo Fern", "Jo"]
    assert Mentor.objects.count() == 2


def test_a_draft_is_shown_again_in_the_same_browser(client):
    group = group_over_two_years()
    client.post(url(group), YOU)

    page = client.get(reverse("recruitment:register_interest", args=[group.slug]))

    assert 'value="Zoë"' in page.content.decode()
    assert "You have been here before" in page.content.decode()


def test_another_browser_does_not_see_a_draft(client):
    group = group_over_two_years()
    client.post(url(group), YOU)

    page = Client().get(url(group))

    assert "Zoë" not in page.content.decode()


def test_looking_up_a_school_without_scripts_keeps_the_choice(client):
    group = group_over_two_years()
    make_school("St Mary's C of E Primary School")
    client.post(url(group), YOU)

    page = client.get(url(group, "school"), {"school_query": "saint marys"})

    text = page.content.decode()
    assert "St Mary&#x27;s C of E Primary School" in text
    assert 'value="saint marys"' in text
    assert "There is a problem" not in text
    assert 'action="' + url(group, "school") + '#schools"' in text
    assert '<div id="schools" tabindex="-1"' in text


@pytest.mark.parametrize(
    ("step", "data", "sentence"),
    [
        ("you", {"first_name": ""}, "Write your first name."),
        ("you", {"email": "zoe"}, "Write one e-mail address"),
        ("you", {"email": "a@example.org, b@example.org"}, "Write one e-mail address"),
        ("you", {"first_name": "x" * 10_000}, "too long for us to keep"),
        ("school", {"school": ""}, "Find your school and choose it"),
        ("school", {"school": "not-listed", "school_name": ""}, "its town"),
        ("school", {"school": "123456789012"}, "Select a valid choice"),
    ],
)
def test_invalid_input_shows_an_error_and_keeps_the_values(
    client, step, data, sentence
):
    group = group_over_two_years()
    client.post(url(group), YOU)
    typed = {**YOU, "last_name": "Oak Fern", "school_query": "Oak Fern", **data}

    page = client.post(url(group, step), typed)

    text = page.content.decode()
    assert page.status_code == 200
    assert sentence in text
    assert 'value="Oak Fern"' in text
    assert "<title>Error: " in text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zoe Oak <zoe@example.org>", "zoe@example.org"),
        ("mailto:zoe@example.org", "zoe@example.org"),
        (" ZOE+maths@EXAMPLE.org; ", "zoe+maths@example.org"),
    ],
)
def test_email_addresses_are_cleaned(client, typed, kept):
    group = group_over_two_years()

    walk(client, group, email=typed)
    client.post(url(group, "check"))

    assert Place.objects.get().participant.email == kept


def test_emoji_are_kept_and_control_characters_removed(client):
    group = group_over_two_years()

    walk(client, group, first_name="Z\x00oë\u202e 🎉")
    client.post(url(group, "check"))

    assert Place.objects.get().participant.first_name == "Zoë 🎉"


def test_a_closed_group_refuses_and_keeps_the_draft(client):
    group = group_over_two_years()
    walk(client, group)
    group.closes_on = FRIDAY_5PM.date().replace(day=1)
    group.save()

    page = client.post(url(group, "check"))

    assert "not taking expressions of interest" in page.content.decode()
    assert RegistrationDraft.objects.count() == 1


def email_link(client, group):
    walk(client, group)
    client.post(url(group, "check"))
    email = Email.objects.get(kind="asked_to_confirm")
    delivery.deliver(email.pk, at=FRIDAY_5PM)
    body = mail.outbox[-1].body
    return re.search(r"http\S+/confirm/\S+", body)[0].split("8000", 1)[1]


def test_the_email_asks_to_confirm_and_keeps_no_token(client):
    group = group_over_two_years()

    address = email_link(client, group)

    email = Email.objects.get(kind="asked_to_confirm")
    assert mail.outbox[-1].subject.startswith("Confirm your place by Friday 23 October")
    assert mail.outbox[-1].to == ["zoe.oak@example.org"]
    assert email.state == "sent"
    assert address.strip("/").split("/")[-1] not in email.body_kept


def test_opening_the_link_changes_nothing_and_the_checkbox_is_required(client):
    address = email_link(client, group_over_two_years())

    for _ in range(50):
        assert client.get(address).url == "/confirm/"
        assert client.get("/confirm/").status_code == 200
    unticked = client.post("/confirm/", {})

    assert "Tick the box" in unticked.content.decode()
    assert Place.objects.get().state == "offered"


def test_confirming_secures_the_place_and_opens_my_places(client):
    client.get(email_link(client, group_over_two_years()))

    answer = client.post("/confirm/", {"can_attend": "on"})
    page = client.get(answer.url).content.decode()

    assert answer.url == "/my/"
    assert "Your place is secured." in page
    assert "Pencilled in for next year" in page
    assert Place.objects.filter(state="confirmed").count() == 1
    delivery.deliver(Email.objects.get(kind="place_confirmed").pk, at=FRIDAY_5PM)
    assert mail.outbox[-1].attachments[0][0] == "sessions.ics"
    assert "BEGIN:VEVENT" in str(mail.outbox[-1].attachments[0][1])


def test_a_used_link_is_explained(client):
    address = email_link(client, group_over_two_years())
    client.get(address)
    client.post("/confirm/", {"can_attend": "on"})

    client.get(address)
    page = client.get("/confirm/")

    assert "Your place is secured" in page.content.decode()


def test_an_expired_link_offers_a_new_email_without_showing_the_address(client):
    address = email_link(client, group_over_two_years())
    Link.objects.update(expires_at=FRIDAY_5PM.replace(day=1))
    client.get(address)

    page = client.get("/confirm/").content.decode()
    client.post("/link/send-again/")

    assert "This link has run out" in page
    assert "zoe.oak" not in page
    assert Email.objects.filter(kind="asked_to_confirm").count() == 2


@pytest.mark.parametrize("token", ["nonsense", "a.b", "AAAAAAAAAAAAAAAAAAAAAA.x", "é"])
def test_an_unknown_token_is_explained(client, token):
    client.get(f"/confirm/{token}/")

    page = client.get("/confirm/")

    assert page.status_code == 404
    assert "This link does not work" in page.content.decode()


def test_a_link_for_another_purpose_confirms_nothing(client):
    place = make_place("offered")
    link = links.make(
        "mentor", place, hub_id=place.hub_id, expires_at=place.offer_ends_at
    )
    client.get(f"/confirm/{links.token_of(link)}/")

    assert client.post("/confirm/", {"can_attend": "on"}).status_code == 404
    place.refresh_from_db()
    assert place.state == "offered"


def test_tokens_are_valid_under_a_fallback_key_and_no_other(settings):
    place = make_place("offered")
    link = links.make(
        "confirm", place, hub_id=place.hub_id, expires_at=place.offer_ends_at
    )
    token = links.token_of(link)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 5

    assert links.read_token(token) == link
    settings.SECRET_KEY_FALLBACKS = []
    assert links.read_token(token) is None


def test_a_changed_draft_cookie_is_refused(client):
    group = group_over_two_years()
    client.post(url(group), YOU)

    held = client.cookies[f"registration_{group.slug}"].value

    assert UUID(held.split(":")[0]) == RegistrationDraft.objects.get().pk
    client.cookies[f"registration_{group.slug}"] = held[:-2] + "xx"
    assert "Zoë" not in client.get(url(group)).content.decode()
