"""The state machine of a place: every pair of states, allowed and refused."""

import pytest

from recruitment.actions.transitions import lock_place, move_place
from recruitment.errors import NotAllowed
from recruitment.models import Place, PlaceEvent
from tests.factories import FRIDAY_5PM, make_place

pytestmark = pytest.mark.django_db

STATES = (
    *("interested", "waiting", "offered", "confirmed", "provisional", "deferred"),
    *("declined", "lapsed", "withdrawn", "not_selected", "cancelled_by_hub"),
    *("completed", "not_completed", "moved"),
)
#: What a place may become; a state without a line is the last one.
ALLOWED = {
    "interested": {
        *("offered", "waiting", "not_selected", "withdrawn"),
        *("cancelled_by_hub", "moved"),
    },
    "waiting": {"offered", "not_selected", "withdrawn", "cancelled_by_hub", "moved"},
    "offered": {
        *("confirmed", "declined", "lapsed", "withdrawn"),
        *("cancelled_by_hub", "moved"),
    },
    "confirmed": {
        *("completed", "not_completed", "withdrawn", "deferred"),
        *("cancelled_by_hub", "moved"),
    },
    "provisional": {
        *("offered", "waiting", "withdrawn", "deferred"),
        *("cancelled_by_hub", "moved"),
    },
    "deferred": {"provisional", "withdrawn"},
    "lapsed": {"interested"},
    "declined": {"interested"},
    "withdrawn": {"interested"},
    "not_selected": {"interested"},
}


def test_these_are_all_the_states_of_a_place():
    declared = [value for value, _ in Place._meta.get_field("state").choices]

    assert sorted(declared) == sorted(STATES)


@pytest.mark.parametrize("before", STATES)
def test_a_place_makes_the_allowed_transitions_and_no_other(before):
    place = make_place(before)
    made = set()

    for after in STATES:
        ends = FRIDAY_5PM if "offered" in (before, after) else None
        rows = Place.objects.filter(pk=place.pk)
        rows.update(state=before, offer_ends_at=ends)
        changes = {"offer_ends_at": ends} if after == "offered" else {}
        try:
            move_place(lock_place(place), to=after, at=FRIDAY_5PM, **changes)
        except NotAllowed:
            continue
        place.refresh_from_db()
        assert place.state == after
        made.add(after)

    events = PlaceEvent.objects.filter(place=place)
    assert made == ALLOWED.get(before, set())
    assert set(events.values_list("from_state", "to_state")) == {
        (before, after) for after in made
    }
