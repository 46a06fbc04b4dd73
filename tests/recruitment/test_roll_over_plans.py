"""Who goes on to which group of next year, who does not, and why."""

from datetime import timedelta

import pytest

from recruitment.models import AnswerOption, PlaceEvent
from recruitment.queries.rolling_over import in_order, roll_over_of
from tests import factories as make
from tests.factories import YEAR
from tests.recruitment.bulk_cases import done
from tests.recruitment.next_year_cases import NOW, TwoYears

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def plan(world, year=YEAR, **chosen):
    """The parts of a hub's people, by the title of their group."""
    named = {key.replace("_", "-"): group for key, group in chosen.items()}
    parts = roll_over_of(world.hub, year, at=NOW, chosen=named)
    return {part.group.title if part.group else part.stage.name: part for part in parts}


def staying(part):
    return [(each.why, each.names) for each in part.left_out]


def going(part):
    return [
        (each.place.participant.full_name, each.target.title, each.becomes)
        for each in part.going
    ]


def test_who_goes_on_and_what_becomes_of_them():
    world = TwoYears(capacity=2)
    for days, name in ((3, "Cem"), (9, "Ada"), (5, "Bea")):
        world.person(name=name, registered_at=NOW - timedelta(days=days))

    part = plan(world)["Lewisham 1"]

    assert going(part) == [
        ("Ada Brook", "Lewisham 2", "offered"),
        ("Bea Brook", "Lewisham 2", "offered"),
        ("Cem Brook", "Lewisham 2", "waiting"),
    ]
    assert part.numbers == {"offered": 2, "waiting": 1, "pencilled_in": 0}


def test_seats_in_use_are_taken_into_account():
    world = TwoYears(capacity=2)
    make.make_place("confirmed", work_group=world.target)
    for name in ("Ada", "Bea"):
        world.person(name=name)

    part = plan(world)["Lewisham 1"]

    assert [becomes for *_, becomes in going(part)] == ["offered", "waiting"]


def test_everybody_is_pencilled_in_while_the_dates_are_open():
    world = TwoYears(dates_confirmed=False, capacity=0)
    world.person()

    assert going(plan(world)["Lewisham 1"]) == [
        ("Ada Brook", "Lewisham 2", "pencilled_in")
    ]


def no_later(world, state, *, both_years=True):
    registration = make.make_registration(
        world.group,
        make.make_participant(world.hub, first_name="Eve", last_name="Oak"),
        both_years=both_years,
    )
    place = make.make_place(state, work_group=world.group, registration=registration)
    PlaceEvent.objects.create(
        place=place, hub=world.hub, to_state="confirmed", at=NOW - timedelta(days=9)
    )
    return place


@pytest.mark.parametrize(
    ("state", "both_years", "why"),
    [
        ("withdrawn", True, "Withdrew in the year before."),
        ("not_completed", True, "Did not complete the year before."),
        (
            "deferred",
            True,
            "Was put off, so is asked with those who come back.",
        ),
        ("completed", False, "Registered for the first year only."),
        ("confirmed", True, "Nothing is pencilled in for next year."),
    ],
)
def test_why_somebody_without_a_place_of_next_year_stays(state, both_years, why):
    world = TwoYears()
    no_later(world, state, both_years=both_years)

    part = roll_over_of(world.hub, YEAR, at=NOW, chosen={})[0]

    assert (part.going, staying(part)) == ([], [(why, ["Eve Oak"])])


@pytest.mark.parametrize(
    ("later", "why"),
    [
        ("confirmed", "Next year: secured (Lewisham 2)."),
        ("offered", "Next year: asked to confirm (Lewisham 2)."),
        ("waiting", "Next year: on the waiting list (Lewisham 2)."),
        ("deferred", "Put off to a later year."),
        ("cancelled_by_hub", "Next year: cancelled by the hub."),
    ],
)
def test_why_somebody_with_a_place_of_next_year_stays(later, why):
    world = TwoYears()
    group = None if later in {"deferred", "cancelled_by_hub"} else world.target
    world.person(later=later, work_group=group)

    part = plan(world)["Lewisham 1"]

    assert (part.going, staying(part)) == ([], [(why, ["Ada Brook"])])


