"""Suppression: which counts are not shown, so that none reveals a few people."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

FEWEST_TO_BREAK_DOWN = 10  # answers; a group with fewer has no figures of its own
# Elimination modulo this prime is exact for rows of zeros and ones of this size.
_PRIME = (1 << 61) - 1

Cell = frozenset[int]
Coefficients = dict[int, int]


def is_small(values: Iterable[int], k: int) -> bool:
    return any(0 < value < k for value in values)


def suppressed(
    values: Sequence[Sequence[int]],
    breakdowns: Sequence[Sequence[Cell]],
    *,
    k: int,
    too_few: Collection[Cell] = (),
) -> frozenset[tuple[int, int]]:
    """The cells that must not be shown, each as (breakdown, position).

    `values` holds one row of counts per finest cell; a cell of a breakdown is a set of
    finest cells and its count is their sum. The first breakdown holds one cell, the
    total.

    A cell with a count of 1 to k-1 is suppressed, and so are the cells in `too_few`.
    Then the smallest other cells are suppressed until no such count can be computed
    from the shown ones: not as the difference of two cells, not as a total without the
    cells of a breakdown, and not as any sum and difference of shown cells.
    """
    counts = _CellCounts(values)
    cells = {
        (number, position): cell
        for number, breakdown in enumerate(breakdowns)
        for position, cell in enumerate(breakdown)
    }
    always_suppressed = set(too_few)
    shown = {
        key: cell
        for key, cell in cells.items()
        if not is_small(counts.of(cell), k) and cell not in always_suppressed
    }
    while leaking := _next_to_suppress(shown, cells, counts, k):
        del shown[leaking]
    return frozenset(cells.keys() - shown.keys())


class _CellCounts:
    """The counts of cells, cached."""

    def __init__(self, values: Sequence[Sequence[int]]) -> None:
        self.values = values
        self.cache: dict[Cell, tuple[int, ...]] = {}

    def of(self, cell: Cell) -> tuple[int, ...]:
        if cell not in self.cache:
            rows = [self.values[finest] for finest in cell]
            self.cache[cell] = tuple(sum(column) for column in zip(*rows, strict=True))
        return self.cache[cell]


def _next_to_suppress(
    shown: Mapping[tuple[int, int], Cell],
    cells: Mapping[tuple[int, int], Cell],
    counts: _CellCounts,
    k: int,
) -> tuple[int, int] | None:
    """The smallest shown cell from which a small count can be computed, or None."""
    by_size = sorted(shown, key=lambda key: (sum(counts.of(shown[key])), key))
    for left, parts in _remainders(shown, cells):
        if is_small(counts.of(left), k):
            return min(parts, key=by_size.index)
    span = _Span(shown, by_size)
    for target in _targets(cells, shown):
        if is_small(counts.of(target), k) and (parts := span.combination_for(target)):
            return min(parts, key=by_size.index)
    return None


def _remainders(
    shown: Mapping[tuple[int, int], Cell], cells: Mapping[tuple[int, int], Cell]
) -> Iterator[tuple[Cell, list[tuple[int, int]]]]:
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
    cells: Mapping[tuple[int, int], Cell], shown: Mapping[tuple[int, int], Cell]
) -> list[Cell]:
    """Sets of finest cells to protect: cells, and overlaps and differences of two."""
    found = set(cells.values())
    shown_cells = list(set(shown.values()))
    for first in shown_cells:
        for second in shown_cells:
            found |= {first & second, first - second}
    found.discard(frozenset())
    return sorted(found, key=lambda cell: (len(cell), sorted(cell)))


class _Span:
    """Every sum and difference of the shown cells, by elimination modulo a prime.

    A row has a coefficient for each finest cell, and the shown cells that it combines.
    """

    def __init__(
        self, shown: Mapping[tuple[int, int], Cell], order: Sequence[tuple[int, int]]
    ) -> None:
        self.order = order
        self.rows: dict[
            int, tuple[Coefficients, Coefficients]
        ] = {}  # by leading finest cell
        for index, key in enumerate(order):
            row, made_of = self._reduce(dict.fromkeys(shown[key], 1), {index: 1})
            if row:
                pivot = min(row)
                inverse = pow(row[pivot], _PRIME - 2, _PRIME)
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

    def combination_for(self, cell: Cell) -> list[tuple[int, int]]:
        """The shown cells whose sums and differences give this one; empty for none."""
        row, made_of = self._reduce(dict.fromkeys(cell, 1), {})
        return [] if row else [self.order[index] for index in made_of]


def _times(row: Coefficients, factor: int) -> Coefficients:
    return {finest: value * factor % _PRIME for finest, value in row.items()}


def _plus(one: Coefficients, other: Coefficients) -> Coefficients:
    total = dict(one)
    for finest, value in other.items():
        total[finest] = (total.get(finest, 0) + value) % _PRIME
    return {finest: value for finest, value in total.items() if value}
