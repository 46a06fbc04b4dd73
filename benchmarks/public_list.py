"""S6: the public list of 20 groups, and the same among 2,400 groups of 40 hubs."""

from benchmarks.goals import Reading, exponent
from benchmarks.measuring import Measurements, in_rounds
from benchmarks.sites import Site, Stage

PAGES = 25  # a round
LIST = "/work-groups/"
MORE = 40 * 60 / 20  # times as many groups


def measure(stage: Stage, rounds: int) -> list[Reading]:
    measured = Measurements()
    sites: dict[str, tuple[Site, str]] = {
        "list": (stage.hubsite("twenty_groups"), LIST),
        "list, many": (stage.hubsite("forty_hubs"), LIST),
        "bare list": (stage.bare, "/groups/"),
    }

    def look(part: str, *, count: bool = False) -> None:
        site, path = sites[part]
        browsers = [site.visitor(count=count)] * (1 if count else PAGES)
        measured.batch(part, site.web_roots, browsers, lambda each: each.get(path))

    for part in sites:
        look(part, count=True)
    in_rounds(measured, [lambda part=part: look(part) for part in sites], rounds)
    few, many = (measured.median([part], "cpu") for part in ("list", "list, many"))
    counted = measured.statements
    detail = f"{few:.1f} and {many:.1f} ms; {counted['list, many']} statements"
    return [
        measured.reading("S6", "public list, 20 groups: CPU", ["list"], ["bare list"]),
        Reading(
            "S6",
            "public list, 20 groups",
            max(counted["list"], counted["list, many"]),
            f"bare {counted['bare list']}",
        ),
        Reading(
            "S6",
            "public list, 40 hubs of 60 groups: CPU",
            exponent(few, many, times=MORE),
            detail,
        ),
    ]
