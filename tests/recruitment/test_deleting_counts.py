"""After deleting every count is as before, and mentors go whom nobody else names."""

from datetime import date, timedelta

import pytest

from recruitment.models import (
    Mentor,
    Participant,
    PlaceEvent,
)
from recruitment.queries import figures
from tests.factories import (
    FRIDAY_5PM,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_programme,
    make_project,
    make_session,
    make_stage,
    make_work_group,
    mark_present,
)
from tests.recruitment.deleting_cases import (
    LONG_AGO,
    delete,
)
from workgroups.models import WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


# --- counts


def a_cohort():
    """Two years of a programme: five people, of whom two went on and one was lost."""
    stage = make_stage(make_programme(), order=1)
    later = make_stage(stage.programme, order=2)
    first = make_work_group(project=make_project(stage, start_year=2025))
    second = make_work_group(project=make_project(later, start_year=2026))
    on = make_session(first, on=date(2025, 11, 4), number=1)
    again = make_session(second, on=date(2026, 10, 6), number=1)
    after = ["confirmed", "completed", "declined", "withdrawn", None]
    people = []
    for state in after:
        place = make_place("completed", work_group=first, registered_at=LONG_AGO)
        add_steps(place, "offered", "confirmed", "completed")
        mark_present(place, on, "late" if state is None else "present")
        people.append(place.participant)
        if state:
            there = make_place(state, work_group=second, participant=place.participant)
            add_steps(there, "offered", state)
            mark_present(there, again, "absent" if state == "declined" else "present")
    return people


def add_steps(place, *states):
    for days, state in enumerate(states):
        PlaceEvent.objects.create(
            hub=place.hub, place=place, to_state=state, at=LONG_AGO + timedelta(days)
        )


def counts():
    """Funnel, attendance and retention of every group, whole."""
    groups = WorkGroup.objects.order_by("pk")
    return (
        figures.funnel(groups, at=FRIDAY_5PM),
        figures.attendance_by_session(groups, at=FRIDAY_5PM),
        figures.second_year_retention(groups.filter(start_year=2025), at=FRIDAY_5PM),
    )


def test_every_count_is_the_same_after_deleting():
    people = a_cohort()
    before = counts()
    outcomes = sorted(each.outcome for each in before[2].members)
    assert outcomes == ["continued", "continued", "lost", "lost", "lost"]
    assert [each.present for each in before[1]] == [3, 5]

    for person in people:
        delete(person)

    assert Participant.objects.filter(erased_at=None).count() == 0
    assert counts() == before


# --- mentors


def test_a_mentor_whom_another_person_names_stays():
    person, other = make_participant(), make_participant()
    shared, own = make_mentor(), make_mentor(name="Only Mine")
    for who, mentor in ((person, shared), (other, shared), (person, own)):
        make_mentorship(who, mentor)

    delete(person)

    shared.refresh_from_db()
    assert shared.name == "Jo Fern"
    assert sorted(Mentor.objects.values_list("name", "email")) == [
        ("", ""),
        ("Jo Fern", shared.email),
    ]
    ended = person.mentorships.order_by("pk").values_list("until_on", flat=True)
    assert list(ended) == [date(2026, 10, 16)] * 2
    assert other.mentorships.get().until_on is None


def test_the_last_of_two_who_name_a_mentor_takes_the_mentor_along():
    mentor = make_mentor()
    first, last = make_participant(), make_participant()
    make_mentorship(first, mentor)
    make_mentorship(last, mentor)

    delete(first)
    assert Mentor.objects.get().email == mentor.email
    delete(last)

    assert Mentor.objects.get().email == ""
    assert Mentor.objects.get().reachable is False


def test_a_mentor_who_asked_us_to_stop_is_never_written_to_again():
    person = make_participant()
    mentor = make_mentor(objected_at=LONG_AGO)
    make_mentorship(person, mentor)

    delete(person)

    mentor.refresh_from_db()
    assert (mentor.name, mentor.objected_at) == ("", LONG_AGO)
    assert mentor.email != ""
