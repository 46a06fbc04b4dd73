"""Taking a bulk action back: to whom a seat belongs, who is written to, and when."""

from datetime import timedelta

import pytest

from recruitment.actions import bulk_actions, rehearsals, taking_back, transitions
from recruitment.models import BulkAction, Email, Link, Place
from recruitment.queries.bulk_actions import preview_of
from tests.factories import (
    FRIDAY_5PM,
    make_place,
    make_programme,
    make_project,
    make_stage,
    make_work_group,
)
from tests.recruitment.bulk_cases import a_lead, done, emails, results, states
from workgroups.models import AuditEntry

NOW = FRIDAY_5PM - timedelta(hours=2)
A_SECOND = timedelta(seconds=1)
SEAT_GONE = "The seat went to somebody else, so the person waits."

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def let_go(bulk: BulkAction, *, at=NOW) -> BulkAction:
    assert taking_back.release(bulk.pk, at=at, actor=bulk.actor)
    return bulk


def recalled(bulk: BulkAction, *, at=NOW) -> BulkAction:
    assert taking_back.begin_recall(bulk, at=at, actor=bulk.actor)
    assert taking_back.recall(bulk.pk, at=at)
    bulk.refresh_from_db()
    return bulk


# --- seats


@pytest.mark.parametrize(
    ("state", "fields", "after", "why"),
    [
        ("interested", {}, "interested", ""),
        ("waiting", {}, "waiting", ""),
        *(
            (
                state,
                fields,
                "waiting",
                "The seat went to somebody else, so the person waits.",
            )
            for state, fields in (
                ("confirmed", {}),
                ("offered", {"offer_ends_at": FRIDAY_5PM}),
                ("offered", {"offer_ends_at": NOW, "clock_paused_at": NOW}),
            )
        ),
        ("offered", {"offer_ends_at": NOW}, "offered", ""),
    ],
)
def test_only_who_held_a_seat_waits_where_it_is_gone(state, fields, after, why):
    group = make_work_group(capacity=1)
    place = make_place(state, work_group=group, **fields)
    bulk = let_go(done("withdraw", place, at=NOW))
    make_place("confirmed", work_group=group)

    recalled(bulk)

    place.refresh_from_db()
    assert (place.state, results(bulk)) == (after, [("recalled", why)])
    assert (place.clock_paused_at, place.clock_paused_for) == (None, "")
    assert (place.offer_ends_at is None) == (after != "offered")


def test_a_seat_whose_emails_were_not_let_go_is_kept_for_its_place():
    group = make_work_group(capacity=1)
    place = make_place("confirmed", work_group=group)
    bulk = done("withdraw", place, at=NOW)
    make_place("confirmed", work_group=group)  # beyond the capacity, by staff

    recalled(bulk)

    assert (states(place), results(bulk)) == (["confirmed"], [("recalled", "")])


def changed_since(place: Place) -> None:
    """Staff restore a withdrawn place while the emails are still held."""
    transitions.move_place(transitions.lock_place(place), to="interested", at=NOW)


def test_the_seats_of_rows_that_are_kept_go_to_those_waiting():
    group = make_work_group(capacity=2)
    kept, back = [make_place("confirmed", work_group=group) for _ in range(2)]
    waiting = [make_place("waiting", work_group=group) for _ in range(2)]
    bulk = done("withdraw", kept, back, at=NOW)
    changed_since(kept)

    recalled(bulk)

    assert results(bulk) == [
        ("kept", "It changed since: it is now interested."),
        ("recalled", ""),
    ]
    assert states(kept, back, *waiting) == [
        *("interested", "confirmed"),
        *("offered", "waiting"),
    ]
    assert emails() == [
        ("place_withdrawn", "queued"),
        ("place_withdrawn", "cancelled"),
        ("seat_offered", "queued"),
    ]


@pytest.mark.parametrize(
    ("state", "released_at", "is_taken"),
    [
        ("running", None, True),
        ("held", None, True),
        ("recalling", None, True),
        ("recalling", NOW, False),
        ("released", NOW, False),
        ("recalled", None, False),
        ("recalled", NOW, False),
    ],
)
def test_a_freed_seat_is_in_use_until_its_action_is_over(state, released_at, is_taken):
    place = make_place("confirmed")
    done("withdraw", place, at=NOW)

    BulkAction.objects.update(state=state, released_at=released_at)

    assert Place.objects.in_use(NOW).exists() is is_taken
    assert Place.objects.with_change().get().is_changing is is_taken


# --- rivals


@pytest.mark.parametrize(
    ("one_per_year", "state", "after", "result"),
    [
        (True, "confirmed", "withdrawn", "kept"),
        (True, "completed", "withdrawn", "kept"),
        (True, "waiting", "confirmed", "recalled"),
        (False, "confirmed", "confirmed", "recalled"),
    ],
)
def test_a_place_does_not_come_back_beside_one_that_was_secured_since(
    one_per_year, state, after, result
):
    stage = make_stage(make_programme(one_per_year=one_per_year))
    group = make_work_group(project=make_project(stage))
    place = make_place("confirmed", work_group=group)
    bulk = let_go(done("withdraw", place, at=NOW))
    other = make_work_group(project=group.project)
    make_place(state, work_group=other, participant=place.participant)

    recalled(bulk)

    why = "The person has secured another place since." if result == "kept" else ""
    assert (states(place), results(bulk)) == ([after], [(result, why)])


def test_an_offer_comes_back_beside_a_place_that_was_secured_since():
    place = make_place("offered", offer_ends_at=FRIDAY_5PM)
    bulk = let_go(done("withdraw", place, at=NOW))
    other = make_work_group(project=place.work_group.project)
    make_place("confirmed", work_group=other, participant=place.participant)

    recalled(bulk)

    assert (states(place), results(bulk)) == (["offered"], [("recalled", "")])


