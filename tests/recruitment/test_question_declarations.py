"""Declarations of questions agree with the models, and none that is asked is lost."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse

from recruitment.models import Mentor, Place, PlaceAnswers, RegistrationDraft
from recruitment.registration.question_types import FormQuestion, Keep, Kind
from recruitment.registration.questions import QUESTIONS
from recruitment.registration.steps import STEPS
from tests.factories import make_staff
from tests.pages import one_line
from tests.recruitment.reading_back import (
    answers_on,
    choices_on,
    fill_in,
    groups_for,
    step_url,
    told_by_admin,
    told_by_export,
)
from tests.recruitment.registration_cases import CASES, Case

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def invented(question: FormQuestion, page: str) -> Any:
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


def answer_everything(client, group, questions) -> tuple[dict[str, Any], str]:
    """Post an invented answer to every question asked for a group, step by step."""
    given: dict[str, Any] = {}
    for step in STEPS:
        asked = [each for each in questions if each.step == step.name]
        if step.is_later:
            continue
        given |= answer_page(client, step_url(group, step.name), asked)
    return given, client.get(step_url(group, "check")).content.decode()


def answer_page(client, address: str, asked) -> dict[str, Any]:
    """Post an invented answer to every question that stands on a page."""
    page = client.get(address)
    if page.status_code != 200 or not asked:
        return {}
    text = page.content.decode()
    here = [each for each in asked if f'name="{each.key}"' in text]
    data = {each.key: invented(each, text) for each in here}
    assert client.post(address, data).status_code == 302
    return data


def value_kept(place: Place, question: FormQuestion) -> Any:
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
    shown = answers_on(page)
    later = [each for each in questions if each.step == "more"]
    more = reverse("recruitment:answer_more", args=[here.slug])
    given_later = answer_page(client, more, later)
    given, place = given | given_later, Place.objects.get()
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
        is_unseen = shown.get(question.label) in {None, "", question.missing}
        if is_unseen and key not in given_later:
            lost.append(f"{key} is not on the check page")
        if value_kept(place, question) in (None, "", []) and not stands_apart:
            lost.append(f"{key} is not kept")
        if title not in admin_page and not stands_apart:
            lost.append(f"{key} is not on the admin's page")
        if question.exported and title not in exported and not stands_apart:
            lost.append(f"{key} is in no export")
    assert len(given) >= 10 and len(given_later) >= 5
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
    planted = FormQuestion("shoe_size", "Which size are your shoes?", step="you")

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


# --- a declaration is enough ----------------------------------------------------------


def test_a_declaration_alone_makes_a_question_asked_and_kept(client, monkeypatch):
    known = next(each for each in QUESTIONS if each.key == "release_email")
    asked = replace(known, step="dates", label="Whom may we write to?")
    others = tuple(each for each in QUESTIONS if each is not known)
    monkeypatch.setattr("recruitment.registration.asking.QUESTIONS", (*others, asked))
    case = CASES["ECT, two years"]
    here, _ = groups_for(case)
    dates = {**case.posted["dates"], "release_email": "head@example.org"}

    page = fill_in(client, here, {**case.posted, "dates": dates})
    client.post(step_url(here, "check"))

    assert answers_on(page)["Whom may we write to?"] == "head@example.org"
    assert Place.objects.get().release_email == "head@example.org"


def test_a_draft_from_before_a_question_was_added_leads_to_it(client):
    case = CASES["ECT, two years"]
    here, _ = groups_for(case)
    fill_in(client, here, case.posted)
    draft = RegistrationDraft.objects.get()
    del draft.answers["mentor_email"]
    draft.save()

    answer = client.get(step_url(here, "check"))
    page = client.get(answer.url).content.decode()

    assert answer.url == step_url(here, "mentor")
    assert 'value="Jo Fern"' in page


def test_the_number_of_steps_follows_from_the_declarations(client, monkeypatch):
    case = CASES["ECT, two years"]
    here, _ = groups_for(case)
    moved = tuple(
        replace(each, step="dates") if each.step == "classes" else each
        for each in QUESTIONS
    )

    def steps_said() -> str:
        page = client.get(step_url(here, "you")).content.decode()
        return re.search(r"Step 1 of \d", page)[0]

    before = steps_said()
    monkeypatch.setattr("recruitment.registration.asking.QUESTIONS", moved)
    posted = dict(case.posted)
    posted["dates"] = posted.pop("classes") | posted["dates"]
    page = fill_in(client, here, posted)

    assert (before, steps_said()) == ("Step 1 of 6", "Step 1 of 5")
    assert answers_on(page)["Which other scheme?"] == "Inch by Inch"


def test_nobody_names_themselves_as_their_mentor(client):
    case = CASES["ECT, two years"]
    here, _ = groups_for(case)
    fill_in(client, here, {"you": case.posted["you"]})
    own = {"mentor_name": "Zoë Oak", "mentor_email": "ZOE.oak@example.org"}

    page = client.post(step_url(here, "mentor"), own)

    assert "This is your own address, and a mentor is somebody else." in (
        one_line(page.content.decode())
    )
