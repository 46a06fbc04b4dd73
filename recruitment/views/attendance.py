"""The attendance register: on a phone, by two leads at once, on a bad connection."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recruitment import rules
from recruitment.actions import attendance
from recruitment.actions.attendance import Clash
from recruitment.choices import IN_THE_ROOM, Mark
from recruitment.errors import RecruitmentError
from recruitment.forms.attendance import RegisterForm, WalkInForm
from recruitment.queries import attendance_register
from recruitment.queries.attendance_register import MARKS, RegisterLine
from workgroups.models import Session
from workgroups.requests import SignedInRequest
from workgroups.rules import times_in_words

CHOICES = [(value, label.capitalize()) for value, label in Mark.choices]


@dataclass(frozen=True)
class Count:
    """One number of the bar under the register; `values` are the marks it adds up."""

    values: str
    words: str
    number: int


@require_http_methods(["GET", "POST"])
def record_attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    now = timezone.now()
    if not rules.register_is_open(session.on, at=now):
        return _explain_too_early(request, session)
    form = RegisterForm(request.POST if request.method == "POST" else None)
    clashes: list[Clash] = []
    if form.is_valid():
        saved = attendance.record_attendance(
            session,
            form.cleaned_data["marks"],
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=now,
        )
        clashes = saved.clashes
        if request.accepts("application/json") and not request.accepts("text/html"):
            words = _saved_words(now, at=now)
            return JsonResponse({"saved": words, "clashes": len(clashes)})
        if not clashes:
            return _after_saving(request, session, form)
    register = attendance_register.attendance_register_of(session)
    lines = _with_clashes(register.lines, clashes)
    return _page(
        request,
        session,
        form=form,
        lines=lines,
        clashes=[line for line in lines if line.place_id in _ids(clashes)],
        choices=CHOICES,
        counts=_counts(lines),
        saved=_saved_words(register.saved_at, at=now),
    )


@require_http_methods(["GET", "POST"])
def add_walk_in(request: SignedInRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    now = timezone.now()
    if not rules.register_is_open(session.on, at=now):
        return _explain_too_early(request, session)
    form = WalkInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            attendance.add_walk_in(
                session,
                form.person,
                school_name=form.cleaned_data["school_name"],
                by=request.user,
                at=now,
            )
        except RecruitmentError as error:
            form.add_error(None, str(error))
        else:
            name = "{first_name} {last_name}".format(**form.person)
            messages.success(request, f"{name} is on the register, marked present.")
            return redirect("recruitment:record_attendance", pk)
    return render(
        request,
        "recruitment/add_walk_in.html",
        {"session": session, "work_group": session.work_group, "form": form},
    )


def _session(request: SignedInRequest, pk: int) -> Session:
    rows = Session.objects.managed_by(request.user).select_related("work_group__hub")
    session = get_object_or_404(rows, pk=pk)
    request.hub = session.work_group.hub
    return session


def _page(request: SignedInRequest, session: Session, **context: Any) -> HttpResponse:
    page = {
        "session": session,
        "work_group": session.work_group,
        "times": times_in_words(session.starts, session.ends),
        **context,
    }
    return render(request, "recruitment/record_attendance.html", page)


def _explain_too_early(request: SignedInRequest, session: Session) -> HttpResponse:
    """Show who is expected and when the register opens; nothing was saved."""
    return _page(
        request,
        session,
        too_early=True,
        was_posted=request.method == "POST",
        lines=attendance_register.attendance_register_of(session).lines,
    )


def _after_saving(
    request: SignedInRequest, session: Session, form: RegisterForm
) -> HttpResponse:
    messages.success(request, "The register is saved.")
    if form.cleaned_data["then"] == "walk-in":
        return redirect("recruitment:add_walk_in", session.pk)
    return redirect("recruitment:record_attendance", session.pk)


def _with_clashes(
    lines: list[RegisterLine], clashes: Iterable[Clash]
) -> list[RegisterLine]:
    """Explain each clash in its row, with both marks; the saved one stays."""
    told = {
        clash.place_id: (
            f"Somebody else marked {MARKS[clash.theirs]} while you marked "
            f"{MARKS[clash.yours]}. “{MARKS[clash.theirs].capitalize()}” stands unless "
            f"you choose again and save."
        )
        for clash in clashes
        if clash.theirs
    }
    return [
        replace(line, standing=told.get(line.place_id, line.standing)) for line in lines
    ]


def _ids(clashes: Iterable[Clash]) -> set[int]:
    return {clash.place_id for clash in clashes}


def _counts(lines: list[RegisterLine]) -> list[Count]:
    marked = [line.mark for line in lines]
    here = sum(mark in IN_THE_ROOM for mark in marked)
    missing = marked.count("")
    away = f"{Mark.APOLOGIES} {Mark.ABSENT}"
    return [
        Count(" ".join(IN_THE_ROOM), "in the room", here),
        Count(away, "away", len(marked) - here - missing),
        Count("", "not marked", missing),
    ]


def _saved_words(saved_at: datetime | None, *, at: datetime) -> str:
    """ "Saved 16:04", with the day if it was another one; "" if never saved."""
    if saved_at is None:
        return ""
    local, today = timezone.localtime(saved_at), timezone.localdate(at)
    if local.date() == today:
        return f"Saved {local:%H:%M}"
    return f"Saved {local.day} {local:%B %Y, %H:%M}"
