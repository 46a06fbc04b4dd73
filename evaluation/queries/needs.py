"""What new teachers here need help with, as finished reports show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from evaluation.choices import QuestionSetKind, ThemeMark
from evaluation.models import Evaluation, Theme
from evaluation.queries.measures import newest_figures
from evaluation.reports import wording
from workgroups.models import Project

YEARS = 3
ECT_KINDS = frozenset(
    {
        QuestionSetKind.SESSION,
        QuestionSetKind.BASELINE,
        QuestionSetKind.GAP_TASK,
        QuestionSetKind.FINAL,
        QuestionSetKind.FOLLOW_UP,
    }
)
#: Who answers the other kinds of question sets.
SAID_BY = {
    QuestionSetKind.MENTOR: "mentors",
    QuestionSetKind.LEADS: "work group leads",
    QuestionSetKind.ITT: "training providers",
}
Shown = list[tuple[str, str]]


@dataclass(frozen=True)
class Need:
    """A theme that is a need: who said it, in which phase and where, in words."""

    theme: Theme
    said_by: Shown = field(default_factory=list)
    phases: Shown = field(default_factory=list)
    marks: Shown = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)


@dataclass(frozen=True)
class NeedsOfYear:
    """The needs of one evaluation, and its kept themes that are none."""

    evaluation: Evaluation
    needs: list[Need]
    others: list[Theme]
    has_report: bool


def needs_of(evaluations: Any, *, year: int) -> list[NeedsOfYear]:
    """The needs of the last years, the newest first, in a fixed number of statements.

    Every figure is one that the newest finished report of its evaluation shows.
    """
    kept = Theme.objects.kept().order_by("order", "pk").prefetch_related("projects")
    rows = evaluations.filter(start_year__gt=year - YEARS).select_related("hub")
    found = list(
        rows.prefetch_related(Prefetch("themes", kept)).order_by(
            "-start_year", "title", "pk"
        )
    )
    figures = newest_figures([each.pk for each in found])
    return [_of_year(each, figures.get(each.pk)) for each in found]


def _of_year(evaluation: Evaluation, figures: Mapping[str, Any] | None) -> NeedsOfYear:
    themes = list(evaluation.themes.all())
    return NeedsOfYear(
        evaluation,
        [need_of(theme, figures or {}) for theme in themes if theme.is_need],
        [theme for theme in themes if not theme.is_need],
        figures is not None,
    )


def need_of(theme: Theme, figures: Mapping[str, Any]) -> Need:
    tables = figures.get("themes") or []
    rows = [(table, row) for table in tables if (row := _row(theme.pk, table["rows"]))]
    return Need(
        theme,
        [(said_by(table["kind"]), _in_set(table, row["total"])) for table, row in rows],
        [
            (cell["label"], _in_set(table, cell))
            for table, row in rows
            if table["kind"] in ECT_KINDS
            for cell in row.get("phase", [])
            if not cell.get("suppressed")
        ],
        _marks(theme.pk, figures, tables),
        list(theme.projects.all()),
    )


def said_by(kind: str) -> str:
    return "ECTs" if kind in ECT_KINDS else SAID_BY.get(QuestionSetKind(kind), kind)


def _row(theme: int, rows: Iterable[Mapping[str, Any]]) -> Any:
    return next((row for row in rows if row.get("theme") == theme), None)


def _in_set(table: Mapping[str, Any], cell: Mapping[str, Any]) -> str:
    """ "15 of 95 (16%, 10% to 25%) in “After a session”"."""
    return f"{wording.share(cell)} in “{table['set']}”"


def _marks(
    theme: int, figures: Mapping[str, Any], tables: Iterable[Mapping[str, Any]]
) -> Shown:
    """The theme's marks by local authority, where nobody but ECTs was asked."""
    if any(table["kind"] not in ECT_KINDS for table in tables):
        return []
    row = _row(theme, (figures.get("marks") or {"rows": []})["rows"])
    return [
        (cell["label"], str(ThemeMark(cell["mark"]).label))
        for cell in (row["cells"] if row else [])
    ]
