"""The guides in docs/guide: who reads which, their pages as HTML, and where to begin.

A guide is Markdown of which only headings, paragraphs, lists, **words on a page**,
links and images are read. `page:` in a link is followed by the name of a URL.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from workgroups import markup, permissions
from workgroups.choices import HUB_STAFF, RoleKind

FOLDER = Path(settings.BASE_DIR, "docs", "guide")
#: The images' folder among the static files, as settings.STATICFILES_DIRS says.
IMAGES = "guide"
_MARKS = re.compile(
    r"!\[(?P<alt>[^\]]+)\]\(images/(?P<image>[\w-]+\.png)\)"
    r"|\[(?P<words>[^\]]+)\]\(page:(?P<page>[\w:]+)\)"
    r"|\*\*(?P<bold>[^*]+)\*\*"
)


@dataclass(frozen=True)
class Guide:
    """A guide by the name of its file, and the roles that read it."""

    name: str
    title: str
    what: str
    kinds: tuple[str, ...]

    @property
    def url(self) -> str:
        return reverse("hubsite:show_guide", args=[self.name])


GUIDES = (
    Guide(
        "hub-office",
        "For the hub’s office",
        "the week at the desk, people and places, letters, and the year ahead",
        (*HUB_STAFF, RoleKind.NATIONAL),
    ),
    Guide(
        "work-group-lead",
        "For work group leads",
        "the register, the people of a group, and what they say",
        (RoleKind.WORK_GROUP_LEAD, *HUB_STAFF),
    ),
    Guide(
        "la-partner",
        "For local authority partners",
        "your link, and how far people have come",
        (RoleKind.LA_PARTNER,),
    ),
    Guide(
        "evaluator",
        "For evaluators in residence",
        "visits, comments, themes and the report",
        (RoleKind.EVALUATOR,),
    ),
)


def guides_for(user: Any) -> list[Guide]:
    """The guides of the roles that an account holds today."""
    scope = permissions.scope_of(user)
    return [each for each in GUIDES if permissions.any_of(scope, each.kinds)]


@cache
def blocks_of(name: str) -> tuple[markup.Block, ...]:
    """A guide without its title, which is its first line."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    return tuple(markup.blocks_of(text.partition("\n")[2]))


def html_of(guide: Guide) -> SafeString:
    return markup.html_of(blocks_of(guide.name), _marked, anchors=True)


def sections_of(guide: Guide) -> list[tuple[str, str]]:
    """The anchor and the words of each task."""
    blocks = blocks_of(guide.name)
    return [(each.anchor, each.texts[0]) for each in blocks if each.level == 2]


def _marked(text: str) -> SafeString:
    """Words with their marks as HTML; lines of one paragraph become one."""
    said = " ".join(text.split("\n"))
    parts, end = [], 0
    for found in _MARKS.finditer(said):
        parts += [escape(said[end : found.start()]), _mark(found)]
        end = found.end()
    parts.append(escape(said[end:]))
    return format_html_join("", "{}", ((part,) for part in parts))


def _mark(found: re.Match[str]) -> SafeString:
    if found["image"]:
        url = static(f"{IMAGES}/{found['image']}")
        return format_html('<img src="{}" alt="{}" loading="lazy">', url, found["alt"])
    if found["bold"]:
        return format_html("<strong>{}</strong>", found["bold"])
    return format_html('<a href="{}">{}</a>', reverse(found["page"]), found["words"])


@cache
def anchors() -> dict[str, dict[str, str]]:
    """For each guide, the anchor of each page by its URL name or by how it begins."""
    file = Path(__file__).with_name("help_pages.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def anchor_for(guide: str, page: str) -> str:
    """Where a guide speaks of a page; "" where it does not.

    A name that ends in "*" stands for every page whose name begins so. The longest one
    that fits counts.
    """
    known = anchors().get(guide, {})
    fits = [name for name in known if _fits(name, page)]
    return known[max(fits, key=len)] if fits else ""


def _fits(name: str, page: str) -> bool:
    return page.startswith(name[:-1]) if name.endswith("*") else page == name


def help_url(user: Any, page: str) -> str:
    """The help for a page: the first of the account's guides that speaks of it.

    Otherwise the list of guides; "" for an account without a guide.
    """
    own = guides_for(user)
    for guide in own:
        anchor = anchor_for(guide.name, page)
        if anchor:
            return f"{guide.url}#{anchor}"
    return reverse("hubsite:help") if own else ""
