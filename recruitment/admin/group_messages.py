"""The tab "Message" of a group's home: write to its people, and see what was sent."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from recruitment.actions import group_messages
from recruitment.errors import RecruitmentError
from recruitment.message_previews import form_of, preview_of, with_email_counts
from recruitment.models import GroupMessage
from workgroups.admin_base import Tab
from workgroups.admin_base.homes import url_of
from workgroups.form_fields import whole_number
from workgroups.models import WorkGroup


def tab() -> Tab:
    template = "admin/message_tab.html"
    return Tab("message", "Message", template, read, press, under="emails")


def read(request: HttpRequest, group: WorkGroup) -> dict[str, Any]:
    """The form with the number of each audience, the preview, and what was sent."""
    now = timezone.now()
    form = form_of(_posted(request), group, at=now)
    preview = None
    if form.is_bound and form.is_valid():
        by: Any = request.user
        preview = preview_of(group, form.cleaned_data, by=by, at=now)
    rows = GroupMessage.objects.visible_to(request.user).filter(work_group=group)
    return {"form": form, "preview": preview, "sent": with_email_counts(rows)}


def press(request: HttpRequest, group: WorkGroup) -> HttpResponse | None:
    """Send, let go or take back; None shows the page with the preview."""
    may_change = WorkGroup.objects.changeable_by(request.user).filter(pk=group.pk)
    if not may_change.exists():
        raise PermissionDenied
    do = request.POST.get("do", "preview")
    if do == "send":
        return _send(request, group)
    if do in {"let-go", "take-back"}:
        return _settle(request, group, do)
    return None


def _send(request: HttpRequest, group: WorkGroup) -> HttpResponse | None:
    now = timezone.now()
    form = form_of(_posted(request), group, at=now)
    if not form.is_valid():
        return None
    seen = [whole_number(each) or 0 for each in request.POST.getlist("seen")]
    by: Any = request.user
    try:
        group_messages.write_to_group(
            group, **form.cleaned_data, seen=seen, by=by, at=now
        )
    except RecruitmentError as error:
        messages.error(request, str(error))
        return None
    said = "The letters wait for ten minutes, and can be taken back until then."
    messages.success(request, said)
    return HttpResponseRedirect(url_of(group, "message"))


def _settle(request: HttpRequest, group: WorkGroup, do: str) -> HttpResponse:
    """Let the letters of a message go, or take it back."""
    pk = whole_number(request.POST.get("message", "")) or 0
    own = GroupMessage.objects.visible_to(request.user).filter(work_group=group, pk=pk)
    message = own.first()
    if message is None:
        raise Http404
    act = group_messages.let_go if do == "let-go" else group_messages.take_back
    by: Any = request.user
    if act(message, by=by, at=timezone.now()):
        said = "on their way" if do == "let-go" else "taken back"
        messages.success(request, f"The letters are {said}.")
    else:
        messages.warning(request, "Too late: they have gone or were taken back before.")
    return HttpResponseRedirect(url_of(group, "message"))


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
