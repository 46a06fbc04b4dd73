"""Recruiting in one local authority: who does it, whom to ring, what schools said."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from recruitment.choices import ENDS_CALLING, CallAnswer, PlaceState
from recruitment.interest_lists import ListedPerson
from recruitment.models import Place, RecruitingCall, RecruitmentLink
from recruitment.queries.interest_lists import ListPlan
from recruitment.querysets import being_changed
from workgroups import academic_years, permissions
from workgroups.choices import RoleKind
from workgroups.models import (
    Hub,
    HubArea,
    LocalAuthority,
    Role,
    School,
    SchoolYear,
)
from workgroups.permissions import Scope
from workgroups.table_files import Problem

MOST_RUNG = 200  # lines of one list


@dataclass(frozen=True)
class RecruitingArea:
    """A local authority at one hub; its hub recruits where no partner does."""

    hub: Hub
    authority: LocalAuthority
    has_partner: bool
    is_staff: bool  # the account belongs to the hub's office

    @property
    def key(self) -> str:
        return f"{self.hub.slug}/{self.authority.code}"


@dataclass(frozen=True)
class ToRing:
    """One line of the list to ring; `about` and `pk` say which row it is."""

    about: str  # "school" or "place"
    pk: int
    name: str
    where: str
    start_year: int
    answer: str = ""  # of the last call, a CallAnswer
    called_on: date | None = None

    @property
    def is_over(self) -> bool:
        return self.answer in ENDS_CALLING

    @property
    def said(self) -> str:
        return str(CallAnswer(self.answer).label) if self.answer else ""

    @property
    def year(self) -> str:
        return academic_years.label(self.start_year)


@dataclass(frozen=True)
class RingList:
    """Whom to ring; `unnamed` people came by no link of the partner's."""

    schools: list[ToRing]
    people: list[ToRing]
    unnamed: int = 0


@dataclass(frozen=True)
class AnswersOfArea:
    """How the last calls of one local authority ended, in the order of CallAnswer."""

    authority: str
    counts: tuple[int, ...]


def areas_of(user: Any, *, today: date) -> list[RecruitingArea]:
    """Where an account recruits: a partner's own areas, or all of an office's hub.

    Of an office's areas those without a partner come first. Three statements.
    """
    scope = permissions.scope_of(user)
    found = [*_of_partner(scope), *_of_staff(scope, today)]
    return sorted(
        {each.key: each for each in found}.values(),
        key=lambda each: (
            each.is_staff and each.has_partner,
            each.hub.name,
            each.authority.name,
        ),
    )


def _of_partner(scope: Scope) -> list[RecruitingArea]:
    if not scope.recruits:
        return []
    rows = LocalAuthority.objects.in_bulk({pk for _, pk in scope.recruits})
    return [
        RecruitingArea(scope.hubs_read[hub], rows[pk], has_partner=True, is_staff=False)
        for hub, pk in scope.recruits
    ]


def _of_staff(scope: Scope, today: date) -> list[RecruitingArea]:
    """Areas of next year, and of this year or the last one before it with any."""
    if not scope.staff_hubs:
        return []
    partner = Role.objects.in_force(today).filter(
        kind=RoleKind.LA_PARTNER,
        hub=OuterRef("hub"),
        local_authority=OuterRef("local_authority"),
    )
    year = academic_years.academic_year_of(today)
    entered = HubArea.objects.filter(hub=OuterRef("hub"), start_year__lte=year)
    newest = entered.order_by("-start_year").values("start_year")
    of_years = Q(start_year=Subquery(newest[:1])) | Q(start_year=year + 1)
    rows = (
        HubArea.objects.filter(of_years, hub__in=scope.staff_hubs)
        .select_related("hub", "local_authority")
        .annotate(has_partner=Exists(partner.order_by()))
        .order_by()
    )
    return [
        RecruitingArea(
            each.hub,
            each.local_authority,
            has_partner=each.has_partner,
            is_staff=True,
        )
        for each in rows
    ]


def links_of(area: RecruitingArea) -> QuerySet[RecruitmentLink]:
    return RecruitmentLink.objects.filter(
        hub=area.hub, local_authority=area.authority
    ).order_by("label", "pk")


def to_ring(area: RecruitingArea, *, today: date) -> RingList:
    """Schools that expect teachers of whom nobody registered, and open offers.

    An offer is of a second or later year. A partner reads the names of people who came
    by a link or list of theirs; the others are a number. Three statements.
    """
    year = academic_years.academic_year_of(today)
    years = (year, year + 1)
    calls = _last_calls(area, years)
    offers = list(_unanswered(area, years)[:MOST_RUNG])
    named = [
        each
        for each in offers
        if area.is_staff or _is_own(each.registration.recruitment_link, area)
    ]
    return RingList(
        schools=_sorted(_school(each, calls) for each in _schools(area, years)),
        people=_sorted(_person(each, calls) for each in named),
        unnamed=len(offers) - len(named),
    )


def _is_own(link: RecruitmentLink | None, area: RecruitingArea) -> bool:
    return link is not None and link.local_authority_id == area.authority.pk


