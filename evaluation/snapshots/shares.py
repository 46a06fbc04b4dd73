"""Shares of respondents who wrote of a theme, by authority, phase and group."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from evaluation import tables
from evaluation.snapshots.figures import shares_by_breakdown
from evaluation.snapshots.inputs import GroupInput, ReportInputs
from evaluation.statistics import comparisons, intervals
from evaluation.suppression import FEWEST_TO_BREAK_DOWN

ALL = "All"
#: Decimals of each statistic.
STATISTICS = {"p": 4, "p_holm": 4, "v": 3, "q": 2, "i_squared": 2}
Counts = Mapping[int, tuple[int, int]]  # (hits, misses) by group


def themes_by_set(inputs: ReportInputs) -> list[dict[str, Any]]:
    """Shares of respondents per theme, one table for each question set.

    Only written answers count, and each response counts once. Sets are never added up.
    The set with most respondents comes first.
    """
    found = []
    for pk, question_set in inputs.question_sets.items():
        group_of = {
            one.response: one.work_group
            for one in inputs.responses
            if one.question_set == pk and one.is_read
        }
        if not group_of:
            continue
        of = Counter(group_of.values())
        counted = {
            theme["name"]: _hits(inputs, theme["pk"], group_of, of)
            for theme in inputs.themes
        }
        found.append(
            {
                "set": question_set["title"],
                "kind": question_set["kind"],
                "respondents": None
                if len(group_of) < inputs.smallest_count
                else len(group_of),
                "rows": table(inputs, counted),
            }
        )
    return sorted(found, key=lambda each: -(each["respondents"] or 0))


def _hits(
    inputs: ReportInputs, theme: int, group_of: Mapping[str, int], of: Counter[int]
) -> Counts:
    """Respondents of each group who wrote about a theme, and those who did not."""
    writers = {one.response for one in inputs.codings if one.theme == theme}
    hits = Counter(group_of[response] for response in writers if response in group_of)
    return {group: (hits[group], of[group] - hits[group]) for group in of}


def table(inputs: ReportInputs, counted: Mapping[str, Counts]) -> list[dict[str, Any]]:
    """One row per name, with Holm's correction over the table's comparisons."""
    rows = [_row(inputs, name, counts) for name, counts in counted.items()]
    tested = [
        row["comparison"] for row in rows if row["comparison"].get("p") is not None
    ]
    adjusted = comparisons.holm([each["p"] for each in tested])
    for each, p in zip(tested, adjusted, strict=True):
        each["p_holm"] = p
        shares = [intervals.Share(*share) for share in each.pop("shares")]
        each["verdict"] = comparisons.verdict(
            shares, each.pop("overall"), p=p, v=each["v"]
        )
    for row in rows:
        _remove_exact_statistics(row)
    return rows


def _remove_exact_statistics(row: dict[str, Any]) -> None:
    """Keep only the verdict where an authority is suppressed.

    A suppressed count could be computed from an exact statistic, but not from a word.
    """
    cells = [row["total"], *row["authority"]]
    suppressed = any(cell.get("suppressed") for cell in cells)
    for name, decimals in STATISTICS.items():
        value = row["comparison"].get(name)
        if value is not None:
            row["comparison"][name] = None if suppressed else round(value, decimals)


def _row(inputs: ReportInputs, name: str, counts: Counts) -> dict[str, Any]:
    """The shares of one theme or question in every breakdown, and their comparison."""
    groups = [group for group in inputs.groups if group.pk in counts]
    values = [counts[group.pk] for group in groups]
    by: list[Callable[[GroupInput], str]] = [
        lambda group: ALL,
        lambda group: group.authority,
        lambda group: group.phase,
        lambda group: group.title,
    ]
    total, authority, phase, group_rows = shares_by_breakdown(
        values,
        [[label(group) for group in groups] for label in by],
        k=inputs.smallest_count,
        fewest=FEWEST_TO_BREAK_DOWN,
    )
    return {
        "name": name,
        "total": total[0],
        "authority": authority,
        "phase": phase,
        "group": group_rows,
        "comparison": comparison(groups, values),
    }


def comparison(
    groups: Sequence[GroupInput], values: Sequence[tuple[int, ...]]
) -> dict[str, Any]:
    """Whether local authorities with ten answers or more differ."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for group, (some, none) in zip(groups, values, strict=True):
        sums[group.authority][0] += some
        sums[group.authority][1] += none
    large = [row for row in sums.values() if sum(row) >= FEWEST_TO_BREAK_DOWN]
    hits, of = [row[0] for row in large], [sum(row) for row in large]
    if len(large) < 2:
        return {"verdict": "too_few", "groups": len(large)}
    if not 0 < sum(hits) < sum(of):
        return {"verdict": "alike", "groups": len(large)}
    heterogeneity = tables.heterogeneity(hits, of)
    statistic = comparisons.chi_square(hits, of)
    shares = [intervals.share_of(*pair) for pair in zip(hits, of, strict=True)]
    return {
        "groups": len(large),
        "p": tables.difference_p(hits, of),
        "v": comparisons.cramers_v(statistic, sum(of), len(of)),
        "q": heterogeneity[0] if heterogeneity else None,
        "i_squared": heterogeneity[1] if heterogeneity else None,
        "overall": sum(hits) / sum(of),
        "shares": [
            (share.hits, share.of, share.share, share.low, share.high)
            for share in shares
            if share
        ],
    }
