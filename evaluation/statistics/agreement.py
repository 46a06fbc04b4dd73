"""How far coders agree: Cohen's kappa, PABAK and Krippendorff's alpha."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations
from random import Random
from typing import Any

RESAMPLES = 1000
#: Up to which kappa each word holds. Source: Landis and Koch (1977), in plain words.
GUIDE_WORDS = (
    (0.0, "no more than by chance"),
    (0.2, "slight"),
    (0.4, "fair"),
    (0.6, "moderate"),
    (0.8, "substantial"),
    (1.0, "almost complete"),
)


@dataclass(frozen=True)
class Table:
    """How many passages both coders gave a theme, one of them, or neither."""

    both: int
    first: int
    second: int
    neither: int

    @property
    def total(self) -> int:
        return self.both + self.first + self.second + self.neither


@dataclass(frozen=True)
class Agreement:
    """Agreement on one theme; None where chance alone leaves nothing to explain."""

    table: Table
    observed: float
    kappa: float | None
    low: float | None
    high: float | None
    pabak: float
    alpha: float | None = None

    @property
    def words(self) -> str:
        return guide_words(self.kappa)


def table_of(pairs: Iterable[tuple[bool, bool]]) -> Table:
    """The table of what each of two coders gave to the same passages."""
    found = Counter(pairs)
    cells = [(True, True), (True, False), (False, True), (False, False)]
    return Table(*(found[cell] for cell in cells))


def kappa(table: Table) -> float | None:
    """Cohen's kappa; None where both coders always or never gave the theme.

    Source: Cohen (1960).
    """
    n = table.total
    if n == 0:
        return None
    first, second = table.both + table.first, table.both + table.second
    by_chance = (first * second + (n - first) * (n - second)) / (n * n)
    if by_chance == 1:
        return None
    return (observed(table) - by_chance) / (1 - by_chance)


def observed(table: Table) -> float:
    """The share of passages on which both coders agree; 0.0 for none."""
    return (table.both + table.neither) / table.total if table.total else 0.0


def pabak(table: Table) -> float:
    """Kappa adjusted for prevalence and bias. Source: Byrt et al. (1993)."""
    return 2 * observed(table) - 1


def kappa_interval(
    table: Table, *, seed: int = 0
) -> tuple[float, float] | tuple[None, None]:
    """The 95 % percentile bootstrap interval of kappa over the passages.

    Samples in which kappa is not defined are left out.
    """
    if kappa(table) is None:
        return None, None
    draw = Random(seed).choices  # noqa: S311  # no secret
    cells = (table.both, table.first, table.second, table.neither)
    found = []
    for _ in range(RESAMPLES):
        drawn = draw(range(4), cells, k=table.total)
        value = kappa(Table(*(drawn.count(cell) for cell in range(4))))
        if value is not None:
            found.append(value)
    found.sort()
    return found[int(len(found) * 0.025)], found[int(len(found) * 0.975)]


def alpha(units: Iterable[Sequence[Any]]) -> float | None:
    """Krippendorff's alpha for nominal values, from the values of each unit.

    A coder who did not see a unit has no value in it. None where fewer than two
    values can be paired, or where all are the same. Source: Krippendorff (2011).
    """
    coincidences: Counter[tuple[Any, Any]] = Counter()
    for values in units:
        for pair in permutations(values, 2):
            coincidences[pair] += 1 / (len(values) - 1)  # type: ignore[assignment]
    totals: Counter[Any] = Counter()
    for (value, _), times in coincidences.items():
        totals[value] += times
    n = sum(totals.values())
    expected = n * n - sum(each * each for each in totals.values())
    if n < 2 or not expected:
        return None
    differing = sum(times for (a, b), times in coincidences.items() if a != b)
    return 1 - (n - 1) * differing / expected


def agreement(pairs: Iterable[tuple[bool, bool]]) -> Agreement:
    """Agreement of two coders on one theme."""
    table = table_of(pairs)
    low, high = kappa_interval(table)
    return Agreement(table, observed(table), kappa(table), low, high, pabak(table))


def guide_words(value: float | None) -> str:
    """A word for how far two coders agree beyond chance; it is a guide, no verdict."""
    if value is None:
        return "not to be said: it was always or never given"
    return next(word for limit, word in GUIDE_WORDS if value <= limit)
