"""A small part of Markdown as HTML: headings, paragraphs and lists.

What is written inside of a block is made safe by the function that the caller gives;
there is no way to write HTML.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.template.defaultfilters import urlize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify

_STARTS = (
    ("heading", re.compile(r"#{2,3} +(.+)")),
    ("ul", re.compile(r"- +(.+)")),
    ("ol", re.compile(r"\d{1,2}\. +(.+)")),
)

Inline = Callable[[str], SafeString]


@dataclass
class Block:
    """A heading, a paragraph ("p") or a list ("ul", "ol") with the texts in it.

    A text keeps its line breaks. `level` is 2 or 3 for a heading.
    """

    kind: str
    texts: list[str] = field(default_factory=list)
    level: int = 0

    @property
    def anchor(self) -> str:
        return slugify(self.texts[0]) if self.kind == "heading" else ""


def blocks_of(text: str) -> list[Block]:
    """The blocks of a text. An indented line goes on with the item above it."""
    blocks: list[Block] = []
    is_open = False
    for line in text.splitlines():
        kind, words = _read(line)
        if not words:
            is_open = False
        elif is_open and (kind == "p" and _goes_on(line, blocks[-1])):
            blocks[-1].texts[-1] += f"\n{words}"
        elif is_open and kind == blocks[-1].kind != "heading":
            blocks[-1].texts.append(words)
        else:
            level = line.count("#", 0, 3) if kind == "heading" else 0
            blocks.append(Block(kind, [words], level))
            is_open = True
    return blocks


def _read(line: str) -> tuple[str, str]:
    for kind, pattern in _STARTS:
        found = pattern.fullmatch(line.strip())
        if found:
            return kind, found[1]
    return "p", line.strip()


def _goes_on(line: str, above: Block) -> bool:
    if above.kind == "heading":
        return False
    return above.kind == "p" or line.startswith(" ")


def html_of(
    blocks: Iterable[Block], inline: Inline, *, top: int = 2, anchors: bool = False
) -> SafeString:
    """The blocks as HTML; headings of level 2 become `h2`, or lower as `top` says."""
    drawn = (_block(each, inline, top, anchors) for each in blocks)
    return format_html_join("\n", "{}", ((each,) for each in drawn))


def _block(block: Block, inline: Inline, top: int, anchors: bool) -> SafeString:
    if block.kind == "heading":
        level = block.level - 2 + top
        anchor = format_html(' id="{}"', block.anchor) if anchors else ""
        return format_html("<h{0}{1}>{2}</h{0}>", level, anchor, inline(block.texts[0]))
    if block.kind == "p":
        return format_html("<p>{}</p>", inline(block.texts[0]))
    items = format_html_join(
        "\n", "<li>{}</li>", ((inline(text),) for text in block.texts)
    )
    return format_html("<{0}>\n{1}\n</{0}>", block.kind, items)


def as_typed(text: str) -> SafeString:
    """Words as they were typed: line breaks stay, and addresses become links."""
    lines = (urlize(line, autoescape=True) for line in text.split("\n"))
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))


def typed_html(text: str, *, top: int = 2) -> SafeString:
    """A text that a hub wrote, as HTML."""
    return html_of(blocks_of(text), as_typed, top=top)
