"""Whether mentors are in the picture: reached, talked to, and what was tried.

Counts of what was tried come in steps of a hub's smallest count, so that a sum of
groups and its parts do not tell what one person answered. By scheme they are of the
whole hub.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import Q, Sum
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
    tasks = _tasks_set(people, now=now)
    reachable = _reachable({pk for own in people.values() for pk in own}, now=now)
    talks = _talks(people, tasks)
    tried = _tried(groups)
    return {
        group: MentorFigures(
            people=len(own),
            reachable=len(own & reachable),
            tasks=len(own) * len(tasks[group]),
            talked=talks[group],
            answered=tried.get(group, (0, 0))[0],
            tried=tried.get(group, (0, 0))[1],
        )
        for group, own in people.items()
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
    related = talks.select_related(
        "session", "mentorship__participant", "mentorship__mentor"
    )
    return list(related.order_by("-said_at", "-pk"))


def _people(groups: Collection[int]) -> dict[int, set[int]]:
    """Participants with a secured place by group; leads of training have no mentor."""
    rows = Place.objects.secured().filter(work_group__in=list(groups))
    found: dict[int, set[int]] = defaultdict(set)
    with_mentors = rows.exclude(programme__audience=Audience.ITT).order_by()
    for group, person in with_mentors.values_list("work_group", "participant"):
        found[group or 0].add(person)
    return dict(found)


def _tasks_set(groups: Iterable[int], *, now: datetime) -> Mapping[int, list[Session]]:
    """The sessions that took place and set a task, by group."""
    rows = Session.objects.held(now).filter(
        work_group__in=list(groups), work_group__dates_confirmed=True
    )
    found: dict[int, list[Session]] = defaultdict(list)
    for session in rows.exclude(gap_task="").order_by():
        if session.ends_at <= now:
            found[session.work_group_id].append(session)
    return found


def _reachable(people: Collection[int], *, now: datetime) -> set[int]:
    """Those of these people who have a mentor today to whom we may write."""
    running = Mentorship.objects.filter(
        Q(until_on=None) | Q(until_on__gte=timezone.localdate(now)),
        participant__in=list(people),
        mentor__objected_at=None,
        mentor__email_failed_at=None,
    )
    return set(running.order_by().values_list("participant", flat=True))


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
