"""The public search for work groups: filters, results and choices.

The search is a form that is sent with GET, so the URL holds all of it and works without
scripts. An unknown value counts as not chosen.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import count
from urllib.parse import urlencode

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from workgroups import academic_years
from workgroups.choices import Audience, SchoolPhase
from workgroups.models import HubArea, Session, WorkGroup
from workgroups.querysets import taking_interest

LONGEST_WORDS = 100  # characters
WORDS_READ = 6
SEARCHED = (
    "title",
    "key_theme",
    "venue__name",
    "venue__postcode",
    "project__stage__programme__name",
    "local_authority__name",
    "hub__name",
)
TERMS = {
    "autumn": ("autumn term", (9, 10, 11, 12)),
    "spring": ("spring term", (1, 2, 3)),
    "summer": ("summer term", (4, 5, 6, 7, 8)),
}


@dataclass(frozen=True)
class Search:
    """The chosen values; "" where nothing is chosen."""

    phase: str = ""
    la: str = ""
    audience: str = ""
    year: str = ""
    term: str = ""
    hub: str = ""
    q: str = ""

    @property
    def chosen_filters(self) -> int:
        return sum(bool(value) for key, value in asdict(self).items() if key != "q")

    @property
    def is_empty(self) -> bool:
        return not any(asdict(self).values())

    def url(self, **changes: str) -> str:
        chosen = asdict(replace(self, **changes))
        return "?" + urlencode({key: value for key, value in chosen.items() if value})


@dataclass(frozen=True)
class FilterChoice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """One filter with its choices, the first of them "all"."""

    title: str
    name: str
    choices: tuple[FilterChoice, ...]


@dataclass(frozen=True)
class FilterValues:
    """A combination of filter values that some group has."""

    phase: str
    la: str
    la_name: str
    audience: str
    year: int
    hub: str
    hub_name: str


@dataclass(frozen=True)
class NextSession:
    """The next session in one local authority, and how many groups are open there."""

    where: str
    query: str  # the search that shows these groups
    on: date
    groups: int


@dataclass(frozen=True)
class NextGroups:
    """When groups take expressions of interest again.

    `opens_on` is the first day on which a listed group opens, if there is one. Else
    `year` is planned, but without an opening date, or nothing of it exists yet;
    `has_begun` says whether that year runs already.
    """

    year: str  # "2027/28"
    opens_on: date | None = None
    is_planned: bool = False
    has_begun: bool = False


def filter_values() -> list[FilterValues]:
    """Every combination of filter values that occurs, in one statement."""
    rows = WorkGroup.objects.filter(cancelled_on=None, retired_on=None).order_by()
    values = rows.values_list(
        "school_phase",
        "local_authority__code",
        "local_authority__name",
        "project__stage__programme__audience",
        "start_year",
        "hub__slug",
        "hub__name",
    )
    return [
        FilterValues(phase, la or "", la_name or "", *rest)
        for phase, la, la_name, *rest in values.distinct()
    ]


def read_search(asked: Mapping[str, str], known: Iterable[FilterValues]) -> Search:
    """The requested filters, limited to values that some group has."""
    known = list(known)
    fits = {
        "phase": {each.phase for each in known},
        "la": {each.la for each in known},
        "audience": {each.audience for each in known},
        "year": {str(each.year) for each in known},
        "term": set(TERMS),
        "hub": {each.hub for each in known},
    }
    text = asked.get("q", "").replace("\0", " ")[:LONGEST_WORDS]
    return Search(
        q=" ".join(text.split()),
        **{
            key: asked[key]
            for key, values in fits.items()
            if asked.get(key) and asked[key] in values
        },
    )


def search_groups(
    search: Search, *, today: date, near: Collection[str] = ()
) -> QuerySet[WorkGroup]:
    """Matching groups: those open for interest first, by programme and next session.

    Without a year, groups of this academic year and later. A group for the whole hub
    matches each local authority in which the hub works that year. `near` are the
    codes of the authorities of the postcode in `search.q`; without them `q` holds
    words, each of which a group's title, theme, venue, programme, authority or hub has
    to contain.
    """
    groups = WorkGroup.objects.filter(cancelled_on=None, retired_on=None).listed()
    if search.year:
        groups = groups.filter(start_year=search.year)
    else:
        groups = groups.filter(start_year__gte=academic_years.academic_year_of(today))
    if search.phase:
        groups = groups.filter(school_phase=search.phase)
    if search.audience:
        groups = groups.filter(project__stage__programme__audience=search.audience)
    if search.hub:
        groups = groups.filter(hub__slug=search.hub)
    if search.la:
        groups = groups.filter(_in_authorities([search.la]))
    if near:
        groups = groups.filter(_in_authorities(near))
    elif search.q:
        groups = groups.filter(_with_words(search.q))
    if search.term:
        months = TERMS[search.term][1]
        sessions = Session.objects.filter(
            work_group=OuterRef("pk"), on__month__in=months
        )
        groups = groups.filter(Exists(sessions))
    return groups.with_next_session(today).order_by(
        Case(
            When(taking_interest(today, knows_next=True), then=Value(0)),
            default=Value(1),
        ),
        "project__stage__programme__name",
        Case(When(dates_confirmed=True, then=F("next_on"))).asc(nulls_last=True),
        "title",
        "pk",
    )


def _in_authorities(codes: Collection[str]) -> Q:
    """Groups of these authorities, and those for a whole hub that works there."""
    areas = HubArea.objects.filter(
        hub=OuterRef("hub"),
        start_year=OuterRef("start_year"),
        local_authority__code__in=codes,
    )
    return Q(local_authority__code__in=codes) | Q(Exists(areas), local_authority=None)


def _with_words(text: str) -> Q:
    has_all = Q()
    for word in text.split()[:WORDS_READ]:
        has_word = Q()
        for field in SEARCHED:
            has_word |= Q(**{f"{field}__icontains": word})
        has_all &= has_word
    return has_all


def next_sessions(*, today: date, hub: str = "") -> list[NextSession]:
    """The next session of open groups by local authority, in one statement."""
    groups = WorkGroup.objects.open_for_interest(today).filter(dates_confirmed=True)
    if hub:
        groups = groups.filter(hub__slug=hub)
    own = Session.objects.going_ahead().filter(work_group__in=groups.values("pk"))
    dated = own.filter(on__gte=today)
    name = "work_group__local_authority__name"
    rows = (
        dated.exclude(work_group__local_authority=None)
        .order_by(name)
        .values_list("work_group__local_authority__code", name)
        .annotate(Min("on"), Count("work_group", distinct=True))
    )
    return [
        NextSession(name, Search(la=code, hub=hub).url(), on, number)
        for code, name, on, number in rows
    ]


def filters(
    search: Search, known: Iterable[FilterValues], *, today: date
) -> list[Filter]:
    """The filters that have more than one choice."""
    known = list(known)
    this_year = academic_years.label(academic_years.academic_year_of(today))
    years = sorted({each.year for each in known}, reverse=True)
    questions: list[tuple[str, str, str, list[tuple[str, str]]]] = [
        ("Phase", "phase", "all phases", in_order(SchoolPhase, known, "phase")),
        ("Where", "la", "everywhere", by_name(known, "la", "la_name")),
        ("Who for", "audience", "everybody", in_order(Audience, known, "audience")),
        (
            "Year",
            "year",
            f"{this_year} on",
            [(str(year), academic_years.label(year)) for year in years],
        ),
        (
            "Sessions in",
            "term",
            "any term",
            [(key, label) for key, (label, _) in TERMS.items()],
        ),
        ("Hub", "hub", "all hubs", by_name(known, "hub", "hub_name")),
    ]
    return [
        Filter(title, key, choices(search, key, every, answers))
        for title, key, every, answers in questions
        if len(answers) > 1 or getattr(search, key)
    ]


def choices(
    search: Search, key: str, every: str, answers: list[tuple[str, str]]
) -> tuple[FilterChoice, ...]:
    chosen = getattr(search, key)
    return tuple(
        FilterChoice(value, label, value == chosen)
        for value, label in [("", every), *answers]
    )


def in_order(
    kind: type[SchoolPhase] | type[Audience], known: list[FilterValues], key: str
) -> list[tuple[str, str]]:
    """The members of a TextChoices class that occur, in declaration order."""
    found = {getattr(each, key) for each in known} - {SchoolPhase.NOT_APPLICABLE}
    return [(str(each.value), str(each.label)) for each in kind if each.value in found]


def by_name(known: list[FilterValues], key: str, name: str) -> list[tuple[str, str]]:
    pairs = {(getattr(each, key), getattr(each, name)) for each in known}
    return sorted((pair for pair in pairs if pair[0]), key=lambda pair: pair[1])


def next_groups(search: Search, *, today: date) -> NextGroups:
    """When groups that match a search, whatever its year and term, are open again.

    Words and postcodes are left out, too: they say little of groups to come.
    """
    wanted = replace(search, year="", term="", q="")
    found = search_groups(wanted, today=today).order_by()
    rows = list(found.values_list("start_year", "opens_on"))
    opening = min(
        ((opens_on, year) for year, opens_on in rows if opens_on and opens_on > today),
        default=None,
    )
    if opening is not None:
        return NextGroups(academic_years.label(opening[1]), opens_on=opening[0])
    this_year = academic_years.academic_year_of(today)
    undated = [year for year, opens_on in rows if year > this_year and not opens_on]
    if undated:
        return NextGroups(academic_years.label(min(undated)), is_planned=True)
    planned = {year for year, _ in rows}
    missing = next(year for year in count(this_year) if year not in planned)
    return NextGroups(academic_years.label(missing), has_begun=missing == this_year)
