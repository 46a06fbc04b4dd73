"""Ask on a group's page to hear when it opens, and answer the letter about it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from recruitment import links, rate_limits
from recruitment.actions import openings
from recruitment.models import Email, Link, OpeningRequest
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_programme,
    make_project,
    make_session,
    make_staff,
    make_stage,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from workgroups.models import WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

BUTTON = "Tell me when this one opens"
SEAT_BUTTON = "Tell me when a place is free"
NOT_YET = {"opens_on": date(2026, 11, 1)}


def group_that(**fields) -> WorkGroup:
    group = make_work_group(**fields)
    make_session(group, on=FRIDAY + timedelta(days=60))
    return group


def words_at(url: str, client=None) -> str:
    return one_line((client or Client()).get(url).content.decode())


def ask(group, email="ada@example.org", **more):
    url = reverse("recruitment:ask_for_opening", args=[group.slug])
    return Client().post(url, {"email": email}, **more)


def page_of_letter() -> str:
    (link,) = Link.objects.filter(purpose="opening")
    return f"/opening/{links.token_of(link)}/"


def opened_letter() -> Client:
    client = Client()
    answer = client.get(page_of_letter())
    assert answer["Location"] == "/opening/"
    return client


@pytest.mark.parametrize(
    ("fields", "button"),
    [
        (NOT_YET, BUTTON),
        ({"opens_on": None}, BUTTON),
        ({"closes_on": date(2026, 10, 1)}, BUTTON),
        ({"capacity": 0}, SEAT_BUTTON),
        ({}, ""),
        ({"cancelled_on": FRIDAY}, ""),
        ({"dates_confirmed": False}, ""),
    ],
)
def test_the_page_of_a_group_that_cannot_be_joined_has_one_field(fields, button):
    page = words_at(group_that(**fields).get_absolute_url())

    found = [each for each in (BUTTON, SEAT_BUTTON) if each in page]
    assert found == ([button] if button else [])
    assert page.count('name="email"') == bool(button)


def test_a_full_group_has_it_and_a_later_stage_keeps_its_seats():
    group = group_that(capacity=1)
    make_place("confirmed", work_group=group)
    programme = make_programme()
    make_stage(programme)
    later = group_that(project=make_project(make_stage(programme, order=2)))

    assert SEAT_BUTTON in words_at(group.get_absolute_url())
    assert 'name="email"' not in words_at(later.get_absolute_url())


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address():
    group = group_that(**NOT_YET)
    make_participant(group.hub, email="ada@example.org")

    known, unknown = ask(group), ask(group, "grace@example.org")

    assert (known.status_code, known["Location"]) == (
        302,
        f"/work-groups/{group.slug}/tell-me/sent/",
    )
    assert (unknown.status_code, unknown["Location"]) == (302, known["Location"])
    assert "@" not in words_at(known["Location"]).replace(group.hub.contact_email, "")
    rows = OpeningRequest.objects.order_by("pk").values_list("email", "awaited")
    assert list(rows) == [
        ("ada@example.org", "opening"),
        ("grace@example.org", "opening"),
    ]


def test_a_full_group_is_asked_about_its_places():
    group = group_that(capacity=0)

    ask(group)

    assert OpeningRequest.objects.get().awaited == "seat"


def test_an_address_that_cannot_be_one_is_asked_for_again_with_what_was_typed():
    answer = ask(group_that(**NOT_YET), "<ada>")

    page = one_line(answer.content.decode())
    assert answer.status_code == 200
    assert "<title>Error: " in page
    assert "&lt;ada&gt;" in page and "<ada>" not in page
    assert not OpeningRequest.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"cancelled_on": FRIDAY}])
def test_nothing_is_kept_for_a_group_that_is_open_or_will_not_be(fields):
    group = group_that(**fields)

    answer = ask(group)

    assert "There is nothing to wait for" in one_line(answer.content.decode())
    assert not OpeningRequest.objects.exists()


def test_a_retired_group_is_not_found():
    group = group_that(retired_on=FRIDAY, **NOT_YET)

    assert ask(group).status_code == 404
    assert Client().get(f"/work-groups/{group.slug}/tell-me/sent/").status_code == 404


@pytest.mark.parametrize("limit", ["REGISTER_HERE", "REGISTER_AS"])
def test_a_computer_and_an_address_are_limited_as_for_registering(limit, monkeypatch):
    group = group_that(**NOT_YET)
    one = rate_limits.RateLimit(limit, 1, seconds=60)
    monkeypatch.setattr(rate_limits, limit, one)
    second = "ada@example.org" if limit == "REGISTER_AS" else "grace@example.org"

    first, refused = ask(group), ask(group, second)

    assert (first.status_code, refused.status_code) == (302, 429)
    assert "wait one minute" in one_line(refused.content.decode())
    assert [each.email for each in OpeningRequest.objects.all()] == ["ada@example.org"]


def test_opening_the_letter_changes_nothing_and_pressing_proves_the_address():
    group = group_that(title="Fractions <b>", **NOT_YET)
    ask(group)
    client = opened_letter()

    page = words_at("/opening/", client)
    before = OpeningRequest.objects.get().proved_at
    answer = one_line(client.post("/opening/").content.decode())

    assert "Shall we tell you?" in page and "ada@example.org" in page
    assert "Fractions &lt;b&gt;" in page
    assert (before, OpeningRequest.objects.get().proved_at) == (None, FRIDAY_5PM)
    assert "We tell you" in answer and "As soon as it opens" in answer
    assert "Yes, tell me" not in answer
    assert "We tell you" in words_at("/opening/", opened_letter())


def test_stop_deletes_the_address_and_the_link_says_so_afterwards():
    ask(group_that(**NOT_YET))
    client = opened_letter()
    client.post("/opening/")

    answer = client.post("/opening/", {"do": "stop"})

    assert "Your address is deleted" in one_line(answer.content.decode())
    assert not OpeningRequest.objects.exists()
    assert "Your address is deleted" in words_at("/opening/", client)


def test_the_page_says_that_the_letter_is_on_its_way():
    group = group_that(**NOT_YET)
    ask(group)
    openings.prove_opening_request(OpeningRequest.objects.get(), at=FRIDAY_5PM)
    client = opened_letter()
    openings.tell_of_openings(at=FRIDAY_5PM + timedelta(days=30))

    assert "We have written to you" in words_at("/opening/", client)


def test_a_link_that_we_did_not_make_is_not_known():
    answer = Client().get(f"/opening/{'a' * 22}.{'b' * 43}/")

    assert answer.status_code == 404
    assert "We do not know this link" in one_line(answer.content.decode())


def home_of(group, hub) -> str:
    client = client_of(make_staff("hub_lead", hub=hub))
    return words_at(reverse("admin:workgroups_workgroup_home", args=[group.pk]), client)


def test_the_hub_sees_how_many_and_no_address():
    hub = make_hub()
    group, other = group_that(hub=hub, **NOT_YET), group_that(hub=hub, **NOT_YET)
    for name in ("ada", "grace", "mary"):
        ask(group, f"{name}@example.org")
        ask(other, f"{name}@example.org")
    OpeningRequest.objects.exclude(email__startswith="mary").update(
        proved_at=FRIDAY_5PM
    )
    OpeningRequest.objects.filter(work_group=other, email__startswith="ada").update(
        told_at=FRIDAY_5PM
    )

    page = home_of(group, hub)

    assert "2 want to hear when it opens." in page
    assert "1 wants to hear when it opens." in home_of(other, hub)
    for each in ("ada@", "grace@", "mary@"):
        assert each not in page


def test_the_list_of_letters_names_no_address():
    hub = make_hub()
    ask(group_that(hub=hub, **NOT_YET))

    client = client_of(make_staff("hub_lead", hub=hub))
    rows = words_at(reverse("admin:recruitment_email_changelist"), client)
    letter = Email.objects.get()
    one = words_at(reverse("admin:recruitment_email_change", args=[letter.pk]), client)

    assert "an address that wants to hear" in rows
    assert "ada@example.org" not in rows + one
