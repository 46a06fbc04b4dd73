"""Three questions a year to the hub's own team."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evaluation.actions import hub_notes
from evaluation.errors import EvaluationError, NotOfTheTeam
from evaluation.queries import team
from evaluation.team_forms import TeamQuestionsForm
from evaluation.views import scoped
from workgroups.requests import SignedInRequest


@require_http_methods(["GET", "POST"])
def answer_team_questions(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_read(request, pk)
    try:
        role = team.role_in_team(evaluation, request.user, on=timezone.localdate())
    except NotOfTheTeam as error:
        raise Http404 from error
    questions = team.open_team_questions(evaluation, request.user)
    posted = request.POST if request.method == "POST" else None
    form = TeamQuestionsForm(posted, questions=questions)
    if form.is_valid():
        try:
            hub_notes.answer_team_questions(
                evaluation, answers=form.answers(), by=request.user, at=timezone.now()
            )
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Saved {timezone.localtime():%H:%M}.")
            return redirect("evaluation:add_hub_note", evaluation.pk)
    context = {
        "evaluation": evaluation,
        "form": form,
        "questions": questions,
        "role": role,
    }
    return render(request, "evaluation/answer_team_questions.html", context)
