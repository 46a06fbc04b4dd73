"""Pages of the admin on which a hub puts its public texts into its own words."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import SafeString

from workgroups import markup
from workgroups.actions.public_texts import save_public_text
from workgroups.admin_base.own_words import (
    PublicTextForm,
    history_of,
    hub_to_read,
    hub_to_word,
)
from workgroups.admin_base.pages import Answer, add_page
from workgroups.errors import ChangedMeanwhile
from workgroups.models import Hub, Wording
from workgroups.public_texts import TEXTS, PublicText, own_words

ROOM_OF_A_SMALL_BOX = 600  # characters


@dataclass(frozen=True)
class ListedText:
    """One text in the list: whose words hold, and whether its braces still fit."""

    text: PublicText
    newest: Wording | None
    is_own: bool
    fits: bool


def list_of(request: HttpRequest) -> dict[str, Any]:
    hub = hub_to_read(request)
    newest = Wording.objects.visible_to(request.user).newest_of([hub], TEXTS)
    lines = [
        _line(hub, text, newest.get((hub.pk, text.name))) for text in TEXTS.values()
    ]
    return {"title": "Public texts", "hub": hub, "lines": lines}


def _line(hub: Hub, text: PublicText, newest: Wording | None) -> ListedText:
    own = own_words(hub, text, newest)
    return ListedText(text, newest, bool(own), not own or text.fits(own))


def edit(request: HttpRequest, hub: str, name: str) -> Answer:
    """Save, show or go back; otherwise the context of the page."""
    whose, text = hub_to_word(request, hub), _text(name)
    newest = Wording.objects.of(whose.pk, text.name)
    own = own_words(whose, text, newest)
    form = _form(request, text, own or text.shipped, newest)
    answer, tried = _press(request, whose, text, form)
    if answer is not None:
        return answer
    return {
        "title": text.title,
        "hub": whose,
        "text": text,
        "url": text.url(whose),
        "form": form,
        "tried": tried,
        "is_own": bool(own),
        "history": history_of(request, whose, text.name),
    }


def _form(
    request: HttpRequest, text: PublicText, body: str, newest: Wording | None
) -> PublicTextForm:
    form = PublicTextForm(
        request.POST or None,
        initial={"body": body, "seen": newest.pk if newest else None},
        placeholders=text.placeholders,
    )
    if len(body) > ROOM_OF_A_SMALL_BOX:
        form.fields["body"].widget.attrs["rows"] = 22
    return form


def _press(
    request: HttpRequest, hub: Hub, text: PublicText, form: PublicTextForm
) -> tuple[HttpResponse | None, SafeString | None]:
    """Do what was pressed: where to go then, and how the text looks where tried."""
    if "shipped" in request.POST:
        page = redirect("admin:public_texts_edit", hub.slug, text.name)
        return _save(request, hub, text, form, body="") or page, None
    if not request.POST or not form.is_valid():
        return None, None
    body = form.cleaned_data["body"]
    if "save" in request.POST:
        return _save(request, hub, text, form, body=body), None
    return None, markup.typed_html(text.filled(body, hub), top=3)


def _text(name: str) -> PublicText:
    if name not in TEXTS:
        raise Http404
    return TEXTS[name]


def _save(
    request: HttpRequest, hub: Hub, text: PublicText, form: PublicTextForm, *, body: str
) -> HttpResponse | None:
    """Save and lead back to the page; None where somebody else saved meanwhile."""
    actor: Any = request.user
    form.is_valid()
    seen = form.cleaned_data.get("seen")
    try:
        save_public_text(hub, text, body=body, seen=seen, by=actor, at=timezone.now())
    except ChangedMeanwhile as error:
        form.mark_as_seen(Wording.objects.of(hub.pk, text.name).pk)
        messages.error(request, str(error))
        return None
    said = "Saved. Your pages say this from now on."
    if not body:
        said = "This text has the words again that came with it."
    messages.success(request, said)
    return redirect("admin:public_texts_edit", hub.slug, text.name)


add_page("texts/", "public_texts", "admin/public_texts.html", list_of)
add_page(
    "texts/<slug:hub>/<slug:name>/",
    "public_texts_edit",
    "admin/edit_public_text.html",
    edit,
)
