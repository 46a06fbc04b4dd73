"""What a local authority's partner, or its hub's office, does to recruit there."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from recruitment import list_previews, recruiting_links
from recruitment.actions import recruiting as actions
from recruitment.errors import RecruitmentError
from recruitment.forms.recruiting import CallForm, ExpectForm, LinkForm, OwnListForm
from recruitment.queries import recruiting as queries
from recruitment.queries.recruiting import RecruitingArea
from workgroups import academic_years, school_search
from workgroups.errors import ListRefused, ListUnreadable
from workgroups.models import School, SchoolYear, WorkGroup
from workgroups.requests import SignedInRequest
from workgroups.words import plural

SCHOOLS_SHOWN = 50
PROBLEMS_SHOWN = 100


def _area(request: SignedInRequest, hub: str, authority: str) -> RecruitingArea:
    """The account's own area of this path; what is another's is not found."""
    for area in queries.areas_of(request.user, today=timezone.localdate()):
        if (area.hub.slug, area.authority.code) == (hub, authority):
            request.hub = area.hub
            return area
    raise Http404


def _back(area: RecruitingArea, part: str = "") -> HttpResponse:
    return redirect(f"{reverse('hubsite:recruiting')}?area={area.key}{part}")


@require_POST
def end_call(request: SignedInRequest, hub: str, authority: str) -> HttpResponse:
    """End a call of the list to ring in one press."""
    area = _area(request, hub, authority)
    form = CallForm(request.POST)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    about = _about(area, said)
    call = actions.end_call(
        area,
        about,
        answer=said["answer"],
        start_year=said["year"],
        by=request.user,
        at=timezone.now(),
    )
    name = about.participant.full_name if said["about"] == "place" else about.name
    messages.success(request, f"{name}: {call.get_answer_display()}.")
    return _back(area, "#to-ring")


def _about(area: RecruitingArea, said: dict[str, Any]) -> Any:
    """The school or the place of a line that the account reads on the list."""
    today = timezone.localdate()
    if said["about"] == "place":
        found = queries.offer_to_ring(area, said["pk"], today=today)
        if found is not None and found.start_year != said["year"]:
            found = None
    else:
        rows = queries.schools_to_ring(area, [said["year"]]).filter(school=said["pk"])
        row = rows.first()
        found = row.school if row else None
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def expect_teachers(request: SignedInRequest, hub: str, authority: str) -> HttpResponse:
    """The schools of the area: how many early career teachers each expects."""
    area = _area(request, hub, authority)
    this_year = academic_years.academic_year_of(timezone.localdate())
    query = request.GET.get("q", "")[: school_search.LONGEST_SEARCH].strip()
    form = None
    if request.method == "POST":
        form = ExpectForm(request.POST, this_year=this_year)
        if form.is_valid():
            _expect(request, area, dict(form.cleaned_data))
            return redirect(request.get_full_path())
    year = this_year + 1 if request.GET.get("year") == "next" else this_year
    page = {
        "area": area,
        "query": query,
        "form": form,
        "year": year,
        "year_label": academic_years.label(year),
        "other_label": academic_years.label(2 * this_year + 1 - year),
        "is_next": year > this_year,
        "rows": _schools(area, query, year),
    }
    return render(request, "recruitment/expect_teachers.html", page)


def _expect(request: SignedInRequest, area: RecruitingArea, said: Any) -> None:
    own = School.objects.filter(local_authority=area.authority)
    school = get_object_or_404(own, pk=said["school"])
    actions.expect_teachers(
        area,
        school,
        start_year=said["year"],
        ects_expected=said["ects_expected"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, f"{school}: {said['ects_expected']} expected.")


def _schools(
    area: RecruitingArea, query: str, year: int
) -> list[tuple[School, int | None]]:
    """Schools of the area that were looked for, else those with a number."""
    own = School.objects.open().filter(local_authority=area.authority)
    if query:
        found = school_search.search_schools(
            query, limit=SCHOOLS_SHOWN, near=area.authority.pk
        ).schools
        in_area = [each.pk for each in found]
        schools = list(own.filter(pk__in=in_area).order_by("name"))
    else:
        known = SchoolYear.objects.filter(
            hub=area.hub, start_year=year, ects_expected__isnull=False
        )
        schools = list(own.filter(pk__in=known.values("school")).order_by("name"))
    schools = schools[:SCHOOLS_SHOWN]
    numbers = dict(
        SchoolYear.objects.filter(
            hub=area.hub, start_year=year, school__in=schools
        ).values_list("school", "ects_expected")
    )
    return [(each, numbers.get(each.pk)) for each in schools]


@require_http_methods(["GET", "POST"])
def add_recruitment_link(
    request: SignedInRequest, hub: str, authority: str
) -> HttpResponse:
    """A link of the area's own for one more place where it is shared."""
    area = _area(request, hub, authority)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        link = actions.add_link(
            area, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, f"Your link “{link.label}” is below.")
        return _back(area, "#links")
    page = {"area": area, "form": form}
    return render(request, "recruitment/add_recruitment_link.html", page)


