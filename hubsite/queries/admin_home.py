"""Figures and open tasks for the start page of the admin site."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from evaluation.choices import ImplicationState
from evaluation.models import FeedbackForm, Implication
from recruitment.choices import SECURED, EmailState, PlaceState
from recruitment.models import Attendance, Email, Place
from workgroups import academic_years, permissions, words
from workgroups.models import Hub, Session, WorkGroup

ENDING_SOON = timedelta(days=3)
PLANNED_BY = (3, 1)  # 1 March: from then on a hub is asked for next year's groups
GROUPS_SHOWN = 40  # groups in the table; the list of groups holds the rest


@dataclass(frozen=True)
class AdminTask:
    """An open task: a count, its sentence (singular and plural) and a URL."""

    number: int
    one: str
    several: str
    url: str

    @property
    def text(self) -> str:
        return words.plural(self.number, self.one, self.several)


@dataclass(frozen=True)
class Figure:
    label: str
    number: int


@dataclass
class AdminHome:
    """Content of the start page; empty for an account without a hub."""

    hub: Hub | None = None
    hubs: list[Hub] = field(default_factory=list)
    year: str = ""
    tasks: list[AdminTask] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    groups: list[Any] = field(default_factory=list)


def admin_home_of(user: Any, *, hub_id: int | None, at: datetime) -> AdminHome:
    """The start page of one hub, in a constant number of statements."""
    if hub_id is None:
        return AdminHome()
    own = Hub.objects.filter(pk__in=permissions.scope_of(user).staff_hubs)
    hubs = list(own.order_by("name"))
    hub = next(each for each in hubs if each.pk == hub_id)
    year = academic_years.academic_year_of(timezone.localdate(at))
    groups = groups_of(hub, year)
    return AdminHome(
        hub=hub,
        hubs=hubs,
        year=academic_years.label(year),
        tasks=[task for task in tasks_of(hub, groups, at=at) if task.number],
        figures=figures_of(groups),
        groups=groups[:GROUPS_SHOWN],
    )


def groups_of(hub: Hub, year: int) -> list[Any]:
    """The year's running groups with counts of offered, waiting and secured places."""
    state = "places__state"
    return list(
        WorkGroup.objects.filter(hub=hub, start_year=year, cancelled_on=None)
        .select_related("local_authority")
        .annotate(
            secured=Count("places", filter=Q(**{f"{state}__in": SECURED})),
            offered=Count("places", filter=Q(**{state: PlaceState.OFFERED})),
            waiting=Count("places", filter=Q(**{state: PlaceState.WAITING})),
            to_review=Count("places", filter=Q(**{state: PlaceState.INTERESTED})),
        )
        .order_by("local_authority__name", "title")
    )


def figures_of(groups: list[Any]) -> list[Figure]:
    return [
        Figure("groups this year", len(groups)),
        Figure("secured places", sum(group.secured for group in groups)),
        Figure("hoped for", sum(group.target or 0 for group in groups)),
        Figure("asked to confirm", sum(group.offered for group in groups)),
        Figure("on waiting lists", sum(group.waiting for group in groups)),
    ]


def tasks_of(hub: Hub, groups: list[Any], *, at: datetime) -> list[AdminTask]:
    places = _list_url("recruitment_place")
    short = [g for g in groups if g.target and g.secured + g.offered < g.target]
    lapsing = Place.objects.filter(
        hub=hub, state=PlaceState.OFFERED, offer_ends_at__range=(at, at + ENDING_SOON)
    ).count()
    wrong = [EmailState.FAILED, EmailState.BOUNCED]
    emails = Email.objects.filter(hub=hub, state__in=wrong).count()
    open_forms = FeedbackForm.objects.filter(hub=hub).open_at(at).count()
    due = Implication.objects.filter(
        hub=hub, due_on__lte=timezone.localdate(at) + timedelta(days=14)
    ).exclude(state__in=[ImplicationState.DONE, ImplicationState.DROPPED])
    return [
        AdminTask(
            sum(group.to_review for group in groups),
            "person has asked for a place and waits for you to look",
            "people have asked for a place and wait for you to look",
            _list_url("recruitment_place", state__exact=PlaceState.INTERESTED),
        ),
        AdminTask(
            lapsing,
            "person has three days or less to confirm",
            "people have three days or less to confirm",
            _list_url("recruitment_place", state__exact=PlaceState.OFFERED, o="7"),
        ),
        AdminTask(
            missing_registers(hub, at=at),
            "session was held and has no register",
            "sessions were held and have no register",
            _list_url("workgroups_session"),
        ),
        AdminTask(
            emails,
            "letter came back or could not be sent",
            "letters came back or could not be sent",
            _list_url("recruitment_email", state__exact=EmailState.FAILED),
        ),
        AdminTask(
            len(short),
            "group has fewer people than hoped for",
            "groups have fewer people than hoped for",
            places,
        ),
        AdminTask(
            open_forms,
            "feedback form is open",
            "feedback forms are open",
            _list_url("evaluation_feedbackform"),
        ),
        AdminTask(
            due.count(),
            "implication is due within two weeks",
            "implications are due within two weeks",
            _list_url("evaluation_implication"),
        ),
        next_year_missing(hub, at=at),
    ]


def next_year_missing(hub: Hub, *, at: datetime) -> AdminTask:
    """From March on: whether the hub has no work group of the next academic year."""
    today = timezone.localdate(at)
    year = academic_years.academic_year_of(today) + 1
    missing = (
        today >= date(year, *PLANNED_BY)
        and not WorkGroup.objects.filter(
            hub=hub, start_year=year, cancelled_on=None
        ).exists()
    )
    words_for_it = f"academic year, {academic_years.label(year)}, has no work group yet"
    url = reverse("admin:workgroups_workgroup_add")
    return AdminTask(int(missing), words_for_it, words_for_it, url)


def missing_registers(hub: Hub, *, at: datetime) -> int:
    """Sessions of the last year that took place and have no attendance marks."""
    marked = Attendance.objects.filter(session=OuterRef("pk"))
    secured = Place.objects.filter(work_group=OuterRef("work_group"), state__in=SECURED)
    return (
        Session.objects.filter(
            hub=hub, starts_at__lte=at, starts_at__gt=at - timedelta(days=365)
        )
        .filter(Exists(secured))
        .exclude(Exists(marked))
        .count()
    )


def _list_url(name: str, **filters: str) -> str:
    query = f"?{urlencode(filters)}" if filters else ""
    return reverse(f"admin:{name}_changelist") + query
