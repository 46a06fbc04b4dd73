"""The questions asked after registering: from the page after it, and from /my/."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from recruitment.actions import later_answers
from recruitment.decorators import participant_required
from recruitment.models import Place
from recruitment.participant_sessions import ParticipantSession
from recruitment.registration import asking, domains, keeping, kept_cookies
from recruitment.registration.forms import StepForm, was_asked
from recruitment.registration.group_choices import GroupChoices
from recruitment.registration.question_types import FormQuestion, Keep, asking_of
from workgroups.models import WorkGroup

RELATED = ("participant", "work_group__hub", "work_group__project__stage__programme")


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def answer_more(request: HttpRequest, slug: str) -> HttpResponse:
    """The later questions, in the browser that has just registered.

    Nothing kept is shown, and an answer left out changes nothing. Who had a place in
    the group before sees the same page, and nothing of it is kept: nobody has proved
    the address.
    """
    email, _ = kept_cookies.registered_as(request)
    if not email:
        return redirect("hubsite:sign_in")
    rows = WorkGroup.objects.select_related("hub", "project__stage__programme")
    group = get_object_or_404(rows, slug=slug)
    key = kept_cookies.draft_key(request, slug)
    places = Place.objects.select_related(*RELATED).open_in_group()
    place = places.filter(registration__form_key=key).first() if key else None
    back = reverse("recruitment:registered", args=[slug])
    return _answer(request, group, place, back=back, own=False)


@login_not_required
@require_http_methods(["GET", "POST"])
@participant_required
def answer_more_of_place(
    request: HttpRequest, own: ParticipantSession, pk: int
) -> HttpResponse:
    """The later questions of one's own place, with what was answered before."""
    places = Place.objects.select_related(*RELATED).exclude(work_group=None)
    rows = places.open_in_group().filter(participant__in=own.participant_ids)
    place = get_object_or_404(rows, pk=pk)
    group: Any = place.work_group
    return _answer(request, group, place, back=reverse("hubsite:my"), own=True)


def _answer(
    request: HttpRequest,
    group: WorkGroup,
    place: Place | None,
    *,
    back: str,
    own: bool,
) -> HttpResponse:
    request.hub = group.hub  # type: ignore[attr-defined]
    asked = _asked(group, request.GET.get("page", ""))
    posted = domains.as_meant(request.POST) if request.method == "POST" else None
    form = StepForm(
        posted,
        asked=asked,
        group_choices=GroupChoices(group, themes=asking_of(group).themes),
        initial=_said_before(place, asked) if place and own else None,
        follow_ups_are_shown="page" in request.GET,
    )
    doubts: list[domains.Doubt] = []
    if posted is not None and form.is_valid():
        doubts = domains.doubtful(form, posted)
        if not doubts:
            _keep(form, posted, place, own=own)
            return redirect(_page_after(request, form, posted) or back)
    page = {"work_group": group, "form": form, "own": own, "back_url": back}
    return render(
        request, "recruitment/answer_more.html", {**page, "asked_about": doubts}
    )


def _asked(group: WorkGroup, page: str) -> list[FormQuestion]:
    """The later questions of a group, or those of one follow-up's page."""
    found = asking.asked_by_step(asking_of(group), later=True)
    questions = [each for asked in found.values() for each in asked]
    return asking.follow_ups(questions).get(page, questions)


def _said_before(place: Place, asked: list[FormQuestion]) -> dict[str, Any]:
    rows = {Keep.PLACE: place, Keep.PARTICIPANT: place.participant}
    return {each.key: getattr(rows[each.keep], each.attribute) for each in asked}


def _keep(form: StepForm, posted: Any, place: Place | None, *, own: bool) -> None:
    """Keep what the page showed; a follow-up's page follows from its answer."""
    if place is None:
        return
    shown = [each for each in form.asked if was_asked(each, posted)]
    made_by = {
        each.follows.key: each.follows.answer for each in form.asked if each.follows
    }
    answers = {**made_by, **form.cleaned_data}
    later_answers.keep_later_answers(
        place,
        keeping.later_answers_kept(shown, answers, form.ids),
        is_proved=own,
    )


def _page_after(request: HttpRequest, form: StepForm, posted: Any) -> str:
    """The address of a follow-up that the page did not show; "" for none."""
    for page, questions in asking.follow_ups(form.asked).items():
        wanted = [each for each in questions if asking.matters(each, form.cleaned_data)]
        if not all(was_asked(each, posted) for each in wanted):
            return f"{request.path}?page={page}"
    return ""
