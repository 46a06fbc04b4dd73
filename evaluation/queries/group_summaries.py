"""A group's year on one page: its figures, and each intended outcome with evidence.

The evidence of an outcome is what was answered to the questions that ask about its
kind, and, where practice is to develop, whether mentors talked about the tasks. Ratings
and words are those that the group's lead may read of a form.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.utils.timezone import localdate

from evaluation.models import Answer, Evidence, FeedbackForm
from evaluation.queries.feedback import RatingSummary, ratings_of
from recruitment.models import Place
from recruitment.queries import mentor_figures
from recruitment.queries.mentor_figures import MentorFigures
from workgroups import words
from workgroups.choices import OutcomeAudience, OutcomeKind
from workgroups.models import IntendedOutcome, Session, WorkGroup

#: The questions, by their keys, that ask about each kind of outcome.
ASKED = {
    OutcomeKind.PROFESSIONAL_LEARNING: (
        *("confidence_subject", "over_years", "ncetm_known"),
        *("hub_known", "mastery_known"),
    ),
    OutcomeKind.PRACTICE_DEVELOPMENT: (
        *("confidence_planning", "confidence_teaching", "changed_practice"),
        *("still_using", "changed_programme"),
    ),
    OutcomeKind.PUPIL_LEARNING: ("pupils_noticed", "pupils_gain"),
    OutcomeKind.ORGANISATIONAL_POLICIES: ("beyond_class",),
}
KEYS = [key for keys in ASKED.values() for key in keys]
#: Sets that are asked once a year, at its end or after it.
SETS = ("final", "follow_up", "itt")
QUOTES = 2  # of each kind of outcome, so that the summary stays on one page


@dataclass
class OutcomeEvidence:
    """Outcomes of one kind and audience, and what there is to show for them."""

    kind: str
    audience: str
    texts: list[str]
    ratings: list[RatingSummary] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)  # sentences with figures

    @property
    def has_evidence(self) -> bool:
        return bool(self.ratings or self.quotes or self.counted)


@dataclass(frozen=True)
class GroupSummary:
    """The year of one group. `as_at` is the day on which it was read."""

    figures: list[tuple[str, str]]
    outcomes: list[OutcomeEvidence]
    notes: list[tuple[Session, str]]  # how sessions went and what was agreed
    departures: list[Session]


def summary_of(work_group: WorkGroup, *, at: datetime) -> GroupSummary:
    """What is known of a group on a day; the number of statements is fixed."""
    sessions = list(work_group.sessions.going_ahead().order_by("number"))
    held = [each for each in sessions if each.on <= localdate(at)]
    mentors = mentor_figures.figures_by_group([work_group.pk], now=at)
    return GroupSummary(
        figures=_figures(work_group, sessions, held),
        outcomes=_outcomes(work_group, mentors.get(work_group.pk)),
        notes=[(each, each.lead_note) for each in held if each.lead_note],
        departures=[each for each in held if each.delivered_why],
    )


def _figures(
    work_group: WorkGroup, sessions: list[Session], held: list[Session]
) -> list[tuple[str, str]]:
    secured = Place.objects.secured().filter(work_group=work_group).count()
    days = sum(each.day_share for each in held)
    return [
        ("people with a secured place", str(secured)),
        ("sessions held", f"{len(held)} of {len(sessions)}"),
        ("in all", words.days_long(days) if days else "0 days"),
    ]


def _outcomes(
    work_group: WorkGroup, mentors: MentorFigures | None
) -> list[OutcomeEvidence]:
    found: dict[tuple[str, str], OutcomeEvidence] = {}
    for each in IntendedOutcome.objects.filter(project=work_group.project_id):
        key = each.kind, each.audience
        found.setdefault(
            key,
            OutcomeEvidence(each.get_kind_display(), each.get_audience_display(), []),
        ).texts.append(each.text)
    ratings, quotes = _answered(work_group)
    for (kind, audience), outcome in found.items():
        if audience == OutcomeAudience.PARTICIPANTS:
            outcome.ratings = ratings[kind]
            outcome.quotes = quotes[kind][:QUOTES]
            outcome.counted = _talked(mentors) if _is_practice(kind) else []
    return [
        found[kind, audience]
        for audience in OutcomeAudience
        for kind in OutcomeKind
        if (kind, audience) in found
    ]


def _is_practice(kind: str) -> bool:
    return kind == OutcomeKind.PRACTICE_DEVELOPMENT


def _talked(mentors: MentorFigures | None) -> list[str]:
    """Whether mentors talked about what was tried; none where nothing was set."""
    if mentors is None or not mentors.talked:
        return []
    tasks = words.counted(mentors.tasks, "task")
    return [f"Mentors talked with their colleagues about {mentors.talked} of {tasks}."]


def _answered(
    work_group: WorkGroup,
) -> tuple[dict[str, list[RatingSummary]], dict[str, list[str]]]:
    """The ratings and the words that may be shown, by kind of outcome."""
    smallest = work_group.hub.smallest_count
    closed = FeedbackForm.objects.filter(
        work_group=work_group, closed_at__isnull=False, question_set__kind__in=SETS
    ).annotate(answered=Count("responses"))
    forms = list(closed.filter(answered__gte=smallest).values_list("pk", flat=True))
    rows = Answer.objects.filter(response__form__in=forms, question__key__in=KEYS)
    answers = list(rows.select_related("question", "response").order_by("pk"))
    ratings: dict[str, list[RatingSummary]] = {
        kind: [
            rating
            for form in sorted(forms)
            for rating in ratings_of(_asked(answers, form, keys), smallest)
            if rating.shown
        ]
        for kind, keys in ASKED.items()
    }
    return ratings, _quotes(forms)


def _asked(
    answers: Iterable[Answer], form: int, keys: Iterable[str]
) -> Iterable[Answer]:
    return [a for a in answers if a.response.form_id == form and a.question.key in keys]


def _quotes(forms: list[int]) -> dict[str, list[str]]:
    """Words that were shared, without names, by kind of outcome."""
    kinds = {key: kind for kind, keys in ASKED.items() for key in keys}
    shared = Evidence.objects.filter(
        answer__response__form__in=forms,
        answer__response__may_be_quoted=True,
        answer__fit_to_share=True,
        answer__question__key__in=KEYS,
    )
    found: dict[str, list[str]] = defaultdict(list)
    for key, said in shared.order_by("answer_id").values_list(
        "answer__question__key", "redacted"
    ):
        found[kinds[key]].append(said)
    return found
