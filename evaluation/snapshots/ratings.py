"""Ratings: means by authority, phase and group, and change of the same people.

No distribution of ratings is shown, and no share of those who agree: only means of ten
answers or more, with their interval.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evaluation import shown_ratings, suppression, tables
from evaluation.choices import QuestionSetKind
from evaluation.shown_ratings import LEVELS
from evaluation.snapshots import repeats
from evaluation.snapshots.figures import SUPPRESSED
from evaluation.snapshots.inputs import RatingInput, ReportInputs
from evaluation.snapshots.shares import BREAKDOWNS, comparison
from evaluation.statistics import comparisons, intervals

LOWEST_AGREEING = 4  # a rating of four or five agrees
#: Answers to a form of another evaluation, whose number does not matter.
ELSEWHERE = (5, 5, 5, 5, 5)
Levels = tuple[int, ...]  # answers at each level from 1 to 5


@dataclass(frozen=True)
class RatedQuestion:
    """The ratings given to one question of one set."""

    text: str
    key: str
    ratings: list[RatingInput]
    paired: frozenset[str]  # pseudonyms under which it was answered before and after


@dataclass(frozen=True)
class Pair:
    """The ratings of one person before and after."""

    before: RatingInput
    after: RatingInput


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
                inputs,
                [
                    (each, _row(inputs, each, inputs.question_sets[pk]["title"], shown))
                    for each in rated
                ],
            ),
        }
        for pk, rated in questions(inputs).items()
    ]


def _row(
    inputs: ReportInputs,
    question: RatedQuestion,
    title: str,
    changes: Mapping[str, Mapping[str, Pair]],
) -> dict[str, Any]:
    """The means of one question in every breakdown.

    What the change of the same people and earlier reports show counts as known. A cell
    that was shown is repeated until enough answers were added to it.
    """
    answers = _Answers(inputs, question)
    rows = repeats.rating_rows(inputs.earlier, title, question.text)
    before = {
        key: [each for each in many if "forms" in each]
        for key, many in repeats.shown_cells(rows, BREAKDOWNS).items()
    }
    cells = {
        (name, label): cell
        for name, grouping in answers.cells.items()
        for label, cell in grouping.items()
    }
    last = {
        key: each
        for key, cell in cells.items()
        for each in before.get(key, [])
        if set(each["forms"]) <= set(answers.forms(cell))
    }
    kept = [key for key in last if not answers.is_renewable(cells[key], last[key])]
    known = [
        answers.of_forms(each["forms"]) for many in before.values() for each in many
    ]
    if question.key in changes:
        known.append(answers.of_people(changes[question.key]))
    hidden = suppression.suppressed(
        answers.values,
        [list(grouping.values()) for grouping in answers.cells.values()],
        k=inputs.smallest_count,
        reveals=answers.reveals,
        too_few=[cells[key] for key in kept],
        shown_before=sorted(set(known), key=sorted),
    )
    found: dict[str, Any] = {"name": question.text}
    for number, (name, grouping) in enumerate(answers.cells.items()):
        found[name] = [
            last.get((name, label), {"label": label, **SUPPRESSED})
            if (number, at) in hidden
            else {"label": label, **answers.mean_cell(cell)}
            for at, (label, cell) in enumerate(grouping.items())
        ]
    return found | {"total": found["total"][0]}


class _Answers:
    """The answers to a question by form, and by whether a person answered twice."""

    def __init__(self, inputs: ReportInputs, question: RatedQuestion) -> None:
        self.k = inputs.smallest_count
        groups = {group.pk: group for group in inputs.groups}
        given: dict[tuple[int, int, bool], list[RatingInput]] = defaultdict(list)
        for one in question.ratings:
            twice = one.pseudonym in question.paired
            given[one.form, one.work_group, twice].append(one)
        self.finest = sorted(given)
        self.values = [
            levels_of(one.rating for one in given[key]) for key in self.finest
        ]
        self.cells: dict[str, dict[str, suppression.Cell]] = {}
        for name, label in BREAKDOWNS.items():
            members: dict[str, set[int]] = defaultdict(set)
            for at, key in enumerate(self.finest):
                members[label(groups[key[1]])].add(at)
            self.cells[name] = {
                label(each): frozenset(members[label(each)])
                for each in inputs.groups
                if label(each) in members
            }

    def of_forms(self, forms: Collection[int]) -> suppression.Cell:
        """All answers of these forms, those of another evaluation among them."""
        missing = set(forms) - {form for form, _, _ in self.finest}
        for form in sorted(missing):
            self.finest.append((form, 0, False))
            self.values.append(ELSEWHERE)
        return frozenset(
            at for at, (form, _, _) in enumerate(self.finest) if form in set(forms)
        )

    def of_people(self, people: Mapping[str, Pair]) -> suppression.Cell:
        """The answers of those who answered twice and are shown."""
        forms = {
            one.form for pair in people.values() for one in (pair.before, pair.after)
        }
        return frozenset(
            at
            for at, (form, _, twice) in enumerate(self.finest)
            if twice and form in forms
        )

    def reveals(self, levels: Sequence[int]) -> bool:
        """Whether the mean of these answers reveals a few people; none are no mean."""
        return any(levels) and not shown_ratings.may_show_mean(tuple(levels), self.k)

    def forms(self, cell: suppression.Cell) -> list[int]:
        return sorted({self.finest[at][0] for at in cell})

    def is_renewable(self, cell: suppression.Cell, last: Mapping[str, Any]) -> bool:
        """Whether a cell may be shown with what was added since it was last shown."""
        forms = self.forms(cell)
        if forms == last["forms"]:
            return True
        new = repeats.forms_added(last, forms) or set()
        levels = added(
            [self.values[at] for at in cell if self.finest[at][0] in new]
            or [(0,) * len(LEVELS)]
        )
        return repeats.Addition(sum(levels), len(new), self.reveals(levels)).is_enough

    def mean_cell(self, cell: suppression.Cell) -> dict[str, Any]:
        levels = added([self.values[at] for at in cell])
        return mean_cell(levels) | {"forms": self.forms(cell)}


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
    """The people of each question whose change is shown.

    A change that was shown before is of the same people until enough were added.
    """
    shown = {}
    for key, people in _paired_people(inputs).items():
        last = repeats.changes(inputs.earlier, _text_of(inputs, key))
        if last and not _is_renewable(people, last[-1], inputs.smallest_count):
            is_part = set(last[-1]["forms"]) <= _forms_after(people)
            people = _of_forms(people, last[-1]["forms"] if is_part else ())
        if shown_ratings.may_show_change(
            pair_counts(people.values()), inputs.smallest_count
        ):
            shown[key] = people
    return shown


def _is_renewable(people: Mapping[str, Pair], last: Mapping[str, Any], k: int) -> bool:
    new = repeats.forms_added(last, _forms_after(people)) or set()
    added = _of_forms(people, new)
    reveals = not shown_ratings.may_show_change(pair_counts(added.values()), k)
    return repeats.Addition(len(added), len(new), reveals).is_enough


def _forms_after(people: Mapping[str, Pair]) -> set[int]:
    return {pair.after.form for pair in people.values()}


def _of_forms(people: Mapping[str, Pair], forms: Collection[int]) -> dict[str, Pair]:
    return {who: pair for who, pair in people.items() if pair.after.form in forms}


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
    return [_dated(inputs, row) for row in rows]


def _dated(inputs: ReportInputs, row: dict[str, Any]) -> dict[str, Any]:
    """The row, or the last one shown while too few answers were added to it."""
    last = repeats.changes(inputs.earlier, row["text"])
    now = {
        one.form
        for one in inputs.ratings
        if one.text == row["text"] and one.set_kind == QuestionSetKind.FINAL
    }
    if not last or not set(last[-1]["forms"]) <= now:
        return row
    if row.get("suppressed"):
        return last[-1]
    is_same = {**last[-1], "as_at": ""} == {**row, "as_at": ""}
    is_of_all = set(row["forms"]) == now
    is_repeated = row["forms"] == last[-1]["forms"]
    return last[-1] if is_repeated and not (is_same and is_of_all) else row


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
        "forms": sorted({each.after.form for each in people}),
    }
