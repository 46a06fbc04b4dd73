"""The tab of a person's home on which staff name mentors and end mentorships."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from recruitment.actions import mentors
from recruitment.errors import RecruitmentError
from recruitment.forms.mentors import AddMentorForm, EndMentorshipForm
from recruitment.models import Mentorship, Participant
from workgroups import permissions, words
from workgroups.admin_base.homes import url_of

ENDS = "end"  # the value of the button that ends a mentorship


def may_change(request: HttpRequest, person: Participant) -> bool:
    scope = permissions.scope_of(request.user)
    allowed = permissions.allows(scope, "recruitment.Participant", "change")
    return allowed and person.erased_at is None


def read_mentors(request: HttpRequest, person: Participant) -> dict[str, Any]:
    """All mentorships, and the forms; those that were posted keep what was typed."""
    rows = Mentorship.objects.visible_to(request.user).filter(participant=person)
    listed = list(rows.with_proof().select_related("mentor").order_by("-from_on", "pk"))
    ends = request.POST.get("press") == ENDS
    return {
        "mentorships": [(each, _ending(request, each, ends)) for each in listed],
        "form": _adding(request, person, posted=request.method == "POST" and not ends),
        "may_change": may_change(request, person),
    }


def write_mentors(request: HttpRequest, person: Participant) -> HttpResponse | None:
    """Name a mentor or end a mentorship; None shows again what was typed."""
    if not may_change(request, person):
        raise PermissionDenied
    if request.POST.get("press") == ENDS:
        done = _end(request, person)
    else:
        done = _add(request, person)
    if not done:
        return None
    messages.success(request, done)
    return HttpResponseRedirect(url_of(person, "mentors"))


def _running(person: Participant) -> Any:
    running = person.mentorships.filter(until_on=None).select_related("mentor")
    return running.order_by("pk")


def _adding(
    request: HttpRequest, person: Participant, *, posted: bool
) -> AddMentorForm:
    return AddMentorForm(request.POST if posted else None, running=_running(person))


def _ending(
    request: HttpRequest, mentorship: Mentorship, ends: bool
) -> EndMentorshipForm | None:
    """The form that ends a running mentorship; None for one that has ended."""
    if mentorship.until_on is not None:
        return None
    is_this = ends and request.POST.get("mentorship") == str(mentorship.pk)
    return EndMentorshipForm(
        request.POST if is_this else None,
        running=Mentorship.objects.filter(pk=mentorship.pk),
        initial={"mentorship": mentorship.pk},
        auto_id=f"id_{mentorship.pk}_%s",
    )


def _add(request: HttpRequest, person: Participant) -> str:
    """What was done, in words; "" where the form is refused."""
    form = AddMentorForm(request.POST, running=_running(person))
    if not form.is_valid():
        return ""
    actor: Any = request.user
    try:
        added = mentors.add_mentor(
            person, **form.cleaned_data, by=actor, at=timezone.now()
        )
    except RecruitmentError as refusal:
        messages.error(request, str(refusal))
        return ""
    said = f"{added.mentor} is a mentor since {words.day(added.from_on)}."
    return said if added.may_be_told else f"{said} {_why_not_told(added)}"


def _why_not_told(mentorship: Mentorship) -> str:
    if not mentorship.mentor.reachable:
        return "We do not write to them: they objected, or their address failed."
    return "We write to them once a place is secured."


def _end(request: HttpRequest, person: Participant) -> str:
    form = EndMentorshipForm(request.POST, running=_running(person))
    if not form.is_valid():
        return ""
    actor: Any = request.user
    try:
        ended = mentors.end_mentorship(
            form.cleaned_data["mentorship"],
            until_on=form.cleaned_data["until_on"],
            by=actor,
            at=timezone.now(),
        )
    except RecruitmentError as refusal:
        messages.error(request, str(refusal))
        return ""
    until = words.day(form.cleaned_data["until_on"])
    return f"{ended.mentor} was a mentor until {until}."
