"""What people who go on to next year are asked again, and putting next year off."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recruitment import participant_sessions
from recruitment.actions import deferring, later_answers
from recruitment.choices import LinkPurpose, PlaceState
from recruitment.decorators import (
    PLACE,
    explain_link,
    link_required,
    participant_required,
)
from recruitment.errors import RecruitmentError
from recruitment.links import KeptLink
from recruitment.models import Mentor, Mentorship, Place
from recruitment.participant_sessions import ParticipantSession
from recruitment.registration import asking, domains, keeping
from recruitment.registration.forms import StepForm, was_asked
from recruitment.registration.group_choices import GroupChoices
from recruitment.registration.question_types import (
    NO_SCHOOL,
    NOT_LISTED,
    Asking,
    FormQuestion,
    Keep,
    Source,
    asking_of,
)
from recruitment.views.places import own_place

LOOK_UP = "school_query"
#: The steps of registering whose questions are asked again.
ASKED_AGAIN = ("school", "institution", "classes", "mentor")
OPEN = (PlaceState.PROVISIONAL, PlaceState.OFFERED, PlaceState.CONFIRMED)
SAVED = "Thank you. We have what you told us for next year."
PUT_OFF = "Thank you for telling us. We write to you when we plan the year after."


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.NEXT_YEAR, related=PLACE)
def answer_for_next_year(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """School, classes and mentor, with last year's answers, by an emailed link.

    A press opens "my places"; the link works until it expires.
    """
    place = link.subject
    if not _is_open(place):
        return explain_link(request, link)
    return _answer(request, place)


@login_not_required
@require_http_methods(["GET", "POST"])
@participant_required
def answer_for_own_next_year(
    request: HttpRequest, own: ParticipantSession, pk: int
) -> HttpResponse:
    place = own_place(request, own, pk)
    if not _is_open(place):
        raise Http404
    return _answer(request, place)


def _is_open(place: Place) -> bool:
    return place.state in OPEN and place.goes_on


def _answer(request: HttpRequest, place: Place) -> HttpResponse:
    elsewhere = _pages_of(place).get(request.POST.get("press", ""))
    if elsewhere:
        participant_sessions.open_session(request, [place.participant_id])
        return redirect(elsewhere, place.pk)
    group: Any = place.work_group or place.registration.work_group
    asks = asking_of(group)
    posted = domains.as_meant(request.POST) if request.method == "POST" else None
    form = _form(request, place, asks, posted)
    doubts: list[domains.Doubt] = []
    if posted is not None and form.is_valid():
        doubts = domains.doubtful(form, posted)
        if not doubts and _keep(request, place, form, posted):
            return redirect(_after(place))
    page = {"place": place, "work_group": group, "form": form, "asked_about": doubts}
    return render(request, "recruitment/answer_for_next_year.html", page | _look(form))


def _look(form: StepForm) -> dict[str, Any]:
    looks_up = LOOK_UP in form.fields
    return {"look_up": looks_up, "looked_up": looks_up and form[LOOK_UP].value()}


def _pages_of(place: Place) -> dict[str, str]:
    """The other answers, by button, and the page that asks about each."""
    if place.state == PlaceState.PROVISIONAL:
        put_off, leave = "recruitment:put_off_place", "recruitment:withdraw_place"
        return {"put_off": put_off, "leave": leave}
    if place.state == PlaceState.OFFERED:
        return {"leave": "recruitment:decline_own_place"}
    return {}


def _after(place: Place) -> str:
    """The next page: an offer is confirmed there."""
    if place.state == PlaceState.OFFERED:
        return reverse("recruitment:confirm_own_place", args=[place.pk])
    return reverse("hubsite:my")


def _form(
    request: HttpRequest, place: Place, asks: Asking, posted: QueryDict | None
) -> StepForm:
    """The questions with what was posted, or else with last year's answers."""
    questions = [each for each in asking.asked_of(asks) if each.step in ASKED_AGAIN]
    group: Any = place.work_group or place.registration.work_group
    shown = posted if posted is not None else _last_years(place, questions)
    if posted is None and LOOK_UP in request.GET:
        shown[LOOK_UP] = request.GET[LOOK_UP]
    form = StepForm(
        shown,
        asked=questions,
        group_choices=GroupChoices(group, themes=asks.themes),
        held={"email": [place.participant.email]},
    )
    if posted is None:
        form.full_clean()
        form.errors.clear()
    return form


