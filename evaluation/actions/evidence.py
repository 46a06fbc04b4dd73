"""Evidence: bring it in from feedback, note it on a visit, give it themes."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from evaluation import queries
from evaluation.actions import decisions
from evaluation.actions.evaluations import lock_evaluation
from evaluation.choices import EvaluationState, EvidenceKind, Origin
from evaluation.models import Answer, Coding, Evaluation, Evidence, Theme, Visit
from evaluation.queries.names import Redactor, redactor_of
from workgroups import audit, randomness
from workgroups.models import User


@transaction.atomic
def bring_in_feedback(evaluation: Evaluation, *, by: User, at: datetime) -> int:
    """Create a passage for each written answer that may be read; return how many.

    Numbers are assigned at random, so they say nothing of the writer, and names are
    redacted. A second call brings in the forms that closed since the first. Raises
    AlreadyPublished.
    """
    evaluation = lock_evaluation(evaluation)
    waiting = queries.answers_to_bring_in(evaluation).select_related("response")
    answers = list(waiting.iterator(chunk_size=2000))
    if not answers:
        return 0
    randomness.shuffle(answers)
    redactor = redactor_of(evaluation)
    first = next_number(evaluation)
    Evidence.objects.bulk_create(
        (
            _written_evidence(evaluation, answer, number, redactor)
            for number, answer in enumerate(answers, start=first)
        ),
        batch_size=500,
    )
    advance(evaluation, EvaluationState.CODING)
    audit.record("bring_in_feedback", evaluation, actor=by, fields=["evidence"], at=at)
    return len(answers)


def _written_evidence(
    evaluation: Evaluation, answer: Answer, number: int, redactor: Redactor
) -> Evidence:
    group = answer.response.work_group_id
    return Evidence(
        hub_id=evaluation.hub_id,
        evaluation=evaluation,
        number=number,
        kind=EvidenceKind.WRITTEN,
        text=answer.text,
        redacted=redactor.redact(answer.text, group),
        answer=answer,
        work_group_id=group,
    )


def next_number(evaluation: Evaluation) -> int:
    """The number that the next passage of an evaluation gets."""
    highest = evaluation.evidence.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def advance(evaluation: Evaluation, state: str) -> None:
    """Move the evaluation to a state, unless it has passed that state already."""
    order = EvaluationState.values
    if order.index(evaluation.state) < order.index(state):
        Evaluation.objects.filter(pk=evaluation.pk).update(state=state)


@transaction.atomic
def note_on_visit(
    visit: Visit,
    text: str,
    *,
    kind: str = EvidenceKind.SPOKEN,
    heard_from: str = "",
    key_stage: str = "",
    by: User,
    at: datetime,
) -> Evidence:
    """Save what was said or seen, word by word. Raises AlreadyPublished."""
    evaluation = lock_evaluation(visit.evaluation)
    session = visit.session
    group = session.work_group_id if session else None
    note = Evidence.objects.create(
        hub_id=evaluation.hub_id,
        evaluation=evaluation,
        number=next_number(evaluation),
        kind=kind,
        text=text,
        redacted=redactor_of(evaluation).redact(text, group),
        visit=visit,
        work_group_id=group,
        heard_from=heard_from,
        key_stage=key_stage,
    )
    advance(evaluation, EvaluationState.COLLECTING)
    audit.record("note_on_visit", note, actor=by, fields=["text"], at=at)
    return note


@transaction.atomic
def code_passage(
    passage: Evidence,
    *,
    themes: Collection[Theme],
    strong_quote: bool,
    fit_to_share: bool,
    memo: str = "",
    decision: int | None = None,
    by: User,
    at: datetime,
) -> Evidence:
    """Set all themes of a passage; none is a valid choice.

    A suggestion that is among the themes is accepted; any other one is deleted. A
    passage is fit to share only where its writer allowed quoting.
    `decision` is the one that `by` saw, 0 for none. Raises AlreadyPublished,
    DecidedSince.
    """
    evaluation = lock_evaluation(passage.evaluation)
    decisions.check_unchanged(passage, decision=decision)
    decisions.remember(passage, by=by, at=at)
    chosen = {
        theme.pk for theme in themes if theme.evaluation_id == passage.evaluation_id
    }
    codings = {coding.theme_id: coding for coding in passage.codings.all()}
    passage.codings.exclude(theme__in=chosen).delete()
    passage.codings.filter(theme__in=chosen, reviewed=False).update(
        reviewed=True, coder=by, coded_at=at
    )
    Coding.objects.bulk_create(
        Coding(
            hub_id=passage.hub_id,
            evidence=passage,
            theme_id=theme,
            coder=by,
            origin=Origin.PERSON,
            coded_at=at,
        )
        for theme in sorted(chosen - set(codings))
    )
    passage.strong_quote = strong_quote
    passage.memo = memo
    passage.read_at = passage.read_at or at
    passage.save(update_fields=["strong_quote", "memo", "read_at"])
    if passage.answer_id:
        is_shared = fit_to_share and passage.may_be_quoted
        Answer.objects.filter(pk=passage.answer_id).update(fit_to_share=is_shared)
    advance(evaluation, EvaluationState.CODING)
    fields = ["themes", "strong_quote", "fit_to_share", "memo"]
    audit.record("code_passage", passage, actor=by, fields=fields, at=at)
    return passage


@transaction.atomic
def correct_redaction(
    passage: Evidence, redacted: str, *, by: User, at: datetime
) -> Evidence:
    """Replace the redacted text by hand, which then has to be checked again.

    Raises AlreadyPublished.
    """
    lock_evaluation(passage.evaluation)
    if redacted != passage.redacted:
        passage.fit_to_publish, passage.checked_at = False, None
    passage.redacted = redacted
    passage.save(update_fields=["redacted", "fit_to_publish", "checked_at"])
    audit.record("correct_redaction", passage, actor=by, fields=["redacted"], at=at)
    return passage


def open_original(passage: Evidence, *, by: User, at: datetime) -> str:
    """Return the text as it was written; each call is in the audit log."""
    audit.record("open_original", passage, actor=by, at=at)
    return passage.text
