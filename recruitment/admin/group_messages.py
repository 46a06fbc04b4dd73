"""The tab "Message" of a group's home: write to its people, and see what was sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from recruitment import delivery
from recruitment.actions import group_messages
from recruitment.audiences import (
    AUDIENCES,
    can_be_written_to,
    numbers_of,
    places_of,
)
from recruitment.errors import RecruitmentError
from recruitment.forms.group_messages import GroupMessageForm
from recruitment.models import Email, GroupMessage, Place
from workgroups.admin_base import Tab
from workgroups.admin_base.homes import url_of
from workgroups.form_fields import whole_number
from workgroups.models import WorkGroup

NAMED = 10  # people named in the preview; the rest is counted
SAMPLES = 2  # letters that the preview shows
SENT_SHOWN = 20  # messages


@dataclass(frozen=True)
class MessagePreview:
    """To whom a message will go, to whom not, and what they will read."""

    places: list[Place]
    without_address: list[str]
    samples: list[tuple[str, str, str]]  # name, subject and text

    @property
    def named(self) -> list[str]:
        return [str(place.participant) for place in self.places[:NAMED]]

    @property
    def more(self) -> int:
        return max(len(self.places) - NAMED, 0)


def tab() -> Tab:
    return Tab("message", "Message", "admin/message_tab.html", read, press)


def read(request: HttpRequest, group: WorkGroup) -> dict[str, Any]:
    """The form with the number of each audience, the preview, and what was sent."""
    now = timezone.now()
    form = _form(request, group, now)
    preview = None
    if form.is_bound and form.is_valid():
        preview = preview_of(request, group, form.cleaned_data, at=now)
    return {"form": form, "preview": preview, "sent": sent_to(request.user, group)}


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
    form = _form(request, group, now)
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


def preview_of(
    request: HttpRequest, group: WorkGroup, typed: dict[str, str], *, at: datetime
) -> MessagePreview:
    found = list(places_of(AUDIENCES[typed["audience"]], group, at=at))
    reached = [place for place in found if can_be_written_to(place)]
    by: Any = request.user
    message = GroupMessage(hub=group.hub, work_group=group, written_by=by, **typed)
    return MessagePreview(
        reached,
        [str(each.participant) for each in found if not can_be_written_to(each)],
        [_sample(message, place) for place in reached[:SAMPLES]],
    )


def _sample(message: GroupMessage, place: Place) -> tuple[str, str, str]:
    """The letter as this person would read it."""
    person = place.participant
    email = Email(hub=message.hub, kind="group_message")
    context = {"message": message, "work_group": message.work_group}
    subject, body = delivery.compose_text(email, person, context)
    return str(person), subject, body


def sent_to(user: Any, group: WorkGroup) -> list[Any]:
    """The newest messages to a group, each with `letters`, their number."""
    letters = Email.objects.filter(
        kind="group_message", about_id=OuterRef("pk")
    ).order_by()
    number = letters.values("about_id").annotate(n=Count("pk")).values("n")
    rows = GroupMessage.objects.visible_to(user).filter(work_group=group)
    counted = rows.annotate(letters=Coalesce(Subquery(number), 0))
    return list(counted.select_related("written_by")[:SENT_SHOWN])


def _form(request: HttpRequest, group: WorkGroup, at: datetime) -> GroupMessageForm:
    data = request.POST if request.method == "POST" else None
    numbers = numbers_of(group, at=at)
    choices = [
        (name, f"{each.words} ({numbers[name]})")
        for name, each in AUDIENCES.items()
        if numbers[name]
    ]
    return GroupMessageForm(data, audiences=choices)
