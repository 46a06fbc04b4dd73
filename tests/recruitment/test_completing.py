"""Completing the year of a group: who does, by which share, when and by whom."""

from datetime import time, timedelta
from decimal import Decimal

import pytest

from recruitment import rules
from recruitment.actions import completing
from recruitment.choices import PlaceState
from recruitment.errors import ListChanged, NotAllowed
from recruitment.models import Place, PlaceEvent
from recruitment.queries import attendance_year
from recruitment.queries.completion import completion_of
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_place,
    make_session,
    make_staff,
    make_work_group,
    mark_present,
)
from tests.recruitment.completion_cases import group_over, let_change, person_in
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
HOUR = timedelta(hours=1)


def complete(group, by=None, at=FRIDAY_5PM, seen=None):
    seen = completion_of(group, at=at).fingerprint if seen is None else seen
    by = by or make_staff("work_group_lead")
    return completing.complete_group(group, seen=seen, by=by, at=at)


def results(group) -> list[tuple[str, str, str, str]]:
    found = completion_of(group, at=FRIDAY_5PM)
    return [
        (str(each.place.participant), str(each.state), each.attended, each.why)
        for each in found.to_decide
    ]


def states(group) -> list[str]:
    return list(group.places.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("attended", "held", "percent", "completes"),
    [
        ("0.75", "1", 75, True),
        ("0.74", "1", 75, False),
        ("2", "3", 67, False),
        ("2", "3", 66, True),
        ("0.01", "1", 1, True),
        ("0", "1", 1, False),
        ("0.99", "1", 100, False),
        ("1", "1", 100, True),
        ("0", "0", 75, False),
    ],
)
def test_the_share_from_which_a_year_is_completed(attended, held, percent, completes):
    found = rules.has_completed(Decimal(attended), Decimal(held), percent=percent)

    assert found is completes


def test_parts_of_days_late_and_left_early_count_and_the_list_says_why():
    group = group_over("1", "0.5", "0.25", "0.25")
    person_in(group, "plee", first_name="Ada", last_name="All")
    person_in(group, "psaa", first_name="Bo", last_name="Half")
    person_in(group, "aa.p", first_name="Cy", last_name="Last")

    assert results(group) == [
        ("Ada All", "completed", "2 of 2 days, 100%", ""),
        (
            "Bo Half",
            "not_completed",
            "1 of 2 days, 50%",
            "apologies at session 2; absent at sessions 3 and 4",
        ),
        (
            "Cy Last",
            "not_completed",
            "¼ of 2 days, 12%",
            "absent at sessions 1 and 2; no mark at session 3",
        ),
    ]


def test_a_session_that_was_called_off_is_nobodys_miss():
    group = group_over()
    person_in(group, "ppp.")
    group.sessions.filter(number=4).update(called_off_at=FRIDAY_5PM)

    assert [row[1:] for row in results(group)] == [
        ("completed", "¾ of ¾ day, 100%", "")
    ]


def test_the_share_is_the_programmes_own():
    group = group_over()
    person_in(group, "pp.s")
    person_in(group, "aapp", "withdrawn")
    programme = group.project.stage.programme
    programme.completes_at = 50
    programme.save()

    assert [row[1:3] for row in results(group)] == [("completed", "½ of 1 day, 50%")]


def test_a_session_with_another_group_and_one_before_a_move_count_at_home():
    group = group_over()
    other = group_over(project=group.project)
    guest = person_in(group, "paap", last_name="Guest")
    mark_present(guest, other.sessions.get(number=2))
    mark_present(guest, other.sessions.get(number=4), "absent")
    before = person_in(other, "pp..", "moved", last_name="Moved")
    between = make_place("moved", work_group=group, participant=before.participant)
    after = make_place(work_group=group, participant=before.participant)
    mark_present(after, group.sessions.get(number=4), "late")
    Place.objects.filter(pk=before.pk).update(moved_to=between)
    Place.objects.filter(pk=between.pk).update(moved_to=after)

    people = attendance_year.year_of(group).people

    shown = [
        {n: (mark.mark, mark.elsewhere) for n, mark in each.marks.items()}
        for each in people
    ]
    assert shown == [
        {
            1: ("present", False),
            2: ("present", True),
            3: ("absent", False),
            4: ("present", False),
        },
        {1: ("present", True), 2: ("present", True), 4: ("late", False)},
    ]
    assert [each.attended for each in people] == [Decimal("0.75"), Decimal("0.75")]
    assert attendance_year.year_of(other).people == []


