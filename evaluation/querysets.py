"""Querysets of feedback, evidence and reports, read through `visible_to` only."""

from datetime import datetime
from typing import Self

from evaluation.choices import ReportState, ThemeState
from workgroups.querysets import ScopedQuerySet


class FormQuerySet(ScopedQuerySet):
    group_path = "work_group"

    def open_at(self, at: datetime) -> Self:
        """Forms that still take answers."""
        return self.filter(closed_at=None, closes_at__gt=at)

    def expired(self, at: datetime) -> Self:
        """Forms whose closing time has passed, but which nobody has closed yet."""
        return self.filter(closed_at=None, closes_at__lte=at)


class RequestQuerySet(ScopedQuerySet):
    def unanswered(self) -> Self:
        """Requests of people who have not answered, by their link or in the room."""
        return self.filter(answered=False, answered_in_room=False)


class ThemeQuerySet(ScopedQuerySet):
    def kept(self) -> Self:
        return self.filter(state=ThemeState.KEPT)


class ReportQuerySet(ScopedQuerySet):
    def unfinished(self) -> Self:
        return self.filter(state__in=[ReportState.QUEUED, ReportState.RUNNING])
