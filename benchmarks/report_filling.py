"""Fill a database with one evaluation of many comments, as for a report."""

import random
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from benchmarks.engine import invented
from evaluation.models import (
    Answer,
    Coding,
    Evaluation,
    Evidence,
    FeedbackForm,
    Response,
)
from tests.evaluation.report_world import AT, write_year
from tests.factories import make_staff

UNREAD = 10  # one comment in so many still waits to be coded
BATCH = 2000


def fill_report(comments: int) -> dict[str, Any]:
    """A whole year with this many written comments, most of them coded."""
    evaluation = write_year()
    evaluator = make_staff("evaluator", hub=evaluation.hub)
    written = evaluation.evidence.filter(kind="written").count()
    add_comments(evaluation, comments - written)
    return {"evaluation": evaluation.pk, "evaluator": evaluator.pk}


def add_comments(evaluation: Evaluation, number: int) -> None:
    """Answers to the forms about sessions, as evidence with codings."""
    hub = evaluation.hub
    forms = list(
        FeedbackForm.objects.filter(hub=hub, question_set__kind="session")
        .select_related("question_set", "session")
        .order_by("pk")
    )
    responses = _create(_response(forms[each % len(forms)]) for each in range(number))
    question = forms[0].question_set.questions.get(key="words")
    answers = _create(
        Answer(hub=hub, response=response, question=question, text=text)
        for response, (text, _) in zip(responses, invented(number), strict=True)
    )
    first = evaluation.evidence.count() + 1
    found = _create(
        _evidence(evaluation, answer, at) for at, answer in enumerate(answers, first)
    )
    themes, rng = list(evaluation.themes.all()), random.Random(1)
    _create(
        Coding(hub=hub, evidence=each, theme=theme, coded_at=AT)
        for each in found
        if each.read_at
        for theme in rng.sample(themes, 2)
    )


def _create(rows: Iterable[Any]) -> list[Any]:
    rows = list(rows)
    return type(rows[0]).objects.bulk_create(rows, batch_size=BATCH)


def _response(form: FeedbackForm) -> Response:
    return Response(
        hub_id=form.hub_id,
        form=form,
        question_set=form.question_set,
        work_group_id=form.work_group_id,
        session=form.session,
        batch_on=timezone.localdate(AT),
        may_be_quoted=True,
    )


def _evidence(evaluation: Evaluation, answer: Answer, number: int) -> Evidence:
    return Evidence(
        hub_id=evaluation.hub_id,
        evaluation=evaluation,
        number=number,
        kind="written",
        text=answer.text,
        redacted=answer.text,
        answer=answer,
        work_group_id=answer.response.work_group_id,
        read_at=AT if number % UNREAD else None,
    )
