"""Rolling people over to groups of next year: row by row, repeated, and taken back."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from recruitment.actions import deferring, places, rolling_over, seats
from recruitment.actions.registrations import register_interest
from recruitment.choices import PlaceState
from recruitment.errors import NotAllowed, PlaceClosed
from recruitment.models import Email, Place, PlaceEvent
from recruitment.queries import figures
from recruitment.registration.keeping import Answers
from tests import factories as make
from tests.factories import YEAR
from tests.recruitment.bulk_cases import a_lead, done, emails, results, states
from tests.recruitment.next_year_cases import (
    NOW,
    TwoYears,
    let_go,
    recalled,
    rolled_over,
)
from workgroups.models import AuditEntry, WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)


def of(place):
    """State, group, priority and end of the offer, as they are now."""
    row = Place.objects.get(pk=place.pk)
    return row.state, row.work_group, row.priority, row.offer_ends_at


def history(place):
    rows = PlaceEvent.objects.filter(place=place).order_by("pk")
    return list(rows.values_list("from_state", "to_state"))


def test_a_person_who_goes_on_is_asked_to_confirm_where_dates_are_settled():
    world = TwoYears(capacity=1)
    _, later = world.person()
    lead = a_lead(world.hub)

    bulk = rolled_over((later, world.target), actor=lead)

    ends = datetime(2026, 10, 23, 16, tzinfo=UTC)
    assert of(later) == ("offered", world.target, 100, ends)
    assert history(later) == [("provisional", "offered")]
    assert emails() == [("next_year_offered", "held")]
    assert results(bulk) == [("done", "")]
    entry = AuditEntry.objects.get(action="place_offered")
    assert (entry.actor, entry.object_id) == (lead, str(later.pk))


def test_a_person_stays_pencilled_in_while_the_dates_are_open():
    world = TwoYears(dates_confirmed=False)
    _, later = world.person()
    lead = a_lead(world.hub)

    rolled_over((later, world.target), actor=lead)

    assert of(later) == ("provisional", world.target, 0, None)
    assert history(later) == [("provisional", "provisional")]
    assert emails() == [("asked_about_next_year", "held")]
    entry = AuditEntry.objects.get(action="put_into_group")
    assert (entry.actor, entry.object_id, entry.fields) == (
        lead,
        str(later.pk),
        "work_group",
    )
    assert entry.hub == world.hub


def test_seats_go_in_the_given_order_and_the_rest_wait_before_newcomers():
    world = TwoYears(capacity=2)
    people = [world.person(name=name)[1] for name in ("Ada", "Bea", "Cem")]
    newcomer = make.make_place("waiting", work_group=world.target)

    rolled_over(*((each, world.target) for each in people))

    assert states(*people) == ["offered", "offered", "waiting"]
    assert emails() == [
        ("next_year_offered", "held"),
        ("next_year_offered", "held"),
        ("waiting_list", "held"),
    ]
    waiting = world.target.places.waiting_list()
    assert [each.pk for each in waiting] == [people[2].pk, newcomer.pk]


def test_rolling_the_same_people_over_twice_changes_nothing():
    world = TwoYears()
    open_dates = world.next_group("Bexley 2", dates_confirmed=False)
    _, one = world.person()
    _, two = world.person()
    pairs = [(one, world.target), (two, open_dates)]
    let_go(rolled_over(*pairs))
    before = [of(one), of(two), emails(), PlaceEvent.objects.count()]
    for place in (one, two):
        place.refresh_from_db()

    again = rolled_over(*pairs)

    assert [of(one), of(two), emails(), PlaceEvent.objects.count()] == before
    assert results(again) == [
        ("refused", "It is asked to confirm already."),
        ("unchanged", "It was pencilled in for next year already."),
    ]


def test_who_was_pencilled_in_is_asked_to_confirm_once_the_dates_are_settled():
    world = TwoYears(dates_confirmed=False)
    _, later = world.person()
    let_go(rolled_over((later, world.target)))
    world.target.dates_confirmed = True
    world.target.save()
    later.refresh_from_db()

    rolled_over((later, world.target))

    assert states(later) == ["offered"]
    assert emails() == [
        ("asked_about_next_year", "queued"),
        ("next_year_offered", "held"),
    ]


@pytest.mark.parametrize("dates_confirmed", [True, False])
def test_rolling_over_is_taken_back_before_a_letter_goes(dates_confirmed):
    world = TwoYears(dates_confirmed=dates_confirmed)
    _, later = world.person(priority=3)

    bulk = recalled(rolled_over((later, world.target)))

    assert of(later) == ("provisional", None, 3, None)
    assert [state for _, state in emails()] == ["cancelled"]
    assert results(bulk) == [("recalled", "")]


def test_a_letter_that_went_is_followed_by_one_that_it_was_a_mistake():
    world = TwoYears()
    _, later = world.person()
    bulk = rolled_over((later, world.target))
    let_go(bulk)
    Email.objects.update(state="sent")

    recalled(bulk, at=NOW + timedelta(hours=23))

    assert of(later) == ("provisional", None, 0, None)
    assert emails() == [("next_year_offered", "sent"), ("written_by_mistake", "queued")]


def test_rolling_over_is_not_taken_back_over_an_answer_of_the_person():
    world = TwoYears()
    _, later = world.person()
    bulk = rolled_over((later, world.target))
    let_go(bulk)
    places.confirm_place(Place.objects.get(pk=later.pk), at=NOW)

    recalled(bulk)

    assert of(later)[:2] == ("confirmed", world.target)
    assert results(bulk) == [("kept", "It changed since: it is now secured.")]


def test_a_row_without_the_new_fields_keeps_the_group_when_it_is_taken_back():
    world = TwoYears()
    place, _ = world.person()

    bulk = done("withdraw", place, at=NOW)
    row = bulk.rows.get(place=place)
    row.before = {k: v for k, v in row.before.items() if k != "work_group_id"}
    row.save()

    recalled(bulk)

    assert of(place)[:2] == ("confirmed", world.group)


def test_who_was_put_off_comes_back_first_on_a_new_place():
    world = TwoYears(capacity=1)
    _, first = world.person(name="Ada")
    _, put_off = world.person(
        name="Bea",
        later="deferred",
        start_year=YEAR,
        year_groups=["3"],
        school_name="Rose Hill",
    )
    lead = a_lead(world.hub)

    rolled_over((put_off, world.target), (first, world.target), actor=lead)

    put_off.refresh_from_db()
    back = put_off.moved_to
    assert of(put_off)[0] == "deferred"
    assert of(back)[:3] == ("offered", world.target, 110)
    assert (back.start_year, back.stage) == (YEAR + 1, world.second)
    assert back.registration == put_off.registration
    assert back.registered_at == put_off.registered_at
    assert (back.school_name, back.year_groups) == ("Rose Hill", [])
    assert history(put_off) == [("deferred", "deferred")]
    assert history(back) == [("", "offered")]
    assert states(first) == ["waiting"]
    about = list(Email.objects.order_by("pk").values_list("kind", "about_id"))
    assert about == [("next_year_offered", back.pk), ("waiting_list", first.pk)]
    entry = AuditEntry.objects.get(action="bring_back")
    assert (entry.actor, entry.object_id) == (lead, str(put_off.pk))


def test_coming_back_is_taken_back_with_the_new_place():
    world = TwoYears()
    _, put_off = world.person(later="deferred", start_year=YEAR)
    bulk = rolled_over((put_off, world.target))
    back = Place.objects.get(pk=put_off.pk).moved_to

    recalled(bulk)

    put_off.refresh_from_db()
    assert (put_off.state, put_off.moved_to) == ("deferred", None)
    assert states(back) == ["withdrawn"]
    assert [state for _, state in emails()] == ["cancelled"]


def test_coming_back_leaves_the_figures_of_the_year_before_as_they_were():
    world = TwoYears()
    place, _ = world.person("completed", name="Ada")
    gone, put_off = world.person("completed", name="Bea", later="provisional")
    for each in (place, gone):
        event = {"hub": world.hub, "to_state": "confirmed", "at": NOW - DAY}
        PlaceEvent.objects.create(place=each, **event)
    deferring.defer_place(put_off, at=NOW)
    this_year = WorkGroup.objects.filter(pk=world.group.pk)

    def outcomes():
        found = figures.second_year_retention(this_year, at=NOW + DAY)
        return [(each.outcome, each.reason) for each in found.members]

    before = outcomes()
    later = make.make_project(world.second, start_year=YEAR + 2)
    again = make.make_work_group("Year after", project=later)
    put_off.refresh_from_db()
    rolled_over((put_off, again))

    assert before == [("lost", "never asked for a second year"), ("deferred", "")]
    assert outcomes() == before


def test_who_came_back_does_not_come_back_twice():
    world = TwoYears()
    _, put_off = world.person(later="deferred", start_year=YEAR)
    let_go(rolled_over((put_off, world.target)))
    put_off.refresh_from_db()

    again = rolled_over((put_off, world.target))

    assert results(again) == [("refused", "The person has come back already.")]
    assert Place.objects.filter(participant=put_off.participant).count() == 3


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("stage", "That group is for another stage."),
        ("year", "That group is of another year."),
        ("hub", "Choose a group of the same hub."),
        ("cancelled", "This group is cancelled, so it takes nobody in."),
    ],
)
def test_a_group_that_does_not_follow_is_refused(change, why):
    world = TwoYears()
    _, later = world.person()
    target = world.target
    if change == "stage":
        project = make.make_project(world.first, start_year=YEAR + 1)
        target = make.make_work_group(project=project)
    elif change == "year":
        project = make.make_project(world.second, start_year=YEAR + 2)
        target = make.make_work_group(project=project)
    elif change == "hub":
        target = TwoYears(make.make_hub("Another hub")).target
    else:
        target.cancelled_on = date(2026, 10, 1)
        target.save()

    with pytest.raises((NotAllowed, PlaceClosed), match=why):
        rolling_over.roll_over_place(later, target, at=NOW, actor=a_lead(world.hub))

    assert of(later)[:2] == ("provisional", None)
    assert Email.objects.count() == 0


def test_who_comes_back_goes_to_a_later_year_only():
    world = TwoYears()
    _, put_off = world.person(later="deferred")

    with pytest.raises(NotAllowed, match="That group is of another year."):
        rolling_over.roll_over_place(
            put_off, world.target, at=NOW, actor=a_lead(world.hub)
        )


@pytest.mark.parametrize("state", set(PlaceState) - {"provisional", "deferred"})
def test_a_place_in_any_other_state_is_not_rolled_over(state):
    world = TwoYears()
    _, later = world.person(later=state, work_group=world.target)

    with pytest.raises(NotAllowed, match="already."):
        rolling_over.roll_over_place(
            later, world.target, at=NOW, actor=a_lead(world.hub)
        )


# --- seats of a later stage, before and after its people were rolled over


def freed_seat(world):
    """A group of one seat that is given up while a newcomer waits."""
    leaving = make.make_place("confirmed", work_group=world.target)
    newcomer = make.make_place("waiting", work_group=world.target)
    places.withdraw_place(leaving, at=NOW)
    return newcomer


def test_a_freed_seat_of_a_later_stage_is_kept_until_the_roll_over():
    world = TwoYears(capacity=1)

    assert states(freed_seat(world)) == ["waiting"]


@pytest.mark.parametrize(
    ("is_let_go", "state"), [(True, "offered"), (False, "waiting")]
)
def test_after_the_roll_over_a_freed_seat_goes_to_the_list(is_let_go, state):
    world = TwoYears(capacity=2)
    _, later = world.person()
    bulk = rolled_over((later, world.target))
    if is_let_go:
        let_go(bulk)

    assert states(freed_seat(world)) == ["offered" if is_let_go else "waiting"]


def test_a_roll_over_opens_its_own_groups_only():
    world = TwoYears(dates_confirmed=True)
    other = TwoYears(capacity=1)
    _, later = world.person()
    let_go(rolled_over((later, world.target)))

    assert states(freed_seat(other)) == ["waiting"]


def test_who_goes_on_and_waits_gets_the_seat_before_a_newcomer():
    world = TwoYears(capacity=1)
    newcomer = make.make_place("waiting", work_group=world.target)
    people = [world.person()[1] for _ in range(2)]
    let_go(rolled_over(*((each, world.target) for each in people)))

    places.decline_place(Place.objects.get(pk=people[0].pk), at=NOW)

    assert states(*people, newcomer) == ["declined", "offered", "waiting"]


@pytest.mark.parametrize(("rolls", "state"), [(False, "waiting"), (True, "offered")])
def test_a_newcomer_to_a_later_stage_waits_until_the_roll_over(rolls, state):
    world = TwoYears(capacity=5, opens_on=date(2026, 9, 1))
    if rolls:
        let_go(rolled_over((world.person()[1], world.target)))

    place = register_interest(
        world.target,
        Answers({"first_name": "Eve", "last_name": "Oak", "email": "eve@example.org"}),
        at=NOW,
        form_key=uuid4(),
    )

    assert place.state == state


def test_the_offer_to_somebody_who_goes_on_says_so():
    world = TwoYears()
    _, later = world.person(work_group=world.target)

    seats.offer_place(later, at=timezone.now(), actor=a_lead(world.hub))

    assert emails() == [("next_year_offered", "queued")]
