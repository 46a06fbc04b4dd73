"""Counts of every hub, and of the groups of one hub, for the national team.

They count places in groups that run, as the hub's own start page does, so the numbers
of the groups of a hub add up to those of the hub.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from evaluation import suppression
from evaluation.models import Response
from evaluation.suppression import FEWEST_TO_BREAK_DOWN
from recruitment.choices import SECURED, PlaceState
from recruitment.models import Attendance, Place
from recruitment.queries import continuing, open_tasks
from recruitment.queries.figures import CONTINUED, LOST
from workgroups.models import Hub, Session, WorkGroup

TOO_FEW = "too few to show"
#: Heading and field of each column of the table of hubs.
OF_HUBS = (
    ("Groups", "groups"),
    ("Target", "target"),
    ("Secured", "secured"),
    ("Waiting", "waiting"),
    ("Not confirmed in time", "lapsed"),
    ("Came to a session", "came"),
    ("Last year’s people", "last_years"),
    ("Back this year", "back"),
    ("Registers owed", "registers_owed"),
    ("Feedback answers", "answers"),
)
#: The same of the table of one hub's groups.
OF_GROUPS = (
    ("Target", "target"),
    ("Secured", "secured"),
    ("Waiting", "waiting"),
    ("Came to a session", "came"),
    ("Registers owed", "registers_owed"),
    ("Feedback answers", "answers"),
)


@dataclass(frozen=True)
class HubCounts:
    """Counts of one hub in a year; None where so few people are not shown."""

    hub: Hub
    groups: int
    target: int | None  # None where no group has one
    secured: int | None
    waiting: int | None
    lapsed: int | None
    came: int | None
    last_years: int | None
    back: int | None
    registers_owed: int
    answers: int | None

    @property
    def cells(self) -> list[int | str]:
        return [cell for _, cell in self.labelled]

    @property
    def labelled(self) -> list[tuple[str, int | str]]:
        return _labelled(self, OF_HUBS)


@dataclass(frozen=True)
class GroupCounts:
    """Counts of one work group; None where so few people are not shown."""

    group: WorkGroup
    target: int | None
    secured: int | None
    waiting: int | None
    came: int | None
    registers_owed: int
    answers: int | None

    @property
    def cells(self) -> list[int | str]:
        return [cell for _, cell in self.labelled]

    @property
    def labelled(self) -> list[tuple[str, int | str]]:
        return _labelled(self, OF_GROUPS)


def _labelled(
    row: Any, columns: Iterable[tuple[str, str]]
) -> list[tuple[str, int | str]]:
    """Heading and value of each cell; words where there is no number to show."""
    words = {"target": "none"}
    found = [(heading, name, getattr(row, name)) for heading, name in columns]
    return [
        (heading, words.get(name, TOO_FEW) if value is None else value)
        for heading, name, value in found
    ]


def years(*, now: int) -> list[int]:
    """The present year and every other that has groups, newest first."""
    found = WorkGroup.objects.order_by().values_list("start_year", flat=True).distinct()
    return sorted({now, *found}, reverse=True)


def hub_counts(year: int, *, at: datetime) -> list[HubCounts]:
    """A year's counts of every hub by name, in six statements for any number.

    Somebody is in one at most of the counts of secured, waiting and lapsed places, and
    no total of the hubs is shown. Those who came are counted where it does not reveal
    a few who stayed away, and those who are back likewise.
    """
    groups = _by_hub(running(year), n=Count("pk"), target=Sum("target"))
    places = _by_hub(_places(year), **_numbers(), lapsed=_state(PlaceState.LAPSED))
    cohort = continuing.may_be_back(Place.objects.all(), year, at=at)
    second = _by_hub(cohort, back=_outcome(CONTINUED), lost=_outcome(LOST))
    owed = _by_hub(_owed(year, at=at), n=Count("pk"))
    answers = _by_hub(_answers(year), n=Count("pk"))
    return [
        _hub_counts(
            hub,
            *(
                found.get(hub.pk, {})
                for found in (groups, places, second, owed, answers)
            ),
        )
        for hub in Hub.objects.order_by("name")
    ]


def _hub_counts(
    hub: Hub,
    groups: dict[str, Any],
    places: dict[str, int],
    second: dict[str, int],
    owed: dict[str, int],
    answers: dict[str, int],
) -> HubCounts:
    few = hub.smallest_count
    secured, came = places.get("secured", 0), places.get("came", 0)
    back, lost = second.get("back", 0), second.get("lost", 0)
    shows_back = _shows_part(back, lost, few)
    return HubCounts(
        hub,
        groups=groups.get("n", 0),
        target=groups.get("target"),
        secured=_shown(secured, few),
        waiting=_shown(places.get("waiting", 0), few),
        lapsed=_shown(places.get("lapsed", 0), few),
        came=came if _shows_part(came, secured - came, few) else None,
        last_years=back + lost if shows_back else None,
        back=back if shows_back else None,
        registers_owed=owed.get("n", 0),
        answers=_shown(answers.get("n", 0), few),
    )


def group_counts(hub: Hub, year: int, *, at: datetime) -> list[GroupCounts]:
    """A year's counts of each running group of a hub, in five statements.

    A count that would follow from the hub's own and the others shown is not shown.
    """
    groups = list(
        running(year)
        .filter(hub=hub)
        .select_related("local_authority")
        .order_by("title", "pk")
    )
    ids = [group.pk for group in groups]
    places = _by_group(_places(year).filter(hub=hub), "work_group", **_numbers())
    owed = _by_group(_owed(year, at=at).filter(hub=hub), "work_group", n=Count("pk"))
    answers = _by_group(_answers(year).filter(hub=hub), "work_group", n=Count("pk"))
    secured, waiting, came = (
        [places.get(pk, {}).get(name, 0) for pk in ids]
        for name in ("secured", "waiting", "came")
    )
    written = [answers.get(pk, {}).get("n", 0) for pk in ids]
    few = hub.smallest_count
    shown = zip(
        groups,
        shown_parts(secured, few),
        shown_parts(waiting, few),
        shown_came(came, secured, few),
        shown_parts(written, few),
        strict=True,
    )
    return [
        GroupCounts(
            group,
            target=group.target,
            secured=in_place,
            waiting=on_list,
            came=there,
            registers_owed=owed.get(group.pk, {}).get("n", 0),
            answers=said,
        )
        for group, in_place, on_list, there, said in shown
    ]


def shown_parts(counts: Sequence[int], few: int) -> list[int | None]:
    """The counts of a hub's groups, whose sum the table of hubs shows."""
    return suppression.suppress_parts(counts, few) if counts else []


