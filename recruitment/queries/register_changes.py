"""Who marked whom at a session, and when, and the marks as they stand now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recruitment.models import Attendance, FormerMark
from recruitment.queries.attendance_register import beside_in_words
from workgroups.models import Session


@dataclass(frozen=True)
class MarkChange:
    """One mark as somebody made it, the one that stands or a former one."""

    at: datetime
    name: str
    mark: str
    by: str
    reason: str  # why it was made after the register had closed
    until: datetime | None  # until when it stood; None for the mark that stands
    deputy: str = ""
    note: str = ""


def changes_of(session: Session) -> list[MarkChange]:
    """Every mark of a session, the newest first, in two statements."""
    related = ("place__participant", "marked_by")
    standing = Attendance.objects.filter(session=session).select_related(*related)
    former = FormerMark.objects.filter(session=session).select_related(*related)
    lines = [_change(each, None) for each in standing]
    lines += [_change(each, each.replaced_at) for each in former]
    by_name = sorted(lines, key=lambda line: line.name)
    return sorted(by_name, key=lambda line: line.at, reverse=True)


def _change(row: Any, until: datetime | None) -> MarkChange:
    return MarkChange(
        at=row.marked_at,
        name=str(row.place.participant),
        mark=str(row.get_mark_display()),
        by=str(row.marked_by.name) if row.marked_by else "",
        reason=row.reason,
        until=until,
        deputy=row.deputy,
        note=row.note,
    )


@dataclass(frozen=True)
class StandingMarks:
    """The marks of a session as they stand, for a page that is open meanwhile."""

    by_place: dict[int, dict[str, str]]  # mark, deputy, note, and both in words
    saved_at: datetime | None


def standing_marks(session: Session) -> StandingMarks:
    """Every mark of a session, in one statement."""
    found, saved_at = {}, None
    rows = Attendance.objects.filter(session=session).order_by()
    for pk, mark, deputy, note, at in rows.values_list(
        "place_id", "mark", "deputy", "note", "marked_at"
    ):
        beside = beside_in_words(deputy, note)
        found[pk] = {"mark": mark, "deputy": deputy, "note": note, "beside": beside}
        saved_at = max(saved_at or at, at)
    return StandingMarks(found, saved_at)