def test_a_year_that_was_put_off_counts_for_no_later_one():
    group = group_over()
    earlier = person_in(group, "pppp", "deferred")
    later = group_over(project=group.project, start_year=2027)
    back = make_place(work_group=later, participant=earlier.participant)
    Place.objects.filter(pk=earlier.pk).update(moved_to=back)

    assert [each.marks for each in attendance_year.year_of(later).people] == [{}]


def test_completing_is_dated_signed_and_audited():
    group = group_over()
    lead = make_staff("work_group_lead", name="Robin Marsh")
    stays, leaves = person_in(group, "pppa"), person_in(group, "ppaa")
    waits = person_in(group, "pppp", "offered")

    done = complete(group, lead)

    assert (done.completed, done.not_completed) == (1, 1)
    assert states(group) == ["completed", "not_completed", "offered"]
    kept = Place.objects.values_list("completion_decided_at", "completion_decided_by")
    assert dict(zip(Place.objects.values_list("pk", flat=True), kept, strict=True)) == {
        stays.pk: (FRIDAY_5PM, lead.pk),
        leaves.pk: (FRIDAY_5PM, lead.pk),
        waits.pk: (None, None),
    }
    events = PlaceEvent.objects.values_list("from_state", "to_state", "at", "reason")
    assert list(events) == [
        ("confirmed", "completed", FRIDAY_5PM, "¾ of 1 day, 75%; 75% are asked"),
        ("confirmed", "not_completed", FRIDAY_5PM, "½ of 1 day, 50%; 75% are asked"),
    ]
    entries = AuditEntry.objects.order_by("pk").values_list(
        "action", "object_id", "actor", "fields"
    )
    assert list(entries) == [
        ("place_completed", str(stays.pk), lead.pk, "state"),
        ("place_not_completed", str(leaves.pk), lead.pk, "state"),
        ("complete_group", str(group.pk), lead.pk, "state"),
    ]


def test_done_again_it_decides_only_on_places_secured_since():
    group = group_over()
    person_in(group, "pppp")
    complete(group)
    assert complete(group, at=FRIDAY_5PM + HOUR).completed == 0
    later = person_in(group, "aaap")

    done = complete(group, at=FRIDAY_5PM + 2 * HOUR)

    assert (done.completed, done.not_completed) == (0, 1)
    decided = group.places.order_by("pk").values_list("completion_decided_at")
    assert list(decided) == [(FRIDAY_5PM,), (FRIDAY_5PM + 2 * HOUR,)]
    assert states(group) == ["completed", "not_completed"]
    assert later.events.count() == 1
    assert AuditEntry.objects.filter(action="complete_group").count() == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("coming", "The last session is on Friday 16 October 2026."),
        ("no register", "No register was taken yet of sessions 2 and 3."),
        ("no dates", "The dates of the group are not confirmed yet."),
        ("all called off", "No session of this group went ahead."),
    ],
)
def test_nobody_is_judged_before_every_register_is_taken(change, why):
    group = group_over()
    person_in(group, "p..p" if change == "no register" else "pppp")
    if change == "coming":  # it ends an hour after the clock
        make_session(group, number=5, on=FRIDAY)
    if change == "no dates":
        type(group).objects.filter(pk=group.pk).update(dates_confirmed=False)
        group.refresh_from_db()
    if change == "all called off":
        group.sessions.update(called_off_at=FRIDAY_5PM)

    with pytest.raises(NotAllowed) as refused:
        complete(group)

    assert str(refused.value) == why
    assert states(group) == ["confirmed"]
    assert AuditEntry.objects.count() == 0


def test_the_last_session_may_have_ended_this_minute():
    group = group_over()
    person_in(group, "pppp")
    late = make_session(group, number=5, on=FRIDAY, starts=time(15), ends=time(17))
    mark_present(group.places.get(), late)

    assert complete(group).completed == 1


