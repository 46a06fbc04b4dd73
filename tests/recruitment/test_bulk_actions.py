"""Bulk actions: the chosen set, row by row, held emails, and taking them back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recruitment import delivery
from recruitment.actions import bulk_actions, places, seats, staff, taking_back
from recruitment.errors import BeingChanged, ReasonNeeded
from recruitment.models import BulkAction, Email, Place
from tests.factories import (
    FRIDAY_5PM,
    make_place,
    make_work_group,
)
from tests.recruitment.bulk_cases import (
    a_lead,
    done,
    emails,
    proposed,
    results,
    states,
)

NOW = FRIDAY_5PM - timedelta(hours=2)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def recalled(bulk, *, at=NOW):
    taking_back.begin_recall(bulk, at=at, actor=bulk.actor)
    taking_back.recall(bulk.pk, at=at)
    bulk.refresh_from_db()
    return bulk


def let_go(bulk, *, at=NOW):
    assert taking_back.release(bulk.pk, at=at, actor=bulk.actor)


def test_a_mistaken_withdrawal_is_recalled_before_any_email_went():
    group = make_work_group(capacity=6)
    people = [make_place("confirmed", work_group=group) for _ in range(6)]
    waiting = make_place("waiting", work_group=group)

    bulk = done("withdraw", *people, at=NOW)
    during = states(*people, waiting)
    recalled(bulk)
    taking_back.release_due(at=NOW + timedelta(hours=1))

    assert during == ["withdrawn"] * 6 + ["waiting"]
    assert states(*people, waiting) == ["confirmed"] * 6 + ["waiting"]
    assert emails() == [("place_withdrawn", "cancelled")] * 6
    assert bulk.state == "recalled"
    assert results(bulk) == [("recalled", "")] * 6


def test_emails_are_held_until_ten_minutes_after_the_last_row():
    group = make_work_group()
    people = [make_place("confirmed", work_group=group) for _ in range(5)]

    bulk = done("withdraw", *people, at=NOW)
    early = taking_back.release_due(at=bulk.goes_at - timedelta(seconds=1))
    held = emails()
    late = taking_back.release_due(at=bulk.goes_at)

    assert round((bulk.goes_at - timezone.now()).total_seconds() / 60) == 10
    assert (early, held) == (0, [("place_withdrawn", "held")] * 5)
    assert (late, emails()) == (1, [("place_withdrawn", "queued")] * 5)


def test_the_emails_of_fewer_than_five_wait_one_minute():
    bulk = done("withdraw", *[make_place() for _ in range(4)], at=NOW)

    assert round((bulk.goes_at - timezone.now()).total_seconds() / 60) == 1


def test_held_emails_are_not_sent():
    done("withdraw", make_place(), at=NOW)
    email = Email.objects.get()

    assert delivery.deliver(email.pk, at=NOW) == ""
    assert delivery.enqueue_due(at=NOW + timedelta(days=1)) == 0


def test_freed_seats_stay_in_use_until_the_emails_go():
    group = make_work_group(capacity=2)
    leaving = [make_place("confirmed", work_group=group) for _ in range(2)]
    waiting = [make_place("waiting", work_group=group) for _ in range(3)]

    bulk = done("withdraw", *leaving, at=NOW)
    offered = seats.offer_free_seats(group, at=NOW)
    during = states(*waiting)
    taking_back.release_due(at=bulk.goes_at)

    assert (offered, during) == (0, ["waiting"] * 3)
    assert states(*waiting) == ["offered", "offered", "waiting"]


def test_a_row_that_is_refused_stops_nothing():
    group = make_work_group()
    people = [
        make_place(state, work_group=group)
        for state in ("confirmed", "completed", "withdrawn", "waiting")
    ]

    bulk = done("withdraw", *people, at=NOW)

    assert results(bulk) == [
        ("done", ""),
        ("refused", "A place that is completed cannot become withdrawn."),
        ("unchanged", "It was withdrawn already."),
        ("done", ""),
    ]
    assert states(*people) == ["withdrawn", "completed", "withdrawn", "withdrawn"]


def test_a_row_that_fails_stops_nothing_and_says_so(monkeypatch):
    people = [make_place() for _ in range(3)]
    withdraw = bulk_actions.VERBS["withdraw"]

    def fails_once(place, bulk, at):
        if place.pk == people[1].pk:
            raise ZeroDivisionError
        withdraw(place, bulk, at)

    monkeypatch.setitem(bulk_actions.VERBS, "withdraw", fails_once)
    bulk = done("withdraw", *people, at=NOW)

    assert results(bulk) == [
        ("done", ""),
        ("refused", "Something went wrong, so nothing was changed here."),
        ("done", ""),
    ]
    assert states(*people) == ["withdrawn", "confirmed", "withdrawn"]


def test_a_place_that_changed_after_the_preview_is_left_alone():
    place = make_place("offered", offer_ends_at=FRIDAY_5PM)
    bulk = proposed("withdraw", place, at=NOW)
    places.confirm_place(place, at=NOW)

    bulk_actions.start(bulk, at=NOW, reason="Too many.")
    bulk_actions.run(bulk.pk, at=NOW)

    assert results(bulk) == [("refused", "It changed meanwhile: it is now secured.")]
    assert states(place) == ["confirmed"]


@pytest.mark.parametrize("verb", ["withdraw", "refuse", "restore", "move"])
def test_staff_give_a_reason(verb):
    bulk = proposed(verb, make_place(), at=NOW)

    with pytest.raises(ReasonNeeded):
        bulk_actions.start(bulk, at=NOW)

    bulk.refresh_from_db()
    assert bulk.state == "draft"


def test_pressing_twice_runs_it_once():
    bulk = proposed("withdraw", make_place(), at=NOW)

    started = [bulk_actions.start(bulk, at=NOW, reason="x") for _ in range(2)]
    ran = [bulk_actions.run(bulk.pk, at=NOW) for _ in range(2)]

    assert (started, ran) == ([True, False], [True, False])
    assert emails() == [("place_withdrawn", "held")]


def test_a_worker_that_died_is_taken_over_and_nothing_happens_twice():
    people = [make_place() for _ in range(3)]
    bulk = proposed("withdraw", *people, at=NOW)
    bulk_actions.start(bulk, at=NOW, reason="x")
    bulk.refresh_from_db()
    bulk_actions.run_row(bulk, bulk.rows.first().pk, at=NOW)
    lease = NOW + timedelta(seconds=120)
    BulkAction.objects.update(state="running", lease_until=lease)

    ran = [bulk_actions.run(bulk.pk, at=at) for at in (NOW, NOW + timedelta(minutes=3))]

    assert ran == [False, True]
    assert emails() == [("place_withdrawn", "held")] * 3
    assert states(*people) == ["withdrawn"] * 3


def test_the_person_gives_no_answer_while_the_place_is_being_changed():
    group = make_work_group()
    place = make_place("waiting", work_group=group)
    done("offer", place, at=NOW)
    acts = (places.confirm_place, places.decline_place, places.withdraw_place)

    for act in acts:
        with pytest.raises(BeingChanged):
            act(place, at=NOW)

    assert states(place) == ["offered"]


def test_the_person_answers_again_once_the_emails_went():
    place = make_place("waiting")
    let_go(done("offer", place, at=NOW))

    places.confirm_place(place, at=NOW)

    assert states(place) == ["confirmed"]


def test_an_offer_comes_back_with_its_end_and_its_pause():
    ends = FRIDAY_5PM + timedelta(days=3)
    place = make_place(
        "offered", offer_ends_at=ends, clock_paused_at=NOW, clock_paused_for="came"
    )

    recalled(done("withdraw", place, at=NOW))

    place.refresh_from_db()
    assert (place.state, place.offer_ends_at) == ("offered", ends)
    assert (place.clock_paused_at, place.clock_paused_for) == (NOW, "came")
    assert list(place.events.values_list("to_state", "reason")) == [
        ("withdrawn", "The lead asked for it."),
        ("offered", "taken back"),
    ]


def test_an_offer_that_ran_out_meanwhile_is_given_time_again():
    place = make_place("offered", offer_ends_at=FRIDAY_5PM)
    bulk = done("withdraw", place, at=NOW)
    let_go(bulk)

    recalled(bulk, at=FRIDAY_5PM + timedelta(hours=2))

    place.refresh_from_db()
    assert place.state == "offered"
    assert place.offer_ends_at == FRIDAY_5PM + timedelta(days=7)


def test_taking_back_a_move_closes_the_place_in_the_new_group():
    group = make_work_group(capacity=1)
    other = make_work_group(project=group.project, capacity=1)
    place = make_place("confirmed", work_group=group)

    bulk = done("move", place, at=NOW, work_group=other)
    successor = Place.objects.exclude(pk=place.pk).get()
    during = states(place, successor)
    recalled(bulk)

    place.refresh_from_db()
    assert during == ["moved", "confirmed"]
    assert states(place, successor) == ["confirmed", "withdrawn"]
    assert place.moved_to is None
    assert emails() == [("place_moved", "cancelled")]


def test_the_place_pencilled_in_for_next_year_comes_back_too():
    place = make_place("confirmed")
    later = make_place(
        "provisional",
        work_group=place.work_group,
        registration=place.registration,
        participant=place.participant,
    )
    Place.objects.filter(pk=later.pk).update(start_year=2027, work_group=None)

    bulk = done("withdraw", place, at=NOW)
    during = states(place, later)
    recalled(bulk)

    assert during == ["withdrawn", "withdrawn"]
    assert states(place, later) == ["confirmed", "provisional"]


def test_who_was_written_to_is_told_that_it_was_a_mistake():
    group = make_work_group()
    told, untold = [make_place("confirmed", work_group=group) for _ in range(2)]
    bulk = done("withdraw", told, untold, at=NOW)
    let_go(bulk)
    Email.objects.filter(about_id=told.pk).update(state="sent")

    recalled(bulk, at=NOW + timedelta(hours=23))

    assert states(told, untold) == ["confirmed", "confirmed"]
    assert emails() == [
        ("place_withdrawn", "sent"),
        ("place_withdrawn", "cancelled"),
        ("written_by_mistake", "queued"),
    ]
    assert Email.objects.get(kind="written_by_mistake").about_id == told.pk


def test_nothing_is_taken_back_after_a_day():
    place = make_place("confirmed")
    bulk = done("withdraw", place, at=NOW)
    let_go(bulk)

    recalled(bulk, at=NOW + timedelta(days=1, seconds=1))

    assert states(place) == ["withdrawn"]
    assert bulk.state == "released"


def test_a_seat_that_went_to_somebody_else_is_waited_for():
    group = make_work_group(capacity=1)
    place = make_place("confirmed", work_group=group)
    waiting = make_place("waiting", work_group=group)
    bulk = done("withdraw", place, at=NOW)
    let_go(bulk)

    recalled(bulk, at=NOW + timedelta(hours=1))

    assert states(place, waiting) == ["waiting", "offered"]
    assert results(bulk) == [
        ("recalled", "The seat went to somebody else, so the person waits.")
    ]


def test_a_newer_answer_is_never_written_over():
    group = make_work_group()
    place, other = [make_place("confirmed", work_group=group) for _ in range(2)]
    bulk = done("withdraw", place, other, at=NOW)
    let_go(bulk)
    staff.restore_place(place, at=NOW, actor=bulk.actor, reason="They rang.")

    recalled(bulk, at=NOW + timedelta(hours=1))

    assert states(place, other) == ["interested", "confirmed"]
    assert results(bulk) == [
        ("kept", "It changed since: it is now interested."),
        ("recalled", ""),
    ]


def test_a_cancelled_group_goes_on_when_it_is_taken_back():
    group = make_work_group()
    place = make_place("confirmed", work_group=group)
    bulk = bulk_actions.propose_cancelling(group, actor=a_lead(), at=NOW)
    since = make_place("waiting", work_group=group)
    bulk_actions.start(bulk, at=NOW, reason="Too few people")
    bulk_actions.run(bulk.pk, at=NOW)
    during = states(place, since)
    group.refresh_from_db()
    was_cancelled_on = group.cancelled_on

    bulk.refresh_from_db()
    recalled(bulk)

    group.refresh_from_db()
    assert during == ["cancelled_by_hub", "cancelled_by_hub"]
    assert (was_cancelled_on is not None, group.cancelled_on) == (True, None)
    assert round((bulk.goes_at - timezone.now()).total_seconds() / 60) == 10
    assert states(place, since) == ["confirmed", "waiting"]


def test_old_previews_are_deleted():
    old, new = [proposed("withdraw", make_place(), at=NOW) for _ in range(2)]
    BulkAction.objects.filter(pk=old.pk).update(created_at=NOW - timedelta(days=2))

    assert bulk_actions.delete_drafts(before=NOW - timedelta(days=1)) == 1
    assert list(BulkAction.objects.all()) == [new]
