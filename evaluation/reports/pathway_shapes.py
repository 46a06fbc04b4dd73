"""The pathway as shapes of a slide: lines, ticks and arcs that can be moved."""

from typing import Any

from evaluation.reports.safe_text import printable
from workgroups.pathway import LENGTH, OPEN, SECURED, GapTask, Pathway, Span, Tick

WIDTH = 30.67  # centimetres: a wide slide without its margins
LINE_AT, NUMBER_AT = 4.0, 5.0  # below the top of the picture
ARC = (0, 9, 16, 21, 24, 25, 24, 21, 16, 9, 0)  # heights of an arc in 1/25 of its own
ARC_HEIGHT = 1.1
GREEN, INK, MUTED = (0x1C, 0x5A, 0x4A), (0x1D, 0x24, 0x33), (0x56, 0x5D, 0x6B)


def draw(shapes: Any, pathway: Pathway | None, *, left: float, top: float) -> None:
    """Draw the pathway as one group of shapes, with its description for readers."""
    if pathway is None:
        return
    group = shapes.add_group_shape()
    group.name = "Pathway"
    pen = _Pen(group.shapes, left, top)
    for span in pathway.spans:
        pen.span(span)
    for gap in pathway.gap_tasks:
        pen.gap_task(gap)
    for tick in pathway.ticks:
        pen.tick(tick)
    group._element.nvGrpSpPr.cNvPr.set("descr", printable(pathway.summary))


class _Pen:
    """Draw shapes at positions of the pathway."""

    def __init__(self, shapes: Any, left: float, top: float) -> None:
        self.shapes, self.left, self.top = shapes, left, top

    def at(self, position: int) -> float:
        return self.left + WIDTH * position / LENGTH

    def span(self, span: Span) -> None:
        y = self.top + LINE_AT
        line = self.line(span.start, y, span.end, y, 1.5 if _is_open(span) else 4)
        line.name = f"{span.stage.name}, {span.state_words}"
        if span.stage.state not in (SECURED, OPEN):
            from pptx.enum.dml import MSO_LINE

            line.line.dash_style = MSO_LINE.DASH
        x, width = self.at(span.start), WIDTH * (span.end - span.start) / LENGTH
        self.words(span.stage.name, x, self.top, width, points=20, colour=INK)
        self.words(span.state_words, x, self.top + 0.9, width, points=14)
        if not span.has_dates:
            self.words("dates to follow", x, self.top + NUMBER_AT, width, points=14)

    def tick(self, tick: Tick) -> None:
        y, secured = self.top + LINE_AT, tick.session.state == SECURED
        line = self.line(tick.at, y - 0.6, tick.at, y + 0.6, 4 if secured else 2)
        line.name = tick.session.label
        x = self.at(tick.at) - 1
        self.words(
            str(tick.session.number), x, self.top + NUMBER_AT, 2, points=16, colour=INK
        )
        self.shapes[-1].text_frame.paragraphs[0].alignment = _centre()

    def gap_task(self, gap: GapTask) -> None:
        """An arc from one session to the next; its name says what is to be tried."""
        from pptx.util import Cm

        start, end = self.at(gap.start) + 0.15, self.at(gap.end) - 0.15
        y = self.top + LINE_AT - 0.7
        points = [
            (start + (end - start) * n / (len(ARC) - 1), y - ARC_HEIGHT * height / 25)
            for n, height in enumerate(ARC)
        ]
        builder = self.shapes.build_freeform(Cm(points[0][0]), Cm(points[0][1]))
        builder.add_line_segments([(Cm(x), Cm(y)) for x, y in points[1:]], close=False)
        arc = builder.convert_to_shape()
        arc.name = printable(f"Then try: {gap.label}")
        arc.fill.background()
        arc.shadow.inherit = False
        _ink(arc.line, 1.5)

    def line(self, start: int, y: float, end: int, until: float, points: float) -> Any:
        from pptx.enum.shapes import MSO_CONNECTOR
        from pptx.oxml.ns import qn
        from pptx.util import Cm

        drawn = self.shapes.add_connector(
            MSO_CONNECTOR.STRAIGHT,
            Cm(self.at(start)),
            Cm(y),
            Cm(self.at(end)),
            Cm(until),
        )
        drawn._element.remove(drawn._element.find(qn("p:style")))  # it casts a shadow
        _ink(drawn.line, points)
        return drawn

    def words(
        self,
        words: str,
        x: float,
        y: float,
        width: float,
        *,
        points: int,
        colour: tuple[int, int, int] = MUTED,
    ) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Cm, Pt

        frame = self.shapes.add_textbox(Cm(x), Cm(y), Cm(width), Cm(1)).text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = 0
        frame.text = printable(words)
        font = frame.paragraphs[0].font
        font.size, font.name, font.color.rgb = Pt(points), "Calibri", RGBColor(*colour)


def _is_open(span: Span) -> bool:
    return span.stage.state == OPEN


def _centre() -> Any:
    from pptx.enum.text import PP_ALIGN

    return PP_ALIGN.CENTER


def _ink(line: Any, points: float) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    line.color.rgb, line.width = RGBColor(*GREEN), Pt(points)
