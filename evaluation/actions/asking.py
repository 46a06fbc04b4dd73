"""Ask a whole group about its year."""

from datetime import datetime

from django.db import transaction

from evaluation.actions import feedback, reminders
from evaluation.choices import OF_A_GROUP, QuestionSetKind
from evaluation.errors import FormClosed, NotOfAGroup
from evaluation.models import FeedbackForm
from recruitment.models import Place
from workgroups import audit
from workgroups.models import User, WorkGroup


@transaction.atomic
def ask_group(
    work_group: WorkGroup, kind: str, *, by: User, at: datetime
) -> tuple[FeedbackForm, int]:
    """Ask everybody with a secured place in a group about their year.

    The last set also asks what was tried after the last session. A second call emails
    only people who joined since the first. Raises FormClosed where the form has closed,
    because a closed form never reopens, and NotOfAGroup.
    """
    if kind not in OF_A_GROUP:
        raise NotOfAGroup
    form = feedback.open_form(work_group, kind, at=at)
    if form.is_closed_at(at):
        raise FormClosed
    places = Place.objects.filter(work_group=work_group).secured()
    new = feedback.ask(form, places, at=at)
    if kind == QuestionSetKind.FINAL:
        reminders.ask_about_last_task(work_group, places, at=at)
    audit.record("ask_group", form, actor=by, at=at)
    return form, new
