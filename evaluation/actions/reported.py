"""Begin with what was reported elsewhere, before the hub worked on this site."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from evaluation.actions.evaluations import lock_evaluation
from evaluation.models import Evaluation, Implication, Theme
from evaluation.reports.reported_tables import ReportedTheme
from workgroups import audit
from workgroups.models import Hub, User


@dataclass(frozen=True)
class Brought:
    """How many themes and implications are new."""

    themes: int
    implications: int


@transaction.atomic
def start_from_report(
    hub: Hub,
    *,
    title: str,
    start_year: int,
    reported_in: str,
    themes: Sequence[ReportedTheme],
    by: User,
    at: datetime,
) -> tuple[Evaluation, Brought]:
    """The evaluation that holds what was reported elsewhere of a year.

    Created at the first call, and found again by hub, year and title. What it has
    already is not added again. Locks the hub. Raises AlreadyPublished.
    """
    Hub.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    evaluation, is_new = Evaluation.objects.exclude(reported_in="").get_or_create(
        hub=hub,
        title=title,
        start_year=start_year,
        defaults={"reported_in": reported_in},
    )
    if is_new:
        audit.record("start_from_report", evaluation, actor=by, at=at)
    evaluation = lock_evaluation(evaluation)
    return evaluation, _bring_in(evaluation, themes, by=by, at=at)


def _bring_in(
    evaluation: Evaluation, reported: Sequence[ReportedTheme], *, by: User, at: datetime
) -> Brought:
    themes = {theme.name: theme for theme in evaluation.themes.all()}
    implications = {row.text: row for row in evaluation.implications.all()}
    before = len(themes), len(implications)
    own = {"hub_id": evaluation.hub_id, "evaluation": evaluation}
    for each in reported:
        theme = themes.get(each.name) or Theme.objects.create(
            **own, name=each.name, finding=each.finding, order=len(themes) + 1
        )
        themes[each.name] = theme
        for text in each.implications:
            row = implications.get(text) or Implication.objects.create(
                **own, text=text, order=len(implications) + 1
            )
            implications[text] = row
            row.themes.add(theme)
    brought = Brought(len(themes) - before[0], len(implications) - before[1])
    if brought.themes or brought.implications:
        fields = ["themes", "implications"]
        audit.record("bring_in_report", evaluation, actor=by, fields=fields, at=at)
    return brought
