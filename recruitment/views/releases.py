"""The page of who agreed that teachers are released, and how they stop our letters."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from recruitment import calendars
from recruitment.actions import releases as actions
from recruitment.choices import LinkPurpose
from recruitment.decorators import link_required
from recruitment.forms.places import OwnAddressForm
from recruitment.links import KeptLink
from recruitment.queries import releases


def explain_release_link(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Explain why a link opens no page; the next letter has one that does."""
    page = {"why": link.why, "contact": link.subject}
    status = 404 if link.why == "unknown" else 200
    return render(request, "recruitment/release_link_over.html", page, status=status)


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.RELEASE, related=("hub",), explain=explain_release_link)
def show_released_teachers(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Who named this address, once somebody has ticked that it is theirs.

    Before that the page names nobody: what the letter said is all that is known.
    """
    contact, now = link.subject, timezone.now()
    if contact.proved_at is not None:
        teachers = releases.teachers_of(contact, at=now)
        page = {"contact": contact, "teachers": teachers, "now": now}
        return render(request, "recruitment/show_released_teachers.html", page)
    form = OwnAddressForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        page = {"contact": contact, "form": form}
        return render(request, "recruitment/prove_release_address.html", page)
    actions.prove_release_address(contact, at=now)
    return redirect("recruitment:show_released_teachers")


@login_not_required
@require_safe
@link_required(LinkPurpose.RELEASE, explain=explain_release_link)
def released_dates(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """All dates in one calendar file, once the address is proved."""
    contact, now = link.subject, timezone.now()
    if contact.proved_at is None:
        return redirect("recruitment:show_released_teachers")
    sessions = releases.names_by_session(releases.teachers_of(contact, at=now))
    return HttpResponse(
        calendars.of_teachers(sessions, at=now),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="sessions.ics"'},
    )


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.RELEASE, related=("hub",), explain=explain_release_link)
def stop_release_emails(request: HttpRequest, link: KeptLink) -> HttpResponse:
    contact = link.subject
    if request.method == "POST":
        contact = actions.stop_release_emails(contact, at=timezone.now())
    page = {"contact": contact}
    return render(request, "recruitment/stop_release_emails.html", page)
