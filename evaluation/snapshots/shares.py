"""Shares of respondents who wrote of a theme, by authority, phase and group."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from evaluation import suppression, tables
from evaluation.snapshots import areas, repeats
from evaluation.snapshots.figures import SUPPRESSED, share_cell
from evaluation.snapshots.inputs import GroupInput, ReportInputs, ResponseInput
from evaluation.statistics import comparisons, intervals
from evaluation.suppression import FEWEST_TO_BREAK_DOWN, Cell, Key

#: Breakdowns of a share, each with the label of a work group in it.
BREAKDOWNS: dict[str, Callable[[GroupInput], str]] = {
    "total": lambda group: areas.ALL,
    "authority": lambda group: group.authority,
    "phase": lambda group: group.phase,
    "group": lambda group: group.title,
}


def themes_by_set(inputs: ReportInputs) -> list[dict[str, Any]]:
    """Shares of respondents per theme, one table for each question set.

    Only written answers count, and each response counts once. Sets are never added up.
    The set with most respondents comes first.
    """
    found = []
    for pk, question_set in inputs.question_sets.items():
        read = [one for one in inputs.responses if one.question_set == pk]
        read = [one for one in read if one.is_read]
        if not read:
            continue
        counted = [
            _Shares(inputs, question_set["title"], theme, read)
            for theme in inputs.themes
        ]
        found.append(
            {
                "set": question_set["title"],
                "kind": question_set["kind"],
                "respondents": None if len(read) < inputs.smallest_count else len(read),
                "rows": _with_verdicts([each.row() for each in counted]),
            }
        )
    return sorted(found, key=lambda each: -(each["respondents"] or 0))


class _Shares:
    """The shares of one theme among the responses to one set of questions."""

    def __init__(
        self,
        inputs: ReportInputs,
        title: str,
        theme: Mapping[str, Any],
        read: Sequence[ResponseInput],
    ) -> None:
        self.inputs, self.title, self.theme = inputs, title, theme
        of = Counter(one.work_group for one in read)
        writers = {one.response for one in inputs.codings if one.theme == theme["pk"]}
        hits = Counter(one.work_group for one in read if one.response in writers)
        self.groups = [group for group in inputs.groups if of[group.pk]]
        self.values = [
            (hits[group.pk], of[group.pk] - hits[group.pk]) for group in self.groups
        ]
        self.forms: list[Counter[Hashable]] = [
            Counter(one.form for one in read if one.work_group == group.pk)
            for group in self.groups
        ]
        self.breakdowns = [self._by(label) for label in BREAKDOWNS.values()]
        self.cells: dict[Key, Cell] = {
            (number, at): cell
            for number, found in enumerate(self.breakdowns)
            for at, cell in enumerate(found.values())
        }
        self.keys = {
            (name, label): (number, at)
            for number, (name, found) in enumerate(
                zip(BREAKDOWNS, self.breakdowns, strict=True)
            )
            for at, label in enumerate(found)
        }

    def _by(self, label: Callable[[GroupInput], str]) -> dict[str, Cell]:
        """Groups by their label in a breakdown, in order of first occurrence."""
        members: dict[str, set[int]] = defaultdict(set)
        for at, group in enumerate(self.groups):
            members[label(group)].add(at)
        return {name: frozenset(some) for name, some in members.items()}

    def row(self) -> dict[str, Any]:
        """The shares in every breakdown, suppressed together, and their comparison.

        A share that an earlier report showed is repeated until enough was added.
        """
        earlier = self._earlier()
        hidden = self._suppressed(earlier)
        fresh = {
            key: self._parts(cell)
            for key, cell in self.cells.items()
            if key not in hidden
        }
        repeated = repeats.to_repeat(
            self.cells,
            fresh,
            [
                {key: self._parts_shown(key, cell) for key, cell in each.items()}
                for each in earlier
            ],
            added=lambda change: repeats.answers_added(
                change, self.inputs.smallest_count
            ),
        )
        last = repeats.last_shown(earlier)
        found: dict[str, Any] = {"name": self.theme["name"], "theme": self.theme["pk"]}
        for (name, label), key in self.keys.items():
            is_new = key in fresh and key not in repeated
            cell = self._fresh(key) if is_new else last.get(key, SUPPRESSED)
            found.setdefault(name, []).append({**cell, "label": label})
        return found | {
            "total": found["total"][0],
            "comparison": comparison(self.groups, self.values),
        }

    def _suppressed(self, earlier: Sequence[Mapping[Key, Any]]) -> frozenset[Key]:
        """What must not be shown; what earlier reports showed counts as known."""
        too_few = {
            cell
            for cell in self.cells.values()
            if sum(map(sum, self._values(cell))) < FEWEST_TO_BREAK_DOWN
        }
        known = {self.cells[key] for each in earlier for key in each}
        cells = [list(found.values()) for found in self.breakdowns]
        k = self.inputs.smallest_count
        hidden = suppression.suppressed(self.values, cells, k=k, too_few=too_few)
        if not known:
            return hidden
        return suppression.suppressed(
            self.values,
            cells,
            k=k,
            too_few=too_few | {self.cells[key] for key in hidden},
            shown_before=sorted(known, key=sorted),
        )

    def _earlier(self) -> list[dict[Key, dict[str, Any]]]:
        """The shares of this theme that each earlier report showed."""
        rows = repeats.theme_rows(self.inputs.earlier, self.title, self.theme)
        found = [repeats.shown_cells([row], BREAKDOWNS) for row in rows]
        return [
            {
                self.keys[key]: cells[-1]
                for key, cells in each.items()
                if key in self.keys
            }
            for each in found
        ]

    def _values(self, cell: Cell) -> list[tuple[int, int]]:
        return [self.values[at] for at in cell]

    def _parts(self, cell: Cell) -> dict[Hashable, int]:
        hits, misses = (sum(column) for column in zip(*self._values(cell), strict=True))
        return {"hits": hits, "misses": misses, **self._answers(cell)}

    def _answers(self, cell: Cell) -> Counter[Hashable]:
        """Answers by form."""
        return sum((self.forms[at] for at in cell), Counter[Hashable]())

    def _parts_shown(self, key: Key, shown: Mapping[str, Any]) -> dict[Hashable, int]:
        """The parts of an earlier share; without its forms it is of unknown ones."""
        parts: dict[Hashable, int] = {
            "hits": shown["hits"],
            "misses": shown["of"] - shown["hits"],
        }
        if "forms" in shown:
            return parts | dict(shown["forms"])
        answers = self._answers(self.cells[key])
        is_same = answers.total() == shown["of"]
        return parts | (answers if is_same else {0: shown["of"]})

    def _fresh(self, key: Key) -> dict[str, Any]:
        cell = self.cells[key]
        hits, misses = (sum(column) for column in zip(*self._values(cell), strict=True))
        forms = sorted([form, of] for form, of in self._answers(cell).items())
        return share_cell(hits, hits + misses) | {"forms": forms}


def _with_verdicts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, with Holm's correction over the table's comparisons."""
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
    return [_without_exact_statistics(row) for row in rows]


def _without_exact_statistics(row: dict[str, Any]) -> dict[str, Any]:
    """The row with a verdict only: authorities have marks, and no figure beside them.

    An exact statistic would give away the counts behind the marks.
    """
    row["comparison"] = {
        name: value if name in {"verdict", "groups"} else None
        for name, value in row["comparison"].items()
    }
    return row


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
