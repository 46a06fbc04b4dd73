"""Putting a place off to a later year, by staff and by the person."""

import pytest

from recruitment.actions import deferring, places
from recruitment.errors import BeingChanged, NotAllowed, ReasonNeeded
from recruitment.models import Place, PlaceEvent
from tests import factories as make
from tests.recruitment.bulk_cases import a_lead, done, emails, states
from tests.recruitment.next_year_cases import NOW, TwoYears, recalled
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def test_staff_put_a_place_off_with_what_is_pencilled_in_after_it():
    world = TwoYears()
    place, later = world.person()
    lead = a_lead(world.hub)

    deferring.defer_place(place, at=NOW, actor=lead, reason="Parental leave")

    assert states(place, later) == ["deferred", "deferred"]
    assert emails() == [("place_deferred", "queued")]
    assert list(PlaceEvent.objects.order_by("pk").values_list("place", "reason")) == [
        (place.pk, "Parental leave"),
        (later.pk, "Parental leave"),
    ]
    acts = AuditEntry.objects.order_by("pk").values_list("action", "actor")
    assert list(acts) == [("place_deferred", lead.pk)] * 2


def test_a_seat_that_is_put_off_goes_to_the_next_person():
    group = make.make_work_group(capacity=1)
    place = make.make_place("confirmed", work_group=group)
    waiting = make.make_place("waiting", work_group=group)

    deferring.defer_place(place, at=NOW, actor=a_lead(), reason="Illness")

    assert states(place, waiting) == ["deferred", "offered"]


def test_putting_off_again_changes_nothing():
    place = make.make_place("confirmed")
    deferring.defer_place(place, at=NOW, actor=a_lead(), reason="Illness")

    deferring.defer_place(place, at=NOW, actor=a_lead(), reason="Illness")

    assert PlaceEvent.objects.count() == 1
    assert emails() == [("place_deferred", "queued")]


def test_staff_give_a_reason_and_the_person_need_not():
    world = TwoYears()
    place, later = world.person()

    with pytest.raises(ReasonNeeded):
        deferring.defer_place(place, at=NOW, actor=a_lead(), reason=" ")
    deferring.defer_place(later, at=NOW)

    assert states(place, later) == ["confirmed", "deferred"]
    assert AuditEntry.objects.count() == 0


def test_an_offer_is_answered_and_not_put_off():
    place = make.make_place("offered")

    with pytest.raises(NotAllowed):
        deferring.defer_place(place, at=NOW, actor=a_lead(), reason="Illness")

    assert states(place) == ["offered"]


def test_a_person_waits_while_staff_may_take_their_change_back():
    place = make.make_place("confirmed")
    bulk = done("withdraw", place, at=NOW)

    with pytest.raises(BeingChanged):
        deferring.defer_place(place, at=NOW)

    recalled(bulk)
    assert states(place) == ["confirmed"]


def test_putting_several_off_is_taken_back():
    world = TwoYears()
    place, later = world.person()

    bulk = done("defer", place, at=NOW)
    during = states(place, later)
    recalled(bulk)

    assert during == ["deferred", "deferred"]
    assert states(place, later) == ["confirmed", "provisional"]
    assert emails() == [("place_deferred", "cancelled")]


def test_withdrawing_from_year_one_ends_a_second_year_that_was_put_off():
    world = TwoYears()
    place, later = world.person(later="deferred")

    places.withdraw_place(place, at=NOW)

    assert states(place, later) == ["withdrawn", "withdrawn"]
    assert Place.objects.get(pk=later.pk).end_reason_id == "first_year_ended"
