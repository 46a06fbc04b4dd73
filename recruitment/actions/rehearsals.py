"""Sample emails of a bulk action, composed by doing it and undoing it at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from recruitment import delivery, holding, outbox
from recruitment.actions import bulk_actions, seats
from recruitment.errors import RecruitmentError
from recruitment.models import BulkAction, BulkActionRow, Email, Place

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

    Everything that this writes is rolled back.
    """
    firsts = {row.place.state: row for row in reversed(list(going))}
    acts: list[Callable[[], Any]] = [
        partial(_do, bulk, row, at) for row in reversed(list(firsts.values()))
    ]
    following = list(next_in_turn)[:1]
    acts += [partial(seats.make_offer, place, at=at) for place in following]
    return [sample for act in acts for sample in _rehearse(act, at)]


def _do(bulk: BulkAction, row: BulkActionRow, at: datetime) -> None:
    bulk.reason = bulk.reason or NO_REASON_YET
    with holding.part_of(row):
        row.bulk_action = bulk
        bulk_actions.VERBS[bulk.verb](row.place, bulk, at)


def _rehearse(act: Callable[[], object], at: datetime) -> list[Sample]:
    newest = Email.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    found: list[Sample] = []
    try:
        with transaction.atomic():
            act()
            written = Email.objects.select_related("hub", "link")
            for email in written.filter(pk__gt=newest).order_by("pk"):
                found.append(_compose(email, at))
            transaction.set_rollback(True)
    except RecruitmentError:
        return []
    return found


def _compose(email: Email, at: datetime) -> Sample:
    about, recipient = outbox.get_rows(email)
    _, subject, body = delivery.compose(email, about, recipient, recipient.email, at=at)
    name = getattr(recipient, "full_name", "") or recipient.email
    return Sample(name, subject, delivery.without_secrets(email, body))
