"""A work group as a row of a list, on public pages and on a lead's start page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby


@dataclass(frozen=True)
class GroupRow:
    """A group as `_work_group_row.html` shows it.

    `on` is the day of the next session, or of the last one where none is to come; None
    while there is none. `name` is what the title adds to the programme and the place.
    """

    title: str
    url: str
    on: date | None
    where: str
    facts: tuple[str, ...]
    places: str
    tone: str
    starts: str = ""  # "4pm"
    ends: str = ""
    name: str = ""
    programme: str = ""
    has_next: bool = True


@dataclass(frozen=True)
class GroupSection:
    """Rows under the name of their programme; `is_open` where they take interest."""

    programme: str
    is_open: bool
    rows: tuple[GroupRow, ...]


def sections_of(rows: Iterable[GroupRow]) -> list[GroupSection]:
    """Rows in their order, cut where the programme changes or open groups end."""
    cut = groupby(rows, key=lambda row: (row.tone != "closed", row.programme))
    return [
        GroupSection(programme, is_open, tuple(found))
        for (is_open, programme), found in cut
    ]


def short_name(title: str, *, without: Iterable[str]) -> str:
    """A title without its programme at the front and its place at the end.

    "SKTM Primary ECT, year one: Bexley" without "SKTM Primary ECT" and "Bexley" is
    "year one".
    """
    for part in without:
        title = title.removeprefix(part).removesuffix(part).strip(" ,:-–")
    return title
