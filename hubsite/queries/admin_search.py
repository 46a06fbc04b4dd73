"""What the search box of the admin finds: people, schools and groups, or sessions.

Text that names a session by its number or its day searches sessions alone.

Each kind is searched as its own list is, so the link to all results opens exactly the
rows that are counted. One statement finds the first rows of a kind and their number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from recruitment.models import Participant
from workgroups import academic_years, permissions, rules, session_search
from workgroups.admin_base import homes, own_hubs
from workgroups.models import HubArea, School, Session, WorkGroup

SHOWN = 12  # rows of each kind
LONGEST = 100  # characters


@dataclass(frozen=True)
class Found:
    """A row that was found: its name, what tells it from others, and its page."""

    label: str
    detail: str
    url: str


@dataclass(frozen=True)
class Results:
    """The first rows of a kind, how many there are, and the list of all."""

    heading: str
    rows: tuple[Found, ...]
    total: int
    url: str


@dataclass(frozen=True)
class Searched:
    text: str
    results: tuple[Results, ...] = ()
    #: The page of the only row with exactly this address, number or code.
    exact_url: str = ""


@dataclass(frozen=True)
class SearchedKind:
    """One kind of rows: how it is ordered, described, and named exactly."""

    model: Any
    heading: str
    ordered: Callable[[QuerySet[Any], HttpRequest], QuerySet[Any]]
    detail: Callable[[Any], list[str]]
    is_exactly: Callable[[Any, str], bool]


def search(site: AdminSite, request: HttpRequest, text: str) -> Searched:
    """Search the rows that the account may read, in one statement for each kind."""
    text = " ".join(text.replace("\0", " ")[:LONGEST].split())
    if not any(map(str.isalnum, text)):
        return Searched("")
    results, exact = [], []
    for kind in _kinds_for(text):
        model_admin: Any = site._registry[kind.model]
        if not model_admin.has_view_permission(request):
            continue
        rows, total = _first_rows(kind, model_admin, request, text)
        found = tuple(_found(kind, row, request) for row in rows)
        url = f"{_page(kind.model, 'changelist')}?{urlencode({'q': text})}"
        results.append(Results(kind.heading, found, total, url))
        exact += [
            each.url
            for each, row in zip(found, rows, strict=True)
            if kind.is_exactly(row, text)
        ]
    return Searched(text, tuple(results), exact[0] if len(exact) == 1 else "")


def _kinds_for(text: str) -> tuple[SearchedKind, ...]:
    asked = session_search.read(text, today=timezone.localdate())
    return SESSIONS if asked.is_session else KINDS


def _first_rows(
    kind: SearchedKind, model_admin: Any, request: HttpRequest, text: str
) -> tuple[list[Any], int]:
    everything = model_admin.get_queryset(request).order_by()
    found, _ = model_admin.get_search_results(request, everything, text)
    counted = found.annotate(total=Window(Count("pk")))
    rows = list(kind.ordered(counted, request)[:SHOWN])
    return rows, rows[0].total if rows else 0


def _found(kind: SearchedKind, row: Any, request: HttpRequest) -> Found:
    parts = kind.detail(row)
    if len(own_hubs(request)) > 1 and getattr(row, "hub_id", None):
        parts = [*parts, row.hub.name]
    leads_home = homes.is_for(request.user, row)
    url = homes.url_of(row) if leads_home else _page(kind.model, "change", row.pk)
    return Found(str(row), " · ".join(filter(None, parts)), url)


def _page(model: Any, page: str, *args: Any) -> str:
    name = model._meta.label_lower.replace(".", "_")
    return reverse(f"admin:{name}_{page}", args=args)


def _people(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    return rows.select_related("hub").order_by("last_name", "first_name", "pk")


def _person(person: Participant) -> list[str]:
    return [person.email]


def _is_address(person: Participant, text: str) -> bool:
    return text.casefold() in {person.email, person.second_email.casefold()} - {""}


def _schools(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Schools of the local authorities in which the hubs work come first."""
    areas = HubArea.objects.filter(
        local_authority=OuterRef("local_authority"),
        hub__in=permissions.scope_of(request.user).staff_hubs,
    )
    near = rows.select_related("local_authority").annotate(is_near=Exists(areas))
    return near.order_by(F("is_near").desc(), "name", "pk")


def _school(school: School) -> list[str]:
    status = "" if school.status == "open" else school.get_status_display()
    return [school.local_authority.name, str(school.urn), status]


def _groups(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    related = rows.select_related("hub", "project", "local_authority")
    return related.order_by("-start_year", "title", "pk")


def _group(group: WorkGroup) -> list[str]:
    cancelled = "cancelled" if group.cancelled_on else ""
    year = academic_years.label(group.start_year)
    return [year, str(group.local_authority or ""), group.project.code, cancelled]


def _is_code(group: WorkGroup, text: str) -> bool:
    project = group.project
    code = rules.parse_project_code(text)
    own = (project.code_year, project.code_number, project.code_suffix)
    return code is not None and code == own


def _sessions(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    related = rows.select_related("hub", "work_group__venue", "venue")
    return related.order_by("-on", "work_group__title", "pk")


def _session(session: Session) -> list[str]:
    called_off = "called off" if session.called_off_at else ""
    return [str(session.effective_venue or ""), called_off]


#: The only session that was found opens at once.
SESSIONS = (
    SearchedKind(Session, "Sessions", _sessions, _session, lambda session, text: True),
)
KINDS = (
    SearchedKind(Participant, "People", _people, _person, _is_address),
    SearchedKind(
        School,
        "Schools",
        _schools,
        _school,
        lambda school, text: text == str(school.urn),
    ),
    SearchedKind(WorkGroup, "Groups", _groups, _group, _is_code),
)
