"""The pack for session 1 as slides: text to edit, the pathway drawn as shapes."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from evaluation.reports import pathway_shapes, safe_text
from recruitment.queries.session_pack import PackSession, SessionPack

WIDTH, HEIGHT = 33.87, 19.05  # centimetres: a wide slide
MARGIN = 1.6
GREEN, INK, MUTED = (0x1C, 0x5A, 0x4A), (0x1D, 0x24, 0x33), (0x56, 0x5D, 0x6B)
LINES_ON_SLIDE = 11  # lines of text in 20 points, each about LINE characters long
LINE = 85
SESSIONS_ON_SLIDE = 6
TITLE_ONLY, TITLE_AND_TEXT, TITLE_SLIDE = 5, 1, 0  # layouts of the usual template


def render(pack: SessionPack, *, at: datetime) -> bytes:
    """The presentation as bytes; it opens with the group, and ends with what else."""
    import pptx
    from pptx.util import Cm

    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = Cm(WIDTH), Cm(HEIGHT)
    _describe(presentation, pack, at)
    writer = _SlideWriter(presentation)
    leads = f"Led by {pack.leads}" if pack.leads else ""
    writer.opening(pack.title, [f"{pack.stage}, {pack.year}", leads, pack.hub])
    if pack.pathway is not None:
        writer.pathway(pack)
    writer.text("What it asks of you", [pack.time, *pack.commitment])
    writer.dates(pack)
    writer.text("How it ties in with your training", pack.sections)
    writer.text("What your mentor gets", pack.mentors)
    writer.text("Who else works with you", [*pack.who_else, *pack.providers])
    groups = [f"{each.title}, {each.facts}" for each in pack.open_groups]
    writer.text("What else is there for you", [*groups, *pack.what_else])
    saved = io.BytesIO()
    presentation.save(saved)
    return saved.getvalue()


def _describe(presentation: Any, pack: SessionPack, at: datetime) -> None:
    about = presentation.core_properties
    about.title = safe_text.printable(f"Session 1: {pack.title}")
    about.author = about.last_modified_by = safe_text.printable(pack.hub)
    about.language = "en-GB"
    about.created = about.modified = at.replace(tzinfo=None)


class _SlideWriter:
    """Add slides to a presentation."""

    def __init__(self, presentation: Any) -> None:
        self.presentation = presentation

    def slide(self, title: str, layout: int = TITLE_ONLY) -> Any:
        """A new slide with its title, which programs read first."""
        slide = self.presentation.slides.add_slide(
            self.presentation.slide_layouts[layout]
        )
        _place(slide.shapes.title, top=0.9, height=2.2)
        _write(slide.shapes.title.text_frame, [title], points=32, is_title=True)
        return slide

    def opening(self, title: str, lines: Iterable[str]) -> None:
        slide = self.slide(title, TITLE_SLIDE)
        _place(slide.shapes.title, top=4.5, height=4.5)
        _place(slide.placeholders[1], top=9.6, height=5)
        _write(slide.placeholders[1].text_frame, [each for each in lines if each])

    def text(self, title: str, paragraphs: Sequence[str]) -> None:
        """As many slides as the paragraphs need; none without any."""
        for some in pages_of([each for each in paragraphs if each]):
            slide = self.slide(title, TITLE_AND_TEXT)
            _place(slide.placeholders[1], top=3.6, height=HEIGHT - 5)
            _write(slide.placeholders[1].text_frame, some)

    def pathway(self, pack: SessionPack) -> None:
        slide = self.slide(pack.pathway_title)
        pathway_shapes.draw(slide.shapes, pack.pathway, left=MARGIN, top=6)
        notes = safe_text.printable(pack.pathway.summary)  # type: ignore[union-attr]
        slide.notes_slide.notes_text_frame.text = notes

    def dates(self, pack: SessionPack) -> None:
        """Tables of the sessions, which can be edited."""
        title = "Dates" if pack.dates_confirmed else "Dates, to be confirmed"
        for first in range(0, len(pack.sessions), SESSIONS_ON_SLIDE):
            some = pack.sessions[first : first + SESSIONS_ON_SLIDE]
            _table(self.slide(title).shapes, some)


def pages_of(paragraphs: Iterable[str]) -> list[list[str]]:
    """Paragraphs in portions that fit on a slide each."""
    pages: list[list[str]] = []
    left = 0
    for each in paragraphs:
        lines = 1 + len(each) // LINE
        if not pages or lines > left:
            pages.append([])
            left = LINES_ON_SLIDE
        pages[-1].append(each)
        left -= lines
    return pages


def _table(shapes: Any, sessions: Sequence[PackSession]) -> None:
    from pptx.util import Cm

    widths = (1.4, 10.8, 8.0, WIDTH - 2 * MARGIN - 20.2)
    frame = shapes.add_table(
        len(sessions) + 1, 4, Cm(MARGIN), Cm(3.4), Cm(WIDTH - 2 * MARGIN), Cm(2)
    )
    for column, width in zip(frame.table.columns, widths, strict=True):
        column.width = Cm(width)
    head = ("", "When", "Where", "What")
    rows = [(str(e.number), f"{e.day}, {e.times}", e.where, e.focus) for e in sessions]
    for number, row in enumerate([head, *rows]):
        for cell, words in zip(frame.table.rows[number].cells, row, strict=True):
            _write(cell.text_frame, [words], points=14)
            _colour(cell, is_head=not number)


def _colour(cell: Any, *, is_head: bool) -> None:
    from pptx.dml.color import RGBColor

    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor(
        *((0xE3, 0xEF, 0xE9) if is_head else (255,) * 3)
    )


def _place(shape: Any, *, top: float, height: float) -> None:
    """Put a shape between the margins of the slide, in centimetres."""
    from pptx.util import Cm

    shape.left, shape.top = Cm(MARGIN), Cm(top)
    shape.width, shape.height = Cm(WIDTH - 2 * MARGIN), Cm(height)


def _write(
    frame: Any, paragraphs: Sequence[str], *, points: int = 20, is_title: bool = False
) -> None:
    """Fill a text frame; each paragraph stays text that can be edited."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap = True
    for number, words in enumerate(paragraphs):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        paragraph.text = safe_text.printable(words)
        paragraph.alignment, paragraph.space_after = PP_ALIGN.LEFT, Pt(points / 3)
        paragraph.font.size, paragraph.font.bold = Pt(points), is_title
        paragraph.font.name = "Cambria" if is_title else "Calibri"
        paragraph.font.color.rgb = RGBColor(*(GREEN if is_title else INK))
