"""The mentor's page, what they press on it, and how they stop our emails."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from recruitment.actions import mentor_loop, mentors
from recruitment.choices import LinkPurpose
from recruitment.decorators import link_required
from recruitment.errors import RecruitmentError
from recruitment.forms.mentors import InvitationForm, TalkForm
from recruitment.links import KeptLink
from recruitment.queries.mentored import mentor_page_of
from workgroups.form_fields import whole_number

PAGE = "recruitment:show_mentored_participants"


@login_not_required
@require_safe
@link_required(LinkPurpose.MENTOR)
def show_mentored_participants(request: HttpRequest, link: KeptLink) -> HttpResponse:
    return _page(request, link)


def _page(
    request: HttpRequest, link: KeptLink, refused: TalkForm | None = None
) -> HttpResponse:
    """The mentor's page; `refused` has a line that is too long to be kept."""
    now = timezone.now()
    page = mentor_page_of(link.subject, now=now)
    context: dict[str, Any] = {
        "mentor": link.subject,
        "today": timezone.localdate(now),
        "participants": page.participants,
        "invitations": page.invitations,
        "refused": refused,
    }
    return render(request, "recruitment/show_mentored_participants.html", context)


@login_not_required
@require_POST
@link_required(LinkPurpose.MENTOR)
def talk_about_task(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Keep that the mentor talked about a task; what is not on their page is 404."""
    form, now = TalkForm(request.POST), timezone.now()
    page = mentor_page_of(link.subject, now=now)
    mentorship, session = (
        whole_number(request.POST.get(name, "")) for name in ("mentorship", "session")
    )
    found = page.task_of(mentorship, session)
    if found is None:
        raise Http404
    if not form.is_valid():
        return _page(request, link, refused=form)
    said = form.cleaned_data["comment"]
    try:
        mentor_loop.talk_about_task(*found, comment=said, at=now)
    except RecruitmentError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Thank you. We have kept that you talked about it.")
    return redirect(PAGE)


@login_not_required
@require_POST
@link_required(LinkPurpose.MENTOR)
def answer_invitation(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Keep whether the mentor comes to a part of a session that invites them."""
    form, now = InvitationForm(request.POST), timezone.now()
    page = mentor_page_of(link.subject, now=now)
    asked = form.cleaned_data["session"] if form.is_valid() else None
    invitation = page.invitation_to(asked)
    if invitation is None:
        raise Http404
    comes = form.cleaned_data["come"] == "yes"
    try:
        mentor_loop.answer_invitation(
            link.subject, invitation.session, is_coming=comes, at=now
        )
    except RecruitmentError as refusal:
        messages.error(request, str(refusal))
    else:
        said = "We expect you." if comes else "We have kept that you cannot come."
        messages.success(request, f"Thank you. {said}")
    return redirect(PAGE)


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.MENTOR)
def stop_writing(request: HttpRequest, link: KeptLink) -> HttpResponse:
    mentor = link.subject
    if request.method == "POST":
        mentor = mentors.stop_writing(mentor, at=timezone.now())
    return render(request, "recruitment/stop_writing.html", {"mentor": mentor})
