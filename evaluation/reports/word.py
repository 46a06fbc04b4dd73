"""The report as a DOCX to edit, with headings, lists and repeated table headers."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from evaluation.reports import blocks, word_links, word_tables
from evaluation.reports.charts import Chart

TEXT_WIDTH = 17.0  # centimetres between the margins of an A4 page
SIZES = ((2, 10.0), (6, 9.0), (99, 7.5))  # most columns, points
WIDE = 6  # columns; with more, the room between them is narrow
LONG_ROW = 1500  # characters in one cell: such a row may go on on the next page
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
GREEN, MUTED = (0x1C, 0x5A, 0x4A), (0x56, 0x5D, 0x6B)


def render(outline: Mapping[str, Any], charts: Mapping[str, Sequence[Chart]]) -> bytes:
    """The bytes of the document; the same outline gives the same bytes."""
    import docx

    document = docx.Document()
    writer = _Writer(document, charts)
    _set_up(document, outline)
    writer.title(outline)
    for section in outline["sections"]:
        document.add_heading(section["title"], level=1)
        for block in section["blocks"]:
            writer.block(block)
    saved = io.BytesIO()
    document.save(saved)
    return _with_fixed_timestamps(saved.getvalue())


def _add_styles(document: Any) -> None:
    """Named styles, so that an editor changes the look of all themes at once."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    for name, based_on, size, colour in (
        ("Theme", "Normal", 13, GREEN),
        ("Evidence", "Normal", 8.5, MUTED),
        ("Implication", "List Bullet", 11, None),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = document.styles[based_on], True
        style.font.size = Pt(size)
        if colour:
            style.font.color.rgb = RGBColor(*colour)
    document.styles["Theme"].font.name = "Cambria"
    word_links.add_style(document, GREEN)


