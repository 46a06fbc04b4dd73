"""Public pages: a hub, the list of work groups, one work group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation.queries.said_and_did import said_and_did
from hubsite.queries.group_rows import GroupRow, sections_of, short_name
from recruitment import participant_sessions
from recruitment.forms.openings import AskForOpeningForm
from recruitment.queries.figures import seats_for_others
from recruitment.queries.nearest_group import nearest_with_seats, start_from, start_of
from recruitment.queries.openings import awaited_of, line_of
from workgroups import (
    academic_years,
    group_search,
    plan_sections,
    public_texts,
    queries,
    school_search,
    words,
)
from workgroups.caching import public_page
from workgroups.choices import SchoolPhase
from workgroups.form_fields import clean_line
from workgroups.models import Hub, HubArea, Session, Venue, WorkGroup
from workgroups.rules import PlacesLine, begun_in_words
from workgroups.words import clock_time, time_range

GROUPS_PER_PAGE = 20  # groups per page
GROUPS_ON_HUB_PAGE = 10
FACTS = ("work_group_is", "work_group_for", "work_group_costs", "work_group_asks")


@dataclass(frozen=True)
class SessionLine:
    """A session as a visitor sees it, without its joining link.

    `venue` is None where it is the group's venue.
    """

    number: int
    on: date
    times: str
    venue: Venue | None
    is_online: bool
    focus: str
    to_bring: str
    is_called_off: bool


@login_not_required
@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the hub's page if there is one hub, else the list of hubs."""
    today = timezone.localdate()
    is_open = Q(work_groups__in=WorkGroup.objects.open_for_interest(today))
    hubs = list(Hub.objects.annotate(open_groups=Count("work_groups", filter=is_open)))
    if len(hubs) == 1:
        return show_hub(request, hubs[0])
    page: dict[str, Any] = {
        "hubs": hubs,
        "next_sessions": group_search.next_sessions(today=today),
        "texts": public_texts.shipped(FACTS),
    }
    if hubs and not any(each.open_groups for each in hubs):
        page["coming"] = group_search.next_groups(group_search.Search(), today=today)
    return render(request, "hubsite/home.html", page)


@login_not_required
@require_safe
@public_page
def hub(request: HttpRequest, slug: str) -> HttpResponse:
    return show_hub(request, get_object_or_404(Hub, slug=slug))


def show_hub(request: HttpRequest, hub: Hub) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    search = group_search.Search(hub=hub.slug)
    groups = group_search.search_groups(search, today=today)[:GROUPS_ON_HUB_PAGE]
    areas = HubArea.objects.filter(
        hub=hub, start_year=academic_years.academic_year_of(today)
    ).select_related("local_authority")
    rows = rows_of(groups, at=now)
    page = {
        "hub": hub,
        "about": public_texts.about(hub),
        "texts": public_texts.shown(hub, (*FACTS, "how_it_works", "who_to_ask")),
        "areas": [str(area.local_authority) for area in areas],
        "rows": rows,
        "sections": sections_of(rows),
        "abbreviations": words.abbreviations_in(row.programme for row in rows),
        "next_sessions": group_search.next_sessions(today=today, hub=hub.slug),
        "all_groups_query": search.url(),
        "coming": next_groups(search, rows, today=today),
    }
    return render(request, "hubsite/hub.html", page)


