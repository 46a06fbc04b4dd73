"""What second coders gave to the same passages, compared theme by theme."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from evaluation.choices import ThemeState
from evaluation.models import Coding, Evaluation, SecondReading, Theme
from evaluation.queries.evidence import codebook
from evaluation.statistics import agreement
from evaluation.statistics.agreement import Agreement
from workgroups.models import User

FIRST = 0  # stands for the codings of the evaluation itself
Given = Mapping[int, set[int]]  # coder -> themes, of one passage


@dataclass(frozen=True)
class ThemeAgreement:
    theme: Theme
    agreement: Agreement


@dataclass(frozen=True)
class SampleProgress:
    """How much of somebody's sample is read."""

    total: int
    read: int

    @property
    def is_done(self) -> bool:
        return self.read == self.total


def sample_of(evaluation: Evaluation, coder: User) -> SampleProgress:
    rows = evaluation.second_readings.filter(coder=coder)
    times = list(rows.values_list("read_at", flat=True))
    return SampleProgress(len(times), sum(each is not None for each in times))


def next_second_reading(evaluation: Evaluation, coder: User) -> SecondReading | None:
    """The next passage of somebody's sample; nothing of its codings is loaded."""
    rows = evaluation.second_readings.filter(coder=coder, read_at=None)
    return rows.select_related("evidence").order_by("position").first()


def agreement_by_theme(evaluation: Evaluation) -> list[ThemeAgreement]:
    """Agreement on each theme of the list, in five statements.

    Kappa compares the evaluation's own codings with each second coder's, alpha all
    coders of a passage where there are three or more.
    """
    coders, offered = _given(evaluation)
    found = []
    for theme in codebook(evaluation):
        units = [
            {
                coder: theme.pk in themes
                for coder, themes in given.items()
                if coder == FIRST or theme.pk in offered[passage, coder]
            }
            for passage, given in coders.items()
        ]
        compared = _agreement(units)
        if compared.table.total:
            found.append(ThemeAgreement(theme, compared))
    return found


def _agreement(units: Iterable[Mapping[int, bool]]) -> Agreement:
    units = [unit for unit in units if len(unit) > 1]
    pairs = [
        (unit[FIRST], given)
        for unit in units
        for coder, given in unit.items()
        if coder != FIRST
    ]
    found = agreement.agreement(pairs)
    if len({coder for unit in units for coder in unit}) < 3:
        return found
    values = [list(unit.values()) for unit in units]
    return replace(found, alpha=agreement.alpha(values))


def _given(
    evaluation: Evaluation,
) -> tuple[dict[int, dict[int, set[int]]], dict[tuple[int, int], set[int]]]:
    """The themes by passage and coder, and those that each coder could give.

    A theme that was merged since counts as the one that it was merged into.
    """
    now = _themes_now(evaluation)
    rows = evaluation.second_readings.filter(read_at__isnull=False)
    coders: dict[int, dict[int, set[int]]] = {}
    offered = {}
    for row in rows.prefetch_related("themes"):
        coders.setdefault(row.evidence_id, {FIRST: set()})
        coders[row.evidence_id][row.coder_id] = {now[t.pk] for t in row.themes.all()}
        offered[row.evidence_id, row.coder_id] = {now[pk] for pk in row.offered}
    codings = Coding.objects.filter(evidence__in=coders, reviewed=True)
    for passage, theme in codings.values_list("evidence", "theme"):
        coders[passage][FIRST].add(now[theme])
    return coders, offered


def _themes_now(evaluation: Evaluation) -> dict[int, int]:
    """Each theme by the one that it is part of by now, over any number of merges."""
    rows = evaluation.themes.values_list("pk", "state", "merged_into")
    merged = {pk: into for pk, state, into in rows if state == ThemeState.MERGED}
    now: defaultdict[int, int] = defaultdict(int)
    for pk, _, _ in rows:
        last: Any = pk
        while last in merged:
            last = merged[last]
        now[pk] = last
    return now
