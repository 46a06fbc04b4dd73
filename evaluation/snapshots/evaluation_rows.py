"""The rows of an evaluation as the plain values of a snapshot.

`readable` are the closed forms with enough answers.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils import timezone

from evaluation import queries
from evaluation.choices import CountedMeasure, ReportState, ThemeState
from evaluation.models import (
    Answer,
    Coding,
    Evaluation,
    Evidence,
    FeedbackForm,
    Implication,
    Report,
    ResearchQuestion,
    Response,
    Theme,
    Visit,
)
from evaluation.queries import measures
from evaluation.snapshots import coders
from evaluation.snapshots.inputs import (
    CodingInput,
    EvidenceInput,
    RatingInput,
    ResponseInput,
)


def questions(
    evaluation: Evaluation, readable: QuerySet[FeedbackForm]
) -> list[dict[str, Any]]:
    """Research questions, each with the number of answers that bear on it.

    All copies of a feedback question have the same kind of set and the same key.
    """
    rows = ResearchQuestion.objects.filter(evaluation=evaluation).prefetch_related(
        "asked_by__question_set", "themes"
    )
    given = (
        Answer.objects.filter(response__form__in=readable.values("pk"))
        .exclude(rating=None, choice="", text="")
        .order_by()
        .values_list("question__question_set__kind", "question__key")
        .annotate(number=Count("pk"))
    )
    answers = {(kind, key): number for kind, key, number in given}
    return [
        {
            "group_number": row.group_number,
            "group_title": row.group_title,
            "letter": row.letter,
            "text": row.text,
            "figures": list(row.figures),
            "answers": sum(
                answers.get((each.question_set.kind, each.key), 0)
                for each in row.asked_by.all()
            ),
            "themes": sorted(theme.pk for theme in row.themes.all()),
        }
        for row in rows.order_by("group_number", "letter")
    ]


def visits(evaluation: Evaluation) -> list[dict[str, Any]]:
    rows = Visit.objects.filter(evaluation=evaluation).order_by("on", "pk")
    columns = ("pk", "on", "session", "session__work_group", "meeting")
    return [dict(row) for row in rows.values(*columns)]


def responses(
    evaluation: Evaluation, readable: QuerySet[FeedbackForm]
) -> list[ResponseInput]:
    """Responses, and whether a person has read what they say.

    Only read responses count as respondents of a theme, because an unread one may
    contain the theme too.
    """
    read = Evidence.objects.filter(
        Q(read_at__isnull=False) | Q(codings__reviewed=True),
        evaluation=evaluation,
        answer__isnull=False,
    )
    # not correlated: PostgreSQL looked through all passages once for each response
    is_read = Q(pk__in=read.values("answer__response"))
    worded = Answer.objects.exclude(text="").values("response")
    rows = Response.objects.filter(form__in=readable.values("pk")).order_by("pk")
    return [
        ResponseInput(str(pk), *columns)
        for pk, *columns in rows.annotate(
            is_read=ExpressionWrapper(is_read, BooleanField()),
            has_words=ExpressionWrapper(Q(pk__in=worded), BooleanField()),
        ).values_list(
            "pk", "question_set", "work_group", "is_read", "form", "has_words"
        )
    ]


def ratings(readable: QuerySet[FeedbackForm]) -> list[RatingInput]:
    """Ratings by question set and question."""
    rows = (
        Answer.objects.filter(response__form__in=readable.values("pk"))
        .exclude(rating=None)
        .order_by("response__question_set", "question__number", "pk")
    )
    return [
        # The columns are the fields of RatingInput.
        RatingInput(*row)  # type: ignore[arg-type]
        for row in rows.values_list(
            "response__question_set",
            "response__question_set__kind",
            "response__work_group",
            "question__key",
            "question__text",
            "rating",
            "response__pseudonym",
            "response__form",
        )
    ]


def themes(evaluation: Evaluation) -> list[dict[str, Any]]:
    rows = Theme.objects.kept().filter(evaluation=evaluation).order_by("order", "pk")
    return list(rows.values("pk", "name", "kind", "finding", "description", "origin"))


def implications(evaluation: Evaluation) -> list[dict[str, Any]]:
    rows = queries.implications_of(evaluation)
    return [
        {
            "text": row.text,
            "addressed_to": row.get_addressed_to_display(),
            "owner": row.owner_name,
            "due_on": row.due_on,
            "measure": row.measure,
            "state": row.get_state_display(),
            "what_became": row.what_became,
            "progress": row.latest_note or "",
            "themes": sorted(theme.pk for theme in row.themes.all()),
        }
        for row in rows
    ]


def codings(evaluation: Evaluation) -> list[CodingInput]:
    """Reviewed codings of kept themes, without suggestions."""
    rows = Coding.objects.filter(
        evidence__evaluation=evaluation,
        reviewed=True,
        theme__evaluation=evaluation,
        theme__state=ThemeState.KEPT,
    ).select_related("evidence__answer")
    roles = coders.roles_of(evaluation)
    return [
        CodingInput(
            evidence=row.evidence.number,
            kind=row.evidence.kind,
            theme=row.theme_id,
            response=str(row.evidence.answer.response_id)
            if row.evidence.answer
            else "",
            visit=row.evidence.visit_id,
            origin=row.origin,
            confidence=row.confidence,
            coded_on=timezone.localdate(row.coded_at),
            coder=roles.get(row.coder_id, ""),
        )
        for row in rows.order_by("evidence__number", "theme__order", "theme")
    ]


def evidence(evaluation: Evaluation) -> list[EvidenceInput]:
    """Every passage by its number, with its text only where it may be published.

    A written answer also needs the permission of its writer.
    """
    rows = Evidence.objects.filter(evaluation=evaluation).select_related(
        "answer__response"
    )
    return [
        EvidenceInput(
            number=row.number,
            kind=row.kind,
            question_set=row.answer.response.question_set_id if row.answer else None,
            text=row.redacted if row.fit_to_publish and row.may_be_quoted else "",
            strong_quote=row.strong_quote,
            is_read=row.read_at is not None,
            form=row.answer.response.form_id if row.answer else 0,
        )
        for row in rows.order_by("number")
    ]


def last_year(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Last year's implications, each with its state and what became of it."""
    return with_figures(queries.last_years_implications(evaluation), evaluation)


