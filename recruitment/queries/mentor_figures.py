"""Whether mentors are in the picture: reached, talked to, and what was tried.

Counts of what was tried come in steps of a hub's smallest count, so that a sum of
groups and its parts do not tell what one person answered. By scheme they are of the
whole hub.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from recruitment.models import GapTaskCount, GapTaskTalk, Mentorship, Place
from recruitment.queries.options import option_labels
from workgroups.choices import Audience
from workgroups.models import Session, WorkGroup


@dataclass(frozen=True)
class MentorFigures:
    """Counts of one group, or sums of several; "tasks" is people times tasks set."""

    people: int = 0
    reachable: int = 0
    tasks: int = 0
    talked: int = 0
    answered: int = 0
    tried: int = 0  # or adapted

    def __add__(self, other: "MentorFigures") -> "MentorFigures":
        names = [each.name for each in fields(self)]
        return MentorFigures(*(getattr(self, n) + getattr(other, n) for n in names))


@dataclass(frozen=True)
class KnownRows:
    """What the figures of groups are counted from.

    `people` are participants with a secured place and `tasks` sessions that set a task
    and have ended, both by group; `reachable` have a mentor to whom we may write.
    """

    people: Mapping[int, set[int]]
    tasks: Mapping[int, list[Session]]
    reachable: set[int]


@dataclass(frozen=True)
class TriedWith:
    """How many of those who use a scheme tried or adapted what was set."""

    scheme: str
    tried: int
    answered: int


def figures_by_group(
    groups: Collection[int], *, now: datetime
) -> dict[int, MentorFigures]:
    """The figures of each group whose people have mentors, in five statements."""
    people = _people(groups)
    tasks = _tasks_of(people, now=now)
    everybody = {pk for own in people.values() for pk in own}
    return figures_from(KnownRows(people, tasks, _reachable(everybody, now=now)))


def figures_from(known: KnownRows) -> dict[int, MentorFigures]:
    """The figures of each group from rows that were read before; two statements."""
    talks = _talks(known.people, known.tasks)
    tried = _tried(known.people)
    return {
        group: MentorFigures(
            people=len(own),
            reachable=len(own & known.reachable),
            tasks=len(own) * len(known.tasks.get(group, ())),
            talked=talks[group],
            answered=tried.get(group, (0, 0))[0],
            tried=tried.get(group, (0, 0))[1],
        )
        for group, own in known.people.items()
    }


def sum_of(figures: Iterable[MentorFigures]) -> MentorFigures:
    return sum(figures, start=MentorFigures())


def by_authority(
    groups: Iterable[WorkGroup], figures: Mapping[int, MentorFigures]
) -> list[tuple[str, MentorFigures]]:
    """Sums by local authority in order of its name, of groups that have figures."""
    found: dict[str, MentorFigures] = defaultdict(MentorFigures)
    for group in groups:
        if group.pk in figures:
            area = str(group.local_authority or "Whole hub")
            found[area] += figures[group.pk]
    return sorted(found.items())


def tried_by_scheme(hub_id: int, start_year: int) -> list[TriedWith]:
    """What was tried by the scheme that people use, the most answers first."""
    rows = GapTaskCount.objects.filter(
        hub=hub_id, start_year=start_year, session=None
    ).order_by()
    sums = rows.values("scheme").annotate(
        done=Sum("tried") + Sum("adapted"), never=Sum("not_yet")
    )
    labels = option_labels([hub_id])
    found = [
        TriedWith(
            labels.get(row["scheme"], row["scheme"]),
            tried=row["done"],
            answered=row["done"] + row["never"],
        )
        for row in sums
        if row["done"] + row["never"]
    ]
    return sorted(found, key=lambda each: (-each.answered, each.scheme))


def lines_of_mentors(work_group: WorkGroup) -> list[GapTaskTalk]:
    """What mentors wrote about the tasks of a group, the newest first."""
    own = Place.objects.secured().filter(work_group=work_group).order_by()
    talks = GapTaskTalk.objects.filter(
        session__work_group=work_group,
        mentorship__participant__in=own.values("participant"),
    ).exclude(comment="")
    related = talks.select_related("session", "mentorship__participant")
    return list(related.order_by("-said_at", "-pk"))


def _people(groups: Collection[int]) -> dict[int, set[int]]:
    """Participants with a secured place by group; leads of training have no mentor."""
    rows = Place.objects.secured().filter(work_group__in=list(groups))
    found: dict[int, set[int]] = defaultdict(set)
    with_mentors = rows.exclude(programme__audience=Audience.ITT).order_by()
    for group, person in with_mentors.values_list("work_group", "participant"):
        found[group or 0].add(person)
    return dict(found)


def _tasks_of(groups: Iterable[int], *, now: datetime) -> Mapping[int, list[Session]]:
    rows = Session.objects.held(now).filter(
        work_group__in=list(groups), work_group__dates_confirmed=True
    )
    return tasks_set(rows.exclude(gap_task="").order_by(), now=now)


def tasks_set(
    sessions: Iterable[Session], *, now: datetime
) -> Mapping[int, list[Session]]:
    """Those of these sessions that took place and set a task, by group."""
    found: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        was_held = session.called_off_at is None and session.ends_at <= now
        if session.gap_task and was_held:
            found[session.work_group_id].append(session)
    return found


def _may_be_written_to(now: datetime) -> QuerySet[Mentorship]:
    """Mentorships of today whose mentors get our emails."""
    return Mentorship.objects.filter(
        Q(until_on=None) | Q(until_on__gte=timezone.localdate(now)),
        mentor__objected_at=None,
        mentor__email_failed_at=None,
    ).order_by()


def has_mentor_to_write_to(now: datetime) -> Exists:
    """Condition of a place whose person has a mentor today to whom we may write."""
    return Exists(_may_be_written_to(now).filter(participant=OuterRef("participant")))


def _reachable(people: Collection[int], *, now: datetime) -> set[int]:
    running = _may_be_written_to(now).filter(participant__in=list(people))
    return set(running.values_list("participant", flat=True))


def _talks(
    people: Mapping[int, set[int]], tasks: Mapping[int, list[Session]]
) -> Counter[int]:
    """Talks by group: of a person and a task once, whichever mentor said it."""
    group_of = {each.pk: group for group, own in tasks.items() for each in own}
    rows = GapTaskTalk.objects.filter(session__in=list(group_of)).order_by()
    pairs = set(rows.values_list("session", "mentorship__participant"))
    return Counter(
        group_of[session]
        for session, person in pairs
        if person in people[group_of[session]]
    )


def _tried(groups: Collection[int]) -> dict[int, tuple[int, int]]:
    """Answers that are shown, and those that tried or adapted it, by group."""
    rows = GapTaskCount.objects.filter(session__work_group__in=list(groups))
    sums = rows.order_by().values_list("session__work_group")
    return {
        group: (done + never, done)
        for group, done, never in sums.annotate(
            done=Sum("tried") + Sum("adapted"), never=Sum("not_yet")
        )
    }
