"""A work group as a row of a list, on public pages and on a lead's start page."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class GroupRow:
    """A group as `_work_group_row.html` shows it.

    `starts_on` is the day of the first session on public pages, and of the next or
    else the last session on a lead's page; None while there is none.
    """

    title: str
    url: str
    starts_on: date | None
    where: str
    phase: str
    places: str
    tone: str
    note: str
    has_next: bool = True
