"""Suggested codings are worked out by a worker; the evaluation's row is the request.

The request stays in the row until it is done, so a lost message or a killed worker
only delays it.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from evaluation import queries
from evaluation.actions import themes
from evaluation.actions.evaluations import lock_evaluation
from evaluation.errors import (
    EvaluationError,
    EverythingIsRead,
    NothingToRead,
    NothingToSuggestFrom,
)
from evaluation.models import Evaluation
from workgroups import jobs
from workgroups.models import User

TASK = "evaluation.tasks.suggest_codings"
LEASE = timedelta(minutes=10)  # no other worker takes the request for so long
GIVE_UP_AFTER = timedelta(hours=1)
FAILED = "Suggestions could not be worked out. Please ask for them again."


@transaction.atomic
def request_codings(evaluation: Evaluation, *, by: User, at: datetime) -> None:
    """Ask a worker for suggestions; a request that is under way stays as it is.

    Raises NothingToRead, EverythingIsRead, NothingToSuggestFrom, AlreadyPublished.
    """
    evaluation = lock_evaluation(evaluation)
    counts = queries.reading_counts(evaluation)
    if not counts.total:
        raise NothingToRead
    if not counts.unread:
        raise EverythingIsRead
    if not queries.codebook(evaluation):
        raise NothingToSuggestFrom
    Evaluation.objects.filter(pk=evaluation.pk, suggestions_asked_at=None).update(
        suggestions_asked_at=at, suggestions_asked_by=by, suggestions_problem=""
    )
    jobs.enqueue(TASK, evaluation.pk)


def work_out_codings(evaluation_id: int, *, at: datetime) -> bool:
    """Work out what was asked for; False where nothing is due or another worker has it.

    What keeps it from being worked out is kept for the evaluator to read.
    """
    mine = due(at).filter(pk=evaluation_id)
    if not mine.update(suggestions_lease_until=at + LEASE):
        return False
    evaluation = Evaluation.objects.get(pk=evaluation_id)
    problem = ""
    try:
        themes.suggest_codings(evaluation, by=evaluation.suggestions_asked_by, at=at)
    except EvaluationError as error:
        problem = str(error)
    _end(Evaluation.objects.filter(pk=evaluation_id), problem)
    return not problem


def due(at: datetime) -> "QuerySet[Evaluation]":
    """Evaluations whose request no worker has, or had when it was killed."""
    free = Q(suggestions_lease_until=None) | Q(suggestions_lease_until__lt=at)
    return Evaluation.objects.filter(free, suggestions_asked_at__isnull=False)


def enqueue_due(*, at: datetime) -> int:
    """Enqueue each request that is due; end those that failed for an hour."""
    _end(due(at).filter(suggestions_asked_at__lt=at - GIVE_UP_AFTER), FAILED)
    found = list(due(at).order_by("pk").values_list("pk", flat=True))
    for pk in found:
        jobs.enqueue(TASK, pk)
    return len(found)


def _end(evaluations: "QuerySet[Evaluation]", problem: str) -> None:
    evaluations.update(
        suggestions_asked_at=None,
        suggestions_asked_by=None,
        suggestions_lease_until=None,
        suggestions_problem=problem,
    )
