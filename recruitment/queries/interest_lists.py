"""What importing a list would do, line by line, read before anything is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.crypto import salted_hmac

from recruitment.choices import (
    OPEN_IN_GROUP,
    SECURED,
    ListedAs,
    PlaceState,
)
from recruitment.interest_lists import ListedPerson, identity_of
from recruitment.models import Participant, Place, Registration
from workgroups import rules
from workgroups.choices import SchoolStatus
from workgroups.models import HubArea, School, WorkGroup
from workgroups.table_files import Problem

#: For each thing that a list may say: the states which it changes, and through which
#: states a place then goes.
CONFIRMED = {
    PlaceState.INTERESTED: (PlaceState.OFFERED, PlaceState.CONFIRMED),
    PlaceState.WAITING: (PlaceState.OFFERED, PlaceState.CONFIRMED),
    PlaceState.PROVISIONAL: (PlaceState.OFFERED, PlaceState.CONFIRMED),
    PlaceState.OFFERED: (PlaceState.CONFIRMED,),
}
COMPLETED = {
    **{state: (*steps, PlaceState.COMPLETED) for state, steps in CONFIRMED.items()},
    PlaceState.CONFIRMED: (PlaceState.COMPLETED,),
}
STEPS: dict[str, Mapping[PlaceState, tuple[PlaceState, ...]]] = {
    ListedAs.INTERESTED: {},
    ListedAs.CONFIRMED: CONFIRMED,
    ListedAs.COMPLETED: COMPLETED,
}
#: States of which a list says nothing new.
AS_LISTED: dict[str, tuple[PlaceState, ...]] = {
    ListedAs.INTERESTED: (*OPEN_IN_GROUP, *SECURED, PlaceState.PROVISIONAL),
    ListedAs.CONFIRMED: SECURED,
    ListedAs.COMPLETED: (PlaceState.COMPLETED,),
}


@dataclass(frozen=True)
class PlannedLine:
    """One person of a list: their school, and the rows that the hub has of them.

    `place` is the one in the group. `steps` are the states through which it will go.
    """

    person: ListedPerson
    form_key: UUID
    school_id: int | None = None
    participant: Participant | None = None
    place: Any = None
    is_known: bool = False  # an earlier import of this line
    steps: tuple[PlaceState, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.place is None and not self.is_known


@dataclass
class ListPlan:
    """The lines of a list; with a problem, nothing is done to any of them.

    `kept` says whose place stays as it is, although the list says something else.
    """

    lines: list[PlannedLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    kept: list[Problem] = field(default_factory=list)

    @property
    def new(self) -> list[PlannedLine]:
        return [each for each in self.lines if each.is_new]

    @property
    def changed(self) -> list[PlannedLine]:
        return [each for each in self.lines if each.steps]

    @property
    def unchanged(self) -> int:
        return len(self.lines) - len(self.new) - len(self.changed)

    @property
    def schools_matched(self) -> int:
        return sum(each.school_id is not None for each in self.new)

    @property
    def schools_in_words(self) -> int:
        named = [each for each in self.new if each.person.school_name]
        return sum(each.school_id is None for each in named)


def plan_of(
    work_group: WorkGroup, people: Sequence[ListedPerson], *, listed_as: str
) -> ListPlan:
    """What a list would do to a group. The number of statements is constant."""
    plan = ListPlan()
    keys = {each.line: form_key_of(work_group, each) for each in people}
    schools = _schools_of(work_group, people, plan.problems)
    known = _known_people(work_group, people, keys)
    ids = {row.pk for row, _ in known.values() if row is not None}
    places = _places_of(work_group, ids)
    elsewhere = _secured_elsewhere(work_group, ids)
    for person in people:
        participant, is_known = known.get(person.line, (None, False))
        place = places.get(participant.pk) if participant else None
        steps = steps_of(place, listed_as)
        line = PlannedLine(
            person,
            keys[person.line],
            schools.get(person.line),
            participant,
            place,
            is_known,
            steps,
        )
        plan.lines.append(line)
        _add_reasons(plan, line, elsewhere, listed_as)
    plan.problems.sort(key=lambda each: each.line)
    return plan


def steps_of(place: Any, listed_as: str) -> tuple[PlaceState, ...]:
    """The states through which a place goes; none for one of an erased person."""
    if place is None or place.participant.erased_at is not None:
        return ()
    return STEPS[listed_as].get(place.state, ())


def form_key_of(work_group: WorkGroup, person: ListedPerson) -> UUID:
    """What makes the registration of one line the same in every import of the list.

    It is keyed, so that nobody reads a name or an address out of it.
    """
    said = "\n".join((str(work_group.pk), *person.identity))
    digest = salted_hmac("recruitment.interest_lists", said, algorithm="sha256")
    return UUID(bytes=digest.digest()[:16])


def _add_reasons(
    plan: ListPlan,
    line: PlannedLine,
    elsewhere: Mapping[int, str],
    listed_as: str,
) -> None:
    """Say why a line cannot be imported, or why it leaves a place as it is."""
    person, place = line.person, line.place
    if place is not None and not line.steps and place.state not in AS_LISTED[listed_as]:
        label = PlaceState(place.state).label
        why = f"{person.full_name} has a place in this group that stays {label}."
        plan.kept.append(Problem(person.line, why))
    if listed_as == ListedAs.INTERESTED or not (line.is_new or line.steps):
        return
    if place is not None and place.is_changing:
        why = f"The place of {person.full_name} is being changed. Try in ten minutes."
        plan.problems.append(Problem(person.line, why))
    if line.participant is not None and line.participant.pk in elsewhere:
        group = elsewhere[line.participant.pk]
        why = f"{person.full_name} has a secured place this year already: {group}."
        plan.problems.append(Problem(person.line, why))


def _schools_of(
    work_group: WorkGroup, people: Sequence[ListedPerson], problems: list[Problem]
) -> dict[int, int]:
    """The schools of lines: by their number, else by a name that only one has."""
    by_number = dict(
        School.objects.filter(urn__in={each.urn for each in people if each.urn})
        .order_by()
        .values_list("urn", "pk")
    )
    by_name = _schools_by_name(work_group, (each.school_name for each in people))
    found: dict[int, int] = {}
    for person in people:
        if person.urn is None:
            pk = by_name.get(rules.search_name(person.school_name))
        else:
            pk = by_number.get(person.urn)
            if pk is None:
                why = f"No school has the number {person.urn}."
                problems.append(Problem(person.line, why))
        if pk is not None:
            found[person.line] = pk
    return found


def _schools_by_name(work_group: WorkGroup, names: Iterable[str]) -> dict[str, int]:
    """Open schools of the group's local authority, or of its hub's, by their name.

    A name that two of them have is left out.
    """
    wanted = {rules.search_name(each) for each in names if each}
    areas = HubArea.objects.filter(
        hub=work_group.hub_id, start_year=work_group.start_year
    )
    authorities: Any = areas.values("local_authority")
    if work_group.local_authority_id is not None:
        authorities = [work_group.local_authority_id]
    rows = (
        School.objects.filter(search_name__in=wanted, local_authority__in=authorities)
        .exclude(status=SchoolStatus.CLOSED)
        .order_by()
        .values_list("search_name", "pk")
    )
    found: dict[str, list[int]] = {}
    for name, pk in rows:
        found.setdefault(name, []).append(pk)
    return {name: pks[0] for name, pks in found.items() if len(pks) == 1}


def _known_people(
    work_group: WorkGroup, people: Sequence[ListedPerson], keys: Mapping[int, UUID]
) -> dict[int, tuple[Participant | None, bool]]:
    """By line: the hub's participant, and whether the line was imported before.

    A line that was imported is known by its key, whatever became of the person's name
    and address. Others are known by their name with an address that they have or had.
    """
    imported = {
        row.form_key: row.participant
        for row in Registration.objects.filter(
            hub=work_group.hub_id, form_key__in=keys.values()
        ).select_related("participant__merged_into")
    }
    by_identity = _by_identity(work_group.hub_id, {each.email for each in people})
    found: dict[int, tuple[Participant | None, bool]] = {}
    for person in people:
        before = imported.get(keys[person.line])
        row = before or by_identity.get(person.identity)
        if row is not None:
            found[person.line] = (row.merged_into or row, before is not None)
    return found


def _by_identity(
    hub_id: int, addresses: set[str]
) -> dict[tuple[str, str, str], Participant]:
    at_address = Q(email__in=addresses) | Q(second_email__in=addresses)
    rows = (
        Participant.objects.filter(at_address | ~Q(former_emails=[]), hub=hub_id)
        .filter(erased_at=None)
        .select_related("merged_into")
        .order_by("-pk")
    )
    found: dict[tuple[str, str, str], Participant] = {}
    for row in rows:
        for address in (*row.former_emails, row.second_email, row.email):
            if address in addresses:
                found[identity_of(address, row.first_name, row.last_name)] = row
    return found


def _places_of(work_group: WorkGroup, ids: set[int]) -> dict[int, Place]:
    """By participant: their place in the group, an open one before one that ended.

    A place of the group's stage and year that has no group yet is theirs as well.
    """
    pencilled_in = Q(
        work_group=None,
        state=PlaceState.PROVISIONAL,
        stage=work_group.project.stage_id,
        start_year=work_group.start_year,
    )
    rows = (
        Place.objects.with_change()
        .select_related("participant")
        .filter(Q(work_group=work_group) | pencilled_in, participant__in=ids)
        .order_by("pk")
    )
    found: dict[int, Place] = {}
    for row in rows:
        before = found.get(row.participant_id)
        if before is None or before.state not in OPEN_IN_GROUP:
            found[row.participant_id] = row
    return found


def _secured_elsewhere(work_group: WorkGroup, ids: set[int]) -> dict[int, str]:
    """By participant: the other group of the programme and year that they are in."""
    rows = Place.objects.secured().filter(
        participant__in=ids,
        programme=work_group.project.stage.programme_id,
        start_year=work_group.start_year,
        one_per_year=True,
    )
    others = rows.exclude(work_group=work_group).order_by()
    return dict(others.values_list("participant", "work_group__title"))
