"""The first page of registering takes words of the school, which the next finds."""

import pytest
from django.test import Client

from recruitment.models import RegistrationDraft
from tests.factories import (
    make_programme,
    make_project,
    make_school,
    make_stage,
    make_work_group,
)
from tests.pages import one_line
from tests.recruitment.test_registration_pages import YOU, group_over_two_years, url

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
WORDS = "Part of its name, its town or postcode."


def test_the_school_is_found_with_the_words_of_the_first_page(client):
    group, school = group_over_two_years(), make_school("Elm Park Primary School")

    went = client.post(url(group), {**YOU, "school_query": " elm park "})
    page = client.get(url(group, "school"))

    assert went["Location"] == f"{url(group, 'school')}#schools"
    assert f'value="{school.urn}"' in page.text
    assert "Choose your school from the list, then press Continue." in page.text
    assert 'class="error-summary"' not in page.text
    answer = {"school": school.urn, "school_query": "elm park"}
    assert client.post(url(group, "school"), answer)["Location"] == url(
        group, "classes"
    )
    assert RegistrationDraft.objects.get().answers["school"] == [f"{school.urn}"]


def test_words_that_find_nothing_are_said_and_may_be_left_out(client):
    group = group_over_two_years()

    client.post(url(group), {**YOU, "school_query": "zebra crossing"})
    nothing = one_line(client.get(url(group, "school")).text)
    other = Client()
    went = other.post(url(group), {**YOU, "school_query": " "})
    plain = one_line(other.get(url(group, "school")).text)

    assert "We found no school by that name." in nothing
    assert 'value="zebra crossing"' in nothing
    assert went["Location"] == url(group, "school")
    assert "We found no school" not in plain
    kept = [
        each.answers.get("school_query") for each in RegistrationDraft.objects.all()
    ]
    assert sorted(kept, key=str) == [None, ["zebra crossing"]]


def test_the_words_stay_where_an_answer_is_missing(client):
    group = group_over_two_years()

    page = client.post(url(group), {**YOU, "email": "", "school_query": "elm park"})

    assert page.status_code == 200
    assert 'name="school_query" value="elm park"' in page.text


def test_a_school_that_was_chosen_is_not_looked_up_again(client):
    group, school = group_over_two_years(), make_school("Elm Park Primary School")
    client.post(url(group), {**YOU, "school_query": "elm park"})
    client.post(url(group, "school"), {"school": school.urn})

    first = client.get(url(group)).text
    client.post(url(group), {**YOU, "school_query": "rose hill"})

    assert WORDS not in first
    assert RegistrationDraft.objects.get().answers["school_query"] == []


def test_a_form_about_institutions_asks_for_no_words(client):
    stage = make_stage(make_programme(audience="itt"))
    group = make_work_group(project=make_project(stage))

    page = client.get(url(group))
    client.post(url(group), {**YOU, "school_query": "elm park"})

    assert WORDS not in page.text
    assert "school_query" not in RegistrationDraft.objects.get().answers