def _set_up(document: Any, outline: Mapping[str, Any]) -> None:
    """Set paper, language, fonts and the properties of the document."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    fonts = normal.element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    fonts.append(language)
    for level in (1, 2, 3):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.color.rgb = "Cambria", RGBColor(*GREEN)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
    captions = document.styles["Caption"]
    captions.font.color.rgb, captions.font.size = RGBColor(*MUTED), Pt(9.5)
    captions.font.bold = False
    _add_styles(document)
    underlined = document.styles["Title"].element.pPr
    underlined.remove(underlined.find(qn("w:pBdr")))
    about = document.core_properties
    about.title = f"{outline['title']}: {outline['hub']}"
    about.author = outline["hub"]
    about.subject, about.language = outline["subtitle"], "en-GB"
    about.comments = about.keywords = ""
    made = datetime.fromisoformat(outline["as_at"])
    about.created = about.modified = made
    about.last_modified_by, about.revision = "", 1


class _Writer:
    """Write blocks to the document, or to a cell of its summary table."""

    def __init__(self, document: Any, charts: Mapping[str, Sequence[Chart]]) -> None:
        self.document, self.charts = document, charts
        self.number = 0  # of the last chart
        self.links = word_links.Links()

    def title(self, outline: Mapping[str, Any]) -> None:
        from docx.shared import Pt, RGBColor

        heading = self.document.add_heading(outline["title"], level=0)
        for run in heading.runs:
            run.font.name, run.font.size = "Cambria", Pt(24)
            run.font.color.rgb = RGBColor(*GREEN)
        self.document.add_paragraph(outline["subtitle"])
        hub = self.document.add_paragraph()
        hub.add_run(f"Hub: {outline['hub']}").bold = True
        self.small(self.document.add_paragraph(), outline["made"])
        self.document.add_heading(outline["summary_title"], level=1)
        self.summary(outline["summary"])

    def summary(self, rows: Sequence[Mapping[str, Any]]) -> None:
        table = self.grid(len(rows), [4.0, 13.0])
        for row, cells in zip(rows, table.rows, strict=True):
            label, content = cells.cells
            label.paragraphs[0].add_run(row["label"]).bold = True
            for block in row["blocks"]:
                self.block_in_cell(content, block)
            _drop_first_empty(content)

    def block_in_cell(self, cell: Any, block: Mapping[str, Any]) -> None:
        if block["kind"] == "questions":
            self.questions(cell, block)
        elif block["kind"] == "prose":
            self.links.add(cell.add_paragraph(), block["spans"])
        elif block["kind"] == "bullets":
            self.bullets(cell, block["bullets"])
        elif block["kind"] == "note":
            self.small(cell.add_paragraph(), block["text"])
        else:
            self.lines(cell.add_paragraph(), block["text"])

    def block(self, block: Mapping[str, Any]) -> None:
        {
            "heading": self.heading,
            "text": lambda b: self.lines(self.document.add_paragraph(), b["text"]),
            "note": lambda b: self.small(self.document.add_paragraph(), b["text"]),
            "prose": lambda b: self.links.add(
                self.document.add_paragraph(), b["spans"]
            ),
            "line": lambda b: self.links.add(self.document.add_paragraph(), b["spans"]),
            "quote": self.quote,
            "bullets": lambda b: self.bullets(self.document, b["bullets"]),
            "questions": lambda b: self.questions(self.document, b),
            "table": self.table,
            "chart": self.chart,
        }[block["kind"]](block)

    def heading(self, block: Mapping[str, Any]) -> None:
        heading = self.document.add_heading(block["text"], level=2)
        self.links.anchor(heading, block["id"])

    def lines(self, paragraph: Any, words: str) -> None:
        """A paragraph that keeps its line breaks."""
        for at, line in enumerate(words.split("\n")):
            run = paragraph.add_run(line)
            if at:
                run._r.insert(0, run._r._new_br())
        _set_spacing(paragraph)

    def small(self, paragraph: Any, words: str) -> None:
        from docx.shared import Pt, RGBColor

        run = paragraph.add_run(words)
        run.italic, run.font.size = True, Pt(9.5)
        run.font.color.rgb = RGBColor(*MUTED)
        _set_spacing(paragraph)

    def quote(self, block: Mapping[str, Any]) -> None:
        paragraph = self.document.add_paragraph()
        self.links.anchor(paragraph, block["id"])
        said = f"{block['reference']} ({block['source']}): "
        paragraph.add_run(said).bold = True
        self.lines(paragraph, f"“{block['text']}”")
        if block["links"]:
            self.links.add(paragraph, [blocks.span(" Themes: "), *block["links"]])

    def bullets(
        self, parent: Any, words: Sequence[str], style: str = "List Bullet"
    ) -> None:
        for each in words:
            paragraph = parent.add_paragraph(style=style)
            self.lines(paragraph, each)

    def questions(self, parent: Any, block: Mapping[str, Any]) -> None:
        """Questions with letters that start at "a" in every group."""
        paragraph = parent.add_paragraph()
        paragraph.add_run(block["title"]).bold = True
        _set_spacing(paragraph)
        number = _restarted_list(self.document)
        for question in block["questions"]:
            item = parent.add_paragraph(style="List Number")
            properties = item._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_numId().val = number
            properties.get_or_add_ilvl().val = 0
            self.lines(item, question["text"])
            if question["note"]:
                self.small(item, f" ({question['note']})")

    def grid(self, rows: int, widths: Sequence[float]) -> Any:
        """A table with fixed column widths, in Word and in LibreOffice."""
        from docx.shared import Cm

        table = self.document.add_table(rows, len(widths))
        table.style, table.autofit = "Table Grid", False
        word_tables.set_hairlines(table)
        if len(widths) > WIDE:
            word_tables.set_narrow_margins(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
            for cell in column.cells:
                cell.width = Cm(width)
        return table

    def table(self, block: Mapping[str, Any]) -> None:
        total = sum(block["widths"])
        widths = [TEXT_WIDTH * width / total for width in block["widths"]]
        caption = self.document.add_paragraph(block["caption"])
        caption.style = self.document.styles["Caption"]
        caption.paragraph_format.keep_with_next = True
        table = self.grid(1 + len(block["rows"]), widths)
        size = next(size for most, size in SIZES if len(block["head"]) <= most)
        _mark_as_header(table.rows[0])
        for cell, head in zip(table.rows[0].cells, block["head"], strict=True):
            _fill(cell, "E3EFE9")
            titled = {**blocks.EMPTY_CELL, "title": head["text"]}
            self.cell(cell, titled, head["number"], size)
        for cells, row in zip(table.rows[1:], block["rows"], strict=True):
            if _length_of(row) < LONG_ROW:
                _keep_on_one_page(cells)
            for cell, content in zip(cells.cells, row, strict=True):
                self.cell(cell, content, content["number"], size)
        _set_spacing(self.document.add_paragraph())

    def cell(
        self, cell: Any, content: Mapping[str, Any], number: bool, size: float
    ) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        if content["title"]:
            heading = cell.add_paragraph(
                style="Theme" if content["references"] else None
            )
            self.links.anchor(heading, content["id"])
            heading.add_run(content["title"]).bold = True
        for words in content["paragraphs"]:
            self.lines(cell.add_paragraph(), words)
        if content["spans"]:
            self.links.add(cell.add_paragraph(), content["spans"])
        if content["quote"]:
            quoted = cell.add_paragraph(style="Quote")
            self.lines(quoted, content["quote"])
            self.links.add(quoted, content["cites"])
        self.bullets(cell, content["bullets"], "Implication")
        _drop_first_empty(cell)
        for paragraph in cell.paragraphs:
            _set_spacing(paragraph)
            if number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if paragraph.style.name != "Theme":
                for run in word_links.runs_of(paragraph):
                    run.font.size = Pt(size)
        if content["references"]:
            line = cell.add_paragraph(content["references"], style="Evidence")
            self.links.add(line, content["links"])
            _set_spacing(line)

    def chart(self, block: Mapping[str, Any]) -> None:
        from docx.shared import Cm

        for chart in self.charts.get(block["name"], []):
            self.number += 1
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = True
            shape = paragraph.add_run().add_picture(
                io.BytesIO(chart.png), width=Cm(TEXT_WIDTH)
            )
            shape._inline.docPr.set("descr", chart.alt)
            shape._inline.docPr.set("name", f"Figure {self.number}")
            caption = self.document.add_paragraph(chart.caption)
            caption.style = self.document.styles["Caption"]


def _restarted_list(document: Any) -> int:
    """The id of a list that starts at "a"; the style alone would continue the last."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(style).abstractNumId.val
    number = numbering.add_num(abstract)
    override = number.add_lvlOverride(0)
    override.add_startOverride(1)
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("start", "1"), ("numFmt", "lowerLetter"), ("lvlText", "%1.")):
        child = OxmlElement(f"w:{tag}")
        child.set(qn("w:val"), value)
        level.append(child)
    indent = OxmlElement("w:pPr")
    edges = OxmlElement("w:ind")
    edges.set(qn("w:left"), "500")
    edges.set(qn("w:hanging"), "360")
    indent.append(edges)
    level.append(indent)
    override.append(level)
    return int(number.numId)


def _mark_as_header(row: Any) -> None:
    """Mark a row as the table's header, which repeats on every page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _length_of(row: Sequence[Mapping[str, Any]]) -> int:
    """The characters in the fullest cell of a row."""
    return max(
        sum(map(len, [*cell["paragraphs"], *cell["bullets"], cell["quote"]]))
        for cell in row
    )


def _keep_on_one_page(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _fill(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def _set_spacing(paragraph: Any) -> None:
    from docx.shared import Pt

    paragraph.paragraph_format.space_before = Pt(2)
    paragraph.paragraph_format.space_after = Pt(4)


def _drop_first_empty(cell: Any) -> None:
    """Remove the empty paragraph that python-docx puts into each cell."""
    first = cell.paragraphs[0]
    if len(cell.paragraphs) > 1 and not first.text:
        first._p.getparent().remove(first._p)


def _with_fixed_timestamps(packed: bytes) -> bytes:
    """The archive with fixed timestamps, so that its bytes are always the same."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            target.writestr(
                zipfile.ZipInfo(entry.filename, ZIP_EPOCH),
                source.read(entry.filename),
                zipfile.ZIP_DEFLATED,
            )
    return out.getvalue()
