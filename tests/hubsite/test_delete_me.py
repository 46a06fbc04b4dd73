"""The pages on which a person, or staff for them, delete what names them."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from recruitment import links
from recruitment.models import Participant, Place
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_mentorship,
    make_place,
    make_session,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.hubsite.test_own_data import make_priya, signed_in, with_code
from tests.pages import one_line
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
PAGE, SURE = "/my/delete/", {"is_sure": "on"}


def erased() -> list[str]:
    """The hubs at which somebody is deleted."""
    rows = Participant.objects.exclude(erased_at=None).order_by("hub__name")
    return list(rows.values_list("hub__name", flat=True))


def make_taking_part(hub=None, **fields):
    """Priya with a place, and a mentor whom only Priya named."""
    person = make_priya(hub, **fields)
    group = make_work_group("Greenwich", hub=person.hub)
    make_place(work_group=group, participant=person)
    make_mentorship(person, make_mentor(person.hub, name="Jo <i>Fern</i>"))
    return person


def test_without_a_code_nothing_is_deleted():
    client = signed_in(make_priya())

    answers = [client.get(PAGE), client.post(PAGE, SURE)]

    assert [each["Location"] for each in answers] == ["/my/code/delete-me/"] * 2
    assert Client().post(PAGE, SURE)["Location"] == "/sign-in/"
    assert erased() == []


def test_a_code_for_my_data_deletes_nothing():
    with_code(make_priya()).post(PAGE, SURE)

    assert erased() == []


def test_the_page_says_what_goes_what_stops_and_what_stays():
    client = with_code(make_taking_part(), "delete-me")

    page = one_line(client.get(PAGE).content.decode())

    assert "Greenwich: the place is given up" in page
    assert "Jo &lt;i&gt;Fern&lt;/i&gt;, a mentor whom nobody else has named" in page
    assert re.findall(r"<h3>(.*?)</h3>", page) == [
        "What goes",
        "What stops",
        "What stays, without a name",
    ]
    assert erased() == []


def test_one_press_deletes_and_closes_the_session():
    person = make_taking_part()
    client = with_code(person, "delete-me")

    unsure = one_line(client.post(PAGE, {}).content.decode())
    assert "Tick the box if you want it all deleted." in unsure
    assert erased() == []

    answer = client.post(PAGE, SURE)

    assert answer["Location"] == "/my/deleted/"
    assert "You are deleted" in client.get("/my/deleted/").content.decode()
    assert erased() == ["London South East+"]
    assert Place.objects.get().state == "withdrawn"
    assert client.get("/my/")["Location"] == "/sign-in/"


def test_another_browser_of_theirs_is_closed_as_well():
    person = make_taking_part()
    place = Place.objects.get()  # it stays secured: its group has met for the last time
    make_session(place.work_group, on=date(2026, 10, 1))
    other = signed_in(person)
    assert other.get(f"/my/places/{place.pk}/sessions.ics").status_code == 200

    with_code(person, "delete-me").post(PAGE, SURE)

    assert other.get(f"/my/places/{place.pk}/sessions.ics").status_code == 404
    assert other.get("/my/")["Location"] == "/sign-in/"
    assert "participant" not in other.session


def test_a_link_from_a_letter_opens_nothing_any_more():
    person = make_taking_part()
    until = FRIDAY_5PM + timedelta(days=1)
    link = links.make("sign_in", person, hub_id=person.hub_id, expires_at=until)
    path = f"/sign-in/{links.token_of(link)}/"

    with_code(person, "delete-me").post(PAGE, SURE)

    page = Client().get(path, follow=True)
    assert links.read_token(links.token_of(link)) is None
    assert "Priya" not in page.content.decode()


def test_of_two_hubs_only_the_chosen_one_deletes():
    here, there = make_priya(make_hub("Aire")), make_priya(make_hub("Wolds"))
    client = with_code(here, "delete-me")

    none = one_line(client.post(PAGE, SURE).content.decode())
    assert "Choose a hub." in none
    assert erased() == []

    client.post(PAGE, {**SURE, "people": [there.pk]})

    assert erased() == ["Wolds"]


def test_somebody_else_is_never_among_the_choices():
    here, stranger = make_priya(make_hub("Aire")), make_priya(email="b@example.org")
    make_priya(make_hub("Wolds"))
    client = with_code(here, "delete-me")

    client.post(PAGE, {**SURE, "people": [stranger.pk]})

    assert erased() == []


# --- staff


def tab(person) -> str:
    return f"/admin/recruitment/participant/{person.pk}/deletion/"


def test_staff_delete_for_somebody_who_rang():
    person = make_taking_part()
    ola = make_staff("hub_administrator", name="Ola Berg")
    client = client_of(ola)

    shown = one_line(client.get(tab(person)).content.decode())
    unsure = one_line(client.post(tab(person), {"asked_how": ""}).content.decode())
    assert "Greenwich: the place is given up" in shown
    assert "Choose how the person asked for it." in unsure
    assert "Tick the box if you are sure." in unsure
    assert erased() == []

    done = client.post(tab(person), {**SURE, "asked_how": "phone"}, follow=True)

    page = one_line(done.content.decode())
    assert "The details are deleted." in page
    assert "The details were deleted on 16 Oct 2026." in page
    assert "Priya" not in page
    entry = AuditEntry.objects.get(action="delete_details")
    assert (entry.actor, entry.reason) == (ola, "asked by telephone")
    assert client.post(tab(person), {**SURE, "asked_how": "phone"}).status_code == 403


@pytest.mark.parametrize(
    ("kind", "hub", "status"),
    [
        ("hub_lead", "Wolds", 404),
        ("work_group_lead", "London South East+", 404),
        ("evaluator", "London South East+", 404),
    ],
)
def test_others_delete_nobody(kind, hub, status):
    person = make_taking_part()
    client = client_of(make_staff(kind, hub=make_hub(hub)))

    answer = client.post(tab(person), {**SURE, "asked_how": "phone"})

    assert answer.status_code in {status, 403}
    assert erased() == []


def test_the_audit_log_of_the_hub_says_it_without_the_name():
    person = make_taking_part()
    with_code(person, "delete-me").post(PAGE, SURE)
    client = client_of(make_staff("hub_lead"))

    log = client.get("/admin/audit-log/", follow=True)
    if log.status_code == 404:
        log = client.get("/admin/workgroups/auditentry/")
    page = one_line(log.content.decode())

    assert "One person" in page
    assert "asked to be deleted, and was" in page
    assert "Priya" not in page