def shown_came(
    came: Sequence[int], secured: Sequence[int], few: int
) -> list[int | None]:
    """Who came by group, hidden where it reveals a few who came or stayed away.

    Where the secured places of a group are hidden, so is who came of them.
    """
    if not came:
        return []
    groups = [frozenset({at}) for at in range(len(came))]
    hidden_secured = [
        cell
        for cell, shown in zip(groups, shown_parts(secured, few), strict=True)
        if shown is None
    ]
    hidden = suppression.suppressed(
        [[here, of - here] for here, of in zip(came, secured, strict=True)],
        [[frozenset(range(len(came)))], groups],
        k=few,
        fewest=FEWEST_TO_BREAK_DOWN,
        too_few=hidden_secured,
    )
    return [None if (1, at) in hidden else count for at, count in enumerate(came)]


def running(year: int) -> Any:
    return WorkGroup.objects.filter(start_year=year, cancelled_on=None)


def _places(year: int) -> Any:
    in_use = Place.objects.filter(
        start_year=year, work_group__isnull=False, work_group__cancelled_on=None
    )
    return in_use.exclude(state=PlaceState.MOVED)


def _numbers() -> dict[str, Count]:
    came = Exists(Attendance.objects.present().filter(place=OuterRef("pk")))
    return {
        "secured": Count("pk", filter=Q(state__in=SECURED)),
        "waiting": _state(PlaceState.WAITING),
        "came": Count("pk", filter=Q(came, state__in=SECURED)),
    }


def _state(state: str) -> Count:
    return Count("pk", filter=Q(state=state))


def _outcome(outcome: str) -> Count:
    return Count("pk", filter=Q(outcome=outcome))


def _owed(year: int, *, at: datetime) -> Any:
    of_year = Session.objects.filter(
        work_group__start_year=year, work_group__cancelled_on=None
    )
    return open_tasks.without_register(of_year, at=at)


def _answers(year: int) -> Any:
    return Response.objects.filter(
        work_group__start_year=year, work_group__cancelled_on=None
    )


def _by_hub(rows: QuerySet[Any], **counts: Any) -> dict[int, dict[str, Any]]:
    return _by_group(rows, "hub", **counts)


def _by_group(rows: QuerySet[Any], by: str, **counts: Any) -> dict[int, dict[str, Any]]:
    """Counts of rows by the id of what they belong to, in one statement."""
    return {row[by]: row for row in rows.order_by().values(by).annotate(**counts)}


def _shown(count: int, few: int) -> int | None:
    return None if suppression.is_small([count], few) else count


def _shows_part(part: int, rest: int, few: int) -> bool:
    return not suppression.reveals_few([part, rest], few, FEWEST_TO_BREAK_DOWN)
