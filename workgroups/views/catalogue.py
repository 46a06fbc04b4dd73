"""Pages of the catalogue: the school look-up and the privacy notices."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from workgroups import public_texts, school_search
from workgroups.caching import public_page
from workgroups.models import Hub, School
from workgroups.school_search import FoundSchool

JSON = "application/json"


@login_not_required
@require_safe
def look_up_schools(request: HttpRequest) -> HttpResponse:
    """Search schools by words, postcode or number; answers with HTML or JSON."""
    text = request.GET.get("q", "")[: school_search.LONGEST_SEARCH].strip()
    searched = school_search.search_schools(text)
    found = school_search.with_successors(searched.schools)
    has_more = searched.number > len(found)
    if request.get_preferred_type(["text/html", JSON]) == JSON:
        schools = [as_json(each) for each in found]
        response: HttpResponse = JsonResponse(
            {
                "q": text,
                "schools": schools,
                "number": searched.number,
                "has_more": has_more,
            }
        )
    else:
        page = {"q": text, "found": found, "searched": searched, "has_more": has_more}
        response = render(request, "workgroups/look_up_schools.html", page)
    patch_vary_headers(response, ["Accept"])
    return response


def as_json(found: FoundSchool) -> dict[str, object]:
    after = found.successor
    return {
        **school_as_json(found.school),
        "successor_urn": found.school.successor_urn if found.is_closed else None,
        "successor": school_as_json(after) if found.is_closed and after else None,
    }


def school_as_json(school: School) -> dict[str, object]:
    return {
        "urn": school.urn,
        "name": school.name,
        "town": school.town,
        "postcode": school.postcode,
        "local_authority": school.local_authority.name,
        "phase": school.phase,
        "status": school.status,
        "state_funded": school.state_funded,
    }


@login_not_required
@require_safe
@public_page
def privacy(request: HttpRequest, slug: str = "") -> HttpResponse:
    """A hub's privacy notice; without a slug, the list of hubs."""
    if slug:
        return _notice(request, get_object_or_404(Hub, slug=slug))
    hubs = list(Hub.objects.all())
    if len(hubs) == 1:
        return _notice(request, hubs[0])
    return render(request, "workgroups/privacy_notices.html", {"hubs": hubs})


def _notice(request: HttpRequest, hub: Hub) -> HttpResponse:
    texts, changed_at = public_texts.notice(hub)
    page = {"hub": hub, "texts": texts, "changed_at": changed_at}
    return render(request, "workgroups/privacy.html", page)


@login_not_required
@require_safe
@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "workgroups/accessibility.html")
