"""Common plans of this year's projects, what groups depart in, and what is agreed."""

from datetime import datetime, timedelta
from typing import Any

from sample import content
from sample.world import Group, SampleHub, World
from workgroups.actions import session_plans
from workgroups.choices import DeliveredAs
from workgroups.models import CommonPlan, FrameworkSection, Session, User
from workgroups.words import LONDON

AGREED = 3  # common plans of the first sessions; a later one was sent back
SENT_BACK = 5
DEPARTURE = "Bead strings instead of counters, because most here teach Reception."
SHORTER = "The visit comes first, because the school has its sports day at three."
PROPOSAL = "Swap sessions 3 and 4: schools here teach times tables before half-term."
COMMENT = "Please leave time to compare within a key stage before the break."


def plan_sessions(world: World) -> None:
    """Share the plans of one group of each project, and let the hub look at them."""
    at = datetime(world.year, 7, 1, 10, tzinfo=LONDON)
    for hub in world.hubs:
        lead = hub.staff["hub_lead"]
        groups = [*hub.this_year.values()]
        for stage in hub.stages:
            own = [each for each in groups if each.stage == hub.stages[stage]]
            if own:
                _share(stage, own, by=lead, at=at)
        _depart(groups, at=at + timedelta(days=14))
        _review(hub, by=lead, at=at + timedelta(days=30))


def _share(stage: str, groups: list[Group], *, by: User, at: datetime) -> None:
    longest = max(groups, key=lambda group: len(group.sessions))
    plans = session_plans.share_plans(longest.row, by=by, at=at)
    for plan, more in zip(plans, _more(stage, len(plans)), strict=True):
        plan.mentor_questions = "\n".join(more["questions"])
        plan.materials = "\n".join(more["materials"])
        plan.save()
        sections = FrameworkSection.objects.filter(framework__short_name="ECTE")
        plan.sections.set(sections.filter(number__in=more["sections"]))
    session_plans.hand_down(plans, at=at)


def _more(stage: str, number: int) -> list[dict[str, Any]]:
    """What plans hold beside the words of their sessions."""
    plain = {"sections": [3, 4], "questions": [], "materials": []}
    found = content.toml("plans.toml").get(stage, [])
    return [*found, *[plain] * number][:number]


def _depart(groups: list[Group], *, at: datetime) -> None:
    """Let the second group of a project depart, and its lead propose a change."""
    by_project: dict[int, list[Group]] = {}
    for group in groups:
        by_project.setdefault(group.row.project_id, []).append(group)
    for own in by_project.values():
        for group, number, said in zip(
            own[1:], (2, 4), (DEPARTURE, SHORTER), strict=False
        ):
            for session in group.row.sessions.filter(number=number):
                fields = {"departure": said}
                common = CommonPlan.objects.get(
                    project=group.row.project_id, number=number
                )
                session_plans.depart_from_plan(
                    session,
                    fields,
                    sections=common.sections.all(),
                    by=group.lead,
                    at=at,
                )
    for own in [each for each in by_project.values() if len(each) > 2][:1]:
        session_plans.propose_change(
            own[2].row, 3, text=PROPOSAL, by=own[2].lead, at=at
        )


def _review(hub: SampleHub, *, by: User, at: datetime) -> None:
    for plan in CommonPlan.objects.filter(hub=hub.row).order_by("pk"):
        if plan.number <= AGREED or plan.number == SENT_BACK:
            is_agreed = plan.number <= AGREED
            session_plans.review_plan(
                plan,
                agrees=is_agreed,
                comment="" if is_agreed else COMMENT,
                seen=plan.fingerprint,
                by=by,
                at=at,
            )
    departed = Session.objects.filter(hub=hub.row).exclude(departure="")
    for session in departed.order_by("pk")[:1]:
        session_plans.review_plan(
            session, agrees=True, seen=session.fingerprint, by=by, at=at
        )
    adapted = Session.objects.filter(hub=hub.row, delivered_as=DeliveredAs.ADAPTED)
    adapted.update(delivered_why="We took longer over the first task.")
