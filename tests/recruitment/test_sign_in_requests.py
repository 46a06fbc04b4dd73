"""The sign-in page does the same for every address; a worker looks for people."""

import random
import re
import time
from datetime import timedelta

import pytest
from celery import current_app
from django.db import connection
from django.test import Client
from django.utils import timezone
from scipy.stats import mannwhitneyu

from recruitment import tasks
from recruitment.actions import sign_in
from recruitment.models import Email, Participant, SignInRequest
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_mentorship,
    make_participant,
    make_staff,
)
from workgroups import jobs

pytestmark = pytest.mark.django_db
TABLE = re.compile(r'(FROM|INTO) "\w+"')
ANSWER = "recruitment.tasks.answer_sign_in_request"


@pytest.fixture
def sent(monkeypatch) -> list[tuple]:
    """The messages to the workers, each with its arguments."""
    found: list[tuple] = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, *, args, **_: found.append((name, args))
    )
    jobs.reset_connection()
    return found


def make_everybody() -> None:
    """People of two hubs; some addresses are known at both."""
    for hub in (make_hub(), make_hub("Wolds and Dales", slug="wolds-and-dales")):
        make_participant(hub, email="participant@example.org")
        mentor = make_mentor(hub, email="mentor@example.org")
        make_mentorship(make_participant(hub), mentor)
    make_staff("hub_lead", email="staff@example.org")


def ask(email: str) -> tuple[list[str], str]:
    """Post an address; return the statements, without their values, and the answer."""
    statements: list[str] = []

    def note(execute, sql, params, many, context):
        if "SAVEPOINT" not in sql:  # each has a number of its own
            statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = Client().post("/sign-in/", {"email": email})
    return statements, f"{answer.status_code} {answer['Location']} {answer.cookies}"


def kinds() -> list[str]:
    return list(Email.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("who", ["participant", "mentor", "staff", "nobody"])
def test_every_address_costs_the_same_statements_and_one_message(
    who, sent, django_capture_on_commit_callbacks
):
    make_everybody()
    stranger = ask("somebody.else@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        known = ask(f"{who}@example.org")

    assert known == stranger
    assert [TABLE.search(sql)[0] for sql in known[0]] == [
        'FROM "workgroups_ratelimituse"',
        'INTO "workgroups_ratelimituse"',
        'INTO "recruitment_signinrequest"',
    ]
    assert sent == [(ANSWER, [SignInRequest.objects.latest("pk").pk])]
    assert kinds() == []


@pytest.mark.parametrize(
    ("who", "emailed"),
    [
        ("participant", ["sign_in"]),  # its link opens the places of both hubs
        ("mentor", ["mentor_sign_in", "mentor_sign_in"]),
        ("staff", ["staff_sign_in"]),
        ("nobody", []),
    ],
)
def test_the_worker_emails_whoever_has_the_address_and_deletes_the_request(
    who, emailed
):
    make_everybody()
    ask(f"{who}@example.org")
    asked = SignInRequest.objects.get()

    for _ in range(2):  # the message may come twice
        tasks.answer_sign_in_request(asked.pk)

    assert kinds() == emailed
    assert not SignInRequest.objects.exists()


def test_the_address_is_nowhere_in_plain_text(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask("zoe.oak@example.org")

    row = str(SignInRequest.objects.values().get())
    assert "zoe" not in row and "example" not in row
    assert "zoe" not in str(sent)


def test_the_address_is_read_with_a_former_key_and_not_with_another(settings):
    make_everybody()
    requests = [
        sign_in.ask_for_sign_in_links("staff@example.org", at=FRIDAY_5PM)
        for _ in range(2)
    ]
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" * 5

    lost = sign_in.answer_sign_in_request(requests[0].pk, at=FRIDAY_5PM)
    settings.SECRET_KEY_FALLBACKS = [former]
    read = sign_in.answer_sign_in_request(requests[1].pk, at=FRIDAY_5PM)

    assert (lost, read) == (0, 1)
    assert not SignInRequest.objects.exists()


def test_a_request_whose_message_was_lost_is_enqueued_again(
    sent, django_capture_on_commit_callbacks
):
    requests = [
        sign_in.ask_for_sign_in_links(f"{name}@example.org", at=FRIDAY_5PM)
        for name in ("ada", "zoe")
    ]

    with django_capture_on_commit_callbacks(execute=True):
        tasks.retry_emails()

    assert sent == [(ANSWER, [request.pk]) for request in requests]


def test_a_request_that_no_worker_answers_is_deleted_after_a_day():
    now = timezone.now()
    old, new = (
        sign_in.ask_for_sign_in_links("ada@example.org", at=now - timedelta(hours=h))
        for h in (25, 23)
    )

    tasks.delete_old_rows()

    assert list(SignInRequest.objects.all()) == [new]


@pytest.mark.django_db(transaction=True)
def test_the_time_to_answer_tells_nothing_about_an_address(rounds, sent, figure):
    """The area under the curve of the best guess by time: 0.5 is chance.

    200 tries in the short form, 4,000 in the long one, each from a computer and about
    an address of its own.
    """
    tries = rounds * 20
    most = 0.53 if tries == 4000 else 0.7
    hub = make_hub()
    names = [f"person{number:05d}@example.org" for number in range(tries)]
    known = set(random.Random(7).sample(names, tries // 2))
    Participant.objects.bulk_create(
        Participant(hub=hub, first_name="Ada", last_name="Oak", email=name)
        for name in sorted(known)
    )

    browser = Client()
    taken = [seconds_to_answer(browser, name, n) for n, name in enumerate(names)]

    times: dict[bool, list[float]] = {True: [], False: []}
    for name, seconds in zip(names[20:], taken[20:], strict=True):  # the first warm up
        times[name in known].append(seconds)
    area = mannwhitneyu(times[True], times[False]).statistic
    area /= len(times[True]) * len(times[False])
    best = max(area, 1 - area)
    figure(f"sign-in page: area under the curve of {tries} tries", f"{best:.3f}")
    assert len(sent) == tries
    assert best <= most


def seconds_to_answer(browser: Client, email: str, number: int) -> float:
    computer = f"203.0.{number // 250}.{number % 250}"
    began = time.perf_counter()
    answer = browser.post("/sign-in/", {"email": email}, REMOTE_ADDR=computer)
    taken = time.perf_counter() - began
    assert answer.status_code == 302
    return taken