def test_the_reason_for_a_withdrawal_is_said():
    world = TwoYears()
    option = AnswerOption.objects.filter(kind="end_reason").first()
    world.person(later="withdrawn", end_reason=option)

    assert staying(plan(world)["Lewisham 1"]) == [
        (f"Next year: withdrawn ({option}).", ["Ada Brook"])
    ]


def test_who_did_not_complete_stays_though_pencilled_in():
    world = TwoYears()
    world.person("not_completed")
    world.person("completed", name="Bea")

    part = plan(world)["Lewisham 1"]

    assert staying(part) == [("Did not complete the year before.", ["Ada Brook"])]
    assert [name for name, *_ in going(part)] == ["Bea Brook"]


def test_who_asked_to_stay_pencilled_in_goes_on_though_they_withdrew():
    world = TwoYears()
    place, _ = world.person("withdrawn")
    PlaceEvent.objects.create(
        place=place, hub=world.hub, to_state="confirmed", at=NOW - timedelta(days=9)
    )

    assert [name for name, *_ in going(plan(world)["Lewisham 1"])] == ["Ada Brook"]


def test_who_is_there_already_is_not_counted_again():
    world = TwoYears(dates_confirmed=False)
    world.person(work_group=world.target)

    assert staying(plan(world)["Lewisham 1"]) == [
        ("In that group already; its dates are not settled.", ["Ada Brook"])
    ]


def test_who_is_being_changed_by_another_act_stays():
    world = TwoYears()
    _, later = world.person()
    done("withdraw", later, at=NOW)

    assert staying(plan(world)["Lewisham 1"]) == [
        ("Another action with this place may still be taken back.", ["Ada Brook"])
    ]


def test_people_who_were_never_secured_are_not_named():
    world = TwoYears()
    for state in ("declined", "lapsed", "interested", "waiting", "not_selected"):
        make.make_place(state, work_group=world.group)
    make.make_place("moved", work_group=world.group)

    part = plan(world)["Lewisham 1"]

    assert (part.going, part.staying) == ([], [])


def test_who_asked_to_be_forgotten_is_left_alone():
    world = TwoYears()
    place, _ = world.person()
    place.participant.erased_at = NOW
    place.participant.save()

    assert going(plan(world)["Lewisham 1"]) == []


# --- which group follows


def other_area(world, **fields):
    greenwich = make.make_authority("Greenwich")
    return world.next_group("Greenwich 2", local_authority=greenwich, **fields)


def test_the_group_of_the_same_area_follows():
    world = TwoYears()
    other_area(world)
    world.next_group("Whole hub 2", local_authority=None)

    assert plan(world)["Lewisham 1"].target == world.target


def test_the_group_made_of_the_one_of_the_same_area_follows_though_it_moved():
    world = TwoYears()
    old = make.make_project(world.second, start_year=YEAR)
    this_years = make.make_work_group("Lewisham 2 before", project=old)
    moved = other_area(world, made_from=this_years)
    world.target.local_authority = make.make_authority("Bromley")
    world.target.save()

    assert plan(world)["Lewisham 1"].target == moved


def test_a_group_made_of_this_one_comes_before_that_of_the_area():
    world = TwoYears()
    made = other_area(world, made_from=world.group)

    assert plan(world)["Lewisham 1"].target == made


def test_a_group_made_of_this_one_comes_first_whatever_its_title():
    world = TwoYears()
    kent = make.make_authority("Kent")
    made = world.next_group("Zone 2", local_authority=kent, made_from=world.group)

    assert plan(world)["Lewisham 1"].target == made


def test_a_group_of_the_area_for_another_phase_does_not_follow():
    world = TwoYears()
    world.next_group("Zone 2", local_authority=make.make_authority("Kent"))
    world.target.school_phase = "secondary"
    world.target.save()

    assert plan(world)["Lewisham 1"].target is None


def test_a_group_for_the_whole_hub_follows_where_the_area_has_none():
    world = TwoYears()
    world.target.local_authority = make.make_authority("Bromley")
    world.target.save()
    whole = world.next_group("Whole hub 2", local_authority=None)

    assert plan(world)["Lewisham 1"].target == whole


def test_nothing_is_proposed_between_groups_of_other_areas():
    world = TwoYears()
    world.person()
    other_area(world)
    world.target.local_authority = make.make_authority("Bromley")
    world.target.save()

    part = plan(world)["Lewisham 1"]

    assert part.target is None
    assert [each.title for each in part.choices] == ["Greenwich 2", "Lewisham 2"]
    assert staying(part) == [("No group of next year is chosen.", ["Ada Brook"])]


