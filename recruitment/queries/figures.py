"""Figures: who asked, came and went on.

Counted from places and their events; no result says who anybody is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, QuerySet

from recruitment.choices import IN_THE_ROOM, SECURED, OptionCode, PlaceState
from recruitment.models import Attendance, Place, PlaceEvent
from workgroups.models import Session, Stage, WorkGroup

LONDON = ZoneInfo("Europe/London")
CONTINUED, DEFERRED, LOST = "continued", "deferred", "lost"
LOST_BECAUSE = {
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
NEVER_ASKED = "never asked for a second year"
WITHDREW_EARLY = str(OptionCode.FIRST_YEAR_ENDED.label)


@dataclass(frozen=True)
class Asked:
    """One expression of interest in a group, and the states it reached."""

    work_group_id: int
    offered: bool
    secured: bool
    came: bool  # to session 1


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
        return self.present / self.marked if self.marked else None


@dataclass(frozen=True)
class Way:
    """What became of one person of a first year."""

    work_group_id: int
    both_years: bool
    outcome: str  # continued, deferred or lost
    reason: str = ""  # why lost
    came: bool = False  # continued, and came to a session of the second year


@dataclass(frozen=True)
class Retention:
    """How many of a first year continued; deferred people are in neither number."""

    ways: tuple[Way, ...] = ()

    def count(self, outcome: str) -> int:
        return sum(way.outcome == outcome for way in self.ways)

    @property
    def rate(self) -> float | None:
        """Continued out of continued and lost; None if nobody is in either."""
        of = self.count(CONTINUED) + self.count(LOST)
        return self.count(CONTINUED) / of if of else None


def funnel(work_groups: QuerySet[WorkGroup], *, at: datetime) -> list[Asked]:
    """Everybody who asked for one of these groups, and the states reached by `at`.

    A chain of moved places counts once, where it ended. A provisional place has not
    asked yet. Three statements.
    """
    places = Place.objects.filter(work_group__in=work_groups).exclude(
        state=PlaceState.MOVED
    )
    steps = _steps(places, at)
    came = set(
        Attendance.objects.in_the_room()
        .filter(place__in=places, session__number=1, session__starts_at__lte=at)
        .values_list("place_id", flat=True)
    )
    pencilled = {PlaceState.PROVISIONAL, PlaceState.DEFERRED}
    return [
        Asked(
            work_group_id=group,
            offered=bool(steps[pk] & {PlaceState.OFFERED, *SECURED}),
            secured=bool(steps[pk] & set(SECURED)),
            came=pk in came,
        )
        for pk, group in places.order_by("pk").values_list("pk", "work_group_id")
        if steps[pk] - pencilled
    ]


def attendance_by_session(
    work_groups: QuerySet[WorkGroup], *, at: datetime
) -> list[SessionAttendance]:
    """Attendance at sessions held by `at`, ordered by group and number.

    A mark counts at home: a person who caught up in another group's session of the same
    number is counted in their own group. Two statements.
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
    return sum(count for mark, count in marks.items() if mark in IN_THE_ROOM)


def second_year_retention(first: QuerySet[WorkGroup], *, at: datetime) -> Retention:
    """What became of everybody who ever had a secured place in these groups.

    Groups of a programme's last stage are left out. States are read as at `at`, or at
    the end of 31 October of the second year if that is earlier. Six statements for any
    number of people.

    Source: Evaluator in Residence 2022/23, "recruitment into ECT 2 was significantly
    less".
    """
    last = dict(
        Stage.objects.filter(projects__work_groups__in=first)
        .values_list("programme")
        .annotate(last=Max("programme__stages__order"))
    )
    rows = (
        Place.objects.filter(work_group__in=first)
        .exclude(state=PlaceState.MOVED)
        .select_related("stage", "registration", "end_reason")
        .order_by("pk")
    )
    early = [place for place in rows if place.stage.order < last[place.programme_id]]
    if not early:
        return Retention()
    frozen = datetime(
        max(place.start_year for place in early) + 1, 11, 1, tzinfo=LONDON
    )
    until = min(at, frozen)
    steps = _steps(rows, until)
    cohort = [place for place in early if steps[place.pk] & set(SECURED)]
    later = Place.objects.filter(
        participant__in={place.participant_id for place in cohort}
    ).exclude(state=PlaceState.MOVED)
    return Retention(tuple(_ways(cohort, later, until)))


def _ways(
    cohort: Iterable[Place], later: QuerySet[Place], until: datetime
) -> Iterator[Way]:
    """One outcome for each place of the cohort, from the person's later places."""
    stood = _last_steps(later, until)
    came = set(
        Attendance.objects.in_the_room()
        .filter(place__in=later, session__starts_at__lte=until)
        .values_list("place_id", flat=True)
    )
    of_person: dict[int, list[Place]] = defaultdict(list)
    for place in later.select_related("stage", "end_reason").order_by("pk"):
        of_person[place.participant_id].append(place)
    for place in cohort:
        seconds = [
            other
            for other in of_person[place.participant_id]
            if other.programme_id == place.programme_id
            and other.start_year == place.start_year + 1
            and other.stage.order > place.stage.order
            and other.pk in stood
        ]
        yield _way(place, seconds, stood, came)


def _way(
    place: Place, seconds: list[Place], stood: Mapping[int, str], came: set[int]
) -> Way:
    both_years = place.registration.both_years
    group = place.work_group_id or 0
    states = {stood[other.pk] for other in seconds}
    if states & set(SECURED):
        attended = any(other.pk in came for other in seconds)
        return Way(group, both_years, CONTINUED, came=attended)
    if PlaceState.DEFERRED in {*states, stood.get(place.pk, "")}:
        return Way(group, both_years, DEFERRED)
    return Way(group, both_years, LOST, reason=_why_lost(place, seconds, stood))


def _why_lost(place: Place, seconds: list[Place], stood: Mapping[int, str]) -> str:
    """The last reason in words; the person's own reason if they gave one."""
    last = place if stood.get(place.pk) == PlaceState.WITHDRAWN else None
    last = last or (seconds[-1] if seconds else None)
    if last is None:
        return NEVER_ASKED
    if last.end_reason is not None and stood[last.pk] == last.state:
        return last.end_reason.label
    return WITHDREW_EARLY if last is place else LOST_BECAUSE[PlaceState(stood[last.pk])]


def _steps(places: QuerySet[Place], until: datetime) -> dict[int, set[str]]:
    """Every state that each place has reached."""
    reached: dict[int, set[str]] = defaultdict(set)
    for pk, state in PlaceEvent.objects.filter(
        place__in=places.values("pk"), at__lte=until
    ).values_list("place_id", "to_state"):
        reached[pk].add(state)
    return reached


def _last_steps(places: QuerySet[Place], until: datetime) -> dict[int, str]:
    """The state of each place at a moment; places created later are left out."""
    return dict(
        PlaceEvent.objects.filter(place__in=places.values("pk"), at__lte=until)
        .order_by("at", "pk")
        .values_list("place_id", "to_state")
    )


@dataclass(frozen=True)
class Seats:
    """Seats of a group in use, and people waiting for one."""

    in_use: int = 0
    waiting: int = 0


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


def seats_in_use(work_group_ids: Iterable[int], *, at: datetime) -> dict[int, int]:
    """Seats confirmed, or offered with time left, by group; 0 is left out."""
    return {key: each.in_use for key, each in seats(work_group_ids, at=at).items()}
