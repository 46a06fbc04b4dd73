"""An evaluation at a glance: its questions, what came in, and what is missing."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluation.choices import (
    EvidenceKind,
    ImplicationState,
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
from evaluation.queries.feedback import answers_to_bring_in, readable_forms
from workgroups.models import Session


def evaluations_with_counts(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Each with its comments, how many of them are read, and its kept themes."""
    evidence = Evidence.objects.filter(evaluation=OuterRef("pk")).order_by()
    themes = Theme.objects.filter(evaluation=OuterRef("pk")).kept().order_by()
    return rows.annotate(
        comments=_counted(evidence),
        comments_read=_counted(evidence.filter(read_at__isnull=False)),
        themes_kept=_counted(themes),
    ).order_by("-start_year", "title", "pk")


def _counted(rows: QuerySet) -> Coalesce:  # type: ignore[type-arg]
    counts = rows.values("evaluation").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


def visits_of(evaluation: Evaluation) -> QuerySet[Visit]:
    """The visits, newest first, with where they were and how many notes came of it."""
    return (
        evaluation.visits.select_related("session__work_group")
        .annotate(notes=Count("evidence"))
        .order_by("-on", "-pk")
    )


def sessions_to_visit(evaluation: Evaluation) -> QuerySet[Session]:
    """Sessions of the groups in scope, newest first."""
    return (
        Session.objects.filter(work_group__in=evaluation.work_groups.all())
        .select_related("work_group")
        .order_by("-on", "work_group__title")
    )


def implications_of(evaluation: Evaluation) -> QuerySet[Implication]:
    return evaluation.implications.prefetch_related("themes").order_by("order", "pk")


def questions_of_hub(evaluation: Evaluation) -> QuerySet[Question]:
    """Questions that a research question may rest on: the hub's own sets, and the

    masters of kinds that it has no copy of.
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
    """One research question with what has come in for it and what is missing."""

    question: ResearchQuestion
    answers: int | None = 0  # None: some, but too few to show
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


def question_table(evaluation: Evaluation) -> list[QuestionRow]:
    """The research questions in order; seven statements whatever their number."""
    questions = list(
        evaluation.research_questions.prefetch_related(
            "asked_by__question_set", "themes"
        )
    )
    answers = _answers_by_question(evaluation)
    passages = _passages_by_theme(evaluation)
    spoken = _visits_by_theme(evaluation)
    rows = []
    for question in questions:
        kept = [t for t in question.themes.all() if t.state == ThemeState.KEPT]
        count = sum(
            answers.get((asked.question_set.kind, asked.key), 0)
            for asked in question.asked_by.all()
        )
        evidence = set().union(*(passages.get(theme.pk, set()) for theme in kept))
        visits = set().union(*(spoken.get(theme.pk, set()) for theme in kept))
        few = 0 < count < evaluation.hub.smallest_count
        rows.append(
            QuestionRow(
                question, None if few else count, len(evidence), len(visits), kept
            )
        )
    return rows


def _answers_by_question(evaluation: Evaluation) -> dict[tuple[str, str], int]:
    """Answers of closed forms by kind of set and key, whichever copy was asked."""
    rows = (
        Answer.objects.filter(response__form__in=readable_forms(evaluation))
        .order_by()
        .values_list("question__question_set__kind", "question__key")
        .annotate(answers=Count("pk"))
    )
    return {(kind, key): answers for kind, key, answers in rows}


def _passages_by_theme(evaluation: Evaluation) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for theme, evidence in _accepted(evaluation).values_list("theme", "evidence"):
        found.setdefault(theme, set()).add(evidence)
    return found


def _visits_by_theme(evaluation: Evaluation) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    heard = _accepted(evaluation).exclude(evidence__visit=None)
    for theme, visit in heard.values_list("theme", "evidence__visit"):
        found.setdefault(theme, set()).add(visit)
    return found


def _accepted(evaluation: Evaluation) -> QuerySet[Coding]:
    return Coding.objects.filter(
        evidence__evaluation=evaluation, reviewed=True
    ).order_by()


@dataclass(frozen=True)
class Progress:
    """How far an evaluation has come, in counts for its first page."""

    forms_open: int
    answers_waiting: int  # written answers that could be brought in
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


def progress_of(evaluation: Evaluation, *, at: datetime) -> Progress:
    """Six statements, whatever the size of the evaluation."""
    groups = evaluation.work_groups.all()
    written = Q(kind=EvidenceKind.WRITTEN)
    evidence = evaluation.evidence.aggregate(
        comments=Count("pk", filter=written),
        notes=Count("pk", filter=~written),
        unread=Count("pk", filter=Q(read_at=None)),
    )
    visits = evaluation.visits.aggregate(
        visits=Count("pk"),
        groups_visited=Count("session__work_group", distinct=True),
    )
    themes = evaluation.themes.aggregate(
        themes=Count("pk", filter=Q(state=ThemeState.KEPT)),
        suggested=Count("pk", filter=Q(state=ThemeState.SUGGESTED)),
    )
    running = FeedbackForm.objects.running(at).filter(work_group__in=groups)
    return Progress(
        forms_open=running.count(),
        answers_waiting=answers_to_bring_in(evaluation).count(),
        groups=groups.count(),
        implications=evaluation.implications.count(),
        **evidence,
        **visits,
        **themes,
    )


def last_years_implications(evaluation: Evaluation) -> QuerySet[Implication]:
    """What the hub's evaluations of the year before asked for, and how it stands."""
    return (
        Implication.objects.filter(
            evaluation__hub=evaluation.hub_id,
            evaluation__start_year=evaluation.start_year - 1,
        )
        .exclude(state=ImplicationState.DROPPED)
        .order_by("evaluation", "order", "pk")
    )
