"""What a bulk action will do: to whom, to whom not and why, and who is next in turn."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from recruitment import rules
from recruitment.choices import (
    MAY_LACK_GROUP,
    OPEN_IN_GROUP,
    STATE_AFTER,
    BulkVerb,
    PlaceState,
    RowResult,
)
from recruitment.models import BulkAction, BulkActionRow, Place
from recruitment.queries.seats_to_give import FULL, SeatsToGive
from recruitment.querysets import being_changed, computer_is_full
from workgroups.models import Session, WorkGroup
from workgroups.rules import is_over

NAMED = 10  # people named on the page; the rest is counted


@dataclass
class LeftOut:
    """People whom the action does not touch, for one reason."""

    why: str
    has_no_seat: bool = False  # staff may offer beyond it, with a reason
    names: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.names)

    @property
    def named(self) -> list[str]:
        return self.names[:NAMED]

    @property
    def more(self) -> int:
        return max(self.number - NAMED, 0)


@dataclass
class Preview:
    """The rows that the action will change, those that it leaves, and who follows."""

    going: list[BulkActionRow]
    left_out: list[LeftOut]
    next_in_turn: list[Place]  # people who are offered the seats that become free
    will_wait: list[BulkActionRow]  # offers that move to the list of a full group

    @property
    def named(self) -> list[BulkActionRow]:
        return self.going[:NAMED]

    @property
    def more(self) -> int:
        return max(len(self.going) - NAMED, 0)

    @property
    def waiting_named(self) -> list[str]:
        return [row.place.participant.full_name for row in self.will_wait[:NAMED]]

    @property
    def untouched(self) -> int:
        return sum(each.number for each in self.left_out)

    @property
    def beyond_capacity(self) -> int:
        """How many are left out because no seat is theirs, of group or school."""
        return sum(each.number for each in self.left_out if each.has_no_seat)

    @property
    def next_named(self) -> list[Place]:
        return self.next_in_turn[:NAMED]

    @property
    def next_more(self) -> int:
        return max(len(self.next_in_turn) - NAMED, 0)


def chosen_rows(bulk: BulkAction) -> QuerySet[BulkActionRow]:
    """The rows of the places that were chosen, with what a page says of each."""
    return (
        bulk.rows.filter(origin=None)
        .select_related(
            "place__participant",
            "place__stage",
            "place__work_group__hub",
            "place__work_group__project",
            "work_group__hub",
            "work_group__project",
        )
        .order_by("pk")
    )


def preview_of(bulk: BulkAction, *, at: datetime) -> Preview:
    """Foretell each row by the rules that decide it when the action runs.

    The number of statements grows with the groups of the chosen places, not with the
    places.
    """
    rows, look = list(chosen_rows(bulk)), _Look(bulk, at)
    going, left_out = [], dict[str, LeftOut]()
    for row in rows:
        why = look.why_not(row)
        if why:
            name = row.place.participant.full_name
            out = left_out.setdefault(why, LeftOut(why, why in look.no_seat))
            out.names.append(name)
        else:
            going.append(row)
    following = _next_in_turn(bulk, going, at) if bulk.verb in FREES_SEATS else []
    return Preview(going, list(left_out.values()), following, look.will_wait)


#: Verbs after which the seats that become free go to the waiting list.
FREES_SEATS = (BulkVerb.WITHDRAW, BulkVerb.MOVE, BulkVerb.DEFER)


class _Look:
    """What the rules ask about the chosen places, read once."""

    def __init__(self, bulk: BulkAction, at: datetime) -> None:
        self.bulk, self.at = bulk, at
        self.to = STATE_AFTER.get(BulkVerb(bulk.verb))
        chosen = Place.objects.filter(bulk_action_rows__bulk_action=bulk)
        self.changing = set(
            chosen.filter(being_changed()).order_by().values_list("pk", flat=True)
        )
        self.seats = SeatsToGive(at=at)
        self.no_seat: set[str] = set()
        self.over: dict[int, bool] = {}
        self.will_wait: list[BulkActionRow] = []
        self.people_with_open = self._open_places(chosen)

    def _open_places(self, chosen: QuerySet[Place]) -> set[tuple[int, int | None]]:
        """Person and group of open places, which stand in the way of restoring."""
        if self.bulk.verb != BulkVerb.RESTORE:
            return set()
        people = chosen.order_by().values("participant")
        rows = Place.objects.filter(participant__in=people, state__in=OPEN_IN_GROUP)
        return set(rows.order_by().values_list("participant", "work_group"))

    def why_not(self, row: BulkActionRow) -> str:
        """Why a row will be left alone; "" where it will be done."""
        place, now = row.place, PlaceState(row.place.state)
        if place.pk in self.changing:
            return "Another action with this place may still be taken back."
        if now != row.seen_state:
            return f"It changed meanwhile: it is now {now.label}."
        if self.to is None:
            return self._why_not_rolled_over(row)
        if now == self.to:
            return f"It is {now.label} already."
        if not rules.is_allowed_transition(now, self.to):
            return f"A place that is {now.label} cannot become {self.to.label}."
        if place.work_group_id is None and self.to not in MAY_LACK_GROUP:
            return "It has no work group yet."
        if (place.participant_id, place.work_group_id) in self.people_with_open:
            return "The same person has a newer place in this group."
        if self.bulk.verb == BulkVerb.OFFER:
            return self._why_no_offer(place)
        if self.bulk.verb == BulkVerb.MOVE and self.bulk.work_group is not None:
            return self._why_no_move(row, self.bulk.work_group)
        return ""

    def _why_no_offer(self, place: Place) -> str:
        group: Any = place.work_group
        if not group.dates_confirmed:
            return "The dates of the group are not settled."
        return self._why_closed(group) or self._why_no_seat(group, place)

    def _why_no_move(self, row: BulkActionRow, target: WorkGroup) -> str:
        place = row.place
        if place.work_group_id == target.pk:
            return "The place is in this group already."
        if target.project.stage_id != place.stage_id:
            return "That group is for another stage."
        if self._why_closed(target):
            return self._why_closed(target)
        holds = place.state in {PlaceState.CONFIRMED, PlaceState.OFFERED}
        why = self._why_no_seat(target, place) if holds else ""
        if not why:
            return ""
        if place.state == PlaceState.OFFERED:
            self.will_wait.append(row)
            return ""
        if why != FULL:
            return f"{why.rstrip('.')}, so the person keeps this seat."
        return "The new group is full, so the person keeps this seat."

    def _why_not_rolled_over(self, row: BulkActionRow) -> str:
        target: Any = row.work_group
        why = rules.why_not_rolled_over(
            row.place.state,
            is_back=row.place.moved_to_id is not None,
            is_there=row.place.work_group_id == target.pk,
            dates_confirmed=target.dates_confirmed,
        )
        why = why or self._why_closed(target)
        if why or not target.dates_confirmed:
            return why
        if self._why_no_seat(target, row.place):
            self.will_wait.append(row)
        return why

    def _why_closed(self, group: Any) -> str:
        if group.cancelled_on is not None:
            return "The group is cancelled."
        if group.pk not in self.over:
            held = Session.objects.going_ahead().filter(work_group=group)
            last = held.order_by("-on").first()
            today = timezone.localdate(self.at)
            self.over[group.pk] = is_over(
                last and last.on, group.dates_confirmed, today=today
            )
        return "All sessions of the group are over." if self.over[group.pk] else ""

    def _why_no_seat(self, group: Any, place: Place) -> str:
        """Why no seat is left for one more of the chosen places; else it is given."""
        why = self.seats.take(group, place.school_id)
        if why:
            self.no_seat.add(why)
        return why


def _next_in_turn(
    bulk: BulkAction, going: Iterable[BulkActionRow], at: datetime
) -> list[Place]:
    """People on the waiting lists who are offered the seats, when the emails go."""
    leaving: dict[int, list[int]] = {}
    groups: dict[int, Any] = {}
    for row in going:
        group = row.place.work_group
        if group is not None and group.dates_confirmed and group.cancelled_on is None:
            groups[group.pk] = group
            leaving.setdefault(group.pk, []).append(row.place_id)
    return list(
        chain.from_iterable(
            _offered_in(groups[pk], leaving[pk], at) for pk in sorted(groups)
        )
    )


def _offered_in(group: Any, leaving: list[int], at: datetime) -> list[Place]:
    """Who is offered the seats, when some people leave; schools keep their limit."""
    places = Place.objects.filter(work_group=group).given_seats().waiting_list()
    waiting = places.exclude(computer_is_full(at)).exclude(pk__in=leaving)
    seats, offered = SeatsToGive(at=at, without=leaving), []
    seats.load([group])
    for place in waiting.select_related("participant", "work_group__hub"):
        if seats.left[group.pk] == 0:
            break
        if not seats.take(group, place.school_id):
            offered.append(place)
    return offered


def people_seated(group: WorkGroup, *, at: datetime) -> list[Place]:
    """The places that hold a seat of a group, with their people, by name."""
    rows = Place.objects.filter(work_group=group).in_use(at)
    named = rows.select_related("participant")
    return list(named.order_by("participant__last_name", "participant__first_name"))


def free_seats_to_offer(group: WorkGroup, *, at: datetime) -> list[Place]:
    """The people of a waiting list for whom a seat is free now, in turn."""
    if not group.dates_confirmed or group.cancelled_on is not None:
        return []
    return _offered_in(group, [], at)


@dataclass(frozen=True)
class BulkProgress:
    """How many of the chosen places there are, and how many are not to do any more."""

    total: int
    by_result: dict[str, int]

    @property
    def finished(self) -> int:
        return self.total - self.by_result.get(RowResult.TO_DO, 0)

    @property
    def done(self) -> int:
        return self.by_result.get(RowResult.DONE, 0)

    @property
    def not_done(self) -> int:
        return self.by_result.get(RowResult.REFUSED, 0)


def progress_of(rows: Iterable[BulkActionRow]) -> BulkProgress:
    by_result: dict[str, int] = {}
    for row in rows:
        by_result[row.result] = by_result.get(row.result, 0) + 1
    return BulkProgress(sum(by_result.values()), by_result)
