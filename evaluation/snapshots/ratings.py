"""Ratings: means by authority, phase and group, and change of the same people.

No distribution of ratings is shown, and no share of those who agree: only means of ten
answers or more, with their interval.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evaluation import shown_ratings, suppression, tables
from evaluation.choices import QuestionSetKind
from evaluation.shown_ratings import LEVELS
from evaluation.snapshots.figures import SUPPRESSED
from evaluation.snapshots.inputs import GroupInput, RatingInput, ReportInputs
from evaluation.snapshots.shares import ALL, comparison
from evaluation.statistics import comparisons, intervals

LOWEST_AGREEING = 4  # a rating of four or five agrees
#: Breakdowns of a question, each with the label of a work group in it.
BREAKDOWNS: dict[str, Callable[[GroupInput], str]] = {
    "total": lambda group: ALL,
    "authority": lambda group: group.authority,
    "phase": lambda group: group.phase,
    "group": lambda group: group.title,
}
Levels = tuple[int, ...]  # answers at each level from 1 to 5


@dataclass(frozen=True)
class RatedQuestion:
    """The ratings given to one question of one set."""

    text: str
    key: str
    ratings: list[RatingInput]
    paired: frozenset[str]  # pseudonyms under which it was answered before and after


def questions(inputs: ReportInputs) -> dict[int, list[RatedQuestion]]:
    """The rated questions of each set, in the order of the set."""
    both = _paired_people(inputs)
    given: dict[int, dict[str, list[RatingInput]]] = defaultdict(dict)
    for one in inputs.ratings:
        given[one.question_set].setdefault(one.text, []).append(one)
    return {
        pk: [
            RatedQuestion(text, rows[0].key, rows, frozenset(both.get(rows[0].key, {})))
            for text, rows in given[pk].items()
        ]
        for pk in inputs.question_sets
        if pk in given
    }


def ratings_by_set(inputs: ReportInputs) -> list[dict[str, Any]]:
    """Means of each question, one table for each set."""
    shown = shown_changes(inputs)
    return [
        {
            "set": inputs.question_sets[pk]["title"],
            "rows": _with_verdicts(
                inputs, [(each, _row(inputs, each, shown)) for each in rated]
            ),
        }
        for pk, rated in questions(inputs).items()
    ]


def _row(
    inputs: ReportInputs, question: RatedQuestion, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """The means of one question in every breakdown.

    Where the change of the same people is shown, its means count as shown already.
    """
    finest, cells = _cells(inputs, question)
    paired = frozenset(
        at for at, key in enumerate(finest) if key[1] and question.key in changes
    )
    groupings = list(cells.values())
    hidden = suppression.suppressed(
        list(finest.values()),
        [list(grouping.values()) for grouping in groupings],
        k=inputs.smallest_count,
        reveals=_reveals(inputs.smallest_count),
        shown_before=[paired] if paired else [],
    )
    values = list(finest.values())
    found: dict[str, Any] = {"name": question.text}
    for number, (name, grouping) in enumerate(cells.items()):
        found[name] = [
            {"label": label}
            | (
                SUPPRESSED
                if (number, at) in hidden
                else mean_cell(added([values[each] for each in cell]))
            )
            for at, (label, cell) in enumerate(grouping.items())
        ]
    return found | {"total": found["total"][0]}


def _cells(
    inputs: ReportInputs, question: RatedQuestion
) -> tuple[dict[tuple[int, bool], Levels], dict[str, dict[str, suppression.Cell]]]:
    """The answers by group and whether answered twice, and the cells made of them."""
    finest: dict[tuple[int, bool], Levels] = {}
    for group in inputs.groups:
        for twice in (False, True):
            levels = levels_of(
                one.rating
                for one in question.ratings
                if one.work_group == group.pk
                and (one.pseudonym in question.paired) == twice
            )
            if any(levels):
                finest[group.pk, twice] = levels
    groups = {group.pk: group for group in inputs.groups}
    cells: dict[str, dict[str, suppression.Cell]] = {}
    for name, label in BREAKDOWNS.items():
        members: dict[str, set[int]] = defaultdict(set)
        for at, (pk, _) in enumerate(finest):
            members[label(groups[pk])].add(at)
        cells[name] = {each: frozenset(some) for each, some in members.items()}
    return finest, cells


def _reveals(k: int) -> Callable[[Sequence[int]], bool]:
    """Whether the mean of these answers reveals a few people; None are no mean."""
    return lambda levels: (
        any(levels) and not shown_ratings.may_show_mean(tuple(levels), k)
    )


def levels_of(ratings: Iterable[int]) -> Levels:
    counted = list(ratings)
    return tuple(counted.count(level) for level in LEVELS)


def added(rows: Iterable[Sequence[int]]) -> Levels:
    return tuple(map(sum, zip(*rows, strict=True)))


def mean_cell(levels: Levels) -> dict[str, Any]:
    return asdict(shown_ratings.mean_of(levels))


def _with_verdicts(
    inputs: ReportInputs, rows: Sequence[tuple[RatedQuestion, dict[str, Any]]]
) -> list[dict[str, Any]]:
    """Add to each row whether authorities differ, in a word without statistics."""
    found = [_comparison(inputs, each) for each, _ in rows]
    tested = [each for each in found if each.get("p") is not None]
    adjusted = comparisons.holm([each["p"] for each in tested])
    for each, p in zip(tested, adjusted, strict=True):
        shares = [intervals.Share(*share) for share in each["shares"]]
        each["verdict"] = comparisons.verdict(shares, each["overall"], p=p, v=each["v"])
    return [
        row | {"comparison": {name: each[name] for name in ("groups", "verdict")}}
        for (_, row), each in zip(rows, found, strict=True)
    ]


def _comparison(inputs: ReportInputs, question: RatedQuestion) -> dict[str, Any]:
    """Whether authorities differ in their share of ratings of four and five."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for one in question.ratings:
        counts[one.work_group][0 if one.rating >= LOWEST_AGREEING else 1] += 1
    groups = [group for group in inputs.groups if group.pk in counts]
    return comparison(groups, [tuple(counts[group.pk]) for group in groups])


