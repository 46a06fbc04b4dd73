"""Who goes on to which group of next year, and who does not and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from recruitment import rules
from recruitment.choices import SECURED, PlaceState
from recruitment.models import Place, PlaceEvent
from recruitment.queries.bulk_actions import LeftOut
from recruitment.queries.seats_to_give import SeatsToGive
from recruitment.querysets import is_rolled_over
from workgroups.models import Hub, Stage, WorkGroup

NO_GROUP = "No group of next year is chosen."
#: What becomes of each place: asked to confirm, waits first, or stays pencilled in.
OFFERED, WAITING, PENCILLED_IN = "offered", "waiting", "pencilled_in"
NOT_FOUND = "Nothing is pencilled in for next year."
FIRST_ONLY = "Registered for the first year only."
#: Why somebody whose year has ended this way does not go on.
ENDED = {
    PlaceState.WITHDRAWN: "Withdrew in the year before.",
    PlaceState.NOT_COMPLETED: "Did not complete the year before.",
    PlaceState.DEFERRED: "Was put off, so is asked with those who come back.",
}


def keeps_seats(group: WorkGroup) -> bool:
    """Whether newcomers wait because the group's seats are for people who go on.

    So it is in a later stage until this year's people were rolled over into the group.
    A group of a first stage needs no statement.
    """
    if group.project.stage.order == 1:
        return False
    rolled_over = WorkGroup.objects.filter(is_rolled_over(), pk=group.pk)
    return not rolled_over.exists()


@dataclass
class Going:
    """A place that goes on, the group and what becomes of it there."""

    place: Place
    target: WorkGroup
    becomes: str = ""


@dataclass
class RollOverPart:
    """The people of one group of this year, or those who come back from one.

    `key` names the part on the page; `group` may be None for people who come back.
    """

    key: str
    group: WorkGroup | None
    stage: Stage
    is_back: bool
    people: list[Place] = field(default_factory=list)
    choices: list[WorkGroup] = field(default_factory=list)
    target: WorkGroup | None = None
    going: list[Going] = field(default_factory=list)
    staying: list[tuple[Place, str]] = field(default_factory=list)  # each with why

    @property
    def numbers(self) -> dict[str, int]:
        found = [each.becomes for each in self.going]
        return {each: found.count(each) for each in (OFFERED, WAITING, PENCILLED_IN)}

    @property
    def left_out(self) -> list[LeftOut]:
        found: dict[str, LeftOut] = {}
        for place, why in self.staying:
            name = place.participant.full_name
            found.setdefault(why, LeftOut(why)).names.append(name)
        return list(found.values())


def roll_over_of(
    hub: Hub, start_year: int, *, at: datetime, chosen: Mapping[str, int | None]
) -> list[RollOverPart]:
    """The parts of a hub's people of one year, each with its group of the next year.

    `chosen` gives the group for a part by its key, None for no group; the others have
    the group that is proposed. The number of statements is fixed.
    """
    groups = _groups(hub, start_year)
    next_stages = _next_stages(groups)
    parts = [
        RollOverPart(
            f"group-{each.pk}", each, next_stages[each.project.stage_id], False
        )
        for each in groups
        if each.project.stage_id in next_stages
    ]
    parts += _coming_back(hub, start_year)
    targets = _targets(hub, start_year + 1)
    for part in parts:
        part.choices = [
            each for each in targets if each.project.stage_id == part.stage.pk
        ]
        part.target = _target(part, chosen)
    _fill(parts, start_year)
    _foretell(parts, at=at)
    return parts


def _groups(hub: Hub, start_year: int) -> list[WorkGroup]:
    rows = WorkGroup.objects.filter(hub=hub, start_year=start_year)
    related = rows.select_related("project__stage", "local_authority")
    return list(related.order_by("title", "pk"))


def _next_stages(groups: Iterable[WorkGroup]) -> dict[int, Stage]:
    """The stage that follows each one, by its id; last stages are left out."""
    programmes = {each.project.stage.programme_id for each in groups}
    stages = Stage.objects.filter(programme__in=programmes).order_by(
        "programme", "order"
    )
    found: dict[int, Stage] = {}
    before: Stage | None = None
    for stage in stages:
        if before is not None and before.programme_id == stage.programme_id:
            found[before.pk] = stage
        before = stage
    return found


def _targets(hub: Hub, start_year: int) -> list[WorkGroup]:
    rows = WorkGroup.objects.filter(hub=hub, start_year=start_year, cancelled_on=None)
    related = rows.select_related("project__stage", "local_authority", "made_from")
    return list(related.order_by("title", "pk"))


def _coming_back(hub: Hub, start_year: int) -> list[RollOverPart]:
    """A part for each stage and group of places that were put off by this year."""
    put_off = Place.objects.with_change().filter(
        hub=hub,
        state=PlaceState.DEFERRED,
        start_year__lte=start_year,
        moved_to=None,
        participant__erased_at=None,
    )
    related = put_off.select_related(
        "participant", "stage", "work_group__local_authority", "registration"
    )
    found: dict[str, RollOverPart] = {}
    for place in related.order_by("work_group__title", "registered_at", "pk"):
        key = f"back-{place.stage_id}-{place.work_group_id or 0}"
        part = found.setdefault(
            key, RollOverPart(key, place.work_group, place.stage, True)
        )
        part.people.append(place)
    return list(found.values())


def _target(part: RollOverPart, chosen: Mapping[str, int | None]) -> WorkGroup | None:
    if part.key in chosen:
        return next((g for g in part.choices if g.pk == chosen[part.key]), None)
    ranked = sorted(part.choices, key=lambda each: _rank(each, part.group))
    if len(part.choices) == 1 or (ranked and _rank(ranked[0], part.group) < 3):
        return ranked[0]
    return None


def _rank(target: WorkGroup, group: WorkGroup | None) -> int:
    """How well a group of next year follows one of this year; 3 is not at all.

    The group made of it comes first, then that of its area, which may be the one made
    of this year's group there, then one for the whole hub.
    """
    if group is None:
        return 3 if target.local_authority_id else 2
    if target.made_from_id == group.pk:
        return 0
    before = target.made_from.local_authority_id if target.made_from else None
    if group.local_authority_id in {target.local_authority_id, before}:
        same_phase = target.school_phase == group.school_phase
        return 1 if same_phase else 3
    return 3 if target.local_authority_id else 2


def _fill(parts: Iterable[RollOverPart], start_year: int) -> None:
    """Set who goes on of each part, and who does not and why."""
    of_groups = [part for part in parts if not part.is_back]
    people = _people(part.group for part in of_groups)
    following = _following(people, start_year + 1)
    by_group: dict[int | None, list[Place]] = {}
    for place in people:
        by_group.setdefault(place.work_group_id, []).append(place)
    for part in parts:
        pairs: list[tuple[Place, Place | None]]
        if part.is_back:
            pairs = [(place, place) for place in part.people]
        else:
            own = by_group.get(part.group.pk if part.group else None, [])
            pairs = [(place, _later(place, following)) for place in own]
        for place, later in pairs:
            _put(part, place, later)


def _people(groups: Iterable[WorkGroup | None]) -> list[Place]:
    """Places of these groups that were secured, by time of registering."""
    secured = PlaceEvent.objects.filter(place=OuterRef("pk"), to_state__in=SECURED)
    rows = Place.objects.filter(
        Q(state__in=SECURED) | Q(Exists(secured)),
        work_group__in=[each.pk for each in groups if each is not None],
        participant__erased_at=None,
    ).exclude(state=PlaceState.MOVED)
    related = rows.select_related("participant", "registration")
    return list(related.order_by("registered_at", "pk"))


def _following(people: Iterable[Place], start_year: int) -> dict[int, list[Place]]:
    """The places of these people in the year after, by participant."""
    rows = (
        Place.objects.with_change()
        .filter(
            participant__in={each.participant_id for each in people},
            start_year=start_year,
        )
        .exclude(state=PlaceState.MOVED)
        .select_related("participant", "stage", "work_group", "end_reason")
    )
    found: dict[int, list[Place]] = {}
    for place in rows.order_by("pk"):
        found.setdefault(place.participant_id, []).append(place)
    return found


def _later(place: Place, following: Mapping[int, list[Place]]) -> Place | None:
    """The place of next year that decides: a pencilled-in one, else the newest."""
    own = [
        each
        for each in following.get(place.participant_id, [])
        if each.programme_id == place.programme_id and each.stage_id != place.stage_id
    ]
    pencilled_in = [each for each in own if each.state == PlaceState.PROVISIONAL]
    return next(iter([*pencilled_in, *reversed(own)]), None)


def _put(part: RollOverPart, place: Place, later: Place | None) -> None:
    why = _why_not(part, place, later)
    if why or later is None or part.target is None:
        part.staying.append((place, why))
    else:
        part.going.append(Going(later, part.target))


def _why_not(part: RollOverPart, place: Place, later: Place | None) -> str:
    """Why a person does not go on; "" where they do."""
    if later is None:
        return _why_nothing(place)
    if getattr(later, "is_changing", False):
        return "Another action with this place may still be taken back."
    if not part.is_back and later.state == PlaceState.DEFERRED:
        return "Put off to a later year."
    if later.state not in {PlaceState.PROVISIONAL, PlaceState.DEFERRED}:
        return _why_ended(later)
    if not part.is_back and place.state == PlaceState.NOT_COMPLETED:
        return ENDED[PlaceState.NOT_COMPLETED]
    if part.target is None:
        return NO_GROUP
    return rules.why_not_rolled_over(
        later.state,
        is_back=later.moved_to_id is not None,
        is_there=later.work_group_id == part.target.pk,
        dates_confirmed=part.target.dates_confirmed,
    )


def _why_nothing(place: Place) -> str:
    if place.state in ENDED:
        return ENDED[PlaceState(place.state)]
    return NOT_FOUND if place.registration.both_years else FIRST_ONLY


def _why_ended(later: Place) -> str:
    """The state of a place of next year, with the reason or the group if there is."""
    label = PlaceState(later.state).label
    more: Any = later.end_reason or later.work_group
    return f"Next year: {label} ({more})." if more else f"Next year: {label}."


def _foretell(parts: Iterable[RollOverPart], *, at: datetime) -> None:
    """Set what becomes of each place, in the order in which seats are given."""
    going = in_order(parts)
    targets = {each.target.pk: each.target for each in going}
    seats = SeatsToGive(at=at)
    seats.load(targets.values())
    for each in going:
        each.becomes = _becomes(each, seats)


def _becomes(going: Going, seats: SeatsToGive) -> str:
    if not going.target.dates_confirmed:
        return PENCILLED_IN
    why = seats.take(going.target, going.place.school_id)
    return WAITING if why else OFFERED


def in_order(parts: Iterable[RollOverPart]) -> list[Going]:
    """Everybody who goes on: first who comes back, then by time of registering."""
    pairs = [(part, each) for part in parts for each in part.going]
    pairs.sort(
        key=lambda pair: (
            not pair[0].is_back,
            pair[1].place.registered_at,
            pair[1].place.pk,
        )
    )
    return [each for _, each in pairs]
