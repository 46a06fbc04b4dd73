"""The letters of a message to a group, among those of other rows with its id."""

from datetime import timedelta

import pytest

from recruitment import outbox
from recruitment.actions import group_messages
from recruitment.models import Email
from tests.factories import FRIDAY_5PM, make_place, make_staff, make_work_group

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def message():
    """A message to one person, and a held letter about the place of the same id."""
    group = make_work_group()
    place = make_place("confirmed", work_group=group)
    written = group_messages.write_to_group(
        group,
        audience="with-place",
        subject="Next time",
        body="Bring counters.",
        seen=[place.pk],
        by=make_staff("hub_lead", hub=group.hub),
        at=FRIDAY_5PM,
    )
    outbox.queue(
        "place_confirmed",
        about=place,
        to=place.participant,
        at=FRIDAY_5PM,
        state="held",
    )
    Email.objects.filter(kind="place_confirmed").update(about_id=written.pk)
    return written


def states():
    return dict(Email.objects.values_list("kind", "state"))


def test_a_message_lets_its_own_letters_go(message):
    ten_minutes_on = FRIDAY_5PM + timedelta(minutes=10)

    assert group_messages.let_go(message, at=ten_minutes_on)

    assert states() == {"group_message": "queued", "place_confirmed": "held"}


def test_a_message_takes_its_own_letters_back(message):
    by = make_staff("hub_lead", hub=message.hub)

    assert group_messages.take_back(message, by=by, at=FRIDAY_5PM)

    assert states() == {"group_message": "cancelled", "place_confirmed": "held"}
