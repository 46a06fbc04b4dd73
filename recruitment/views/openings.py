"""Ask to hear when a group opens, and take that back; without an account."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from recruitment import rate_limits
from recruitment.actions import openings
from recruitment.choices import LinkPurpose
from recruitment.decorators import link_required
from recruitment.forms.openings import AskForOpeningForm
from recruitment.links import KeptLink
from recruitment.queries.openings import awaited_now
from workgroups.models import WorkGroup


def group_of(slug: str) -> WorkGroup:
    in_use = WorkGroup.objects.filter(retired_on=None)
    return get_object_or_404(in_use.listed(), slug=slug)


@login_not_required
@require_http_methods(["GET", "POST"])
def ask_for_opening(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an address, with the same answer for every one; the letter tells more."""
    work_group, now = group_of(slug), timezone.now()
    awaited = awaited_now(work_group, at=now)
    form = AskForOpeningForm(request.POST if request.method == "POST" else None)
    if awaited and form.is_valid():
        email = form.cleaned_data["email"]
        too_often = rate_limits.limit_registering(request, email, at=now)
        if not too_often:
            openings.ask_for_opening(work_group, email, awaited=awaited, at=now)
            return redirect("recruitment:opening_asked", work_group.slug)
        form.add_error(None, too_often)
    page = {
        "work_group": work_group,
        "hub": work_group.hub,
        "awaited": awaited,
        "form": form,
    }
    status = 429 if form.has_error(NON_FIELD_ERRORS) else 200
    return render(request, "recruitment/ask_for_opening.html", page, status=status)


@login_not_required
@require_safe
def opening_asked(request: HttpRequest, slug: str) -> HttpResponse:
    work_group = group_of(slug)
    page = {"work_group": work_group, "hub": work_group.hub}
    return render(request, "recruitment/opening_asked.html", page)


def explain_opening(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Say that nothing is kept, or that we do not know the link."""
    status = 404 if link.why == "unknown" else 200
    page = {"is_known": status == 200}
    return render(request, "recruitment/opening_over.html", page, status=status)


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.OPENING, related=("work_group",), explain=explain_opening)
def hear_of_opening(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """GET changes nothing; POST proves the address, or deletes it."""
    asked = link.subject
    if request.method == "POST" and request.POST.get("do") == "stop":
        openings.stop_opening_request(asked)
        return render(request, "recruitment/opening_over.html", {"is_known": True})
    if request.method == "POST":
        asked = openings.prove_opening_request(asked, at=timezone.now())
    page = {"asked": asked, "work_group": asked.work_group}
    return render(request, "recruitment/hear_of_opening.html", page)
