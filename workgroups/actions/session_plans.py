"""Share a project's plans, hand them down to its groups, depart from them, review."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from workgroups import audit
from workgroups.choices import PlanState
from workgroups.models import (
    CommonPlan,
    FrameworkSection,
    PlanComment,
    PlanReview,
    Project,
    Session,
    User,
    WorkGroup,
)
from workgroups.plan_words import PLAN_FIELDS, inherited


@transaction.atomic
def share_plans(group: WorkGroup, *, by: User, at: datetime) -> list[CommonPlan]:
    """Make a group's plans the common ones, for sessions of which none exists yet.

    Locks the project, so that two presses make one plan of each session. Every group
    that has the same words, or none, keeps to the common plan from then on.
    """
    Project.objects.select_for_update(of=("self",)).get(pk=group.project_id)
    rows = CommonPlan.objects.filter(project=group.project_id)
    taken = set(rows.values_list("number", flat=True))
    made = []
    for session in group.sessions.going_ahead().order_by("number"):
        if session.number not in taken:
            plan = CommonPlan(
                hub_id=group.hub_id,
                project_id=group.project_id,
                number=session.number,
                **session.words_of_plan,
            )
            plan.save()
            plan.sections.set(session.own_sections.all())
            made.append(plan)
    audit.record_many("share_plan", made, actor=by, fields=PLAN_FIELDS, at=at)
    hand_down(made, at=at)
    return made


def hand_down_of(project_ids: Collection[int], *, at: datetime) -> None:
    """Give groups of these projects the common words that they lack."""
    hand_down(CommonPlan.objects.filter(project__in=project_ids), at=at)


@transaction.atomic
def hand_down(plans: Iterable[CommonPlan], *, at: datetime) -> None:
    """Give the groups the words of common plans, where they have not departed.

    Sessions that have begun keep the words they had. Locks the plans, then the
    sessions. A second time changes nothing.
    """
    ids = [plan.pk for plan in plans]
    locked = CommonPlan.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    by_session = {(each.project_id, each.number): each for each in locked}
    rows = Session.objects.select_for_update(of=("self",)).filter(
        work_group__project__in=[project for project, _ in by_session],
        starts_at__gt=at,
    )
    changed = []
    for session in rows.select_related("work_group").order_by("pk"):
        plan = by_session.get((session.work_group.project_id, session.number))
        if plan is not None and _inherit(session, plan):
            changed.append(session)
    Session.objects.bulk_update(changed, [*PLAN_FIELDS, "plan_state", "reviewed_as"])
    for plan in by_session.values():
        if plan.handed_down != plan.words_of_plan:
            plan.handed_down = plan.words_of_plan
            plan.save(update_fields=["handed_down"])


def ask_again(plan: CommonPlan) -> None:
    """Let a common plan wait whose sections of the framework have changed."""
    plan.plan_state, plan.reviewed_as = PlanState.WAITING, ""
    plan.save(update_fields=["plan_state", "reviewed_as"])


def _inherit(session: Session, plan: CommonPlan) -> bool:
    """Set on a session what it inherits anew; False where nothing changes."""
    new = inherited(session.words_of_plan, plan.handed_down, plan.words_of_plan)
    for name, value in new.items():
        setattr(session, name, value)
    session.wait_if_changed()
    return bool(new)


@transaction.atomic
def depart_from_plan(
    session: Session,
    fields: Mapping[str, Any],
    *,
    sections: Collection[FrameworkSection],
    by: User,
    at: datetime,
) -> Session:
    """Save a session's own plan, which then waits to be agreed.

    Sections that are those of the common plan are not kept as the session's own.
    Locks the session. Saving the same again changes nothing and is not audited.
    """
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    changed = [name for name, new in fields.items() if getattr(session, name) != new]
    for name in changed:
        setattr(session, name, fields[name])
    if _set_sections(session, sections):
        changed.append("own_sections")
        session.plan_state, session.reviewed_as = PlanState.WAITING, ""
    if changed:
        columns = [name for name in changed if name != "own_sections"]
        session.save(update_fields=[*columns, "plan_state", "reviewed_as"])
        audit.record("depart_from_plan", session, actor=by, fields=changed, at=at)
    return session


def _set_sections(session: Session, sections: Collection[FrameworkSection]) -> bool:
    """Keep the sections of a session where they are its own; whether that is new."""
    plans = CommonPlan.objects.filter(
        project=session.work_group.project_id, number=session.number
    )
    common = set(plans.values_list("sections", flat=True)) - {None}
    wanted = {each.pk for each in sections}
    own = set() if wanted == common else wanted
    if own == set(session.own_sections.values_list("pk", flat=True)):
        return False
    session.own_sections.set(own)
    return True


@transaction.atomic
def review_plan(
    plan: CommonPlan | Session,
    *,
    agrees: bool,
    checked: Collection[str] = (),
    comment: str = "",
    seen: str,
    by: User,
    at: datetime,
) -> bool:
    """Agree to a plan or send it back; `seen` is the fingerprint of what was read.

    Locks the plan. False, and nothing is kept, where its words have changed since.
    The same answer again is kept once.
    """
    rows: Any = type(plan)._default_manager
    row = rows.select_for_update(of=("self",)).get(pk=plan.pk)
    if row.fingerprint != seen:
        return False
    state = PlanState.AGREED if agrees else PlanState.SENT_BACK
    if (row.plan_state, row.reviewed_as) == (state, seen):
        return True
    row.plan_state, row.reviewed_as = state, seen
    row.save(update_fields=["plan_state", "reviewed_as"])
    PlanReview.objects.create(
        hub_id=row.hub_id,
        agrees=agrees,
        checked="\n".join(checked),
        comment=comment,
        reviewed_by=by,
        reviewed_at=at,
        **{"session" if isinstance(row, Session) else "plan": row},
    )
    if agrees:
        audit.record("agree_plan", row, actor=by, fields=["plan_state"], at=at)
    else:
        audit.record("send_plan_back", row, actor=by, fields=["plan_state"], at=at)
    return True


@transaction.atomic
def propose_change(
    group: WorkGroup, number: int, *, text: str, by: User, at: datetime
) -> PlanComment:
    """Keep what a lead would change in a common plan; the same text is kept once.

    Locks the project.
    """
    Project.objects.select_for_update(of=("self",)).get(pk=group.project_id)
    line = {"project_id": group.project_id, "number": number, "text": text}
    rows = PlanComment.objects.filter(**line, written_by=by, answered_at=None)
    found: PlanComment | None = rows.first()
    if found is not None:
        return found
    comment = PlanComment.objects.create(
        hub_id=group.hub_id, **line, written_by=by, written_at=at
    )
    audit.record("propose_plan_change", comment, actor=by, at=at)
    return comment


@transaction.atomic
def comment_as_partner(
    session: Session, *, organisation: str, text: str, at: datetime
) -> PlanComment:
    """Keep what a partner says about a plan; the same text is kept once.

    The session comes with its group. Locks the project.
    """
    project_id = session.work_group.project_id
    Project.objects.select_for_update(of=("self",)).get(pk=project_id)
    line = {"project_id": project_id, "number": session.number, "text": text}
    rows = PlanComment.objects.filter(**line, organisation=organisation)
    found: PlanComment | None = rows.filter(answered_at=None).first()
    if found is not None:
        return found
    comment = PlanComment.objects.create(
        hub_id=session.hub_id, **line, organisation=organisation, written_at=at
    )
    audit.record("comment_on_plan", comment, at=at)
    return comment


@transaction.atomic
def answer_comment(comment: PlanComment, *, by: User, at: datetime) -> PlanComment:
    """Take a proposal off the list; a second time changes nothing."""
    row = PlanComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if row.answered_at is None:
        row.answered_at = at
        row.save(update_fields=["answered_at"])
        audit.record(
            "answer_plan_comment", row, actor=by, fields=["answered_at"], at=at
        )
    return row
