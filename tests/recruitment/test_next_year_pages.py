"""What somebody who goes on is asked again: by link, and from "my places"."""

from datetime import timedelta

import pytest
from django.test import Client

from recruitment.models import Email, Mentorship, Place
from tests import factories as make
from tests.factories import FRIDAY_5PM, YEAR
from tests.pages import form_on
from tests.recruitment.bulk_cases import states
from tests.recruitment.next_year_cases import (
    asked,
    going_on,
    path_of,
    text_of,
    world_of,
)
from tests.recruitment.test_my_places import my, signed_in_as
from tests.test_attacks import open_link

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
WEEK = timedelta(days=7)


def test_last_years_answers_are_offered_and_one_press_keeps_them():
    place = going_on(world_of())
    client = signed_in_as(place)

    listed = my(client)
    data, page = asked(client, place)
    answer = client.post(path_of(place), data)

    assert f'href="{path_of(place)}"' in listed
    assert "Are your school, classes and mentor still right?" in listed
    assert "You are pencilled in for Lewisham 2." in page
    assert data["school"] == [str(place.school.urn)]
    assert data["year_groups"] == ["3"]
    assert (data["mentor_name"], data["mentor_email"]) == (
        ["Jo Fern"],
        ["jo@example.org"],
    )
    assert answer["Location"] == "/my/"
    before = place.school, place.year_groups
    place.refresh_from_db()
    assert (place.school, place.year_groups) == before
    assert place.answers_checked_at == FRIDAY_5PM
    assert place.state == "provisional"
    assert Mentorship.objects.count() == 1
    after = my(client)
    assert "Thank you. We have what you told us for next year." in after
    assert path_of(place) not in after


def test_a_page_that_is_only_opened_changes_nothing_and_shows_no_error():
    place = going_on(world_of(), school=None)

    _, page = asked(signed_in_as(place), place)

    place.refresh_from_db()
    assert place.answers_checked_at is None
    assert "Find your school and choose it, or" not in page


def test_classes_of_last_year_fill_what_is_not_known_of_the_next():
    place = going_on(world_of(), year_groups=[])
    before = Place.objects.filter(participant=place.participant, start_year=YEAR)
    before.update(year_groups=["5", "6"], schemes=["power"])
    client = signed_in_as(place)

    data, _ = asked(client, place)
    client.post(path_of(place), data)
    place.refresh_from_db()
    kept = place.year_groups
    client.post(path_of(place), {**data, "year_groups": []})
    again, _ = asked(client, place)

    assert data["year_groups"] == ["5", "6"]
    assert kept == ["5", "6"]
    assert "year_groups" not in again


def test_what_has_changed_is_kept_on_next_years_place_alone():
    world = world_of()
    place = going_on(world)
    before = Place.objects.get(participant=place.participant, start_year=YEAR)
    school = make.make_school("Elm Park Primary School")
    client = signed_in_as(place)
    data, _ = asked(client, place)

    found = client.get(path_of(place), {"school_query": "elm park"})
    client.post(
        path_of(place),
        {**data, "school": school.urn, "school_query": "elm park", "year_groups": "5"},
    )

    assert f'value="{school.urn}"' in text_of(found)
    place.refresh_from_db()
    assert (place.school, place.year_groups) == (school, ["5"])
    before.refresh_from_db()
    assert (before.school, before.year_groups) == (None, [])


def test_a_school_that_is_not_listed_takes_the_place_of_the_one_before():
    place = going_on(world_of())
    client = signed_in_as(place)
    data, _ = asked(client, place)
    elsewhere = {"school": "not-listed", "school_name": "Elm", "asked": "school_name"}

    client.post(path_of(place), {**data, **elsewhere})
    place.refresh_from_db()
    first = place.school, place.school_name, place.works_in_school
    client.post(path_of(place), {**data, "school": "no-school"})

    place.refresh_from_db()
    assert first == (None, "Elm", True)
    assert (place.school, place.school_name, place.works_in_school) == (None, "", False)


def test_another_mentor_takes_over_and_is_told_once_the_place_is_secured():
    place = going_on(world_of())
    client = signed_in_as(place)
    data, _ = asked(client, place)
    new = {"mentor_name": "Ann Lake", "mentor_email": "ann@example.org"}

    client.post(path_of(place), {**data, **new})

    rows = Mentorship.objects.order_by("pk").values_list("mentor__name", "until_on")
    assert list(rows) == [("Jo Fern", FRIDAY_5PM.date()), ("Ann Lake", None)]
    assert Email.objects.count() == 0
    page = text_of(client.get(path_of(place)))
    assert 'value="Ann Lake"' in page


def test_another_mentor_of_a_secured_place_is_told_at_once():
    place = going_on(world_of(), later="confirmed")
    client = signed_in_as(place)
    data, _ = asked(client, place)
    new = {"mentor_name": "Ann Lake", "mentor_email": "ann@example.org"}

    client.post(path_of(place), {**data, **new})

    assert list(Email.objects.values_list("kind", flat=True)) == ["mentor_told"]


