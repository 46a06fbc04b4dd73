"""Pages of the admin on which a hub writes emails in its own words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Case, CharField, F, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import get_template
from django.utils import timezone

from recruitment import delivery, outbox
from workgroups import audit_words, wordings
from workgroups.actions.wordings import save_wording
from workgroups.admin_base.own_words import (
    PublicTextForm,
    history_of,
    hub_to_read,
    hub_to_word,
)
from workgroups.admin_base.pages import Answer, add_page
from workgroups.errors import ChangedMeanwhile
from workgroups.form_fields import LineField, WordsField
from workgroups.models import Hub, Wording
from workgroups.public_texts import TEXTS


class WordingForm(PublicTextForm):
    """A hub's wording of one email: its subject and its text."""

    subject = LineField(max_length=200, widget=forms.TextInput(attrs={"size": 80}))
    body = WordsField(label="Text", max_length=8000, rows=22)

    def clean_subject(self) -> str:
        text: str = self.cleaned_data["subject"]
        problems = wordings.problems_of(text, self.placeholders, is_subject=True)
        if problems:
            raise forms.ValidationError(problems)
        return text


@dataclass(frozen=True)
class ListedKind:
    """One email in the list: whose wording holds, and whether it still fits."""

    kind: outbox.EmailKind
    newest: Wording | None
    is_own: bool
    fits: bool


def kinds_of_hubs() -> list[outbox.EmailKind]:
    """The kinds that a hub may word; a kind of no hub has no placeholders."""
    return [kind for kind in outbox.kinds() if kind.placeholders]


def add_audit_names() -> None:
    """Let the audit log call a wording by the title of its letter or public text."""
    titled = {kind.name: kind.title for kind in kinds_of_hubs()}
    titled |= {name: text.title for name, text in TEXTS.items()}
    titles = [When(name=name, then=Value(title)) for name, title in titled.items()]
    name = Case(*titles, default=F("name"), output_field=CharField())
    audit_words.add_names({"workgroups.wording": audit_words.Names(name)})


def list_of(request: HttpRequest) -> dict[str, Any]:
    hub = hub_to_read(request)
    newest: dict[str, Wording] = {}
    rows = Wording.objects.visible_to(request.user).filter(hub=hub)
    for row in rows.order_by("pk").select_related("saved_by"):
        newest[row.name] = row
    lines = [_line(kind, newest.get(kind.name)) for kind in kinds_of_hubs()]
    return {"title": "Wordings of letters", "hub": hub, "lines": lines}


def _line(kind: outbox.EmailKind, newest: Wording | None) -> ListedKind:
    is_own = newest is not None and not newest.is_shipped
    fits = not is_own or (
        newest is not None and delivery.fits(kind, newest.subject, newest.body)
    )
    return ListedKind(kind, newest, is_own, fits)


def edit(request: HttpRequest, hub: str, name: str) -> Answer:
    """Save, try or go back; otherwise the context of the page."""
    whose, kind = hub_to_word(request, hub), _kind(name)
    newest = Wording.objects.of(whose.pk, kind.name)
    starting = _starting(kind, newest)
    form = WordingForm(
        request.POST or None,
        initial={**starting, "seen": newest.pk if newest else None},
        placeholders=kind.placeholders,
    )
    if "shipped" in request.POST:
        return _go_back(request, whose, kind, newest)
    tried = None
    if request.POST and form.is_valid():
        if "save" in request.POST:
            answer = _save(request, whose, kind, form)
            if answer is not None:
                return answer
        else:
            tried = _try(request, whose, kind, form, at=timezone.now())
    return {
        "title": f"Letter: {kind.title}",
        "hub": whose,
        "kind": kind,
        "form": form,
        "people": [(to.pk, str(to)) for _, to in kind.examples(whose.pk)],
        "chosen": request.POST.get("person", ""),
        "tried": tried,
        "newest": newest,
        "history": history_of(request, whose, kind.name),
    }


def _kind(name: str) -> outbox.EmailKind:
    for kind in kinds_of_hubs():
        if kind.name == name:
            return kind
    raise Http404


def _starting(kind: outbox.EmailKind, newest: Wording | None) -> dict[str, str]:
    """The hub's own text, or the shipped one with its placeholders."""
    if newest is not None and not newest.is_shipped:
        return {"subject": newest.subject, "body": newest.body}
    return {
        "subject": shipped(kind, kind.subject_template),
        "body": shipped(kind, kind.body_template),
    }


def shipped(kind: outbox.EmailKind, template: str) -> str:
    source: str = get_template(template).template.source  # type: ignore[attr-defined]
    return wordings.as_wording(source, kind.placeholders)


def _save(
    request: HttpRequest, hub: Hub, kind: outbox.EmailKind, form: WordingForm
) -> HttpResponse | None:
    """Save and lead back to the page; None where somebody else saved meanwhile."""
    actor: Any = request.user
    data = form.cleaned_data
    try:
        save_wording(hub, kind.name, **data, by=actor, at=timezone.now())
    except ChangedMeanwhile as error:
        newest = Wording.objects.of(hub.pk, kind.name)
        form.mark_as_seen(newest.pk)
        messages.error(request, str(error))
        return None
    messages.success(request, "Saved. The next letters of this kind say this.")
    return redirect("admin:wordings_edit", hub.slug, kind.name)


def _go_back(
    request: HttpRequest, hub: Hub, kind: outbox.EmailKind, newest: Wording | None
) -> HttpResponse:
    actor: Any = request.user
    if newest is not None and not newest.is_shipped:
        save_wording(
            hub,
            kind.name,
            subject="",
            body="",
            seen=newest.pk,
            by=actor,
            at=timezone.now(),
        )
    messages.success(request, "This letter has the wording again that came with it.")
    return redirect("admin:wordings_edit", hub.slug, kind.name)


def _try(
    request: HttpRequest,
    hub: Hub,
    kind: outbox.EmailKind,
    form: WordingForm,
    *,
    at: datetime,
) -> tuple[str, str, str] | None:
    """Who would get it, its subject and its text; None where there is nobody yet."""
    examples = kind.examples(hub.pk)
    chosen = request.POST.get("person", "")
    examples.sort(key=lambda pair: str(pair[1].pk) != chosen)
    for about, to in examples[:1]:
        data = form.cleaned_data
        subject, body = delivery.try_wording(
            kind, hub, about, to, subject=data["subject"], body=data["body"], at=at
        )
        return str(to), subject, body
    messages.info(request, "There is nobody yet with whom this can be tried.")
    return None


add_page("wordings/", "wordings", "admin/wordings.html", list_of)
add_page(
    "wordings/<slug:hub>/<slug:name>/",
    "wordings_edit",
    "admin/edit_wording.html",
    edit,
)
