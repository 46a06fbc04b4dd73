"""Notes about a person, a school or a training provider."""

from datetime import datetime
from typing import Any

from django.db import transaction

from recruitment.models import ContactNote, Participant
from workgroups import audit
from workgroups.models import Provider, School, User

#: The field of a note that leads to what it is about.
ABOUT = {Participant: "participant", School: "school", Provider: "provider"}


@transaction.atomic
def write_contact_note(
    about: Participant | School | Provider,
    *,
    hub_id: int,
    kind: str,
    text: str,
    by: User,
    at: datetime,
) -> ContactNote:
    """Keep a hub's note; the same text within the same minute is kept once."""
    minute = at.replace(second=0, microsecond=0)
    rows: Any = type(about)._default_manager
    rows.select_for_update().get(pk=about.pk)
    written: dict[str, Any] = {
        ABOUT[type(about)]: about,
        "hub_id": hub_id,
        "kind": kind,
        "text": text,
        "written_by": by,
    }
    kept = ContactNote.objects.filter(written_at__gte=minute, **written).first()
    if kept is not None:
        return kept
    note = ContactNote.objects.create(written_at=at, **written)
    audit.record("added", note, actor=by, at=at)
    return note
