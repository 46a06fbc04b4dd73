"""What each part of a journey costs, in rounds that alternate between two sites."""

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.goals import Reading
from benchmarks.machine import Browser
from benchmarks.processes import Meter

Act = Callable[[Browser], Any]
ROUNDS = 4


@dataclass(frozen=True)
class Cost:
    """The cost of one part for one person in one round, in milliseconds."""

    wall: float
    cpu: float


@dataclass
class Measurements:
    """The cost of each part in each round, and its number of statements."""

    costs: dict[str, list[Cost]] = field(default_factory=lambda: defaultdict(list))
    statements: dict[str, int] = field(default_factory=dict)

    def batch(
        self, part: str, roots: list[int], browsers: Sequence[Browser], act: Act
    ) -> None:
        """Let each browser act in turn; record the cost or the statements of one."""
        if browsers[0].count:
            before = len(browsers[0].pages)
            act(browsers[0])
            asked = browsers[0].pages[before:]
            self.statements[part] = sum(page.statements for page in asked)
            self.statements[f"{part}, last"] = asked[-1].statements
            return
        taken, meter = [], Meter(roots)
        for browser in browsers:
            began = time.perf_counter()
            act(browser)
            taken.append(time.perf_counter() - began)
        used = meter.used() / len(browsers)
        self.costs[part].append(Cost(statistics.median(taken) * 1e3, used * 1e3))

    def of(self, parts: Iterable[str], what: str) -> list[float]:
        """The sum of some parts, round by round."""
        rounds = zip(*(self.costs[part] for part in parts), strict=True)
        return [sum(getattr(cost, what) for cost in each) for each in rounds]

    def median(self, parts: Iterable[str], what: str) -> float:
        return statistics.median(self.of(parts, what))

    def ratio(self, parts: Iterable[str], beside: Iterable[str], what: str) -> float:
        """The median of same-round ratios."""
        pairs = zip(self.of(parts, what), self.of(beside, what), strict=True)
        return statistics.median(ours / theirs for ours, theirs in pairs)

    def reading(
        self,
        line: str,
        goal: str,
        ours: Sequence[str],
        beside: Sequence[str],
        what: str = "cpu",
    ) -> Reading:
        """The ratio of two journeys, with their milliseconds."""
        both = [self.median(parts, what) for parts in (ours, beside)]
        detail = f"{both[0]:.1f} ms beside {both[1]:.1f} ms"
        return Reading(line, goal, self.ratio(ours, beside, what), detail)


def in_rounds(
    measured: Measurements, parts: Sequence[Callable[[], None]], rounds: int = ROUNDS
) -> None:
    """Run all parts in each round, in turns; the first round only warms caches."""
    for number in range(rounds + 1):
        print(f"  round {number} of {rounds}", file=sys.stderr, flush=True)
        for part in parts if number % 2 else reversed(parts):
            part()
        if number == 0:
            measured.costs.clear()
