"""A year's evaluation: start it, ask its questions, add visits and texts."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction

from evaluation.choices import EvaluationState, ReportState
from evaluation.errors import AlreadyPublished, NothingToPublish
from evaluation.models import Evaluation, Question, ResearchQuestion, Visit
from workgroups import audit
from workgroups.models import Hub, Session, StrategicGoal, User, WorkGroup

TEXTS = Evaluation.TEXTS


def lock_evaluation(evaluation: Evaluation) -> Evaluation:
    """Lock the evaluation and read it again.

    Raises AlreadyPublished, because a published evaluation never changes.
    """
    rows = Evaluation.objects.select_for_update(of=("self",)).select_related("hub")
    evaluation = rows.get(pk=evaluation.pk)
    if evaluation.state == EvaluationState.PUBLISHED:
        raise AlreadyPublished
    return evaluation


@transaction.atomic
def start_evaluation(
    hub: Hub,
    *,
    title: str,
    start_year: int,
    strategic_goal: StrategicGoal | None,
    work_groups: Collection[WorkGroup],
    by: User,
    at: datetime,
) -> Evaluation:
    evaluation = Evaluation.objects.create(
        hub=hub, title=title, start_year=start_year, strategic_goal=strategic_goal
    )
    evaluation.work_groups.set(group for group in work_groups if group.hub_id == hub.pk)
    audit.record("start_evaluation", evaluation, actor=by, at=at)
    return evaluation


@transaction.atomic
def write_texts(
    evaluation: Evaluation, texts: Mapping[str, str], *, by: User, at: datetime
) -> Evaluation:
    """Save the four texts of the report. Raises AlreadyPublished."""
    evaluation = lock_evaluation(evaluation)
    changed = [name for name in TEXTS if getattr(evaluation, name) != texts[name]]
    for name in changed:
        setattr(evaluation, name, texts[name])
    if changed:
        evaluation.save(update_fields=changed)
        audit.record("write_texts", evaluation, actor=by, fields=changed, at=at)
    return evaluation


@transaction.atomic
def publish_evaluation(evaluation: Evaluation, *, by: User, at: datetime) -> Evaluation:
    """Publish an evaluation, which never changes from then on.

    Its implications are shown on the public pages of the hub's groups of the next year,
    those for NCETM to the national team. Raises NothingToPublish, AlreadyPublished.
    """
    evaluation = lock_evaluation(evaluation)
    is_reported = evaluation.reports.filter(state=ReportState.DONE).exists()
    if not is_reported and not evaluation.reported_in:
        raise NothingToPublish
    evaluation.state = EvaluationState.PUBLISHED
    evaluation.save(update_fields=["state"])
    audit.record("publish_evaluation", evaluation, actor=by, fields=["state"], at=at)
    return evaluation


@transaction.atomic
def ask_research_question(
    evaluation: Evaluation,
    *,
    question: ResearchQuestion | None = None,
    group_number: int,
    group_title: str,
    text: str,
    asked_by: Collection[Question],
    by: User,
    at: datetime,
) -> ResearchQuestion:
    """Add a lettered question to a numbered group, or change one.

    Raises AlreadyPublished.
    """
    evaluation = lock_evaluation(evaluation)
    row = question or ResearchQuestion(hub_id=evaluation.hub_id, evaluation=evaluation)
    if question is None or question.group_number != group_number:
        row.letter = _next_letter(evaluation, group_number)
    row.group_number, row.group_title, row.text = group_number, group_title, text
    row.save()
    row.asked_by.set(asked_by)
    fields = ["group_number", "group_title", "text", "asked_by"]
    audit.record("ask_research_question", row, actor=by, fields=fields, at=at)
    return row


def _next_letter(evaluation: Evaluation, group_number: int) -> str:
    group = evaluation.research_questions.filter(group_number=group_number)
    last = group.order_by("-letter").values_list("letter", flat=True).first()
    return chr(min(ord(last) + 1, ord("z"))) if last else "a"


@transaction.atomic
def add_visit(
    evaluation: Evaluation,
    *,
    session: Session | None,
    meeting: str,
    on: date,
    who_went: str,
    seen: str = "",
    by: User,
    at: datetime,
) -> Visit:
    """Add a visit to a session or a meeting. Raises AlreadyPublished."""
    evaluation = lock_evaluation(evaluation)
    visit = Visit.objects.create(
        hub_id=evaluation.hub_id,
        evaluation=evaluation,
        session=session,
        meeting=meeting,
        on=on,
        who_went=who_went,
        seen=seen,
    )
    audit.record("add_visit", visit, actor=by, at=at)
    return visit


@transaction.atomic
def tick_visit(
    visit: Visit, answers: Mapping[str, str], *, by: User, at: datetime
) -> None:
    """Save what a visit saw of these lines of the check-list; "" takes one back.

    Lines that are not named stay. The same answers again change nothing. Raises
    AlreadyPublished.
    """
    lock_evaluation(visit.evaluation)
    old = dict(visit.checks.values_list("line", "answer"))
    changed = [line for line in answers if answers[line] != old.get(line, "")]
    for line in changed:
        if answers[line]:
            kept = {"hub_id": visit.hub_id, "answer": answers[line]}
            visit.checks.update_or_create(line=line, defaults=kept)
        else:
            visit.checks.filter(line=line).delete()
    if changed:
        audit.record("tick_visit", visit, actor=by, fields=["checks"], at=at)


@transaction.atomic
def change_visit(visit: Visit, *, seen: str, by: User, at: datetime) -> Visit:
    """Save what was seen on a visit. Raises AlreadyPublished."""
    lock_evaluation(visit.evaluation)
    visit.seen = seen
    visit.save(update_fields=["seen"])
    audit.record("change_visit", visit, actor=by, fields=["seen"], at=at)
    return visit
