"""What the tests of merged records share: two records of one person."""

from datetime import timedelta

import pytest

from recruitment.actions import merging
from recruitment.models import Email, Merge, Participant, Place
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_staff,
    make_work_group,
)

AT = FRIDAY_5PM
MINUTE = timedelta(minutes=1)
TEN_MINUTES_ON = AT + 10 * MINUTE
KEPT = {"first_name": "Priya", "last_name": "Shah", "email": "priya@school.example"}
GONE = {"first_name": "Pria", "last_name": "Shah", "email": "priya@home.example"}


@pytest.fixture
def hub():
    return make_hub()


@pytest.fixture
def by(hub):
    return make_staff("hub_administrator", hub=hub, name="Ola Berg")


@pytest.fixture
def kept(hub):
    return make_participant(hub, **KEPT)


@pytest.fixture
def gone(hub):
    return make_participant(hub, **GONE, phone="020 7946 0000")


def place_of(person, state="waiting", group=None, **fields) -> Place:
    group = group or make_work_group(hub=person.hub)
    return make_place(state, work_group=group, participant=person, **fields)


def states(*places) -> list[str]:
    return [Place.objects.get(pk=place.pk).state for place in places]


def sent() -> list[tuple[str, str]]:
    rows = Email.objects.filter(kind__startswith="records_").order_by("pk")
    people = dict(Participant.objects.values_list("pk", "email"))
    return [(row.kind, row.state, people[row.recipient_id]) for row in rows]


def merge(kept, gone, by, **fields) -> Merge:
    return merging.merge_people(kept, gone, by=by, at=AT, **fields)
