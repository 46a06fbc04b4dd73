"""The tab of notes on the homes of people, schools and training providers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from recruitment.actions import contact_notes
from recruitment.choices import ContactKind
from recruitment.forms.contact_notes import ContactNoteForm, PlaceNoteForm
from recruitment.models import ContactNote, Participant
from workgroups.admin_base import Tab, current_hub_id
from workgroups.admin_base.homes import url_of


def tab_for(model: Any) -> Tab:
    is_person = model is Participant
    words = "Notes" if is_person else "Notes and contacts"
    template = "admin/notes_tab.html" if is_person else "admin/place_notes_tab.html"
    return Tab("notes", words, template, read_notes, write_note)


def notes_about(user: Any, row: Any, hub_id: int | None) -> list[ContactNote]:
    """What a hub wrote about a person, a school or a provider, newest first."""
    about = {contact_notes.ABOUT[type(row)]: row, "hub": hub_id}
    notes = ContactNote.objects.visible_to(user).filter(**about)
    return list(notes.select_related("written_by"))


def read_notes(request: HttpRequest, row: Any) -> dict[str, Any]:
    data = request.POST if request.method == "POST" else None
    found = notes_about(request.user, row, _hub_id(request, row))
    return {
        "notes": [note for note in found if note.kind != ContactKind.CONTACT],
        "contacts": [note for note in found if note.kind == ContactKind.CONTACT],
        "form": _form_for(row)(data),
    }


def write_note(request: HttpRequest, row: Any) -> HttpResponse | None:
    """Keep a valid note; None shows the form again with what is missing."""
    form = _form_for(row)(request.POST)
    hub_id = _hub_id(request, row)
    if hub_id is None or not form.is_valid():
        return None
    actor: Any = request.user
    contact_notes.write_contact_note(
        row, hub_id=hub_id, **form.cleaned_data, by=actor, at=timezone.now()
    )
    messages.success(request, "The note is kept.")
    return HttpResponseRedirect(url_of(row, "notes"))


def _form_for(row: Any) -> type[ContactNoteForm]:
    return ContactNoteForm if isinstance(row, Participant) else PlaceNoteForm


def _hub_id(request: HttpRequest, row: Any) -> int | None:
    """The hub of a person; of a school or provider, the hub at which one works."""
    own: int | None = getattr(row, "hub_id", None)
    return own or current_hub_id(request)
