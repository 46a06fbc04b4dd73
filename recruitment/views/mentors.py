"""The mentor's page: what each colleague works on, and how to stop emails."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from recruitment import links
from recruitment.actions import mentors
from recruitment.choices import LinkPurpose
from recruitment.queries import my_places
from recruitment.views.places import explain_link


@login_not_required
@links.link_required(LinkPurpose.MENTOR)
@require_safe
def show_mentees(request: HttpRequest, token: str = "") -> HttpResponse:
    if token:
        return redirect(
            links.keep(
                request,
                token,
                purpose=LinkPurpose.MENTOR,
                then="recruitment:show_mentees",
            )
        )
    link = links.kept(request, purpose=LinkPurpose.MENTOR)
    if not link.usable or link.subject is None:
        return explain_link(request, link)
    return render(
        request,
        "recruitment/show_mentees.html",
        {
            "mentor": link.subject,
            "today": timezone.localdate(),
            "mentees": my_places.mentees_of(link.subject, today=timezone.localdate()),
        },
    )


@login_not_required
@links.link_required(LinkPurpose.MENTOR)
@require_http_methods(["GET", "POST"])
def stop_writing(request: HttpRequest) -> HttpResponse:
    link = links.kept(request, purpose=LinkPurpose.MENTOR)
    if not link.usable or link.subject is None:
        return explain_link(request, link)
    mentor = link.subject
    if request.method == "POST":
        mentor = mentors.stop_writing(mentor, at=timezone.now())
    return render(request, "recruitment/stop_writing.html", {"mentor": mentor})
