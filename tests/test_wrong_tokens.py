"""Wrong tokens are limited, leave no session, and have one spelling."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session as BrowserSession
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string

from hubsite.tasks import delete_old_sessions
from recruitment import links
from tests.factories import FRIDAY_5PM, make_participant, make_place
from tests.pages import one_line
from workgroups import rate_limits
from workgroups.rate_limits import RateLimit

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
FORGED = "A" * 22 + "." + "B" * 43
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def token_for(purpose, subject) -> str:
    until = FRIDAY_5PM + timedelta(days=1)
    link = links.make(purpose, subject, hub_id=subject.hub_id, expires_at=until)
    return links.token_of(link)


def test_of_a_hundred_and_twenty_wrong_tokens_thirty_are_answered():
    token = token_for("confirm", make_place("offered"))

    answers = [Client().get(f"/mentor/{FORGED}{n}/") for n in range(120)]

    assert [page.status_code for page in answers] == [404] * 30 + [429] * 90
    assert "wait one minute, then press once more" in one_line(answers[-1].text)
    assert BrowserSession.objects.count() == 0
    assert Client().get(f"/confirm/{token}/")["Location"] == "/confirm/"


def test_the_next_minute_has_one_more_answer(time_machine):
    time_machine.move_to(FRIDAY_5PM, tick=False)
    answers = [wrong_token().status_code for n in range(31)]

    time_machine.move_to(FRIDAY_5PM + timedelta(seconds=60), tick=False)
    answers += [wrong_token().status_code for n in range(2)]

    assert answers == [404] * 30 + [429, 404, 429]


def wrong_token():
    return Client().get(f"/mentor/{FORGED}/")


def test_memory_holds_the_allowances_of_the_latest_computers_alone(monkeypatch):
    monkeypatch.setattr(rate_limits, "KEPT_IN_MEMORY", 2)
    limit = RateLimit("x", 1, seconds=60)

    def wait(whose: str) -> int:
        return rate_limits.consume_in_memory(limit, whose, at=FRIDAY_5PM)

    assert [wait("a"), wait("b"), wait("b"), wait("a")] == [0, 0, 60, 60]
    assert [wait("c"), wait("b"), wait("a")] == [0, 60, 0]


def test_threads_take_no_more_than_an_allowance_has():
    limit = RateLimit("x", 50, seconds=60)

    with ThreadPoolExecutor(8) as threads:
        asked = [
            threads.submit(rate_limits.consume_in_memory, limit, "a", at=FRIDAY_5PM)
            for _ in range(400)
        ]

    assert [each.result() for each in asked].count(0) == 50


def test_another_computer_still_gets_an_answer():
    for n in range(40):
        Client().get(f"/sign-in/{FORGED}{n}/")

    page = Client(REMOTE_ADDR="203.0.113.9").get(f"/mentor/{FORGED}/")

    assert page.status_code == 404


def test_a_wrong_token_forgets_the_link_that_was_open():
    browser = Client()
    browser.get(f"/confirm/{token_for('confirm', make_place('offered'))}/")

    browser.get(f"/confirm/{FORGED}/")

    assert browser.get("/confirm/").status_code == 404
    assert BrowserSession.objects.count() == 0


def test_a_token_has_one_spelling():
    token = token_for("sign_in", make_participant())
    name, _, mac = token.partition(".")
    others = [name[:-1] + letter for letter in LETTERS if letter != name[-1]]
    others += [f"{name}=", f"{name}==", f"!{name}", f"{name[:4]} {name[4:]}"]

    assert links.read_token(token) is not None
    assert [x for x in others if links.read_token(f"{x}.{mac}")] == []
    assert links.read_token(f"{token}=") is None


@pytest.mark.parametrize("sign", [".", "%2E", "%2e"])
def test_no_log_holds_a_token_that_is_written_percent_encoded(settings, sign):
    token = token_for("sign_in", make_participant())
    written = f"%{ord(token[0]):02X}{token[1:]}".replace(".", sign)
    made = dict(settings.LOGGING["formatters"]["line"])
    lines = import_string(made.pop("()"))(fmt=made["format"], style=made["style"])

    line = lines.format(
        logging.LogRecord("x", 30, "", 1, f"GET /sign-in/{written}/", (), None)
    )

    assert line.endswith("GET /sign-in/[token]/")


def test_the_wait_that_a_page_names_is_the_true_one():
    limit = RateLimit("x", 2, seconds=15 * 60)
    asked = (limit, "zoe@example.org")
    for _ in range(2):
        rate_limits.consume(asked, at=FRIDAY_5PM)
    later = FRIDAY_5PM + timedelta(minutes=4)

    wait = rate_limits.seconds_to_wait(asked, at=later)

    assert wait == 11 * 60
    assert "wait 11 minutes, then" in rate_limits.too_often(wait)
    assert not rate_limits.consume(asked, at=later + timedelta(seconds=wait - 1))
    assert rate_limits.consume(asked, at=later + timedelta(seconds=wait))


def test_expired_sessions_are_deleted_each_day(settings):
    for days in (-1, 1):
        BrowserSession.objects.create(
            session_key=f"key{days}",
            session_data="",
            expire_date=timezone.now() + timedelta(days=days),
        )

    delete_old_sessions()

    assert [each.session_key for each in BrowserSession.objects.all()] == ["key1"]
    tasks = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    assert "hubsite.tasks.delete_old_sessions" in tasks
