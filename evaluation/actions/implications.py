"""What happens to implications once they are written: progress and states."""

from datetime import date, datetime

from django.db import transaction

from evaluation.models import Implication, ProgressNote
from evaluation.queries.open_tasks import implications_to_tell
from recruitment import outbox, rules
from workgroups import audit
from workgroups.models import User


@transaction.atomic
def note_progress(
    implication: Implication,
    *,
    state: str,
    on: date | None = None,
    text: str = "",
    by: User,
    at: datetime,
) -> Implication:
    """Add a dated note to an implication, and set its state.

    Also where its evaluation is published: that froze what was asked for, not what
    becomes of it. Locks the implication. The same note of a day is kept once.
    """
    row = Implication.objects.select_for_update(of=("self",)).get(pk=implication.pk)
    changed = []
    if on is not None and text:
        found = {"hub_id": row.hub_id, "written_by": by}
        _, is_new = ProgressNote.objects.get_or_create(
            implication=row, on=on, text=text, defaults=found
        )
        changed += ["notes"] if is_new else []
    if row.state != state:
        row.state = state
        row.save(update_fields=["state"])
        changed.append("state")
    if changed:
        audit.record("note_progress", row, actor=by, fields=changed, at=at)
    return row


def write_to_owners(*, at: datetime) -> int:
    """Email the owners of implications that have fallen due; return how many are new.

    In office hours of the hub alone. Each owner has one email for each due day.
    """
    written = 0
    for row in implications_to_tell(at):
        if rules.in_office_hours(at, row.hub.closed_weeks):
            email = outbox.queue(
                "implication_due",
                about=row,
                to=row.owner_account,
                occasion=f"{row.due_on:%Y-%m-%d}",
                at=at,
            )
            written += email is not None
    return written