def _last_years(place: Place, questions: list[FormQuestion]) -> QueryDict:
    """The answers of a place, and the mentor, as a page posts them.

    Until the person has looked at them, those of the year before fill what is empty.
    """
    data = QueryDict(mutable=True)
    before = None if place.answers_checked_at else _before(place)
    for question in questions:
        if question.keep == Keep.PLACE:
            said = _as_posted(place, question)
            if before is not None and not any(said):
                said = _as_posted(before, question)
            data.setlist(question.key, said)
    mentor = _mentor_of(place)
    if mentor is not None:
        data["mentor_name"], data["mentor_email"] = mentor.name, mentor.email
    return data


def _before(place: Place) -> Place | None:
    """The newest place of an earlier year that the same registration led to."""
    rows = Place.objects.filter(
        registration=place.registration_id, start_year__lt=place.start_year
    )
    return rows.select_related("school").order_by("-start_year", "-pk").first()


def _mentor_of(place: Place) -> Mentor | None:
    running = Mentorship.objects.filter(participant=place.participant_id, until_on=None)
    found = running.proven().select_related("mentor").order_by("pk").last()
    return found.mentor if found else None


def _as_posted(place: Place, question: FormQuestion) -> list[str]:
    value = getattr(place, question.name)
    if question.is_list:
        return list(value)
    if question.source == Source.SCHOOLS:
        return [str(place.school.urn)] if place.school else _without_school(place)
    if question.source == Source.PROVIDERS:
        other = NOT_LISTED if place.provider_name else ""
        return [str(place.provider_id or other)]
    if question.yes:
        no = next(code for code, _ in question.choices if code != question.yes)
        return [] if value is None else [question.yes if value else no]
    return [str(value or "")]


def _without_school(place: Place) -> list[str]:
    if place.school_name:
        return [NOT_LISTED]
    return [] if place.works_in_school else [NO_SCHOOL]


def _keep(request: HttpRequest, place: Place, form: StepForm, posted: Any) -> bool:
    """Keep the answers and open "my places"; False where they are refused."""
    shown = [each for each in form.asked if was_asked(each, posted)]
    answers = keeping.answers_kept(shown, form.cleaned_data, form.ids)
    answers = replace(answers, place={**_emptied(form), **answers.place})
    try:
        later_answers.keep_next_years_answers(place, answers, at=timezone.now())
    except RecruitmentError as error:
        messages.error(request, str(error))
        return False
    participant_sessions.open_session(request, [place.participant_id])
    messages.success(request, SAVED)
    return True


def _emptied(form: StepForm) -> dict[str, str]:
    """Follow-ups of another answer than the one given, such as a school's name."""
    given = form.cleaned_data
    return {
        each.attribute: ""
        for each in form.asked
        if each.follows and each.keep == Keep.PLACE and not asking.matters(each, given)
    }


@login_not_required
@require_http_methods(["GET", "POST"])
@participant_required
def put_off_place(
    request: HttpRequest, own: ParticipantSession, pk: int
) -> HttpResponse:
    """Put a place that is pencilled in off to the year after, or ask whether to."""
    place = own_place(request, own, pk)
    if place.state != PlaceState.PROVISIONAL:
        return redirect("hubsite:my")
    if request.method == "POST":
        try:
            deferring.defer_place(place, at=timezone.now())
        except RecruitmentError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, PUT_OFF)
        return redirect("hubsite:my")
    return render(request, "recruitment/put_off_place.html", {"place": place})
