"""Bookmarks and links within a DOCX."""

from collections.abc import Sequence
from typing import Any

from evaluation.reports.blocks import Span

STYLE = "Reference"  # of linked text


def add_style(document: Any, colour: tuple[int, int, int]) -> None:
    """The character style of links, so that an editor changes all of them at once."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import RGBColor

    style = document.styles.add_style(STYLE, WD_STYLE_TYPE.CHARACTER)
    style.font.underline, style.font.color.rgb = True, RGBColor(*colour)


class Links:
    """Adds spans to paragraphs; each bookmark of a document has its own number."""

    def __init__(self) -> None:
        self.bookmarks = 0

    def add(self, paragraph: Any, spans: Sequence[Span]) -> None:
        for each in spans:
            self.anchor(paragraph, each["id"])
            if each["to"]:
                _link(paragraph, each["text"], each["to"])
            else:
                paragraph.add_run(each["text"])

    def anchor(self, paragraph: Any, name: str) -> None:
        """A bookmark at the end of the paragraph so far; none without a name."""
        if not name:
            return
        self.bookmarks += 1
        number = str(self.bookmarks)
        _add(paragraph._p, "bookmarkStart", id=number, name=_bookmark(name))
        _add(paragraph._p, "bookmarkEnd", id=number)


def runs_of(paragraph: Any) -> list[Any]:
    """All runs of a paragraph, those of its links among them."""
    from docx.text.run import Run

    return [Run(each, paragraph) for each in paragraph._p.xpath(".//w:r")]


def _link(paragraph: Any, words: str, to: str) -> None:
    link = _add(paragraph._p, "hyperlink", anchor=_bookmark(to), history="1")
    run = paragraph.add_run(words)._r
    run.get_or_add_rPr().style = STYLE  # looking the style up each time is slow
    link.append(run)


def _bookmark(name: str) -> str:
    """The name as Word accepts it: letters, digits and underscores, 40 at most."""
    return name.replace("-", "_")[:40]


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
    return element
