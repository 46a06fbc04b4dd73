"""A form's summary for lead, hub and evaluator; hub staff may close it early."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evaluation import queries
from evaluation.actions import asking, feedback, follow_ups, leads
from evaluation.choices import QuestionSetKind
from evaluation.errors import EvaluationError, KeyMissing
from evaluation.forms import AskCohortForm, AskGroupForm
from evaluation.models import FeedbackForm, Report
from evaluation.queries.cohorts import Cohort, cohorts_to_ask
from evaluation.queries.leads import leads_to_ask
from evaluation.views import scoped
from evaluation.views.room import hubs_to_type_up_for
from workgroups import academic_years, permissions, words
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.models import Hub, WorkGroup
from workgroups.requests import SignedInRequest

PAGE_SIZE = 25
REPORTS_SHOWN = 5  # the newest versions whose facts can be checked
KEY_MISSING = (
    "The form stays open: the key of its answers cannot be found. Tell whoever runs "
    "this site."
)


@require_safe
def list_feedback_forms(request: SignedInRequest) -> HttpResponse:
    readers = {*HUB_STAFF, RoleKind.EVALUATOR, RoleKind.WORK_GROUP_LEAD}
    if not permissions.any_of(permissions.scope_of(request.user), readers):
        raise PermissionDenied
    forms = FeedbackForm.objects.visible_to(request.user).select_related(
        "work_group", "session", "question_set"
    )
    hubs = permissions.scope_of(request.user).staff_hubs
    page = Paginator(forms, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "may_ask": Hub.objects.filter(pk__in=hubs),
        "reports": Report.objects.to_check_by(request.user)
        .select_related("evaluation")
        .defer("snapshot")
        .order_by("-finished_at", "-pk")[:REPORTS_SHOWN],
    }
    return render(request, "evaluation/list_feedback_forms.html", context)


@require_safe
def show_feedback_form(request: SignedInRequest, pk: int) -> HttpResponse:
    form = _form(request, pk)
    is_of_session = form.question_set.kind == QuestionSetKind.SESSION
    context = {
        "summary": queries.feedback_summary(form),
        "feedback_form": form,
        "is_of_session": is_of_session,
        "may_close": form.closed_at is None and _is_staff(request, form),
        "may_type_up": is_of_session
        and form.closed_at is None
        and form.hub_id in hubs_to_type_up_for(request.user),
    }
    return render(request, "evaluation/show_feedback_form.html", context)


@require_http_methods(["GET", "POST"])
def ask_group(request: SignedInRequest) -> HttpResponse:
    hubs = permissions.scope_of(request.user).staff_hubs
    if not hubs:
        raise PermissionDenied
    since = academic_years.academic_year_of(timezone.localdate()) - 1
    form = AskGroupForm(
        request.POST if request.method == "POST" else None,
        groups=WorkGroup.objects.filter(hub__in=hubs, start_year__gte=since),
    )
    if form.is_valid():
        try:
            asked, new = asking.ask_group(
                **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except EvaluationError:
            form.add_error(None, "This group has answered these questions already.")
        else:
            messages.success(request, _written_to(new))
            return redirect("evaluation:show_feedback_form", asked.pk)
    return render(request, "evaluation/ask_group.html", {"form": form})


@require_http_methods(["GET", "POST"])
def ask_cohort(request: SignedInRequest) -> HttpResponse:
    """Ask people a year later what came of it: those who agreed twice, and once."""
    hubs = permissions.scope_of(request.user).staff_hubs
    if not hubs:
        raise PermissionDenied
    own = {hub.pk: hub for hub in Hub.objects.filter(pk__in=hubs)}
    cohorts = cohorts_to_ask(own, at=timezone.now())
    ready = {f"{c.hub_id}-{c.start_year}": c for c in cohorts if c.is_over}
    form = AskCohortForm(
        request.POST if request.method == "POST" else None,
        cohorts={key: _called(own[c.hub_id], c) for key, c in ready.items()},
    )
    if form.is_valid():
        cohort = ready[form.cleaned_data["cohort"]]
        hub, at = own[cohort.hub_id], timezone.now()
        try:
            asked, new = follow_ups.ask_cohort(
                hub, cohort.start_year, by=request.user, at=at
            )
        except EvaluationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _written_to(new))
            return redirect("evaluation:show_feedback_form", asked.pk)
    context = {
        "form": form,
        "ready": ready,
        "later": [_later(own[c.hub_id], c) for c in cohorts if not c.is_over],
    }
    return render(request, "evaluation/ask_cohort.html", context)


@require_http_methods(["GET", "POST"])
def ask_leads(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask the leads of a hub; the page says first how many they are."""
    hubs = permissions.scope_of(request.user).staff_hubs
    hub = get_object_or_404(Hub, slug=slug, pk__in=hubs)
    now, refusal = timezone.now(), ""
    if request.method == "POST":
        try:
            form, new = leads.ask_leads(hub, by=request.user, at=now)
        except EvaluationError:
            refusal = (
                "The leads have answered these questions in this half of the year."
            )
        else:
            messages.success(request, _written_to(new))
            return redirect("evaluation:show_feedback_form", form.pk)
    asked = leads_to_ask(hub, at=now)
    context = {"hub": hub, "leads": asked, "refusal": refusal}
    return render(request, "evaluation/ask_leads.html", context)


def _called(hub: Hub, cohort: Cohort) -> str:
    began = academic_years.label(cohort.start_year)
    return f"Began in {began} at {hub.name}: {_people(len(cohort.places))}"


def _later(hub: Hub, cohort: Cohort) -> str:
    began = academic_years.label(cohort.start_year)
    people = _people(cohort.still_here)
    return f"Began in {began} at {hub.name}: {people} still taking part"


def _written_to(number: int) -> str:
    return f"{_people(number)} {words.plural(number, 'is', 'are')} written to."


def _people(number: int) -> str:
    return f"{number:,} {words.plural(number, 'person', 'people')}"


@require_POST
def close_feedback_form(request: SignedInRequest, pk: int) -> HttpResponse:
    hubs = permissions.scope_of(request.user).staff_hubs
    own = FeedbackForm.objects.visible_to(request.user).filter(hub__in=hubs)
    form = get_object_or_404(own, pk=pk)
    try:
        feedback.close_form(form, by=request.user, at=timezone.now())
    except KeyMissing:
        messages.error(request, KEY_MISSING)
    else:
        messages.success(request, "The form is closed. It stays closed.")
    return redirect("evaluation:show_feedback_form", form.pk)


def _form(request: SignedInRequest, pk: int) -> FeedbackForm:
    forms = FeedbackForm.objects.visible_to(request.user).select_related(
        "hub", "work_group", "session", "question_set"
    )
    form = get_object_or_404(forms, pk=pk)
    scoped.set_hub(request, form)
    return form


def _is_staff(request: SignedInRequest, form: FeedbackForm) -> bool:
    return form.hub_id in permissions.scope_of(request.user).staff_hubs
