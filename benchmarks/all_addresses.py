"""S7: every GET address as each role, by hubs and by groups."""

import json
from collections.abc import Sequence
from typing import Any

from benchmarks.goals import Reading, exponent
from benchmarks.sites import Hubsite, Stage

#: What grows, how many times, and between which two of the sizes in `growing`.
GROWTHS = (("1 to 40 hubs", 40, 0, 1), ("3 to 60 groups", 20, 1, 2))
SHOWN = 4  # addresses in a row of the page


def measure(stage: Stage, rounds: int) -> list[Reading]:
    site = Hubsite(stage, "growing", stage.production("growing"))
    costs = json.loads(site.run("-m", "benchmarks.growing"))
    return [
        reading
        for what, times, before, after in GROWTHS
        for reading in readings(costs, what, times, before, after)
    ]


def readings(
    costs: dict[str, Sequence[dict[str, Any]]],
    what: str,
    times: int,
    before: int,
    after: int,
) -> list[Reading]:
    """The number of addresses whose statements grow, and the largest exponent."""
    more = {
        name: f"{name} {cost[before]['sql']} to {cost[after]['sql']}"
        for name, cost in costs.items()
        if cost[after]["sql"] > cost[before]["sql"]
    }
    grown = {
        name: exponent(cost[before]["cpu"], cost[after]["cpu"], times=times)
        for name, cost in costs.items()
        if cost[before]["cpu"] and cost[after]["cpu"]
    }
    steepest = sorted(grown, key=grown.__getitem__, reverse=True)
    shown = [
        f"{name} {grown[name]:.2f} ({costs[name][before]['cpu'] * 1e3:.0f} to "
        f"{costs[name][after]['cpu'] * 1e3:.0f} ms)"
        for name in steepest[:SHOWN]
    ]
    over = sum(value > 0.15 for value in grown.values())
    detail = f"{over} of {len(grown)} above 0.15: {'; '.join(shown)}"
    sql = "; ".join(list(more.values())[:SHOWN]) or f"of {len(costs)}"
    return [
        Reading("S7", f"addresses whose SQL grows, {what}", len(more), sql),
        Reading("S7", f"worst CPU, {what}", grown[steepest[0]], detail),
    ]
