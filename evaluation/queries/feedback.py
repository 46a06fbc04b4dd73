"""Feedback: whom to ask or remind, and what may be shown or read of the answers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from evaluation.choices import QuestionKind, QuestionSetKind
from evaluation.models import (
    Answer,
    Evaluation,
    Evidence,
    FeedbackForm,
    FeedbackRequest,
    Response,
)
from evaluation.shown_ratings import Mean, may_show_mean, mean_of
from evaluation.suppression import FEWEST_TO_BREAK_DOWN, suppress_parts
from recruitment.models import Attendance
from workgroups import academic_years
from workgroups.models import Session

ASKED_WITHIN = timedelta(days=14)  # registers saved later send no feedback request


def sessions_to_ask(at: datetime) -> QuerySet[Session]:
    """Sessions of the last fortnight with people present who were not asked yet.

    Nobody is asked before a session has ended, also where the register was taken early.
    """
    asked = FeedbackRequest.objects.filter(
        form__session=OuterRef("session"),
        form__question_set__kind=QuestionSetKind.SESSION,
        place=OuterRef("place"),
    )
    present = Attendance.objects.present().filter(
        ~Exists(asked), session=OuterRef("pk"), place__participant__erased_at=None
    )
    closed = FeedbackForm.objects.filter(
        Q(closed_at__isnull=False) | Q(closes_at__lte=at),
        session=OuterRef("pk"),
        question_set__kind=QuestionSetKind.SESSION,
    )
    today, now = timezone.localdate(at), timezone.localtime(at).time()
    ended = Q(on__lt=today) | Q(on=today, ends__lte=now)
    return (
        Session.objects.going_ahead()
        .filter(
            ended,
            Exists(present),
            ~Exists(closed),
            on__gte=today - ASKED_WITHIN,
            # says nothing new, but `starts_at` has an index and `on` has none
            starts_at__range=(at - ASKED_WITHIN - timedelta(days=1), at),
            work_group__cancelled_on=None,
        )
        .select_related("work_group__hub")
        .order_by("starts_at", "pk")
    )


def forms_to_remind(at: datetime, *, after: timedelta) -> QuerySet[FeedbackForm]:
    """Open forms that were asked at least `after` ago and have unanswered requests.

    What was tried is asked in a letter of the session, and nobody is reminded of it.
    """
    unanswered = FeedbackRequest.objects.unanswered().exclude(place=None)
    waiting = unanswered.filter(form=OuterRef("pk"))
    asked_on = timezone.localdate(at - after)
    forms = FeedbackForm.objects.open_at(at).filter(asked_on__lte=asked_on)
    reminded = forms.exclude(question_set__kind=QuestionSetKind.GAP_TASK)
    return reminded.filter(Exists(waiting))


@dataclass(frozen=True)
class RatingSummary:
    """The mean of a rating; None where there are too few answers to show it."""

    text: str
    low_label: str
    high_label: str
    shown: Mean | None


@dataclass(frozen=True)
class ChoiceSummary:
    """The people who chose each option; None where they are too few to show."""

    text: str
    counts: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class FeedbackSummary:
    """What a lead or a hub may see of a form.

    Before it has closed, and with fewer than `smallest_count` answers, it holds only
    the two dates and the number asked, not even the number of answers.
    """

    form: FeedbackForm
    asked: int
    smallest_count: int
    answered: int | None = None
    ratings: tuple[RatingSummary, ...] = ()
    choices: tuple[ChoiceSummary, ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def is_closed(self) -> bool:
        return self.form.closed_at is not None

    @property
    def is_shown(self) -> bool:
        return self.answered is not None


def feedback_summary(form: FeedbackForm) -> FeedbackSummary:
    """Ratings, counts and shared answers of a closed form with enough responses.

    Means and counts are shown from ten answers, and where no count of a few people
    follows from them. Words that may not be quoted count, but are never shown.
    """
    smallest_count = form.hub.smallest_count
    asked = form.requests.count()
    if form.closed_at is None:
        return FeedbackSummary(form, asked, smallest_count)
    answered = Response.objects.filter(form=form).count()
    if answered < smallest_count:
        return FeedbackSummary(form, asked, smallest_count)
    answers = list(
        Answer.objects.filter(response__form=form).select_related("question")
    )
    shared = Evidence.objects.filter(
        answer__response__form=form,
        answer__response__may_be_quoted=True,
        answer__fit_to_share=True,
    )
    comments = shared.order_by("answer_id")
    return FeedbackSummary(
        form,
        asked,
        smallest_count,
        answered,
        tuple(ratings_of(answers, smallest_count)),
        tuple(_choices(answers, smallest_count)),
        tuple(comments.values_list("redacted", flat=True)),
    )


def ratings_of(
    answers: Iterable[Answer], smallest_count: int
) -> Iterable[RatingSummary]:
    given: dict[int, list[Answer]] = {}
    for answer in answers:
        if answer.question.kind == QuestionKind.RATING and answer.rating:
            given.setdefault(answer.question_id, []).append(answer)
    for rows in sorted(given.values(), key=lambda rows: rows[0].question.number):
        ratings = [row.rating or 0 for row in rows]
        counts = tuple(ratings.count(level) for level in range(1, 6))
        may_show = may_show_mean(counts, smallest_count)
        question = rows[0].question
        yield RatingSummary(
            question.text,
            question.low_label,
            question.high_label,
            mean_of(counts) if may_show else None,
        )


def _choices(answers: Iterable[Answer], smallest_count: int) -> Iterable[ChoiceSummary]:
    given: dict[int, list[Answer]] = {}
    for answer in answers:
        if answer.question.kind == QuestionKind.CHOICE and answer.choice:
            given.setdefault(answer.question_id, []).append(answer)
    for rows in sorted(given.values(), key=lambda rows: rows[0].question.number):
        if len(rows) >= FEWEST_TO_BREAK_DOWN:
            counts = Counter(row.choice for row in rows)
            options = rows[0].question.options
            shown = suppress_parts([counts[each] for each in options], smallest_count)
            yield ChoiceSummary(
                rows[0].question.text, tuple(zip(options, shown, strict=True))
            )


def readable_forms(evaluation: Evaluation) -> QuerySet[FeedbackForm]:
    """Closed forms of the evaluated groups that have enough answers to be read.

    Those that asked people of the whole hub in the evaluated year are among them.
    """
    first = academic_years.first_day(evaluation.start_year)
    days = (first, academic_years.last_day(evaluation.start_year))
    of_hub = Q(work_group=None, hub=evaluation.hub_id, asked_on__range=days)
    return (
        FeedbackForm.objects.filter(
            Q(work_group__in=evaluation.work_groups.all()) | of_hub,
            closed_at__isnull=False,
        )
        .alias(answered=Count("responses"))
        .filter(answered__gte=evaluation.hub.smallest_count)
    )


def readable_form_ids(evaluation: Evaluation) -> list[int]:
    """The ids of readable forms, for a second statement about their answers.

    In one statement PostgreSQL joins the answers of every hub.
    """
    return list(readable_forms(evaluation).values_list("pk", flat=True))


def answers_to_bring_in(
    evaluation: Evaluation, forms: list[int] | None = None
) -> QuerySet[Answer]:
    """Written answers of readable forms that are not evidence yet.

    `forms` are the ids of the readable forms where a page has read them already.
    """
    if forms is None:
        forms = readable_form_ids(evaluation)
    return (
        Answer.objects.filter(response__form__in=forms, evidence=None)
        .exclude(text="")
        .order_by("pk")
    )
