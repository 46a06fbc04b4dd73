"""Registering an expression of interest, in short steps that can be left."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from recruitment import computers, rate_limits
from recruitment.actions import recruiting, registrations
from recruitment.choices import RegistrationSource
from recruitment.errors import RecruitmentError, TooOften
from recruitment.models import RecruitmentLink, Registration, RegistrationDraft
from recruitment.queries import outlook
from recruitment.recruiting_links import looks_ahead
from recruitment.registration import check_answers, domains, kept_cookies
from recruitment.registration.forms import StepForm
from recruitment.registration.wizard import CHECK, LOOK_UP, Steps
from workgroups import group_search, public_texts
from workgroups.form_fields import clean_line
from workgroups.models import Stage, WorkGroup
from workgroups.querysets import only_row, prepared, session_days
from workgroups.rules import begun_in_words

TEXTS_OF_REGISTERED = ("registered_more", "registered_no_letter", "who_to_ask")

#: What the pages of the steps read of a draft and its group; the last page reads all.
READ = (
    *("hub", "answers", "work_group__hub", "work_group__slug", "work_group__title"),
    *(f"work_group__{name}" for name in ("start_year", "school_phase", "commitment")),
    *(f"work_group__{name}" for name in ("opens_on", "closes_on", "cancelled_on")),
    *("work_group__dates_confirmed", "work_group__local_authority"),
    *(f"work_group__hub__{name}" for name in ("name", "slug")),
    *(f"work_group__hub__contact_{name}" for name in ("name", "email")),
    "work_group__project__themes",
    "work_group__project__stage__needs_earlier_stage",
    "work_group__project__stage__programme__audience",
)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def register_interest(request: HttpRequest, slug: str, step: str = "") -> HttpResponse:
    """One step, the first unless named. "Continue" keeps the answers and goes on."""
    draft = _draft(request, slug, step)
    work_group = draft.work_group if draft else _group(slug)
    request.hub = work_group.hub  # type: ignore[attr-defined]
    if not work_group.accepts_interest(today=timezone.localdate()):
        return _not_open(request, work_group)
    has_later_stage: bool = work_group.has_later_stage  # type: ignore[attr-defined]
    steps = Steps(work_group, draft, has_later_stage=has_later_stage)
    page = step or steps.first
    if page == CHECK.name:
        return _check(request, steps)
    if page != steps.first and (steps.draft is None or not steps.is_asked(page)):
        return redirect("recruitment:register_interest", slug)
    if request.method == "POST":
        return _answer(request, steps, page)
    if not step and request.method == "GET":
        _count_opening(request, work_group)
    return _show(request, steps, page, _form_to_show(request, steps, page))


def _count_opening(request: HttpRequest, work_group: WorkGroup) -> None:
    """Count that a tracked link was opened, unless a program looked ahead."""
    code = clean_line(request.GET.get("from", ""))
    if code and not looks_ahead(request.headers):
        recruiting.count_opening(code, work_group, on=timezone.localdate())


def _form_to_show(request: HttpRequest, steps: Steps, page: str) -> StepForm:
    """The form of a page as it was answered before, or with the schools found now.

    Words that were typed on the first page are looked up, and are no answer yet.
    """
    held = steps.kept(page)
    if LOOK_UP in request.GET:
        held = held or QueryDict(mutable=True)
        held[LOOK_UP] = request.GET[LOOK_UP]
    form = steps.form(page, held)
    if held is not None:
        form.full_clean()
    if LOOK_UP in request.GET or steps.looks_up_first(page):
        form.errors.clear()
    return form


def _not_open(request: HttpRequest, work_group: WorkGroup) -> HttpResponse:
    today = timezone.localdate()
    page: dict[str, Any] = {
        "work_group": work_group,
        "today": today,
        "is_over": work_group.is_over(today=today),
        "has_draft": kept_cookies.draft_key(request, work_group.slug) is not None,
    }
    hub_groups = WorkGroup.objects.filter(hub=work_group.hub_id)
    if page["is_over"] and not hub_groups.open_for_interest(today).exists():
        search = group_search.Search(hub=work_group.hub.slug)
        page["coming"] = group_search.next_groups(search, today=today)
    return render(request, "recruitment/not_open.html", page)


def _answer(request: HttpRequest, steps: Steps, page: str) -> HttpResponse:
    posted = domains.as_meant(request.POST)
    skips = bool(steps.step(page).skip) and "skip" in posted
    form = steps.posted_form(page, QueryDict() if skips else posted)
    if not form.is_valid() and not skips:
        form = steps.form(page, posted)
        form.full_clean()
        return _show(request, steps, page, form)
    if not skips and (asked_about := domains.doubtful(form, posted)):
        return _show(request, steps, page, form, asked_about=asked_about)
    kept = {
        name: [] if skips else _storable(posted.getlist(name)) for name in form.fields
    }
    if steps.asks_words_of_school(page) and clean_line(posted.get(LOOK_UP, "")):
        kept[LOOK_UP] = _storable(posted.getlist(LOOK_UP))
    steps.draft = _keep(request, steps, kept)
    return _go_on(request, steps, page)


def _keep(
    request: HttpRequest, steps: Steps, answers: dict[str, list[str]]
) -> RegistrationDraft:
    draft = steps.draft or RegistrationDraft(
        hub_id=steps.work_group.hub_id,
        work_group=steps.work_group,
        recruitment_link=_recruitment_link(request, steps.work_group),
    )
    return registrations.save_draft(draft, answers, at=timezone.now())


def _go_on(request: HttpRequest, steps: Steps, page: str) -> HttpResponse:
    """To the next page, or back to "Check your answers" where that led here."""
    onwards, query = steps.after(page), ""
    if request.POST.get("then") == CHECK.name:
        onwards = steps.unanswered() or CHECK.name
        query = "" if onwards == CHECK.name else f"?then={CHECK.name}"
    address = reverse(
        "recruitment:register_step", args=[steps.work_group.slug, onwards]
    )
    place = "#schools" if steps.looks_up_first(onwards) else ""
    response = redirect(address + query + place)
    if steps.draft is not None:
        kept_cookies.keep_draft(response, steps.draft)
    return response


def _storable(values: list[str]) -> list[str]:
    """The values without NUL, which PostgreSQL refuses to store."""
    return [value.replace("\x00", "") for value in values]


def _show(
    request: HttpRequest,
    steps: Steps,
    page: str,
    form: StepForm,
    *,
    asked_about: Sequence[domains.Doubt] = (),
) -> HttpResponse:
    step = steps.step(page)
    is_first, shows_dates = page == steps.first, step.shows_dates and page == step.name
    sessions = _sessions(steps.work_group) if shows_dates else []
    context = {
        "work_group": steps.work_group,
        "form": form,
        "step": steps.number(page),
        "steps": len(steps.names),
        "is_first": is_first,
        "shows_dates": shows_dates,
        "skip": step.skip,
        "step_title": steps.title(page),
        "asked_about": asked_about,
        "back": steps.before(page),
        "then": request.GET.get("then", request.POST.get("then", "")),
        "from_code": request.GET.get("from", request.POST.get("from", "")),
        "look_up": LOOK_UP in form.fields,
        "looked_up": LOOK_UP in request.GET or steps.looks_up_first(page),
        "words_of_school": steps.asks_words_of_school(page),
        "typed_of_school": request.POST.get(LOOK_UP) or steps.words_of_school,
        "resumed": bool(steps.draft) and is_first,
        "resume_at": steps.resume_at() if is_first else "",
        "sessions": sessions,
        "begun": begun_in_words(
            [each.on for each in sessions], today=timezone.localdate()
        ),
    }
    return render(request, "recruitment/register_interest.html", context)


def _check(request: HttpRequest, steps: Steps) -> HttpResponse:
    """The last step: what was answered, the notice, and the button."""
    key = kept_cookies.draft_key(request, steps.work_group.slug)
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
            "notice": public_texts.notice_in_two(steps.work_group.hub),
            "step": len(steps.names),
            "steps": len(steps.names),
            "step_title": CHECK.title,
            "back": steps.before(CHECK.name),
        },
        status=status,
    )


def _register(request: HttpRequest, steps: Steps) -> HttpResponse:
    answers, draft, now = steps.answers_kept(), steps.draft, timezone.now()
    if draft is None:
        return redirect("recruitment:register_interest", steps.work_group.slug)
    group, email = steps.work_group, answers.participant["email"]
    too_often = rate_limits.limit_registering(request, email, at=now)
    if too_often:
        raise TooOften(too_often)
    place = registrations.register_interest(
        group,
        answers,
        at=now,
        form_key=draft.pk,
        source=RegistrationSource.LINK
        if draft.recruitment_link_id
        else RegistrationSource.FORM,
        recruitment_link=draft.recruitment_link,
        notice_version=group.hub.notice_version,
        draft=draft,
        computer=computers.key_of(request, hub_id=draft.hub_id),
    )
    is_new = place.registration.form_key == draft.pk
    response = redirect("recruitment:registered", group.slug)
    kept_cookies.keep_registered(
        response,
        email=email,
        outlook=outlook.of_new_place(place, group)
        if is_new
        else outlook.of_group(group, at=now),
    )
    return response


@never_cache
@login_not_required
@require_safe
def registered(request: HttpRequest, slug: str) -> HttpResponse:
    """After registering: what happens next, the same whoever asked."""
    work_group = _group(slug)
    request.hub = work_group.hub  # type: ignore[attr-defined]
    email, said = kept_cookies.registered_as(request)
    page = {
        "work_group": work_group,
        "email": email,
        "outlook": said,
        "texts": public_texts.shown(work_group.hub, TEXTS_OF_REGISTERED),
    }
    return render(request, "recruitment/registered.html", page)


@prepared
def _groups() -> QuerySet[WorkGroup]:
    rows = WorkGroup.objects.select_related("hub", "project__stage__programme")
    known = session_days("pk") | {"has_later_stage": _later_stage("project__stage")}
    return rows.annotate(**known)


def _group(slug: str) -> WorkGroup:
    return get_object_or_404(_groups(), slug=slug)


@prepared
def _drafts() -> QuerySet[RegistrationDraft]:
    """Drafts with their group as `_groups` reads it."""
    stage = "work_group__project__stage"
    known = session_days("work_group") | {"has_later_stage": _later_stage(stage)}
    rows = RegistrationDraft.objects.select_related(
        "work_group__hub", f"{stage}__programme"
    )
    return rows.annotate(**known)


@prepared
def _drafts_of_steps() -> QuerySet[RegistrationDraft]:
    return _drafts().only(*READ)


def _draft(request: HttpRequest, slug: str, step: str) -> RegistrationDraft | None:
    """This browser's draft, read with its group as far as the page needs it."""
    key = kept_cookies.draft_key(request, slug)
    if key is None:
        return None
    rows = _drafts() if step == CHECK.name else _drafts_of_steps()
    draft: RegistrationDraft | None = only_row(
        rows.filter(pk=key, work_group__slug=slug)
    )
    if draft is not None:
        for name in ("last_session_on", "has_later_stage"):
            setattr(draft.work_group, name, getattr(draft, name))
    return draft


def _later_stage(stage: str) -> Exists:
    """Whether the programme goes on after the stage at the end of a path."""
    later = Stage.objects.filter(
        programme=OuterRef(f"{stage}__programme"), order__gt=OuterRef(f"{stage}__order")
    )
    return Exists(later)


def _sessions(work_group: WorkGroup) -> list[Any]:
    return list(work_group.sessions.going_ahead().order_by("number"))


def _recruitment_link(
    request: HttpRequest, work_group: WorkGroup
) -> RecruitmentLink | None:
    code = clean_line(request.POST.get("from", ""))
    if not code:
        return None
    return RecruitmentLink.objects.filter(code=code, hub=work_group.hub_id).first()
