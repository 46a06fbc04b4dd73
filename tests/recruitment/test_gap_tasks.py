"""People say in one press whether they tried a task; only counts are kept."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core import serializers

from recruitment.actions import gap_tasks, mentor_loop
from recruitment.choices import GapTaskAnswer
from recruitment.errors import NothingToTry
from recruitment.models import GapTaskCount, GapTaskMark
from recruitment.queries import my_places
from recruitment.queries.gap_tasks import has_answered
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_mentorship,
    make_place,
    make_session,
    make_work_group,
)
from tests.recruitment.mentor_cases import make_begun_group, sessions_of
from tests.recruitment.test_my_places import my, signed_in_as
from workgroups.models import AuditEntry, Hub, WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
COLUMNS = (
    "tried",
    "adapted",
    "not_yet",
    "waiting_tried",
    "waiting_adapted",
    "waiting_not_yet",
)


def press(client, place, session, answer="tried"):
    data = {"place": place.pk, "session": session.pk, "answer": answer}
    return client.post("/my/tried/", data)


def say(place, session, answer="tried", at=FRIDAY_5PM):
    return gap_tasks.answer_gap_task(place, session, GapTaskAnswer(answer), at=at)


def counts(**of) -> list[tuple[int, ...]]:
    return list(GapTaskCount.objects.filter(**of).values_list(*COLUMNS))


def of_schemes() -> dict[str, tuple[int, ...]]:
    rows = GapTaskCount.objects.filter(session=None)
    return {row[0]: row[1:] for row in rows.values_list("scheme", *COLUMNS)}


def test_my_places_asks_and_counts_in_one_press():
    group = make_begun_group()
    place, first = make_place(work_group=group), sessions_of(group)[0]
    client = signed_in_as(place)
    before = my(client)

    went_to = press(client, place, first, "adapted")

    after = my(client)
    assert "To try before next time</h2> <p>Count in twos</p>" in before
    assert before.count('name="answer"') == 3
    assert went_to["Location"] == "/my/"
    assert "Thank you. It is counted, without your name." in after
    assert "You have told us how it went." in after
    assert 'name="answer"' not in after
    assert counts() == [(0, 0, 0, 0, 1, 0)]
    count = GapTaskCount.objects.get()
    assert (count.hub_id, count.session, count.start_year, count.number) == (
        group.hub_id,
        first,
        2026,
        1,
    )
    assert str(count) == "Tried after session 1 of 2026/27"


def test_a_second_press_counts_nobody_twice():
    group = make_begun_group()
    place, first = make_place(work_group=group), sessions_of(group)[0]

    done = [say(place, first), say(place, first, "not_yet")]

    assert done == [True, False]
    assert counts() == [(0, 0, 0, 1, 0, 0)]
    assert GapTaskMark.objects.count() == 1


def test_a_key_that_was_replaced_still_counts_nobody_twice(settings):
    group = make_begun_group()
    place, first = make_place(work_group=group), sessions_of(group)[0]
    say(place, first)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert say(place, first) is False
    assert "You have told us" in my(signed_in_as(place))


@pytest.mark.parametrize("smallest", [5, 7])
def test_answers_are_shown_in_steps_of_the_hubs_smallest_count(smallest):
    hub = make_hub("Wolds", smallest_count=smallest)
    group = make_begun_group(hub=hub)
    first = sessions_of(group)[0]
    seen = []
    for number in range(2 * smallest):
        answer = ("tried", "adapted", "not_yet")[number % 3]
        say(make_place(work_group=group), first, answer)
        (row,) = counts()
        seen.append((sum(row[:3]), sum(row[3:])))

    steps = [(0, each) for each in range(1, smallest)] + [(smallest, 0)]
    more = [(smallest, each) for each in range(1, smallest)] + [(2 * smallest, 0)]
    assert seen == steps + more
    assert counts() == {5: [(4, 3, 3, 0, 0, 0)], 7: [(5, 5, 4, 0, 0, 0)]}[smallest]


def test_a_scheme_is_counted_only_where_five_people_use_it():
    group, other = make_begun_group(), make_begun_group()
    first = sessions_of(group)[0]
    hub = Hub.objects.get()
    for _ in range(4):
        make_place(work_group=other, schemes=["rare", "often", "often"])
        make_place("withdrawn", work_group=other, schemes=["rare"])
        elsewhere = make_work_group(hub=make_hub("Wolds"))
        make_place(work_group=elsewhere, schemes=["rare"])
        last_year = make_work_group(hub=hub, start_year=2025)
        make_place(work_group=last_year, schemes=["rare"], start_year=2025)
    mine = make_place(work_group=group, schemes=["often", "alone"])

    say(mine, first)

    assert of_schemes() == {"often": (0, 0, 0, 1, 0, 0)}
    say(make_place(work_group=group, schemes=["rare"]), first, "not_yet")
    assert of_schemes() == {
        "often": (0, 0, 0, 1, 0, 0),
        "rare": (0, 0, 0, 0, 0, 1),
    }


def test_a_scheme_is_counted_over_the_groups_of_a_hub():
    groups = [make_begun_group() for _ in range(5)]
    places = [make_place(work_group=each, schemes=["a"]) for each in groups]

    for place in places:
        say(place, sessions_of(place.work_group)[0])

    assert of_schemes() == {"a": (5, 0, 0, 0, 0, 0)}
    assert counts(session__isnull=False) == [(0, 0, 0, 1, 0, 0)] * 5


def everything_but(*names: str) -> str:
    """All rows of our apps as text, without those of some models."""
    rows = [
        row
        for app in ("workgroups", "recruitment", "evaluation")
        for model in apps.get_app_config(app).get_models()
        if model.__name__ not in names
        for row in model._base_manager.all()
    ]
    return serializers.serialize("json", rows)


def test_a_copy_of_the_database_says_neither_who_nor_what(settings):
    group = make_begun_group()
    place, other = (make_place(work_group=group) for _ in range(2))
    first = sessions_of(group)[0]
    before = everything_but("GapTaskCount", "GapTaskMark")

    press(signed_in_as(place), place, first)

    assert everything_but("GapTaskCount", "GapTaskMark") == before
    assert AuditEntry.objects.count() == 0
    (mark,) = GapTaskMark.objects.values()
    assert list(mark) == ["digest"]
    assert {field.name for field in GapTaskCount._meta.fields} == {
        *COLUMNS,
        "id",
        "hub",
        "start_year",
        "number",
        "session",
        "scheme",
    }
    settings.SECRET_KEY = "not the key"
    assert [has_answered(each.pk, first.pk) for each in (place, other)] == [False] * 2


# --- who may answer, and until when


def not_own(group, place):
    return make_place(work_group=group), sessions_of(group)[0]


def other_hub(group, place):
    theirs = make_begun_group(hub=make_hub("Wolds"))
    return make_place(work_group=theirs), sessions_of(theirs)[0]


def other_group(group, place):
    return place, sessions_of(make_begun_group())[0]


def to_come(group, place):
    second = sessions_of(group)[1]
    second.gap_task = "Add"
    second.save()
    return place, second


def without_task(group, place):
    first = sessions_of(group)[0]
    first.gap_task = ""
    first.save()
    return place, first


def after_the_next(group, place):
    make_session(group, number=3, on=date(2026, 10, 15))
    return place, sessions_of(group)[0]


def not_secured(group, place):
    place.state = "withdrawn"
    place.save()
    return place, sessions_of(group)[0]


def called_off(group, place):
    first = sessions_of(group)[0]
    first.called_off_at = FRIDAY_5PM
    first.save()
    return place, first


def dates_open(group, place):
    WorkGroup.objects.filter(pk=group.pk).update(dates_confirmed=False)
    return place, sessions_of(group)[0]


CASES = [
    other_group,
    to_come,
    without_task,
    after_the_next,
    not_secured,
    called_off,
    dates_open,
]


@pytest.mark.parametrize("case", [not_own, other_hub, *CASES])
def test_what_is_not_asked_on_my_places_is_not_found(case):
    group = make_begun_group()
    mine = make_place(work_group=group)
    place, session = case(group, mine)

    assert press(signed_in_as(mine), place, session).status_code == 404
    assert not GapTaskCount.objects.exists()
    assert not GapTaskMark.objects.exists()


@pytest.mark.parametrize("case", CASES)
def test_the_act_refuses_too(case):
    group = make_begun_group()
    place, session = case(group, make_place(work_group=group))
    session.refresh_from_db()

    with pytest.raises(NothingToTry):
        say(place, session)

    assert not GapTaskCount.objects.exists()


@pytest.mark.parametrize("answer", ["", "x", "waiting_tried"])
def test_an_answer_that_is_not_offered_is_not_found(answer):
    group = make_begun_group()
    place = make_place(work_group=group)

    said = press(signed_in_as(place), place, sessions_of(group)[0], answer)

    assert said.status_code == 404
    assert not GapTaskMark.objects.exists()


def test_without_a_press_one_is_sent_to_my_places():
    place = make_place(work_group=make_begun_group())

    said = signed_in_as(place).get("/my/tried/")

    assert (said.status_code, said["Location"]) == (302, "/my/")
    assert not GapTaskMark.objects.exists()


def test_a_session_that_was_called_off_ends_no_task():
    group = make_begun_group()
    make_session(
        group, number=3, on=date(2026, 10, 15), called_off_at=FRIDAY_5PM, gap_task="No"
    )
    place = make_place(work_group=group)

    assert "Count in twos" in my(signed_in_as(place))
    assert say(place, sessions_of(group)[0]) is True


def test_the_task_stands_until_the_next_session_is_over():
    group = make_begun_group()
    place, (first, second) = make_place(work_group=group), sessions_of(group)
    second.on, second.gap_task = FRIDAY, "Add"
    second.save()  # 4pm to 6pm

    tasks = [
        my_places.places_by_hub([place.participant_id], now=at)[0].gap_tasks
        for at in (FRIDAY_5PM, FRIDAY_5PM + timedelta(hours=1))
    ]

    assert [[task.session for task in each] for each in tasks] == [[first], [second]]
    assert say(place, first, at=FRIDAY_5PM + timedelta(minutes=59)) is True
    with pytest.raises(NothingToTry):
        say(make_place(work_group=group), first, at=FRIDAY_5PM + timedelta(hours=1))


def test_each_group_of_the_newest_year_sets_a_task():
    groups = [make_begun_group(), make_begun_group()]
    places = [make_place(work_group=groups[0])]
    person = places[0].participant
    places.append(make_place(work_group=groups[1], participant=person))
    before = make_work_group(start_year=2025)
    make_session(before, on=date(2025, 10, 3), gap_task="Old")
    make_place(work_group=before, participant=person)

    (mine,) = my_places.places_by_hub([person.pk], now=FRIDAY_5PM)

    assert {task.place for task in mine.gap_tasks} == set(places)


# --- the mentor's line


def test_my_places_shows_what_the_own_mentors_wrote():
    group = make_begun_group()
    place, other = (make_place(work_group=group) for _ in range(2))
    first = sessions_of(group)[0]
    for who, name, comment in (
        (place, "Jo <Fern", "Ten <min> each."),
        (place, "Lu", ""),
        (other, "Eve", "Of another."),
    ):
        mentorship = make_mentorship(who.participant, make_mentor(name=name))
        mentor_loop.talk_about_task(mentorship, first, comment=comment, at=FRIDAY_5PM)

    page = my(signed_in_as(place))

    said = "Your mentor Jo &lt;Fern wrote on 16 October: “Ten &lt;min&gt; each.”"
    assert said in page
    assert page.count("Your mentor ") == 1
    assert "Of another" not in page


def test_my_places_takes_as_many_statements_for_three_tasks(django_assert_num_queries):
    first = make_place(work_group=make_begun_group())
    person = first.participant
    for _ in range(3):
        with django_assert_num_queries(8):
            my_places.places_by_hub([person.pk], now=FRIDAY_5PM)
        make_place(work_group=make_begun_group(), participant=person)
