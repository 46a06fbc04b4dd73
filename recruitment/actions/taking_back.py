"""Let the emails of a bulk action go, or take the action back row by row."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from recruitment import outbox
from recruitment.actions import bulk_actions, seats
from recruitment.actions.transitions import (
    lock_groups,
    lock_place,
    take_back_transition,
)
from recruitment.choices import (
    OPEN_IN_GROUP,
    SECURED,
    BulkState,
    BulkVerb,
    EmailState,
    PlaceState,
    RowResult,
)
from recruitment.errors import NotAllowed, RecruitmentError
from recruitment.holding import RESTORED
from recruitment.models import (
    BulkAction,
    BulkActionRow,
    Email,
    Participant,
    Place,
    PlaceEvent,
)
from recruitment.models.bulk_actions import RECALLED_WITHIN
from workgroups import audit, jobs
from workgroups.models import User, WorkGroup

GONE = (EmailState.SENDING, EmailState.SENT, EmailState.TO_RETRY, EmailState.BOUNCED)
NOT_GONE = (EmailState.HELD, EmailState.QUEUED)


def release_due(*, at: datetime) -> int:
    """Release the bulk actions whose time is over; return how many."""
    held = BulkAction.objects.filter(state=BulkState.HELD, goes_at__lte=at)
    return sum(release(pk, at=at) for pk in held.values_list("pk", flat=True))


@transaction.atomic
def release(pk: int, *, at: datetime, actor: User | None = None) -> bool:
    """Let the held emails go and offer the seats that became free.

    An `actor` lets them go before their time. False where the action is not held, or
    its time has not come.
    """
    held = BulkAction.objects.filter(pk=pk, state=BulkState.HELD)
    held = held if actor is not None else held.filter(goes_at__lte=at)
    if not held.update(state=BulkState.RELEASED, released_at=at):
        return False
    bulk = BulkAction.objects.get(pk=pk)
    if actor is not None:
        audit.record("bulk_let_go", bulk, actor=actor, fields=["state"], at=at)
    outbox.release(bulk.emails.all())
    for group in lock_groups(_groups_of(bulk)):
        seats.fill_seats(group, at=at)
    return True


def _groups_of(bulk: BulkAction) -> Iterable[int]:
    done = bulk.rows.filter(result=RowResult.DONE).order_by()
    return done.values_list("place__work_group", flat=True).distinct()


def begin_recall(
    bulk: BulkAction, *, at: datetime, actor: User, only_held: bool = False
) -> bool:
    """Begin to take a bulk action back; False where it is too late or has begun.

    With `only_held` it is too late once the emails were let go, so nobody is written
    to whom the caller did not expect to be.
    """
    in_time = Q(state=BulkState.HELD)
    if not only_held:
        in_a_day = Q(released_at__gte=at - RECALLED_WITHIN)
        in_time |= Q(state=BulkState.RELEASED) & in_a_day
    with transaction.atomic():
        begun = BulkAction.objects.filter(in_time, pk=bulk.pk).update(
            state=BulkState.RECALLING, recalled_by=actor, lease_until=at
        )
        if begun:
            fields = ["state"]
            audit.record("bulk_taken_back", bulk, actor=actor, fields=fields, at=at)
            if bulk.number > bulk_actions.IN_THE_REQUEST:
                jobs.enqueue("recruitment.tasks.recall_bulk_action", bulk.pk)
    return bool(begun)


def recall_due(at: datetime) -> QuerySet[BulkAction]:
    """Bulk actions to take back that no worker has, or whose worker is gone."""
    return BulkAction.objects.filter(state=BulkState.RECALLING, lease_until__lte=at)


def recall(pk: int, *, at: datetime) -> bool:
    """Take a bulk action back row by row; False if another worker has it.

    Each row is a transaction of its own: the place returns to its former state and
    its emails are cancelled, or the row says why not. A person whose email has gone is
    told that it was a mistake.
    """
    running = BulkState.RECALLING
    token = jobs.claim(
        recall_due(at), pk, at=at, seconds=bulk_actions.LEASE_SECONDS, running=running
    )
    if not token:
        return False
    bulk = BulkAction.objects.select_related("work_group", "recalled_by").get(pk=pk)
    actor: Any = bulk.recalled_by
    if bulk.verb == BulkVerb.CANCEL_GROUP:
        _reopen_group(bulk, actor=actor, at=at)
    rows = bulk.rows.filter(origin=None, result=RowResult.DONE).order_by("-pk")
    ids = list(rows.values_list("pk", flat=True))
    for number, row_id in enumerate(ids, start=1):
        _recall_row(row_id, at=at, actor=actor)
        is_due = number % bulk_actions.RENEWED_EVERY == 0
        if is_due and not bulk_actions.renew(pk, token):
            return False
    _finish_recall(bulk, at=at)
    return True


@transaction.atomic
def _finish_recall(bulk: BulkAction, *, at: datetime) -> None:
    """Let the emails of rows go that were kept, and offer the seats that are free."""
    BulkAction.objects.filter(pk=bulk.pk).update(
        state=BulkState.RECALLED, lease_until=None
    )
    freed = bulk.rows.exclude(result=RowResult.REFUSED)
    if bulk.released_at is None:  # the other seats are as they were
        freed = freed.filter(result=RowResult.KEPT)
    groups = freed.order_by().values_list("place__work_group", flat=True)
    for group in lock_groups(groups.distinct()):
        seats.fill_seats(group, at=at)
    outbox.release(bulk.emails.all())


@transaction.atomic
def _reopen_group(bulk: BulkAction, *, actor: User, at: datetime) -> None:
    (group,) = lock_groups([bulk.work_group_id])
    WorkGroup.objects.filter(pk=group.pk).update(cancelled_on=None)
    audit.record("taken_back", group, actor=actor, fields=["cancelled_on"], at=at)


def _recall_row(row_id: int, *, at: datetime, actor: User) -> None:
    """Take one row back with its consequences, or keep it and say why."""
    try:
        with transaction.atomic():
            _take_back(row_id, at=at, actor=actor)
    except RecruitmentError as refusal:
        _keep(row_id, str(refusal))
    except IntegrityError:
        _keep(row_id, bulk_actions.CLASHES)
    except Exception:  # whatever it is, the rows after it are taken back
        bulk_actions.logger.exception("row %s was not taken back", row_id)
        _keep(row_id, bulk_actions.NOT_DONE)


def _keep(row_id: int, why: str) -> None:
    BulkActionRow.objects.filter(pk=row_id, result=RowResult.DONE).update(
        result=RowResult.KEPT, why=why[:200]
    )


def _take_back(row_id: int, *, at: datetime, actor: User) -> None:
    """Consequences go first: the place in the new group closes, then the old opens."""
    rows = BulkActionRow.objects.select_related("bulk_action", "place", "event")
    row = rows.get(pk=row_id)
    unit = [*row.consequences.select_related("place", "event").order_by("-pk"), row]
    lock_groups(each.place.work_group_id for each in unit)
    for each in unit:
        place = lock_place(each.place)
        _check_unchanged(each, place)
        _restore(each, place, at=at, actor=actor)
        each.result = RowResult.RECALLED
        each.save(update_fields=["result", "why"])
    _take_back_emails(row, [each.place for each in unit], at=at)


def _check_unchanged(row: BulkActionRow, place: Place) -> None:
    if place.participant.erased_at is not None:
        raise NotAllowed("The person's details were deleted since.")
    newest = PlaceEvent.objects.filter(place=place).order_by("-at", "-pk").first()
    if place.state != row.to_state or newest != row.event:
        label = PlaceState(place.state).label
        raise NotAllowed(f"It changed since: it is now {label}.")


def _restore(row: BulkActionRow, place: Any, *, at: datetime, actor: User) -> None:
    """Give a locked place its former state; without a free seat it waits."""
    if not row.from_state:  # it was opened by this action
        take_back_transition(
            place, to=PlaceState.WITHDRAWN, at=at, actor=actor, offer_ends_at=None
        )
        return
    state, changes = row.from_state, _former_fields(row)
    _check_no_newer(place, state)
    if row.held_seat and not _has_seat_for(row, place, at=at):
        state, changes["offer_ends_at"] = PlaceState.WAITING, None
        changes["clock_paused_at"], changes["clock_paused_for"] = None, ""
        row.why = "The seat went to somebody else, so the person waits."
    if state == PlaceState.OFFERED and _has_run_out(changes, at):
        changes["offer_ends_at"] = seats.offer_end_of(place.work_group, at=at)
    take_back_transition(place, to=state, at=at, actor=actor, **changes)


def _former_fields(row: BulkActionRow) -> dict[str, Any]:
    values: dict[str, Any] = row.before
    fields = {  # a row of an earlier release has fewer
        name: Place._meta.get_field(name.removesuffix("_id"))
        for name in RESTORED
        if name in values
    }
    return {
        name: field.to_python(values[name])  # type: ignore[union-attr]
        for name, field in fields.items()
    }


def _has_run_out(changes: dict[str, Any], at: datetime) -> bool:
    paused, ends = changes["clock_paused_at"], changes["offer_ends_at"]
    return paused is None and (ends is None or ends <= at)


def _check_no_newer(place: Any, state: str) -> None:
    """Refuse where the person has another place that only one of the two may be."""
    others = Place.objects.filter(participant=place.participant_id).exclude(pk=place.pk)
    same_group = others.filter(work_group=place.work_group_id)
    if state in OPEN_IN_GROUP and same_group.open_in_group().exists():
        raise NotAllowed("The same person has a newer place in this group.")
    if state in SECURED and any(
        rival.state in SECURED and place.one_per_year for rival in place.rivals
    ):
        raise NotAllowed("The person has secured another place since.")


def _has_seat_for(row: BulkActionRow, place: Any, *, at: datetime) -> bool:
    """A seat freed by an action that was not released is kept for its place."""
    if row.bulk_action.released_at is None:
        return True
    return not seats.why_no_seat(place.work_group, place.school_id, at=at)


def _take_back_emails(row: BulkActionRow, unit: list[Place], *, at: datetime) -> None:
    """Cancel what has not gone; where something has, write that it was a mistake."""
    emails: QuerySet[Email] = Email.objects.filter(
        bulk_action=row.bulk_action,
        about_type=Place._meta.label_lower,
        about_id__in=[place.pk for place in unit],
    )
    emails.filter(state__in=NOT_GONE).update(
        state=EmailState.CANCELLED, problem="The change was taken back."
    )
    if emails.filter(state__in=GONE).exists():
        outbox.queue(
            "written_by_mistake",
            about=row.place,
            to=Participant.objects.get(pk=row.place.participant_id),
            occasion=f"taken back {row.pk}",
            at=at,
        )
