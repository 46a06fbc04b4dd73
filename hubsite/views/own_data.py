"""The pages "my data" and "delete me", each behind a code that was just emailed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from recruitment import links, participant_sessions, rate_limits
from recruitment.actions import deleting, fresh_codes
from recruitment.choices import CodePurpose
from recruitment.decorators import (
    answer_too_often,
    fresh_code_required,
    participant_required,
)
from recruitment.forms.codes import WRONG, DeleteMeForm, FreshCodeForm
from recruitment.models import Participant
from recruitment.participant_sessions import ParticipantSession
from recruitment.queries import deletion, own_data

#: The page that each code opens.
OPENS = {
    CodePurpose.MY_DATA: "hubsite:my_data",
    CodePurpose.DELETE_ME: "hubsite:delete_me",
}
SENT = "A code is on its way to {}."


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
@participant_required
def type_code(
    request: HttpRequest, own: ParticipantSession, purpose: str
) -> HttpResponse:
    """Email a code, and open the page behind it once its digits are typed."""
    people = own_data.people_in(own.participant_ids)
    if purpose not in OPENS or not people:
        raise Http404
    person = people[0]
    request.hub = person.hub  # type: ignore[attr-defined]
    if request.POST.get("press") == "send":
        return _send(request, person, purpose)
    form = FreshCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        digits, now = form.cleaned_data["code"], timezone.now()
        if fresh_codes.try_code(person, purpose=purpose, digits=digits, at=now):
            participant_sessions.open_fresh(request, purpose, person.email)
            return redirect(OPENS[CodePurpose(purpose)])
        form.add_error("code", WRONG)
    return render(request, "hubsite/type_code.html", _page(person, purpose, form))


def _send(request: HttpRequest, person: Participant, purpose: str) -> HttpResponse:
    now = timezone.now()
    too_often = rate_limits.limit_emails(request, person.email, at=now)
    if too_often:
        return answer_too_often(request, too_often)
    fresh_codes.ask_for_code(person, purpose=purpose, at=now)
    messages.success(request, SENT.format(person.email))
    return redirect("hubsite:type_code", purpose)


def _page(person: Participant, purpose: str, form: FreshCodeForm) -> dict[str, Any]:
    return {
        "form": form,
        "person": person,
        "purpose": CodePurpose(purpose),
        "code": fresh_codes.waiting_code(person, purpose=purpose, at=timezone.now()),
    }


@never_cache
@login_not_required
@require_safe
@participant_required
@fresh_code_required(CodePurpose.MY_DATA)
def my_data(request: HttpRequest, own: ParticipantSession) -> HttpResponse:
    """Show everything that is held, each hub under its own heading."""
    people = own_data.people_in(own.participant_ids)
    if len(people) == 1:
        request.hub = people[0].hub  # type: ignore[attr-defined]
    page = {"hubs": own_data.own_data(people)}
    return render(request, "hubsite/my_data.html", page)


@never_cache
@login_not_required
@require_safe
@participant_required
@fresh_code_required(CodePurpose.MY_DATA)
def my_data_file(request: HttpRequest, own: ParticipantSession) -> HttpResponse:
    """The same as a JSON file."""
    people = own_data.people_in(own.participant_ids)
    return JsonResponse(
        own_data.own_data_file(people, at=timezone.now()),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
@participant_required
@fresh_code_required(CodePurpose.DELETE_ME)
def delete_me(request: HttpRequest, own: ParticipantSession) -> HttpResponse:
    """Say what goes, what stops and what stays; one press deletes it."""
    people, now = own_data.people_in(own.participant_ids), timezone.now()
    if len(people) == 1:
        request.hub = people[0].hub  # type: ignore[attr-defined]
    data = request.POST if request.method == "POST" else None
    form = DeleteMeForm(data, people=people)
    if form.is_valid():
        chosen = form.cleaned_data.get("people", [str(each.pk) for each in people])
        return _delete(request, [each for each in people if str(each.pk) in chosen])
    deletions = [deletion.deletion_of(each, at=now) for each in people]
    page = {"deletions": deletions, "form": form}
    return render(request, "hubsite/delete_me.html", page)


def _delete(request: HttpRequest, people: list[Participant]) -> HttpResponse:
    """Delete at all the hubs that were chosen, or at none where one refuses."""
    with transaction.atomic():
        for person in people:
            deleting.delete_person(person, at=timezone.now())
    participant_sessions.finish_session(request)
    response = redirect("hubsite:deleted")
    links.forget_all(request, response)
    response.delete_cookie("registered_as")
    return response


@login_not_required
@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "hubsite/deleted.html")
