"""The rows of the lists that are counted: who is just in, and who is just out."""

from datetime import date, datetime, time, timedelta

import pytest

from recruitment.models import AnswerOption, Place, PlaceEvent
from recruitment.queries import continuing
from recruitment.queries.counted_lists import came_to_a_session
from tests import factories as make
from tests.factories import FRIDAY, FRIDAY_5PM
from workgroups.counted_lists import Asked, list_named
from workgroups.models import Session
from workgroups.words import LONDON

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
WEEK = timedelta(weeks=1)


@pytest.fixture
def hubs():
    """Two hubs, each with two groups that have held three sessions."""
    made = make.make_hub("Wolds"), make.make_hub("Dales")
    for hub in made:
        for town in ("Leeds", "York"):
            group = make.make_work_group(f"{hub.name} {town}", hub=hub)
            for weeks in (3, 2, 1):
                make.make_session(group, on=FRIDAY - weeks * WEEK)
    return made


def group_of(hub, town="Leeds"):
    return hub.work_groups.get(title=f"{hub.name} {town}")


def asked_of(hub, at=FRIDAY_5PM, **narrowing) -> Asked:
    return Asked(hub.pk, 2026, at, **narrowing)


def rows_of(name: str, asked: Asked) -> list:
    counted = list_named(name)
    rows = counted.rows(counted.model.objects.all(), asked)
    return sorted(rows, key=lambda row: row.pk)


def place_with(*marks: str, state="confirmed", group, also=None) -> Place:
    """A place with marks of the group's sessions, and of session 3 of another."""
    place = make.make_place(state, work_group=group)
    for session, mark in zip(group.sessions.order_by("number"), marks, strict=False):
        make.mark_present(place, session, mark)
    if also:
        make.mark_present(place, also.sessions.get(number=3), "absent")
    return place


def test_no_release_takes_those_who_go_on_and_say_that_nobody_agreed(hubs):
    ours, theirs = hubs
    leeds, york = group_of(ours), group_of(ours, "York")
    going_on = ("interested", "waiting", "offered", "confirmed")
    found = [
        make.make_place(state, work_group=leeds, release_agreed="not_yet")
        for state in going_on
    ]
    for state in ("completed", "withdrawn", "lapsed", "provisional", "deferred"):
        make.make_place(state, work_group=leeds, release_agreed="not_yet")
    for answer in ("yes", "unknown", ""):
        make.make_place(work_group=leeds, release_agreed=answer)
    beside = make.make_place(work_group=york, release_agreed="not_yet")
    other = make.make_place(work_group=group_of(theirs), release_agreed="not_yet")

    assert rows_of("no-release", asked_of(ours)) == [*found, beside]
    assert rows_of("no-release", asked_of(ours, group=york.pk)) == [beside]
    assert rows_of("no-release", asked_of(theirs)) == [other]
    assert [place.lacks_release for place in Place.objects.order_by("pk")] == [
        *[True] * 4,
        *[False] * 8,
        *[True] * 2,
    ]


def test_absent_twice_takes_two_absences_at_one_group_without_apologies(hubs):
    ours, theirs = hubs
    leeds, york = group_of(ours), group_of(ours, "York")
    twice = place_with("absent", "absent", group=leeds)
    between = place_with("absent", "present", "absent", group=york)
    thrice = place_with("absent", "absent", "absent", group=york)
    done = place_with("absent", "absent", group=york, state="completed")
    place_with("absent", "present", group=leeds)
    place_with("absent", "apologies", group=leeds)
    place_with("apologies", "apologies", group=leeds)
    place_with("absent", group=leeds, also=york)
    for state in ("offered", "withdrawn", "moved", "waiting"):
        place_with("absent", "absent", group=leeds, state=state)
    other = place_with("absent", "absent", group=group_of(theirs))

    found = rows_of("absent-twice", asked_of(ours))

    assert found == [twice, between, thrice, done]
    assert rows_of("absent-twice", asked_of(ours, group=york.pk)) == [
        *(between, thrice, done),
    ]
    assert rows_of("absent-twice", asked_of(theirs)) == [other]


