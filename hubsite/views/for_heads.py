"""A page about a group that is forwarded to a head teacher, on one screen."""

from decimal import Decimal

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from workgroups import queries, words
from workgroups.caching import public_page
from workgroups.choices import OutcomeKind
from workgroups.models import WorkGroup

#: What a school gains: not what a teacher learns for themselves.
GAINS = {
    str(each.label)
    for each in (
        OutcomeKind.PRACTICE_DEVELOPMENT,
        OutcomeKind.PUPIL_LEARNING,
        OutcomeKind.ORGANISATIONAL_POLICIES,
    )
}


@login_not_required
@require_safe
@public_page
def for_heads(request: HttpRequest, slug: str) -> HttpResponse:
    """Show dates, cover, cost and gains; three statements for any group."""
    in_use = WorkGroup.objects.filter(retired_on=None)
    work_group = get_object_or_404(in_use.listed(), slug=slug)
    sessions = list(work_group.sessions.going_ahead().order_by("number"))
    outcomes = queries.outcomes_by_kind(work_group.project_id)
    gains = [each.texts for each in outcomes if each.kind in GAINS]
    page = {
        "work_group": work_group,
        "hub": work_group.hub,
        "project": work_group.project,
        "sessions": sessions,
        "cover": words.days_in_all(
            sum((each.day_share for each in sessions), Decimal())
        ),
        "time": queries.time_asked(sessions),
        "gains": [text for texts in gains for text in texts],
    }
    return render(request, "hubsite/for_heads.html", page)
