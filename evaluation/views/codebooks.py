"""The list of themes as a file, out and in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evaluation import queries
from evaluation.actions import codebooks
from evaluation.codebook_files import read_codebook, written
from evaluation.coding_forms import CodebookForm
from evaluation.errors import EvaluationError
from evaluation.models import Evaluation
from evaluation.views import scoped
from workgroups.errors import ListRefused, ListUnreadable
from workgroups.requests import SignedInRequest
from workgroups.table_files import Problem

PROBLEMS_SHOWN = 100


@require_safe
def download_codebook(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    content = written(queries.codebook_rows(evaluation))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="themes-{pk}.csv"'
    return response


@require_http_methods(["GET", "POST"])
def import_codebook(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    posted = request.method == "POST"
    form = CodebookForm(
        request.POST if posted else None, request.FILES if posted else None
    )
    problems: list[Problem] = []
    if form.is_valid():
        try:
            problems = _import(request, evaluation, form.cleaned_data["file"].read())
        except (EvaluationError, ListUnreadable) as error:
            form.add_error("file", str(error))
        else:
            if not problems:
                return redirect("evaluation:arrange_themes", evaluation.pk)
    context = {
        "evaluation": evaluation,
        "form": form,
        "problems": problems[:PROBLEMS_SHOWN],
        "more": len(problems[PROBLEMS_SHOWN:]),
    }
    return render(request, "evaluation/import_codebook.html", context)


def _import(
    request: SignedInRequest, evaluation: Evaluation, content: bytes
) -> list[Problem]:
    """What is wrong with the list; nothing where it was brought in."""
    book = read_codebook(content)
    if book.problems:
        return book.problems
    try:
        done = codebooks.import_codebook(
            evaluation, book.themes, by=request.user, at=timezone.now()
        )
    except ListRefused as refusal:
        return list(refusal.problems)  # type: ignore[arg-type]
    messages.success(
        request,
        f"{done.added} themes added, {done.changed} changed, {done.unchanged} as they "
        "were.",
    )
    return []
