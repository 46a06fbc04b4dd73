"""Each act with a seat: its refusals with their words, its email, event and clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from recruitment.actions import seats
from recruitment.errors import NotAllowed, PlaceClosed, ReasonNeeded
from recruitment.models import Email, Place, PlaceEvent
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_place,
    make_session,
    make_staff,
    make_work_group,
)
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 12, 9, tzinfo=UTC)  # Monday, 10:00 in London
A_SECOND = timedelta(seconds=1)
ENDS = datetime(2026, 10, 19, 16, tzinfo=UTC)  # five working days later, 17:00
OVER = "All sessions of this group are over, so it takes nobody in."
CANCELLED = "This group is cancelled, so it takes nobody in."
NO_DATES = "Nobody can be asked to confirm while the group's dates are open."
FULL = "The group is full. Offer beyond its capacity?"


def states(group) -> list[str]:
    return list(group.places.order_by("pk").values_list("state", flat=True))


def emails() -> list[tuple]:
    fields = ("kind", "about_id", "recipient_id", "occasion", "state")
    return list(Email.objects.order_by("pk").values_list(*fields))


def email_about(place, kind: str, occasion) -> tuple:
    return kind, place.pk, place.participant_id, str(occasion), "queued"


def event_of(place) -> tuple:
    fields = ("from_state", "to_state", "at", "actor", "reason")
    return PlaceEvent.objects.filter(place=place).values_list(*fields).latest("pk")


def over_group(**fields):
    group = make_work_group(**fields)
    make_session(group, on=AT.date() - timedelta(days=1))
    return group


# --- offering


@pytest.mark.parametrize(
    ("before", "kind"),
    [("interested", "asked_to_confirm"), ("waiting", "seat_offered")],
)
def test_an_offer_has_its_event_its_email_and_its_end(before, kind):
    lead = make_staff("hub_lead")
    place = make_place(before)
    place.clock_paused_for = "came"

    offered = seats.offer_place(place, at=AT, actor=lead, reason="as agreed")

    event = PlaceEvent.objects.get()
    assert (offered.pk, offered.state) == (place.pk, "offered")
    assert offered.offer_ends_at == ENDS
    assert event_of(place) == (before, "offered", AT, lead.pk, "as agreed")
    assert emails() == [email_about(place, kind, event.pk)]
    assert AuditEntry.objects.get().action == "place_offered"


def test_an_offer_may_be_made_without_a_look_at_the_seats():
    place = make_place("waiting", work_group=make_work_group(capacity=0))

    event = seats.make_offer(place, at=AT)

    assert event == PlaceEvent.objects.get()
    assert event_of(place) == ("waiting", "offered", AT, None, "")


def test_offering_again_changes_nothing():
    place = make_place("offered", offer_ends_at=FRIDAY_5PM)

    again = seats.offer_place(place, at=AT, reason="again")

    assert (again, again.offer_ends_at) == (place, FRIDAY_5PM)
    assert (emails(), PlaceEvent.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"dates_confirmed": False}, NO_DATES),
        ({"cancelled_on": AT.date()}, CANCELLED),
        ({"cancelled_on": AT.date(), "dates_confirmed": False}, NO_DATES),
        ({"capacity": 0}, FULL),
    ],
)
def test_an_offer_is_refused_in_words(fields, message):
    place = make_place("waiting", work_group=make_work_group(**fields))

    with pytest.raises(PlaceClosed) as refused:
        seats.offer_place(place, at=AT, reason="x")

    place.refresh_from_db()
    assert (str(refused.value), place.state, emails()) == (message, "waiting", [])


def test_a_place_without_a_group_is_not_offered():
    place = make_place("provisional")
    Place.objects.filter(pk=place.pk).update(work_group=None)

    with pytest.raises(PlaceClosed) as refused:
        seats.offer_place(place, at=AT)

    assert str(refused.value) == NO_DATES


def test_an_offer_in_a_group_that_is_over_is_refused_also_beyond_its_capacity():
    place = make_place("waiting", work_group=over_group(capacity=0))

    with pytest.raises(PlaceClosed) as refused:
        seats.offer_place(place, at=AT, beyond_capacity=True, reason="x")

    assert str(refused.value) == OVER


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_offer_beyond_the_capacity_needs_a_reason(reason):
    group = make_work_group(capacity=1)
    make_place("confirmed", work_group=group)
    place = make_place("waiting", work_group=group)

    with pytest.raises(ReasonNeeded):
        seats.offer_place(place, at=AT, beyond_capacity=True, reason=reason)
    refused = states(group)
    seats.offer_place(place, at=AT, beyond_capacity=True, reason="a big room")

    assert (refused, states(group)) == (
        ["confirmed", "waiting"],
        ["confirmed", "offered"],
    )


def test_the_last_seat_needs_no_reason():
    group = make_work_group(capacity=2)
    make_place("confirmed", work_group=group)
    place = make_place("waiting", work_group=group)

    assert seats.offer_place(place, at=AT).state == "offered"


# --- when an offer ends


@pytest.mark.parametrize(
    ("fields", "ends"),
    [
        ({}, ENDS),
        ({"offer_working_days": 2}, datetime(2026, 10, 14, 16, tzinfo=UTC)),
        (
            {"closed_weeks": [["10-19", "10-23"]]},
            datetime(2026, 10, 26, 17, tzinfo=UTC),
        ),
    ],
)
def test_an_offer_ends_by_the_settings_of_the_hub(fields, ends):
    hub = make_hub("Wolds", **fields)

    assert seats.offer_end_of(make_work_group(hub=hub), at=AT) == ends


@pytest.mark.parametrize(
    ("days", "ends"),
    [
        ([14], ENDS),  # Wednesday: less than two whole working days away
        ([15], datetime(2026, 10, 14, 16, tzinfo=UTC)),
        ([16, 15], datetime(2026, 10, 14, 16, tzinfo=UTC)),
        ([14, 16], datetime(2026, 10, 15, 16, tzinfo=UTC)),
        ([30], ENDS),
    ],
)
def test_an_offer_ends_before_the_next_session_that_counts(days, ends):
    group, other = make_work_group(), make_work_group()
    make_session(other, on=date(2026, 10, 15))
    for day in days:
        make_session(group, on=date(2026, 10, day))

    assert seats.offer_end_of(group, at=AT) == ends


def test_closed_weeks_move_the_first_session_that_counts():
    hub = make_hub("Wolds", closed_weeks=[["10-13", "10-14"]])
    group = make_work_group(hub=hub)
    make_session(group, on=date(2026, 10, 16))

    assert seats.offer_end_of(group, at=AT) == datetime(2026, 10, 21, 16, tzinfo=UTC)


def test_a_session_that_was_called_off_ends_no_offer():
    group = make_work_group()
    make_session(group, on=date(2026, 10, 15), called_off_at=AT)

    assert seats.offer_end_of(group, at=AT) == ENDS


# --- more time, and the end


def test_an_offer_is_given_as_much_time_again():
    lead = make_staff("hub_lead")
    place = make_place(
        "offered", offer_ends_at=AT, clock_paused_at=AT, clock_paused_for="bounced"
    )

    seats.extend_offer(place, at=AT, actor=lead)
    seats.extend_offer(place, at=AT, actor=lead)

    place.refresh_from_db()
    assert (place.state, place.offer_ends_at) == ("offered", ENDS)
    assert (place.clock_paused_at, place.clock_paused_for) == (None, "")
    assert emails() == [email_about(place, "offer_extended", "until 2026-10-19")]
    fields = ("action", "object_id", "actor", "fields", "at")
    entry = ("extend_offer", str(place.pk), lead.pk, "offer_ends_at", AT)
    assert list(AuditEntry.objects.values_list(*fields)) == [entry] * 2
    assert PlaceEvent.objects.count() == 0


def test_a_new_end_saves_the_clock_alone():
    place = make_place("offered", offer_ends_at=AT)
    place.priority = 9  # set in memory by somebody else

    seats.restart_offer(place, at=AT)

    place.refresh_from_db()
    assert (place.offer_ends_at, place.priority) == (ENDS, 0)


@pytest.mark.parametrize("act", [seats.extend_offer, seats.end_offer])
@pytest.mark.parametrize("state", ["waiting", "confirmed", "lapsed"])
def test_only_an_offer_is_extended_or_ended(act, state):
    place = make_place(state)

    with pytest.raises(NotAllowed) as refused:
        act(place, at=AT, actor=make_staff("hub_lead"))

    place.refresh_from_db()
    assert str(refused.value) == "This person is no longer asked to confirm."
    assert (place.state, emails(), AuditEntry.objects.count()) == (state, [], 0)


def test_an_offer_that_staff_end_goes_to_the_next_person():
    lead = make_staff("hub_lead")
    group = make_work_group(capacity=1)
    place = make_place("offered", work_group=group)
    waiting = make_place("waiting", work_group=group)

    ended = seats.end_offer(place, at=AT, actor=lead)

    assert (ended.pk, ended.state) == (place.pk, "lapsed")
    assert states(group) == ["lapsed", "offered"]
    assert event_of(place) == ("offered", "lapsed", AT, lead.pk, "")
    assert event_of(waiting) == ("waiting", "offered", AT, None, "")
    lapsed, offered = PlaceEvent.objects.order_by("pk")
    assert emails() == [
        email_about(place, "offer_lapsed", lapsed.pk),
        email_about(waiting, "seat_offered", offered.pk),
    ]


# --- free seats


@pytest.mark.parametrize(
    ("capacity", "free"), [(None, True), (0, False), (2, False), (3, True), (1, False)]
)
def test_seats_in_use_are_counted(capacity, free):
    group = make_work_group(capacity=capacity)
    make_place("confirmed", work_group=group)
    make_place("offered", work_group=group, offer_ends_at=AT + A_SECOND)
    make_place("offered", work_group=group, offer_ends_at=AT)
    make_place("waiting", work_group=group)
    make_place("confirmed", work_group=make_work_group(project=group.project))

    assert seats.has_free_seat(group, at=AT) is free


def test_free_seats_are_offered_in_the_name_of_who_raised_the_capacity():
    lead = make_staff("hub_lead")
    group = make_work_group(capacity=2)
    other = make_work_group(project=group.project)
    places = [make_place("waiting", work_group=group) for _ in range(3)]
    make_place("waiting", work_group=other)

    offered = seats.offer_free_seats(group, at=AT, actor=lead)

    assert offered == 2
    assert states(group) == ["offered", "offered", "waiting"]
    assert states(other) == ["waiting"]
    assert event_of(places[0]) == ("waiting", "offered", AT, lead.pk, "")


@pytest.mark.parametrize(
    "fields",
    [{"dates_confirmed": False}, {"cancelled_on": AT.date()}, {"capacity": 0}],
)
def test_no_seat_is_offered_in_a_group_that_takes_nobody_in(fields):
    group = make_work_group(**fields)
    make_place("waiting", work_group=group)

    assert seats.fill_seats(group, at=AT) == 0
    assert states(group) == ["waiting"]


def test_no_seat_is_offered_without_a_group_or_once_it_is_over():
    group = over_group(capacity=5)
    make_place("waiting", work_group=group)

    assert (seats.fill_seats(None, at=AT), seats.fill_seats(group, at=AT)) == (0, 0)
    assert states(group) == ["waiting"]


@pytest.mark.parametrize(
    ("at", "over"),
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), True),  # midnight in London
    ],
)
def test_a_group_is_over_once_the_day_of_its_last_session_ends_in_london(at, over):
    group = make_work_group(start_year=2025)
    make_session(group, on=date(2026, 7, 1))
    make_session(group, on=date(2026, 6, 1))
    make_session(group, on=date(2026, 7, 9), called_off_at=AT)

    refused = None
    try:
        seats.check_goes_on(group, at=at)
    except PlaceClosed as error:
        refused = str(error)

    assert refused == (OVER if over else None)


# --- taking a seat oneself


def test_whoever_takes_a_free_seat_is_offered_it_without_an_email():
    group = make_work_group(capacity=1)
    place = make_place("interested", work_group=group)

    assert seats.take_seat(place, at=AT) is True

    place.refresh_from_db()
    assert (place.state, place.offer_ends_at, emails()) == ("offered", ENDS, [])
    assert event_of(place) == ("interested", "offered", AT, None, "")


def test_people_on_the_waiting_list_come_before_whoever_takes_a_seat():
    group = make_work_group(capacity=1)
    place = make_place("interested", work_group=group)
    waiting = make_place("waiting", work_group=group)

    assert seats.take_seat(place, at=AT) is False

    event = PlaceEvent.objects.get(place=place)
    assert states(group) == ["waiting", "offered"]
    assert event_of(place) == ("interested", "waiting", AT, None, "")
    assert emails()[1] == email_about(place, "waiting_list", event.pk)
    assert [kind for kind, *_ in emails()] == ["seat_offered", "waiting_list"]
    assert emails()[0][1] == waiting.pk


@pytest.mark.parametrize(
    ("fields", "message"), [({"cancelled_on": AT.date()}, CANCELLED), ({}, OVER)]
)
def test_nobody_takes_a_seat_in_a_group_that_does_not_go_on(fields, message):
    place = make_place("interested", work_group=over_group(**fields))

    with pytest.raises(PlaceClosed) as refused:
        seats.take_seat(place, at=AT)

    place.refresh_from_db()
    assert (str(refused.value), place.state) == (message, "interested")
