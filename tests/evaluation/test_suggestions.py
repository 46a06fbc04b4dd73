"""Suggestions for the comments that are left: asked for on a page, made by a worker."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.urls import reverse

from evaluation import tasks
from evaluation.actions import suggestions, themes
from evaluation.models import Coding, Evaluation
from tests.factories import (
    FRIDAY_5PM,
    make_evaluation,
    make_evidence,
    make_hub,
    make_staff,
    make_theme,
)
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
MINUTE = timedelta(minutes=1)
TEXTS = ["My mentor has time to talk to me.", "We built numbers with counters."]


@pytest.fixture
def evaluator():
    return make_staff("evaluator", hub=make_hub(), email="robin.marsh@example.org")


@pytest.fixture
def evaluation(evaluator):
    """Two themes, each with three comments that were read, and three to read."""
    found = make_evaluation(make_hub("Other hub")) and make_evaluation(
        evaluator.roles.get().hub
    )
    for name, text in zip(["Mentors", "Counters"], TEXTS, strict=True):
        theme = make_theme(found, name)
        for number in range(4):
            read_at = FRIDAY_5PM if number < 3 else None
            row = make_evidence(found, f"{text} {number}", read_at=read_at)
            if read_at:
                Coding.objects.create(
                    hub=found.hub,
                    evidence=row,
                    theme=theme,
                    reviewed=True,
                    coded_at=FRIDAY_5PM,
                )
    return found


@pytest.fixture
def enqueued(monkeypatch):
    found = []
    monkeypatch.setattr("workgroups.jobs.enqueue", lambda *sent: found.append(sent))
    return found


@pytest.fixture
def page(client, evaluator, evaluation):
    """Post the button; return the page that follows."""
    client.force_login(evaluator, "django.contrib.auth.backends.ModelBackend")

    def press() -> str:
        address = reverse("evaluation:suggest_codings", args=[evaluation.pk])
        with time_machine.travel(FRIDAY_5PM, tick=False):
            answer = client.post(address, follow=True)
        return " ".join(answer.content.decode().split())

    return press


def requests():
    return list(
        Evaluation.objects.exclude(suggestions_asked_at=None).values_list(
            "suggestions_asked_at", flat=True
        )
    )


def test_the_button_leaves_the_request_to_a_worker(page, evaluation, enqueued):
    found = page()

    assert enqueued == [("evaluation.tasks.suggest_codings", evaluation.pk)]
    assert requests() == [FRIDAY_5PM]
    assert Coding.objects.filter(reviewed=False).count() == 0
    assert "Suggestions were asked for at 5pm and are being worked out." in found
    assert "Suggest themes for the rest</button>" not in found


def test_the_worker_suggests_and_ends_the_request(evaluation, evaluator, enqueued):
    suggestions.request_codings(evaluation, by=evaluator, at=FRIDAY_5PM)

    tasks.suggest_codings(evaluation.pk)

    assert requests() == []
    assert Coding.objects.filter(reviewed=False).count() == 2
    entry = AuditEntry.objects.get(action="suggest_codings")
    assert entry.actor == evaluator


def test_one_worker_at_a_time_has_the_request(evaluation, evaluator, enqueued):
    suggestions.request_codings(evaluation, by=evaluator, at=FRIDAY_5PM)

    with (
        patch.object(themes, "suggest_codings", side_effect=MemoryError) as killed,
        pytest.raises(MemoryError),
    ):
        suggestions.work_out_codings(evaluation.pk, at=FRIDAY_5PM)
    early = suggestions.work_out_codings(evaluation.pk, at=FRIDAY_5PM + 10 * MINUTE)
    found = suggestions.enqueue_due(at=FRIDAY_5PM + 10 * MINUTE)
    assert (early, found, killed.call_count) == (False, 0, 1)

    later = FRIDAY_5PM + 11 * MINUTE
    assert suggestions.enqueue_due(at=later) == 1
    assert enqueued[-1] == ("evaluation.tasks.suggest_codings", evaluation.pk)
    assert suggestions.work_out_codings(evaluation.pk, at=later)
    assert requests() == []


def test_a_request_that_fails_for_an_hour_ends_with_a_sentence(
    page, evaluation, evaluator, enqueued
):
    suggestions.request_codings(evaluation, by=evaluator, at=FRIDAY_5PM)

    at_the_hour = suggestions.enqueue_due(at=FRIDAY_5PM + 60 * MINUTE)
    after_it = suggestions.enqueue_due(at=FRIDAY_5PM + 61 * MINUTE)

    assert (at_the_hour, after_it, requests()) == (1, 0, [])
    evaluation.refresh_from_db()
    assert evaluation.suggestions_problem == (
        "Suggestions could not be worked out. Please ask for them again."
    )
    page()
    evaluation.refresh_from_db()
    assert evaluation.suggestions_problem == ""


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        ("no comments", "There are no comments to read yet"),
        ("all read", "Every comment has been read"),
        ("no themes", "There are no themes yet"),
    ],
)
def test_nothing_to_suggest_is_said_at_once(page, evaluation, enqueued, left, sentence):
    if left == "all read":
        evaluation.evidence.update(read_at=FRIDAY_5PM)
    else:
        Coding.objects.all().delete()
        rows = evaluation.evidence if left == "no comments" else evaluation.themes
        rows.all().delete()

    found = page()

    assert sentence in found
    assert (enqueued, requests()) == ([], [])


def test_a_problem_of_the_worker_is_read_by_the_evaluator(
    page, evaluation, evaluator, enqueued
):
    suggestions.request_codings(evaluation, by=evaluator, at=FRIDAY_5PM)
    evaluation.themes.update(state="discarded")

    tasks.suggest_codings(evaluation.pk)

    evaluation.refresh_from_db()
    assert evaluation.suggestions_problem.startswith("There are no themes yet.")
    assert requests() == []
