"""Suppression: which counts are hidden because they, or others, reveal a few people."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

FEWEST_TO_BREAK_DOWN = 10  # answers; a group with fewer gets no figures of its own
# elimination modulo this prime is exact for 0/1 rows of this size
_PRIME = (1 << 61) - 1

Cell = frozenset[int]
Row = dict[int, int]


def is_small(values: Iterable[int], k: int) -> bool:
    return any(0 < value < k for value in values)


def suppressed(
    values: Sequence[Sequence[int]],
    breakdowns: Sequence[Sequence[Cell]],
    *,
    k: int,
    too_thin: Collection[Cell] = (),
) -> frozenset[tuple[int, int]]:
    """The cells that must not be shown, each as (breakdown, position).

    `values` holds one row of counts per finest cell; a cell of a breakdown is a set of
    finest cells and its count is their sum. The first breakdown holds one cell, the
    total.

    A cell with a count of 1 to k-1 is suppressed. Then the smallest other cells are
    suppressed until no such count follows from the shown ones: not by subtracting two
    cells, not by subtracting a breakdown from its total, and not by any sum and
    difference of shown cells.
    """
    tally = _Tally(values)
    cells = {
        (number, position): cell
        for number, breakdown in enumerate(breakdowns)
        for position, cell in enumerate(breakdown)
    }
    thin = set(too_thin)
    shown = {
        key: cell
        for key, cell in cells.items()
        if not is_small(tally.of(cell), k) and cell not in thin
    }
    while loose := _what_to_hide(shown, cells, tally, k):
        del shown[loose]
    return frozenset(cells.keys() - shown.keys())


class _Tally:
    """Cached counts of cells."""

    def __init__(self, values: Sequence[Sequence[int]]) -> None:
        self.values = values
        self.known: dict[Cell, tuple[int, ...]] = {}

    def of(self, cell: Cell) -> tuple[int, ...]:
        if cell not in self.known:
            rows = [self.values[finest] for finest in cell]
            self.known[cell] = tuple(sum(column) for column in zip(*rows, strict=True))
        return self.known[cell]


def _what_to_hide(
    shown: Mapping[tuple[int, int], Cell],
    cells: Mapping[tuple[int, int], Cell],
    tally: _Tally,
    k: int,
) -> tuple[int, int] | None:
    """The smallest cell that takes part in a leak; None if nothing leaks."""
    by_size = sorted(shown, key=lambda key: (sum(tally.of(shown[key])), key))
    for left, parts in _remainders(shown, cells):
        if is_small(tally.of(left), k):
            return min(parts, key=by_size.index)
    span = _Span(shown, by_size)
    for target in _targets(cells, shown):
        if is_small(tally.of(target), k) and (parts := span.makes(target)):
            return min(parts, key=by_size.index)
    return None


def _remainders(
    shown: Mapping[tuple[int, int], Cell], cells: Mapping[tuple[int, int], Cell]
) -> Iterator[tuple[Cell, list[tuple[int, int]]]]:
    """What is left of each shown cell without the shown parts of a breakdown."""
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
    """Sets of people whose count must not be small: cells, overlaps, differences."""
    found = set(cells.values())
    kept = list(set(shown.values()))
    for first in kept:
        for second in kept:
            found |= {first & second, first - second}
    found.discard(frozenset())
    return sorted(found, key=lambda cell: (len(cell), sorted(cell)))


class _Span:
    """Every sum and difference of the shown cells, by elimination modulo a prime.

    A row maps a finest cell to its coefficient; beside it are the cells it was made of.
    """

    def __init__(
        self, shown: Mapping[tuple[int, int], Cell], order: Sequence[tuple[int, int]]
    ) -> None:
        self.order = order
        self.rows: dict[int, tuple[Row, Row]] = {}  # by leading finest cell
        for index, key in enumerate(order):
            row, made_of = self._reduce(dict.fromkeys(shown[key], 1), {index: 1})
            if row:
                lead = min(row)
                inverse = pow(row[lead], _PRIME - 2, _PRIME)
                self.rows[lead] = _times(row, inverse), _times(made_of, inverse)

    def _reduce(self, row: Row, made_of: Row) -> tuple[Row, Row]:
        for lead in sorted(self.rows):
            if factor := row.get(lead):
                other, others_parts = self.rows[lead]
                row = _plus(row, _times(other, _PRIME - factor))
                made_of = _plus(made_of, _times(others_parts, _PRIME - factor))
        return row, made_of

    def makes(self, cell: Cell) -> list[tuple[int, int]]:
        """The shown cells that combine to this one; empty where none do."""
        row, made_of = self._reduce(dict.fromkeys(cell, 1), {})
        return [] if row else [self.order[index] for index in made_of]


def _times(row: Row, factor: int) -> Row:
    return {finest: value * factor % _PRIME for finest, value in row.items()}


def _plus(one: Row, other: Row) -> Row:
    total = dict(one)
    for finest, value in other.items():
        total[finest] = (total.get(finest, 0) + value) % _PRIME
    return {finest: value for finest, value in total.items() if value}
