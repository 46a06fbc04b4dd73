"""Counts of answers: themes, ratings and change, by group, authority and phase."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from evaluation import suppression, tables
from evaluation.choices import QuestionSetKind
from evaluation.snapshots.figures import broken_down, guarded
from evaluation.snapshots.inputs import Facts, Group, Rated
from evaluation.statistics import comparisons, intervals
from evaluation.suppression import FEWEST_TO_BREAK_DOWN

AGREES = 4  # the lowest rating that agrees
EVERYBODY = "All"
STATISTICS = {"p": 4, "p_holm": 4, "v": 3, "q": 2, "i_squared": 2}  # decimals
Counts = Mapping[int, tuple[int, int]]  # (hits, misses) by group


def themes_by_set(facts: Facts) -> list[dict[str, Any]]:
    """Shares of respondents per theme, one table for each question set.

    Only written answers count, each response once; sets are never added. The set with
    most respondents comes first.
    """
    found = []
    for pk, named in facts.question_sets.items():
        homes = {
            one.response: one.work_group
            for one in facts.written
            if one.question_set == pk and one.was_read
        }
        if not homes:
            continue
        of = Counter(homes.values())
        counted = {
            theme["name"]: _hits(facts, theme["pk"], homes, of)
            for theme in facts.themes
        }
        found.append(
            {
                "set": named["title"],
                "kind": named["kind"],
                "respondents": None if len(homes) < facts.hub["k"] else len(homes),
                "rows": _table(facts, counted),
            }
        )
    return sorted(found, key=lambda each: -(each["respondents"] or 0))


def _hits(
    facts: Facts, theme: int, homes: Mapping[str, int], of: Counter[int]
) -> Counts:
    """Respondents of each group who wrote about a theme, and those who did not."""
    writers = {one.response for one in facts.coded if one.theme == theme}
    hits = Counter(homes[response] for response in writers if response in homes)
    return {group: (hits[group], of[group] - hits[group]) for group in of}


def ratings_by_set(facts: Facts) -> list[dict[str, Any]]:
    """Shares of ratings four and five per question, one table for each set."""
    found = []
    for pk, named in facts.question_sets.items():
        rated = [one for one in facts.rated if one.question_set == pk]
        if rated:
            counted = {
                text: _agreeing(one for one in rated if one.text == text)
                for text in dict.fromkeys(one.text for one in rated)
            }
            found.append({"set": named["title"], "rows": _table(facts, counted)})
    return found


def _agreeing(ratings: Iterable[Rated]) -> Counts:
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for one in ratings:
        counts[one.work_group][0 if one.rating >= AGREES else 1] += 1
    return {group: (some, none) for group, (some, none) in counts.items()}


def confidence(facts: Facts) -> list[dict[str, Any]]:
    """Ratings of the same people before and after, question by question."""
    before = _by_person(facts, QuestionSetKind.BASELINE)
    after = _by_person(facts, QuestionSetKind.FINAL)
    both = [key for key in before if key in after]
    rows = [
        _changed(facts, before[key], after[key], seed) for seed, key in enumerate(both)
    ]
    tested = [row for row in rows if row.get("p") is not None]
    for row, p in zip(
        tested, comparisons.holm([row["p"] for row in tested]), strict=True
    ):
        row["p_holm"] = p
    return rows


def _by_person(facts: Facts, kind: str) -> dict[str, dict[str, Rated]]:
    """The last rating under each pseudonym, by question."""
    found: dict[str, dict[str, Rated]] = {}
    for one in facts.rated:
        if one.set_kind == kind and one.person:
            found.setdefault(one.key, {})[one.person] = one
    return found


def _changed(
    facts: Facts, before: Mapping[str, Rated], after: Mapping[str, Rated], seed: int
) -> dict[str, Any]:
    people = sorted(before.keys() & after.keys())
    k = facts.hub["k"]
    change = tables.paired_change(
        [before[person].rating for person in people],
        [after[person].rating for person in people],
        seed=seed,
    )
    ways = guarded([int(change[way] or 0) for way in ("up", "same", "down")], k)
    rounded = {name: _rounded(name, value) for name, value in change.items()}
    row = rounded | dict(zip(("up", "same", "down"), ways, strict=True))
    if len(people) < k:
        row |= {"pairs": None, "up": None, "same": None, "down": None}
    rose: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for person in people:
        up = after[person].rating > before[person].rating
        rose[after[person].work_group][0 if up else 1] += 1
    counts = {group: (some, none) for group, (some, none) in rose.items()}
    return row | {
        "text": next(iter(after.values())).text,
        "unmatched_before": _unless_few(len(before) - len(people), k),
        "unmatched_after": _unless_few(len(after) - len(people), k),
        "mean_unmatched": _mean_unless_few(
            [one.rating for who, one in before.items() if who not in after]
        ),
        "rose": _row(facts, "", counts)["authority"] if counts else [],
    }


def _rounded(name: str, value: float | int | None) -> float | int | None:
    """Three decimals of a mean or an effect, six of a p value; counts unchanged."""
    places = 6 if name.startswith("p") else 3
    return round(value, places) if isinstance(value, float) else value


def _unless_few(count: int, k: int) -> int | None:
    return None if suppression.is_small([count], k) else count


def _mean_unless_few(ratings: Sequence[int]) -> float | None:
    few = len(ratings) < FEWEST_TO_BREAK_DOWN
    return None if few else sum(ratings) / len(ratings)


def _table(facts: Facts, counted: Mapping[str, Counts]) -> list[dict[str, Any]]:
    """One row per name, with Holm's correction over the table's comparisons."""
    rows = [_row(facts, name, counts) for name, counts in counted.items()]
    compared = [row["compared"] for row in rows if row["compared"].get("p") is not None]
    adjusted = comparisons.holm([each["p"] for each in compared])
    for each, p in zip(compared, adjusted, strict=True):
        each["p_holm"] = p
        shares = [intervals.Share(*share) for share in each.pop("shares")]
        each["verdict"] = comparisons.verdict(
            shares, each.pop("overall"), p=p, v=each["v"]
        )
    for row in rows:
        _keep_to_what_is_shown(row)
    return rows


def _keep_to_what_is_shown(row: dict[str, Any]) -> None:
    """Keep only the verdict where an authority is suppressed.

    A hidden count could be computed from an exact statistic, but not from a word.
    """
    cells = [row["total"], *row["authority"]]
    hidden = any(cell.get("suppressed") for cell in cells)
    for name, places in STATISTICS.items():
        value = row["compared"].get(name)
        if value is not None:
            row["compared"][name] = None if hidden else round(value, places)


def _row(facts: Facts, name: str, counts: Counts) -> dict[str, Any]:
    groups = [group for group in facts.groups if group.pk in counts]
    values = [counts[group.pk] for group in groups]
    by: list[Callable[[Group], str]] = [
        lambda group: EVERYBODY,
        lambda group: group.authority,
        lambda group: group.phase,
        lambda group: group.title,
    ]
    total, authority, phase, group_rows = broken_down(
        values,
        [[label(group) for group in groups] for label in by],
        k=facts.hub["k"],
        fewest=FEWEST_TO_BREAK_DOWN,
    )
    return {
        "name": name,
        "total": total[0],
        "authority": authority,
        "phase": phase,
        "group": group_rows,
        "compared": _compared(groups, values),
    }


def _compared(
    groups: Sequence[Group], values: Sequence[tuple[int, int]]
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
    spread = tables.heterogeneity(hits, of)
    statistic = comparisons.chi_square(hits, of)
    shares = [intervals.share_of(*pair) for pair in zip(hits, of, strict=True)]
    return {
        "groups": len(large),
        "p": tables.difference_p(hits, of),
        "v": comparisons.cramers_v(statistic, sum(of), len(of)),
        "q": spread[0] if spread else None,
        "i_squared": spread[1] if spread else None,
        "overall": sum(hits) / sum(of),
        "shares": [
            (share.hits, share.of, share.share, share.low, share.high)
            for share in shares
            if share
        ],
    }
