"""Overview of an evaluation: its questions, the data collected and what is missing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluation.choices import (
    EvidenceKind,
    QuestionSetKind,
    ThemeState,
)
from evaluation.models import (
    Answer,
    Coding,
    Evaluation,
    Evidence,
    FeedbackForm,
    Implication,
    Question,
    ResearchQuestion,
    Theme,
    Visit,
)
from evaluation.queries.feedback import answers_to_bring_in
from workgroups.models import Session


def evaluations_with_counts(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Evaluations with counts of comments, read comments and kept themes."""
    evidence = Evidence.objects.filter(evaluation=OuterRef("pk")).order_by()
    themes = Theme.objects.filter(evaluation=OuterRef("pk")).kept().order_by()
    return rows.annotate(
        comments=_counted(evidence),
        comments_read=_counted(evidence.filter(read_at__isnull=False)),
        themes_kept=_counted(themes),
    ).order_by("-start_year", "title", "pk")


def _counted(rows: Any, *, of: str = "pk", by: str = "evaluation") -> Coalesce:
    """A subquery that counts the distinct values of `of` for each value of `by`."""
    counted = rows.order_by().values(by).annotate(n=Count(of, distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0)


def visits_of(evaluation: Evaluation) -> QuerySet[Visit]:
    """Visits, the newest first, with their session and number of notes."""
    return (
        evaluation.visits.select_related("session__work_group")
        .annotate(notes=Count("evidence"))
        .order_by("-on", "-pk")
    )


def sessions_to_visit(evaluation: Evaluation) -> QuerySet[Session]:
    """Sessions of the evaluated groups, the newest first."""
    return (
        Session.objects.filter(work_group__in=evaluation.work_groups.all())
        .select_related("work_group")
        .order_by("-on", "work_group__title")
    )


def implications_of(evaluation: Evaluation) -> QuerySet[Implication]:
    """Its implications in their order, each with `latest_note` and its themes."""
    rows = Implication.objects.filter(evaluation=evaluation)
    return rows.with_latest_note().prefetch_related("themes").order_by("order", "pk")


def questions_of_hub(evaluation: Evaluation) -> QuerySet[Question]:
    """Questions that a research question may use.

    They are those of the hub's own sets, and of national sets of which it has no copy.
    """
    own = Question.objects.filter(hub=evaluation.hub_id)
    copied = own.values("question_set__kind")
    masters = Question.objects.filter(hub=None).exclude(question_set__kind__in=copied)
    return (
        (own | masters)
        .exclude(question_set__kind=QuestionSetKind.GAP_TASK)
        .select_related("question_set")
        .order_by("question_set__kind", "question_set__version", "number")
    )


@dataclass
class QuestionRow:
    """A research question with the data collected for it, and what is missing."""

    question: ResearchQuestion
    answers: int | None = 0  # None means some, but too few to show
    passages: int = 0
    visits: int = 0
    themes: list[Theme] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        found = []
        asked = bool(self.question.asked_by.all())
        if not asked and not self.question.figures and not self.visits:
            found.append("Nothing is collected for it yet")
        if asked and self.answers == 0:
            found.append("No form that asks it has closed with enough answers")
        if not self.themes:
            found.append("No theme answers it yet")
        elif not self.passages:
            found.append("Its themes have no comments yet")
        return found


def question_table(evaluation: Evaluation, forms: list[int]) -> list[QuestionRow]:
    """The research questions in order, in five statements.

    `forms` are the ids of the forms whose answers may be counted.
    """
    questions = list(
        evaluation.research_questions.prefetch_related(
            "asked_by__question_set", "themes"
        )
    )
    answers = _answers_by_question(forms)
    passages, visits_of_theme = _evidence_by_theme(evaluation)
    rows = []
    for question in questions:
        kept = [t for t in question.themes.all() if t.state == ThemeState.KEPT]
        count = sum(
            answers.get((asked.question_set.kind, asked.key), 0)
            for asked in question.asked_by.all()
        )
        evidence = set().union(*(passages.get(theme.pk, set()) for theme in kept))
        visits = set().union(*(visits_of_theme.get(theme.pk, set()) for theme in kept))
        few = 0 < count < evaluation.hub.smallest_count
        rows.append(
            QuestionRow(
                question, None if few else count, len(evidence), len(visits), kept
            )
        )
    return rows


def _answers_by_question(forms: list[int]) -> dict[tuple[str, str], int]:
    """The number of answers by kind of set and question key, over all copies."""
    rows = (
        Answer.objects.filter(response__form__in=forms)
        .order_by()
        .values_list("question__question_set__kind", "question__key")
        .annotate(answers=Count("pk"))
    )
    return {(kind, key): answers for kind, key, answers in rows}


def _evidence_by_theme(
    evaluation: Evaluation,
) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Accepted passages of each theme, and the visits on which it was heard."""
    passages: dict[int, set[int]] = {}
    visits: dict[int, set[int]] = {}
    accepted = Coding.objects.filter(evidence__evaluation=evaluation, reviewed=True)
    rows = accepted.order_by().values_list("theme", "evidence", "evidence__visit")
    for theme, passage, visit in rows:
        passages.setdefault(theme, set()).add(passage)
        if visit is not None:
            visits.setdefault(theme, set()).add(visit)
    return passages, visits


@dataclass(frozen=True)
class Progress:
    """Counts for the first page of an evaluation."""

    forms_open: int
    answers_waiting: int  # written answers that can be brought in
    comments: int
    unread: int
    notes: int
    visits: int
    groups_visited: int
    groups: int
    themes: int
    suggested: int
    implications: int

    @property
    def read(self) -> int:
        return self.comments + self.notes - self.unread


def progress_of(evaluation: Evaluation, forms: list[int], *, at: datetime) -> Progress:
    """Counts for the first page, in two statements for an evaluation of any size.

    `forms` are the ids of the forms whose answers may be brought in.
    """
    own = {"evaluation": OuterRef("pk")}
    evidence = Evidence.objects.filter(**own)
    written = evidence.filter(kind=EvidenceKind.WRITTEN)
    visits = Visit.objects.filter(**own)
    themes = Theme.objects.filter(**own)
    groups = Evaluation.work_groups.through.objects.filter(**own)
    open_forms = FeedbackForm.objects.open_at(at).filter(
        work_group__evaluations=OuterRef("pk")
    )
    counts = (
        Evaluation.objects.filter(pk=evaluation.pk)
        .annotate(
            comments=_counted(written),
            notes=_counted(evidence.exclude(kind=EvidenceKind.WRITTEN)),
            unread=_counted(evidence.filter(read_at=None)),
            visit_count=_counted(visits),
            groups_visited=_counted(visits, of="session__work_group"),
            theme_count=_counted(themes.kept()),
            suggested=_counted(themes.filter(state=ThemeState.SUGGESTED)),
            implication_count=_counted(Implication.objects.filter(**own)),
            group_count=_counted(groups),
            forms_open=_counted(open_forms, by="work_group__evaluations"),
        )
        .values(
            *("comments", "notes", "unread", "visit_count", "groups_visited"),
            *("theme_count", "suggested", "implication_count", "group_count"),
            "forms_open",
        )
        .get()
    )
    return Progress(
        answers_waiting=answers_to_bring_in(evaluation, forms).count(),
        visits=counts.pop("visit_count"),
        themes=counts.pop("theme_count"),
        implications=counts.pop("implication_count"),
        groups=counts.pop("group_count"),
        **counts,
    )


def last_years_implications(evaluation: Evaluation) -> QuerySet[Implication]:
    """Implications of the hub's evaluations of the year before.

    Dropped ones are included: an evaluation opens with what became of each of them.
    """
    rows = Implication.objects.filter(
        evaluation__hub=evaluation.hub_id,
        evaluation__start_year=evaluation.start_year - 1,
    )
    return rows.with_latest_note().order_by("evaluation", "order", "pk")
