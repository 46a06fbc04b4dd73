"""Offers of next year: confirmed, declined, sent again, and whose page it is."""

from datetime import timedelta

import pytest
from django.test import Client

from recruitment.actions import sign_in
from recruitment.models import Email
from tests import factories as make
from tests.factories import FRIDAY_5PM, YEAR
from tests.recruitment.bulk_cases import done, states
from tests.recruitment.next_year_cases import (
    TwoYears,
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


def test_after_confirming_by_the_link_the_answers_are_asked():
    world = TwoYears()
    place = going_on(world, later="offered", offer_ends_at=FRIDAY_5PM + WEEK)
    browser = Client()
    browser.get(f"/confirm/{open_link('confirm', place)}/")

    answer = browser.post("/confirm/", {"can_attend": "on"})
    page = text_of(browser.get(answer["Location"]))

    assert answer["Location"] == path_of(place)
    assert "Your place in Lewisham 2 is secured." in page
    assert "I do not go on" not in page


def test_after_confirming_from_my_places_the_answers_are_asked_once():
    world = TwoYears()
    place = going_on(world, later="offered", offer_ends_at=FRIDAY_5PM + WEEK)
    client = signed_in_as(place)
    data, _ = asked(client, place)

    first = client.post(path_of(place), data)
    second = client.post(f"/my/places/{place.pk}/confirm/", {"can_attend": "on"})

    assert first["Location"] == f"/my/places/{place.pk}/confirm/"
    assert second["Location"] == "/my/"
    assert states(place) == ["confirmed"]


def test_a_link_to_confirm_is_sent_again_in_the_words_of_next_year():
    place = going_on(TwoYears(), later="offered", offer_ends_at=FRIDAY_5PM + WEEK)

    sign_in.send_link_again(place, at=FRIDAY_5PM)

    assert list(Email.objects.values_list("kind", flat=True)) == ["next_year_offered"]


def test_who_registered_for_this_year_is_not_asked_again():
    group = make.make_work_group()
    place = make.make_place("offered", work_group=group, offer_ends_at=FRIDAY_5PM)
    client = signed_in_as(place)

    answer = client.post(f"/my/places/{place.pk}/confirm/", {"can_attend": "on"})

    assert answer["Location"] == "/my/"
    assert client.get(path_of(place)).status_code == 404
    assert "next-year" not in my(client)


def test_an_offer_is_declined_from_the_page():
    world = TwoYears()
    place = going_on(world, later="offered", offer_ends_at=FRIDAY_5PM + WEEK)

    answer = signed_in_as(place).post(path_of(place), {"press": "leave"})

    assert answer["Location"] == f"/my/places/{place.pk}/decline/"


def test_nobody_opens_somebody_elses_page():
    world = world_of()
    mine, theirs = going_on(world), going_on(TwoYears(make.make_hub("Another hub")))
    client = signed_in_as(mine)

    assert client.get(path_of(theirs)).status_code == 404
    assert client.post(path_of(theirs), {"press": "leave"}).status_code == 404
    assert client.post(f"/my/places/{theirs.pk}/put-off/").status_code == 404
    assert states(theirs) == ["provisional"]


def test_a_place_that_staff_may_change_back_is_not_opened():
    place = going_on(world_of())
    done("withdraw", place, at=FRIDAY_5PM)

    answer = signed_in_as(place).get(path_of(place))

    assert answer["Location"] == "/my/"


def test_who_came_back_sees_the_new_place_and_not_the_one_put_off():
    world = world_of()
    _, put_off = world.person(later="deferred", start_year=YEAR)
    back = make.make_place(
        "provisional", work_group=world.target, registration=put_off.registration
    )
    before = my(signed_in_as(put_off))
    put_off.moved_to = back
    put_off.save()

    after = my(signed_in_as(put_off))

    assert "Put off to a later year" in before
    assert "Put off to a later year" not in after


def test_confirming_from_my_places_leads_to_the_answers_that_are_owed():
    place = going_on(TwoYears(), later="offered", offer_ends_at=FRIDAY_5PM + WEEK)

    answer = signed_in_as(place).post(
        f"/my/places/{place.pk}/confirm/", {"can_attend": "on"}
    )

    assert answer["Location"] == path_of(place)
    assert states(place) == ["confirmed"]
