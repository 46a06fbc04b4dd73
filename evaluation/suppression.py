"""How figures are counted and which of them may be shown: plain values only.

A *respondent* is one response to one question set. A share is shown with its 95 %
Wilson interval, and only where neither those counted nor the rest are a few people.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054  # the 97.5 % point of the normal distribution
FEWEST_TO_BREAK_DOWN = 10  # answers; a group with fewer gets no figures of its own
NOTABLE_EFFECT = 0.2  # Cramér's V from which a difference is called one
NEAR = 0.2  # an interval within twenty points of the overall share is near it
_PRIME = (1 << 61) - 1  # exact for 0/1 rows: no minor of ours comes near it

Cell = frozenset[int]
Row = dict[int, int]


@dataclass(frozen=True)
class Share:
    """A part of a whole with its 95 % Wilson interval, from 0.0 to 1.0."""

    hits: int
    of: int
    share: float
    low: float
    high: float


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share; (0.0, 1.0) of nobody.

    Source: Wilson (1927), without continuity correction.
    """
    if of == 0:
        return 0.0, 1.0
    share, z2 = hits / of, Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == of else min(1.0, middle + half)
    return low, high


def share_of(hits: int, of: int) -> Share | None:
    """A share with its interval; None of nobody."""
    return Share(hits, of, hits / of, *wilson(hits, of)) if of else None


# Which cells are withheld


def is_small(values: Iterable[int], k: int) -> bool:
    return any(0 < value < k for value in values)


def withheld(
    values: Sequence[Sequence[int]],
    breakdowns: Sequence[Sequence[Cell]],
    *,
    k: int,
    too_thin: Collection[Cell] = (),
) -> frozenset[tuple[int, int]]:
    """The cells that must not be shown, each as (breakdown, position).

    `values` holds one row of counts per atom (the finest groups); a cell is a set
    of atoms and counts their sum. The first breakdown holds one cell, the total.
    A cell with a count of 1 to k-1 is withheld, and then, smallest first, as many
    others as it takes until no such count follows from the shown ones: not by
    taking one from another, not by taking a whole breakdown from its total, and
    not by any sum and difference of shown cells.
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
    """Counts of cells, added up once each."""

    def __init__(self, values: Sequence[Sequence[int]]) -> None:
        self.values = values
        self.known: dict[Cell, tuple[int, ...]] = {}

    def of(self, cell: Cell) -> tuple[int, ...]:
        if cell not in self.known:
            rows = [self.values[atom] for atom in cell]
            self.known[cell] = tuple(sum(column) for column in zip(*rows, strict=True))
        return self.known[cell]


def _what_to_hide(
    shown: Mapping[tuple[int, int], Cell],
    cells: Mapping[tuple[int, int], Cell],
    tally: _Tally,
    k: int,
) -> tuple[int, int] | None:
    """The next cell to hide, the smallest that takes part in a leak; None if tight."""
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
    """What is left of each shown cell once the shown parts of a breakdown are taken."""
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
    """Sets of people that must not be counted small: cells, overlaps, differences."""
    found = set(cells.values())
    kept = list(set(shown.values()))
    for first in kept:
        for second in kept:
            found |= {first & second, first - second}
    found.discard(frozenset())
    return sorted(found, key=lambda cell: (len(cell), sorted(cell)))


class _Span:
    """Every sum and difference of the shown cells, by elimination modulo a prime.

    A row maps an atom to its coefficient; beside it stands which cells made it.
    """

    def __init__(
        self, shown: Mapping[tuple[int, int], Cell], order: Sequence[tuple[int, int]]
    ) -> None:
        self.order = order
        self.rows: dict[int, tuple[Row, Row]] = {}  # by leading atom
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
        """The shown cells that add up to this one; empty where none do."""
        row, made_of = self._reduce(dict.fromkeys(cell, 1), {})
        return [] if row else [self.order[index] for index in made_of]


def _times(row: Row, factor: int) -> Row:
    return {atom: value * factor % _PRIME for atom, value in row.items()}


def _plus(one: Row, other: Row) -> Row:
    total = dict(one)
    for atom, value in other.items():
        total[atom] = (total.get(atom, 0) + value) % _PRIME
    return {atom: value for atom, value in total.items() if value}


# Whether groups differ


def expected_counts(hits: Sequence[int], of: Sequence[int]) -> list[float]:
    """Counts of hits and of misses to expect were every group alike."""
    share = sum(hits) / sum(of)
    return [part * size for size in of for part in (share, 1 - share)]


def chi_square(hits: Sequence[int], of: Sequence[int]) -> float:
    """Pearson's statistic of groups by hit and miss; 0.0 where all or none are hits."""
    seen = [
        part for hit, size in zip(hits, of, strict=True) for part in (hit, size - hit)
    ]
    pairs = zip(seen, expected_counts(hits, of), strict=True)
    return sum((count - due) ** 2 / due for count, due in pairs if due)


def cramers_v(statistic: float, n: int, groups: int) -> float:
    """Cramér's V of a groups-by-two table, corrected for bias.

    Source: Bergsma (2013), "A bias-correction for Cramér's V and Tschuprow's T".
    """
    if n < 2 or groups < 2:
        return 0.0
    phi2 = max(0.0, statistic / n - (groups - 1) / (n - 1))
    rows = groups - (groups - 1) ** 2 / (n - 1)
    columns = 2 - 1 / (n - 1)
    smaller = min(rows - 1, columns - 1)
    return sqrt(phi2 / smaller) if smaller > 0 else 0.0


def holm(ps: Sequence[float]) -> list[float]:
    """Holm's adjusted p values, in the order given."""
    order = sorted(range(len(ps)), key=lambda index: ps[index])
    adjusted, largest = [0.0] * len(ps), 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(ps) - rank) * ps[index]))
        adjusted[index] = largest
    return adjusted


def verdict(shares: Sequence[Share], overall: float, *, p: float, v: float) -> str:
    """ "differs", "similar", "cannot_tell" or "too_few" to compare groups at all.

    Not being significant is not being alike: groups are similar only where every
    interval lies within twenty points of the overall share.
    """
    if len(shares) < 2:
        return "too_few"
    if p < 0.05 and v >= NOTABLE_EFFECT:
        return "differs"
    near = all(
        abs(edge - overall) <= NEAR
        for share in shares
        for edge in (share.low, share.high)
    )
    return "similar" if near else "cannot_tell"


def ranges(numbers: Iterable[int], prefix: str = "E") -> str:
    """Evidence numbers for reading: "E1 to E4, E7"; "" of none."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(_run(run, prefix) for run in runs)


def _run(run: Sequence[int], prefix: str) -> str:
    if len(run) < 3:
        return ", ".join(f"{prefix}{number}" for number in run)
    return f"{prefix}{run[0]} to {prefix}{run[-1]}"
