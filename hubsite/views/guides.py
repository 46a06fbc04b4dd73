"""Help: the guides of the roles that an account holds."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hubsite import guides


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The guides that the account may read, with the tasks of each."""
    found = [
        (each, guides.sections_of(each)) for each in guides.guides_for(request.user)
    ]
    if not found:
        raise PermissionDenied
    return render(request, "hubsite/help.html", {"guides": found})


@require_safe
def show_guide(request: HttpRequest, name: str) -> HttpResponse:
    own = guides.guides_for(request.user)
    guide = next((each for each in own if each.name == name), None)
    if guide is None:
        raise Http404
    page = {
        "guide": guide,
        "others": [each for each in own if each != guide],
        "sections": guides.sections_of(guide),
        "html": guides.html_of(guide),
    }
    return render(request, "hubsite/show_guide.html", page)
