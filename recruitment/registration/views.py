"""Registering an expression of interest, in short steps that can be left."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from recruitment import computers, rate_limits
from recruitment.actions import registrations
from recruitment.choices import RegistrationSource
from recruitment.errors import RecruitmentError, TooOften
from recruitment.models import RecruitmentLink, Registration, RegistrationDraft
from recruitment.registration import check_answers
from recruitment.registration.forms import StepForm
from recruitment.registration.wizard import CHECK, Steps
from workgroups import group_search
from workgroups.form_fields import clean_line
from workgroups.models import Stage, WorkGroup
from workgroups.querysets import session_days
from workgroups.rules import begun_in_words

DRAFT_SECONDS = 60 * 60 * 24 * 30


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def register_interest(request: HttpRequest, slug: str, step: str = "") -> HttpResponse:
    """One step, the first unless named. "Continue" keeps the answers and goes on."""
    draft = _draft(request, slug)
    work_group = draft.work_group if draft else _group(slug)
    request.hub = work_group.hub  # type: ignore[attr-defined]
    if not work_group.accepts_interest(today=timezone.localdate()):
        return _not_open(request, work_group)
    has_later_stage: bool = work_group.has_later_stage  # type: ignore[attr-defined]
    steps = Steps(work_group, draft, has_later_stage=has_later_stage)
    step = step or steps.first
    if step == CHECK.name:
        return _check(request, steps)
    if step not in steps.asked or (step != steps.first and steps.draft is None):
        return redirect("recruitment:register_interest", slug)
    if request.method == "POST":
        return _answer(request, steps, step)
    form = steps.form(step, None)
    if (held := steps.kept(step)) is not None:
        form = steps.form(step, held)
        form.is_valid()
    return _show(request, steps, step, form)


def _not_open(request: HttpRequest, work_group: WorkGroup) -> HttpResponse:
    today = timezone.localdate()
    page: dict[str, Any] = {
        "work_group": work_group,
        "today": today,
        "is_over": work_group.is_over(today=today),
        "has_draft": _cookie(request, work_group.slug) is not None,
    }
    hub_groups = WorkGroup.objects.filter(hub=work_group.hub_id)
    if page["is_over"] and not hub_groups.open_for_interest(today).exists():
        search = group_search.Search(hub=work_group.hub.slug)
        page["coming"] = group_search.next_groups(search, today=today)
    return render(request, "recruitment/not_open.html", page)


def _answer(request: HttpRequest, steps: Steps, step: str) -> HttpResponse:
    form = steps.form(step, request.POST)
    if "find" in request.POST:  # looking up a school keeps what was typed so far
        form = steps.form(step, request.POST)
        form.full_clean()
        form.errors.clear()
        return _show(request, steps, step, form, looked_up=True)
    if not form.is_valid():
        return _show(request, steps, step, form)
    draft = steps.draft or RegistrationDraft(
        hub_id=steps.work_group.hub_id,
        work_group=steps.work_group,
        recruitment_link=_recruitment_link(request, steps.work_group),
    )
    kept = {name: _storable(request.POST.getlist(name)) for name in form.fields}
    registrations.save_draft(draft, kept, at=timezone.now())
    onwards = steps.after(step)
    steps.draft = draft
    if request.POST.get("then") == "check" and not steps.unanswered():
        onwards = "check"
    response = redirect("recruitment:register_step", steps.work_group.slug, onwards)
    _set_cookie(response, draft)
    return response


def _storable(values: list[str]) -> list[str]:
    """As typed, but for what PostgreSQL refuses to keep."""
    return [value.replace("\x00", "") for value in values]


def _show(
    request: HttpRequest,
    steps: Steps,
    step: str,
    form: StepForm,
    *,
    looked_up: bool = False,
) -> HttpResponse:
    is_first, shows_dates = step == steps.first, steps.step(step).shows_dates
    sessions = _sessions(steps.work_group) if shows_dates else []
    return render(
        request,
        "recruitment/register_interest.html",
        {
            "work_group": steps.work_group,
            "form": form,
            "step": steps.number(step),
            "steps": len(steps.names),
            "is_first": is_first,
            "shows_dates": shows_dates,
            "step_title": steps.title(step),
            "back": steps.before(step),
            "then": request.GET.get("then", request.POST.get("then", "")),
            "from_code": request.GET.get("from", request.POST.get("from", "")),
            "looked_up": looked_up,
            "resumed": bool(steps.draft) and is_first,
            "resume_at": steps.resume_at() if is_first else "",
            "sessions": sessions,
            "begun": begun_in_words(
                [each.on for each in sessions], today=timezone.localdate()
            ),
        },
    )


def _check(request: HttpRequest, steps: Steps) -> HttpResponse:
    """The last step: what was answered, the notice, and the button."""
    key = _cookie(request, steps.work_group.slug)
    if steps.draft is None:
        if key and Registration.objects.filter(form_key=key).exists():
            return redirect("recruitment:registered", steps.work_group.slug)
        return redirect("recruitment:register_interest", steps.work_group.slug)
    missing = steps.unanswered()
    if missing:
        return redirect("recruitment:register_step", steps.work_group.slug, missing)
    problem, status = "", 200
    if request.method == "POST":
        try:
            return _register(request, steps)
        except RecruitmentError as error:
            problem, status = str(error), 429 if isinstance(error, TooOften) else 200
    return render(
        request,
        "recruitment/check_answers.html",
        {
            "work_group": steps.work_group,
            "answers": check_answers.answers_of(steps),
            "problem": problem,
            "notice": _in_two(steps.work_group.hub.privacy_notice),
            "step": len(steps.names),
            "steps": len(steps.names),
            "step_title": CHECK.title,
            "back": steps.before(CHECK.name),
        },
        status=status,
    )


def _in_two(notice: str) -> tuple[str, str]:
    """The notice's first paragraph, which says it in short, and the rest."""
    first, _, rest = notice.replace("\r\n", "\n").strip().partition("\n\n")
    return first, rest


