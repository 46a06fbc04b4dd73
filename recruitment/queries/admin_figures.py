"""The figures of one hub and year on the start page; each links to its rows.

Places are counted once for each work group, in one statement; sums of the year, of a
local authority and of a project are made from these counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from recruitment.queries import continuing
from recruitment.queries.counted_lists import came_by_session
from recruitment.queries.figures import CONTINUED, DEFERRED
from workgroups import academic_years, words
from workgroups.counted_lists import (
    WHOLE_HUB,
    Asked,
    count_by_group,
    count_lists,
    list_named,
)
from workgroups.models import WorkGroup

OF_GROUP = ("interested", "asked", "secured", "waiting", "towards-target")
FUNNEL = (
    ("interested", "registered interest"),
    ("was-asked", "asked to confirm"),
    ("was-secured", "place secured"),
)
#: The figures of a group beside its target, each with its heading.
COLUMNS = (
    ("secured", "Secured"),
    ("asked", "Asked"),
    ("waiting", "Waiting"),
    ("interested", "Registered interest"),
)
MENTORS = (
    ("mentor-reachable", "have a mentor we may write to"),
    ("mentor-unreachable", "have a mentor we cannot write to"),
    ("no-mentor", "have no mentor"),
)
FORMS = (
    ("forms-open", "open"),
    ("forms-to-read", "closed, with answers to read"),
    ("forms-too-few", "closed, with too few answers to show"),
)
EMAILS = (
    ("came-back", "came back"),
    ("failed", "could not be sent"),
    ("tried-again", "are tried again"),
)


@dataclass(frozen=True)
class Counted:
    """A number and the address of the list of the rows that it counts."""

    number: int
    url: str


@dataclass(frozen=True)
class Bar:
    """One row of a chart: its label, its number, and lengths out of 100."""

    label: str
    counted: Counted
    length: int
    note: str = ""
    target: int | None = None
    mark: int | None = None  # where the target stands


@dataclass(frozen=True)
class Panel:
    """A chart with the finding as its title, and its rows."""

    title: str
    heading: str  # of the column of labels
    bars: tuple[Bar, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class GroupFigures:
    group: WorkGroup
    url: str
    counts: tuple[tuple[str, Counted], ...]  # each with its heading
    is_under_target: bool


@dataclass(frozen=True)
class ProjectGroups:
    """The groups of one project, with what its heading says of them."""

    title: str
    summary: str
    rows: tuple[GroupFigures, ...]


@dataclass(frozen=True)
class YearFigures:
    strip: tuple[tuple[str, Counted], ...]
    panels: tuple[Panel, ...]
    projects: tuple[ProjectGroups, ...]
    is_folded: bool = False
    headings: tuple[str, ...] = ("Target", *dict(COLUMNS).values())


#: From this number of groups on, the groups of each project are folded.
FOLDED_FROM = 16


def figures_of(asked: Asked) -> YearFigures:
    """All figures of the start page, in nine statements for any number of rows."""
    groups = groups_of(asked)
    counts = count_by_group(
        [*OF_GROUP, *(name for name, _ in (*FUNNEL[1:], *MENTORS))], asked
    )
    of_group = {group.pk: counts.get(group.pk, {}) for group in groups}
    total = {
        name: sum(each.get(name, 0) for each in of_group.values())
        for name in (*OF_GROUP, *dict(FUNNEL), *dict(MENTORS))
    }
    return YearFigures(
        strip=strip_of(asked, groups, total),
        panels=(
            targets(asked, groups, of_group),
            funnel(asked, total),
            last_year(asked),
            mentors(asked, total),
            feedback(asked),
            emails(asked),
        ),
        projects=tuple(projects(asked, groups, of_group)),
        is_folded=len(groups) >= FOLDED_FROM,
    )


def groups_of(asked: Asked) -> list[WorkGroup]:
    """The year's running groups, those of a project together."""
    listed = list_named("groups")
    rows = listed.rows(WorkGroup.objects.all(), asked)
    return list(
        rows.select_related("local_authority", "project").order_by(
            "project__title", "project_id", "local_authority__name", "title"
        )
    )


