"""The attendance register, which two leads may mark at the same time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from recruitment import rules
from recruitment.actions import attendance
from recruitment.actions.attendance import MarkConflict, RegisterSaved
from recruitment.choices import PRESENT_MARKS, Mark
from recruitment.errors import WhySoLate
from recruitment.forms.attendance import RegisterForm
from recruitment.queries import attendance_register, register_changes, staffing
from recruitment.queries.attendance_register import MARK_LABELS, RegisterRow
from recruitment.queries.sessions import home_url
from workgroups import permissions, words
from workgroups.models import Session
from workgroups.requests import SignedInRequest

CHOICES = [(value, label.capitalize()) for value, label in Mark.choices]


@dataclass(frozen=True)
class MarkTotal:
    """How many people have one of several marks."""

    marks: str  # separated by spaces; "" stands for people without a mark
    label: str
    number: int


@require_http_methods(["GET", "POST"])
def record_attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    session = managed_session(request, pk)
    now = timezone.now()
    if is_closed(request, session, now):
        return explain_closed(request, session, now)
    form = RegisterForm(request.POST if request.method == "POST" else None)
    saved = _save(request, session, form, at=now) if form.is_valid() else None
    if saved is not None:
        if request.accepts("application/json") and not request.accepts("text/html"):
            return _say_saved(saved, at=now)
        if not saved.conflicts and not saved.unmarked:
            return _after_saving(request, session, form)
    register = attendance_register.register_of(session)
    rows = _as_posted(register.rows, form, saved)
    conflicting = {each.place_id for each in saved.conflicts} if saved else set()
    unmarked = saved.unmarked if saved else []
    return _render_register(
        request,
        session,
        form=form,
        rows=rows,
        conflicts=[row for row in rows if row.place_id in conflicting],
        unmarked=[row for row in rows if row.place_id in unmarked],
        not_known=[row for row in rows if row.unknown],
        in_the_room=staffing.in_the_room(session),
        choices=CHOICES,
        totals=_totals(rows),
        saved=_saved_label(register.saved_at, at=now),
        closed_on=closed_on(session, now),
    )


def _say_saved(saved: RegisterSaved, *, at: datetime) -> JsonResponse:
    """For the script: when it was saved, and how much of it was not."""
    return JsonResponse(
        {
            "saved": _saved_label(at, at=at),
            "conflicts": len(saved.conflicts),
            "unmarked": saved.unmarked,
        }
    )


def _save(
    request: SignedInRequest, session: Session, form: RegisterForm, *, at: datetime
) -> RegisterSaved | None:
    """Save the marks; None, with the reason beside its box, where they are refused."""
    try:
        return attendance.record_attendance(
            session,
            form.cleaned_data["marks"],
            seen=form.cleaned_data["seen"],
            beside=form.cleaned_data["beside"],
            seen_beside=form.cleaned_data["seen_beside"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=at,
        )
    except WhySoLate as error:
        form.add_error("reason", str(error))
        return None


def managed_session(request: SignedInRequest, pk: int) -> Session:
    rows = Session.objects.managed_by(request.user).select_related("work_group__hub")
    if request.method == "GET":  # what is posted is saved without its venue
        rows = rows.with_venue().select_related(
            "work_group__hub", "work_group__project__stage__programme"
        )
        rows = rows.annotate(has_others=staffing.HAS_OTHERS)
    session = get_object_or_404(rows, pk=pk)
    request.hub = session.work_group.hub
    return session


def _render_register(
    request: SignedInRequest, session: Session, **context: Any
) -> HttpResponse:
    page = {
        "session": session,
        "work_group": session.work_group,
        "times": words.time_range(session.starts, session.ends),
        "session_home_url": home_url(request.user, session),
        **context,
    }
    return render(request, "recruitment/record_attendance.html", page)


@require_safe
def show_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show who marked whom at a session, and when, the newest first."""
    session = managed_session(request, pk)
    page = {
        "session": session,
        "work_group": session.work_group,
        "lines": register_changes.changes_of(session),
    }
    return render(request, "recruitment/show_changes.html", page)


@never_cache
@require_safe
def show_marks(request: SignedInRequest, pk: int) -> JsonResponse:
    """The marks as they stand, which an open register asks for again and again."""
    sessions = Session.objects.managed_by(request.user).only("pk")
    marks = register_changes.standing_marks(get_object_or_404(sessions, pk=pk))
    saved = _saved_label(marks.saved_at, at=timezone.now())
    return JsonResponse({"marks": marks.by_place, "saved": saved})


