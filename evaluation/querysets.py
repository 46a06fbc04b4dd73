"""Querysets of feedback, evidence and reports, read through `visible_to` only."""

from datetime import datetime
from typing import Any, Self

from django.db.models import Q

from evaluation.choices import ReportState, ThemeState
from workgroups import permissions
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.querysets import ScopedQuerySet


class EvaluatorsQuerySet(ScopedQuerySet):
    """Rows read by the evaluators and the staff of the same hub."""

    def reach(self, scope: permissions.Scope) -> Q:
        return Q(hub__in=scope.hubs(RoleKind.EVALUATOR, *HUB_STAFF))

    def changeable_by(self, user: Any) -> Self:
        return self.filter(hub__in=permissions.scope_of(user).hubs(RoleKind.EVALUATOR))


class EvidenceQuerySet(EvaluatorsQuerySet):
    """Passages, read by evaluators only; hubs read them in reports or when shared."""

    def reach(self, scope: permissions.Scope) -> Q:
        return Q(hub__in=scope.hubs(RoleKind.EVALUATOR))


class FormQuerySet(ScopedQuerySet):
    def reach(self, scope: permissions.Scope) -> Q:
        groups = self.model._meta.get_field("work_group").related_model
        led = groups.leads.through.objects.filter(user=scope.user_id)
        return Q(hub__in=scope.hubs(RoleKind.EVALUATOR, *HUB_STAFF)) | Q(
            hub__in=scope.hubs(RoleKind.WORK_GROUP_LEAD),
            work_group__in=led.values("workgroup"),
        )

    def running(self, at: datetime) -> Self:
        return self.filter(closed_at=None, closes_at__gt=at)

    def run_out(self, at: datetime) -> Self:
        return self.filter(closed_at=None, closes_at__lte=at)


class ThemeQuerySet(EvaluatorsQuerySet):
    def kept(self) -> Self:
        return self.filter(state=ThemeState.KEPT)


class ImplicationQuerySet(EvaluatorsQuerySet):
    """Implications, written by the evaluator and updated by the hub."""

    def changeable_by(self, user: Any) -> Self:
        whole = permissions.scope_of(user).hubs(RoleKind.EVALUATOR, *HUB_STAFF)
        return self.filter(hub__in=whole)


class ReportQuerySet(ScopedQuerySet):
    def reach(self, scope: permissions.Scope) -> Q:
        if scope.national:
            return Q()
        return Q(hub__in=scope.hubs(RoleKind.EVALUATOR, *HUB_STAFF))

    def unfinished(self) -> Self:
        return self.filter(state__in=[ReportState.QUEUED, ReportState.RUNNING])
