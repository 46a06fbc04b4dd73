"""What hubs ask of NCETM, for the national team to answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evaluation.actions import implications
from evaluation.implication_forms import AnswerForm
from evaluation.queries.said_and_did import for_ncetm
from workgroups import permissions
from workgroups.requests import SignedInRequest

PAGE_SIZE = 20


@require_safe
def list_asked_of_ncetm(request: SignedInRequest) -> HttpResponse:
    _national_only(request)
    page = Paginator(for_ncetm(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "evaluation/list_asked_of_ncetm.html", {"page": page})


@require_POST
def answer_implication(request: SignedInRequest, pk: int) -> HttpResponse:
    _national_only(request)
    implication = get_object_or_404(for_ncetm(), pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        implications.answer_implication(
            implication, **form.cleaned_data, by=request.user, at=timezone.now()
        )
        messages.success(request, f"{implication.hub.name} can read the answer.")
    else:
        messages.error(request, str(form.errors["text"][0]))
    return redirect("evaluation:list_asked_of_ncetm")


def _national_only(request: SignedInRequest) -> None:
    if not permissions.scope_of(request.user).national:
        raise PermissionDenied
