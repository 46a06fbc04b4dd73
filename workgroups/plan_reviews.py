"""The plans that wait for the hub, across its groups, in one queue."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from workgroups import plan_words, session_plans
from workgroups.choices import PlanState
from workgroups.models import (
    CommonPlan,
    FrameworkSection,
    Hub,
    PlanComment,
    Session,
)
from workgroups.session_plans import PlanLine


@dataclass(frozen=True)
class WaitingPlan:
    """One plan to agree: a common one with its groups, or what one group departs in."""

    about: str  # "plan" or "session"
    plan: CommonPlan | Session
    hub: Hub
    project: str
    sessions: list[Session]  # those that its agreement serves, the next first
    lines: list[PlanLine]
    sections: list[FrameworkSection]
    is_sent_back: bool
    is_overdue: bool

    @property
    def number(self) -> int:
        return self.plan.number

    @property
    def key(self) -> str:
        return f"{self.about}-{self.plan.pk}"

    @property
    def departure(self) -> str:
        return self.plan.departure if isinstance(self.plan, Session) else ""

    @property
    def checks(self) -> list[str]:
        return plan_words.lines_of(self.hub.plan_checks)


@dataclass(frozen=True)
class ReviewQueue:
    waiting: list[WaitingPlan]
    sent_back: list[WaitingPlan]
    comments: list[PlanComment]


def queue_of(hub_ids: Collection[int], *, at: datetime) -> ReviewQueue:
    """Plans of sessions to come that are not agreed, the next session first.

    Incomplete plans are left out: their leads have not finished them. The number of
    statements is fixed.
    """
    own = Session.objects.filter(hub__in=hub_ids)
    found = session_plans.not_agreed(own, at=at).exclude(plan_is="")
    sessions = list(
        found.select_related("hub", "work_group__project", "work_group__venue")
        .prefetch_related("own_sections__framework")
        .order_by("starts_at", "pk")
    )
    common = _common_plans(sessions)
    plans = list(_waiting(sessions, common, today=timezone.localdate(at)))
    comments = PlanComment.objects.filter(hub__in=hub_ids, answered_at=None)
    return ReviewQueue(
        waiting=[each for each in plans if not each.is_sent_back],
        sent_back=[each for each in plans if each.is_sent_back],
        comments=list(comments.select_related("written_by", "project")),
    )


def _common_plans(sessions: Iterable[Session]) -> dict[tuple[int, int], CommonPlan]:
    projects = {each.work_group.project_id for each in sessions}
    rows = CommonPlan.objects.filter(project__in=projects)
    found = rows.prefetch_related("sections__framework")
    return {(each.project_id, each.number): each for each in found}


def _waiting(
    sessions: Iterable[Any],
    common: dict[tuple[int, int], CommonPlan],
    *,
    today: date,
) -> Iterable[WaitingPlan]:
    """One item for each common plan and for each session that departs, in order."""
    grouped: dict[tuple[str, int], list[Any]] = {}
    for each in sessions:
        plan = common.get((each.work_group.project_id, each.number))
        key = ("session", each.pk)
        if plan is not None and not each.departs:
            key = ("plan", plan.pk)
        grouped.setdefault(key, []).append(each)
    for (about, _), served in grouped.items():
        first = served[0]
        plan = common.get((first.work_group.project_id, first.number))
        own = list(first.own_sections.all())
        shared = list(plan.sections.all()) if plan else []
        yield WaitingPlan(
            about=about,
            plan=plan if about == "plan" and plan is not None else first,
            hub=first.hub,
            project=str(first.work_group.project),
            sessions=served,
            lines=_lines(first, plan, is_common=about == "plan"),
            sections=own or shared,
            is_sent_back=first.plan_is == PlanState.SENT_BACK,
            is_overdue=session_plans.is_overdue(first, today=today),
        )


def _lines(
    session: Session, plan: CommonPlan | None, *, is_common: bool
) -> list[PlanLine]:
    found = session_plans.lines_of(session, None if is_common else plan)
    return [line for line in found if line.text or line.departs]
