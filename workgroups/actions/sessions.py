"""Actions on a session that has taken place."""

from datetime import datetime

from django.db import transaction

from workgroups import audit
from workgroups.errors import NoteChanged
from workgroups.models import Session, User


@transaction.atomic
def write_session_note(
    session: Session,
    *,
    delivered_as: str,
    lead_note: str,
    seen: str,
    delivered_why: str = "",
    by: User,
    at: datetime,
) -> Session:
    """Save how a session went; `seen` is the note as the form showed it.

    Locks the session. Saving the same note again changes nothing and is not audited.
    Raises NoteChanged if somebody else has changed the note in the meantime.
    """
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.lead_note not in {seen, lead_note}:
        raise NoteChanged(session.lead_note)
    new = {
        "delivered_as": delivered_as,
        "delivered_why": delivered_why,
        "lead_note": lead_note,
    }
    changed = [name for name, value in new.items() if getattr(session, name) != value]
    if changed:
        for name in changed:
            setattr(session, name, new[name])
        session.save(update_fields=changed)
        audit.record("write_session_note", session, actor=by, fields=changed, at=at)
    return session
