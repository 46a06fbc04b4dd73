"""The audit log: who did what to which row, saved with the change itself."""

from collections.abc import Iterable
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils import timezone

from workgroups import permissions
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
        role=",".join(sorted(scope.kinds))[:40],
        hub_id=hub_id,
        action=action,
        object_type=row._meta.label_lower,
        object_id=str(row.pk or ""),
        fields=", ".join(sorted(fields)),
        reason=reason,
        request_id=request_id.get(),
    )


def record_many(
    action: str, rows: Iterable[Any], *, actor: "User | None", at: datetime
) -> None:
    """Save one entry for each row, in one statement."""
    scope = permissions.scope_of(actor)
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=at,
            actor_id=scope.user_id,
            role=",".join(sorted(scope.kinds))[:40],
            hub_id=getattr(row, "hub_id", None),
            action=action,
            object_type=row._meta.label_lower,
            object_id=str(row.pk),
            request_id=request_id.get(),
        )
        for row in rows
    )
