"""The mentor's page, and how mentors stop our emails."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from recruitment.actions import mentors
from recruitment.choices import LinkPurpose
from recruitment.decorators import link_required
from recruitment.links import KeptLink
from recruitment.queries import my_places


@login_not_required
@require_safe
@link_required(LinkPurpose.MENTOR)
def show_mentored_participants(request: HttpRequest, link: KeptLink) -> HttpResponse:
    now = timezone.now()
    context = {
        "mentor": link.subject,
        "today": timezone.localdate(now),
        "participants": my_places.participants_mentored_by(link.subject, now=now),
    }
    return render(request, "recruitment/show_mentored_participants.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.MENTOR)
def stop_writing(request: HttpRequest, link: KeptLink) -> HttpResponse:
    mentor = link.subject
    if request.method == "POST":
        mentor = mentors.stop_writing(mentor, at=timezone.now())
    return render(request, "recruitment/stop_writing.html", {"mentor": mentor})
