"""The year of a group on one page, for its lead and the hub."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation.queries.group_summaries import summary_of
from workgroups.requests import SignedInRequest, managed_group


@require_safe
def show_summary(request: SignedInRequest, slug: str) -> HttpResponse:
    work_group = managed_group(request, slug)
    now = timezone.now()
    page = {
        "work_group": work_group,
        "summary": summary_of(work_group, at=now),
        "as_at": timezone.localdate(now),
    }
    return render(request, "evaluation/show_summary.html", page)
