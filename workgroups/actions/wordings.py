"""Save a hub's wording of a text, or go back to the shipped one."""

from datetime import datetime

from django.db import transaction

from workgroups import audit
from workgroups.errors import ChangedMeanwhile
from workgroups.models import Hub, User, Wording


@transaction.atomic
def save_wording(
    hub: Hub,
    name: str,
    *,
    subject: str,
    body: str,
    seen: int | None,
    by: User,
    at: datetime,
) -> Wording:
    """Add a version of the hub's text; an empty body goes back to the shipped text.

    `seen` is the newest version when the page was opened. Saving what holds already
    adds nothing. Raises ChangedMeanwhile.
    """
    Hub.objects.select_for_update().get(pk=hub.pk)
    newest = Wording.objects.of(hub.pk, name)
    if newest is not None and newest.pk != seen:
        raise ChangedMeanwhile(newest.saved_by.name)
    if newest is not None and (newest.subject, newest.body) == (subject, body):
        return newest
    row = Wording.objects.create(
        hub=hub, name=name, subject=subject, body=body, saved_by=by, saved_at=at
    )
    fields = ("body", "subject")
    if row.is_shipped:
        audit.record("restore_wording", row, actor=by, fields=fields, at=at)
    else:
        audit.record("save_wording", row, actor=by, fields=fields, at=at)
    return row
