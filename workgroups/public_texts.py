"""The public texts that a hub may put into its own words.

Each is declared once, in public_texts.toml, with the text that is shipped. A hub's own
words are plain text with a few marks and are never read as a template.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.urls import reverse
from django.utils.safestring import SafeString

from workgroups import markup, wordings, words
from workgroups.models import Hub, Wording
from workgroups.wordings import Placeholder

#: What stands for a name in braces, and what it means.
VALUES: dict[str, tuple[str, Callable[[Hub], str]]] = {
    "hub": ("the name of your hub", lambda hub: hub.name),
    "contact": ("who helps at your hub", lambda hub: hub.contact_name),
    "contact address": ("their e-mail address", lambda hub: hub.contact_email),
    "controller": ("the data controller", lambda hub: hub.controller),
    "months": (
        "the months after which details are deleted, such as “12 months”",
        lambda hub: words.counted(hub.retention_months, "month"),
    ),
}
NOTICE = "privacy_notice"
#: Fields of Hub whose change makes a new version of the notice.
FACTS_OF_NOTICE = {"controller", "retention_months"}


@dataclass(frozen=True)
class PublicText:
    """One public text. `field` is the field of Hub that holds the hub's own words.

    Without a field, the newest Wording does. `is_notice` says whether a change of it
    makes a new version of the privacy notice.
    """

    name: str
    title: str
    stands_on: str
    shipped: str
    placeholders: tuple[Placeholder, ...] = ()
    page: str = ""
    field: str = ""
    is_notice: bool = False

    def fits(self, body: str) -> bool:
        return not wordings.problems_of(body, self.placeholders)

    def filled(self, body: str, hub: Hub) -> str:
        """A hub's text with its facts in place, or the shipped one without a body.

        A name in braces that is not known stays as it was typed.
        """
        known = {each.name for each in self.placeholders}

        def value_of(name: str) -> str:
            return VALUES[name][1](hub) if name in known else f"{{{name}}}"

        return wordings.fill(body or self.shipped, value_of)

    def url(self, hub: Hub) -> str:
        return reverse(self.page, args=[hub.slug]) if self.page else ""


def _placeholder(name: str) -> Placeholder:
    """The placeholder of a name; "!" after it says that the text needs it."""
    plain = name.removesuffix("!")
    return Placeholder(plain, "", VALUES[plain][0], required=name != plain)


def _declared() -> dict[str, PublicText]:
    file = Path(__file__).with_name("public_texts.toml")
    return {
        name: PublicText(
            name,
            given["title"],
            given["on"],
            given["text"].strip(),
            tuple(_placeholder(each) for each in given["placeholders"]),
            given.get("page", ""),
            given.get("field", ""),
            given.get("notice", False),
        )
        for name, given in tomllib.loads(file.read_text(encoding="utf-8")).items()
    }


TEXTS: Mapping[str, PublicText] = _declared()


def own_words(hub: Hub, text: PublicText, newest: Wording | None) -> str:
    """The hub's own text without values; "" where the shipped one holds."""
    if text.field:
        return str(getattr(hub, text.field)).strip()
    return newest.body if newest else ""


def shown(hub: Hub, names: Iterable[str]) -> dict[str, SafeString]:
    """Texts as HTML, in the hub's words or as shipped, in one statement."""
    names = list(names)
    newest = Wording.objects.newest_of([hub], names)
    return {name: _html(hub, TEXTS[name], newest.get((hub.pk, name))) for name in names}


def shown_at(hubs: Iterable[Hub], name: str) -> dict[int, SafeString]:
    """One text as each of several hubs says it, by the hub's key, in one statement."""
    at = {hub.pk: hub for hub in hubs}
    newest = Wording.objects.newest_of(at, [name])
    return {
        pk: _html(hub, TEXTS[name], newest.get((pk, name))) for pk, hub in at.items()
    }


def lines(hub: Hub, names: Iterable[str]) -> dict[str, list[str]]:
    """Texts as plain lines, without marks, for files; in one statement."""
    names = list(names)
    newest = Wording.objects.newest_of([hub], names)
    return {
        name: _lines(_filled(hub, TEXTS[name], newest.get((hub.pk, name))))
        for name in names
    }


def lines_at(hubs: Iterable[Hub], name: str) -> dict[int, list[str]]:
    """One text as plain lines, as each of several hubs says it; in one statement."""
    at = {hub.pk: hub for hub in hubs}
    newest = Wording.objects.newest_of(at, [name])
    return {
        pk: _lines(_filled(hub, TEXTS[name], newest.get((pk, name))))
        for pk, hub in at.items()
    }


def _lines(text: str) -> list[str]:
    said = (each for block in markup.blocks_of(text) for each in block.texts)
    return [line for each in said for line in each.split("\n")]


def _html(hub: Hub, text: PublicText, newest: Wording | None) -> SafeString:
    return markup.typed_html(_filled(hub, text, newest))


def _filled(hub: Hub, text: PublicText, newest: Wording | None) -> str:
    return text.filled(own_words(hub, text, newest), hub)


def shipped(names: Iterable[str]) -> dict[str, SafeString]:
    """Texts as they were shipped, for pages of all hubs; no text names a hub there."""
    return {name: markup.typed_html(TEXTS[name].shipped) for name in names}


def about(hub: Hub) -> SafeString:
    """Who the hub is, without a statement: its row holds the text."""
    return _html(hub, TEXTS["about"], None)


def notice_in_two(hub: Hub) -> tuple[SafeString, SafeString]:
    """The notice's first part, which says it in short, and the rest.

    The first part ends before the second heading, or after the first paragraph where
    there are no headings. No statement is needed.
    """
    text = TEXTS[NOTICE]
    blocks = markup.blocks_of(text.filled(own_words(hub, text, None), hub))
    starts = [n for n, each in enumerate(blocks) if n and each.kind == "heading"]
    end = starts[0] if starts else 1
    parts = blocks[:end], blocks[end:]
    short, rest = (markup.html_of(each, markup.as_typed, top=3) for each in parts)
    return short, rest


def notice_names() -> list[str]:
    return [text.name for text in TEXTS.values() if text.is_notice]


def notice(hub: Hub) -> tuple[dict[str, SafeString], datetime | None]:
    """The parts of the privacy notice as HTML, and when the hub last changed it.

    It takes one statement.
    """
    newest = Wording.objects.newest_of([hub], notice_names())
    texts = {
        name: _html(hub, TEXTS[name], newest.get((hub.pk, name)))
        for name in notice_names()
    }
    changed = [row.saved_at for row in newest.values()]
    if hub.notice_facts_changed_at is not None:
        changed.append(hub.notice_facts_changed_at)
    return texts, max(changed, default=None)
