"""Import comments: a preview first, and then exactly what was previewed."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evaluation.actions import evidence_imports
from evaluation.errors import EvaluationError
from evaluation.evidence_files import FoundComment, FoundComments
from evaluation.evidence_forms import ImportForm
from evaluation.models import Evaluation
from evaluation.queries.evidence_imports import ImportDefaults, plan_of_import
from evaluation.views import scoped
from workgroups.errors import ListRefused, ListUnreadable
from workgroups.requests import SignedInRequest
from workgroups.words import counted

SALT = "evaluation.evidence_imports"
KEPT_FOR = 60 * 60  # seconds: how long a preview can be confirmed
SAMPLES = 5
PROBLEMS_SHOWN = 100


@require_http_methods(["GET", "POST"])
def import_evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    if "comments" in request.POST:
        return _import(request, evaluation)
    posted = request.method == "POST"
    form = ImportForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        evaluation=evaluation,
    )
    context: dict[str, Any] = {"evaluation": evaluation, "form": form}
    if form.is_valid():
        try:
            context["preview"] = _preview(request, evaluation, form)
        except ListUnreadable as error:
            form.add_error("file", str(error))
    return render(request, "evaluation/import_evidence.html", context)


def _preview(
    request: SignedInRequest, evaluation: Evaluation, form: ImportForm
) -> dict[str, Any]:
    """What an uploaded file would do, and what is posted to have it done."""
    found: FoundComments = form.read()
    defaults = form.defaults
    plan = plan_of_import(
        evaluation, found.comments, defaults, today=timezone.localdate()
    )
    problems = sorted([*found.problems, *plan.problems], key=lambda each: each.line)
    kept = {
        "evaluation": evaluation.pk,
        "user": request.user.pk,
        "defaults": asdict(defaults),
        "comments": [asdict(each) for each in found.comments],
    }
    return {
        "plan": plan,
        "remarks": found.remarks,
        "problems": problems[:PROBLEMS_SHOWN],
        "more": len(problems[PROBLEMS_SHOWN:]),
        "samples": plan.new[:SAMPLES],
        "signed": "" if problems else signing.dumps(kept, salt=SALT, compress=True),
    }


def _import(request: SignedInRequest, evaluation: Evaluation) -> HttpResponse:
    kept = _read_signed(request, evaluation)
    if kept is None:
        messages.error(request, "This preview is too old. Choose the file again.")
        return redirect("evaluation:import_evidence", evaluation.pk)
    try:
        plan = evidence_imports.import_evidence(
            evaluation,
            [FoundComment(**each) for each in kept["comments"]],
            ImportDefaults(**kept["defaults"]),
            by=request.user,
            at=timezone.now(),
        )
    except (EvaluationError, ListRefused) as error:
        messages.error(request, str(error))
        return redirect("evaluation:import_evidence", evaluation.pk)
    said = f"{counted(len(plan.new), 'comment')} brought in, names taken out."
    if plan.known:
        said += f" {plan.known} were in already."
    messages.success(request, said)
    return redirect("evaluation:list_evidence", evaluation.pk)


def _read_signed(
    request: SignedInRequest, evaluation: Evaluation
) -> dict[str, Any] | None:
    """What was previewed; None for another's, or for an old preview."""
    try:
        kept: dict[str, Any] = signing.loads(
            request.POST["comments"], salt=SALT, max_age=KEPT_FOR
        )
    except signing.BadSignature:
        return None
    mine = (kept["evaluation"], kept["user"]) == (evaluation.pk, request.user.pk)
    return kept if mine else None