def _register(request: HttpRequest, steps: Steps) -> HttpResponse:
    answers, draft, now = steps.answers_kept(), steps.draft, timezone.now()
    if draft is None:
        return redirect("recruitment:register_interest", steps.work_group.slug)
    email = answers.participant["email"]
    too_often = rate_limits.limit_registering(request, email, at=now)
    if too_often:
        raise TooOften(too_often)
    registrations.register_interest(
        steps.work_group,
        answers,
        at=now,
        form_key=draft.pk,
        source=RegistrationSource.LINK
        if draft.recruitment_link_id
        else RegistrationSource.FORM,
        recruitment_link=draft.recruitment_link,
        notice_version=steps.work_group.hub.notice_version,
        draft=draft,
        computer=computers.key_of(request, hub_id=draft.hub_id),
    )
    response = redirect("recruitment:registered", steps.work_group.slug)
    response.set_signed_cookie(
        "registered_as",
        email,
        max_age=600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@never_cache
@login_not_required
@require_safe
def registered(request: HttpRequest, slug: str) -> HttpResponse:
    """After registering: what happens next, the same whoever asked."""
    work_group = _group(slug)
    request.hub = work_group.hub  # type: ignore[attr-defined]
    email = request.get_signed_cookie("registered_as", default="")
    return render(
        request,
        "recruitment/registered.html",
        {"work_group": work_group, "email": email},
    )


def _group(slug: str) -> WorkGroup:
    rows = WorkGroup.objects.select_related("hub", "project__stage__programme")
    known = session_days("pk") | {"has_later_stage": _later_stage("project__stage")}
    return get_object_or_404(rows.annotate(**known), slug=slug)


def _draft(request: HttpRequest, slug: str) -> RegistrationDraft | None:
    """This browser's draft, read together with its group as `_group` reads it."""
    key = _cookie(request, slug)
    if key is None:
        return None
    stage = "work_group__project__stage"
    known = session_days("work_group") | {"has_later_stage": _later_stage(stage)}
    rows = RegistrationDraft.objects.filter(pk=key, work_group__slug=slug)
    rows = rows.select_related(
        "recruitment_link", "work_group__hub", f"{stage}__programme"
    )
    draft = rows.annotate(**known).first()
    if draft is not None:
        for name in known:
            setattr(draft.work_group, name, getattr(draft, name))
    return draft


def _later_stage(stage: str) -> Exists:
    """Whether the programme goes on after the stage at the end of a path."""
    later = Stage.objects.filter(
        programme=OuterRef(f"{stage}__programme"), order__gt=OuterRef(f"{stage}__order")
    )
    return Exists(later)


def _sessions(work_group: WorkGroup) -> list[Any]:
    return list(work_group.sessions.order_by("number"))


def _recruitment_link(
    request: HttpRequest, work_group: WorkGroup
) -> RecruitmentLink | None:
    code = clean_line(request.POST.get("from", ""))
    if not code:
        return None
    return RecruitmentLink.objects.filter(code=code, hub=work_group.hub_id).first()


def _cookie_name(slug: str) -> str:
    return f"registration_{slug}"


def _cookie(request: HttpRequest, slug: str) -> uuid.UUID | None:
    held = request.get_signed_cookie(_cookie_name(slug), default="")
    try:
        return uuid.UUID(held) if held else None
    except ValueError:
        return None


def _set_cookie(response: HttpResponse, draft: RegistrationDraft) -> None:
    response.set_signed_cookie(
        _cookie_name(draft.work_group.slug),
        str(draft.pk),
        max_age=DRAFT_SECONDS,
        path=reverse("recruitment:register_interest", args=[draft.work_group.slug]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
