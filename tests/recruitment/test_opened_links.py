"""Opening the link of an email writes no row: a signed cookie keeps the link."""

import sqlite3
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session as BrowserSession
from django.db import connection
from django.test import Client
from django.utils import timezone

from recruitment import links
from recruitment.models import AddressChange, OpeningRequest
from tests.factories import (
    make_form,
    make_hub,
    make_mentor,
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_work_group,
)
from tests.plan_rows import make_provider
from tests.recruitment.next_year_cases import TwoYears
from tests.recruitment.release_cases import make_contact
from tests.recruitment.test_links import sign_in

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
FORGED = "A" * 22 + "." + "B" * 43
#: Each purpose: the path of its token, and the page without it.
PATHS = {
    "confirm": ("/confirm/{}/", "/confirm/"),
    "mentor": ("/mentor/{}/", "/mentor/"),
    "sign_in": ("/sign-in/{}/", "/sign-in/finish/"),
    "invitation": ("/invitation/{}/", "/invitation/"),
    "feedback": ("/feedback/{}/", "/feedback/"),
    "come": ("/come/{}/", "/come/"),
    "address": ("/address/{}/", "/address/"),
    "next_year": ("/next-year/{}/", "/next-year/"),
    "details": ("/details/{}/", "/details/"),
    "room": ("/feedback/qr/{}/", "/feedback/qr/"),
    "release": ("/release/{}/", "/release/"),
    "opening": ("/opening/{}/", "/opening/"),
    "plan": ("/plan/{}/", "/plan/"),
}


def subject_of(purpose: str, hub=None):
    group = make_work_group(hub=hub or make_hub())
    place = make_place("offered", work_group=group)
    if purpose == "feedback":
        form = make_form(group, closes_at=timezone.now() + timedelta(days=5))
        return form.requests.create(hub=group.hub, place=place)
    if purpose == "invitation":
        return make_staff("evaluator", hub=group.hub).roles.get()
    if purpose == "address":
        return AddressChange.objects.create(
            hub=group.hub,
            participant=place.participant,
            old_email=place.participant.email,
            new_email="new@example.org",
            asked_by=make_staff("hub_lead", hub=group.hub),
            asked_at=timezone.now(),
        )
    if purpose == "next_year":
        world = TwoYears(group.hub)
        return world.person()[1]
    if purpose == "room":
        return make_session(group, hub=group.hub)
    if purpose == "release":
        return make_contact(group.hub)
    if purpose == "opening":
        return OpeningRequest.objects.create(
            hub=group.hub,
            work_group=group,
            email="ada@example.org",
            awaited="opening",
            asked_at=timezone.now(),
        )
    if purpose in {"come", "details"}:
        make_session(group)
        return make_place("confirmed", work_group=group)
    return {
        "confirm": place,
        "plan": make_provider(),
        "mentor": make_mentor(group.hub),
        "sign_in": make_participant(group.hub),
    }[purpose]


def token_for(purpose: str, hub=None) -> str:
    subject = subject_of(purpose, hub)
    until = timezone.now() + timedelta(days=1)
    # a partner is not a hub's own row
    hub_id = (hub or make_hub()).pk if purpose == "plan" else subject.hub_id
    made = links.make(purpose, subject, hub_id=hub_id, expires_at=until)
    return links.token_of(made)


def opened(purpose: str, token: str) -> Client:
    browser = Client()
    browser.get(PATHS[purpose][0].format(token))
    return browser


def test_every_purpose_has_its_paths_here():
    # a calendar program asks for the feed again and again, and keeps no cookie
    assert {*PATHS, "feed"} == set(links.PAGES)


@pytest.mark.parametrize("purpose", PATHS)
def test_opening_a_link_and_its_page_writes_no_row(purpose):
    token, written = token_for(purpose), []

    def note(execute, sql, params, many, context):
        written.extend([sql] if sql.split()[0] in WRITES else [])
        return execute(sql, params, many, context)

    browser = Client()
    with connection.execute_wrapper(note):
        moved = browser.get(PATHS[purpose][0].format(token))
        page = browser.get(PATHS[purpose][1])

    assert (moved.status_code, moved["Location"]) == (302, PATHS[purpose][1])
    assert (page.status_code, written) == (200, [])
    assert page.context.get("why") is None
    assert not BrowserSession.objects.exists()


@pytest.mark.parametrize("purpose", PATHS)
def test_a_wrong_token_writes_no_row(purpose):
    written = []

    def note(execute, sql, params, many, context):
        written.extend([sql] if sql.split()[0] in WRITES else [])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        page = Client().get(PATHS[purpose][0].format(FORGED), follow=True)

    explained = {"invitation", "sign_in"}  # the page offers to ask for a new link
    assert page.status_code == (200 if purpose in explained else 404)
    assert written == []