def strip_of(
    asked: Asked, groups: list[WorkGroup], total: dict[str, int]
) -> tuple[tuple[str, Counted], ...]:
    shown = (
        ("secured", "secured places"),
        ("asked", "asked to confirm"),
        ("waiting", "on waiting lists"),
    )
    return (
        ("groups", counted("groups", len(groups), asked)),
        *((label, counted(name, total[name], asked)) for name, label in shown),
    )


def targets(
    asked: Asked, groups: list[WorkGroup], of_group: dict[int, dict[str, int]]
) -> Panel:
    """Secured places against the target, by local authority."""
    aimed = [group for group in groups if group.target is not None]
    hoped = sum(group.target or 0 for group in aimed)
    done = sum(of_group[group.pk].get("towards-target", 0) for group in aimed)
    aimed.sort(key=lambda group: (str(group.local_authority or ""), group.pk))
    parts = [
        (authority, list(rows))
        for authority, rows in groupby(aimed, key=lambda group: group.local_authority)
    ]
    most = axis_end(
        [hoped_of(rows) for _, rows in parts]
        + [secured_of(rows, of_group) for _, rows in parts]
    )
    bars = [
        Bar(
            str(authority or "Whole hub"),
            counted(
                "towards-target",
                secured_of(rows, of_group),
                asked.narrowed(authority=str(authority.pk if authority else WHOLE_HUB)),
            ),
            length=share(secured_of(rows, of_group), most),
            target=hoped_of(rows),
            mark=share(hoped_of(rows), most),
        )
        for authority, rows in parts
    ]
    return Panel(
        f"{done} of {hoped} places hoped for are secured"
        if aimed
        else "No group has a target yet",
        "Local authority",
        tuple(sorted(bars, key=lambda bar: -bar.counted.number)),
        note=target_note(len(aimed), len(groups)),
    )


def hoped_of(groups: Iterable[WorkGroup]) -> int:
    return sum(group.target or 0 for group in groups)


def secured_of(groups: Iterable[WorkGroup], of_group: dict[int, dict[str, int]]) -> int:
    return sum(of_group[group.pk].get("towards-target", 0) for group in groups)


def target_note(aimed: int, groups: int) -> str:
    """Which groups the sum is about."""
    if not aimed:
        return "Write a target on a group, and it is counted here."
    left = groups - aimed
    if not left:
        return "Every group has a target."
    rest = words.plural(left, "has none and is left out", "have none and are left out")
    return f"Only groups with a target are counted: {left} {rest}."


def funnel(asked: Asked, total: dict[str, int]) -> Panel:
    sessions = came_by_session(asked)
    most = axis_end([total["interested"], *(each.came for each in sessions)])
    stages = [
        Bar(label, counted(name, total[name], asked), share(total[name], most))
        for name, label in FUNNEL
    ]
    came = [
        Bar(
            f"came to session {each.number}",
            counted("came", each.came, asked.narrowed(session=each.number)),
            share(each.came, most),
            note=f"of {each.on_register} on the register",
        )
        for each in sessions
    ]
    secured, asked_first = total["was-secured"], total["interested"]
    return Panel(
        f"{secured} of {asked_first} who registered interest had a place secured"
        if asked_first
        else "Nobody has registered interest yet",
        "Step",
        (*stages, *came) if asked_first else (),
    )


