"""Programs that go on and on at the forms that need no account."""

from datetime import timedelta

import pytest
import time_machine

from recruitment.models import Email
from tests.factories import FRIDAY_5PM, make_participant
from tests.recruitment.test_registration_pages import group_over_two_years
from tests.test_attacks import register
from workgroups import rate_limits
from workgroups.models import RateLimitUse
from workgroups.rate_limits import TOO_OFTEN, RateLimit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_friday():
    with time_machine.travel(FRIDAY_5PM, tick=False):
        yield


def test_the_door_stops_writing_to_one_address(client):
    make_participant(email="victim@example.org")
    answers = []
    for minute in range(40):
        with time_machine.travel(FRIDAY_5PM + timedelta(minutes=minute), tick=False):
            answers.append(client.post("/sign-in/", {"email": "victim@example.org"}))

    assert Email.objects.count() <= 7
    assert {answer.status_code for answer in answers} == {302, 429}
    assert TOO_OFTEN[:30] in answers[-1].text


def test_a_stranger_is_answered_as_somebody_known(client):
    make_participant(email="known@example.org")
    said = {}
    for email in ("known@example.org", "nobody@example.org"):
        said[email] = [
            client.post("/sign-in/", {"email": email}).status_code for _ in range(8)
        ]

    assert said["known@example.org"] == said["nobody@example.org"]


def test_registering_again_and_again_in_one_name_ends(client):
    group = group_over_two_years()
    pages = [register(group, email="victim@example.org") for _ in range(12)]

    assert [page.status_code for page in pages].count(302) == 8
    assert TOO_OFTEN[:30] in pages[-1].text
    assert Email.objects.count() == 8


def test_a_school_behind_one_connection_is_not_kept_out():
    group = group_over_two_years()

    pages = [register(group, email=f"ect{n}@example.org") for n in range(30)]

    assert {page.status_code for page in pages} == {302}


def test_a_computer_that_goes_on_is_stopped_whatever_it_writes_into_its_headers(
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


def test_behind_a_trusted_proxy_each_computer_counts_for_itself(client, settings, rf):
    settings.TRUSTED_PROXIES = 1
    forged = rf.get("/", headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})
    v6 = rf.get("/", headers={"X-Forwarded-For": "2001:db8:1:2:3:4:5:6"})

    assert rate_limits.computer_of(forged) == "203.0.113.9"
    assert rate_limits.computer_of(v6) == "2001:db8:1:2::/64"
    settings.TRUSTED_PROXIES = 0
    assert rate_limits.computer_of(forged) == "127.0.0.1"


def test_a_bucket_fills_again_and_shows_nobody():
    limit = RateLimit("x", 2, seconds=60)

    taken = [
        rate_limits.take((limit, "zoe@example.org"), at=FRIDAY_5PM) for _ in range(3)
    ]
    later = rate_limits.take(
        (limit, "zoe@example.org"), at=FRIDAY_5PM + timedelta(0, 60)
    )

    assert (taken, later) == ([True, True, False], True)
    assert "zoe" not in str(RateLimitUse.objects.values())
    assert rate_limits.forget(before=FRIDAY_5PM + timedelta(1)) == 1