def schools_to_ring(area: RecruitingArea, years: Iterable[int]) -> QuerySet[SchoolYear]:
    """Years of schools with expected teachers, of whom nobody registered."""
    registered = Place.objects.filter(
        hub=area.hub,
        school=OuterRef("school"),
        start_year=OuterRef("start_year"),
        stage__order=1,
    ).exclude(state=PlaceState.MOVED)
    return (
        SchoolYear.objects.filter(
            hub=area.hub,
            school__local_authority=area.authority,
            start_year__in=years,
            ects_expected__gt=0,
        )
        .exclude(Exists(registered.order_by()))
        .select_related("school")
    )


def _schools(area: RecruitingArea, years: Sequence[int]) -> QuerySet[SchoolYear]:
    in_order = schools_to_ring(area, years).order_by("start_year", "school__name", "pk")
    return in_order[:MOST_RUNG]


def _unanswered(area: RecruitingArea, years: Iterable[int]) -> QuerySet[Place]:
    """Offers of a later stage, without those whose letters are still held."""
    return (
        Place.objects.filter(
            ~Q(being_changed()),
            hub=area.hub,
            work_group__local_authority=area.authority,
            start_year__in=years,
            stage__order__gt=1,
            state=PlaceState.OFFERED,
        )
        .select_related(
            "participant",
            "school",
            "provider",
            "work_group",
            "registration__recruitment_link",
        )
        .order_by("participant__last_name", "participant__first_name", "pk")
    )


def offer_to_ring(area: RecruitingArea, pk: int, *, today: date) -> Any:
    """The offer of a line that the account reads on the list; else None."""
    year = academic_years.academic_year_of(today)
    place = _unanswered(area, (year, year + 1)).filter(pk=pk).first()
    if place is None or area.is_staff:
        return place
    return place if _is_own(place.registration.recruitment_link, area) else None


def _last_calls(
    area: RecruitingArea, years: Iterable[int]
) -> dict[tuple[str, int, int], RecruitingCall]:
    """The newest call of each line, by what it is about, its id and the year."""
    rows = RecruitingCall.objects.filter(
        hub=area.hub, local_authority=area.authority, start_year__in=years
    )
    return {_line_of(each): each for each in rows.order_by("called_at", "pk")}


def _line_of(call: RecruitingCall) -> tuple[str, int, int]:
    if call.school_id is not None:
        return "school", call.school_id, call.start_year
    return "place", call.place_id or 0, call.start_year


def _school(row: SchoolYear, calls: Any) -> ToRing:
    school = row.school
    where = ", ".join(part for part in (school.town, school.postcode) if part)
    expected = f"{row.ects_expected} expected"
    return _line(
        calls,
        ("school", school.pk, row.start_year),
        name=school.name,
        where=f"{where} · {expected}" if where else expected,
    )


def _person(place: Any, calls: Any) -> ToRing:
    where = f"{place.school_label} · {place.work_group.title}".removeprefix(" · ")
    line = ("place", place.pk, place.start_year)
    return _line(calls, line, name=place.participant.full_name, where=where)


def _line(calls: Any, line: tuple[str, int, int], *, name: str, where: str) -> ToRing:
    about, pk, start_year = line
    call = calls.get(line)
    return ToRing(
        about=about,
        pk=pk,
        name=name,
        where=where,
        start_year=start_year,
        answer=call.answer if call else "",
        called_on=call.called_on if call else None,
    )


def _sorted(lines: Iterable[ToRing]) -> list[ToRing]:
    """Lines that are over come last; who was not rung yet comes first."""
    return sorted(lines, key=lambda each: (each.is_over, bool(each.answer)))


def answers_by_area(hub_ids: Iterable[int], *, start_year: int) -> list[AnswersOfArea]:
    """How the last calls of a year ended, counted by local authority.

    It counts lines, each once, whatever the number of its calls. One statement.
    """
    rows = (
        RecruitingCall.objects.filter(hub__in=hub_ids, start_year=start_year)
        .select_related("local_authority")
        .order_by("called_at", "pk")
    )
    last = {(each.hub_id, _line_of(each)): each for each in rows}
    counts: dict[str, Counter[str]] = {}
    for call in last.values():
        counts.setdefault(call.local_authority.name, Counter())[call.answer] += 1
    return [
        AnswersOfArea(name, tuple(counts[name][each] for each in CallAnswer))
        for name in sorted(counts)
    ]


def outside(area: RecruitingArea, plan: ListPlan) -> Iterator[Problem]:
    """The lines whose school is not known to be in the local authority."""
    at_fault = {each.line for each in plan.problems}
    ids = {each.school_id for each in plan.lines if each.school_id is not None}
    schools = School.objects.select_related("local_authority").in_bulk(ids)
    for line in plan.lines:
        person = line.person
        school = schools.get(line.school_id) if line.school_id is not None else None
        if person.line not in at_fault and not _is_inside(area, school):
            yield Problem(person.line, _why_outside(area, person, school))


def _is_inside(area: RecruitingArea, school: School | None) -> bool:
    return school is not None and school.local_authority_id == area.authority.pk


def _why_outside(
    area: RecruitingArea, person: ListedPerson, school: School | None
) -> str:
    if school is not None:
        other = school.local_authority
        return f"{person.full_name}: {school} is in {other}, not in {area.authority}."
    if person.school_name:
        return (
            f"{person.full_name}: no single school of {area.authority} is called "
            f"“{person.school_name}”. Give its number."
        )
    return f"{person.full_name}: the school is missing."