def last_year(asked: Asked) -> Panel:
    found = continuing.outcomes(asked)
    labels = continuing.reason_labels() if found else {}
    most = axis_end([number for *_, number in found])
    bars = [_outcome_bar(asked, each, labels, most) for each in found]
    back = sum(number for outcome, _, number in found if outcome == CONTINUED)
    put_off = sum(number for outcome, _, number in found if outcome == DEFERRED)
    of = sum(number for *_, number in found) - put_off
    before = academic_years.label(asked.year - 1)
    return Panel(
        f"{back} of {of} people of {before} are back for the next stage"
        if found
        else f"Nobody of {before} has a next stage to come back for",
        "What became of them",
        tuple(bars),
        note=f"As at 31 October {asked.year}, once that has passed." if found else "",
    )


def _outcome_bar(
    asked: Asked, found: tuple[str, str, int], labels: dict[str, str], most: int
) -> Bar:
    outcome, reason, number = found
    name = {CONTINUED: "back", DEFERRED: "put-off"}.get(outcome, "not-back")
    label = {"back": "back", "put-off": "put off to a later year"}.get(
        name, f"not back: {labels.get(reason, reason)}"
    )
    url = counted(name, number, asked.narrowed(reason=reason))
    return Bar(label, url, share(number, most))


def mentors(asked: Asked, total: dict[str, int]) -> Panel:
    names = [name for name, _ in MENTORS]
    of = sum(total[name] for name in names)
    title = (
        f"We may write to the mentor of {total[names[0]]} of {of} people with a place"
    )
    bars = bars_of(MENTORS, total, asked)
    return Panel(
        title if of else "Nobody has a place yet", "People", bars if of else ()
    )


def feedback(asked: Asked) -> Panel:
    found = count_lists([name for name, _ in FORMS], asked)
    of = sum(found.values())
    title = (
        f"{found['forms-to-read']} of {words.counted(of, 'feedback form')} can be read"
    )
    none = "No feedback was asked for yet"
    return Panel(title if of else none, "Forms", bars_of(FORMS, found, asked, of))


def emails(asked: Asked) -> Panel:
    found = count_lists([name for name, _ in EMAILS], asked)
    of = sum(found.values())
    title = f"{words.counted(of, 'letter')} in trouble"
    none = "No letter is in trouble"
    return Panel(title if of else none, "Letters", bars_of(EMAILS, found, asked, of))


def bars_of(
    named: Iterable[tuple[str, str]],
    found: dict[str, int],
    asked: Asked,
    is_shown: object = True,
) -> tuple[Bar, ...]:
    """A bar for each list; none where there is nothing to show."""
    most = axis_end([found[name] for name, _ in named])
    bars = [
        Bar(label, counted(name, found[name], asked), share(found[name], most))
        for name, label in named
    ]
    return tuple(bars) if is_shown else ()


def projects(
    asked: Asked, groups: list[WorkGroup], of_group: dict[int, dict[str, int]]
) -> Iterable[ProjectGroups]:
    for project, members in groupby(groups, key=lambda group: group.project):
        rows = tuple(group_row(each, of_group[each.pk], asked) for each in members)
        under = sum(row.is_under_target for row in rows)
        said = words.counted(len(rows), "group")
        yield ProjectGroups(
            project.title, f"{said}, {under} under target" if under else said, rows
        )


def group_row(group: WorkGroup, found: dict[str, int], asked: Asked) -> GroupFigures:
    own = asked.narrowed(group=group.pk)
    held = found.get("secured", 0) + found.get("asked", 0)
    return GroupFigures(
        group,
        reverse("admin:workgroups_workgroup_home", args=[group.pk]),
        tuple(
            (label, counted(name, found.get(name, 0), own)) for name, label in COLUMNS
        ),
        is_under_target=group.target is not None and held < group.target,
    )


def counted(name: str, number: int, asked: Asked) -> Counted:
    return Counted(number, list_named(name).url(asked))


def axis_end(numbers: Iterable[int]) -> int:
    """The next ten above the largest number, where the axis of a chart ends."""
    return (max(numbers, default=0) // 10 + 1) * 10


def share(number: int, most: int) -> int:
    return round(100 * number / most)
