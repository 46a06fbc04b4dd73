"""What becomes of the places of a group that is cancelled."""

import pytest

from recruitment import delivery
from recruitment.actions import places
from recruitment.models import Email, Place, PlaceEvent
from tests.factories import (
    make_hub,
    make_place,
    make_staff,
    make_work_group,
)
from tests.recruitment.bulk_cases import group_cancelled
from tests.recruitment.test_places import (
    BEFORE,
    emails,
    register,
    states,
    two_year_group,
)

pytestmark = pytest.mark.django_db


def test_cancelling_a_group_emails_each_open_place_once():
    group = make_work_group()
    for state in ("interested", "waiting", "offered", "confirmed", "withdrawn"):
        make_place(state, work_group=group)
    lead = make_staff("hub_lead")

    bulk = group_cancelled(group, at=BEFORE, actor=lead)

    assert bulk.rows.filter(result="done").count() == 4
    assert emails() == ["place_cancelled"] * 4


def test_cancelling_a_group_cancels_whom_it_has_pencilled_in():
    first, second = make_hub(), make_hub("Wolds and Dales")
    group, beside = make_work_group(hub=first), make_work_group(hub=first)
    foreign = make_work_group(hub=second)
    for each in (group, beside, foreign):
        make_place("provisional", work_group=each)
    lead = make_staff("hub_lead", hub=first)

    group_cancelled(group, at=BEFORE, actor=lead, reason="no venue")

    assert states(group) == ["cancelled_by_hub"]
    assert (states(beside), states(foreign)) == (["provisional"], ["provisional"])
    assert emails() == ["place_cancelled"]


def test_cancelling_a_group_ends_the_places_pencilled_in_after_it(mailoutbox):
    group = two_year_group()
    beside = make_work_group(project=group.project)
    cancelled = register(group, name="Ada", both_years=True)
    stays = register(beside, name="Bea", both_years=True)
    for place in (cancelled, stays):
        places.confirm_place(place, at=BEFORE)
    lead = make_staff("hub_lead")

    group_cancelled(group, at=BEFORE, actor=lead, reason="no venue")

    later = Place.objects.filter(work_group=None).order_by("pk")
    assert [each.state for each in later] == ["cancelled_by_hub", "provisional"]
    email = Email.objects.get(kind="place_cancelled")
    assert delivery.deliver(email.pk, at=BEFORE) == "sent"
    assert "pencilled in for you for next year ends with it" in mailoutbox[0].body
    assert PlaceEvent.objects.filter(place=later[0]).latest("pk").reason == "no venue"