def test_an_absence_counts_from_the_start_of_its_session(hubs):
    group = group_of(hubs[0])
    place = place_with("absent", "absent", group=group)
    second = group.sessions.get(number=2).starts_at

    moments = [second - timedelta(seconds=1), second]

    found = [rows_of("absent-twice", asked_of(hubs[0], at)) for at in moments]
    assert found == [[], [place]]


def test_absences_of_a_cancelled_group_or_of_another_year_are_left_out(hubs):
    cancelled = make.make_work_group(hub=hubs[0], cancelled_on=FRIDAY)
    before = make.make_work_group(hub=hubs[0], start_year=2025)
    for group in (cancelled, before):
        for weeks in (2, 1):
            make.make_session(group, on=FRIDAY - weeks * WEEK)
        place_with("absent", "absent", group=group)

    assert rows_of("absent-twice", asked_of(hubs[0])) == []


def test_a_session_has_who_came_to_its_number_in_any_group(hubs):
    ours, theirs = hubs
    leeds, york = group_of(ours), group_of(ours, "York")
    late = place_with("late", "left_early", group=leeds)
    away = place_with("absent", "apologies", group=leeds)
    both = place_with("present", group=york)
    make.mark_present(both, leeds.sessions.get(number=1))
    place_with("present", group=group_of(theirs))

    came = {n: rows_of("came", asked_of(ours, session=n)) for n in (1, 2, 3)}
    places = list_named("came").among(Place.objects.all(), asked_of(ours))
    split = {(row.value, row.pk) for row in came_to_a_session(places, asked_of(ours))}

    assert came == {1: [late, both], 2: [late], 3: []}
    assert split == {("1", late.pk), ("1", both.pk), ("2", late.pk)}
    assert away.pk not in {pk for _, pk in split}


def test_a_session_has_nobody_before_it_starts(hubs):
    group = group_of(hubs[0])
    place = place_with("present", group=group)
    starts = group.sessions.get(number=1).starts_at
    places = Place.objects.all()

    found = [
        [row.pk for row in came_to_a_session(places, asked_of(hubs[0], at))]
        for at in (starts - timedelta(seconds=1), starts)
    ]

    assert found == [[], [place.pk]]


@pytest.mark.parametrize(
    ("on", "is_in"),
    [
        (date(2026, 10, 11), False),  # Sunday of the week before
        (date(2026, 10, 12), True),
        (date(2026, 10, 16), True),  # today, a Friday
        (date(2026, 10, 18), True),
        (date(2026, 10, 19), False),  # Monday of the week after
    ],
)
def test_this_week_is_from_monday_to_sunday(hubs, on, is_in):
    ours, theirs = (make.make_session(group_of(hub), on=on) for hub in hubs)

    assert rows_of("this-week", asked_of(hubs[0])) == [ours] * is_in
    assert rows_of("this-week", asked_of(hubs[1])) == [theirs] * is_in


@pytest.mark.parametrize(
    ("at", "first"),
    [
        (datetime(2026, 10, 18, 23, 59, tzinfo=LONDON), date(2026, 10, 12)),
        (datetime(2026, 10, 19, 0, 0, tzinfo=LONDON), date(2026, 10, 19)),
        (datetime(2027, 6, 27, 23, 59, tzinfo=LONDON), date(2027, 6, 21)),
        (datetime(2027, 6, 28, 0, 0, tzinfo=LONDON), date(2027, 6, 28)),
    ],
)
def test_a_week_begins_at_midnight_in_london_also_in_summer(at, first):
    hub = make.make_hub("Wolds")
    group = make.make_work_group(hub=hub)
    for days in (-1, 0, 6, 7):
        make.make_session(group, on=first + timedelta(days=days), starts=time(9))

    found = rows_of("this-week", asked_of(hub, at))

    assert [each.on for each in found] == [first, first + timedelta(days=6)]


