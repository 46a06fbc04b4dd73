"""Feedback in the room: the QR code, its page without an account, and paper slips."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluation import rules
from evaluation.actions import room
from evaluation.actions.room import RoomAnswers
from evaluation.errors import EvaluationError, RoomClosed
from evaluation.forms import FeedbackStepForm, QuotingForm, text_limit_of
from evaluation.queries import room as queries
from evaluation.slip_forms import SlipForm
from recruitment import links
from recruitment.choices import LinkPurpose
from recruitment.decorators import link_required
from recruitment.links import KeptLink
from workgroups import permissions
from workgroups.choices import RoleKind
from workgroups.models import Session
from workgroups.requests import SignedInRequest

ROWS = 10  # slips on one page
SLIPS_PRINTED = 30
BROWSER_REMEMBERS = timedelta(days=1)  # that it has answered
SESSION = ("work_group__hub",)


def explain_room(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Explain why a QR code opens no questions."""
    session = link.subject if isinstance(link.subject, Session) else None
    words = RoomClosed.message if session else ""
    return _refuse(request, session, words)


def _refuse(request: HttpRequest, session: Session | None, words: str) -> HttpResponse:
    context = {
        "session": session,
        "words": words,
        "hub": session.work_group.hub if session else None,
    }
    status = 200 if session else 404
    return render(request, "evaluation/room_closed.html", context, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.ROOM, related=SESSION, explain=explain_room)
def answer_in_room(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """The questions about a session, for one answer of each browser."""
    session = link.subject
    if request.get_signed_cookie(_cookie(session), default=""):
        return _refuse(request, session, "This browser has answered already.")
    now = timezone.now()
    try:
        queries.check_browsers_may_answer(session, at=now)
    except EvaluationError as error:
        return _refuse(request, session, str(error))
    asked = queries.questions_about(session)
    posted = request.POST if request.method == "POST" else None
    form = FeedbackStepForm(asked, text_limit=text_limit_of(asked), data=posted)
    quoting = QuotingForm(posted)
    if form.is_valid() and quoting.is_valid():
        given = rules.non_empty(form.answers)
        may_be_quoted = quoting.cleaned_data["may_be_quoted"]
        if given:
            return _take(request, session, RoomAnswers(given, may_be_quoted), form)
        form.add_error(None, "Answer at least one question, then send.")
    return _ask(request, session, form, quoting)


def _take(
    request: HttpRequest, session: Session, given: RoomAnswers, form: FeedbackStepForm
) -> HttpResponse:
    try:
        room.take_from_browser(session, given, at=timezone.now())
    except EvaluationError as error:
        form.add_error(None, str(error))
        return _ask(request, session, form, QuotingForm(request.POST))
    response = redirect("evaluation:thank_for_feedback", session.work_group.hub.slug)
    response.set_signed_cookie(
        _cookie(session),
        "sent",
        max_age=BROWSER_REMEMBERS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    links.forget(request, response, purpose=LinkPurpose.ROOM)
    return response


def _ask(
    request: HttpRequest, session: Session, form: FeedbackStepForm, quoting: QuotingForm
) -> HttpResponse:
    context = {
        "form": form,
        "quoting": quoting,
        "session": session,
        "hub": session.work_group.hub,
    }
    return render(request, "evaluation/answer_in_room.html", context)


def _cookie(session: Session) -> str:
    return f"room_{session.pk}"


@require_http_methods(["GET", "POST"])
def show_qr(request: SignedInRequest, pk: int) -> HttpResponse:
    """The QR code to show in the room; a press makes it."""
    session = _session_to_run(request, pk)
    if request.method == "POST":
        room.make_link(session, by=request.user, at=timezone.now())
        return redirect("evaluation:show_qr", pk)
    link = queries.room_link_of(session)
    url = links.address(link) if link else ""
    context = {
        "session": session,
        "work_group": session.work_group,
        "url": url,
        "questions": len(queries.questions_about(session)),
        "qr": segno.make(url, error="m").svg_data_uri(scale=6) if url else "",
    }
    return render(request, "evaluation/show_qr.html", context)


@require_safe
def print_slips(request: SignedInRequest, pk: int) -> HttpResponse:
    """The questions about a session on paper slips."""
    session = _session_to_run(request, pk)
    context = {
        "session": session,
        "work_group": session.work_group,
        "questions": queries.questions_about(session),
        "slips": range(SLIPS_PRINTED),
        "marks": range(1, 6),
    }
    return render(request, "evaluation/print_slips.html", context)


@require_http_methods(["GET", "POST"])
def type_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Type up paper slips, one row a slip; empty rows are left out."""
    session = _session_to_type_up(request, pk)
    asked = queries.questions_about(session)
    posted = request.POST if request.method == "POST" else None
    form = queries.form_about(session)
    refusal = queries.why_no_slips(session, form, at=timezone.now())
    rows = range(_rows_to_type(queries.free_answers(session, form), posted))
    forms = [SlipForm(asked, prefix=f"slip{n}", data=posted) for n in rows]
    error = ""
    wrong = [form for form in forms if form.errors]  # reads every row
    if posted is not None and not wrong:
        error = _type_up(request, session, forms)
        if not error:
            return redirect("evaluation:type_up", pk)
    context = {
        "session": session,
        "work_group": session.work_group,
        "forms": forms,
        "questions": asked,
        "refusal": refusal,
        "free": queries.free_answers(session, form),
        "error": error,
        "has_errors": bool(wrong),
    }
    return render(request, "evaluation/type_up.html", context)


def _rows_to_type(free: int, posted: Mapping[str, Any] | None) -> int:
    """As many rows as answers may still come; of a posted page all that it had."""
    had = [n for n in range(ROWS) if any(_is_of(n, name) for name in posted or ())]
    return max(min(free, ROWS), max(had, default=-1) + 1)


def _is_of(row: int, name: str) -> bool:
    return name.startswith(f"slip{row}-")


def _type_up(request: SignedInRequest, session: Session, forms: list[SlipForm]) -> str:
    """Keep the slips that hold an answer; return why not, or ""."""
    slips = [
        RoomAnswers(form.answers, form.cleaned_data["may_be_quoted"])
        for form in forms
        if form.answers
    ]
    if not slips:
        return "No row holds an answer yet."
    try:
        room.type_up(session, slips, by=request.user, at=timezone.now())
    except EvaluationError as refusal:
        return str(refusal)
    number = f"{len(slips)} slips are" if len(slips) > 1 else "One slip is"
    messages.success(request, f"{number} kept, encrypted until the form closes.")
    return ""


def _session_to_run(request: SignedInRequest, pk: int) -> Session:
    """A session of the user's own group or hub."""
    rows = Session.objects.managed_by(request.user)
    return _found(request, rows, pk)


def _session_to_type_up(request: SignedInRequest, pk: int) -> Session:
    hubs = hubs_to_type_up_for(request.user)
    return _found(request, Session.objects.filter(work_group__hub__in=hubs), pk)


def hubs_to_type_up_for(user: Any) -> frozenset[int]:
    """The hubs whose staff or evaluator a user is; a lead knows the handwriting."""
    scope = permissions.scope_of(user)
    return scope.staff_hubs | scope.hubs(RoleKind.EVALUATOR)


def _found(request: SignedInRequest, rows: Any, pk: int) -> Session:
    session: Session = get_object_or_404(rows.select_related("work_group__hub"), pk=pk)
    request.hub = session.work_group.hub
    return session
