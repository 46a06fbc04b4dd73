"""Querysets of feedback, evidence and reports, read through `visible_to` only."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from evaluation.choices import (
    EvaluationState,
    FactCheckState,
    ReportState,
    ThemeState,
)
from workgroups import permissions
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.permissions import Scope
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


class ProgressNoteQuerySet(ScopedQuerySet):
    owner_path = "implication__owner_account"

    def rows_within(self, reach: str, scope: Scope, kinds: Any) -> Q:
        """An owner keeps theirs only while they have a role at the hub."""
        found = super().rows_within(reach, scope, kinds)
        return found & Q(hub__in=scope.hubs(*kinds)) if reach == "s" else found


class ImplicationQuerySet(ProgressNoteQuerySet):
    owner_path = "owner_account"

    def with_latest_note(self) -> Self:
        """Each implication with `latest_note`; None where nobody wrote one.

        The owner's account and NCETM's answer are read with the row.
        """
        notes = apps.get_model("evaluation", "ProgressNote").objects
        own = notes.filter(implication=OuterRef("pk")).order_by("-on", "-pk")
        latest = Subquery(own.values("text")[:1])
        related = self.select_related("owner_account", "national_answer")
        return related.annotate(latest_note=latest)

    def with_owner(self) -> Self:
        """Each implication with `owner_shown`: the account's name, or typed text."""
        named = Coalesce("owner_account__name", "owner")
        return self.annotate(owner_shown=named)

    def published(self) -> Self:
        return self.filter(evaluation__state=EvaluationState.PUBLISHED)


class ReportQuerySet(ScopedQuerySet):
    def unfinished(self) -> Self:
        return self.filter(state__in=[ReportState.QUEUED, ReportState.RUNNING])

    def to_check_by(self, user: Any) -> Self:
        """Finished reports of the user's hub, or on a group that the user leads."""
        scope = permissions.scope_of(user)
        own = Q(hub__in=scope.hubs(*HUB_STAFF, RoleKind.EVALUATOR))
        through = apps.get_model("evaluation", "Evaluation").work_groups.through
        led = permissions.led_by(scope, "workgroup", hub="evaluation__hub")
        theirs = Q(evaluation__in=through.objects.filter(led).values("evaluation"))
        return self.filter(own | theirs, state=ReportState.DONE)


class FactCheckQuerySet(ScopedQuerySet):
    owner_path = "raised_by"

    def unanswered(self) -> Self:
        return self.filter(state=FactCheckState.OPEN)
