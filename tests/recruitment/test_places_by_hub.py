"""The order of a person's places and sessions, and who has any."""

from datetime import timedelta

import pytest

from recruitment.models import Participant
from recruitment.queries.my_places import places_by_hub
from tests.factories import (
    FRIDAY_5PM,
    make_mentorship,
    make_place,
    make_session,
    make_work_group,
)

pytestmark = pytest.mark.django_db


def test_places_stand_by_year_and_sessions_by_number():
    later = make_place(work_group=make_work_group(start_year=2026))
    group = make_work_group(start_year=2025, hub=later.hub)
    earlier = make_place(work_group=group, participant=later.participant)
    on = FRIDAY_5PM.date()
    second = make_session(group, number=2, on=on + timedelta(days=14))
    first = make_session(group, number=1, on=on + timedelta(days=7))

    (part,) = places_by_hub([later.participant_id], now=FRIDAY_5PM)

    assert part.places == [earlier, later]
    assert part.places[0].coming == [first, second]


@pytest.mark.parametrize("field", ["erased_at", "merged_into"])
def test_a_person_who_was_erased_or_merged_has_no_places(field):
    place, other = make_place(), make_place()
    value = FRIDAY_5PM if field == "erased_at" else other.participant
    Participant.objects.filter(pk=place.participant_id).update(**{field: value})

    assert places_by_hub([place.participant_id], now=FRIDAY_5PM) == []


def test_a_proven_mentor_stands_before_one_whom_a_form_named():
    place = make_place("offered")
    proven = make_mentorship(place.participant)
    named = make_mentorship(place.participant)
    named.registration = place.registration
    named.save()

    (part,) = places_by_hub([place.participant_id], now=FRIDAY_5PM)

    assert part.mentor == proven.mentor
