"""What a published evaluation asked for: on group pages, and answered by NCETM."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from evaluation.actions import evaluations, implications
from evaluation.errors import AlreadyPublished, NotForNCETM, NothingToPublish
from evaluation.models import Implication, NationalAnswer, Report
from evaluation.queries.said_and_did import said_and_did
from tests import factories as make
from tests.evaluation.test_implications import (
    browser_of,
    make_implication,
    note,
    page_of,
)
from tests.factories import FRIDAY_5PM
from tests.pages import one_line
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
ASKED = "evaluation:list_asked_of_ncetm"


def published(hub=None, **fields):
    fields = {"start_year": 2025, "state": "published", **fields}
    return make.make_evaluation(hub, **fields)


def done_report(evaluation) -> None:
    Report.objects.create(
        hub=evaluation.hub,
        evaluation=evaluation,
        version=1,
        state="done",
        requested_at=FRIDAY_5PM,
    )


def public_part(group) -> str:
    url = reverse("workgroups:show_work_group", args=[group.slug])
    page = Client().get(url).content.decode()
    after = page.partition("You said, we did")[2]
    return one_line(re.sub(r"<[^>]+>", " ", after.partition("</ul>")[0]))


def test_a_group_page_says_what_was_said_and_what_became_of_it():
    lead = make.make_staff("hub_lead")
    evaluation = published()
    row = make_implication(evaluation=evaluation, text="Work with providers.", order=1)
    row.themes.add(make.make_theme(evaluation, "Training clashes"))
    note(row, "Begun with UCL.", by=lead)
    make_implication(evaluation=evaluation, text="Less paper.", state="done", order=2)
    group = make.make_work_group(start_year=2026)

    assert public_part(group) == (
        "What last year’s participants told us, what follows from it, and how it "
        "stands. Training clashes : Work with providers. Under way. Begun with UCL. "
        "Less paper. Done."
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "reporting"},
        {"start_year": 2024},
        {"start_year": 2026},
        {"hub": "Dales"},
    ],
)
def test_a_group_page_is_silent_of_other_evaluations(fields):
    if "hub" in fields:
        fields = {"hub": make.make_hub(fields["hub"])}
    make_implication(evaluation=published(**fields), text="Work with providers.")
    group = make.make_work_group(start_year=2026)

    assert said_and_did(group.hub_id, 2026) == []
    assert public_part(group) == ""


def test_what_is_shown_takes_two_statements(django_assert_num_queries):
    evaluation = published()
    for number in range(4):
        row = make_implication(evaluation=evaluation)
        row.themes.add(make.make_theme(evaluation, f"Theme {number}"))

    with django_assert_num_queries(2):
        found = said_and_did(evaluation.hub_id, 2026)
        told = [[theme.name for theme in row.themes.all()] for row in found]
        assert [row.answer for row in found] == ["", "", "", ""]

    assert told == [["Theme 0"], ["Theme 1"], ["Theme 2"], ["Theme 3"]]


def test_an_evaluation_is_published_once_it_has_a_report():
    evaluation = make.make_evaluation()
    by = make.make_staff("evaluator")

    with pytest.raises(NothingToPublish):
        evaluations.publish_evaluation(evaluation, by=by, at=FRIDAY_5PM)
    done_report(evaluation)
    evaluations.publish_evaluation(evaluation, by=by, at=FRIDAY_5PM)
    with pytest.raises(AlreadyPublished):
        evaluations.publish_evaluation(evaluation, by=by, at=FRIDAY_5PM)

    evaluation.refresh_from_db()
    assert evaluation.state == "published"
    assert AuditEntry.objects.get().action == "publish_evaluation"


def test_publishing_needs_the_tick_and_the_evaluator():
    ours, theirs = make.make_hub("Wolds"), make.make_hub("Dales")
    evaluation = make.make_evaluation(ours)
    done_report(evaluation)
    url = reverse("evaluation:publish_evaluation", args=[evaluation.pk])
    evaluator = browser_of(make.make_staff("evaluator", hub=ours))
    others = [
        browser_of(make.make_staff("hub_lead", hub=ours)),
        browser_of(make.make_staff("evaluator", hub=theirs)),
    ]

    found = [each.post(url, {"agreed": "on"}).status_code for each in others]
    evaluator.post(url)
    evaluation.refresh_from_db()
    assert (found, evaluation.state) == ([404, 404], "planning")

    page = evaluator.post(url, {"agreed": "on"}, follow=True).content.decode()
    evaluation.refresh_from_db()
    assert evaluation.state == "published"
    assert "Publish the evaluation" not in page


# --- NCETM


def test_the_national_team_lists_what_published_evaluations_ask_of_ncetm():
    ours, theirs = make.make_hub("Wolds"), make.make_hub("Dales")
    for hub in (ours, theirs):
        make_implication(
            evaluation=published(hub), text=f"Slides of {hub}", addressed_to="ncetm"
        )
    make_implication(evaluation=published(ours), text="Not theirs")
    draft = make.make_evaluation(ours)
    make_implication(evaluation=draft, text="A draft", addressed_to="ncetm")

    page = browser_of(make.make_staff("national")).get(reverse(ASKED)).content.decode()

    assert "Slides of Wolds" in page
    assert "Slides of Dales" in page
    assert "Not theirs" not in page
    assert "A draft" not in page


@pytest.mark.parametrize("kind", ["hub_lead", "evaluator", "work_group_lead"])
def test_no_one_else_lists_or_answers(kind):
    row = make_implication(evaluation=published(), addressed_to="ncetm")
    browser = browser_of(make.make_staff(kind))
    answer = reverse("evaluation:answer_implication", args=[row.pk])

    assert browser.get(reverse(ASKED)).status_code == 403
    assert browser.post(answer, {"text": "Yes"}).status_code == 403
    assert not NationalAnswer.objects.exists()


def test_the_hub_sees_the_answer():
    row = make_implication(evaluation=published(), addressed_to="ncetm")
    national = browser_of(make.make_staff("national"))
    url = reverse("evaluation:answer_implication", args=[row.pk])

    national.post(url, {"text": "New slides come in May."})

    lead = browser_of(make.make_staff("hub_lead"))
    change = reverse("admin:evaluation_implication_change", args=[row.pk])
    for page in (page_of(row), change):
        assert "New slides come in May." in lead.get(page).content.decode()
    assert "NCETM answers: New slides come in May." in public_part(
        make.make_work_group(start_year=2026)
    )
    assert "New slides come in May." in national.get(reverse(ASKED)).content.decode()


def test_an_answer_is_changed_and_the_same_one_again_changes_nothing():
    row = make_implication(evaluation=published(), addressed_to="ncetm")
    by = make.make_staff("national")

    for text in ("In May.", "In May.", "In June."):
        implications.answer_implication(row, text=text, by=by, at=FRIDAY_5PM)

    assert NationalAnswer.objects.get().text == "In June."
    assert AuditEntry.objects.filter(action="answer_implication").count() == 2


def test_what_is_not_for_ncetm_or_not_published_is_not_answered():
    by = make.make_staff("national")
    row = make_implication(evaluation=published())
    draft = make_implication(addressed_to="ncetm")
    browser = browser_of(by)

    with pytest.raises(NotForNCETM):
        implications.answer_implication(row, text="Yes", by=by, at=FRIDAY_5PM)
    for each in (row, draft):
        url = reverse("evaluation:answer_implication", args=[each.pk])
        assert browser.post(url, {"text": "Yes"}).status_code == 404

    assert Implication.objects.filter(national_answer__isnull=False).count() == 0


def test_an_empty_answer_is_refused_in_words():
    row = make_implication(evaluation=published(), addressed_to="ncetm")
    url = reverse("evaluation:answer_implication", args=[row.pk])
    browser = browser_of(make.make_staff("national"))

    page = browser.post(url, {"text": " "}, follow=True).content.decode()

    assert "Write the answer first." in page
