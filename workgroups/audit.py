"""The audit log: who did what to which row, saved with the change itself."""

from collections.abc import Iterable
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils import timezone

from workgroups import permissions
from workgroups.choices import RoleKind
from workgroups.models import AuditEntry

if TYPE_CHECKING:
    from workgroups.models import User

#: A middleware sets it for the duration of a request.
request_id: ContextVar[str] = ContextVar("request_id", default="")


def record(
    action: str,
    row: Model,
    *,
    actor: "User | None" = None,
    hub_id: int | None = None,
    fields: Iterable[str] = (),
    reason: str = "",
    at: datetime | None = None,
) -> AuditEntry:
    """Save an audit entry: names of fields, never values or names of people."""
    scope = permissions.scope_of(actor)
    if hub_id is None:
        hub_id = getattr(row, "hub_id", None)
    return AuditEntry.objects.create(
        at=at or timezone.now(),
        actor_id=scope.user_id or getattr(actor, "pk", None),
        role=role_at(scope, hub_id),
        hub_id=hub_id,
        action=action,
        object_type=row._meta.label_lower,
        object_id=str(row.pk or ""),
        fields=", ".join(sorted(fields)),
        reason=reason,
        request_id=request_id.get(),
    )


def role_at(scope: permissions.Scope, hub_id: int | None) -> str:
    """The roles in which somebody acts on a hub's row, e.g. "evaluator".

    Roles at other hubs count only where the row has no hub or they have none at it.
    """
    here = {kind for kind, hubs in scope.hub_ids.items() if hub_id in hubs}
    if scope.national:
        here.add(RoleKind.NATIONAL)
    return ",".join(sorted(here or scope.kinds))[:40]


def record_many(
    action: str,
    rows: Iterable[Any],
    *,
    actor: "User | None",
    at: datetime,
    fields: Iterable[str] = (),
) -> None:
    """Save one entry for each row, in one statement."""
    scope = permissions.scope_of(actor)
    changed = ", ".join(sorted(fields))
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=at,
            actor_id=scope.user_id,
            role=role_at(scope, getattr(row, "hub_id", None)),
            hub_id=getattr(row, "hub_id", None),
            action=action,
            object_type=row._meta.label_lower,
            object_id=str(row.pk),
            fields=changed,
            request_id=request_id.get(),
        )
        for row in rows
    )