def with_figures(
    implications: Iterable[Implication], evaluation: Evaluation
) -> list[dict[str, Any]]:
    """Implications as a report tells what became of them, in one statement more."""
    rows = list(implications)
    counted = [row.evaluation_id for row in rows if row.counted]
    figures = measures.newest_figures(counted) if counted else {}
    return [
        {
            "text": row.text,
            "addressed_to": row.get_addressed_to_display(),
            "owner": row.owner_name,
            "measure": row.measure,
            "state": row.get_state_display(),
            "what_became": row.what_became or row.latest_note or "",
            "answer": row.answer,
            "counted": row.counted,
            **_counted(row, evaluation, figures),
        }
        for row in rows
    ]


def _counted(
    row: Implication, evaluation: Evaluation, figures: dict[int, dict[str, Any]]
) -> dict[str, Any]:
    """The figure of an implication's measure: `then`, or `now` of plans.

    The other new figures are those of the report itself.
    """
    if row.counted == CountedMeasure.PLAN_CHECK:
        line, year = row.plan_check, evaluation.start_year
        if not line:
            return {"now": None}
        return {"now": measures.plans_that_keep(row.hub_id, line, year)}
    cell = measures.cell_of(row.counted, figures.get(row.evaluation_id))
    return {"then": cell} if row.counted else {}


def earlier_reports(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Snapshots of finished reports of the same hub and year, the oldest first."""
    found = Report.objects.filter(
        evaluation__hub=evaluation.hub_id,
        evaluation__start_year=evaluation.start_year,
        state=ReportState.DONE,
        snapshot__has_key="figures",
    )
    return list(found.order_by("finished_at", "pk").values_list("snapshot", flat=True))