# --- before and after


@dataclass(frozen=True)
class Pair:
    """The ratings of one person before and after."""

    before: RatingInput
    after: RatingInput


def _paired_people(inputs: ReportInputs) -> dict[str, dict[str, Pair]]:
    """Those who answered a question before and after, by question and pseudonym."""
    before = _by_person(inputs, QuestionSetKind.BASELINE)
    after = _by_person(inputs, QuestionSetKind.FINAL)
    return {
        key: {
            person: Pair(before[key][person], after[key][person])
            for person in sorted(before[key].keys() & after[key].keys())
        }
        for key in before
        if key in after
    }


def _by_person(inputs: ReportInputs, kind: str) -> dict[str, dict[str, RatingInput]]:
    """The last rating under each pseudonym, by question."""
    found: dict[str, dict[str, RatingInput]] = {}
    for one in inputs.ratings:
        if one.set_kind == kind and one.pseudonym:
            found.setdefault(one.key, {})[one.pseudonym] = one
    return found


def pair_counts(pairs: Iterable[Pair]) -> list[list[int]]:
    """People by their level before (rows) and after (columns)."""
    counts = [[0] * len(LEVELS) for _ in LEVELS]
    for each in pairs:
        counts[each.before.rating - 1][each.after.rating - 1] += 1
    return counts


def shown_changes(inputs: ReportInputs) -> dict[str, dict[str, Pair]]:
    """The people of each question whose change is shown."""
    return {
        key: people
        for key, people in _paired_people(inputs).items()
        if shown_ratings.may_show_change(
            pair_counts(people.values()), inputs.smallest_count
        )
    }


def confidence(inputs: ReportInputs) -> list[dict[str, Any]]:
    """Ratings of the same people before and after; each row is whole or suppressed."""
    shown = shown_changes(inputs)
    rows = [
        _change(list(shown[key].values()))
        if key in shown
        else {"text": _text_of(inputs, key), **SUPPRESSED}
        for key in _paired_people(inputs)
    ]
    tested = [row for row in rows if "p" in row]
    adjusted = comparisons.holm([row.pop("p") for row in tested])
    for row, p in zip(tested, adjusted, strict=True):
        row["verdict"] = comparisons.direction(row["effect"], p=p)
    return rows


def _text_of(inputs: ReportInputs, key: str) -> str:
    return next(
        one.text
        for one in inputs.ratings
        if one.key == key and one.set_kind == QuestionSetKind.FINAL
    )


def _change(people: Sequence[Pair]) -> dict[str, Any]:
    """What a row says of ten people or more who answered twice."""
    before = [each.before.rating for each in people]
    after = [each.after.rating for each in people]
    change = tables.paired_change(before, after)
    return {
        "text": people[0].after.text,
        **{name: change[name] for name in ("pairs", "up", "same", "down")},
        "before": mean_cell(levels_of(before)),
        "after": mean_cell(levels_of(after)),
        "effect": change["effect"],
        "p": change["p"],
    }
