"""The session of a participant: two hours idle, and a new key when it opens."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from recruitment import links
from tests.factories import make_participant, make_place, make_work_group

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 10, 16, 8, tzinfo=UTC)


def link_for(person):
    until = NINE + timedelta(hours=2)
    return links.make("sign_in", person, hub_id=person.hub_id, expires_at=until)


def sign_in(client, person):
    made = link_for(person)
    client.get(f"/sign-in/{links.token_of(made)}/")
    return client.post("/sign-in/finish/")


def test_use_keeps_the_session_open_for_two_more_hours(client):
    with time_machine.travel(NINE, tick=False) as clock:
        sign_in(client, make_participant())
        for _ in range(3):
            clock.shift(timedelta(minutes=110))
            assert client.get("/my/").status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(119, 200), (121, 302)])
def test_the_session_ends_after_two_hours_without_use(client, minutes, status):
    with time_machine.travel(NINE, tick=False) as clock:
        sign_in(client, make_participant())
        clock.shift(timedelta(minutes=minutes))

        assert client.get("/my/").status_code == status


def test_opening_the_session_changes_the_key_of_the_browsers_session(client):
    with time_machine.travel(NINE, tick=False):
        person = make_participant()
        sign_in(client, person)
        first = client.session.session_key

        sign_in(client, person)

        assert client.session.session_key != first
        stolen = type(client)()
        stolen.cookies["sessionid"] = first
        assert stolen.get("/my/").status_code == 302


def test_a_key_set_before_signing_in_opens_nothing(client):
    with time_machine.travel(NINE, tick=False):
        client.session.save()
        planted = client.cookies["sessionid"].value

        sign_in(client, make_participant())

        stolen = type(client)()
        stolen.cookies["sessionid"] = planted
        assert stolen.get("/my/").status_code == 302
        assert client.get("/my/").status_code == 200


def test_a_shared_computer_shows_the_last_person_only(client):
    with time_machine.travel(NINE, tick=False):
        group = make_work_group()
        first = make_place(work_group=group).participant
        second = make_place(work_group=group).participant
        sign_in(client, first)

        sign_in(client, second)

        assert client.session["participant"]["ids"] == [second.pk]


def test_finishing_on_a_shared_computer_clears_what_the_browser_kept(client):
    answer = client.post("/my/finish/")

    assert answer["Location"] == "/"
    assert answer["Clear-Site-Data"] == '"cache"'
    assert answer.cookies["registered_as"]["max-age"] == 0
