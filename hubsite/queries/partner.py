"""What who recruits in a local authority sees: funnel, links, people, list to ring.

A partner reads names, schools and states up to confirmed only of people who came by a
link or list of the local authority; all other people of it are counts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from evaluation import suppression
from evaluation.suppression import FEWEST_TO_BREAK_DOWN
from recruitment import recruiting_links
from recruitment.choices import CallAnswer, FunnelStage, PlaceState
from recruitment.models import (
    LinkCount,
    Place,
    PlaceEvent,
    RecruitmentLink,
    RegistrationDraft,
)
from recruitment.queries import figures, recruiting
from recruitment.queries.recruiting import AnswersOfArea, RecruitingArea, RingList
from recruitment.recruiting_links import TrackedLink
from workgroups import academic_years
from workgroups.models import Hub, LocalAuthority, WorkGroup

#: States that a partner may see; later ones are between the person and the hub.
BEFORE_SECURED = {
    PlaceState.INTERESTED,
    PlaceState.WAITING,
    PlaceState.OFFERED,
    PlaceState.DECLINED,
    PlaceState.LAPSED,
    PlaceState.NOT_SELECTED,
    PlaceState.PROVISIONAL,
}
PEOPLE_SHOWN = 300  # people named on one page
STAGES = ("year one", "year two", "year three", "year four")

Column = tuple[int, int]  # academic year, order of the stage
Openings = list[tuple[int, int, int]]  # link, work group, about how often opened


@dataclass(frozen=True)
class LinkUse:
    """What came of a link: forms begun, people registered and places secured.

    `opened` is a rough figure, because programs look at links too.
    """

    label: str
    opened: int
    begun: int
    registered: int
    secured: int


@dataclass(frozen=True)
class FunnelRow:
    """One stage of the funnel, a number for each column; None where suppressed."""

    label: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class RecruitedPerson:
    name: str
    school: str
    group: str
    state: str


@dataclass(frozen=True)
class Area:
    """One local authority at one hub."""

    own: RecruitingArea
    year: str
    target: int
    columns: list[str]
    funnel: list[FunnelRow]
    links: list[TrackedLink]
    use: list[LinkUse]
    people: list[RecruitedPerson]
    to_ring: RingList

    @property
    def hub(self) -> Hub:
        return self.own.hub

    @property
    def authority(self) -> LocalAuthority:
        return self.own.authority


def area_of(own: RecruitingArea, *, at: datetime) -> Area:
    """What the page of one local authority shows; the same statements for any rows."""
    today = timezone.localdate(at)
    year = academic_years.academic_year_of(today)
    groups = WorkGroup.objects.filter(
        hub=own.hub,
        local_authority=own.authority,
        start_year__in=(year - 1, year, year + 1),
    )
    rows = list(groups.select_related("project__stage", "hub").order_by("title", "pk"))
    now = [each for each in rows if each.start_year == year and not each.cancelled_on]
    columns = _columns(rows, year)
    links = list(recruiting.links_of(own).select_related("work_group"))
    openings = _openings(links)
    return Area(
        own=own,
        year=academic_years.label(year),
        target=sum(each.target or 0 for each in now),
        columns=_headings(columns),
        funnel=_funnel(
            groups, rows, columns, openings, smallest=own.hub.smallest_count, at=at
        ),
        links=_tracked(links, groups.open_for_interest(today).select_related("hub")),
        use=_use(links, openings, year),
        people=_people(links, year),
        to_ring=recruiting.to_ring(own, today=today),
    )


def answers_by_area(own: RecruitingArea, *, at: datetime) -> list[AnswersOfArea]:
    """For the hub's office: what schools said this year, by local authority."""
    if not own.is_staff:
        return []
    year = academic_years.academic_year_of(timezone.localdate(at))
    return recruiting.answers_by_area([own.hub.pk], start_year=year)


def answer_labels() -> list[str]:
    return [str(each.label) for each in CallAnswer]


def _columns(groups: Iterable[WorkGroup], year: int) -> list[Column]:
    """This year and last year, and next year where it has groups, by stage."""
    found = {(each.start_year, each.project.stage.order) for each in groups}
    years = {year, year - 1} | {each for each, _ in found}
    stages = {order for _, order in found} or {1}
    return [
        (each, order)
        for each in sorted(years, reverse=True)
        for order in sorted(stages)
    ]


def _headings(columns: list[Column]) -> list[str]:
    stages = {order for _, order in columns}
    if len(stages) == 1:
        return [academic_years.label(year) for year, _ in columns]
    return [
        f"{academic_years.label(year)}, {STAGES[min(order, len(STAGES)) - 1]}"
        for year, order in columns
    ]


