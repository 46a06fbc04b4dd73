"""Acts on the plans of sessions that write an entry in the audit log."""

from django.db.models import Model

from recruitment.actions import partner_plans
from tests.audited_world import AT, World
from tests.plan_rows import PLAN, make_common_plan
from workgroups.actions import session_plans
from workgroups.models import Provider


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


def comment_on_plan(w: World) -> Model:
    return session_plans.comment_as_partner(
        w.session, organisation="UCL", text="Beads.", at=AT
    )


def let_partner_read(w: World) -> Model:
    ucl = Provider.objects.create(name="UCL", kind="ecte_lead_provider")
    return partner_plans.let_partner_read(w.hub, ucl, by=w.by, at=AT)


def stop_partner_reading(w: World) -> Model:
    link = let_partner_read(w)
    partner_plans.stop_partner_reading(link, by=w.by, at=AT)
    return link


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
    "comment_on_plan": (comment_on_plan, "", ""),
    "let_partner_read": (let_partner_read, LEAD, ""),
    "stop_partner_reading": (stop_partner_reading, LEAD, ""),
    "answer_plan_comment": (answer_plan_comment, LEAD, "answered_at"),
}
