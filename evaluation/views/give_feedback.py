"""Feedback from people who were present, by link and without an account."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evaluation.actions import feedback, room
from evaluation.choices import PAIRED, QuestionSetKind
from evaluation.errors import (
    AlreadyAnswered,
    AnswersTooLong,
    EvaluationError,
    FormClosed,
    KeyMissing,
)
from evaluation.forms import FeedbackStepForm, QuotingForm, text_limit_of
from evaluation.models import FeedbackRequest, Question
from evaluation.queries import tasks_to_try
from recruitment import links
from recruitment.choices import LinkPurpose
from recruitment.decorators import link_required
from recruitment.links import KeptLink
from workgroups import public_texts
from workgroups.form_fields import whole_number
from workgroups.models import Hub

QUESTIONS_PER_STEP = 4


#: Relations of a request that its pages show.
REQUEST = (
    "form__hub",
    "form__work_group",
    "form__session",
    "form__question_set",
    "place",
)


#: Why a link opens no questions, by the refusal.
REASONS: dict[type[EvaluationError], str] = {
    AlreadyAnswered: "answered",
    FormClosed: "closed",
    KeyMissing: "unavailable",
}


def explain_feedback(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Explain why a feedback link does not work."""
    return _explain(request, link.subject, "closed" if link.subject else "unknown")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.FEEDBACK, related=REQUEST, explain=explain_feedback)
def give_feedback(request: HttpRequest, link: KeptLink) -> HttpResponse:
    asked = link.subject
    try:
        feedback.check_open(asked, asked.form, at=timezone.now())
        draft = feedback.draft_of(asked)
    except EvaluationError as error:
        return _explain(request, asked, REASONS[type(error)])
    return _answer(request, asked, draft)


def _explain(
    request: HttpRequest, asked: FeedbackRequest | None, why: str
) -> HttpResponse:
    """Why there are no questions: answered, closed, not valid, or no key just now."""
    form = asked.form if asked else None
    status = (503 if why == "unavailable" else 200) if asked else 404
    context = {"why": why, "feedback_form": form, "hub": form.hub if form else None}
    return render(request, "evaluation/feedback_closed.html", context, status=status)


def _answer(
    request: HttpRequest, asked: FeedbackRequest, draft: dict[str, Any]
) -> HttpResponse:
    steps = _steps(asked)
    step = _step(request, len(steps))
    posted = request.POST if request.method == "POST" else None
    limit = text_limit_of(question for each in steps for question in each)
    form = FeedbackStepForm(
        steps[step - 1], text_limit=limit, data=posted, initial=draft
    )
    quoting = QuotingForm(posted)
    is_last = step == len(steps)
    if form.is_valid() and quoting.is_valid():
        try:
            if not is_last:
                feedback.save_draft(asked, form.answers, at=timezone.now())
                return redirect(f"{request.path}?step={step + 1}")
            if not feedback.is_empty({**draft, **form.answers}):
                return _send(request, asked, form, quoting)
            form.add_error(None, "Answer at least one question, then send.")
        except (AnswersTooLong, KeyMissing) as error:
            form.add_error(None, str(error))
        except EvaluationError as error:
            return _explain(request, asked, REASONS[type(error)])
    kind, session = asked.form.question_set.kind, asked.form.session
    is_of_task = kind == QuestionSetKind.GAP_TASK
    context = {
        "form": form,
        "quoting": quoting,
        "feedback_form": asked.form,
        "is_of_session": kind == QuestionSetKind.SESSION,
        "task": session.gap_task if session and is_of_task else "",
        "step": step,
        "steps": len(steps),
        "is_last": is_last,
        "hub": asked.form.hub,
        "is_paired": asked.form.question_set.kind in PAIRED,
    }
    return render(request, "evaluation/give_feedback.html", context)


def _send(
    request: HttpRequest,
    asked: FeedbackRequest,
    form: FeedbackStepForm,
    quoting: QuotingForm,
) -> HttpResponse:
    feedback.send_answers(
        asked,
        form.answers,
        may_be_quoted=quoting.cleaned_data["may_be_quoted"],
        at=timezone.now(),
    )
    return _go_on(request, asked) or _thank(request, asked)


def _go_on(request: HttpRequest, asked: FeedbackRequest) -> HttpResponse | None:
    """After the questions about the year: to what was tried after the last session."""
    if asked.form.question_set.kind != QuestionSetKind.FINAL:
        return None
    group, person = asked.form.work_group_id, asked.asked_place.participant_id
    beside = tasks_to_try.open_request(group, person, at=timezone.now())
    if beside is None or beside.link is None:
        return None
    response = redirect("evaluation:give_feedback")
    links.keep(response, beside.link)
    return response


def _thank(request: HttpRequest, asked: FeedbackRequest) -> HttpResponse:
    response = redirect("evaluation:thank_for_feedback", asked.form.hub.slug)
    links.forget(request, response, purpose=LinkPurpose.FEEDBACK)
    return response


@login_not_required
@never_cache
@require_POST
@link_required(LinkPurpose.FEEDBACK, related=REQUEST, explain=explain_feedback)
def answered_in_room(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """One press: the person answered in the room, so no reminder goes."""
    asked = link.subject
    try:
        room.answered_in_room(asked, at=timezone.now())
    except EvaluationError as error:
        return _explain(request, asked, REASONS[type(error)])
    return _thank(request, asked)


def _steps(asked: FeedbackRequest) -> list[list[Question]]:
    questions = list(asked.form.question_set.questions.all())
    return [
        questions[first : first + QUESTIONS_PER_STEP]
        for first in range(0, max(len(questions), 1), QUESTIONS_PER_STEP)
    ]


def _step(request: HttpRequest, steps: int) -> int:
    asked = whole_number(request.GET.get("step", "")) or 1
    return min(max(asked, 1), steps)


@login_not_required
@require_safe
def thank_for_feedback(request: HttpRequest, slug: str) -> HttpResponse:
    hub = get_object_or_404(Hub, slug=slug)
    page = {"hub": hub, "texts": public_texts.shown(hub, ["feedback_sent"])}
    return render(request, "evaluation/thank_for_feedback.html", page)
