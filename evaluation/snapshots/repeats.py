"""When a figure that a report showed is shown anew: one rule for every kind of figure.

Two reports that differ by the answers of one form would show what its people answered,
and two that differ by a few people would show what those did. So a figure that was
shown before, in a report of the same hub and year, is repeated with its date until
enough was added to it: `Addition.is_enough` says when. The same holds for what follows
from two reports together, such as a total without its other parts.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.suppression import (
    Cell,
    Combinations,
    Key,
    is_small,
    reveals_few,
    sum_of,
)

FEWEST_FORMS = 2
FEWEST_PEOPLE = 10
Parts = Mapping[Hashable, int]  # what a figure counts; a number is a form's answers


@dataclass(frozen=True)
class Addition:
    """What was added to a figure since a report showed it.

    `people` counts answers, or people where the figure counts places or attendance.
    """

    people: int
    forms: int | None  # from which the answers came; None where no form is behind it
    reveals: bool  # it could not be shown as a figure of its own

    @property
    def is_enough(self) -> bool:
        """Whether the figure is shown anew."""
        return self.people >= FEWEST_PEOPLE and self.may_follow

    @property
    def may_follow(self) -> bool:
        """Whether it may follow from other figures that are shown anew."""
        is_mixed = self.forms is None or self.forms >= FEWEST_FORMS
        return is_mixed and not self.reveals


def people_added(change: Parts, k: int) -> Addition | None:
    """What was added to counts of places or of attendance; None where nothing was."""
    counts = [abs(count) for count in change.values()]
    if not any(counts):
        return None
    people = max(*counts, abs(sum(change.values())))
    return Addition(people, None, is_small(counts, k))


def answers_added(change: Parts, k: int) -> Addition | None:
    """What was added to a share; None where it is of the same answers as before.

    The parts of a share are its hits and misses, and its answers by form.
    """
    forms = [count for name, count in change.items() if isinstance(name, int) and count]
    if not forms:
        return None
    counts = [abs(change["hits"]), abs(change["misses"])]
    return Addition(
        abs(sum(forms)), len(forms), reveals_few(counts, k, fewest=FEWEST_PEOPLE)
    )


def to_repeat(
    cells: Mapping[Key, Cell],
    fresh: Mapping[Key, Parts],
    earlier: Sequence[Mapping[Key, Parts]],
    *,
    added: Callable[[Parts], Addition | None],
    linked: Sequence[Collection[Key]] = (),
    first: Collection[Key] = (),
    own: Cell | None = None,
) -> frozenset[Key]:
    """The keys of `fresh` figures that must not be shown anew.

    `earlier` has the figures of each earlier report, the oldest first. A figure to
    which too little was added is repeated. Then others are, those in `first` and then
    the smallest, until what is shown anew gives, with any earlier report, nothing to
    which too little was added.
    Of the figures in one set of `linked` all are shown anew or none. `own` are the
    cells that this report counts, where earlier ones counted others.
    """
    last = last_shown(earlier)
    shown = {
        key: parts
        for key, parts in fresh.items()
        if key not in last or _is_enough(added(_change(parts, last[key])))
    }
    tables = [_Table(cells, each) for each in _distinct(earlier)]
    _drop_linked(shown, fresh, linked)
    while leaking := _leaking(_Table(cells, shown, first), tables, cells, added, own):
        del shown[leaking]
        _drop_linked(shown, fresh, linked)
    return frozenset(fresh.keys() - shown.keys())


def last_shown(earlier: Iterable[Mapping[Key, Any]]) -> dict[Key, Any]:
    """The figure that was shown last under each key."""
    found: dict[Key, Any] = {}
    for each in earlier:
        found.update(each)
    return found


def settled(
    cells: Mapping[Key, Cell],
    fresh: Mapping[Key, Mapping[str, int]],
    earlier: Sequence[Mapping[Key, Mapping[str, Any]]],
    k: int,
    *,
    own: Cell,
    hidden: Callable[[frozenset[Key]], Collection[Key]],
    linked: Sequence[Collection[Key]] = (),
    first: Collection[Key] = (),
) -> dict[Key, dict[str, Any]]:
    """The counts to show: new ones, and those of earlier reports with their `as_at`.

    `own` are all cells that this report counts. `hidden` says, of the keys that are not
    shown anew, what must not be shown beside them and beside earlier figures.
    """
    repeated = to_repeat(
        cells,
        {key: _without_date(each) for key, each in fresh.items()},
        [{key: _without_date(each) for key, each in one.items()} for one in earlier],
        added=lambda change: people_added(change, k),
        linked=linked,
        first=first,
        own=own,
    )
    old = repeated | frozenset(hidden(repeated) if any(earlier) else ())
    new = {key: dict(each) for key, each in fresh.items() if key not in old}
    return last_shown(earlier) | new


def dated(shown: Mapping[str, Any]) -> dict[str, str]:
    """The date of a figure that an earlier report showed; {} for a new one."""
    return {"as_at": shown["as_at"]} if "as_at" in shown else {}


def dates_of(shown: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The dates of those figures that an earlier report showed; {} for none."""
    dates = {name: each["as_at"] for name, each in shown.items() if "as_at" in each}
    return {"as_at": dates} if dates else {}


def _without_date(shown: Mapping[str, Any]) -> dict[Hashable, int]:
    return {name: count for name, count in shown.items() if name != "as_at"}


