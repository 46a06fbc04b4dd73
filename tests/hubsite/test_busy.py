"""A database that somebody else holds: nothing typed is lost."""

import pytest
from django.db import OperationalError
from django.test import Client

from recruitment.models import SignInRequest
from tests.factories import make_participant

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
