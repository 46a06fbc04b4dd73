"""Reads of the evaluation that return numbers, tables and dataclasses."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from evaluation.choices import (
    EvidenceKind,
    ImplicationState,
    Origin,
    QuestionKind,
    QuestionSetKind,
    ThemeState,
)
from evaluation.models import (
    Answer,
    Coding,
    Evaluation,
    Evidence,
    FeedbackForm,
    FeedbackRequest,
    Implication,
    ResearchQuestion,
    Response,
    Theme,
)
from recruitment.models import Attendance
from workgroups.models import Session

ASKED_WITHIN = timedelta(days=14)  # a register taken later asks nobody any more
QUOTES_SHOWN = 3


# Feedback: whom to ask, and what may be shown


def sessions_to_ask(at: datetime) -> QuerySet[Session]:
    """Sessions of the last fortnight whose register has somebody not asked yet."""
    asked = FeedbackRequest.objects.filter(
        form__session=OuterRef("session"), place=OuterRef("place")
    )
    present = Attendance.objects.in_the_room().filter(
        ~Exists(asked), session=OuterRef("pk"), place__participant__erased_at=None
    )
    closed = FeedbackForm.objects.filter(
        Q(closed_at__isnull=False) | Q(closes_at__lte=at),
        session=OuterRef("pk"),
        question_set__kind=QuestionSetKind.SESSION,
    )
    since = timezone.localdate(at) - ASKED_WITHIN
    return (
        Session.objects.filter(
            Exists(present),
            ~Exists(closed),
            on__gte=since,
            on__lte=timezone.localdate(at),
            work_group__cancelled_on=None,
        )
        .select_related("work_group__hub")
        .order_by("starts_at", "pk")
    )


def forms_to_remind(at: datetime, *, after: timedelta) -> QuerySet[FeedbackForm]:
    """Open forms asked long enough ago, with somebody who has not answered."""
    waiting = FeedbackRequest.objects.filter(form=OuterRef("pk"), answered=False)
    asked_on = timezone.localdate(at - after)
    return FeedbackForm.objects.running(at).filter(
        Exists(waiting), asked_on__lte=asked_on
    )


@dataclass(frozen=True)
class RatingSummary:
    """How a rating was answered: counts from 1 to 5, and their mean."""

    text: str
    low_label: str
    high_label: str
    counts: tuple[int, ...]
    mean: float

    @property
    def answered(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class ChoiceSummary:
    text: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class FeedbackSummary:
    """What a lead or a hub may see of a form.

    Before it has closed, and with fewer than `smallest` answers, there is nothing
    but the two dates and how many were asked: not even how many have answered.
    """

    form: FeedbackForm
    asked: int
    smallest: int
    answered: int | None = None
    ratings: tuple[RatingSummary, ...] = ()
    choices: tuple[ChoiceSummary, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def is_closed(self) -> bool:
        return self.form.closed_at is not None

    @property
    def is_shown(self) -> bool:
        return self.answered is not None


def feedback_summary(form: FeedbackForm) -> FeedbackSummary:
    """Ratings, counts and shared words of a closed form with enough answers."""
    smallest = form.hub.smallest_count
    asked = form.requests.count()
    if form.closed_at is None:
        return FeedbackSummary(form, asked, smallest)
    answered = Response.objects.filter(form=form).count()
    if answered < smallest:
        return FeedbackSummary(form, asked, smallest)
    answers = list(
        Answer.objects.filter(response__form=form).select_related("question")
    )
    shared = Evidence.objects.filter(answer__response__form=form)
    words = shared.filter(answer__fit_to_share=True).order_by("answer_id")
    return FeedbackSummary(
        form,
        asked,
        smallest,
        answered,
        tuple(_ratings(answers, smallest)),
        tuple(_choices(answers, smallest)),
        tuple(words.values_list("redacted", flat=True)),
    )


def _ratings(answers: Iterable[Answer], smallest: int) -> Iterable[RatingSummary]:
    given: dict[int, list[Answer]] = {}
    for answer in answers:
        if answer.question.kind == QuestionKind.RATING and answer.rating:
            given.setdefault(answer.question_id, []).append(answer)
    for rows in sorted(given.values(), key=lambda rows: rows[0].question.number):
        if len(rows) < smallest:
            continue
        ratings = [row.rating or 0 for row in rows]
        question = rows[0].question
        yield RatingSummary(
            question.text,
            question.low_label,
            question.high_label,
            tuple(ratings.count(level) for level in range(1, 6)),
            round(sum(ratings) / len(ratings), 1),
        )


def _choices(answers: Iterable[Answer], smallest: int) -> Iterable[ChoiceSummary]:
    given: dict[int, list[Answer]] = {}
    for answer in answers:
        if answer.question.kind == QuestionKind.CHOICE and answer.choice:
            given.setdefault(answer.question_id, []).append(answer)
    for rows in sorted(given.values(), key=lambda rows: rows[0].question.number):
        if len(rows) >= smallest:
            counts = Counter(row.choice for row in rows)
            options = rows[0].question.options
            yield ChoiceSummary(
                rows[0].question.text,
                tuple((option, counts.get(option, 0)) for option in options),
            )


def readable_forms(evaluation: Evaluation) -> QuerySet[FeedbackForm]:
    """Closed forms of the groups in scope with enough answers to be read."""
    return (
        FeedbackForm.objects.filter(
            work_group__in=evaluation.work_groups.all(), closed_at__isnull=False
        )
        .alias(answered=Count("responses"))
        .filter(answered__gte=evaluation.hub.smallest_count)
    )


# The evaluator's first page


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


def answers_to_bring_in(evaluation: Evaluation) -> QuerySet[Answer]:
    """Written answers of readable forms that are not evidence yet."""
    return (
        Answer.objects.filter(
            response__form__in=readable_forms(evaluation), evidence=None
        )
        .exclude(text="")
        .order_by("pk")
    )


# The coding desk and the board of themes


def next_unread(evaluation: Evaluation, *, after: int = 0) -> Evidence | None:
    """The unread passage that teaches most; `after` steps over one left unread."""
    unread = evaluation.evidence.filter(read_at=None)
    ordered = list(
        unread.order_by(F("turn").asc(nulls_last=True), "number").values_list(
            "pk", flat=True
        )[:200]
    )
    if not ordered:
        return None
    place = ordered.index(after) + 1 if after in ordered else 0
    return desk_evidence(evaluation).get(pk=ordered[place % len(ordered)])


def desk_evidence(evaluation: Evaluation) -> QuerySet[Evidence]:
    """Passages with everything the desk shows beside them."""
    return evaluation.evidence.select_related(
        "answer__response__session",
        "answer__question",
        "visit__session__work_group",
        "work_group__local_authority",
    )


@dataclass(frozen=True)
class BoardTheme:
    """A theme on the board: its size, where it is heard, and three of its quotes."""

    theme: Theme
    accepted: int
    suggested: int
    groups: int
    authorities: int
    quotes: list[Evidence]

    @property
    def size(self) -> int:
        return self.accepted + self.suggested


def theme_board(evaluation: Evaluation, *, state: str) -> list[BoardTheme]:
    """The themes of one state in their order, in three statements."""
    themes = list(
        evaluation.themes.filter(state=state)
        .annotate(
            accepted=Count("codings", filter=Q(codings__reviewed=True)),
            suggested=Count("codings", filter=Q(codings__reviewed=False)),
            group_count=Count("codings__evidence__work_group", distinct=True),
            authority_count=Count(
                "codings__evidence__work_group__local_authority", distinct=True
            ),
        )
        .order_by("order", "pk")
    )
    quotes = _best_quotes(themes)
    return [
        BoardTheme(
            theme,
            theme.accepted,
            theme.suggested,
            theme.group_count,
            theme.authority_count,
            quotes.get(theme.pk, []),
        )
        for theme in themes
    ]


def _best_quotes(themes: Iterable[Theme]) -> dict[int, list[Evidence]]:
    """Up to three passages a theme: strong quotes, then the surest."""
    ranked = (
        Coding.objects.filter(theme__in=[theme.pk for theme in themes])
        .alias(
            nth=Window(
                RowNumber(),
                partition_by="theme",
                order_by=[
                    F("evidence__strong_quote").desc(),
                    F("reviewed").desc(),
                    F("confidence").desc(nulls_last=True),
                    F("evidence__number").asc(),
                ],
            )
        )
        .filter(nth__lte=QUOTES_SHOWN)
        .select_related("evidence__work_group")
        .order_by("theme", "nth")
    )
    found: dict[int, list[Evidence]] = {}
    for coding in ranked:
        found.setdefault(coding.theme_id, []).append(coding.evidence)
    return found


def suggestions_waiting(evaluation: Evaluation) -> int:
    """Suggested codings of kept themes that nobody has looked at."""
    return Coding.objects.filter(
        evidence__evaluation=evaluation,
        evidence__read_at=None,
        theme__state=ThemeState.KEPT,
        origin=Origin.ENGINE,
        reviewed=False,
    ).count()


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
