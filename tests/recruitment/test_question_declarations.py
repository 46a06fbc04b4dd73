"""Declarations of questions agree with the models, and none that is asked is lost."""

import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from recruitment.models import Mentor, Place, PlaceAnswers
from recruitment.registration.question_types import Keep, Kind, Question
from recruitment.registration.questions import QUESTIONS, STEPS
from tests.factories import FRIDAY_5PM, make_staff
from tests.recruitment.reading_back import (
    answers_on,
    groups_for,
    step_url,
    told_by_admin,
    told_by_export,
)
from tests.recruitment.registration_cases import CASES, Case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_friday():
    with time_machine.travel(FRIDAY_5PM, tick=False):
        yield


def invented(question: Question, page: str) -> Any:
    """An answer to a question, from the choices on its page; "yes" to follow-ups."""
    words = question.key.replace("_", " ")
    wanted = [
        str(each.follows.answer)
        for each in QUESTIONS
        if each.step and each.follows and each.follows.key == question.key
    ]
    match question.kind:
        case Kind.LINE | Kind.NAME | Kind.WORDS:
            return f"Zq {words}"
        case Kind.ADDRESS:
            return f"{question.key.replace('_', '.')}@example.org"
        case Kind.TICK:
            return "on"
        case Kind.LOOK_UP:
            return ""
    return wanted or choices_on(page, question.key)[:1]


def choices_on(page: str, key: str) -> list[str]:
    """The values that a page offers for a question, without the empty one."""
    select = re.search(rf'<select name="{key}".*?</select>', page, re.S)
    inputs = re.findall(rf'<input type="\w+" name="{key}" value="(.*?)"', page)
    values = re.findall(r'<option value="(.*?)"', select[0]) if select else inputs
    return [unescape(each) for each in values if each]


def answer_everything(client, group, questions) -> tuple[dict[str, Any], str]:
    """Post an invented answer to every question asked for a group, step by step."""
    given: dict[str, Any] = {}
    for step in STEPS:
        asked = [each for each in questions if each.step == step.name]
        page = client.get(step_url(group, step.name))
        if page.status_code != 200 or not asked:
            continue
        text = page.content.decode()
        asked = [each for each in asked if f'name="{each.key}"' in text]
        data = {each.key: invented(each, text) for each in asked}
        given |= data
        assert client.post(step_url(group, step.name), data).status_code == 302
    return given, client.get(step_url(group, "check")).content.decode()


def value_kept(place: Place, question: Question) -> Any:
    rows = {
        Keep.PLACE: place,
        Keep.PARTICIPANT: place.participant,
        Keep.REGISTRATION: place.registration,
        Keep.MENTOR: Mentor.objects.first(),
    }
    return getattr(rows[question.keep], question.name)


def questions_lost(client, case: Case, questions) -> list[str]:
    """Questions that were asked and are not found again, and where they are not."""
    here, _ = groups_for(case)
    given, page = answer_everything(client, here, questions)
    client.post(step_url(here, "check"))
    place, shown = Place.objects.get(), answers_on(page)
    lead = make_staff("hub_lead", hub=place.hub)
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    admin_page = told_by_admin(client, place)
    exported = told_by_export(client, "csv", here)
    lost = []
    for question in (each for each in questions if each.key in given):
        key, title = question.key, question.title
        stands_apart = question.is_row and "not-listed" in given[key]
        if question.keep == Keep.NOWHERE:
            continue
        if shown.get(question.label) in {None, "", question.missing}:
            lost.append(f"{key} is not on the check page")
        if value_kept(place, question) in (None, "", []) and not stands_apart:
            lost.append(f"{key} is not kept")
        if title not in admin_page and not stands_apart:
            lost.append(f"{key} is not on the admin's page")
        if question.exported and title not in exported and not stands_apart:
            lost.append(f"{key} is in no export")
    assert len(given) >= 10
    return lost


@pytest.mark.parametrize("name", ["ECT, two years", "ECT, one year", "ITT"])
def test_no_question_that_is_declared_is_lost(client, name):
    assert questions_lost(client, CASES[name], QUESTIONS) == []


def declared_wrongly(questions) -> list[str]:
    """Questions without a field, and fields of PlaceAnswers without a question."""
    wrong = []
    for question in questions:
        if question.keep == Keep.NOWHERE:
            continue
        try:
            apps.get_model(question.keep)._meta.get_field(question.name)
        except FieldDoesNotExist:
            wrong.append(f"{question.key} has no field on {question.keep}")
    declared = {each.name for each in questions if each.keep == Keep.PLACE}
    fields = {each.name for each in PlaceAnswers._meta.get_fields()}
    wrong += [f"{name} has no question" for name in sorted(fields - declared)]
    return wrong


def test_every_question_has_a_field_and_every_field_a_question():
    assert declared_wrongly(QUESTIONS) == []
    assert len({each.key for each in QUESTIONS}) == len(QUESTIONS)
    assert {each.step for each in QUESTIONS} == {*(each.name for each in STEPS), ""}


def test_a_question_without_a_field_is_found():
    planted = Question("shoe_size", "Which size are your shoes?", step="you")

    assert declared_wrongly([*QUESTIONS, planted]) == [
        "shoe_size has no field on recruitment.Place"
    ]


def test_a_field_without_a_question_is_found():
    without = [each for each in QUESTIONS if each.key != "job_role"]

    assert declared_wrongly(without) == ["job_role has no question"]


def test_a_follow_up_stands_on_the_step_of_the_question_it_follows():
    steps = {each.key: each.step for each in QUESTIONS}

    assert [
        each.key
        for each in QUESTIONS
        if each.step and each.follows and steps[each.follows.key] != each.step
    ] == []