def _is_enough(added: Addition | None) -> bool:
    return added is None or added.is_enough


def _distinct(tables: Iterable[Mapping[Key, Parts]]) -> list[Mapping[Key, Parts]]:
    found: list[Mapping[Key, Parts]] = []
    for each in tables:
        if each and each not in found:
            found.append(each)
    return found


def _drop_linked(
    shown: dict[Key, Parts],
    fresh: Mapping[Key, Parts],
    linked: Sequence[Collection[Key]],
) -> None:
    for keys in linked:
        if any(key in fresh and key not in shown for key in keys):
            for key in keys:
                shown.pop(key, None)


class _Table:
    """The figures of one report, and every sum and difference of them."""

    def __init__(
        self,
        cells: Mapping[Key, Cell],
        parts: Mapping[Key, Parts],
        first: Collection[Key] = (),
    ) -> None:
        self.parts = parts
        self.cells = {key: cells[key] for key in parts}
        people = {key: sum(map(abs, each.values())) for key, each in parts.items()}
        self.order = sorted(parts, key=lambda key: (key not in first, people[key], key))
        self.names = {name for each in parts.values() for name in each}
        self.span = Combinations(self.cells, self.order)

    def value(self, cell: Cell) -> tuple[list[Key], Parts]:
        """The keys whose cells give `cell` by sums and differences, and its parts.

        Without such keys both are empty.
        """
        weights = self.span.weights_for(cell)
        return list(weights), {
            name: sum_of(
                weights, {key: self.parts[key].get(name, 0) for key in weights}
            )
            for name in self.names
        }


def _leaking(
    now: _Table,
    earlier: Sequence[_Table],
    cells: Mapping[Key, Cell],
    added: Callable[[Parts], Addition | None],
    own: Cell | None,
) -> Key | None:
    """The smallest figure that gives, with an earlier report, what it must not."""
    if not earlier:
        return None
    if own and (leaking := _leaving_few(now, earlier, added, own)):
        return leaking
    figures = set(cells.values())
    for target in sorted(_targets(now, figures), key=lambda each: (len(each), *each)):
        keys, parts = now.value(target)
        for table in earlier if keys else []:
            before, parts_before = table.value(target)
            if not before:
                continue
            found = added(_change(parts, parts_before))
            if found and not (
                found.is_enough if target in figures else found.may_follow
            ):
                return min(keys, key=now.order.index)
    return None


def _leaving_few(
    now: _Table,
    earlier: Sequence[_Table],
    added: Callable[[Parts], Addition | None],
    own: Cell,
) -> Key | None:
    """The smallest figure that leaves few people of an earlier one, of other groups."""
    for table in earlier:
        for key, cell in table.cells.items():
            keys, parts = now.value(cell & own if cell - own else frozenset())
            left = added(_change(table.parts[key], parts)) if keys else None
            if left and left.reveals:
                return min(keys, key=now.order.index)
    return None


def _targets(now: _Table, figures: Iterable[Cell]) -> set[Cell]:
    """The figures, shown or not, and the differences of two that are shown anew."""
    shown = set(now.cells.values())
    found = {*figures} | {one - other for one in shown for other in shown}
    return found - {frozenset()}


def _change(now: Parts, before: Parts) -> Parts:
    return {
        name: now.get(name, 0) - before.get(name, 0)
        for name in sorted({*now, *before}, key=str)
    }


def forms_added(last: Mapping[str, Any], forms: Collection[int]) -> set[int] | None:
    """The forms added to a cell since; None where forms have gone from it.

    A cell from which a form has gone covers other groups, and is not shown anew.
    """
    before, now = set(last["forms"]), set(forms)
    return now - before if before <= now else None


def rating_rows(
    earlier: Iterable[Mapping[str, Any]], title: str, text: str
) -> list[dict[str, Any]]:
    """The rows of a question in earlier reports, the oldest first, with their dates."""
    return [
        {"as_at": snapshot["as_at"], **row}
        for snapshot in earlier
        for table in snapshot["figures"]["ratings"]
        if table["set"] == title
        for row in table["rows"]
        if row["name"] == text
    ]


def theme_rows(
    earlier: Iterable[Mapping[str, Any]], title: str, theme: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The rows of a theme in earlier reports, also under a name that it had then."""
    return [
        {"as_at": snapshot["as_at"], **row}
        for snapshot in earlier
        for table in snapshot["figures"]["themes"]
        if table["set"] == title
        for row in table["rows"]
        if theme["pk"] == row.get("theme") or theme["name"] == row["name"]
    ]


def changes(earlier: Iterable[Mapping[str, Any]], text: str) -> list[dict[str, Any]]:
    """The rows of before and after that earlier reports showed, with their dates."""
    return [
        {"as_at": snapshot["as_at"], **row}
        for snapshot in earlier
        for row in snapshot["figures"]["confidence"]
        if row["text"] == text and "forms" in row
    ]


def shown_cells(
    rows: Iterable[Mapping[str, Any]], breakdowns: Collection[str]
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Cells by breakdown and label, the oldest first; each keeps its first date."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        for name in breakdowns:
            cells = [row[name]] if name == "total" else row[name]
            for cell in cells:
                if not cell.get("suppressed"):
                    dated = {"as_at": row["as_at"], **cell}
                    found.setdefault((name, cell["label"]), []).append(dated)
    return found
