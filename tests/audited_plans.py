"""Acts on the plans of sessions that write an entry in the audit log."""

from django.db.models import Model

from tests.audited_world import AT, World
from tests.plan_rows import PLAN, make_common_plan
from workgroups.actions import session_plans


def share_plan(w: World) -> Model:
    return session_plans.share_plans(w.group, by=w.by, at=AT)[0]


def depart_from_plan(w: World) -> Model:
    fields = {"departure": "Online."}
    return session_plans.depart_from_plan(
        w.session, fields, sections=[], by=w.by, at=AT
    )


def agree_plan(w: World, *, agrees: bool = True) -> Model:
    plan = make_common_plan(w.group.project)
    session_plans.review_plan(
        plan, agrees=agrees, seen=plan.fingerprint, by=w.by, at=AT
    )
    return plan


def send_plan_back(w: World) -> Model:
    return agree_plan(w, agrees=False)


def propose_plan_change(w: World) -> Model:
    return session_plans.propose_change(w.group, 1, text="Beads.", by=w.by, at=AT)


def answer_plan_comment(w: World) -> Model:
    comment = propose_plan_change(w)
    return session_plans.answer_comment(comment, by=w.by, at=AT)


#: The arguments of `Act`: what is done, in which role, and the fields it names.
LEAD, GROUP_LEAD = "hub_lead", "work_group_lead"
SHARED = ", ".join(sorted(PLAN))
DONE = {
    "share_plan": (share_plan, LEAD, SHARED),
    "depart_from_plan": (depart_from_plan, GROUP_LEAD, "departure"),
    "agree_plan": (agree_plan, LEAD, "plan_state"),
    "send_plan_back": (send_plan_back, LEAD, "plan_state"),
    "propose_plan_change": (propose_plan_change, GROUP_LEAD, ""),
    "answer_plan_comment": (answer_plan_comment, LEAD, "answered_at"),
}