@require_safe
def show_flyer(
    request: SignedInRequest, hub: str, authority: str, slug: str, code: str
) -> HttpResponse:
    """One page to print about a group, with the QR code of one of the area's links."""
    area = _area(request, hub, authority)
    rows = WorkGroup.objects.listed().filter(
        hub=area.hub, local_authority=area.authority
    )
    group = get_object_or_404(rows, slug=slug)
    link = get_object_or_404(queries.links_of(area), code=code)
    if link.work_group_id not in (None, group.pk):
        raise Http404
    page = {
        "area": area,
        "work_group": group,
        "sessions": group.sessions.going_ahead().order_by("number"),
        "link": recruiting_links.of(link, group),
    }
    return render(request, "recruitment/show_flyer.html", page)


@require_http_methods(["GET", "POST"])
def import_own_list(request: SignedInRequest, hub: str, authority: str) -> HttpResponse:
    """Upload a list of one's own, see what it says, then import it."""
    area = _area(request, hub, authority)
    groups = _groups(area)
    press = request.POST.get("press", "")
    if press == "import" and (done := _import(request, area, groups)):
        return done
    previews = press == "preview"
    posted = (request.POST, request.FILES) if previews else ()
    form = OwnListForm(*posted, groups=groups)
    page: dict[str, Any] = {"area": area, "form": form, "has_groups": groups.exists()}
    if previews and form.is_valid():
        try:
            page["preview"] = _preview(request, area, form.cleaned_data)
        except ListUnreadable as error:
            form.add_error("file", str(error))
    return render(request, "recruitment/import_own_list.html", page)


def _groups(area: RecruitingArea) -> Any:
    rows = WorkGroup.objects.filter(hub=area.hub, local_authority=area.authority)
    return rows.open_for_interest(timezone.localdate()).order_by("title", "pk")


def _preview(request: SignedInRequest, area: RecruitingArea, data: Any) -> Any:
    group = data["group"]
    preview = list_previews.preview_of(
        data["file"], group, user=request.user, how=list_previews.OWN_LIST
    )
    problems = [*preview.problems]
    if not preview.found.problems:
        problems += queries.outside(area, preview.plan)
    problems.sort(key=lambda each: each.line)
    return {
        "name": preview.name,
        "group": group,
        "problems": problems[:PROBLEMS_SHOWN],
        "more": len(problems) - len(problems[:PROBLEMS_SHOWN]),
        "number": len(preview.found.people),
        "samples": preview.found.people[: list_previews.SAMPLES],
        "remarks": preview.found.remarks,
        "headings": preview.found.headings,
        "signed": preview.signed,
    }


def _import(
    request: SignedInRequest, area: RecruitingArea, groups: Any
) -> HttpResponse | None:
    """Import what was previewed; None where the page says why not."""
    group = groups.filter(slug=request.POST.get("group", "")).first()
    kept = None
    if group is not None:
        kept = list_previews.read_signed(
            request.POST.get("list", ""), group, user=request.user
        )
    if group is None or kept is None:
        messages.error(request, "This preview is too old. Choose the file again.")
        return None
    try:
        actions.import_own_list(
            area,
            group,
            kept.people,
            file_name=kept.name,
            by=request.user,
            at=timezone.now(),
        )
    except ListRefused as refusal:
        for problem in refusal.problems[:PROBLEMS_SHOWN]:
            messages.error(request, str(problem))
        return None
    except RecruitmentError as error:
        messages.error(request, str(error))
        return None
    number = len(kept.people)
    are = f"{number} {plural(number, 'person is', 'people are')}"
    messages.success(request, f"{are} in the list. Your hub writes to those it adds.")
    return _back(area)
