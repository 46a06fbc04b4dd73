"""Rate limits of the forms that need no account."""

from datetime import timedelta

import pytest
import time_machine

from recruitment import rate_limits as public_limits
from recruitment.models import Email
from tests.factories import FRIDAY_5PM, make_participant
from tests.recruitment.test_registration_pages import group_over_two_years
from tests.test_attacks import register
from tests.workers import answer_sign_in_requests
from workgroups import rate_limits
from workgroups.models import RateLimitUse
from workgroups.rate_limits import RateLimit

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
TOO_OFTEN = "This was sent many times in a short while"


def test_sign_in_links_to_one_address_are_limited(client):
    make_participant(email="victim@example.org")
    answers = []
    for minute in range(40):
        with time_machine.travel(FRIDAY_5PM + timedelta(minutes=minute), tick=False):
            answers.append(client.post("/sign-in/", {"email": "victim@example.org"}))
            answer_sign_in_requests()

    assert 0 < Email.objects.count() <= 7
    assert {answer.status_code for answer in answers} == {302, 429}
    assert TOO_OFTEN in answers[-1].text


def test_unknown_addresses_get_the_same_answer_under_the_limit(client):
    make_participant(email="known@example.org")
    said = {}
    for email in ("known@example.org", "nobody@example.org"):
        said[email] = [
            client.post("/sign-in/", {"email": email}).status_code for _ in range(8)
        ]

    assert said["known@example.org"] == said["nobody@example.org"]


def test_registrations_in_one_name_are_limited(client):
    group = group_over_two_years()
    pages = [register(group, email="victim@example.org") for _ in range(12)]

    assert [page.status_code for page in pages].count(302) == 8
    assert TOO_OFTEN in pages[-1].text
    assert pages[-1].status_code == 429
    assert Email.objects.count() == 8


def test_a_school_that_shares_one_ip_address_is_not_limited():
    group = group_over_two_years()

    pages = [register(group, email=f"ect{n}@example.org") for n in range(30)]

    assert {page.status_code for page in pages} == {302}


def test_one_ip_address_is_limited_whatever_its_headers_say(
    client,
):
    statuses = [
        client.post(
            "/sign-in/",
            {"email": f"n{n}@example.org"},
            headers={"X-Forwarded-For": f"203.0.113.{n}"},
        ).status_code
        for n in range(70)
    ]

    assert statuses.count(302) == 60
    assert statuses[-1] == 429


def test_behind_a_trusted_proxy_each_ip_address_has_its_own_limit(client, settings, rf):
    settings.TRUSTED_PROXIES = 1
    forged = rf.get("/", headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})
    v6 = rf.get("/", headers={"X-Forwarded-For": "2001:db8:1:2:3:4:5:6"})

    assert rate_limits.client_address(forged) == "203.0.113.9"
    assert rate_limits.client_address(v6) == "2001:db8:1:2::/64"
    settings.TRUSTED_PROXIES = 0
    assert rate_limits.client_address(forged) == "127.0.0.1"


#: Every rate limit of the public forms: its name, its burst, and seconds to one more.
LIMITS = {
    "REGISTER_HERE": ("register-here", 60, 60),
    "EMAILS_HERE": ("emails-here", 60, 60),
    "REGISTER_AS": ("register-as", 8, 900),
    "EMAILS_TO": ("emails-to", 5, 900),
    "WRONG_TOKENS_HERE": ("wrong-tokens-here", 30, 60),
}


def test_the_limits_of_the_public_forms_are_these():
    declared = {
        name: (limit.name, limit.burst, limit.seconds)
        for name, limit in vars(public_limits).items()
        if isinstance(limit, RateLimit)
    }

    assert declared == LIMITS


def consume_many(limit: RateLimit, times: int, *, at) -> list[bool]:
    return [
        rate_limits.consume((limit, "zoe@example.org"), at=at) for _ in range(times)
    ]


def test_an_allowance_never_grows_beyond_its_burst():
    limit = RateLimit("x", 2, seconds=60)
    consume_many(limit, 1, at=FRIDAY_5PM)

    a_year_on = consume_many(limit, 3, at=FRIDAY_5PM + timedelta(days=365))

    assert a_year_on == [True, True, False]


def test_an_allowance_gains_one_for_each_span_and_no_earlier():
    limit = RateLimit("x", 2, seconds=60)
    consume_many(limit, 2, at=FRIDAY_5PM)

    too_soon = consume_many(limit, 1, at=FRIDAY_5PM + timedelta(seconds=59))
    after_two_spans = consume_many(limit, 3, at=FRIDAY_5PM + timedelta(seconds=120))

    assert (too_soon, after_two_spans) == ([False], [True, True, False])


def test_a_clock_that_runs_back_takes_nothing_away():
    limit = RateLimit("x", 2, seconds=60)
    consume_many(limit, 1, at=FRIDAY_5PM)

    assert consume_many(limit, 2, at=FRIDAY_5PM - timedelta(hours=1)) == [True, False]


def test_one_limit_that_is_used_up_refuses_and_spares_the_other():
    narrow, wide = RateLimit("narrow", 1, seconds=60), RateLimit("wide", 3, seconds=60)
    both = [(narrow, "a"), (wide, "b")]

    taken = [rate_limits.consume(*both, at=FRIDAY_5PM) for _ in range(4)]
    alone = [rate_limits.consume((wide, "b"), at=FRIDAY_5PM) for _ in range(3)]

    assert taken == [True, False, False, False]
    assert alone == [True, True, False]


def test_registering_counts_the_address_and_the_computer(rf):
    request = rf.get("/")

    one_address = [
        not public_limits.limit_registering(request, "zoe@example.org", at=FRIDAY_5PM)
        for _ in range(9)
    ]
    one_computer = [
        not public_limits.limit_registering(request, f"n{n}@example.org", at=FRIDAY_5PM)
        for n in range(53)
    ]

    assert one_address == [True] * 8 + [False]
    assert one_computer == [True] * 52 + [False]


def test_a_limit_fills_again_and_stores_no_address():
    limit = RateLimit("x", 2, seconds=60)

    taken = [
        rate_limits.consume((limit, "zoe@example.org"), at=FRIDAY_5PM) for _ in range(3)
    ]
    later = rate_limits.consume(
        (limit, "zoe@example.org"), at=FRIDAY_5PM + timedelta(0, 60)
    )

    assert (taken, later) == ([True, True, False], True)
    assert "zoe" not in str(RateLimitUse.objects.values())
    assert rate_limits.delete_unused(before=FRIDAY_5PM + timedelta(1)) == 1
