"""Celery entry points: feedback, themes and reports."""

import logging

from celery import shared_task
from django.utils import timezone

from evaluation import queries
from evaluation.actions import (
    feedback,
    follow_ups,
    form_keys,
    implications,
    pairing,
    reminders,
    reports,
    suggestions,
    themes,
)
from evaluation.errors import EvaluationError
from evaluation.models import Evaluation
from evaluation.queries.session_reminders import sessions_to_remind

logger = logging.getLogger(__name__)


@shared_task
def update_feedback() -> None:
    """Ask people who were present, remind, close forms, destroy keys and end holds."""
    now = timezone.now()
    for session in queries.sessions_to_ask(now):
        feedback.ask_those_present(session, at=now)
    for session in sessions_to_remind(now):
        reminders.remind_of_session(session, at=now)
    for form in queries.forms_to_remind(now, after=feedback.REMINDED_AFTER):
        feedback.remind(form, at=now)
    feedback.forget_erased()
    feedback.close_expired_forms(at=now)
    form_keys.destroy_old_keys(at=now)
    pairing.close_finished_pairings()
    follow_ups.release_asked(at=now)


@shared_task
def write_to_owners() -> None:
    implications.write_to_owners(at=timezone.now())


@shared_task
def make_report(report_id: int) -> None:
    reports.make_report(report_id, at=timezone.now())


@shared_task
def retry_reports() -> None:
    reports.enqueue_due(at=timezone.now())


@shared_task
def suggest_codings(evaluation_id: int) -> None:
    suggestions.work_out_codings(evaluation_id, at=timezone.now())


@shared_task
def retry_suggestions() -> None:
    suggestions.enqueue_due(at=timezone.now())


@shared_task
def suggest_themes(evaluation_id: int) -> None:
    """Suggest themes in the worker, without a user."""
    _suggest_themes(evaluation_id, by_sentence=False)


@shared_task
def suggest_themes_by_sentence(evaluation_id: int) -> None:
    """Suggest themes for each sentence apart."""
    _suggest_themes(evaluation_id, by_sentence=True)


def _suggest_themes(evaluation_id: int, *, by_sentence: bool) -> None:
    evaluation = Evaluation.objects.filter(pk=evaluation_id).first()
    if evaluation is None:
        return
    try:
        themes.suggest_themes(
            evaluation, by=None, at=timezone.now(), by_sentence=by_sentence
        )
    except EvaluationError as error:
        logger.info("evaluation %s: %s", evaluation_id, type(error).__name__)
