"""What a local authority partner sees: own funnel, own links, own people.

Names, schools and states up to confirmed are shown only of people who came by the
partner's own links; all other people of the local authority are counts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from evaluation import suppression
from evaluation.suppression import FEWEST_TO_BREAK_DOWN
from recruitment.choices import FunnelStage, PlaceState
from recruitment.models import Place, PlaceEvent, RecruitmentLink, RegistrationDraft
from recruitment.queries import figures
from workgroups import academic_years, permissions
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


@dataclass(frozen=True)
class PartnerLink:
    label: str
    url: str
    qr: str  # the QR code as a data: URL


@dataclass(frozen=True)
class FunnelRow:
    """One stage of the funnel, this year and last year; None where suppressed."""

    label: str
    now: int | None
    before: int | None


@dataclass(frozen=True)
class RecruitedPerson:
    name: str
    school: str
    group: str
    state: str


@dataclass(frozen=True)
class Area:
    """One local authority at one hub."""

    hub: Hub
    authority: LocalAuthority
    year: str
    last_year: str
    target: int
    links: list[PartnerLink]
    funnel: list[FunnelRow]
    people: list[RecruitedPerson]


def areas_of(user: Any, *, at: datetime) -> list[Area]:
    scope = permissions.scope_of(user)
    hubs = Hub.objects.in_bulk({hub_id for hub_id, _ in scope.recruits})
    places = LocalAuthority.objects.in_bulk({la_id for _, la_id in scope.recruits})
    pairs = sorted(scope.recruits)
    return [
        _area(user, hubs[hub], places[authority], at=at) for hub, authority in pairs
    ]


def _area(user: Any, hub: Hub, authority: LocalAuthority, *, at: datetime) -> Area:
    year = academic_years.academic_year_of(timezone.localdate(at))
    groups = WorkGroup.objects.visible_to(user).filter(
        hub=hub, local_authority=authority
    )
    this_year = groups.filter(start_year=year)
    links = RecruitmentLink.objects.visible_to(user).filter(
        hub=hub, local_authority=authority
    )
    targets = this_year.filter(cancelled_on=None).values_list("target", flat=True)
    return Area(
        hub=hub,
        authority=authority,
        year=academic_years.label(year),
        last_year=academic_years.label(year - 1),
        target=sum(target or 0 for target in targets),
        links=[own for link in links for own in _partner_links(link, this_year, at=at)],
        funnel=_funnel(
            this_year,
            groups.filter(start_year=year - 1),
            smallest=hub.smallest_count,
            at=at,
        ),
        people=_people(links, year),
    )


def _partner_links(
    link: RecruitmentLink, groups: Any, *, at: datetime
) -> list[PartnerLink]:
    """URLs of a recruitment link: of its group, or of each open group of the area."""
    if link.work_group is not None:
        return [_partner_link(link.label, link.work_group, link.code)]
    open_now = groups.open_for_interest(timezone.localdate(at)).order_by("title")
    return [_partner_link(f"{link.label}: {g.title}", g, link.code) for g in open_now]


def _partner_link(label: str, work_group: WorkGroup, code: str) -> PartnerLink:
    path = reverse("recruitment:register_interest", args=[work_group.slug])
    url = f"{settings.SITE_URL}{path}?from={code}"
    return PartnerLink(label, url, segno.make(url).svg_data_uri(scale=3))


def _funnel(now: Any, before: Any, *, smallest: int, at: datetime) -> list[FunnelRow]:
    started = [
        RegistrationDraft.objects.filter(work_group__in=groups).count()
        for groups in (now, before)
    ]
    counts = [
        _stage_counts(figures.funnel(groups, at=at), smallest)
        for groups in (now, before)
    ]
    return [
        FunnelRow("form begun and not sent", *started),
        *(
            FunnelRow(stage.label, *(each[stage] for each in counts))
            for stage in FunnelStage
        ),
    ]


def _stage_counts(
    entries: list[figures.FunnelEntry], smallest: int
) -> dict[FunnelStage, int | None]:
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


def _people(links: Any, year: int) -> list[RecruitedPerson]:
    secured = PlaceEvent.objects.filter(
        place=OuterRef("pk"), to_state=PlaceState.CONFIRMED
    )
    places = (
        Place.objects.filter(
            registration__recruitment_link__in=links, start_year=year, moved_to=None
        )
        .select_related("participant", "school", "provider", "work_group")
        .annotate(was_secured=Exists(secured))
        .order_by("participant__last_name", "participant__first_name")
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
