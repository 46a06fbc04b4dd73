"""What importing comments would do to an evaluation, before anything is stored."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from evaluation.choices import EvidenceKind
from evaluation.evidence_files import FoundComment
from evaluation.models import Evaluation
from workgroups.table_files import Problem, shortened


@dataclass(frozen=True)
class ImportDefaults:
    """What is true of the comments that say nothing of it themselves."""

    source: str = ""
    kind: str = EvidenceKind.DOCUMENT
    group: int | None = None
    on: str = ""
    agreed: bool = False


@dataclass(frozen=True)
class PlannedComment:
    line: int
    text: str
    kind: str
    group: int | None
    on: date | None
    heard_from: str
    key_stage: str
    agreed: bool
    key: str = ""


@dataclass
class ImportPlan:
    """The comments that are new, and how many there are already."""

    new: list[PlannedComment] = field(default_factory=list)
    known: int = 0
    problems: list[Problem] = field(default_factory=list)


def plan_of_import(
    evaluation: Evaluation,
    comments: Sequence[FoundComment],
    defaults: ImportDefaults,
    *,
    today: date,
) -> ImportPlan:
    """What would be imported, in two statements; nothing where a line is wrong.

    A comment is known by its words, group, day, kind and where it was heard, and by how
    many of its kind came before it in the file: two people may say the same.
    """
    plan, times = ImportPlan(), Counter[str]()
    groups = _groups_by_name(evaluation)
    stored = evaluation.evidence.exclude(import_key="")
    known = set(stored.values_list("import_key", flat=True))
    for each in comments:
        try:
            planned = _planned(each, defaults, groups, today)
        except ValueError as error:
            plan.problems.append(Problem(each.line, *error.args))
            continue
        digest = _digest(planned)
        key = f"{digest}-{times[digest]}"
        times[digest] += 1
        if key in known:
            plan.known += 1
        else:
            plan.new.append(PlannedComment(**{**vars(planned), "key": key}))
    if plan.problems:
        plan.new = []
    return plan


def _groups_by_name(evaluation: Evaluation) -> dict[str, list[int]]:
    """The groups of an evaluation by title and by the name in their address."""
    found: dict[str, list[int]] = {}
    rows = evaluation.work_groups.values_list("pk", "title", "slug")
    for pk, *names in rows.order_by("pk"):
        for name in {each.casefold() for each in names}:
            found.setdefault(name, []).append(pk)
    return found


def _planned(
    found: FoundComment,
    defaults: ImportDefaults,
    groups: dict[str, list[int]],
    today: date,
) -> PlannedComment:
    """A comment as it would be stored. Raises ValueError with why, and the column."""
    on = found.on or defaults.on
    day = date.fromisoformat(on) if on else None
    if day and day > today:
        raise ValueError(f"“{on}” is still to come.", "Date")
    return PlannedComment(
        line=found.line,
        text=found.text,
        kind=found.kind or defaults.kind,
        group=_group(found.group, groups) if found.group else defaults.group,
        on=day,
        heard_from=found.heard_from,
        key_stage=found.key_stage,
        agreed=defaults.agreed if found.agreed is None else found.agreed,
    )


def _group(name: str, groups: dict[str, list[int]]) -> int:
    match groups.get(name.casefold(), []):
        case [only]:
            return only
        case []:
            why = "is no group of this evaluation"
        case _:
            why = "is the name of several groups: write the one in its address"
    raise ValueError(f"“{shortened(name)}” {why}.", "Work group")


def _digest(planned: PlannedComment) -> str:
    on = planned.on.isoformat() if planned.on else ""
    parts = [planned.text, planned.group, on, planned.kind]
    parts += [planned.heard_from, planned.key_stage]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:40]
