"""Querysets of the catalogue; accounts read rows through `visible_to` only."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from workgroups import permissions
from workgroups.choices import HUB_STAFF, RoleKind


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that a user may read; each model defines how a scope filters them."""

    def visible_to(self, user: Any) -> Self:
        scope = permissions.scope_of(user)
        if not scope.kinds:
            return self.none()
        return self.filter(self.reach(scope))

    def reach(self, scope: permissions.Scope) -> Q:
        raise NotImplementedError

    def through(self, field: str, scope: permissions.Scope) -> Q:
        """A filter for rows whose `field` refers to a row that the scope may read."""
        rows = self.model._meta.get_field(field).related_model.objects.all()
        return Q(**{f"{field}__in": rows.filter(rows.reach(scope))})

    def changeable_by(self, user: Any) -> Self:
        """Rows of the user's own hubs; for the national team, national rows as well."""
        scope = permissions.scope_of(user)
        own = Q(hub__in=scope.staff_hubs)
        return self.filter(own | Q(hub=None) if scope.national else own)


class ClosedQuerySet(ScopedQuerySet):
    """Rows that no account may open one by one: answers, requests, drafts."""

    def reach(self, scope: permissions.Scope) -> Q:
        return Q(pk__in=[])

    def changeable_by(self, user: Any) -> Self:
        return self.none()


class NationalQuerySet(ScopedQuerySet):
    """Rows without a hub: every account reads them, the national team changes them."""

    def reach(self, scope: permissions.Scope) -> Q:
        return Q()

    def changeable_by(self, user: Any) -> Self:
        return self.all() if permissions.scope_of(user).national else self.none()


class HubQuerySet(ScopedQuerySet):
    def reach(self, scope: permissions.Scope) -> Q:
        return Q() if scope.national else Q(pk__in=scope.all_hubs)

    def changeable_by(self, user: Any) -> Self:
        scope = permissions.scope_of(user)
        return self.all() if scope.national else self.filter(pk__in=scope.staff_hubs)


class HubOwnedQuerySet(ScopedQuerySet):
    """Rows of a hub that all its roles may read."""

    def reach(self, scope: permissions.Scope) -> Q:
        return Q() if scope.national else Q(hub__in=scope.all_hubs)


class MasterQuerySet(ScopedQuerySet):
    """A hub's copies, and the national masters they were copied from."""

    def reach(self, scope: permissions.Scope) -> Q:
        if scope.national:
            return Q()
        return Q(hub=None) | Q(hub__in=scope.all_hubs)


class UserQuerySet(ScopedQuerySet):
    """The user's own account and accounts with a role at the user's hubs."""

    def reach(self, scope: permissions.Scope) -> Q:
        if scope.national:
            return Q()
        roles = self.model._meta.get_field("roles").related_model.objects.all()
        colleagues = roles.filter(hub__in=scope.staff_hubs)
        return Q(pk=scope.user_id) | Q(pk__in=colleagues.values("user"))

    def changeable_by(self, user: Any) -> Self:
        return self.none()  # accounts are changed by their owners; staff change roles

    def with_role_at(self, hub_ids: Any, kinds: Any, today: date) -> Self:
        """Accounts that may be chosen as leads: a role of these kinds on a day."""
        roles = self.model._meta.get_field("roles").related_model.objects.all()
        held = roles.in_force(today).filter(hub__in=hub_ids, kind__in=kinds)
        return self.filter(is_active=True, pk__in=held.values("user"))


class RoleQuerySet(ScopedQuerySet):
    def reach(self, scope: permissions.Scope) -> Q:
        if scope.national:
            return Q()
        return Q(hub__in=scope.staff_hubs) | Q(user=scope.user_id)

    def in_force(self, today: date) -> Self:
        return self.filter(permissions.in_force(today))


class AuditQuerySet(ScopedQuerySet):
    def reach(self, scope: permissions.Scope) -> Q:
        return Q() if scope.national else Q(hub__in=scope.staff_hubs)


class SchoolQuerySet(NationalQuerySet):
    def open(self) -> Self:
        return self.filter(status__in=["open", "closing"])


class WorkGroupQuerySet(ScopedQuerySet):
    def reach(self, scope: permissions.Scope) -> Q:
        if scope.national:
            return Q()
        whole = scope.hubs(*HUB_STAFF, RoleKind.EVALUATOR)
        led = self.model.leads.through.objects.filter(user=scope.user_id)
        return (
            Q(hub__in=whole)
            | Q(
                hub__in=scope.hubs(RoleKind.WORK_GROUP_LEAD),
                pk__in=led.values("workgroup"),
            )
            | permissions.recruited_in(scope, authority="local_authority")
        )

    def changeable_by(self, user: Any) -> Self:
        scope = permissions.scope_of(user)
        return self.all() if scope.national else super().changeable_by(user)

    def led_by(self, user: Any) -> Self:
        """Groups that this user leads, while the role is in force."""
        scope = permissions.scope_of(user)
        return self.filter(
            hub__in=scope.hubs(RoleKind.WORK_GROUP_LEAD, *HUB_STAFF), leads=user.pk
        )

    def managed_by(self, user: Any) -> Self:
        """Groups whose people a user manages: the hub's staff and each group's leads.

        Narrower than `visible_to`: partners and evaluators see a group but not its
        people.
        """
        scope = permissions.scope_of(user)
        led = self.model.leads.through.objects.filter(user=scope.user_id)
        return self.visible_to(user).filter(
            Q(hub__in=scope.staff_hubs)
            | Q(
                hub__in=scope.hubs(RoleKind.WORK_GROUP_LEAD),
                pk__in=led.values("workgroup"),
            )
        )

    def listed(self) -> Self:
        """Groups with everything that a list row shows."""
        return self.select_related(
            "hub", "local_authority", "project__stage__programme"
        )

    def open_for_interest(self, today: date) -> Self:
        return self.filter(cancelled_on=None, opens_on__lte=today).filter(
            Q(closes_on=None) | Q(closes_on__gte=today)
        )


class SessionQuerySet(ScopedQuerySet):
    def reach(self, scope: permissions.Scope) -> Q:
        return self.through("work_group", scope)

    def managed_by(self, user: Any) -> Self:
        groups = self.model._meta.get_field("work_group").related_model.objects
        return self.filter(work_group__in=groups.managed_by(user))

    def held(self, now: Any) -> Self:
        return self.filter(starts_at__lte=now)
