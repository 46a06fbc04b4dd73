"""What is locked with a place, in which order, and what a transition writes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler

from recruitment.actions import transitions
from recruitment.models import Place, PlaceEvent
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_programme,
    make_project,
    make_registration,
    make_session,
    make_staff,
    make_stage,
    make_work_group,
)
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db
AT = FRIDAY_5PM
EARLIER = AT - timedelta(days=1)


@pytest.fixture
def locked(monkeypatch):
    """What is read for update, in order: the model, and the tables where it says so."""
    found = []
    execute = SQLCompiler.execute_sql

    def note(compiler, *args, **options):
        query = compiler.query
        if query.select_for_update:
            found.append((query.model.__name__, query.select_for_update_of))
        return execute(compiler, *args, **options)

    monkeypatch.setattr(SQLCompiler, "execute_sql", note)
    return found


def two_groups():
    group = make_work_group()
    return group, make_work_group(project=group.project)


def order_of(statement: str) -> str:
    return statement.rpartition(" ORDER BY ")[2].partition(" FOR NO KEY UPDATE")[0]


def test_groups_are_locked_first_then_the_person_then_the_place(
    locked, django_assert_num_queries
):
    place = make_place("waiting")

    with django_assert_num_queries(3) as read:
        transitions.lock_place(place)

    assert locked == [("WorkGroup", ()), ("Participant", ()), ("Place", ("self",))]
    groups, _, places = [order_of(each["sql"]) for each in read.captured_queries]
    assert groups in ("1 ASC", '"workgroups_workgroup"."id" ASC')
    assert places == '"recruitment_place"."id" ASC'


def test_a_place_is_locked_with_all_that_its_transitions_read(
    django_assert_num_queries,
):
    place = Place.objects.get(pk=make_place("waiting").pk)

    with django_assert_num_queries(3):
        found = transitions.lock_place(place)
    with django_assert_num_queries(0):
        read = [
            found.participant.email,
            found.work_group.hub.name,
            found.stage.order,
            found.registration.programme.one_per_year,
            found.is_changing,
        ]

    assert read == [place.participant.email, "London South East+", 1, True, False]


def test_a_place_is_read_again_after_the_lock():
    place = make_place("offered")
    Place.objects.filter(pk=place.pk).update(state="confirmed", offer_ends_at=None)

    found = transitions.lock_place(place)

    assert (found.state, found.offer_ends_at, found.rivals) == ("confirmed", None, [])


@pytest.mark.parametrize(
    ("state", "is_rival"),
    [
        *((state, True) for state in ("interested", "waiting", "offered")),
        *((state, True) for state in ("confirmed", "completed", "not_completed")),
        *((state, False) for state in ("provisional", "declined", "lapsed")),
        *((state, False) for state in ("withdrawn", "not_selected", "deferred")),
        *((state, False) for state in ("moved", "cancelled_by_hub")),
    ],
)
def test_open_and_secured_places_of_the_year_are_rivals(state, is_rival):
    group, other = two_groups()
    place = make_place("waiting", work_group=group)
    rival = make_place(state, work_group=other, participant=place.participant)

    found = transitions.lock_place(place)

    assert (found, found.rivals) == (place, [rival] if is_rival else [])


def test_places_of_others_and_of_other_years_and_programmes_are_no_rivals():
    group, other = two_groups()
    place = make_place("waiting", work_group=group)
    person = place.participant
    make_place("waiting", work_group=other)
    make_place("waiting", participant=person)
    make_place("waiting", work_group=other, participant=person, start_year=2027)

    assert transitions.lock_place(place).rivals == []


def test_rivals_come_in_the_order_of_their_ids():
    group, other = two_groups()
    third = make_work_group(project=group.project)
    first = make_place("waiting", work_group=group)
    person = first.participant
    second = make_place("offered", work_group=third, participant=person)
    mine = make_place("waiting", work_group=other, participant=person)

    assert transitions.lock_place(mine).rivals == [first, second]


def test_the_group_of_a_rival_that_came_between_the_two_reads_is_locked_too(locked):
    group, other = two_groups()
    place = make_place("waiting", work_group=group)
    made = []

    def register_meanwhile(execute, sql, params, many, context):
        if 'FROM "recruitment_participant"' in sql and not made:
            made.append(None)
            made[0] = make_place(
                "waiting", work_group=other, participant=place.participant
            )
        return execute(sql, params, many, context)

    with connection.execute_wrapper(register_meanwhile):
        found = transitions.lock_place(place)

    assert (found, found.rivals) == (place, made)
    assert [name for name, _ in locked] == ["WorkGroup", "Participant", "Place"] * 2


def test_a_rival_that_ended_between_the_two_reads_needs_no_further_lock(locked):
    group, other = two_groups()
    place = make_place("waiting", work_group=group)
    rival = make_place("waiting", work_group=other, participant=place.participant)

    def end_meanwhile(execute, sql, params, many, context):
        if 'FROM "recruitment_participant"' in sql:
            Place.objects.filter(pk=rival.pk).update(state="withdrawn")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(end_meanwhile):
        found = transitions.lock_place(place)

    assert (found, found.rivals) == (place, [])
    assert [name for name, _ in locked] == ["WorkGroup", "Participant", "Place"]


def test_acting_through_ones_email_proves_the_address_once():
    place = make_place("waiting")

    transitions.lock_place(place)
    unproved = transitions.lock_place(place).participant.address_proved_at
    first = transitions.lock_place(place, proved_at=EARLIER)
    second = transitions.lock_place(place, proved_at=AT)

    assert unproved is None
    assert first.participant.address_proved_at == EARLIER
    assert second.participant.address_proved_at == EARLIER


def test_the_proof_is_kept_where_the_locks_are_taken_twice():
    group, other = two_groups()
    place = make_place("waiting", work_group=group)
    made = []

    def register_meanwhile(execute, sql, params, many, context):
        if sql.startswith('UPDATE "recruitment_participant"') and not made:
            made.append(sql)
            make_place("waiting", work_group=other, participant=place.participant)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(register_meanwhile):
        found = transitions.lock_place(place, proved_at=AT)

    assert found.participant.address_proved_at == AT
    assert len(found.rivals) == 1


def test_the_proof_is_of_the_person_of_the_place_alone():
    place, other = make_place("waiting"), make_participant()

    transitions.lock_place(place, proved_at=AT)

    other.refresh_from_db()
    assert other.address_proved_at is None


def test_groups_are_locked_by_their_ids_without_gaps_and_twins(
    locked, django_assert_num_queries
):
    first, second = two_groups()
    make_work_group()
    make_session(second, on=AT.date())

    with django_assert_num_queries(1) as read:
        found = transitions.lock_groups([second.pk, None, first.pk, second.pk])
        programmes = [each.project.stage.programme.pk for each in found]
        hubs = [each.hub.name for each in found]

    assert found == [first, second]
    assert [each.last_session_on for each in found] == [None, AT.date()]
    assert programmes == [first.project.stage.programme_id] * 2
    assert hubs == ["London South East+"] * 2
    assert locked == [("WorkGroup", ("self",))]
    (order,) = [order_of(each["sql"]) for each in read.captured_queries]
    assert order == '"workgroups_workgroup"."id" ASC'


@pytest.mark.parametrize("ids", [[], [None], [None, None]])
def test_no_group_is_read_where_there_is_none_to_lock(ids, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert transitions.lock_groups(ids) == []


def test_one_group_is_read_again_and_keeps_its_hub_and_project(
    locked, django_assert_num_queries
):
    group, _ = make_work_group(capacity=5), make_work_group()
    make_session(group, on=AT.date())
    type(group).objects.filter(pk=group.pk).update(capacity=2)

    with django_assert_num_queries(1):
        found = transitions.lock_group(group)

    assert (found.pk, found.capacity) == (group.pk, 2)
    assert found.last_session_on == AT.date()
    assert (found.hub is group.hub, found.project is group.project) == (True, True)
    assert locked == [("WorkGroup", ("self",))]


def test_later_pencilled_in_places_of_the_same_registration_are_found():
    place = make_place("confirmed")

    def other(state, registration, year):
        return make_place(
            state,
            work_group=place.work_group,
            registration=registration,
            start_year=year,
        )

    mine = place.registration
    later = [other("provisional", mine, year) for year in (2027, 2028)]
    other("provisional", mine, 2026)
    other("provisional", mine, 2025)
    other("withdrawn", mine, 2027)
    other("provisional", make_registration(place.work_group), 2027)

    assert sorted(each.pk for each in transitions.pencilled_in_after(place)) == [
        each.pk for each in later
    ]


def event_of(place) -> dict:
    fields = ("hub", "from_state", "to_state", "at", "actor", "reason")
    return PlaceEvent.objects.filter(place=place).values(*fields).latest("pk")


@pytest.mark.parametrize("one_per_year", [True, False])
def test_a_new_place_copies_what_constraints_use_and_has_its_first_event(one_per_year):
    programme = make_programme(make_hub("Wolds"), one_per_year=one_per_year)
    stage = make_stage(programme)
    group = make_work_group(project=make_project(stage))
    registration = make_registration(group, registered_at=EARLIER)
    lead = make_staff("hub_lead")

    place, event = transitions.create_place(
        registration,
        stage=stage,
        start_year=2026,
        work_group=group,
        state="waiting",
        at=AT,
        actor=lead,
        reason="by telephone",
        priority=3,
    )

    place.refresh_from_db()
    assert (place.registration, place.participant) == (
        registration,
        registration.participant,
    )
    assert (place.hub, place.programme, place.stage) == (group.hub, programme, stage)
    assert (place.one_per_year, place.start_year) == (one_per_year, 2026)
    assert (place.work_group, place.state, place.priority) == (group, "waiting", 3)
    assert place.registered_at == EARLIER
    assert event.place == place
    assert event_of(place) == {
        "hub": group.hub_id,
        "from_state": "",
        "to_state": "waiting",
        "at": AT,
        "actor": lead.pk,
        "reason": "by telephone",
    }


def test_a_new_place_may_keep_the_time_of_an_older_one():
    registration = make_registration(registered_at=AT)
    group = registration.work_group

    place, _ = transitions.create_place(
        registration,
        stage=group.project.stage,
        start_year=2026,
        work_group=group,
        state="interested",
        at=AT,
        registered_at=EARLIER,
    )

    place.refresh_from_db()
    assert place.registered_at == EARLIER
    assert (event_of(place)["actor"], event_of(place)["reason"]) == (None, "")


def test_a_transition_saves_what_it_was_given_and_nothing_else():
    place = make_place("confirmed")
    place.priority = 9  # set in memory by somebody else

    event = transitions.move_place(
        place, to="withdrawn", at=AT, end_reason_id="chose_another", reason="ill"
    )

    place.refresh_from_db()
    assert (place.state, place.end_reason_id, place.priority) == (
        "withdrawn",
        "chose_another",
        0,
    )
    assert event == PlaceEvent.objects.get(place=place)
    assert event_of(place) == {
        "hub": place.hub_id,
        "from_state": "confirmed",
        "to_state": "withdrawn",
        "at": AT,
        "actor": None,
        "reason": "ill",
    }
    assert AuditEntry.objects.count() == 0
