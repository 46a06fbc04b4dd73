"""The list of comments by where, when and from whom they came."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from evaluation.models import Evaluation, Evidence
from workgroups.choices import SchoolPhase

FIELDS = {
    "kind": "kind",
    "group": "work_group",
    "area": "work_group__local_authority",
    "phase": "work_group__school_phase",
}
Choices = list[tuple[str, str]]


def with_days(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Passages with the day of their visit, form or import as `said_on`."""
    return rows.annotate(
        said_on=Coalesce("on", "visit__on", "answer__response__batch_on")
    )


def narrowed(rows: QuerySet[Evidence], chosen: Mapping[str, Any]) -> QuerySet[Evidence]:
    """Passages that fit everything that is chosen; what is empty narrows nothing."""
    rows = with_days(rows)
    fits = {path: chosen[key] for key, path in FIELDS.items() if chosen.get(key)}
    if chosen.get("since"):
        fits["said_on__gte"] = chosen["since"]
    if chosen.get("until"):
        fits["said_on__lte"] = chosen["until"]
    return rows.filter(Q(**fits))


@dataclass(frozen=True)
class Places:
    """The groups of an evaluation, their local authorities and phases, to choose."""

    groups: Choices
    areas: Choices
    phases: Choices


def places_of(evaluation: Evaluation) -> Places:
    """What the comments of an evaluation can be narrowed to, in one statement."""
    rows = list(
        evaluation.work_groups.order_by("title", "pk").values_list(
            "pk",
            "title",
            "local_authority",
            "local_authority__name",
            "school_phase",
        )
    )
    labels = dict(SchoolPhase.choices)
    areas = {(name, str(pk)) for _, _, pk, name, _ in rows if pk}
    phases = {phase for *_, phase in rows if phase}
    return Places(
        groups=[(str(pk), title) for pk, title, *_ in rows],
        areas=[(pk, name) for name, pk in sorted(areas)],
        phases=[(each, labels[each]) for each in labels if each in phases],
    )
