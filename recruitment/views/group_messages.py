"""The page on which the leads of a group write to its people."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recruitment.actions import group_messages
from recruitment.errors import RecruitmentError
from recruitment.forms.group_messages import GroupMessageForm
from recruitment.message_previews import form_of, preview_of, with_email_counts
from recruitment.models import GroupMessage
from workgroups.form_fields import whole_number
from workgroups.models import WorkGroup
from workgroups.requests import SignedInRequest, managed_group

SETTLED: dict[str, tuple[Callable[..., bool], str]] = {
    "let-go": (group_messages.let_go, "The letters are on their way."),
    "take-back": (group_messages.take_back, "The letters are taken back."),
}


@require_http_methods(["GET", "POST"])
def write_to_group(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write, look at the letters, and send them; nothing goes without the preview."""
    work_group = managed_group(request, slug)
    do = request.POST.get("do", "")
    if do in SETTLED:
        return _settle(request, work_group, do)
    now = timezone.now()
    data = request.POST if request.method == "POST" else None
    form = form_of(data, work_group, at=now, for_lead=True)
    preview = None
    if form.is_valid():
        if do == "send" and _send(request, work_group, form):
            return redirect("recruitment:write_to_group", slug)
        preview = preview_of(work_group, form.cleaned_data, by=request.user, at=now)
    page = {
        "work_group": work_group,
        "form": form,
        "preview": preview,
        "sent": with_email_counts(GroupMessage.objects.filter(work_group=work_group)),
    }
    return render(request, "recruitment/write_to_group.html", page)


def _send(
    request: SignedInRequest, work_group: WorkGroup, form: GroupMessageForm
) -> bool:
    seen = [whole_number(each) or 0 for each in request.POST.getlist("seen")]
    typed: dict[str, Any] = form.cleaned_data
    try:
        group_messages.write_to_group(
            work_group, **typed, seen=seen, by=request.user, at=timezone.now()
        )
    except RecruitmentError as error:
        messages.error(request, str(error))
        return False
    said = "The letters wait for ten minutes, and can be taken back until then."
    messages.success(request, said)
    return True


def _settle(request: SignedInRequest, work_group: WorkGroup, do: str) -> HttpResponse:
    """Let the letters of a message go, or take it back."""
    pk = whole_number(request.POST.get("message", "")) or 0
    message = GroupMessage.objects.filter(work_group=work_group, pk=pk).first()
    if message is None:
        raise Http404
    act, said = SETTLED[do]
    if act(message, by=request.user, at=timezone.now()):
        messages.success(request, said)
    else:
        messages.warning(request, "Too late: they have gone or were taken back before.")
    return redirect("recruitment:write_to_group", work_group.slug)
