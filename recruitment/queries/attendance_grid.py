"""Attendance over the year as a grid, and who was absent twice without apologies."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef

from recruitment.choices import PRESENT_MARKS, SECURED, Mark, PlaceState
from recruitment.models import Attendance, Place
from recruitment.queries import attendance_year
from recruitment.queries.attendance_year import AttendanceYear, PersonYear, YearMark
from recruitment.queries.completion import share_in_words
from workgroups.models import WorkGroup

#: The letter and the label of each mark; "" stands for none at a register taken.
LETTERS = {
    Mark.PRESENT: ("P", "present"),
    Mark.LATE: ("L", "late"),
    Mark.LEFT_EARLY: ("E", "left early"),
    Mark.APOLOGIES: ("A", "apologies"),
    Mark.ABSENT: ("X", "absent"),
    "": ("?", "no mark"),
}


@dataclass(frozen=True)
class MarkCell:
    letter: str
    label: str
    kind: str  # a Mark, or "none"


@dataclass(frozen=True)
class GridRow:
    name: str
    state: str  # "" while the place is secured
    cells: list[MarkCell]
    attended: str  # "1½ of 2 days, 75%"


@dataclass(frozen=True)
class Grid:
    sessions: list[Any]
    rows: list[GridRow]
    totals: list[str]  # by session: "9 of 12", or "" without a register

    @property
    def legend(self) -> list[MarkCell]:
        return [_cell(mark) for mark in LETTERS]


def grid_of(work_group: WorkGroup) -> Grid:
    """Everybody with a secured place or a mark, in four statements."""
    year = attendance_year.year_of(work_group)
    return Grid(
        sessions=year.sessions,
        rows=[_row(person, year) for person in year.people],
        totals=[_total(session, year) for session in year.sessions],
    )


def _cell(mark: str) -> MarkCell:
    letter, label = LETTERS[mark]
    return MarkCell(letter, label, mark or "none")


def _cell_of(found: YearMark) -> MarkCell:
    cell = _cell(found.mark)
    label = f"{cell.label}, at another group" if found.elsewhere else cell.label
    if not found.deputy:
        return MarkCell(cell.letter, label, cell.kind)
    return MarkCell(f"{cell.letter}d", f"{label}, deputy {found.deputy}", cell.kind)


def _row(person: PersonYear, year: AttendanceYear) -> GridRow:
    cells = []
    for session in year.sessions:
        found = person.marks.get(session.number)
        if found is None and not session.has_register:
            cells.append(MarkCell("", "", ""))
            continue
        cells.append(_cell_of(found) if found else _cell(""))
    place = person.place
    state = "" if place.state in SECURED else str(place.get_state_display())
    attended = share_in_words(person.attended, year.held)
    return GridRow(str(place.participant), state, cells, attended)


def _total(session: Any, year: AttendanceYear) -> str:
    """How many were there of those marked; a register that is not taken has none."""
    if not session.has_register:
        return ""
    found = [person.marks.get(session.number) for person in year.people]
    marks = [mark for mark in found if mark is not None]
    return f"{sum(mark.is_present for mark in marks)} of {len(marks)}"


def silent_twice(session_pairs: Collection[tuple[int, int]]) -> list[Place]:
    """Secured places absent, without apologies, at both sessions of their group.

    `session_pairs` are the ids of the last two sessions with a register of each group.
    Whoever caught up at another group was not absent.
    """
    if not session_pairs:
        return []
    caught_up = Attendance.objects.filter(
        place=OuterRef("place"),
        session__number=OuterRef("session__number"),
        mark__in=PRESENT_MARKS,
    )
    absent = Attendance.objects.filter(
        session__in=[pk for pair in session_pairs for pk in pair],
        mark=Mark.ABSENT,
        place__state=PlaceState.CONFIRMED,
    ).exclude(Exists(caught_up))
    counted = absent.order_by().values("place").annotate(times=Count("pk"))
    twice = counted.filter(times=2).values("place")
    return list(
        Place.objects.filter(pk__in=twice)
        .select_related("participant", "work_group")
        .order_by("participant__last_name", "participant__first_name", "pk")
    )
