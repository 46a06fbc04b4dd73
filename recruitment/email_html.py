"""The HTML part of an email, made from its text: the same words in a frame.

The text of every kind has one shape: a greeting, the news in one paragraph, more
paragraphs, and who writes. A paragraph that is only a URL is the link of the email and
becomes a button; lines that begin with "- " are a list, and the list of sessions
becomes date blocks.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.dateformat import format as date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

FRAME = "recruitment/emails/frame.html"
DATE_BLOCKS = 3  # sessions that are drawn; the others are lines
_URL = re.compile(r"https?://\S+")
_GREETING = re.compile(r"(Dear|Hello)\b|.*,$")
PREHEADER = 140  # characters; an inbox shows fewer
CLOSING = "With best wishes"


@dataclass(frozen=True)
class Part:
    """One part of the email; `kind` is the name of its shape in the frame.

    "greeting", "news", "text" and "closing" have `html`, "link" has `url`, and "list"
    has `items`.
    """

    kind: str
    html: SafeString = SafeString("")
    url: str = ""
    items: tuple[str, ...] = ()


def parts_of(body: str) -> list[Part]:
    parts: list[Part] = []
    for paragraph in _paragraphs(body):
        lines = paragraph.strip().split("\n")
        if _URL.fullmatch(paragraph.strip()):
            parts.append(Part("link", url=paragraph.strip()))
        elif all(line.startswith("- ") for line in lines):
            parts.append(Part("list", items=tuple(line[2:] for line in lines)))
        else:
            shape = _shape(lines[0], parts)
            parts.append(Part(shape, html=_with_links(paragraph.strip())))
    return parts


def preheader_of(body: str) -> str:
    """The news of a text in one line, as an inbox shows it beside the subject."""
    paragraphs = zip(_paragraphs(body), parts_of(body), strict=True)
    news = next((text for text, part in paragraphs if part.kind == "news"), "")
    return Truncator(" ".join(news.split())).chars(PREHEADER)


def _paragraphs(body: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", body.strip()) if part.strip()]


def _shape(first_line: str, before: Sequence[Part]) -> str:
    if not before and _GREETING.match(first_line):
        return "greeting"
    if first_line.startswith(CLOSING):
        return "closing"
    return "text" if any(part.kind == "news" for part in before) else "news"


def html_of(body: str, context: Mapping[str, Any], *, button: str) -> SafeString:
    """The text as an HTML document. `button` is what the link of the email says.

    Without a link of its own, that is the first link. The context is that of the text:
    `hub`, `preheader`, and `sessions` where the text lists them.
    """
    parts = parts_of(body)
    sessions = list(context.get("sessions") or ())
    links = [part for part in parts if part.kind == "link"]
    own = [part for part in links if part.url == context.get("link")]
    link = next(iter(own or links), None)
    drawn = next((part for part in parts if _lists(part, sessions)), None)
    page = {
        **context,
        "parts": parts,
        "button": button,
        "button_part": link,
        "dated_part": drawn,
        "dated": sessions[:DATE_BLOCKS],
        "later": drawn.items[DATE_BLOCKS:] if drawn else (),
    }
    return SafeString(render_to_string(FRAME, page))


def _lists(part: Part, sessions: Sequence[Any]) -> bool:
    """Whether a list is that of the sessions, and not one of the hub's own words."""
    if not sessions or len(part.items) != len(sessions):
        return False
    return part.items[0].startswith(date_format(sessions[0].on, "l j F Y"))


def _with_links(paragraph: str) -> SafeString:
    parts: list[SafeString] = []
    end = 0
    for found in _URL.finditer(paragraph):
        parts.append(_with_line_breaks(paragraph[end : found.start()]))
        parts.append(format_html('<a href="{0}">{0}</a>', found[0]))
        end = found.end()
    parts.append(_with_line_breaks(paragraph[end:]))
    return format_html_join("", "{}", ((part,) for part in parts))


def _with_line_breaks(text: str) -> SafeString:
    return format_html_join(
        SafeString("<br>"), "{}", ((escape(line),) for line in text.split("\n"))
    )
