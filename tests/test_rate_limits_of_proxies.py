"""Addresses behind proxies, and how long a person is told to wait."""

from datetime import timedelta

import pytest

from tests.factories import FRIDAY_5PM
from workgroups import rate_limits
from workgroups.rate_limits import RateLimit

SLOW = RateLimit("slow", burst=2, seconds=60)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("trusted", "passed", "hidden"),
    [
        (0, "", False),
        (0, "203.0.113.9", True),
        (1, "", False),
        (1, "203.0.113.9", False),
        (1, "203.0.113.9, 198.51.100.7", False),
        (2, "203.0.113.9", True),
        (2, "203.0.113.9, 198.51.100.7", False),
        (2, "203.0.113.9, 198.51.100.7, 192.0.2.1", False),
    ],
)
def test_a_proxy_that_is_not_counted_hides_visitors(
    rf, settings, trusted, passed, hidden
):
    settings.TRUSTED_PROXIES = trusted
    headers = {"X-Forwarded-For": passed} if passed else {}

    assert rate_limits.is_hidden_by_proxy(rf.get("/", headers=headers)) is hidden


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix:" + "x" * 90, "unix:" + "x" * 59),
    ],
)
def test_an_address_counts_as_its_network_or_its_first_64_characters(
    rf, address, counted
):
    found = rate_limits.client_address(rf.get("/", REMOTE_ADDR=address))

    assert found == counted
    assert len(found) <= 64


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [
        (0, "wait one minute,"),
        (60, "wait one minute,"),
        (61, "wait 2 minutes,"),
        (120, "wait 2 minutes,"),
        (150, "wait 3 minutes,"),
        (3600, "wait 60 minutes,"),
    ],
)
def test_the_wait_is_told_in_whole_minutes(seconds, wait):
    assert wait in rate_limits.too_often(seconds)


@pytest.mark.django_db
def test_the_seconds_to_wait_are_those_until_one_more_is_taken():
    asked = (SLOW, "somebody")
    waits = []
    for _ in range(2):
        waits.append(rate_limits.seconds_to_wait(asked, at=FRIDAY_5PM))
        assert rate_limits.consume(asked, at=FRIDAY_5PM)
    waits.append(rate_limits.seconds_to_wait(asked, at=FRIDAY_5PM))
    waits.append(rate_limits.seconds_to_wait(asked, at=FRIDAY_5PM + 45 * SECOND))
    waits.append(rate_limits.seconds_to_wait(asked, at=FRIDAY_5PM + 60 * SECOND))

    assert waits == [0, 0, 60, 15, 0]
    assert not rate_limits.consume(asked, at=FRIDAY_5PM + 59 * SECOND)
    assert rate_limits.consume(asked, at=FRIDAY_5PM + 60 * SECOND)
