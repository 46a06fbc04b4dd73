"""Every history in the sample is replayed through the rules, which stand here in full.

The sample writes last year in bulk. Whatever wrote a row, it must be one that the
product could have written: no transition, seat or deadline that the actions would have
refused. Marks and answers are in test_replay_sessions, emails in test_replay_emails.
"""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from recruitment.models import PlaceEvent
from tests.sample.replaying import (
    HOLDS_A_SEAT,
    JOB_RUNS_WITHIN,
    History,
    _django_db_helper,
    evening_before,
    histories,
    is_successor,
    of_groups,
    offer_end,
    sessions,
)
from workgroups.words import LONDON

# As in test_building: one sample for all tests of a day.
pytestmark = [pytest.mark.django_db, pytest.mark.any_day(scope="module")]
__all__ = ["_django_db_helper", "evening_before", "histories", "sessions"]

#: Where a place may begin, and where it may go from each state.
ALLOWED = {
    "": {"interested", "waiting", "offered", "provisional"},
    "interested": {
        *("offered", "waiting", "not_selected", "withdrawn"),
        *("cancelled_by_hub", "moved"),
    },
    "waiting": {"offered", "not_selected", "withdrawn", "cancelled_by_hub", "moved"},
    "offered": {
        *("confirmed", "declined", "lapsed", "withdrawn", "cancelled_by_hub", "moved"),
    },
    "confirmed": {
        *("completed", "not_completed", "withdrawn", "deferred", "moved"),
        "cancelled_by_hub",
    },
    "provisional": {
        *("offered", "waiting", "withdrawn", "deferred", "moved", "cancelled_by_hub"),
    },
    "deferred": {"provisional", "withdrawn"},
    "lapsed": {"interested"},
    "declined": {"interested"},
    "withdrawn": {"interested"},
    "not_selected": {"interested"},
}


def test_every_transition_is_allowed_and_leads_to_the_state(histories):
    assert len(histories) > 350
    for history in histories.values():
        state = ""
        for event in history.events:
            assert event.from_state == state
            if state or not is_successor(history, histories):
                assert event.to_state in ALLOWED[state], history.events
            state = event.to_state
        assert state == history.place.state


def test_every_event_follows_the_one_before(histories, evening_before):
    for history in histories.values():
        times = [event.at for event in history.events]
        assert times == sorted(times)
        assert times[-1] <= evening_before
        first = history.events[0]
        if first.to_state == "provisional" or is_successor(history, histories):
            assert first.at > history.place.registered_at
        else:
            assert first.at == history.place.registered_at
        assert history.place.registered_at >= history.place.registration.registered_at


def test_a_moved_place_has_a_successor_in_another_group(histories):
    moved = [each for each in histories.values() if each.place.state == "moved"]

    assert moved
    for history in histories.values():
        successor = histories.get(history.place.moved_to_id)
        assert (successor is not None) == (history.place.state == "moved")
        if successor is not None:
            old, new = history.place, successor.place
            assert old.work_group_id != new.work_group_id
            assert (old.hub_id, old.stage_id) == (new.hub_id, new.stage_id)
            assert old.registered_at == new.registered_at
            assert history.events[-1].at == successor.events[0].at
            assert history.events[-2].to_state == successor.events[0].to_state


def test_a_provisional_place_was_pencilled_in_with_the_confirmation(histories):
    firsts = defaultdict(list)
    for history in histories.values():
        firsts[history.place.registration_id].append(history)

    pencilled = [h for h in histories.values() if h.reached("provisional")]
    assert pencilled
    for history in pencilled:
        assert history.place.registration.both_years
        earlier = [
            each
            for each in firsts[history.place.registration_id]
            if each.place.start_year == history.place.start_year - 1
        ]
        confirmed = {at for each in earlier for at in each.reached("confirmed")}
        assert history.events[0].at in confirmed


def test_no_group_is_ever_over_its_capacity(histories):
    for group, members in of_groups(histories).items():
        in_use = 0
        for event in events_of(members):
            in_use += event.to_state in HOLDS_A_SEAT
            in_use -= event.from_state in HOLDS_A_SEAT
            # a person who was moved in has a seat without a state before
            assert group.capacity is None or in_use <= group.capacity, group.slug


def test_a_first_state_follows_from_the_seats_at_that_moment(histories):
    for group, members in of_groups(histories).items():
        successors = {m.place.pk for m in members if is_successor(m, histories)}
        order = {member.place.pk: member.place.stage.order for member in members}
        states: dict[int, str] = {}
        for event in events_of(members):
            new = not event.from_state and event.place_id not in successors
            if new and event.to_state != "provisional":
                expected = first_state(group, order[event.place_id], states.values())
                assert event.to_state == expected, (group.slug, event.at)
            states[event.place_id] = event.to_state


def test_nobody_waits_while_a_seat_is_free(histories):
    for group, members in of_groups(histories).items():
        if members[0].place.stage.order > 1 or group.capacity is None:
            continue
        states: dict[int, str] = {}
        events = events_of(members)
        for event, following in zip(events, [*events[1:], None], strict=True):
            states[event.place_id] = event.to_state
            if following is None or following.at > event.at:
                here = Counter(states.values())
                in_use = here["offered"] + here["confirmed"]
                assert not here["waiting"] or in_use >= group.capacity, group.slug


def events_of(members: list[History]) -> list[PlaceEvent]:
    events = [event for member in members for event in member.events]
    return sorted(events, key=lambda event: (event.at, event.pk))


def first_state(group: Any, order: int, states: Any) -> str:
    """The state in which the product puts somebody who registers now."""
    here = Counter(states)
    if not group.dates_confirmed or group.offers == "after_review":
        return "interested"
    full = here["offered"] + here["confirmed"] >= (group.capacity or 10_000)
    return "waiting" if order > 1 or here["waiting"] or full else "offered"


# Offers


def test_every_offer_ends_on_its_day(histories, sessions):
    """An offer was answered before its end, or lapsed at it, or is still open."""
    for history in histories.values():
        events = history.events
        for event, answer in zip(events, [*events[1:], None], strict=True):
            if event.to_state != "offered":
                continue
            ends = offer_end(event.at, sessions[history.place.work_group_id])
            if answer is None:
                assert history.place.offer_ends_at == ends
            elif answer.to_state == "lapsed":
                assert ends <= answer.at <= ends + JOB_RUNS_WITHIN
            else:
                assert answer.at <= ends
    for history in histories.values():
        is_open = history.place.state == "offered"
        assert (history.place.offer_ends_at is not None) == is_open


@pytest.mark.usefixtures("now")
def test_the_first_and_the_last_offer_of_summer_end_as_in_a_calendar():
    monday = datetime(2026, 7, 13, 10, tzinfo=LONDON)
    wednesday = datetime(2026, 7, 15, 10, tzinfo=LONDON)
    easter = datetime(2026, 3, 30, 10, tzinfo=LONDON)

    assert offer_end(monday, []) == datetime(2026, 9, 7, 17, tzinfo=LONDON)
    assert offer_end(wednesday, []) == datetime(2026, 9, 9, 17, tzinfo=LONDON)
    assert offer_end(easter, []) == datetime(2026, 4, 8, 17, tzinfo=LONDON)


# All rows


def test_every_row_is_valid(day):
    """Fields and `clean` here; the database has checked keys and constraints."""
    connection.check_constraints()
    for label in ("workgroups", "recruitment", "evaluation"):
        for model in apps.get_app_config(label).get_models():
            keys = {f.name for f in model._meta.concrete_fields if f.is_relation}
            for row in model._base_manager.all():
                row.clean_fields(exclude=keys)
                row.clean()