def test_this_week_leaves_out_what_is_called_off_and_cancelled_groups(hubs):
    called_off = make.make_session(group_of(hubs[0]), on=FRIDAY)
    Session.objects.filter(pk=called_off.pk).update(called_off_at=FRIDAY_5PM)
    cancelled = make.make_work_group(hub=hubs[0], cancelled_on=FRIDAY)
    make.make_session(cancelled, on=FRIDAY)
    last_year = make.make_work_group(hub=hubs[0], start_year=2025)
    kept = make.make_session(last_year, on=FRIDAY)

    assert rows_of("this-week", asked_of(hubs[0])) == [kept]


def person_of_last_year(groups, second: str, **fields) -> Place:
    """A place completed last year, and the state of the person's next one."""
    before, after = groups
    first = make.make_place("completed", work_group=before)
    event(first, "confirmed", FRIDAY_5PM - 40 * WEEK)
    if second:
        place = make.make_place(
            second, work_group=after, registration=first.registration, **fields
        )
        event(place, second, FRIDAY_5PM - WEEK)
    return first


def event(place, state: str, at) -> None:
    PlaceEvent.objects.create(hub=place.hub, place=place, to_state=state, at=at)


def years_of(hub):
    programme = make.make_programme(hub)
    stages = [make.make_stage(programme) for _ in range(2)]
    return [
        make.make_work_group(
            project=make.make_project(stage, start_year=year), start_year=year
        )
        for stage, year in zip(stages, (2025, 2026), strict=True)
    ]


def test_who_is_not_back_is_divided_by_reason(hubs):
    ours, theirs = hubs
    groups = years_of(ours)
    ill = AnswerOption.objects.create(code="ill", label="Illness", kind="reason")
    person_of_last_year(groups, "confirmed")
    person_of_last_year(groups, "deferred")
    never = person_of_last_year(groups, "")
    declined = person_of_last_year(groups, "declined")
    withdrawn = person_of_last_year(groups, "withdrawn", end_reason=ill)
    other = person_of_last_year(years_of(theirs), "")

    places = continuing.last_years_people(Place.objects.all(), asked_of(ours))
    found = {row.pk: (row.value, row.label) for row in continuing.reasons(places, None)}

    assert found == {
        never.pk: ("never_asked", ""),
        declined.pk: ("declined", ""),
        withdrawn.pk: ("ill", "Illness"),
    }
    assert rows_of("not-back", asked_of(ours)) == [never, declined, withdrawn]
    assert rows_of("not-back", asked_of(ours, reason="ill")) == [withdrawn]
    assert rows_of("not-back", asked_of(ours, reason="declined")) == [declined]
    assert rows_of("not-back", asked_of(theirs)) == [other]


def test_class_or_scheme_not_known_counts_secured_teachers_of_whom_one_is_open(hubs):
    ours, theirs = hubs
    group = group_of(ours)
    known = {"year_groups": ["3"], "schemes": ["power_maths"], "work_group": group}
    make.make_place(**known)
    make.make_place(**known | {"schemes": ["other"]})
    make.make_place(**known | {"schemes": [], "scheme_other": "Our own"})
    make.make_place("offered", **known | {"year_groups": []})
    make.make_place(work_group=group_of(theirs))
    no_class = make.make_place(**known | {"year_groups": []})
    not_yet = make.make_place(**known | {"year_groups": ["unknown"]})
    no_scheme = make.make_place("completed", **known | {"schemes": []})
    providers = make.make_programme(ours, audience="itt")
    project = make.make_project(make.make_stage(providers))
    make.make_place(work_group=make.make_work_group("ITT", project=project))

    found = rows_of("not-known", asked_of(ours))

    assert found == [no_class, not_yet, no_scheme]
    counted = list_named("not-known")
    assert counted.question == "class or scheme not known"
    assert counted.title == "secured, class or scheme not known"
