"""The lines of a hub's year about its evaluations."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse

from evaluation.choices import ReportState
from evaluation.models import Evaluation
from workgroups import academic_years
from workgroups.hub_year import AskedYear, YearLine, add_lines


def evaluations(asked: AskedYear) -> Iterable[YearLine]:
    """Each evaluation of the year, due on its last day; or that there is none."""
    done = Count("reports", filter=Q(reports__state=ReportState.DONE))
    rows = Evaluation.objects.filter(hub=asked.hub_id, start_year=asked.year)
    found = list(rows.annotate(finished=done).order_by("title", "pk"))
    last_day = academic_years.last_day(asked.year)
    for row in found:
        yield YearLine(
            last_day,
            f"Evaluation: {row.title}",
            reverse("evaluation:show_evaluation", args=[row.pk]),
            "" if row.finished else "no report yet",
        )
    if not found:
        url = reverse("evaluation:start_evaluation")
        yield YearLine(last_day, "Evaluation of the year", url, "none is begun")


def add_year_lines() -> None:
    add_lines(evaluations)
