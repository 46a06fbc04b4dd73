"""The plan of each session of a group as it stands, and what departs from the common.

A session's own fields hold its plan as it stands, so every page and email reads them.
This module says which of the words are the common ones.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from workgroups import academic_years, plan_words
from workgroups.choices import PlanState
from workgroups.models import (
    CommonPlan,
    Framework,
    FrameworkSection,
    PlanReview,
    Session,
    WorkGroup,
)

#: How long before its session a plan should be agreed.
AGREED_BEFORE = timedelta(days=14)

LABELS = {
    "focus": "Focus",
    "outcomes": "Outcomes",
    "in_class_activity": "Activity to take away",
    "gap_task": "To try before next time",
    "mentor_questions": "Questions that a mentor could ask",
    "to_bring": "To bring",
    "between_minutes": "Minutes asked between sessions",
    "mentors_invited": "Mentors are invited to",
    "materials": "Materials",
}


def sections_of(start_year: int) -> QuerySet[FrameworkSection]:
    """The sections of the frameworks that hold on a day of an academic year."""
    days = academic_years.first_day(start_year), academic_years.last_day(start_year)
    rows = FrameworkSection.objects.select_related("framework")
    return rows.filter(framework__in=Framework.objects.in_force(*days))


@dataclass(frozen=True)
class PlanLine:
    """One part of a plan. `common` is what the common plan says there instead."""

    name: str
    label: str
    text: str
    common: str = ""
    departs: bool = False

    @property
    def links(self) -> list[str]:
        """The web addresses of materials."""
        return plan_words.lines_of(self.text) if self.name == "materials" else []


@dataclass(frozen=True)
class Departure:
    """What another group of the same project and hub does otherwise."""

    group: str
    what: str


@dataclass(frozen=True)
class StandingPlan:
    """The plan of one session as it stands."""

    session: Session
    common: CommonPlan | None
    state: str  # a PlanState, or "" where the plan is incomplete
    sections: list[FrameworkSection]
    is_over: bool
    is_overdue: bool
    review: PlanReview | None = None  # the newest one
    elsewhere: list[Departure] = field(default_factory=list)

    @property
    def departs(self) -> bool:
        return self.common is not None and bool(self.session.departs)

    @property
    def lines(self) -> list[PlanLine]:
        """The parts that say something, in the order of the plan."""
        return [line for line in self.all_lines if line.text]

    @property
    def all_lines(self) -> list[PlanLine]:
        return lines_of(self.session, self.common)

    @property
    def tone(self) -> str:
        """The look of the state, as the stylesheets call it."""
        tones = {PlanState.AGREED: "secured", PlanState.WAITING: "open"}
        return tones.get(self.state, "waiting")  # type: ignore[call-overload]

    @property
    def said(self) -> str:
        """The state in words."""
        if not self.state:
            return "incomplete"
        return str(PlanState(self.state).label)

    @property
    def missing(self) -> list[str]:
        return [
            LABELS[name].lower()
            for name in plan_words.NEEDED_FIELDS
            if plan_words.is_blank(getattr(self.session, name))
        ]


def lines_of(
    plan: Session | CommonPlan, common: CommonPlan | None = None
) -> list[PlanLine]:
    """Every part of a plan, compared with the common one where there is one."""
    if common is None:
        return [
            PlanLine(name, LABELS[name], _text(getattr(plan, name)))
            for name in plan_words.PLAN_FIELDS
        ]
    pairs = [
        (name, _text(getattr(plan, name)), _text(getattr(common, name)))
        for name in plan_words.PLAN_FIELDS
    ]
    return [
        PlanLine(name, LABELS[name], text, other, text != other)
        for name, text, other in pairs
    ]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def plans_of(group: WorkGroup, *, at: datetime) -> list[StandingPlan]:
    """The plans of a group's sessions in their order, in a fixed number of statements.

    Sessions that were called off are left out.
    """
    sessions = list(
        group.sessions.going_ahead()
        .with_plan_state()
        .prefetch_related("own_sections__framework")
        .order_by("number")
    )
    return standing(sessions, group.project_id, at=at)


def standing(
    sessions: Sequence[Session], project_id: int, *, at: datetime
) -> list[StandingPlan]:
    """Plans of sessions that were read `with_plan_state`, all of one project."""
    common = {
        plan.number: plan
        for plan in CommonPlan.objects.filter(project=project_id).prefetch_related(
            "sections__framework"
        )
    }
    reviews = _newest_reviews(sessions, common.values())
    others = _elsewhere(sessions, project_id)
    return [
        _plan(
            each,
            common.get(each.number),
            reviews,
            others.get(each.number, []),
            at=at,
        )
        for each in sessions
    ]


def _plan(
    session: Any,
    common: CommonPlan | None,
    reviews: dict[tuple[str, int], PlanReview],
    elsewhere: list[Departure],
    *,
    at: datetime,
) -> StandingPlan:
    own = list(session.own_sections.all())
    shared = list(common.sections.all()) if common else []
    review = reviews.get(("session", session.pk))
    if common is not None and not session.departs:
        review = reviews.get(("plan", common.pk))
    return StandingPlan(
        session=session,
        common=common,
        state=session.plan_is,
        sections=own or shared,
        is_over=session.ends_at <= at,
        is_overdue=is_overdue(session, today=timezone.localdate(at)),
        review=review,
        elsewhere=elsewhere,
    )


def is_overdue(session: Any, *, today: date) -> bool:
    """Whether a plan that is not agreed comes up within two weeks."""
    near = today <= session.on <= today + AGREED_BEFORE
    return near and session.plan_is != PlanState.AGREED


def _newest_reviews(
    sessions: Iterable[Session], plans: Iterable[CommonPlan]
) -> dict[tuple[str, int], PlanReview]:
    rows = PlanReview.objects.filter(
        Q(session__in=[each.pk for each in sessions])
        | Q(plan__in=[each.pk for each in plans])
    ).select_related("reviewed_by")
    found: dict[tuple[str, int], PlanReview] = {}
    for row in rows:  # the newest first
        about = ("plan", row.plan_id) if row.plan_id else ("session", row.session_id)
        found.setdefault(about, row)
    return found


def _elsewhere(
    sessions: Sequence[Session], project_id: int
) -> dict[int, list[Departure]]:
    """By session number, what other groups of the project at the hub do otherwise."""
    groups = {each.work_group_id for each in sessions}
    hubs = {each.hub_id for each in sessions}
    rows = (
        Session.objects.going_ahead()
        .filter(work_group__project=project_id, hub__in=hubs)
        .filter(work_group__cancelled_on=None)
        .exclude(departure="")
        .exclude(work_group__in=groups)
        .order_by("number", "work_group__title", "pk")
        .values_list("number", "work_group__title", "departure")
    )
    found: dict[int, list[Departure]] = {}
    for number, title, what in rows:
        found.setdefault(number, []).append(Departure(title, what))
    return found


def plan_of(session: Session, *, at: datetime) -> StandingPlan:
    """The plan of one session as it stands."""
    rows = Session.objects.with_plan_state().prefetch_related("own_sections__framework")
    row = rows.select_related("work_group").get(pk=session.pk)
    return standing([row], row.work_group.project_id, at=at)[0]


@dataclass(frozen=True)
class PlanCounts:
    """How many plans of sessions to come are agreed, waiting and overdue."""

    agreed: int = 0
    waiting: int = 0
    incomplete: int = 0
    overdue: int = 0

    @property
    def total(self) -> int:
        return self.agreed + self.waiting + self.incomplete


def to_come(sessions: Any, *, at: datetime) -> Any:
    """The sessions whose plan still matters, with their state."""
    running = sessions.going_ahead().filter(work_group__cancelled_on=None)
    return running.filter(starts_at__gt=at).with_plan_state()


def not_agreed(sessions: Any, *, at: datetime) -> QuerySet[Any]:
    return to_come(sessions, at=at).exclude(plan_is=PlanState.AGREED)


def overdue(sessions: Any, *, at: datetime) -> QuerySet[Any]:
    """Plans that are not agreed two weeks before their session."""
    last = timezone.localdate(at) + AGREED_BEFORE
    return not_agreed(sessions, at=at).filter(on__lte=last)


def counts_of_hub(hub_id: int, year: int, *, at: datetime) -> PlanCounts:
    """Counts over the sessions to come of a hub and year, in one statement."""
    sessions = Session.objects.filter(hub=hub_id, work_group__start_year=year)
    rows = to_come(sessions, at=at).order_by().values_list("plan_is", "on")
    last = timezone.localdate(at) + AGREED_BEFORE
    found = [(state, on) for state, on in rows]
    waiting = {PlanState.WAITING, PlanState.SENT_BACK}
    return PlanCounts(
        agreed=sum(state == PlanState.AGREED for state, _ in found),
        waiting=sum(state in waiting for state, _ in found),
        incomplete=sum(not state for state, _ in found),
        overdue=sum(state != PlanState.AGREED and on <= last for state, on in found),
    )


def counts_of(plans: Iterable[StandingPlan]) -> PlanCounts:
    """Counts over the plans of sessions to come."""
    coming = [each for each in plans if not each.is_over]
    return PlanCounts(
        agreed=sum(each.state == PlanState.AGREED for each in coming),
        waiting=sum(
            each.state in {PlanState.WAITING, PlanState.SENT_BACK} for each in coming
        ),
        incomplete=sum(not each.state for each in coming),
        overdue=sum(each.is_overdue for each in coming),
    )
