"""The record of acts: who did what to which row, written with the change itself."""

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

#: Set by a middleware for the length of a request.
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
    """Keep an act: names of fields, never values, never a person's name."""
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
    """One entry for each row, in one statement."""
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
