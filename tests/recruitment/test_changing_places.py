"""What a person sees while a bulk action with their place may be taken back."""

from datetime import timedelta

import pytest
from django.test import Client

from recruitment.actions import taking_back
from recruitment.models import Email
from tests.factories import FRIDAY_5PM, make_place, make_session, make_work_group
from tests.recruitment.bulk_cases import done, states
from tests.recruitment.test_my_places import signed_in_as
from tests.test_attacks import open_link

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
NOW = FRIDAY_5PM
CHANGING = "We are changing this place"
SOON = FRIDAY_5PM + timedelta(days=7)


def one_line(answer) -> str:
    return " ".join(answer.content.decode().split())


def withdrawn_by_mistake():
    """A place that was offered, its bulk action, and its neighbour that stays."""
    group = make_work_group()
    make_session(group, on=SOON.date())
    place = make_place("offered", work_group=group, offer_ends_at=SOON)
    return place, done("withdraw", place, at=NOW)


def test_my_places_says_so_and_offers_nothing_to_press():
    place, bulk = withdrawn_by_mistake()

    during = one_line(signed_in_as(place).get("/my/"))
    taking_back.release(bulk.pk, at=NOW, actor=bulk.actor)
    after = one_line(signed_in_as(place).get("/my/"))

    assert CHANGING in during
    assert "Please look again in ten minutes." in during
    assert f"/my/places/{place.pk}/" not in during
    assert CHANGING not in after


@pytest.mark.parametrize("page", ["confirm", "decline", "withdraw"])
def test_a_page_of_the_place_takes_no_answer(page):
    place, _ = withdrawn_by_mistake()
    browser = signed_in_as(place)
    url = f"/my/places/{place.pk}/{page}/"

    answer = browser.post(url, {"can_attend": "on"}, follow=True)

    assert answer.redirect_chain == [("/my/", 302)]
    assert CHANGING in one_line(answer)
    assert states(place) == ["withdrawn"]


def test_the_link_of_an_earlier_email_says_so_and_confirms_nothing():
    group = make_work_group()
    place = make_place("waiting", work_group=group)
    done("offer", place, at=NOW)
    browser = Client()

    opened = browser.get(f"/confirm/{open_link('confirm', place)}/", follow=True)
    posted = browser.post("/confirm/", {"can_attend": "on"})

    assert f"<h1>{CHANGING}</h1>" in one_line(opened)
    assert f"<h1>{CHANGING}</h1>" in one_line(posted)
    assert states(place) == ["offered"]
    assert list(Email.objects.values_list("state", flat=True)) == ["held"]


def test_a_neighbour_of_another_group_presses_as_always():
    place, _ = withdrawn_by_mistake()
    other = make_place("offered", work_group=make_work_group(), offer_ends_at=SOON)

    page = one_line(signed_in_as(other).get("/my/"))

    assert CHANGING not in page
    assert f"/my/places/{other.pk}/confirm/" in page
    assert states(place, other) == ["withdrawn", "offered"]