def _tracked(
    links: Iterable[RecruitmentLink], groups: QuerySet[WorkGroup]
) -> list[TrackedLink]:
    """Each link as it leads to its group, or to each group that takes interest."""
    open_now = list(groups.order_by("title", "pk"))
    return [
        recruiting_links.of(link, group)
        for link in links
        for group in open_now
        if link.work_group_id in (None, group.pk)
    ]


def _use(links: list[RecruitmentLink], openings: Openings, year: int) -> list[LinkUse]:
    begun = dict(
        RegistrationDraft.objects.filter(recruitment_link__in=links)
        .order_by()
        .values_list("recruitment_link")
        .annotate(n=Count("pk"))
    )
    opened: Counter[int] = Counter()
    for link, _, n in openings:
        opened[link] += n
    places = (
        _came_by(links, year)
        .order_by()
        .values_list("registration__recruitment_link")
        .annotate(n=Count("pk"), secured_ones=Count("pk", filter=Q(was_secured=True)))
    )
    used = {link: (n, secured) for link, n, secured in places}
    return [
        LinkUse(
            each.label,
            opened[each.pk],
            begun.get(each.pk, 0),
            *used.get(each.pk, (0, 0)),
        )
        for each in links
    ]


def _funnel(
    groups: QuerySet[WorkGroup],
    rows: Iterable[WorkGroup],
    columns: list[Column],
    openings: Openings,
    *,
    smallest: int,
    at: datetime,
) -> list[FunnelRow]:
    column_of = {each.pk: (each.start_year, each.project.stage.order) for each in rows}
    begun: dict[Column, int] = dict.fromkeys(columns, 0)
    drafts = RegistrationDraft.objects.filter(work_group__in=groups).order_by()
    for group, n in drafts.values_list("work_group").annotate(n=Count("pk")):
        begun[column_of[group]] += n
    opened: dict[Column, int] = dict.fromkeys(columns, 0)
    for _, group, n in openings:
        if group in column_of:
            opened[column_of[group]] += n
    entries: dict[Column, list[figures.FunnelEntry]] = {each: [] for each in columns}
    for entry in figures.funnel(groups, at=at):
        entries[column_of[entry.work_group_id]].append(entry)
    counts = [_stage_counts(entries[each], smallest) for each in columns]
    return [
        FunnelRow("link opened, about", tuple(opened[each] for each in columns)),
        FunnelRow("form begun and not sent", tuple(begun[each] for each in columns)),
        *(
            FunnelRow(stage.label, tuple(each[stage] for each in counts))
            for stage in FunnelStage
        ),
    ]


def _openings(links: Iterable[RecruitmentLink]) -> Openings:
    rows = LinkCount.objects.filter(link__in=list(links)).order_by()
    return list(rows.values_list("link", "work_group").annotate(opened=Sum("n")))


def _stage_counts(
    entries: list[figures.FunnelEntry], smallest: int
) -> Mapping[FunnelStage, int | None]:
    """People who reached each stage, exactly up to secured.

    A partner recruits these people and knows them by name, so a count tells them
    nothing new. Who came to session 1 they may not know: it is None where it would
    reveal who came or who did not, as in reports.
    """
    counts: dict[FunnelStage, int | None] = {
        stage: sum(entry.reached(stage) for entry in entries) for stage in FunnelStage
    }
    secured = sum(entry.secured for entry in entries)
    came = sum(entry.came for entry in entries)
    if suppression.reveals_few([came, secured - came], smallest, FEWEST_TO_BREAK_DOWN):
        counts[FunnelStage.CAME] = None
    return counts


def _came_by(links: Iterable[RecruitmentLink], year: int) -> QuerySet[Place]:
    """Places of this year and the next of people who came by these links."""
    secured = PlaceEvent.objects.filter(
        place=OuterRef("pk"), to_state=PlaceState.CONFIRMED
    )
    return Place.objects.filter(
        registration__recruitment_link__in=links,
        start_year__in=(year, year + 1),
        moved_to=None,
    ).annotate(was_secured=Exists(secured.order_by()))


def _people(links: Iterable[RecruitmentLink], year: int) -> list[RecruitedPerson]:
    places = (
        _came_by(links, year)
        .select_related("participant", "school", "provider", "work_group")
        .order_by("participant__last_name", "participant__first_name", "pk")
    )
    return [
        RecruitedPerson(
            place.participant.full_name,
            place.school_label,
            place.work_group.title if place.work_group else "",
            _state(place),
        )
        for place in places[:PEOPLE_SHOWN]
    ]


def _state(place: Any) -> str:
    """The state up to confirmed; what happened to a secured place later is hidden."""
    if place.was_secured or place.state == PlaceState.CONFIRMED:
        return str(PlaceState.CONFIRMED.label)
    if place.state in BEFORE_SECURED:
        return str(place.get_state_display())
    return "did not go on"
