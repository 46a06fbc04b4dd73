"""Which school replaced which, from DfE's links file."""

import csv
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

from workgroups.errors import SchoolFileError
from workgroups.gias.layouts import date_of
from workgroups.gias.reading import encoding_of

#: Next schools of each closed school, the most likely first.
Links = Mapping[int, list[int]]


def read_links(path: Path) -> Links:
    """Next schools by URN, from both directions in the file.

    A link is usually given twice, as a successor and as a predecessor; one of them is
    enough. The latest link comes first, then the highest number, which the newest
    school has. Raises SchoolFileError where a column is missing.
    """
    found: dict[int, dict[int, str]] = {}
    with path.open(encoding=encoding_of(path), errors="replace", newline="") as text:
        reader = csv.DictReader(text)
        needed = ("URN", "LinkURN", "LinkType")
        missing = [each for each in needed if each not in (reader.fieldnames or ())]
        if missing:
            raise SchoolFileError(
                f"{path.name} has no column {' and no column '.join(missing)}."
            )
        for row in reader:
            here, there = row["URN"] or "", row["LinkURN"] or ""
            if not (here.isdigit() and there.isdigit()) or here == there:
                continue
            kind = row["LinkType"] or ""
            day = sortable(row.get("LinkEstablishedDate") or "")
            if kind.startswith(("Successor", "Result of Amalgamation")):
                found.setdefault(int(here), {})[int(there)] = day
            elif kind.startswith("Predecessor"):
                found.setdefault(int(there), {}).setdefault(int(here), day)
    return {
        urn: sorted(after, key=lambda each: (after[each], each), reverse=True)
        for urn, after in found.items()
    }


def sortable(text: str) -> str:
    """A date as sortable text; "" where it cannot be read."""
    try:
        day = date_of(text.strip(), "LinkEstablishedDate")
    except SchoolFileError:
        return ""
    return day.isoformat() if day else ""


def successor_of(
    urn: int, links: Links, is_open: Callable[[int], bool | None]
) -> int | None:
    """The school that finally replaced a closed one; None where none is known.

    Follows chains to the first open school, or else to their last member, which may be
    unknown to Hubsite (`is_open` returns None). A circle of links leads nowhere.
    """
    seen = {urn}
    queue = deque(links.get(urn, ()))
    last = None
    while queue:
        here = queue.popleft()
        if here in seen:
            continue
        seen.add(here)
        if is_open(here):
            return here
        after = links.get(here, ())
        if not after:
            last = last or here
        queue.extend(after)
    return last