def test_the_only_group_follows_wherever_it_is():
    world = TwoYears()
    world.target.local_authority = make.make_authority("Bromley")
    world.target.save()

    assert plan(world)["Lewisham 1"].target == world.target


def test_the_hub_chooses_where_groups_were_merged():
    world = TwoYears()
    other = other_area(world)
    world.person()

    part = plan(world, **{f"group_{world.group.pk}": other.pk})["Lewisham 1"]

    assert going(part) == [("Ada Brook", "Greenwich 2", "offered")]


@pytest.mark.parametrize("pk", [None, 999_999])
def test_the_hub_chooses_no_group(pk):
    world = TwoYears()
    world.person()

    part = plan(world, **{f"group_{world.group.pk}": pk})["Lewisham 1"]

    assert (part.target, part.going) == (None, [])


def test_groups_of_another_hub_stage_or_year_and_cancelled_ones_are_no_choice():
    world = TwoYears()
    TwoYears(make.make_hub("Another hub"))
    stage_one = make.make_project(world.first, start_year=YEAR + 1)
    make.make_work_group("Stage one", project=stage_one)
    later = make.make_project(world.second, start_year=YEAR + 2)
    make.make_work_group("Year after", project=later)
    world.next_group("Cancelled", cancelled_on=NOW.date())

    choices = plan(world)["Lewisham 1"].choices

    assert [each.title for each in choices] == ["Lewisham 2"]


def test_a_group_of_the_last_stage_or_of_one_stage_has_no_part():
    world = TwoYears()
    last = make.make_project(world.second, start_year=YEAR)
    make.make_work_group("Last stage", project=last)
    make.make_work_group("One stage", hub=world.hub)

    assert list(plan(world)) == ["Lewisham 1"]


# --- who comes back


def test_who_was_put_off_has_a_part_and_comes_first():
    world = TwoYears(capacity=1)
    world.person(name="Ada", registered_at=NOW - timedelta(days=90))
    world.person(later="deferred", name="Bea", start_year=YEAR)
    world.person(later="deferred", name="Cem")  # of next year: for the year after

    parts = roll_over_of(world.hub, YEAR, at=NOW, chosen={})

    assert [(part.key, part.is_back) for part in parts] == [
        (f"group-{world.group.pk}", False),
        (f"back-{world.second.pk}-0", True),
    ]
    assert [(g.place.participant.first_name, g.becomes) for g in in_order(parts)] == [
        ("Bea", "offered"),
        ("Ada", "waiting"),
    ]


def test_who_has_come_back_has_no_part():
    world = TwoYears()
    _, put_off = world.person(later="deferred", start_year=YEAR)
    _, other = world.person()
    put_off.moved_to = other
    put_off.save()

    assert list(plan(world)) == ["Lewisham 1"]


def test_who_was_put_off_in_year_one_comes_back_to_the_group_made_of_theirs():
    world = TwoYears()
    place = no_later(world, "deferred")
    project = make.make_project(world.first, start_year=YEAR + 1)
    again = make.make_work_group(
        "Lewisham 1 again", project=project, made_from=world.group
    )

    parts = roll_over_of(world.hub, YEAR, at=NOW, chosen={})

    assert going(parts[1]) == [("Eve Oak", again.title, "offered")]
    assert parts[1].going[0].place == place


def test_nobody_of_another_hub_is_named():
    world, other = TwoYears(), TwoYears(make.make_hub("Another hub"))
    other.person(later="deferred", start_year=YEAR)
    other.person()

    assert [(title, part.going) for title, part in plan(world).items()] == [
        ("Lewisham 1", [])
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_statements_does_not_grow(number, django_assert_num_queries):
    world = TwoYears()
    for at in range(number):
        project = make.make_project(world.first)
        group = make.make_work_group(f"More {at}", project=project)
        world.person(group=group)
        world.person(group=group, later="deferred", start_year=YEAR)
        world.person(group=group, later="waiting", work_group=world.target)

    with django_assert_num_queries(7):
        for part in roll_over_of(world.hub, YEAR, at=NOW, chosen={}):
            staying(part), going(part), part.numbers
