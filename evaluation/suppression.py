"""Suppression: which counts are not shown, so that none reveals a few people."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

FEWEST_TO_BREAK_DOWN = 10  # answers; a group with fewer has no figures of its own
# Elimination modulo this prime is exact for rows of zeros and ones of this size.
_PRIME = (1 << 61) - 1

ELSEWHERE = -1  # the breakdown of cells that are shown elsewhere

Cell = frozenset[int]
Key = tuple[int, int]  # number of the breakdown, position in it
Coefficients = dict[int, int]


def is_small(values: Iterable[int], k: int) -> bool:
    return any(0 < value < k for value in values)


def reveals_few(values: Sequence[int], k: int, fewest: int = 0) -> bool:
    """Whether one of the values is 1 to k-1, or all of them together 1 to fewest-1.

    With `fewest`, hits and misses of under so many people are not shown, so 0 and n of
    n are shown from there on.
    """
    return is_small(values, k) or 0 < sum(values) < fewest


def suppressed(
    values: Sequence[Sequence[int]],
    breakdowns: Sequence[Sequence[Cell]],
    *,
    k: int,
    fewest: int = 0,
    too_few: Collection[Cell] = (),
    secret: Collection[Cell] = (),
    linked: Sequence[Collection[Key]] = (),
    last: Collection[Key] = (),
    shown_before: Collection[Cell] = (),
    reveals: Callable[[Sequence[int]], bool] | None = None,
) -> frozenset[Key]:
    """The cells that must not be shown, each as (breakdown, position).

    `values` holds one row of counts per finest cell; a cell of a breakdown is a set of
    finest cells and its count is their sum. The first breakdown holds one cell, the
    total.

    A cell that reveals few people is suppressed (by `reveals_few`, or by `reveals`
    where it is given), and so are cells in `too_few` and in `secret`; what is in
    `secret` must not follow from others either, whatever its count. Then the smallest
    other cells are suppressed until no such count can be computed from the shown ones:
    not as the difference of two cells, not as a total without the cells of a breakdown,
    and not as any sum and difference of shown cells. Cells in `last` are suppressed
    only where no other helps. Of the cells in one set of `linked` all are shown or
    none. Cells in `shown_before` stand elsewhere and cannot be suppressed; what they
    reveal by themselves cannot be helped here.
    """
    counts = _CellCounts(values, reveals or (lambda row: reveals_few(row, k, fewest)))
    cells = {
        (number, position): cell
        for number, breakdown in enumerate(breakdowns)
        for position, cell in enumerate(breakdown)
    }
    elsewhere = {(ELSEWHERE, at): cell for at, cell in enumerate(shown_before)}
    shown = {
        key: cell
        for key, cell in cells.items()
        if not counts.reveals(cell) and cell not in {*too_few, *secret}
    }
    known = set(shown_before)
    search = _Search(counts, cells, frozenset(secret) - known, frozenset(last))
    _hide_linked(shown, cells, linked)
    while leaking := search.next_to_suppress(shown | elsewhere):
        del shown[leaking]
        _hide_linked(shown, cells, linked)
    return frozenset(cells.keys() - shown.keys())


def _hide_linked(
    shown: dict[Key, Cell], cells: Mapping[Key, Cell], linked: Sequence[Collection[Key]]
) -> None:
    """Hide what is linked with a hidden cell."""
    hidden = cells.keys() - shown.keys()
    for keys in linked:
        if hidden.intersection(keys):
            for key in keys:
                shown.pop(key, None)


def suppress_parts(counts: Sequence[int], k: int) -> list[int | None]:
    """The parts of a known total, with None for each part that is suppressed."""
    parts = [frozenset({finest}) for finest in range(len(counts))]
    hidden = suppressed(
        [[count] for count in counts], [[frozenset(range(len(counts)))], parts], k=k
    )
    return [None if (1, at) in hidden else count for at, count in enumerate(counts)]


class _CellCounts:
    """The counts of cells and whether they reveal few people, cached."""

    def __init__(
        self,
        values: Sequence[Sequence[int]],
        reveals: Callable[[Sequence[int]], bool],
    ) -> None:
        self.values = values
        self.cache: dict[Cell, tuple[int, ...]] = {}
        self.row_reveals = reveals

    def of(self, cell: Cell) -> tuple[int, ...]:
        if cell not in self.cache:
            rows = [self.values[finest] for finest in cell]
            self.cache[cell] = tuple(sum(column) for column in zip(*rows, strict=True))
        return self.cache[cell]

    def reveals(self, cell: Cell) -> bool:
        return self.row_reveals(self.of(cell))


@dataclass(frozen=True)
class _Search:
    """Finds a shown cell from which a count of a few can be computed."""

    counts: _CellCounts
    cells: Mapping[Key, Cell]
    secret: frozenset[Cell]
    last: frozenset[Key]

    def next_to_suppress(self, shown: Mapping[Key, Cell]) -> Key | None:
        """The smallest such cell, or None where nothing can be computed.

        Nobody is in any part of a shown cell without people, so those parts are known.
        """
        nobody = self._known_empty(shown)
        if nobody:
            without = _Search(
                self.counts,
                {key: cell - nobody for key, cell in self.cells.items()},
                frozenset(cell - nobody for cell in self.secret if cell - nobody),
                self.last,
            )
            people = {key: cell - nobody for key, cell in shown.items()}
            return without.next_to_suppress({k: c for k, c in people.items() if c})
        order = sorted(
            shown,
            # Cells shown elsewhere come first: what they give needs no other cell.
            key=lambda key: (
                *(key[0] != ELSEWHERE, key in self.last),
                *(sum(self.counts.of(shown[key])), key),
            ),
        )
        for left, parts in _remainders(shown, self.cells):
            if self._hides(left) and (found := _first(order, parts)):
                return found
        span = Combinations(shown, order)
        for target in _targets(self.cells, shown, self.secret):
            if self._hides(target) and (
                found := _first(order, span.combination_for(target))
            ):
                return found
        return None

    def _known_empty(self, shown: Mapping[Key, Cell]) -> Cell:
        empty = (cell for cell in shown.values() if not any(self.counts.of(cell)))
        return frozenset().union(*empty)

    def _hides(self, cell: Cell) -> bool:
        return cell in self.secret or self.counts.reveals(cell)


def _first(order: Sequence[Key], parts: Collection[Key]) -> Key | None:
    """The first of the parts that can be suppressed."""
    own = [key for key in parts if key[0] != ELSEWHERE]
    return min(own, key=order.index) if own else None


def _remainders(
    shown: Mapping[Key, Cell], cells: Mapping[Key, Cell]
) -> Iterator[tuple[Cell, list[Key]]]:
    """Each shown cell without the shown cells of a breakdown that lie in it."""
    numbers = sorted({number for number, _ in cells})
    for whole_key, whole in shown.items():
        for number in numbers:
            parts = [
                key for key, cell in shown.items() if key[0] == number and cell < whole
            ]
            left = whole.difference(*(shown[key] for key in parts))
            if parts and left:
                yield left, [*parts, whole_key]


def _targets(
    cells: Mapping[Key, Cell], shown: Mapping[Key, Cell], secret: Collection[Cell]
) -> list[Cell]:
    """Sets of finest cells to protect: cells, and overlaps and differences of two."""
    found = {*cells.values(), *secret}
    shown_cells = list(set(shown.values()))
    for first in shown_cells:
        for second in shown_cells:
            found |= {first & second, first - second}
    found.discard(frozenset())
    return sorted(found, key=lambda cell: (len(cell), sorted(cell)))


class Combinations:
    """Every sum and difference of the shown cells, by elimination modulo a prime.

    A row has a coefficient for each finest cell, and the shown cells that it combines.
    """

    def __init__(self, shown: Mapping[Key, Cell], order: Sequence[Key]) -> None:
        self.order = order
        self.rows: dict[
            int, tuple[Coefficients, Coefficients]
        ] = {}  # by leading finest cell
        for index, key in enumerate(order):
            row, made_of = self._reduce(dict.fromkeys(shown[key], 1), {index: 1})
            if row:
                pivot = min(row)
                inverse = pow(row[pivot], -1, _PRIME)
                self.rows[pivot] = _times(row, inverse), _times(made_of, inverse)

    def _reduce(
        self, row: Coefficients, made_of: Coefficients
    ) -> tuple[Coefficients, Coefficients]:
        for pivot in sorted(self.rows):
            if factor := row.get(pivot):
                other, others_parts = self.rows[pivot]
                row = _plus(row, _times(other, _PRIME - factor))
                made_of = _plus(made_of, _times(others_parts, _PRIME - factor))
        return row, made_of

    def combination_for(self, cell: Cell) -> list[Key]:
        """The shown cells whose sums and differences give this one; empty for none."""
        return list(self.weights_for(cell))

    def weights_for(self, cell: Cell) -> dict[Key, int]:
        """How often each shown cell is added, modulo the prime; empty for none."""
        row, made_of = self._reduce(dict.fromkeys(cell, 1), {})
        if row:
            return {}
        return {self.order[index]: _PRIME - each for index, each in made_of.items()}


def sum_of(weights: Mapping[Key, int], counts: Mapping[Key, int]) -> int:
    """The sum of these counts, each taken as often as its weight says."""
    total = sum(weight * counts[key] for key, weight in weights.items()) % _PRIME
    return total if total <= _PRIME // 2 else total - _PRIME


def _times(row: Coefficients, factor: int) -> Coefficients:
    return {finest: value * factor % _PRIME for finest, value in row.items()}


def _plus(one: Coefficients, other: Coefficients) -> Coefficients:
    total = dict(one)
    for finest, value in other.items():
        total[finest] = (total.get(finest, 0) + value) % _PRIME
    return {finest: value for finest, value in total.items() if value}
