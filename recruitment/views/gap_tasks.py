"""One press in “my places” about what was to be tried since the last session."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recruitment.actions import gap_tasks
from recruitment.choices import GapTaskAnswer
from recruitment.decorators import participant_required
from recruitment.errors import RecruitmentError
from recruitment.participant_sessions import ParticipantSession
from recruitment.queries import my_places
from recruitment.queries.gap_tasks import TaskToTry


@login_not_required
@require_http_methods(["GET", "POST"])
@participant_required
def answer_gap_task(request: HttpRequest, own: ParticipantSession) -> HttpResponse:
    """Count an answer; the address names neither the person nor the session.

    Whoever comes without a press, as after signing in again, is sent to "my places".
    """
    if request.method == "GET":
        return redirect("hubsite:my")
    task, answer = _task(request, own), request.POST.get("answer", "")
    if task is None or answer not in GapTaskAnswer.values:
        raise Http404
    try:
        gap_tasks.answer_gap_task(
            task.place, task.session, GapTaskAnswer(answer), at=timezone.now()
        )
    except RecruitmentError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Thank you. It is counted, without your name.")
    return redirect("hubsite:my")


def _task(request: HttpRequest, own: ParticipantSession) -> TaskToTry | None:
    """The task on the person's own page that was answered."""
    wanted = (request.POST.get("place"), request.POST.get("session"))
    mine = my_places.places_by_hub(own.participant_ids, now=timezone.now())
    found = (
        task
        for at_hub in mine
        for task in at_hub.gap_tasks
        if (str(task.place.pk), str(task.session.pk)) == wanted
    )
    return next(found, None)
