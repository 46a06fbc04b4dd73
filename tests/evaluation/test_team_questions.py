"""The hub's own team is asked three questions a year, and signs the answers."""

import pytest

from evaluation.actions import hub_notes
from evaluation.errors import AlreadyPublished, NotOfTheTeam
from evaluation.models import Evaluation, Evidence
from tests.evaluation.workspace_pages import at, text_of
from tests.factories import (
    FRIDAY_5PM,
    make_evaluation,
    make_hub,
    make_participant,
    make_staff,
    make_work_group,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation():
    make_participant(first_name="Ada", last_name="Brook")
    return make_evaluation(work_groups=[make_work_group("North")])


def test_answers_are_notes_with_the_role_of_their_writer(signed_in, evaluation):
    client = signed_in(make_staff("assistant_hub_lead"))
    url = at("answer_team_questions", evaluation.pk)

    asked = text_of(client.get(url))
    client.post(url, {"learned": "Ada Brook showed us lesson study.", "changed": ""})

    note = Evidence.objects.get()
    assert "What has the hub learned from training providers this year?" in asked
    assert "your role, assistant hub lead, and may be quoted" in asked
    assert note.source == "the hub's team, assistant hub lead: learned from providers"
    assert note.redacted == "[name] showed us lesson study."
    assert (note.kind, note.writer_agreed, note.work_group) == ("spoken", True, None)


def test_each_question_is_asked_once_of_each_and_of_colleagues_as_well(
    signed_in, evaluation
):
    client = signed_in(make_staff("hub_lead"))
    url = at("answer_team_questions", evaluation.pk)

    client.post(url, {"learned": "Lesson study.", "changed": "More visits."})
    again = client.get(url).text
    client.post(url, {"learned": "Once more.", "needed": "Fractions."})
    done = text_of(client.get(url))
    colleague = signed_in(make_staff("hub_administrator")).get(url).text

    assert ("id_learned" in again, "id_needed" in again) == (False, True)
    assert list(Evidence.objects.order_by("number").values_list("text", flat=True)) == [
        "Lesson study.",
        "More visits.",
        "Fractions.",
    ]
    assert "You have answered all three for this year." in done
    assert "id_learned" in colleague


def test_a_page_without_an_answer_is_refused(signed_in, evaluation):
    client = signed_in(make_staff("hub_lead"))

    page = client.post(at("answer_team_questions", evaluation.pk), {"learned": " "})

    assert "Answer at least one question first." in text_of(page)
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("kind", ["evaluator", "work_group_lead"])
def test_others_are_not_asked(signed_in, evaluation, kind):
    client = signed_in(make_staff(kind))
    url = at("answer_team_questions", evaluation.pk)

    assert client.get(url).status_code == 404
    assert client.post(url, {"learned": "x"}).status_code == 404
    assert Evidence.objects.count() == 0


def test_the_team_of_another_hub_finds_nothing(signed_in, evaluation):
    client = signed_in(make_staff("hub_lead", hub=make_hub("Another Hub")))
    url = at("answer_team_questions", evaluation.pk)

    assert client.get(url).status_code == 404
    assert client.post(url, {"learned": "x"}).status_code == 404
    assert Evidence.objects.count() == 0


def test_notes_lead_the_team_alone_to_its_questions(signed_in, evaluation):
    notes = at("add_hub_note", evaluation.pk)
    link = f'href="{at("answer_team_questions", evaluation.pk)}"'

    assert link in signed_in(make_staff("hub_lead")).get(notes).text
    assert link not in signed_in(make_staff("evaluator")).get(notes).text


def test_who_left_the_team_and_a_published_evaluation_are_refused(evaluation):
    lead, evaluator = make_staff("hub_lead"), make_staff("evaluator")
    said = {"answers": {"needed next year": "x"}, "at": FRIDAY_5PM}

    with pytest.raises(NotOfTheTeam):
        hub_notes.answer_team_questions(evaluation, by=evaluator, **said)
    Evaluation.objects.update(state="published")
    with pytest.raises(AlreadyPublished):
        hub_notes.answer_team_questions(evaluation, by=lead, **said)
    assert Evidence.objects.count() == 0
