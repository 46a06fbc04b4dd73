"""The names that redaction looks for: of a whole hub, and of single groups."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from evaluation.models import Evaluation
from evaluation.redaction import (
    MENTOR,
    GroupNames,
    KnownNames,
    KnownPerson,
    group_names,
    known_names,
    redact,
)
from recruitment.models import Attendance, Mentor, Mentorship, Participant, Place
from workgroups.models import Hub, School, User, WorkGroup

GroupId = int | None


@dataclass(frozen=True)
class Redactor:
    """Redacts texts of one evaluation.

    `groups` has the names of each group; `everywhere` those of all, for a text that
    belongs to no group.
    """

    hub: KnownNames
    groups: Mapping[int, GroupNames]
    everywhere: GroupNames

    def redact(self, text: str, work_group_id: GroupId) -> str:
        names = self.everywhere
        if work_group_id is not None:
            names = self.groups.get(work_group_id, names)
        return redact(text, self.hub, names)


def redactor_of(evaluation: Evaluation) -> Redactor:
    """A redactor for the texts that an evaluation brings in.

    Groups that had forms, and those of visited sessions, are in its scope.
    """
    groups = list(evaluation.work_groups.values_list("pk", flat=True))
    people, schools = _people_of_groups(groups), _schools_of_groups(groups)
    return Redactor(
        hub=known_names_of(evaluation.hub),
        groups={pk: group_names(people[pk], schools[pk]) for pk in groups},
        everywhere=group_names(
            chain.from_iterable(people.values()), chain.from_iterable(schools.values())
        ),
    )


def _people_of_groups(groups: Collection[int]) -> Mapping[int, list[KnownPerson]]:
    """Participants, deputies, mentors and leads of each group."""
    found: defaultdict[int, list[KnownPerson]] = defaultdict(list)
    placed = Place.objects.filter(work_group__in=groups, participant__erased_at=None)
    for group, *names in placed.values_list(
        "work_group",
        "participant__first_name",
        "participant__last_name",
        "release_name",
        "deputy_name",
    ).order_by():
        first, last, *others = names
        for name in (f"{first} {last}", *others):
            found[group].append(KnownPerson(name))
    stood_in = Attendance.objects.filter(place__work_group__in=groups)
    for group, name in stood_in.exclude(deputy="").values_list(
        "place__work_group", "deputy"
    ):
        found[group].append(KnownPerson(name))
    led = WorkGroup.objects.filter(pk__in=groups, leads__isnull=False)
    for group, name in led.values_list("pk", "leads__name").order_by():
        found[group].append(KnownPerson(name))
    mentored = Mentorship.objects.filter(participant__places__work_group__in=groups)
    for group, name in (
        mentored.values_list("participant__places__work_group", "mentor__name")
        .order_by()
        .distinct()
    ):
        found[group].append(KnownPerson(name, MENTOR))
    return found


def _schools_of_groups(groups: Collection[int]) -> Mapping[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    placed = Place.objects.filter(work_group__in=groups)
    for group, *names in placed.values_list(
        "work_group", "school__name", "school_name"
    ).order_by():
        found[group].update(name for name in names if name)
    return found


def known_names_of(hub: Hub) -> KnownNames:
    """The names that a hub knows: people, mentors, leads and schools."""
    people = Participant.objects.filter(hub=hub, erased_at=None)
    staff = User.objects.filter(roles__hub=hub).distinct()
    mentors = Mentor.objects.filter(hub=hub)
    places = Place.objects.filter(hub=hub)
    nearby = School.objects.filter(local_authority__hubarea__hub=hub)
    named = School.objects.filter(places__hub=hub)
    schools = {
        *nearby.values_list("name", flat=True),
        *named.values_list("name", flat=True),
        *places.exclude(school_name="").values_list("school_name", flat=True),
    }
    return known_names(
        [
            *(
                KnownPerson(" ".join(n))
                for n in people.values_list("first_name", "last_name")
            ),
            *(KnownPerson(name) for name in staff.values_list("name", flat=True)),
            *_named_in_places(hub),
            *(
                KnownPerson(name, MENTOR)
                for name in mentors.values_list("name", flat=True)
            ),
        ],
        sorted(schools),
    )


def _named_in_places(hub: Hub) -> Iterable[KnownPerson]:
    rows = Place.objects.filter(hub=hub)
    for names in rows.values_list("release_name", "deputy_name").distinct():
        yield from (KnownPerson(name) for name in names if name)
