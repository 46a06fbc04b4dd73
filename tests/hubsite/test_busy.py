"""A database that somebody else holds: nothing typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from recruitment import links
from recruitment.models import Place, SignInRequest
from tests.factories import make_participant, make_place

pytestmark = pytest.mark.django_db
HELD = [
    "database is locked",
    "canceling statement due to lock timeout\nCONTEXT: while locking tuple",
]


def hold(monkeypatch, words):
    def refuse(*args, **kwargs):
        raise OperationalError(words)

    monkeypatch.setattr("recruitment.actions.sign_in.ask_for_sign_in_links", refuse)


@pytest.mark.parametrize("words", HELD)
def test_a_write_that_waits_too_long_keeps_the_answers(monkeypatch, words):
    make_participant(email="zoe@example.org")
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    browser.get("/sign-in/")
    sent = {"email": "zoe@example.org", "csrfmiddlewaretoken": token_of(browser)}

    with monkeypatch.context() as held:
        hold(held, words)
        busy = browser.post("/sign-in/?from=start", sent)

    assert busy.status_code == 503
    assert "Nothing is lost" in busy.text
    assert '<form method="post" action="/sign-in/?from=start">' in busy.text
    assert '<input type="hidden" name="email" value="zoe@example.org">' in busy.text
    again = {"email": "zoe@example.org", "csrfmiddlewaretoken": token_of(browser)}
    assert browser.post("/sign-in/?from=start", again).status_code == 302
    assert SignInRequest.objects.count() == 1


def token_of(browser: Client) -> str:
    return browser.cookies["csrftoken"].value


def test_no_password_is_repeated_and_no_markup_is_raw(monkeypatch):
    hold(monkeypatch, HELD[0])
    sent = {"email": "zoe@example.org", "password": "correct horse", "x": "<b>'\"></b>"}

    page = Client(raise_request_exception=False).post("/sign-in/", sent)

    assert page.status_code == 503
    assert "correct horse" not in page.text
    assert "<b>" not in page.text
    assert "&lt;b&gt;" in page.text


def test_reading_a_page_that_waits_too_long_offers_it_again(monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError(HELD[0])

    monkeypatch.setattr("hubsite.views.visitors.group_search.filter_values", refuse)

    page = Client(raise_request_exception=False).get("/work-groups/?phase=primary")

    assert page.status_code == 503
    assert 'href="/work-groups/?phase=primary"' in page.text


def test_any_other_failure_is_still_a_failure(monkeypatch):
    hold(monkeypatch, "no such table: recruitment_email")

    page = Client(raise_request_exception=False).post("/sign-in/", {"email": "a@b.org"})

    assert page.status_code == 500
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.drill("postgres")
@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_else_holds_is_waited_for_twenty_seconds_at_most():
    """Opening the link waits for nothing, and pressing again then secures the place."""
    place = make_place(
        state="offered", offer_ends_at=timezone.now() + timedelta(days=2)
    )
    link = links.make(
        "confirm", place, hub_id=place.hub_id, expires_at=place.offer_ends_at
    )
    browser = Client(raise_request_exception=False)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("20s",)
        cursor.execute("SET lock_timeout = '200ms'")

    with held_by_somebody_else(place):
        page = browser.get(urlsplit(links.address(link)).path, follow=True)
        busy = browser.post("/confirm/", {"can_attend": "on"})

    assert page.status_code == 200
    assert busy.status_code == 503
    assert "Nothing is lost" in busy.text
    assert '<input type="hidden" name="can_attend" value="on">' in busy.text
    assert [Place.objects.get(pk=place.pk).state] == ["offered"]
    assert browser.post("/confirm/", {"can_attend": "on"}).status_code == 302
    assert [Place.objects.get(pk=place.pk).state] == ["confirmed"]


@contextmanager
def held_by_somebody_else(place: Place) -> Iterator[None]:
    """Another connection holds the rows of a place, and of its group."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            for row in (place.work_group, place):
                cursor.execute(
                    f"SELECT 1 FROM {row._meta.db_table} WHERE id = %s FOR UPDATE",
                    [row.pk],
                )
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()
