"""The homes of groups, sessions and people: the tabs of all floors, and buttons."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from evaluation.queries.room import TYPED_WITHIN, day_ends_at
from hubsite.queries import (
    group_home,
    lead,
    person_home,
    session_home,
)
from recruitment.choices import STATE_AFTER, BulkVerb
from recruitment.models import Participant
from recruitment.queries.bulk_actions import free_seats_to_offer
from recruitment.queries.options import staff_reasons
from recruitment.queries.session_people import people_at
from recruitment.queries.staffing import in_the_room
from recruitment.rules import is_allowed_transition
from workgroups import session_plans
from workgroups.actions import session_plans as plan_actions
from workgroups.admin_base import (
    Act,
    Tab,
    add_acts,
    add_tab,
    url_of_retiring,
)
from workgroups.admin_base.homes import add_belongings, url_of
from workgroups.models import Session, WorkGroup

BLANK_ROWS = 6  # of a register on paper, for people who are not on the list


def add_homes() -> None:
    add_tab(WorkGroup, Tab("", "Overview", "admin/group_home.html", read_group))
    add_tab(WorkGroup, Tab("emails", "Letters", "admin/emails_tab.html", read_emails))
    plan = Tab("plan", "Plan", "admin/plan_tab.html", read_plans, share_plans)
    add_tab(WorkGroup, plan)
    add_acts(WorkGroup, group_acts)
    add_tab(Session, Tab("", "Overview", "admin/session_home.html", read_session))
    paper = Tab(
        "register", "Register on paper", "admin/paper_register.html", read_register
    )
    add_tab(Session, paper)
    add_tab(Session, Tab("emails", "Letters", "admin/emails_tab.html", read_emails_of))
    add_tab(Participant, Tab("", "Overview", "admin/person_home.html", read_person))
    add_belongings(Session, belongings_of_session)


def belongings_of_session(session: Session) -> list[tuple[str, Iterable[Any]]]:
    """Rows whose audit entries the history of a session shows as well."""
    forms = session.feedback_forms.order_by()
    return [
        ("recruitment.attendance", session.attendances.values_list("pk", flat=True)),
        ("evaluation.feedbackform", forms.values_list("pk", flat=True)),
    ]


def read_group(request: HttpRequest, group: WorkGroup) -> dict[str, Any]:
    found = group_home.group_home_of(request.user, group, at=timezone.now())
    return {"group": found}


def read_emails(request: HttpRequest, group: WorkGroup) -> dict[str, Any]:
    emails, total = group_home.emails_about(request.user, group)
    return {"emails": emails, "total": total, "whose": "about places in this group"}


def read_plans(request: HttpRequest, group: WorkGroup) -> dict[str, Any]:
    plans = session_plans.plans_of(group, at=timezone.now())
    lacks = any(each.state and each.common is None for each in plans)
    counts = session_plans.counts_of(plans)
    return {"plans": plans, "counts": counts, "can_share": lacks}


def share_plans(request: HttpRequest, group: WorkGroup) -> HttpResponse:
    """Make the plans of a group common where its project has none."""
    own = WorkGroup.objects.changeable_by(request.user).filter(pk=group.pk)
    get_object_or_404(own)
    by: Any = request.user
    made = plan_actions.share_plans(group, by=by, at=timezone.now())
    messages.success(request, f"Plans shared with the groups: {len(made)}.")
    return redirect(url_of(group, "plan"))


def group_acts(request: HttpRequest, group: WorkGroup) -> list[Act]:
    places = reverse("admin:recruitment_place_changelist")
    people = f"{places}?work_group__id__exact={group.pk}"
    page = _page("show_group", group)
    pages = [
        Act("Print the list of people", page, look="link"),
        Act("Attendance over the year", _page("show_attendance", group), look="link"),
        Act("Who completes the year…", _page("complete_group", group), look="link"),
        Act("List and export its people", people, look="link"),
        Act("Import a list", url_of(group, "import"), look="link"),
    ]
    may_change = WorkGroup.objects.changeable_by(request.user).filter(pk=group.pk)
    if not may_change.exists():
        return pages
    end = Act("Delete or retire…", url_of_retiring(group), look="grave")
    if group.cancelled_on is not None:
        return [*pages, end]
    return [*_acts_of_open_group(group), *pages, _cancel_act(group), end]


def _page(name: str, group: WorkGroup) -> str:
    return reverse(f"hubsite:{name}", args=[group.slug])


def _acts_of_open_group(group: WorkGroup) -> list[Act]:
    groups = reverse("admin:workgroups_workgroup_changelist")
    words = "Offer free seats to those who wait"
    offer = Act(words, groups, "offer_free_seats", group.pk, look="main")
    can_offer = bool(free_seats_to_offer(group, at=timezone.now()))
    return [
        *([offer] if can_offer else []),
        Act("Message…", url_of(group, "message")),
        Act("Register somebody…", url_of(group, "new-person")),
        Act("Next year’s group…", groups, "plan_next_year", group.pk),
    ]


def _cancel_act(group: WorkGroup) -> Act:
    groups = reverse("admin:workgroups_workgroup_changelist")
    words, action = "Cancel this group…", "cancel_work_groups"
    return Act(words, groups, action, group.pk, look="grave")


def read_session(request: HttpRequest, session: Session) -> dict[str, Any]:
    now = timezone.now()
    found = session_home.session_home_of(request.user, session, at=now)
    return {"session": found, "acts": session_acts(found, at=now)}


def session_acts(home: session_home.SessionHome, *, at: datetime) -> list[Act]:
    """What can be done about a session as it is now; each opens a page."""
    session = home.row.session
    edit = Act("Edit", reverse("admin:workgroups_session_change", args=[session.pk]))
    ring = reverse("recruitment:call_off_session", args=[session.pk])
    if home.row.is_called_off:
        return [Act("Whom to ring", ring), edit]
    if not home.goes_ahead:
        return [edit]
    register, call_off = _register_acts(home), _call_off_acts(home.row, ring, at=at)
    return [*register, *_room_acts(session, at=at), *call_off, edit]


def _register_acts(home: session_home.SessionHome) -> list[Act]:
    session = home.row.session
    on_paper = Act("Print the register", url_of(session, "register"))
    if not home.has_open_register:
        return [on_paper]
    words = "Put the register right" if home.row.marked else "Take the register"
    return [Act(words, lead.register_url(session)), on_paper]


def _room_acts(session: Session, *, at: datetime) -> list[Act]:
    """Feedback in the room: the QR code before it ends, the slips afterwards."""
    if at < day_ends_at(session):
        url = reverse("evaluation:show_qr", args=[session.pk])
        return [Act("QR code for feedback", url)]
    if at < day_ends_at(session) + TYPED_WITHIN:
        url = reverse("evaluation:type_up", args=[session.pk])
        return [Act("Type up paper slips", url)]
    return []


def _call_off_acts(row: lead.SessionRow, url: str, *, at: datetime) -> list[Act]:
    if not row.can_be_called_off or row.session.ends_at <= at:
        return []
    return [Act("Call off today…" if row.stage == "today" else "Call off…", url)]


def read_register(request: HttpRequest, session: Session) -> dict[str, Any]:
    people = people_at(request.user, session)
    expected = [each.place for each in people if each.is_expected]
    return {
        "expected": expected,
        "blank": range(BLANK_ROWS),
        "session": session,
        "others": in_the_room(session),
    }


def read_emails_of(request: HttpRequest, session: Session) -> dict[str, Any]:
    emails, total = session_home.emails_about(request.user, session)
    return {"emails": emails, "total": total, "whose": "about this session"}


def read_person(request: HttpRequest, person: Participant) -> dict[str, Any]:
    found = person_home.person_home_of(request.user, person)
    reasons = {
        verb: tuple(staff_reasons(verb, person.hub_id)) for verb in PRESSED_WITH_REASON
    }
    acts_of = [(place_acts(line.place, reasons), line) for line in found.places]
    changes = person_home.changes_to(request.user, person, at=timezone.now())
    return {"person": found, "acts_of": acts_of, "changes": changes}


#: Acts whose reasons are buttons; a move asks on a page, which previews it.
PRESSED_WITH_REASON = (
    BulkVerb.REFUSE,
    BulkVerb.RESTORE,
    BulkVerb.DEFER,
    BulkVerb.WITHDRAW,
)
#: Acts that a place without a group allows as well.
WITHOUT_GROUP = (BulkVerb.DEFER, BulkVerb.WITHDRAW)


def place_acts(
    place: Any, reasons: Mapping[BulkVerb, tuple[tuple[str, str], ...]]
) -> list[Act]:
    """What staff may do with a place in its state; nothing while it is being changed.

    An act whose reason is among `reasons` takes one press.
    """
    if place.is_changing:
        return []
    places = reverse("admin:recruitment_place_changelist")
    return [
        Act(
            str(verb.label),
            places,
            action,
            place.pk,
            reasons.get(verb, ()),
            comes_back=True,
        )
        for verb, action in person_home.ACTIONS.items()
        if is_allowed_transition(place.state, STATE_AFTER[verb])
        and (place.work_group_id is not None or verb in WITHOUT_GROUP)
    ]