@login_not_required
@require_safe
@public_page
def list_work_groups(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    known = group_search.filter_values()
    search = group_search.read_search(request.GET.dict(), known)
    near = school_search.authorities_near(search.q)
    found = group_search.search_groups(search, today=today, near=near)
    page = Paginator(found, GROUPS_PER_PAGE).get_page(request.GET.get("page"))
    groups = list(page.object_list)
    hubs = {each.hub for each in known}
    rows = rows_of(groups, at=now, names_hub=len(hubs) > 1)
    slug = search.hub or (hubs.pop() if len(hubs) == 1 else "")
    context = {
        "page": page,
        "rows": rows,
        "sections": sections_of(rows),
        "abbreviations": words.abbreviations_in(row.programme for row in rows),
        "search": search,
        "near": words.listed(list(near.values())),
        "filters": group_search.filters(search, known, today=today),
        "pages": [(number, page_url(search, number)) for number in nearby_pages(page)],
    }
    if page.number == 1:  # open groups come first
        context["coming"] = next_groups(search, rows, today=today)
    if slug:
        context["hub"] = groups[0].hub if groups else Hub.objects.get(slug=slug)
    return render(request, "hubsite/list_work_groups.html", context)


@login_not_required
@require_safe
@public_page
def show_work_group(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    in_use = WorkGroup.objects.filter(retired_on=None)
    work_group = get_object_or_404(in_use.listed(), slug=slug)
    sessions = list(work_group.sessions.select_related("venue").order_by("number"))
    held = [session for session in sessions if session.called_off_at is None]
    for session in sessions:
        session.work_group = work_group  # avoids a query per session in the pathway
    project = work_group.project
    counted = seats_for_others([work_group], at=now)
    page: dict[str, Any] = {
        "work_group": work_group,
        "hub": work_group.hub,
        "about": public_texts.about(work_group.hub),
        "project": project,
        "stage": project.stage,
        "abbreviations": words.abbreviations_in([work_group.title]),
        "audience": project.stage.programme.get_audience_display(),
        "where": where(work_group),
        "phase": phase(work_group),
        "begun": begun(work_group, held, today=today),
        "line": line_of(work_group, counted, today=today),
        "outcomes": queries.outcomes_by_kind(project.pk),
        **session_lists(work_group, sessions, today=today),
        "time": queries.time_asked(held),
        "touched": plan_sections.sections_touched(held, project_id=project.pk),
        "pathway": queries.pathway_from(work_group, held, today=today),
        "said_and_did": said_and_did(work_group.hub_id, work_group.start_year),
    }
    if page["line"].tone != "left":
        page |= nearest_group(request, work_group, at=now)
        page["awaited"] = awaited_of(work_group, page["line"], today=today)
        page["form"] = AskForOpeningForm()
    page["years"] = len(page["pathway"].spans) if page["pathway"] else 1
    return render(request, "hubsite/show_work_group.html", page)


def nearest_group(
    request: HttpRequest, work_group: WorkGroup, *, at: datetime
) -> dict[str, Any]:
    """The nearest group with seats, from what was typed or from the person's school."""
    typed = clean_line(request.GET.get("from", ""))
    if typed:
        start = start_from(typed)
    else:
        people = participant_sessions.participants_of(request).participant_ids
        start = start_of(people) if people else None
    return {
        "near": nearest_with_seats(work_group, at=at, start=start),
        "typed": typed[: school_search.LONGEST_SEARCH],
        "is_unknown": bool(typed) and start is None,
    }


def rows_of(
    groups: Iterable[Any], *, at: datetime, names_hub: bool = False
) -> list[GroupRow]:
    """List rows of groups from `search_groups`; seats are counted in one statement."""
    groups = list(groups)
    today = timezone.localdate(at)
    counted = seats_for_others(groups, at=at)
    rows = []
    for group in groups:
        line = line_of(group, counted, today=today)
        facts = facts_of(group, today=today, names_hub=names_hub)
        rows.append(row_of(group, line, facts))
    return rows


def facts_of(work_group: WorkGroup, *, today: date, names_hub: bool) -> tuple[str, ...]:
    """What neither the place nor the programme's name says."""
    programme = work_group.project.stage.programme.name.casefold()
    phase_of = phase(work_group)
    is_current = work_group.start_year == academic_years.academic_year_of(today)
    facts = [
        "" if phase_of in programme else phase_of,
        "" if is_current else work_group.year_label,
        work_group.hub.name if names_hub and work_group.local_authority else "",
    ]
    return tuple(fact for fact in facts if fact)


def row_of(work_group: Any, line: PlacesLine, facts: tuple[str, ...]) -> GroupRow:
    programme = work_group.project.stage.programme.name
    place = where(work_group)
    has_next = work_group.dates_confirmed and work_group.next_on is not None
    on = work_group.next_on or work_group.last_session_on
    short = short_name(
        work_group.title, without=(programme, place, work_group.hub.name)
    )
    return GroupRow(
        title=work_group.title,
        url=work_group.get_absolute_url(),
        on=on if work_group.dates_confirmed else None,
        where=place,
        facts=facts,
        starts=clock_time(work_group.next_starts) if has_next else "",
        ends=clock_time(work_group.next_ends) if has_next else "",
        places=line.words,
        tone=line.tone,
        name=short,
        programme=programme,
    )


def where(work_group: WorkGroup) -> str:
    """The local authority, or the hub for a group that serves all of it."""
    return str(work_group.local_authority or f"All of {work_group.hub}")


def phase(work_group: WorkGroup) -> str:
    """The school phase in words; "" for a group that is for every phase."""
    if work_group.school_phase == SchoolPhase.NOT_APPLICABLE:
        return ""
    return str(work_group.get_school_phase_display())


def begun(work_group: WorkGroup, sessions: Sequence[Session], *, today: date) -> str:
    days = [each.on for each in sessions] if work_group.dates_confirmed else []
    return begun_in_words(days, today=today)


def session_lists(
    work_group: WorkGroup, sessions: Sequence[Session], *, today: date
) -> dict[str, list[SessionLine]]:
    """The sessions to come and those that are over, which have confirmed dates."""
    over = [each.on < today and work_group.dates_confirmed for each in sessions]
    lines = [session_line(each, work_group) for each in sessions]
    pairs = list(zip(lines, over, strict=True))
    return {
        "sessions": [line for line, is_past in pairs if not is_past],
        "past_sessions": [line for line, is_past in pairs if is_past],
    }


def session_line(session: Session, work_group: WorkGroup) -> SessionLine:
    return SessionLine(
        number=session.number,
        on=session.on,
        times=time_range(session.starts, session.ends),
        venue=None if session.venue == work_group.venue else session.venue,
        is_online=bool(session.joining_link),
        focus=session.focus,
        to_bring=session.to_bring,
        is_called_off=session.called_off_at is not None,
    )


def next_groups(
    search: group_search.Search, rows: Sequence[GroupRow], *, today: date
) -> group_search.NextGroups | None:
    """When groups are open again; None where the first row, and so some row, is open.

    Without a row there is nothing to say either: the page then explains itself.
    """
    if not rows or rows[0].tone != "closed":
        return None
    return group_search.next_groups(search, today=today)


def nearby_pages(page: Any) -> list[int]:
    """Page numbers near the current page, for the pagination links."""
    last = page.paginator.num_pages
    near = {1, page.number - 1, page.number, page.number + 1, last}
    return sorted(number for number in near if 1 <= number <= last)


def page_url(search: group_search.Search, number: int) -> str:
    url = search.url()
    return f"{url}{'&' if len(url) > 1 else ''}page={number}"