@pytest.mark.django_db(transaction=True)
def test_links_open_while_somebody_else_writes_to_sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks rows, not the database")
    tokens = {purpose: token_for(purpose) for purpose in PATHS}
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        pages = {
            purpose: opened(purpose, token).get(PATHS[purpose][1])
            for purpose, token in tokens.items()
        }
        wrong = [Client().get(f"/confirm/{FORGED}{n}/") for n in range(31)]
    finally:
        other.execute("ROLLBACK")
        other.close()

    assert [page.status_code for page in wrong] == [404] * 30 + [429]
    assert {page.status_code for page in pages.values()} == {200}
    assert [p for p, page in pages.items() if page.context.get("why")] == []


@pytest.mark.parametrize("purpose", PATHS)
def test_the_cookie_is_signed_bounded_and_out_of_reach_of_scripts(purpose, monkeypatch):
    monkeypatch.setattr(settings, "SESSION_COOKIE_SECURE", True)
    token = token_for(purpose)

    cookie = opened(purpose, token).cookies[f"link_{purpose}"]

    assert token not in cookie.value
    kept = {key: cookie[key] for key in ("httponly", "secure", "samesite", "max-age")}
    assert kept == {
        "httponly": True,
        "secure": True,
        "samesite": "Lax",
        "max-age": 43200,
    }


def test_a_cookie_that_somebody_changed_or_moved_opens_nothing():
    here, there = make_hub(), make_hub("Wolds and Dales", slug="wolds-and-dales")
    mine = opened("confirm", token_for("confirm", here)).cookies["link_confirm"].value
    other = opened("confirm", token_for("confirm", there)).cookies["link_confirm"].value
    mixed = other.split(":")[0] + mine[mine.index(":") :]

    statuses = {}
    for name, value in {
        "link_confirm": mine,
        "mixed": mixed,
        "link_mentor": mine,
    }.items():
        browser = Client()
        browser.cookies["link_confirm" if name == "mixed" else name] = value
        page = "/mentor/" if name == "link_mentor" else "/confirm/"
        statuses[name] = browser.get(page).status_code

    assert statuses == {"link_confirm": 200, "mixed": 404, "link_mentor": 404}


@pytest.mark.parametrize(("minutes", "status"), [(719, 200), (721, 404)])
def test_a_browser_keeps_a_link_for_twelve_hours(minutes, status):
    browser = opened("mentor", token_for("mentor"))
    value = browser.cookies["link_mentor"].value

    later = Client()
    later.cookies["link_mentor"] = value  # a browser that does not delete it
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        assert later.get("/mentor/").status_code == status


def test_pages_of_an_opened_link_are_kept_by_no_cache_and_not_compressed():
    browser = opened("mentor", token_for("mentor"))

    for path in ("/mentor/", "/work-groups/"):
        page = browser.get(path, HTTP_ACCEPT_ENCODING="gzip")

        assert page["Cache-Control"] == "no-store, private"
        assert not page.has_header("Content-Encoding")


@pytest.mark.parametrize("way", ["/my/finish/", "/accounts/logout/"])
def test_signing_out_forgets_every_opened_link(way, signed_in):
    browser = signed_in(make_staff("hub_lead"))
    if way == "/my/finish/":
        browser = Client()
        sign_in(browser, make_place().participant)
    for purpose in PATHS:
        browser.get(PATHS[purpose][0].format(token_for(purpose)))

    browser.post(way)

    held = {name for name, cookie in browser.cookies.items() if cookie.value}
    assert [name for name in held if name.startswith("link_")] == []
    assert browser.get("/mentor/").status_code == 404


def test_a_wrong_link_closes_the_one_that_was_open():
    browser = opened("mentor", token_for("mentor"))

    browser.get(f"/mentor/{FORGED}/")

    assert browser.get("/mentor/").status_code == 404


def test_a_link_opens_only_the_page_of_its_purpose():
    browser = Client()

    page = browser.get(f"/mentor/{token_for('confirm')}/")

    assert page.status_code == 404
    assert "link_confirm" not in browser.cookies


def test_a_link_that_confirmed_a_place_is_marked_as_used():
    place = make_place("offered", offer_ends_at=timezone.now() + timedelta(days=5))
    soon = timezone.now() + timedelta(days=5)
    link = links.make("confirm", place, hub_id=place.hub_id, expires_at=soon)
    browser = Client()
    browser.get(f"/confirm/{links.token_of(link)}/")
    link.refresh_from_db()
    before = link.used_at

    browser.post("/confirm/", {"can_attend": "on"})

    link.refresh_from_db()
    assert before is None
    assert link.used_at is not None
