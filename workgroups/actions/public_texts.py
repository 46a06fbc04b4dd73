"""Save a hub's words of a public text, or go back to the shipped ones."""

from datetime import datetime

from django.db import transaction

from workgroups import audit, rules
from workgroups.errors import ChangedMeanwhile
from workgroups.models import Hub, User, Wording
from workgroups.public_texts import PublicText, own_words


@transaction.atomic
def save_public_text(
    hub: Hub, text: PublicText, *, body: str, seen: int | None, by: User, at: datetime
) -> Wording | None:
    """Add a version of the hub's text; the shipped text, or "", goes back to it.

    `seen` is the newest version when the page was opened. A change of the privacy
    notice makes a new version of it, which the hub's staff are asked to read. Saving
    what holds already adds nothing. Raises ChangedMeanwhile.
    """
    hub = Hub.objects.select_for_update().get(pk=hub.pk)
    newest = Wording.objects.of(hub.pk, text.name)
    if newest is not None and newest.pk != seen:
        raise ChangedMeanwhile(newest.saved_by.name if newest.saved_by else str(hub))
    body = "" if body == text.shipped else body
    before = own_words(hub, text, newest)
    if before == body:
        return newest
    if newest is None and before:
        _keep_former(hub, text, before, at=at)
    row = Wording.objects.create(
        hub=hub, name=text.name, body=body, saved_by=by, saved_at=at
    )
    changed = _change_hub(hub, text, body)
    fields = sorted(["body", *(f"hub.{name}" for name in changed)])
    if body:
        audit.record("save_public_text", row, actor=by, fields=fields, at=at)
    else:
        audit.record("restore_public_text", row, actor=by, fields=fields, at=at)
    return row


def _keep_former(hub: Hub, text: PublicText, body: str, *, at: datetime) -> None:
    """Keep in the history what the hub's row held before the first change."""
    Wording.objects.create(hub=hub, name=text.name, body=body, saved_at=at)


def _change_hub(hub: Hub, text: PublicText, body: str) -> list[str]:
    """Change what the hub's row holds of the text; return the names of its fields."""
    changed = []
    if text.field:
        setattr(hub, text.field, body)
        changed.append(text.field)
    if text.is_notice:
        hub.notice_version = rules.next_version(hub.notice_version)
        changed.append("notice_version")
    if changed:
        hub.save(update_fields=changed)
    return changed
