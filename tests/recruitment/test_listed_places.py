"""Whom a line of a list means, and which of their places the list counts."""

import pytest

from recruitment.models import Place
from tests.factories import YEAR, make_participant, make_place, make_work_group
from tests.recruitment.list_cases import (
    import_list,
    listed,
    listed_again,
    states,
    two_years,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def test_of_two_records_of_one_person_a_list_means_the_older():
    group = make_work_group()
    same = {
        "first_name": "Ada",
        "last_name": "Brook",
        "email": "ada@school.example.org",
    }
    older = make_participant(group.hub, **same)
    newer = make_participant(
        group.hub,
        second_email=same["email"],
        **{**same, "email": "ada.brook@home.example.org"},
    )

    import_list(group, listed(2, "Ada", email=same["email"]))

    assert older.pk < newer.pk
    assert [place.participant for place in group.places.all()] == [older]


def test_a_place_pencilled_in_for_another_stage_is_left_as_it_is():
    group = two_years()
    later = group.project.stage.programme.stages.get(order=2)
    pencilled_in = make_place(
        "provisional", work_group=group, stage=later, start_year=YEAR
    )
    Place.objects.filter(pk=pencilled_in.pk).update(work_group=None)

    import_list(group, listed_again(2, pencilled_in.participant), listed_as="confirmed")

    pencilled_in.refresh_from_db()
    assert (pencilled_in.state, pencilled_in.work_group) == ("provisional", None)
    assert states(group) == ["confirmed"]


def test_a_programme_of_several_places_a_year_takes_people_secured_elsewhere():
    group = make_work_group()
    programme = group.project.stage.programme
    programme.one_per_year = False
    programme.save()
    other = make_work_group("Bromley", project=group.project)
    person = make_place("confirmed", work_group=other).participant

    import_list(group, listed_again(2, person), listed_as="confirmed")

    assert states(group) == ["confirmed"]