@pytest.mark.parametrize("change", ["a mark", "a person"])
def test_a_list_that_changed_since_it_was_read_is_read_again(change):
    group = group_over()
    place = person_in(group, "pppp")
    seen = completion_of(group, at=FRIDAY_5PM).fingerprint
    if change == "a mark":
        place.attendances.filter(session__number=4).update(mark="absent")
    else:
        person_in(group, "aaaa")

    with pytest.raises(ListChanged):
        complete(group, seen=seen)

    assert set(states(group)) == {"confirmed"}


def test_a_place_that_another_act_may_still_change_is_left_out():
    group = group_over()
    place, other = person_in(group, "pppp"), person_in(group, "pppp")
    let_change(place)

    assert [each.pk for each in completion_of(group, at=FRIDAY_5PM).changing] == [
        place.pk
    ]
    complete(group)

    assert states(group) == ["confirmed", "completed"]
    assert other.events.count() == 1


def test_taking_back_secures_again_what_was_decided_and_nothing_else():
    group, hub_lead = group_over(), make_staff("hub_lead")
    listed = person_in(group, "....", "completed")  # completed by an imported list
    places = [person_in(group, "pppp"), person_in(group, "aaaa")]
    complete(group)

    found = completing.take_back_completion(group, by=hub_lead, at=FRIDAY_5PM + HOUR)

    assert found == (2, 0)
    assert states(group) == ["completed", "confirmed", "confirmed"]
    decided = group.places.values_list("completion_decided_at", "completion_decided_by")
    assert list(decided) == [(None, None)] * 3
    assert listed.events.count() == 0
    newest = [each.events.latest("pk") for each in places]
    assert [(e.from_state, e.to_state, e.actor, e.reason) for e in newest] == [
        ("completed", "confirmed", hub_lead, "taken back"),
        ("not_completed", "confirmed", hub_lead, "taken back"),
    ]
    acts = AuditEntry.objects.order_by("pk").values_list("action", "object_id")
    assert list(acts)[3:] == [
        ("taken_back", str(places[0].pk)),
        ("taken_back", str(places[1].pk)),
        ("take_back_completion", str(group.pk)),
    ]
    again = completing.take_back_completion(group, by=hub_lead, at=FRIDAY_5PM + HOUR)
    assert again == (0, 0)
    assert AuditEntry.objects.count() == 6


def test_taking_back_leaves_people_with_a_newer_place_and_deleted_ones():
    group = group_over()
    newer, erased = person_in(group, "pppp"), person_in(group, "pppp")
    complete(group)
    make_place("waiting", work_group=group, participant=newer.participant)
    type(erased.participant).objects.filter(pk=erased.participant_id).update(
        erased_at=FRIDAY_5PM
    )

    found = completing.take_back_completion(
        group, by=make_staff("hub_lead"), at=FRIDAY_5PM
    )

    assert found == (0, 2)
    assert states(group) == ["completed", "completed", "waiting"]
    assert not AuditEntry.objects.filter(action="take_back_completion").exists()


def test_another_group_is_not_touched():
    group, other = group_over(), group_over()
    person_in(group, "pppp")
    theirs = person_in(other, "pppp")
    complete(group)
    complete(other)

    completing.take_back_completion(group, by=make_staff("hub_lead"), at=FRIDAY_5PM)

    theirs.refresh_from_db()
    assert theirs.state == PlaceState.COMPLETED


@pytest.mark.parametrize("people", [1, 5])
def test_the_list_takes_four_statements(data_statements, people):
    group = group_over()
    for _ in range(people):
        person_in(group, "pppa")
    group = type(group).objects.listed().get(pk=group.pk)

    with data_statements(at_most=4):
        found = completion_of(group, at=FRIDAY_5PM)
        assert [each.place.school_label for each in found.to_decide] == [""] * people


def test_nobody_completes_a_group_without_people():
    assert complete(make_group_with_register()).completed == 0
    assert AuditEntry.objects.count() == 0


def make_group_with_register():
    group = make_work_group()
    session = make_session(group, on=FRIDAY - timedelta(days=7))
    mark_present(make_place("withdrawn", work_group=group), session)
    return group