@pytest.mark.parametrize("state", ["interested", "waiting", "offered", "confirmed"])
def test_a_place_does_not_come_back_beside_a_newer_one_in_its_group(state):
    place = make_place("confirmed")
    bulk = let_go(done("withdraw", place, at=NOW))
    make_place(state, work_group=place.work_group, participant=place.participant)

    recalled(bulk)

    assert states(place) == ["withdrawn"]
    assert results(bulk) == [
        ("kept", "The same person has a newer place in this group.")
    ]


# --- in time


@pytest.mark.parametrize(
    ("state", "released_at", "only_held", "begins"),
    [
        ("held", None, False, True),
        ("held", None, True, True),
        ("released", NOW, False, True),
        ("released", NOW, True, False),
        ("released", NOW - timedelta(days=1), False, True),
        ("released", NOW - timedelta(days=1) - A_SECOND, False, False),
        ("running", None, False, False),
        ("recalled", NOW, False, False),
        ("recalling", None, False, False),
    ],
)
def test_when_an_action_may_be_taken_back(state, released_at, only_held, begins):
    lead = a_lead()
    bulk, other = (done("withdraw", make_place(), at=NOW) for _ in range(2))
    BulkAction.objects.filter(pk=bulk.pk).update(state=state, released_at=released_at)

    begun = taking_back.begin_recall(bulk, at=NOW, actor=lead, only_held=only_held)

    bulk.refresh_from_db()
    other.refresh_from_db()
    assert (begun, other.state) == (begins, "held")
    assert bulk.state == ("recalling" if begins else state)
    assert bulk.recalled_by == (lead if begins else None)
    assert bulk.lease_until == (NOW if begins else None)
    fields = ("object_id", "actor", "fields", "at")
    entry = [(str(bulk.pk), lead.pk, "state", NOW)]
    kept = AuditEntry.objects.filter(action="bulk_taken_back")
    assert list(kept.values_list(*fields)) == (entry if begins else [])


def test_emails_go_at_their_time_or_earlier_where_somebody_says_so():
    bulk = done("withdraw", make_place(), at=NOW)
    goes_at = bulk.goes_at

    early = taking_back.release(bulk.pk, at=goes_at - A_SECOND)
    logged = AuditEntry.objects.filter(action="bulk_let_go")
    in_time = taking_back.release(bulk.pk, at=goes_at)
    again = taking_back.release(bulk.pk, at=goes_at, actor=bulk.actor)

    bulk.refresh_from_db()
    assert (early, in_time, again) == (False, True, False)
    assert (bulk.state, bulk.released_at) == ("released", goes_at)
    assert list(logged) == []


def test_who_lets_the_emails_go_early_is_kept():
    bulk = let_go(done("withdraw", make_place(), at=NOW))

    entry = AuditEntry.objects.get(action="bulk_let_go")
    assert (entry.object_id, entry.actor) == (str(bulk.pk), bulk.actor)
    assert (entry.fields, entry.at) == ("state", NOW)


# --- emails


@pytest.mark.parametrize(
    ("state", "after", "told"),
    [
        ("held", "cancelled", False),
        ("queued", "cancelled", False),
        *((state, state, True) for state in ("sending", "sent", "to_retry", "bounced")),
        ("failed", "failed", False),
    ],
)
def test_who_was_written_to_is_told_and_nobody_else(state, after, told):
    place = make_place("confirmed")
    bulk = let_go(done("withdraw", place, at=NOW))
    Email.objects.update(state=state)
    elsewhere = make_place("withdrawn")
    Email.objects.create(
        kind="place_withdrawn",
        about_type="recruitment.place",
        about_id=elsewhere.pk,
        recipient_type="recruitment.participant",
        recipient_id=elsewhere.participant_id,
        message_id="<1@example.org>",
        written_at=NOW,
        state="queued",
        bulk_action=bulk,
    )

    recalled(bulk)

    mine = Email.objects.exclude(about_id=elsewhere.pk).order_by("pk")
    mistake = [("written_by_mistake", "queued", place.participant_id)] if told else []
    assert list(mine.values_list("kind", "state", "recipient_id")) == [
        ("place_withdrawn", after, place.participant_id),
        *mistake,
    ]
    problems = {"cancelled": "The change was taken back."}
    assert mine[0].problem == problems.get(after, "")
    assert Email.objects.get(about_id=elsewhere.pk).state == "queued"


# --- sample emails


def samples(verb: str, *places: Place) -> list:
    bulk = bulk_actions.propose(
        verb, places, hub_id=places[0].hub_id, actor=a_lead(), at=NOW
    )
    preview = preview_of(bulk, at=NOW)
    return rehearsals.samples_of(bulk, bulk.rows.all(), preview.next_in_turn, at=NOW)


def test_a_sample_email_shows_no_link_that_works(monkeypatch):
    tokens = []
    compose = rehearsals.delivery.compose

    def note(email, *args, **options):
        tokens.append(rehearsals.delivery.links.token_of(email.link))
        return compose(email, *args, **options)

    monkeypatch.setattr(rehearsals.delivery, "compose", note)

    (sample,) = samples("offer", make_place("waiting"))

    assert len(tokens) == 1
    assert "/[link]/" in sample.body
    assert tokens[0] not in sample.body + sample.subject
    assert (Email.objects.count(), Link.objects.count()) == (0, 0)


def test_a_row_that_would_be_refused_has_no_sample():
    full = make_work_group(capacity=0)
    refused = make_place("waiting", work_group=full)
    going = make_place("interested")

    found = samples("offer", refused, going)

    assert [each.to for each in found] == [going.participant.full_name]
    assert states(refused, going) == ["waiting", "interested"]
    assert Email.objects.count() == 0
