"""Counts of places: the funnel, attendance by session, and retention.

Counts of the whole hub are shown exactly. In breakdowns by local authority, answer or
reason small counts are suppressed, with complementary suppression.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from evaluation import suppression
from evaluation.snapshots.inputs import GroupInput, ReportInputs
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


def funnel(inputs: ReportInputs) -> dict[str, Any] | None:
    """Counts of each stage by local authority; None without interest in any group."""
    if not inputs.funnel:
        return None
    authority_of = {group.pk: group.authority for group in inputs.groups}
    counts = {stage.value: Counter[str]() for stage in FunnelStage}
    for entry in inputs.funnel:
        for stage in FunnelStage:
            authority = authority_of[entry.work_group_id]
            counts[stage.value][authority] += entry.reached(stage)
    labels = list(dict.fromkeys(group.authority for group in inputs.groups))
    columns = {
        stage: suppress_parts(
            [counted[label] for label in labels], inputs.smallest_count
        )
        for stage, counted in counts.items()
    }
    return {
        "total": {stage: counted.total() for stage, counted in counts.items()},
        "rows": [
            {"label": label, **{stage: columns[stage][at] for stage in columns}}
            for at, label in enumerate(labels)
        ],
    }


def suppress_parts(counts: Sequence[int], k: int) -> list[int | None]:
    """The parts of a known total, with None for each part that is suppressed."""
    parts = [frozenset({finest}) for finest in range(len(counts))]
    suppressed = suppression.suppressed(
        [[count] for count in counts], [[frozenset(range(len(counts)))], parts], k=k
    )
    return [None if (1, at) in suppressed else count for at, count in enumerate(counts)]


def attendance(inputs: ReportInputs) -> dict[str, Any] | None:
    """Present out of marked, by group and session; None if no register was taken.

    The total of each session is shown, so its groups are suppressed together.
    """
    taken = [one for one in inputs.attendance if one.marked]
    numbers = sorted({one.number for one in taken})
    if not numbers:
        return None
    by_number = {
        number: [one for one in taken if one.number == number] for number in numbers
    }
    cells = {
        number: _session_cells(found, inputs.smallest_count)
        for number, found in by_number.items()
    }
    return {
        "numbers": numbers,
        "rows": [
            {
                "label": group.title,
                "authority": group.authority,
                "cells": [cells[number].get(group.pk) for number in numbers],
            }
            for group in inputs.groups
        ],
        "total": [_summed(found) for found in by_number.values()],
        "overall": _summed(taken),
    }


def _session_cells(
    attendance: Sequence[SessionAttendance], k: int
) -> dict[int, dict[str, Any]]:
    """The cells of one session number, by group."""
    parts = [frozenset({finest}) for finest in range(len(attendance))]
    suppressed = suppression.suppressed(
        [[one.present, one.marked] for one in attendance],
        [[frozenset(range(len(attendance)))], parts],
        k=k,
    )
    return {
        one.work_group_id: dict(SUPPRESSED)
        if (1, at) in suppressed
        else {"present": one.present, "marked": one.marked, "share": one.share}
        for at, one in enumerate(attendance)
    }


def _summed(attendance: Iterable[SessionAttendance]) -> dict[str, Any]:
    rows = list(attendance)
    present, marked = sum(r.present for r in rows), sum(r.marked for r in rows)
    share = present / marked if marked else None
    return {"present": present, "marked": marked, "share": share}


def retention(inputs: ReportInputs) -> dict[str, Any] | None:
    """Who continued to the second year; None where no group has a second year."""
    if not inputs.cohort:
        return None
    found = Retention(tuple(inputs.cohort))
    continued, lost = found.count(CONTINUED), found.count(LOST)
    second = inputs.evaluation["start_year"] + 1
    groups = {group.pk: group for group in inputs.groups}
    return {
        "cohort": len(inputs.cohort),
        "continued": continued,
        "deferred": found.count(DEFERRED),
        "lost": lost,
        "rate": share_cell(continued, continued + lost),
        "came": sum(one.came for one in inputs.cohort),
        "too_early": inputs.as_at < date(second, 9, 1) and not continued,
        "frozen": inputs.as_at > date(second, 10, 31),
        "reasons": _reasons(inputs.cohort, inputs.smallest_count),
        **_continuation_rates(inputs.cohort, groups, inputs.smallest_count),
    }


def _reasons(cohort: Iterable[CohortMember], k: int) -> list[dict[str, Any]]:
    """Why people were lost, the most common first; small counts are added together."""
    counts = Counter(one.reason for one in cohort if one.outcome == LOST)
    labels = sorted(counts, key=lambda label: (-counts[label], label))
    shown = suppress_parts([counts[label] for label in labels], k)
    rows = [
        {"label": label, "count": count}
        for label, count in zip(labels, shown, strict=True)
        if count is not None
    ]
    rest = counts.total() - sum(count for count in shown if count is not None)
    return rows + ([{"label": "other reasons", "count": rest}] if rest else [])


def _continuation_rates(
    cohort: Sequence[CohortMember], groups: Mapping[int, GroupInput], k: int
) -> dict[str, list[dict[str, Any]]]:
    """The rate of people who continued, by authority, phase and both-years answer.

    All three are suppressed together, so that none reveals a small count of another.
    """
    by: dict[str, Callable[[CohortMember], Hashable]] = {
        "by_authority": lambda one: groups[one.work_group_id].authority,
        "by_phase": lambda one: groups[one.work_group_id].phase,
        "by_both_years": lambda one: (
            "Asked for both years" if one.both_years else "Asked for the first year"
        ),
    }
    counts: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for one in cohort:
        if one.outcome != DEFERRED:
            finest = tuple(label(one) for label in by.values())
            counts[finest][0 if one.outcome == CONTINUED else 1] += 1
    finest_cells = sorted(counts)
    return dict(
        zip(
            by,
            shares_by_breakdown(
                [counts[finest] for finest in finest_cells],
                [[finest[at] for finest in finest_cells] for at in range(len(by))],
                k=k,
            ),
            strict=True,
        )
    )


def shares_by_breakdown(
    values: Sequence[Sequence[int]],
    labels: Sequence[Sequence[str]],
    *,
    k: int,
    fewest: int = 0,
) -> list[list[dict[str, Any]]]:
    """Shares by each breakdown of the finest cells, suppressed together.

    `values` are hits and misses of each finest cell, `labels` its label in each
    breakdown. The total comes first where `labels` has one label for all. Where the
    sum of hits and misses is small, one of the two is, so sums need no pass of their
    own.
    """
    groupings = [_cells(each) for each in labels]
    everybody = [frozenset(range(len(values)))]
    breakdowns = [everybody, *(list(each.values()) for each in groupings)]
    sizes = [sum(row) for row in values]
    too_few = {
        cell
        for breakdown in breakdowns[1:]
        for cell in breakdown
        if sum(sizes[finest] for finest in cell) < fewest
    }
    suppressed = suppression.suppressed(values, breakdowns, k=k, too_few=too_few)
    return [
        [
            {"label": label}
            | (
                SUPPRESSED
                if (number, at) in suppressed
                else share_cell(
                    sum(values[finest][0] for finest in cell),
                    sum(sizes[finest] for finest in cell),
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
