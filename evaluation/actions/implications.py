"""What happens to implications once they are written: progress and states."""

from datetime import date, datetime

from django.db import transaction
from django.utils.text import Truncator

from evaluation.choices import AddressedTo, CountedMeasure
from evaluation.errors import NotForLeads, NotForNCETM
from evaluation.models import Implication, NationalAnswer, ProgressNote
from evaluation.queries.open_tasks import implications_to_tell
from recruitment import outbox, rules
from workgroups import audit
from workgroups.models import Hub, User

LONGEST_CHECK = 160


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


@transaction.atomic
def keep_as_plan_check(implication: Implication, *, by: User, at: datetime) -> str:
    """Make an implication for leads a line of what the hub checks plans for.

    Its measure counts the plans that keep the line, unless it has another one. Locks
    the hub, then the implication. A second press changes nothing. Raises NotForLeads.
    """
    hub = Hub.objects.select_for_update(of=("self",)).get(pk=implication.hub_id)
    row = Implication.objects.select_for_update(of=("self",)).get(pk=implication.pk)
    if row.addressed_to != AddressedTo.LEADS:
        raise NotForLeads
    line = row.plan_check or _line_of(row.text)
    checks = hub.plan_checks.splitlines()
    if row.plan_check and line in checks:
        return line
    if line not in checks:
        hub.plan_checks = "\n".join([*checks, line])
        hub.save(update_fields=["plan_checks"])
    row.plan_check, row.counted = line, row.counted or CountedMeasure.PLAN_CHECK
    row.save(update_fields=["plan_check", "counted"])
    fields = ["plan_check", "counted", "hub.plan_checks"]
    audit.record("keep_as_plan_check", row, actor=by, fields=fields, at=at)
    return line


def _line_of(text: str) -> str:
    """A text as one line of the check-list, which ends without a full stop."""
    line = " ".join(text.split())
    return Truncator(line).chars(LONGEST_CHECK).removesuffix(".")


@transaction.atomic
def answer_implication(
    implication: Implication, *, text: str, by: User, at: datetime
) -> NationalAnswer:
    """Answer an implication for NCETM, or change the answer.

    The same answer again changes nothing. Raises NotForNCETM.
    """
    row = Implication.objects.select_for_update(of=("self",)).get(pk=implication.pk)
    if row.addressed_to != AddressedTo.NCETM:
        raise NotForNCETM
    found = NationalAnswer.objects.filter(implication=row).first()
    if found is not None and found.text == text:
        return found
    answer, _ = NationalAnswer.objects.update_or_create(
        implication=row,
        defaults={
            "hub_id": row.hub_id,
            "text": text,
            "answered_by": by,
            "answered_at": at,
        },
    )
    audit.record("answer_implication", answer, actor=by, fields=["text"], at=at)
    return answer


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
