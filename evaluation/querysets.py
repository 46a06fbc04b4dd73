"""Querysets of feedback, evidence and reports, read through `visible_to` only."""

from datetime import datetime
from typing import Self

from evaluation.choices import ReportState, ThemeState
from workgroups.querysets import ScopedQuerySet


class FormQuerySet(ScopedQuerySet):
    group_path = "work_group"

    def running(self, at: datetime) -> Self:
        return self.filter(closed_at=None, closes_at__gt=at)

    def run_out(self, at: datetime) -> Self:
        return self.filter(closed_at=None, closes_at__lte=at)


class ThemeQuerySet(ScopedQuerySet):
    def kept(self) -> Self:
        return self.filter(state=ThemeState.KEPT)


class ReportQuerySet(ScopedQuerySet):
    def unfinished(self) -> Self:
        return self.filter(state__in=[ReportState.QUEUED, ReportState.RUNNING])
