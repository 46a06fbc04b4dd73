"""Delete what was made by mistake, retire what was used, and bring it back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from workgroups import audit, retiring, words
from workgroups.errors import CannotRetire, StillUsed
from workgroups.models import User


@transaction.atomic
def delete_unused(row: Any, *, by: User, at: datetime) -> None:
    """Delete a row that nobody used, with its parts.

    Locks the row and then looks for uses. Raises StillUsed.
    """
    row = _lock(row)
    if uses := retiring.uses_of(row):
        raise StillUsed(words.listed(uses))
    # before the row is gone, because the entry names its id
    audit.record("deleted", row, actor=by, hub_id=row.hub_id, at=at)
    try:
        for parts in retiring.parts_of(row):
            parts.delete()
        row.delete()
    except ProtectedError as error:
        raise StillUsed("rows that were added meanwhile") from error


@transaction.atomic
def retire(row: Any, *, by: User, at: datetime) -> None:
    """Offer a row no longer; retiring it again changes nothing. Raises CannotRetire."""
    row = _lock(row)
    today = timezone.localdate(at)
    if row.retired_on is not None:
        return
    if why := retiring.why_not_retired(row, today=today):
        raise CannotRetire(why)
    row.retired_on = today
    row.save(update_fields=["retired_on"])
    audit.record(
        "retired", row, actor=by, hub_id=row.hub_id, fields=["retired_on"], at=at
    )


@transaction.atomic
def bring_back(row: Any, *, by: User, at: datetime) -> None:
    """Offer a retired row again."""
    row = _lock(row)
    if row.retired_on is None:
        return
    row.retired_on = None
    row.save(update_fields=["retired_on"])
    audit.record(
        "brought_back", row, actor=by, hub_id=row.hub_id, fields=["retired_on"], at=at
    )


def _lock(row: Any) -> Any:
    return type(row)._base_manager.select_for_update().get(pk=row.pk)
