"""The homes of schools, year by year, and of training providers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from recruitment.forms.school_years import SchoolYearForm
from recruitment.queries import provider_home, school_home
from workgroups import academic_years
from workgroups.actions import school_years
from workgroups.admin_base import current_hub_id
from workgroups.admin_base.homes import url_of
from workgroups.errors import YearChanged
from workgroups.models import Provider, School


def _year_asked(request: HttpRequest) -> int:
    """The academic year in the address; this one where there is none."""
    asked = academic_years.parse(request.GET.get("of", ""))
    return asked or academic_years.academic_year_of(timezone.localdate())


def read_school(request: HttpRequest, school: School) -> dict[str, Any]:
    of = _year_asked(request)
    found = school_home.school_home_of(
        request.user,
        school,
        hub_id=current_hub_id(request) or 0,
        of=of,
        today=timezone.localdate(),
    )
    data = request.POST if request.method == "POST" else None
    form = request.__dict__.get("school_year_form") or SchoolYearForm(
        data, initial=school_home.saved_fields(found, of)
    )
    words = academic_years.label(of)
    return {"school": found, "form": form, "of": of, "of_words": words}


def save_year(request: HttpRequest, school: School) -> HttpResponse | None:
    """Keep what was typed about one year, for the hub at which the account works."""
    form = SchoolYearForm(request.POST)
    hub_id = current_hub_id(request)
    if hub_id is None or not form.is_valid():
        return None
    actor: Any = request.user
    of = _year_asked(request)
    try:
        school_years.record_school_year(
            school,
            hub_id=hub_id,
            start_year=of,
            by=actor,
            at=timezone.now(),
            seen=form.shown(),
            **form.cleaned_data,
        )
    except YearChanged as error:
        form.mark_as_seen(error.saved)
        request.__dict__["school_year_form"] = form
        return None
    messages.success(request, f"Saved for {academic_years.label(of)}.")
    return HttpResponseRedirect(f"{url_of(school)}?of={of}")


def read_provider(request: HttpRequest, provider: Provider) -> dict[str, Any]:
    hub_id = current_hub_id(request) or 0
    found = provider_home.years_at(request.user, provider, hub_id=hub_id)
    return {"years": found}
