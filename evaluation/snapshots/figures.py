"""Counts of places: who asked and came, session by session, and who continued.

Counts for the whole hub are shown exactly. In breakdowns by local authority, answer or
reason small counts are suppressed, with complementary suppression.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from evaluation import suppression
from evaluation.snapshots.inputs import Facts, Group
from evaluation.statistics import intervals
from recruitment.choices import FunnelStage
from recruitment.queries.figures import (
    CONTINUED,
    DEFERRED,
    LOST,
    CohortMember,
    Retention,
    SessionAttendance,
)

SUPPRESSED: dict[str, Any] = {"suppressed": True}


def share_cell(hits: int, of: int) -> dict[str, Any]:
    """A share as stored in a snapshot; suppressed where the total is zero."""
    share = intervals.share_of(hits, of)
    return asdict(share) if share else dict(SUPPRESSED)


def funnel(facts: Facts) -> dict[str, Any] | None:
    """Counts of each stage by local authority; None without interest in any group."""
    if not facts.funnel:
        return None
    authority_of = {group.pk: group.authority for group in facts.groups}
    counts = {stage.value: Counter[str]() for stage in FunnelStage}
    for entry in facts.funnel:
        for stage in FunnelStage:
            authority = authority_of[entry.work_group_id]
            counts[stage.value][authority] += entry.reached(stage)
    labels = list(dict.fromkeys(group.authority for group in facts.groups))
    columns = {
        stage: guarded([counted[label] for label in labels], facts.hub["k"])
        for stage, counted in counts.items()
    }
    return {
        "total": {stage: counted.total() for stage, counted in counts.items()},
        "rows": [
            {"label": label, **{stage: columns[stage][at] for stage in columns}}
            for at, label in enumerate(labels)
        ],
    }


def guarded(counts: Sequence[int], k: int) -> list[int | None]:
    """Parts of a known total; None for each suppressed part."""
    parts = [frozenset({finest}) for finest in range(len(counts))]
    gone = suppression.suppressed(
        [[count] for count in counts], [[frozenset(range(len(counts)))], parts], k=k
    )
    return [None if (1, at) in gone else count for at, count in enumerate(counts)]


def attendance(facts: Facts) -> dict[str, Any] | None:
    """Present out of marked, by group and session; None without a register."""
    taken = {(one.work_group_id, one.number): one for one in facts.registers}
    numbers = sorted({one.number for one in facts.registers if one.marked})
    if not numbers:
        return None
    k = facts.hub["k"]
    return {
        "numbers": numbers,
        "rows": [
            {
                "label": group.title,
                "authority": group.authority,
                "cells": [_register(taken.get((group.pk, one)), k) for one in numbers],
            }
            for group in facts.groups
        ],
        "total": [
            _summed([one for one in facts.registers if one.number == number])
            for number in numbers
        ],
        "overall": _summed(facts.registers),
    }


def _register(one: SessionAttendance | None, k: int) -> dict[str, Any] | None:
    if one is None or not one.marked:
        return None
    if suppression.is_small([one.present, one.marked], k):
        return dict(SUPPRESSED)
    return {"present": one.present, "marked": one.marked, "share": one.share}


def _summed(registers: Iterable[SessionAttendance]) -> dict[str, Any]:
    rows = list(registers)
    present, marked = sum(r.present for r in rows), sum(r.marked for r in rows)
    share = present / marked if marked else None
    return {"present": present, "marked": marked, "share": share}


def retention(facts: Facts) -> dict[str, Any] | None:
    """Who continued to the second year; None for a programme without one."""
    if not facts.cohort:
        return None
    found = Retention(tuple(facts.cohort))
    continued, lost = found.count(CONTINUED), found.count(LOST)
    second = facts.evaluation["start_year"] + 1
    homes = {group.pk: group for group in facts.groups}
    return {
        "cohort": len(facts.cohort),
        "continued": continued,
        "deferred": found.count(DEFERRED),
        "lost": lost,
        "rate": share_cell(continued, continued + lost),
        "came": sum(one.came for one in facts.cohort),
        "too_early": facts.as_at < date(second, 9, 1) and not continued,
        "frozen": facts.as_at > date(second, 10, 31),
        "reasons": _reasons(facts.cohort, facts.hub["k"]),
        **_continued_by(facts.cohort, homes, facts.hub["k"]),
    }


def _reasons(cohort: Iterable[CohortMember], k: int) -> list[dict[str, Any]]:
    """Why people were lost, most common first; small counts join the rest."""
    counts = Counter(one.reason for one in cohort if one.outcome == LOST)
    labels = sorted(counts, key=lambda label: (-counts[label], label))
    shown = guarded([counts[label] for label in labels], k)
    rows = [
        {"label": label, "count": count}
        for label, count in zip(labels, shown, strict=True)
        if count is not None
    ]
    rest = counts.total() - sum(count for count in shown if count is not None)
    return rows + ([{"label": "other reasons", "count": rest}] if rest else [])


def _continued_by(
    cohort: Sequence[CohortMember], homes: Mapping[int, Group], k: int
) -> dict[str, list[dict[str, Any]]]:
    """Rates by authority, phase and the both-years answer.

    All three are suppressed together, so that none reveals another's small counts.
    """
    by: dict[str, Callable[[CohortMember], Hashable]] = {
        "by_authority": lambda one: homes[one.work_group_id].authority,
        "by_phase": lambda one: homes[one.work_group_id].phase,
        "by_both_years": lambda one: (
            "Asked for both years" if one.both_years else "Asked for the first year"
        ),
    }
    tallies: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for one in cohort:
        if one.outcome != DEFERRED:
            finest = tuple(label(one) for label in by.values())
            tallies[finest][0 if one.outcome == CONTINUED else 1] += 1
    finest_cells = sorted(tallies)
    return dict(
        zip(
            by,
            broken_down(
                [tallies[finest] for finest in finest_cells],
                [[finest[at] for finest in finest_cells] for at in range(len(by))],
                k=k,
            ),
            strict=True,
        )
    )


def broken_down(
    values: Sequence[Sequence[int]],
    labels: Sequence[Sequence[str]],
    *,
    k: int,
    fewest: int = 0,
) -> list[list[dict[str, Any]]]:
    """Shares by each breakdown of the finest cells, suppressed together.

    `values` are hits and misses of each finest cell, `labels` its label in each
    breakdown. The total comes first where `labels` has one label for all.
    """
    groupings = [_cells(each) for each in labels]
    everybody = [frozenset(range(len(values)))]
    breakdowns = [everybody, *(list(each.values()) for each in groupings)]
    sizes = [[sum(row)] for row in values]
    thin = {
        cell
        for breakdown in breakdowns[1:]
        for cell in breakdown
        if sum(sizes[finest][0] for finest in cell) < fewest
    }
    for number, at in suppression.suppressed(sizes, breakdowns, k=k, too_thin=thin):
        thin.add(breakdowns[number][at])
    gone = suppression.suppressed(values, breakdowns, k=k, too_thin=thin)
    return [
        [
            {"label": label}
            | (
                SUPPRESSED
                if (number, at) in gone
                else share_cell(
                    sum(values[finest][0] for finest in cell),
                    sum(sizes[finest][0] for finest in cell),
                )
            )
            for at, (label, cell) in enumerate(grouping.items())
        ]
        for number, grouping in enumerate(groupings, start=1)
    ]


def _cells(labels: Sequence[str]) -> dict[str, suppression.Cell]:
    """Finest cells by label, in order of first occurrence."""
    members: dict[str, set[int]] = {}
    for finest, label in enumerate(labels):
        members.setdefault(label, set()).add(finest)
    return {label: frozenset(finest_cells) for label, finest_cells in members.items()}
