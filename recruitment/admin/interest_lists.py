"""A tab of a group's home: import a list of people, and let its emails go.

The list is previewed first, as `recruitment.list_previews` says.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from recruitment import delivery
from recruitment.actions import interest_lists
from recruitment.choices import ListEmails
from recruitment.errors import RecruitmentError
from recruitment.forms.interest_lists import ListForm
from recruitment.list_previews import PROBLEMS_SHOWN, preview_of, read_signed
from recruitment.models import Place
from recruitment.queries.list_drafts import DraftsOfKind, drafts_by_kind, drafts_of
from workgroups import permissions
from workgroups.admin_base import Tab, add_tab
from workgroups.admin_base.homes import url_of
from workgroups.errors import ListRefused, ListUnreadable
from workgroups.form_fields import whole_number
from workgroups.models import WorkGroup
from workgroups.words import counted, plural

HOW = ("listed_as", "vouched_by", "beyond_capacity", "emails")


@dataclass(frozen=True)
class ComposedDraft:
    """One email as its reader would get it, without the token of its link."""

    drafts: DraftsOfKind
    subject: str
    body: str


def show(request: HttpRequest, group: WorkGroup) -> dict[str, Any]:
    previews = request.method == "POST" and request.POST.get("press") == "preview"
    form = ListForm(request.POST, request.FILES) if previews else ListForm()
    preview, unreadable = None, ""
    if previews and form.is_valid():
        try:
            how = {key: form.cleaned_data[key] for key in HOW}
            preview = preview_of(
                form.cleaned_data["file"],
                group,
                user=request.user,  # type: ignore[arg-type]  # signed in
                how=how,
            )
        except ListUnreadable as error:
            unreadable = str(error)
    newest = drafts_of(group).order_by("-pk").values_list("pk", flat=True).first()
    return {
        "form": form,
        "preview": preview,
        "unreadable": unreadable,
        "may_change": _may_change(request),
        "emails": [_sample(each) for each in drafts_by_kind(group)],
        "newest": newest,
    }


def _sample(drafts: DraftsOfKind) -> ComposedDraft:
    email = drafts.example
    _, subject, body = delivery.compose(
        email, drafts.about, drafts.recipient, drafts.recipient.email, at=timezone.now()
    )
    return ComposedDraft(drafts, subject, delivery.without_secrets(email, body))


def answer(request: HttpRequest, group: WorkGroup) -> HttpResponse | None:
    """Import the list that was previewed, or let emails go; None shows the page."""
    if not _may_change(request):
        raise PermissionDenied
    match request.POST.get("press"):
        case "import":
            return _import(request, group)
        case "let_go":
            return _let_go(request, group)
    return None


def _may_change(request: HttpRequest) -> bool:
    scope = permissions.scope_of(request.user)
    return permissions.allows(scope, Place._meta.label, "change")


def _import(request: HttpRequest, group: WorkGroup) -> HttpResponse | None:
    kept = read_signed(
        request.POST.get("list", ""),
        group,
        user=request.user,  # type: ignore[arg-type]  # signed in
    )
    if kept is None:
        messages.error(request, "This preview is too old. Choose the file again.")
        return None
    try:
        result = interest_lists.import_list(
            group,
            kept.people,
            file_name=kept.name,
            by=request.user,  # type: ignore[arg-type]  # signed in
            at=timezone.now(),
            **kept.how,
        )
    except ListRefused as refusal:
        for problem in refusal.problems[:PROBLEMS_SHOWN]:
            messages.error(request, str(problem))
        return None
    except RecruitmentError as error:
        messages.error(request, str(error))
        return None
    _say_done(request, result, kept.how["emails"])
    return redirect(url_of(group, "import"))


def _say_done(request: HttpRequest, result: Any, emails: str) -> None:
    people = plural(result.added, "person", "people")
    said = (
        f"{result.added} {people} added, {result.changed} changed, "
        f"{result.unchanged} unchanged."
    )
    if result.emails:
        waits = "wait below" if emails == ListEmails.DRAFT else "are on their way"
        said += f" {counted(result.emails, 'letter')} {waits}."
    messages.success(request, said)


def _let_go(request: HttpRequest, group: WorkGroup) -> HttpResponse:
    up_to = whole_number(request.POST.get("newest", "")) or 0
    actor: Any = request.user
    gone = interest_lists.release_drafts(
        group, up_to=up_to, by=actor, at=timezone.now()
    )
    messages.success(request, f"{counted(gone, 'letter')} will go now.")
    return redirect(url_of(group, "import"))


add_tab(
    WorkGroup,
    Tab("import", "Import a list", "admin/import_list.html", show, answer, under=""),
)
