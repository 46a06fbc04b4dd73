"""Notes of calls, emails and meetings with a person."""

from datetime import datetime

from django.db import transaction

from recruitment.models import ContactNote, Participant
from workgroups import audit
from workgroups.models import User


@transaction.atomic
def write_contact_note(
    person: Participant, *, kind: str, text: str, by: User, at: datetime
) -> ContactNote:
    """Keep a note about a person; the same text within the same minute is kept once."""
    minute = at.replace(second=0, microsecond=0)
    Participant.objects.select_for_update().get(pk=person.pk)
    kept = person.contact_notes.filter(
        kind=kind, text=text, written_by=by, written_at__gte=minute
    ).first()
    if kept is not None:
        return kept
    note = ContactNote.objects.create(
        hub_id=person.hub_id,
        participant=person,
        kind=kind,
        text=text,
        written_by=by,
        written_at=at,
    )
    audit.record("added", note, actor=by, at=at)
    return note
