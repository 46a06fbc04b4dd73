"""Tabs of the admin: register somebody on a group's home, and tell them by hand."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from recruitment.actions import on_behalf
from recruitment.choices import PlaceState
from recruitment.errors import RecruitmentError
from recruitment.forms.on_behalf import AgreementForm, SpokenForm
from recruitment.models import Participant, Place, Registration
from recruitment.queries import on_behalf as queries
from recruitment.registration import asking, keeping
from recruitment.registration.forms import StepForm
from recruitment.registration.group_choices import GroupChoices
from recruitment.registration.question_types import FormQuestion, asking_of
from workgroups import permissions, public_texts, randomness
from workgroups.admin_base import Tab, add_tab
from workgroups.admin_base.homes import url_of
from workgroups.form_fields import whole_number
from workgroups.models import WorkGroup

NO_ADDRESS = (
    "Leave it empty where the person has none or asked for no e-mail. Nothing is then "
    "sent, and you tell them yourself."
)


def _asked(question: FormQuestion) -> FormQuestion:
    """A question as staff are asked it: only the address may be left empty."""
    if question.key != "email":
        return question
    return replace(question, required="", hint=NO_ADDRESS)


@dataclass
class EntryByStaff:
    """The page as it was opened or posted: the answers, and how the person agreed."""

    asked: list[FormQuestion]
    answers: StepForm
    agreement: AgreementForm
    known: list[queries.KnownParticipant]

    @property
    def is_valid(self) -> bool:
        return self.answers.is_valid() and self.agreement.is_valid()

    @property
    def asks_who(self) -> bool:
        """Whether staff have still to look at people who are known already."""
        return bool(self.known) and not self.agreement["is_somebody_else"].value()

    def answers_kept(self) -> keeping.Answers:
        given = self.answers
        return keeping.answers_kept(self.asked, given.cleaned_data, given.ids)


def _entry(request: HttpRequest, group: WorkGroup) -> EntryByStaff:
    asks = asking_of(group, has_later_stage=queries.has_later_stage(group))
    asked = [_asked(each) for each in asking.asked_of(asks)]
    posted = request.POST if request.method == "POST" else None
    answers = StepForm(
        posted,
        asked=asked,
        group_choices=GroupChoices(group, themes=asks.themes),
        follow_ups_are_shown=True,
    )
    new = {"form_key": randomness.new_uuid(), "on": timezone.localdate()}
    agreement = AgreementForm(posted, initial=new)
    known: list[queries.KnownParticipant] = []
    if _looks_for_school(request):
        answers.errors.clear()
        agreement.errors.clear()
    elif posted is not None and answers.is_valid():
        known = queries.known_people(group.hub_id, answers.cleaned_data)
    return EntryByStaff(asked, answers, agreement, known)


def _looks_for_school(request: HttpRequest) -> bool:
    return request.POST.get("press") == "find_school"


def show_form(request: HttpRequest, group: WorkGroup) -> dict[str, Any]:
    entry = _entry(request, group)
    notice, _ = public_texts.notice_in_two(group.hub)
    return {
        "entry": entry,
        "looked_up": _looks_for_school(request),
        "sessions": list(group.sessions.order_by("number")),
        "notice": notice,
        "closed": _why_closed(group),
    }


def _why_closed(group: WorkGroup) -> str:
    if group.cancelled_on is not None:
        return "This group is cancelled, so nobody can be registered in it."
    return ""


def register(request: HttpRequest, group: WorkGroup) -> HttpResponse | None:
    """Register the person; None shows the page again with what is missing."""
    _check_may_change(request)
    if _looks_for_school(request):
        return None
    entry = _entry(request, group)
    if not entry.is_valid or entry.asks_who:
        return None
    said, actor = entry.agreement.cleaned_data, request.user
    try:
        place = on_behalf.register_on_behalf(
            group,
            entry.answers_kept(),
            agreed_on=said["on"],
            agreed_how=said["how"],
            form_key=said["form_key"],
            by=actor,  # type: ignore[arg-type]  # signed in
            at=timezone.now(),
        )
    except RecruitmentError as error:
        messages.error(request, str(error))
        return None
    _say_what_next(request, place)
    return redirect(url_of(place.participant, "registrations"))


def _check_may_change(request: HttpRequest) -> None:
    scope = permissions.scope_of(request.user)
    if not permissions.allows(scope, Place._meta.label, "change"):
        raise PermissionDenied


def _say_what_next(request: HttpRequest, place: Any) -> None:
    label = PlaceState(place.state).label
    said = f"{place.participant} is registered: {label}."
    if place.participant.email:
        messages.success(request, f"{said} The letter is on its way.")
    else:
        messages.warning(request, f"{said} No letter goes, so tell them yourself.")


def show_registrations(request: HttpRequest, person: Participant) -> dict[str, Any]:
    rows: Any = Registration.objects.visible_to(request.user)
    own = rows.filter(participant=person).select_related(
        "work_group", "entered_by", "told_by"
    )
    untold = Place.objects.filter(participant=person).not_yet_told()
    waiting = {place.registration_id: place for place in untold}
    data = request.POST if request.method == "POST" else None
    return {
        "registrations": [(each, waiting.get(each.pk)) for each in own],
        "form": SpokenForm(data, initial={"on": timezone.localdate()}),
        "answered": request.POST.get("registration", ""),
    }


def record_told(request: HttpRequest, person: Participant) -> HttpResponse | None:
    """Keep how staff told a person of their place; None asks again."""
    _check_may_change(request)
    form = SpokenForm(request.POST)
    chosen = whole_number(request.POST.get("registration", "")) or 0
    registration = person.registrations.filter(pk=chosen).first()
    if registration is None or not form.is_valid():
        return None
    actor: Any = request.user
    on_behalf.record_told(
        registration, **form.cleaned_data, by=actor, at=timezone.now()
    )
    messages.success(request, "Kept.")
    return redirect(url_of(person, "registrations"))


add_tab(
    WorkGroup,
    Tab(
        "new-person",
        "Register somebody",
        "admin/register_on_behalf.html",
        show_form,
        register,
        under="",
    ),
)
add_tab(
    Participant,
    Tab(
        "registrations",
        "Registrations",
        "admin/registrations_tab.html",
        show_registrations,
        record_told,
        under="change",
    ),
)