def test_a_mentor_left_empty_stays():
    place = going_on(world_of())
    client = signed_in_as(place)
    data, _ = asked(client, place)

    client.post(path_of(place), {**data, "mentor_name": "", "mentor_email": ""})

    assert list(Mentorship.objects.values_list("until_on", flat=True)) == [None]


@pytest.mark.parametrize("which", ["email", "second_email", "former"])
def test_nobody_is_their_own_mentor(which):
    place = going_on(world_of())
    who = place.participant
    who.second_email, who.former_emails = "two@example.org", ["old@example.org"]
    who.save()
    own = {"email": who.email, "second_email": "two@example.org"}
    client = signed_in_as(place)
    data, _ = asked(client, place)
    address = own.get(which, "old@example.org")

    answer = client.post(
        path_of(place), {**data, "mentor_name": "Me", "mentor_email": address}
    )

    assert answer.status_code == 200
    assert "own address" in text_of(answer)
    assert list(Mentorship.objects.values_list("until_on", flat=True)) == [None]
    place.refresh_from_db()
    assert place.answers_checked_at is None


def test_an_address_that_looks_mistyped_is_asked_about():
    place = going_on(world_of())
    client = signed_in_as(place)
    data, _ = asked(client, place)
    new = {"mentor_name": "Ann", "mentor_email": "ann@gmial.com"}

    answer = client.post(path_of(place), {**data, **new})

    assert answer.status_code == 200
    assert "ann@gmail.com" in text_of(answer)
    client.post(path_of(place), {**data, **new, "use_offered": "mentor_email"})
    mentorship = Mentorship.objects.get(until_on=None)
    assert mentorship.mentor.email == "ann@gmail.com"


# --- by the emailed link


def test_the_link_opens_the_page_and_a_press_opens_my_places():
    place = going_on(world_of())
    browser = Client()

    browser.get(f"/next-year/{open_link('next_year', place)}/")
    page = browser.get("/next-year/")
    before = browser.get("/my/")
    answer = browser.post("/next-year/", form_on(page, having="mentor_name"))

    assert before["Location"] == "/sign-in/"
    assert answer["Location"] == "/my/"
    assert "Lewisham 2" in my(browser)
    place.refresh_from_db()
    assert place.answers_checked_at == FRIDAY_5PM


@pytest.mark.parametrize("state", ["withdrawn", "deferred", "lapsed", "completed"])
def test_the_link_of_a_place_that_is_not_open_explains(state):
    place = going_on(world_of(), later=state)
    browser = Client()
    browser.get(f"/next-year/{open_link('next_year', place)}/")

    answer = browser.post("/next-year/", {"press": "put_off"})

    assert "mentor_name" not in answer.content.decode()
    assert states(place) == [state]


def test_a_link_to_confirm_is_none_to_the_answers():
    place = going_on(world_of())

    answer = Client().get(f"/next-year/{open_link('confirm', place)}/")

    assert answer.status_code == 404


def test_the_other_buttons_of_the_link_lead_on_and_change_nothing():
    place = going_on(world_of())
    browser = Client()
    browser.get(f"/next-year/{open_link('next_year', place)}/")

    put_off = browser.post("/next-year/", {"press": "put_off"})
    leave = browser.post("/next-year/", {"press": "leave"})

    assert put_off["Location"] == f"/my/places/{place.pk}/put-off/"
    assert leave["Location"] == f"/my/places/{place.pk}/withdraw/"
    assert browser.get(put_off["Location"]).status_code == 200
    assert states(place) == ["provisional"]


# --- the other answers


def test_next_year_is_put_off_by_one_press():
    place = going_on(world_of())
    client = signed_in_as(place)
    path = f"/my/places/{place.pk}/put-off/"

    page = text_of(client.get(path))
    before = states(place)
    client.post(path)

    assert "Put Lewisham 2 off?" in page
    assert (before, states(place)) == (["provisional"], ["deferred"])
    assert "Put off to a later year" in my(client)
    assert list(Email.objects.values_list("kind", flat=True)) == ["place_deferred"]


@pytest.mark.parametrize("state", ["offered", "confirmed", "waiting"])
def test_only_what_is_pencilled_in_is_put_off_by_the_person(state):
    place = going_on(world_of(), later=state)

    signed_in_as(place).post(f"/my/places/{place.pk}/put-off/")

    assert states(place) == [state]


def test_who_does_not_go_on_gives_a_coded_reason():
    world = world_of()
    place = going_on(world, work_group=None)
    client = signed_in_as(place)

    page = text_of(client.get(f"/my/places/{place.pk}/withdraw/"))
    client.post(f"/my/places/{place.pk}/withdraw/", {"end_reason": "no_cover"})

    assert 'name="end_reason"' in page
    place.refresh_from_db()
    assert (place.state, place.end_reason_id) == ("withdrawn", "no_cover")
