"""Bulk actions: keep the chosen set, run it row by row, hold its emails.

    draft -> queued -> running -> held -> released
                                  held | released -> recalling -> recalled

Each change of state is one conditional update, so pressing twice starts one job. Each
row is a transaction of its own, with its event and its emails.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from recruitment import holding, rules
from recruitment.actions import deferring, places, rolling_over, seats, staff
from recruitment.actions.transitions import lock_groups, lock_place
from recruitment.choices import NEEDS_REASON, BulkState, BulkVerb, PlaceState, RowResult
from recruitment.errors import NotAllowed, RecruitmentError
from recruitment.models import BulkAction, BulkActionRow, Place
from workgroups import audit, jobs
from workgroups.models import User, WorkGroup

logger = logging.getLogger(__name__)

#: With more rows than this, a worker runs the bulk action.
IN_THE_REQUEST = 50
LEASE_SECONDS = 120
RENEWED_EVERY = 20  # rows
DRAFTS_KEPT = timedelta(days=1)

NOT_DONE = "Something went wrong, so nothing was changed here."
CLASHES = "The person has another place that stands in the way."


@transaction.atomic
def propose(
    verb: str,
    chosen: Iterable[Place] | QuerySet[Place],
    *,
    hub_id: int,
    actor: User,
    at: datetime,
    work_group: WorkGroup | None = None,
) -> BulkAction:
    """Keep the places that were chosen, and their states as they were seen."""
    bulk = BulkAction.objects.create(
        hub_id=hub_id, actor=actor, verb=verb, work_group=work_group, created_at=at
    )
    _add_rows(bulk, chosen)
    return bulk


def propose_cancelling(group: WorkGroup, *, actor: User, at: datetime) -> BulkAction:
    """Keep the places that end if the group is cancelled."""
    going = Place.objects.filter(
        work_group=group, state__in=staff.ENDED_BY_CANCELLING
    ).order_by("pk")
    return propose(
        BulkVerb.CANCEL_GROUP,
        going,
        hub_id=group.hub_id,
        actor=actor,
        at=at,
        work_group=group,
    )


@transaction.atomic
def propose_rolling_over(
    chosen: Iterable[tuple[Place, WorkGroup]],
    *,
    hub_id: int,
    actor: User,
    at: datetime,
) -> BulkAction:
    """Keep the places that go on, each with its group of next year, in this order."""
    bulk = BulkAction.objects.create(
        hub_id=hub_id, actor=actor, verb=BulkVerb.ROLL_OVER, created_at=at
    )
    BulkActionRow.objects.bulk_create(
        (
            BulkActionRow(
                bulk_action=bulk,
                hub_id=hub_id,
                place=place,
                work_group=group,
                seen_state=place.state,
            )
            for place, group in chosen
        ),
        batch_size=500,
    )
    return bulk


def _add_rows(bulk: BulkAction, chosen: Iterable[Place]) -> None:
    BulkActionRow.objects.bulk_create(
        (
            BulkActionRow(
                bulk_action=bulk,
                hub_id=bulk.hub_id,
                place=place,
                seen_state=place.state,
            )
            for place in chosen
        ),
        batch_size=500,
    )


@transaction.atomic
def start(
    bulk: BulkAction,
    *,
    at: datetime,
    reason: str = "",
    end_reason: str = "",
    beyond_capacity: bool = False,
) -> bool:
    """Queue a draft; False if it was started before.

    Raises ReasonNeeded where staff must give a reason and none is given.
    """
    if bulk.verb in NEEDS_REASON or beyond_capacity:
        rules.check_reason(reason)
    draft = BulkAction.objects.filter(pk=bulk.pk, state=BulkState.DRAFT)
    started = draft.update(
        state=BulkState.QUEUED,
        reason=reason,
        end_reason=end_reason or None,
        beyond_capacity=beyond_capacity,
    )
    if not started:
        return False
    audit.record(
        f"bulk_{bulk.verb}",
        bulk,
        actor=bulk.actor,
        fields=["state"],
        reason=reason,
        at=at,
    )
    if bulk.number > IN_THE_REQUEST:
        jobs.enqueue("recruitment.tasks.run_bulk_action", bulk.pk)
    return True


def due(at: datetime) -> QuerySet[BulkAction]:
    """Bulk actions to run: queued, or left by a worker whose lease has expired."""
    expired = Q(state=BulkState.RUNNING, lease_until__lt=at)
    return BulkAction.objects.filter(Q(state=BulkState.QUEUED) | expired)


def run(pk: int, *, at: datetime) -> bool:
    """Do every row that is still to do, then start the time for which emails are held.

    One row that is refused or fails stops nothing. False if another worker has it.
    """
    token = jobs.claim(
        due(at), pk, at=at, seconds=LEASE_SECONDS, running=BulkState.RUNNING
    )
    if not token:
        return False
    bulk = BulkAction.objects.select_related("actor", "work_group", "hub").get(pk=pk)
    if bulk.verb == BulkVerb.CANCEL_GROUP:
        _close_group(bulk, at=at)
    rows = bulk.rows.filter(result=RowResult.TO_DO).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    for number, row_id in enumerate(ids, start=1):
        run_row(bulk, row_id, at=at)
        is_due = number % RENEWED_EVERY == 0
        if is_due and not renew(pk, token):
            return False
    return _hold(bulk, token)


def renew(pk: int, token: str) -> bool:
    return jobs.renew(BulkAction.objects.all(), pk, token, seconds=LEASE_SECONDS)


def _hold(bulk: BulkAction, token: str) -> bool:
    """Start the time until the emails go; it counts from the last row."""
    mine = BulkAction.objects.filter(
        pk=bulk.pk, lease_token=token, state=BulkState.RUNNING
    )
    goes_at = timezone.now() + bulk.held_for
    return bool(mine.update(state=BulkState.HELD, lease_until=None, goes_at=goes_at))


@transaction.atomic
def _close_group(bulk: BulkAction, *, at: datetime) -> None:
    """Cancel the group, and add the places that it got since the preview."""
    if bulk.work_group is None:
        return
    group = staff.close_group(bulk.work_group, at=at)
    audit.record("cancelled", group, actor=bulk.actor, fields=["cancelled_on"], at=at)
    since = Place.objects.filter(
        work_group=group, state__in=staff.ENDED_BY_CANCELLING
    ).exclude(pk__in=bulk.rows.values("place"))
    _add_rows(bulk, since.order_by("pk"))


def run_row(bulk: BulkAction, row_id: int, *, at: datetime) -> None:
    """Do one row in a transaction of its own, and keep its result."""
    try:
        with transaction.atomic():
            _do(bulk, row_id, at=at)
    except RecruitmentError as refusal:
        _keep_result(row_id, RowResult.REFUSED, str(refusal))
    except IntegrityError:
        _keep_result(row_id, RowResult.REFUSED, CLASHES)
    except Exception:  # whatever it is, the rows after it are done
        logger.exception("row %s of a bulk action failed", row_id)
        _keep_result(row_id, RowResult.REFUSED, NOT_DONE)


def _keep_result(row_id: int, result: str, why: str) -> None:
    BulkActionRow.objects.filter(pk=row_id, result=RowResult.TO_DO).update(
        result=result, why=why[:200]
    )


def _do(bulk: BulkAction, row_id: int, *, at: datetime) -> None:
    row = BulkActionRow.objects.select_related("place").get(pk=row_id)
    row.bulk_action = bulk
    target = bulk.work_group_id if bulk.verb == BulkVerb.MOVE else None
    lock_groups([row.place.work_group_id, target, row.work_group_id])
    place = lock_place(row.place)
    _check_as_seen(bulk, row, place)
    with holding.part_of(row):
        VERBS[bulk.verb](place, bulk, at)
    if row.event_id is None:
        label = PlaceState(place.state).label
        _keep_result(row_id, RowResult.UNCHANGED, f"It was {label} already.")


def _check_as_seen(bulk: BulkAction, row: BulkActionRow, place: Place) -> None:
    """Refuse a locked place that changed after the preview, other than by this action.

    Another row of the same action may have moved it, as its consequence.
    """
    if bulk.rows.filter(place=place, result=RowResult.DONE).exists():
        return
    if place.is_changing:
        raise NotAllowed("Another action with this place may still be taken back.")
    if place.state != row.seen_state:
        label = PlaceState(place.state).label
        raise NotAllowed(f"It changed meanwhile: it is now {label}.")


def _offer(place: Place, bulk: BulkAction, at: datetime) -> None:
    seats.offer_place(
        place,
        at=at,
        actor=bulk.actor,
        reason=bulk.reason,
        beyond_capacity=bulk.beyond_capacity,
    )


def _wait(place: Place, bulk: BulkAction, at: datetime) -> None:
    staff.put_on_waiting_list(place, at=at, actor=bulk.actor)


def _withdraw(place: Place, bulk: BulkAction, at: datetime) -> None:
    places.withdraw_place(
        place,
        at=at,
        actor=bulk.actor,
        reason=bulk.reason,
        end_reason=bulk.end_reason_id or "",
    )


def _refuse(place: Place, bulk: BulkAction, at: datetime) -> None:
    staff.refuse_place(place, at=at, actor=bulk.actor, reason=bulk.reason)


def _restore(place: Place, bulk: BulkAction, at: datetime) -> None:
    staff.restore_place(place, at=at, actor=bulk.actor, reason=bulk.reason)


def _move(place: Place, bulk: BulkAction, at: datetime) -> None:
    if bulk.work_group is None:
        raise NotAllowed("Choose a group first.")
    staff.move_to_group(
        place, bulk.work_group, at=at, actor=bulk.actor, reason=bulk.reason
    )


def _defer(place: Place, bulk: BulkAction, at: datetime) -> None:
    deferring.defer_place(place, at=at, actor=bulk.actor, reason=bulk.reason)


def _roll_over(place: Place, bulk: BulkAction, at: datetime) -> None:
    row = bulk.rows.select_related("work_group").get(place=place, origin=None)
    if row.work_group is None:
        raise NotAllowed("No group of next year is chosen.")
    rolling_over.roll_over_place(
        place, row.work_group, at=at, actor=bulk.actor, reason=bulk.reason
    )


def _cancel(place: Place, bulk: BulkAction, at: datetime) -> None:
    staff.cancel_place(place, at=at, actor=bulk.actor, reason=bulk.reason)


VERBS: dict[str, Callable[[Place, BulkAction, datetime], Any]] = {
    BulkVerb.OFFER: _offer,
    BulkVerb.WAIT: _wait,
    BulkVerb.WITHDRAW: _withdraw,
    BulkVerb.REFUSE: _refuse,
    BulkVerb.RESTORE: _restore,
    BulkVerb.MOVE: _move,
    BulkVerb.DEFER: _defer,
    BulkVerb.ROLL_OVER: _roll_over,
    BulkVerb.CANCEL_GROUP: _cancel,
}


def delete_drafts(*, before: datetime) -> int:
    """Delete previews that nobody went on with; return how many."""
    old = BulkAction.objects.filter(state=BulkState.DRAFT, created_at__lt=before)
    return old.delete()[1].get("recruitment.BulkAction", 0)
