"""Sample emails of a bulk action, composed by doing it and undoing it at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from recruitment import delivery, holding, outbox
from recruitment.actions import bulk_actions, merging, seats
from recruitment.errors import RecruitmentError
from recruitment.models import (
    BulkAction,
    BulkActionRow,
    Email,
    Merge,
    Participant,
    Place,
)

#: Stands for the reason in a rehearsal, where none was given yet; emails never say it.
NO_REASON_YET = "-"


@dataclass(frozen=True)
class Sample:
    """An email as one person would get it; its link is not shown."""

    to: str
    subject: str
    body: str


def samples_of(
    bulk: BulkAction,
    going: Iterable[BulkActionRow],
    next_in_turn: Iterable[Place],
    *,
    at: datetime,
) -> list[Sample]:
    """One email for each state that the places come from, and one to who is next.

    Of a roll-over, one for each state and group of next year.

    Everything that this writes is rolled back.
    """
    firsts = {
        (row.place.state, row.work_group_id): row for row in reversed(list(going))
    }
    rows = list(reversed(list(firsts.values())))
    acts: list[tuple[BulkActionRow, Callable[[], Any]]] = [
        (row, partial(_do, bulk, row, at)) for row in rows
    ]
    for place in list(next_in_turn)[:1]:
        acts.append((rows[0], partial(seats.make_offer, place, at=at)))
    return [sample for row, act in acts for sample in _rehearse(bulk, row, act, at)]


def _do(bulk: BulkAction, row: BulkActionRow, at: datetime) -> None:
    bulk.reason = bulk.reason or NO_REASON_YET
    bulk_actions.VERBS[bulk.verb](row.place, bulk, at)


def _rehearse(
    bulk: BulkAction, row: BulkActionRow, act: Callable[[], object], at: datetime
) -> list[Sample]:
    """Compose the emails of one act, and none that somebody else writes meanwhile."""
    row.bulk_action = bulk
    found: list[Sample] = []
    try:
        with transaction.atomic(), holding.part_of(row):
            act()
            written = bulk.emails.select_related("hub", "link")
            found += [sample_from(email, at) for email in written.order_by("pk")]
            transaction.set_rollback(True)
    except RecruitmentError:
        return []
    return found


def sample_from(email: Email, at: datetime) -> Sample:
    """An email that is saved and not sent, as its recipient would get it."""
    about, recipient = outbox.get_rows(email)
    return _sample(email, about, recipient, at)


def _sample(email: Email, about: Any, recipient: Any, at: datetime) -> Sample:
    _, subject, body = delivery.compose(email, about, recipient, recipient.email, at=at)
    name = getattr(recipient, "full_name", "") or recipient.email
    return Sample(name, subject, delivery.without_secrets(email, body))


def samples_of_merge(
    kept: Participant, gone: Participant, *, at: datetime
) -> list[Sample]:
    """The emails to both, if the first address stays in use; `to` is an address."""
    merge = Merge(hub_id=kept.hub_id, kept=kept, gone=gone)
    kind = merging.TOLD
    email = Email(kind=kind, hub=kept.hub, message_id=outbox.new_message_id())
    return [
        replace(_sample(email, merge, person, at), to=person.email)
        for person in merging.told_of(kept, gone)
    ]
