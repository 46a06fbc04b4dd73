"""Counts of the funnel, of attendance, of retention and of seats.

They are counted from places and their events. No result refers to a person or a place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, QuerySet

from recruitment.choices import (
    PRESENT_MARKS,
    SECURED,
    FunnelStage,
    OptionCode,
    PlaceState,
)
from recruitment.models import Attendance, Place, PlaceEvent
from recruitment.querysets import school_is_full
from workgroups.models import Session, Stage, WorkGroup
from workgroups.words import LONDON

CONTINUED, DEFERRED, LOST = "continued", "deferred", "lost"
#: Why a person did not continue, by the last state of their place in the second year.
LOSS_REASONS = {
    PlaceState.WAITING: "on the second year's waiting list",
    PlaceState.INTERESTED: "not offered a second year",
    PlaceState.PROVISIONAL: "not offered a second year",
    PlaceState.OFFERED: "asked, and had not answered",
    PlaceState.DECLINED: "said no to the second year",
    PlaceState.LAPSED: "did not confirm in time",
    PlaceState.NOT_SELECTED: "not selected for the second year",
    PlaceState.WITHDRAWN: "withdrew before the second year",
    PlaceState.CANCELLED_BY_HUB: "the hub ran no group for them",
}
NO_SECOND_PLACE = "never asked for a second year"


@dataclass(frozen=True)
class FunnelEntry:
    """One expression of interest in a group, and the stages that it reached."""

    work_group_id: int
    offered: bool
    secured: bool
    came: bool  # to session 1

    def reached(self, stage: FunnelStage) -> bool:
        return stage == FunnelStage.INTERESTED or bool(getattr(self, stage))


@dataclass(frozen=True)
class SessionAttendance:
    """Attendance at one session. Without marks no register was taken."""

    work_group_id: int
    number: int
    on: date
    marked: int
    present: int

    @property
    def share(self) -> float | None:
        """From 0.0 to 1.0; None without a register."""
        return self.present / self.marked if self.marked else None


@dataclass(frozen=True)
class CohortMember:
    """One person of a first year, and whether they continued to the second."""

    work_group_id: int  # of the first year
    both_years: bool  # registered for both years
    outcome: str  # continued, deferred or lost
    reason: str = ""  # why lost
    came: bool = False  # continued, and came to a session of the second year
    school_stage: str = ""  # in Teaching for Mastery, in the first year


@dataclass(frozen=True)
class Retention:
    """Everybody of a first year, and the rate of those who continued."""

    members: tuple[CohortMember, ...] = ()

    def count(self, outcome: str) -> int:
        return sum(each.outcome == outcome for each in self.members)

    @property
    def rate(self) -> float | None:
        """Continued out of continued and lost; None if nobody is in either.

        People who deferred are in neither number.
        """
        of = self.count(CONTINUED) + self.count(LOST)
        return self.count(CONTINUED) / of if of else None


def funnel(work_groups: QuerySet[WorkGroup], *, at: datetime) -> list[FunnelEntry]:
    """One entry for each expression of interest, with the stages reached by `at`.

    A chain of moved places counts once, in the group where it ended. A place that is
    only provisional or deferred is not counted. Three statements.
    """
    places = Place.objects.filter(work_group__in=work_groups).exclude(
        state=PlaceState.MOVED
    )
    reached = _states_reached(places, at)
    came = set(
        Attendance.objects.present()
        .filter(place__in=places, session__number=1, session__starts_at__lte=at)
        .values_list("place_id", flat=True)
    )
    not_counted = {PlaceState.PROVISIONAL, PlaceState.DEFERRED}
    return [
        FunnelEntry(
            work_group_id=group,
            offered=bool(reached[pk] & {PlaceState.OFFERED, *SECURED}),
            secured=bool(reached[pk] & set(SECURED)),
            came=pk in came,
        )
        for pk, group in places.order_by("pk").values_list("pk", "work_group_id")
        if reached[pk] - not_counted
    ]


def attendance_by_session(
    work_groups: QuerySet[WorkGroup], *, at: datetime
) -> list[SessionAttendance]:
    """Attendance at sessions held by `at`, ordered by group and number.

    A person who came to another group's session of the same number is counted in their
    own group. Two statements.
    """
    marks: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for group, number, mark in Attendance.objects.filter(
        place__work_group__in=work_groups, session__starts_at__lte=at
    ).values_list("place__work_group_id", "session__number", "mark"):
        marks[group, number][mark] += 1
    held = Session.objects.filter(work_group__in=work_groups).held(at)
    return [
        SessionAttendance(
            group, number, on, marked=seen.total(), present=_present(seen)
        )
        for group, number, on in held.order_by("work_group", "number").values_list(
            "work_group_id", "number", "on"
        )
        for seen in [marks[group, number]]
    ]


def _present(marks: Mapping[str, int]) -> int:
    return sum(count for mark, count in marks.items() if mark in PRESENT_MARKS)


def second_year_retention(first: QuerySet[WorkGroup], *, at: datetime) -> Retention:
    """The outcome of everybody who ever had a secured place in these groups.

    Groups of a programme's last stage are left out, and people who moved to another
    hub, because no hub lost them. States are read as they were at
    `at`, or at the end of 31 October of the second year if that is earlier. Six
    statements for any number of people.

    Source: Evaluator in Residence 2022/23, "recruitment into ECT 2 was significantly
    less".
    """
    last_stage = dict(
        Stage.objects.filter(projects__work_groups__in=first)
        .values_list("programme")
        .annotate(last=Max("programme__stages__order"))
    )
    places = (
        Place.objects.filter(work_group__in=first)
        .exclude(state=PlaceState.MOVED)
        .with_school_stage()
        .select_related("stage", "registration", "end_reason")
        .order_by("pk")
    )
    may_continue = [
        place for place in places if place.stage.order < last_stage[place.programme_id]
    ]
    if not may_continue:
        return Retention()
    second_year = max(place.start_year for place in may_continue) + 1
    until = min(at, datetime(second_year, 11, 1, tzinfo=LONDON))
    reached = _states_reached(places, until)
    cohort = [place for place in may_continue if reached[place.pk] & set(SECURED)]
    all_places = Place.objects.filter(
        participant__in={place.participant_id for place in cohort}
    ).exclude(state=PlaceState.MOVED)
    return Retention(tuple(_members(cohort, all_places, until)))


def _members(
    cohort: Iterable[Place], all_places: QuerySet[Place], until: datetime
) -> Iterator[CohortMember]:
    """One member for each place of the cohort; later places give the outcome."""
    states = _last_states(all_places, until)
    came = set(
        Attendance.objects.present()
        .filter(place__in=all_places, session__starts_at__lte=until)
        .values_list("place_id", flat=True)
    )
    of_person: dict[int, list[Place]] = defaultdict(list)
    for place in all_places.select_related("stage", "end_reason").order_by("pk"):
        of_person[place.participant_id].append(place)
    for place in cohort:
        second_places = [
            other
            for other in of_person[place.participant_id]
            if other.programme_id == place.programme_id
            and other.start_year == place.start_year + 1
            and other.stage.order > place.stage.order
            and other.pk in states
        ]
        member = _member(place, second_places, states, came)
        if member.outcome != LOST or not _moved_to_another_hub(
            place, second_places, states
        ):
            yield member


def _member(
    place: Any, second_places: list[Place], states: Mapping[int, str], came: set[int]
) -> CohortMember:
    member = CohortMember(
        work_group_id=place.work_group_id or 0,
        both_years=place.registration.both_years,
        outcome=LOST,
        school_stage=place.school_stage,
    )
    second_states = {states[other.pk] for other in second_places}
    if second_states & set(SECURED):
        attended = any(other.pk in came for other in second_places)
        return replace(member, outcome=CONTINUED, came=attended)
    if PlaceState.DEFERRED in {*second_states, states.get(place.pk, "")}:
        return replace(member, outcome=DEFERRED)
    reason = _loss_reason(place, second_places, states)
    return replace(member, reason=reason)


def _loss_reason(
    place: Place, second_places: list[Place], states: Mapping[int, str]
) -> str:
    """The reason that the person gave, else the one that the last state implies."""
    last = _ended_with(place, second_places, states)
    if last is None:
        return NO_SECOND_PLACE
    if last.end_reason is not None and states[last.pk] == last.state:
        return last.end_reason.label
    if last is place:
        return str(OptionCode.FIRST_YEAR_ENDED.label)
    return LOSS_REASONS[PlaceState(states[last.pk])]


def _ended_with(
    place: Place, second_places: list[Place], states: Mapping[int, str]
) -> Place | None:
    """The place with which somebody was lost; None where the first was the last."""
    if states.get(place.pk) == PlaceState.WITHDRAWN:
        return place
    return second_places[-1] if second_places else None


def _moved_to_another_hub(
    place: Place, second_places: list[Place], states: Mapping[int, str]
) -> bool:
    last = _ended_with(place, second_places, states)
    return (
        last is not None
        and last.end_reason_id == OptionCode.OTHER_HUB
        and states[last.pk] == last.state
    )


def _states_reached(places: QuerySet[Place], until: datetime) -> dict[int, set[str]]:
    """Every state that each place has had, by place id; empty sets by default."""
    reached: dict[int, set[str]] = defaultdict(set)
    for pk, state in PlaceEvent.objects.filter(
        place__in=places.values("pk"), at__lte=until
    ).values_list("place_id", "to_state"):
        reached[pk].add(state)
    return reached


def _last_states(places: QuerySet[Place], until: datetime) -> dict[int, str]:
    """The state of each place at a moment; places created later are left out."""
    return dict(
        PlaceEvent.objects.filter(place__in=places.values("pk"), at__lte=until)
        .order_by("at", "pk")
        .values_list("place_id", "to_state")
    )


@dataclass(frozen=True)
class Seats:
    """The number of seats of a group in use, and of people waiting for one."""

    in_use: int = 0
    waiting: int = 0


def seats_for_others(groups: Iterable[WorkGroup], *, at: datetime) -> dict[int, Seats]:
    """Seats by group, as they are for somebody new.

    Where schools have a limit, people whose school has its places are not counted
    among those who wait, because they are passed over. Two statements at most.
    """
    groups = list(groups)
    found = seats([each.pk for each in groups], at=at) if groups else {}
    waited = [g.pk for g in groups if g.pk in found and found[g.pk].waiting]
    limited = [g.pk for g in groups if g.pk in waited and g.school_limit is not None]
    if not limited:
        return found
    in_turn = Place.objects.filter(work_group__in=limited).waiting_list()
    rows = in_turn.exclude(school_is_full(at)).order_by().values_list("work_group")
    numbers = dict(rows.annotate(n=Count("pk")))
    changed = {pk: replace(found[pk], waiting=numbers.get(pk, 0)) for pk in limited}
    return {**found, **changed}


def seats(work_group_ids: Iterable[int], *, at: datetime) -> dict[int, Seats]:
    """Seats in use and the length of the waiting list by group, in one statement.

    A group without either is left out.
    """
    held = Place.objects.in_use(at) | Place.objects.filter(state=PlaceState.WAITING)
    rows = (
        held.filter(work_group__in=list(work_group_ids))
        .order_by()
        .values_list("work_group", "state")
        .annotate(n=Count("pk"))
    )
    used: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    for work_group_id, state, n in rows:
        (waiting if state == PlaceState.WAITING else used)[work_group_id] += n
    return {each: Seats(used[each], waiting[each]) for each in {*used, *waiting}}
