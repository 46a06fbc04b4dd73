"""Attendance over the year of a group, and completing it, for leads and the hub."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from recruitment.actions import completing
from recruitment.actions.completing import Completed
from recruitment.errors import RecruitmentError
from recruitment.queries import attendance_grid, completion
from workgroups import words
from workgroups.requests import SignedInRequest, managed_group


@require_safe
def show_attendance(request: SignedInRequest, slug: str) -> HttpResponse:
    work_group = managed_group(request, slug)
    page = {"work_group": work_group, "grid": attendance_grid.grid_of(work_group)}
    return render(request, "recruitment/show_attendance.html", page)


@require_http_methods(["GET", "POST"])
def complete_group(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show who completes, who does not and why; a POST decides it as shown."""
    work_group = managed_group(request, slug)
    now = timezone.now()
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            done = completing.complete_group(
                work_group, seen=seen, by=request.user, at=now
            )
        except RecruitmentError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _said(done))
        return redirect("hubsite:complete_group", slug)
    page = {
        "work_group": work_group,
        "completion": completion.completion_of(work_group, at=now),
    }
    return render(request, "recruitment/complete_group.html", page)


@require_POST
def take_back_completion(request: SignedInRequest, slug: str) -> HttpResponse:
    work_group = managed_group(request, slug)
    number, kept = completing.take_back_completion(
        work_group, by=request.user, at=timezone.now()
    )
    secured = words.plural(number, "place is", "places are")
    messages.success(request, f"Taken back: {number} {secured} secured as before.")
    if kept:
        stay = words.plural(kept, "place stays as it is", "places stay as they are")
        messages.warning(
            request, f"{kept} {stay}, because the person has a newer one or is deleted."
        )
    return redirect("hubsite:complete_group", slug)


def _said(done: Completed) -> str:
    complete = words.plural(done.completed, "person completes", "people complete")
    do_not = words.plural(done.not_completed, "does not", "do not")
    return f"{done.completed} {complete} the year, {done.not_completed} {do_not}."
