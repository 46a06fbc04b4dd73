"""Figures that show whether implications worked, of their own year and the next."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from evaluation.choices import CountedMeasure, ReportState
from evaluation.models import Report
from workgroups.models import PlanReview

#: The stages of the funnel that are measures.
STAGES = (CountedMeasure.SECURED, CountedMeasure.CAME)


def plans_that_keep(hub_id: int, line: str, year: int) -> dict[str, int]:
    """Of the plans of a hub and year that are agreed, those with a ticked line.

    A common plan counts once, however many groups keep to it; of each plan its newest
    review counts.
    """
    of_year = Q(plan__project__start_year=year)
    of_year |= Q(session__work_group__start_year=year)
    reviews = PlanReview.objects.filter(of_year, hub=hub_id)
    newest: dict[tuple[int | None, int | None], tuple[bool, str]] = {}
    rows = reviews.order_by("reviewed_at", "pk")
    for plan, session, agrees, checked in rows.values_list(
        "plan", "session", "agrees", "checked"
    ):
        newest[plan, session] = (agrees, checked)
    agreed = [checked for agrees, checked in newest.values() if agrees]
    kept = sum(line in checked.splitlines() for checked in agreed)
    return {"kept": kept, "of": len(agreed)}


def cell_of(measure: str, figures: Mapping[str, Any] | None) -> Any:
    """The cell of a measure among the figures of a report, as far as it may be shown.

    None where the report has no such figure.
    """
    if not figures:
        return None
    if measure in STAGES and figures.get("funnel"):
        total = figures["funnel"]["total"]
        return {
            "count": total[measure],
            "as_at": total.get("as_at", {}).get(measure, ""),
        }
    if measure == CountedMeasure.ATTENDANCE and figures.get("attendance"):
        return figures["attendance"]["overall"]
    continued = figures.get("retention")
    if measure == CountedMeasure.CONTINUED and continued:
        return None if continued["too_early"] else continued["rate"]
    return None


def newest_figures(evaluations: Any) -> dict[int, dict[str, Any]]:
    """The figures of the newest finished report of each evaluation, by its id."""
    done = Report.objects.filter(evaluation__in=evaluations, state=ReportState.DONE)
    rows = done.filter(snapshot__has_key="figures").order_by("version")
    return dict(rows.values_list("evaluation", "snapshot__figures"))
