"""Venues under "Setting up": their pages, their names and who may open them."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.admin_forms import shown_on
from workgroups.models import AuditEntry, Venue

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
ADD = "admin:workgroups_venue_add"
LIST = "admin:workgroups_venue_changelist"


@pytest.fixture
def office(signed_in):
    return signed_in(make.make_staff("hub_lead"))


def page_of(venue) -> str:
    return reverse("admin:workgroups_venue_change", args=[venue.pk])


TYPED = {
    "name": "Rose Hill  Primary, hall ",
    "address": "1 Elm Road, London",
    "postcode": "se83ab",
    "step_free_access": "in_part",
    "parking": "In the street",
    "how_to_get_in": "Gate B, sign in at the desk.",
    "seats": "24",
    "in_use": "on",
}


def test_a_venue_is_added_for_the_hub_of_the_page(office):
    office.post(reverse(ADD), TYPED)

    [row] = Venue.objects.values()
    del row["id"]
    assert row == {
        "hub_id": make.make_hub().pk,
        "name": "Rose Hill Primary, hall",
        "address": "1 Elm Road, London",
        "postcode": "SE8 3AB",
        "step_free_access": "in_part",
        "parking": "In the street",
        "how_to_get_in": "Gate B, sign in at the desk.",
        "seats": 24,
        "in_use": True,
    }
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_type) == ("added", "workgroups.venue")
    assert entry.hub == make.make_hub()


def test_a_name_is_used_once_in_a_hub_in_any_case(office):
    make.make_venue("Rose Hill Primary, Hall")
    make.make_venue("Oak Lane", hub=make.make_hub("Wolds and Dales"))

    twice = office.post(reverse(ADD), TYPED)
    office.post(reverse(ADD), {**TYPED, "name": "Oak Lane"})

    said = twice.content.decode()
    assert "Your hub has a venue of this name already." in said
    assert 'value="1 Elm Road, London"' in said
    own = Venue.objects.filter(hub=make.make_hub())
    assert [venue.name for venue in own] == ["Oak Lane", "Rose Hill Primary, Hall"]


@pytest.mark.parametrize("seats", ["0", "-1", "many"])
def test_seats_are_a_number_or_not_known(office, seats):
    refused = office.post(reverse(ADD), {**TYPED, "seats": seats})
    office.post(reverse(ADD), {**TYPED, "seats": ""})

    assert refused.status_code == 200
    assert [venue.seats for venue in Venue.objects.all()] == [None]


def test_a_name_and_nothing_more_is_a_venue(office):
    office.post(reverse(ADD), {"name": "Oak Lane"})

    venue = Venue.objects.get()
    assert (venue.location, venue.access, str(venue)) == ("Oak Lane", "", "Oak Lane")
    assert not venue.in_use


@pytest.mark.parametrize(
    ("fields", "location", "access"),
    [
        (
            {"address": "1 Elm Road", "postcode": "SE8 3AB", "parking": "None."},
            "Rose Hill, 1 Elm Road, SE8 3AB",
            "Parking: None",
        ),
        (
            {"postcode": "SE8 3AB", "step_free_access": "no"},
            "Rose Hill, SE8 3AB",
            "Step-free access: no",
        ),
        (
            {"step_free_access": "in_part", "parking": "In the street"},
            "Rose Hill",
            "Step-free access: in part. Parking: In the street",
        ),
    ],
)
def test_a_venue_says_where_it_is_and_how_it_is_reached(fields, location, access):
    venue = make.make_venue(**fields)

    assert (venue.location, venue.access) == (location, access)


def test_another_hubs_venues_are_neither_listed_nor_found(office):
    make.make_venue("Oak Lane")
    theirs = make.make_venue("Elm Road", hub=make.make_hub("Wolds and Dales"))

    listed = office.get(reverse(LIST)).content.decode()

    assert "Oak Lane" in listed and "Elm Road" not in listed
    assert office.get(page_of(theirs)).status_code == 404
    assert office.post(page_of(theirs), TYPED).status_code == 404


def test_the_page_says_that_a_change_writes_to_nobody(office):
    venue = make.make_venue()

    page = office.get(page_of(venue)).content.decode()
    office.post(page_of(venue), {**shown_on(office, page_of(venue)), "seats": "9"})

    assert "Nobody is written to when you change this page" in page
    assert Venue.objects.get().seats == 9
    assert AuditEntry.objects.get().fields == "seats"


def test_venues_stand_under_setting_up(office):
    page = office.get(reverse("admin:setting_up")).content.decode()

    assert f'href="{reverse(LIST)}"' in page
    assert "seats, parking, step-free access" in page
