"""Who marked whom at a session, and when: a line for each change of a register."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recruitment.models import Attendance, FormerMark
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