def closed_on(session: Session, at: datetime) -> date | None:
    """The last day of a register that has closed; None while it is open."""
    days = session.work_group.hub.register_days
    if not rules.register_is_closed(session.on, days, at=at):
        return None
    return rules.register_closes_on(session.on, days)


def is_closed(request: SignedInRequest, session: Session, at: datetime) -> bool:
    """Whether this user may not mark: too early, called off, or closed meanwhile."""
    if session.called_off_at is not None:
        return True
    if not rules.register_is_open(session.on, at=at):
        return True
    if closed_on(session, at) is None:
        return False
    scope = permissions.scope_of(request.user)
    return not permissions.leads_hub(scope, session.work_group.hub_id)


def explain_closed(
    request: SignedInRequest, session: Session, at: datetime
) -> HttpResponse:
    """Show who is expected and why the register is closed; a POST saves nothing."""
    return _render_register(
        request,
        session,
        is_closed=True,
        was_posted=request.method == "POST",
        closed_on=closed_on(session, at),
        rows=attendance_register.register_of(session).rows,
    )


def _after_saving(
    request: SignedInRequest, session: Session, form: RegisterForm
) -> HttpResponse:
    messages.success(request, "The register is saved.")
    then, _, place = form.cleaned_data["then"].partition("-")
    if then == "walk":
        return redirect("recruitment:add_walk_in", session.pk)
    if then == "details":
        return redirect("recruitment:fill_in_details", session.pk, int(place))
    return redirect("recruitment:record_attendance", session.pk)


def _as_posted(
    rows: list[RegisterRow], form: RegisterForm, saved: RegisterSaved | None
) -> list[RegisterRow]:
    """Keep in sight what was posted and not saved, so that nobody types it twice."""
    if not form.is_bound:
        return rows
    beside = form.cleaned_data.get("beside", {})
    if saved is None:
        chosen = form.cleaned_data.get("marks", {})
        return [
            replace(
                row,
                chosen=chosen.get(row.place_id, ""),
                typed=beside.get(row.place_id),
            )
            for row in rows
        ]
    rows = _with_conflicts(rows, saved.conflicts)
    return [
        replace(row, typed=beside[row.place_id])
        if row.place_id in saved.unmarked
        else row
        for row in rows
    ]


def _with_conflicts(
    rows: list[RegisterRow], conflicts: Iterable[MarkConflict]
) -> list[RegisterRow]:
    """Add a remark with both marks to each row that has a conflict."""
    remarks: dict[int, list[str]] = defaultdict(list)
    for conflict in conflicts:
        if conflict.theirs or conflict.name != "mark":
            remarks[conflict.place_id].append(_conflict_in_words(conflict))
    return [
        replace(row, remark=" ".join(remarks.get(row.place_id, [row.remark])))
        for row in rows
    ]


def _conflict_in_words(conflict: MarkConflict) -> str:
    if conflict.name == "mark":
        theirs, yours = MARK_LABELS[conflict.theirs], MARK_LABELS[conflict.yours]
        return (
            f"Somebody else marked {theirs} while you marked {yours}. "
            f"“{theirs.capitalize()}” stands unless you choose again and save."
        )
    theirs = f"“{conflict.theirs}”" if conflict.theirs else "nothing"
    yours = f"“{conflict.yours}”" if conflict.yours else "nothing"
    return (
        f"{conflict.name.capitalize()}: somebody else wrote {theirs} while you wrote "
        f"{yours}. Theirs stands unless you write again and save."
    )


def _totals(rows: list[RegisterRow]) -> list[MarkTotal]:
    marks = [row.shown for row in rows]
    present = sum(mark in PRESENT_MARKS for mark in marks)
    missing = marks.count("")
    away = f"{Mark.APOLOGIES} {Mark.ABSENT}"
    return [
        MarkTotal(" ".join(PRESENT_MARKS), "in the room", present),
        MarkTotal(away, "away", len(marks) - present - missing),
        MarkTotal("", "not marked", missing),
    ]


def _saved_label(saved_at: datetime | None, *, at: datetime) -> str:
    """For example "Saved 16:04", with the day unless it is today; "" if never saved."""
    if saved_at is None:
        return ""
    local, today = timezone.localtime(saved_at), timezone.localdate(at)
    if timezone.localdate(saved_at) == today:
        return f"Saved {local:%H:%M}"
    return f"Saved {words.day(local)}, {local:%H:%M}"
