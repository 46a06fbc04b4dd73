"""Save a list of the admin under a name, and see to it that it is sent each month."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from workgroups import audit, working_days
from workgroups.actions import list_exports
from workgroups.choices import HUB_STAFF
from workgroups.errors import NameOfListTaken, SavedListChanged
from workgroups.models import ListExport, SavedList, User


def colleagues(hub_id: int, at: datetime) -> QuerySet[User]:
    """Active accounts of a hub's office, to whom its lists may be sent."""
    today = timezone.localdate(at)
    found: QuerySet[User] = User.objects.with_role_at([hub_id], HUB_STAFF, today)
    return found.order_by("name", "pk")


@transaction.atomic
def save_list(
    row: SavedList,
    *,
    recipients: Collection[int] = (),
    seen: str = "",
    by: User,
    at: datetime,
) -> SavedList:
    """Save a list, new or changed, and to whom it goes on each first working day.

    `recipients` are ids of accounts; those who are not of the hub's office are left
    out. `seen` is the version that the page showed. Raises SavedListChanged where
    somebody saved another one since, and NameOfListTaken.
    """
    if row.pk is not None:
        saved = SavedList.objects.select_for_update().get(pk=row.pk)
        if saved.version != seen:
            raise SavedListChanged
    sent_to = colleagues(row.hub_id, at).filter(pk__in=recipients)
    row.saved_at = at
    row.next_sent_on = _next_sent_on(row, at) if sent_to else None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NameOfListTaken from error
    row.recipients.set(sent_to)
    audit.record("save_list", row, actor=by, fields=("columns", "recipients"), at=at)
    return row


def _next_sent_on(row: SavedList, at: datetime) -> date:
    """The day that is set already, or the first working day of the next month."""
    today = timezone.localdate(at)
    return row.next_sent_on or working_days.first_of_next_month(today)


@transaction.atomic
def delete_saved_list(row: SavedList, *, by: User, at: datetime) -> None:
    """Delete a list. Files that were made of it stay until they expire."""
    audit.record("delete_saved_list", row, actor=by, at=at)
    row.delete()


def send_due(*, at: datetime) -> int:
    """Send every list whose day has come; return how many files were asked for."""
    due = SavedList.objects.filter(next_sent_on__lte=timezone.localdate(at))
    ids = list(due.order_by("pk").values_list("pk", flat=True))
    return sum(len(send_saved_list(pk, at=at)) for pk in ids)


@transaction.atomic
def send_saved_list(pk: int, *, at: datetime) -> list[ListExport]:
    """Have a file made for each recipient who is of the hub's office today.

    Each gets a file of their own, made with their own rights. A list as at a date is as
    at the last day of the month before. Of two calls at once the second sends nothing.
    """
    today = timezone.localdate(at)
    due = SavedList.objects.select_for_update().filter(next_sent_on__lte=today)
    row = due.filter(pk=pk).first()
    if row is None:
        return []
    chosen = row.recipients.values("pk")
    people = list(colleagues(row.hub_id, at).filter(pk__in=chosen))
    row.next_sent_on = working_days.first_of_next_month(today)
    row.save(update_fields=["next_sent_on"])
    as_at = today.replace(day=1) - timedelta(days=1) if row.is_as_at else None
    audit.record("send_saved_list", row, reason=f"to {len(people)}", at=at)
    return [
        list_exports.request_monthly(row, as_at=as_at, to=person, at=at)
        for person in people
    ]
