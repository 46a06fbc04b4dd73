"""Sentences of the audit log, each with a link to the thing, for lists and homes."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workgroups import audit_words
from workgroups.admin_base import homes
from workgroups.admin_base.home_pages import HomeChangeList
from workgroups.admin_base.list_filters import WordsFilter
from workgroups.models import AuditEntry


def with_links(
    request: HttpRequest,
    entries: Iterable[AuditEntry],
    own: tuple[str, str] | None = None,
) -> list[tuple[AuditEntry, SafeString]]:
    """Each entry with its sentence; `own` is the thing whose page this is."""
    found = audit_words.sentences(entries, request.user, own=own)
    has_homes = homes.are_for(request.user)
    return [(each.entry, _linked(each, has_homes=has_homes)) for each in found]


def _linked(sentence: audit_words.Sentence, *, has_homes: bool) -> SafeString:
    url = _url_of(sentence.entry, has_homes=has_homes)
    if not (sentence.thing and sentence.is_readable and url):
        return format_html("{}", sentence)
    return format_html(
        '{} {}: <a href="{}">{}</a>, {}',
        sentence.who,
        sentence.did,
        url,
        sentence.thing,
        sentence.when,
    )


def _url_of(entry: AuditEntry, *, has_homes: bool) -> str:
    """The page of an entry's thing in the admin; "" where it has none."""
    model: Any = apps.get_model(entry.object_type)
    page = "home" if has_homes and homes.tabs_of(model) else "change"
    name = f"admin:{entry.object_type.replace('.', '_')}_{page}"
    try:
        return reverse(name, args=[entry.object_id])
    except NoReverseMatch:
        return ""


class AuditChangeList(HomeChangeList):
    """The audit log, whose rows are read as sentences in one more statement."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        for entry, sentence in with_links(request, rows):
            entry.sentence = sentence  # type: ignore[attr-defined]  # a column reads it
        self.result_list = rows


class ObjectTypeFilter(WordsFilter):
    """What entries are about, in words, of the models that occur."""

    title = "what it was done to"
    parameter_name = "object_type"

    def named(self, value: str) -> str:
        model = apps.all_models.get(value.partition(".")[0], {})
        found = model.get(value.partition(".")[2])
        return str(found._meta.verbose_name_plural) if found else ""
