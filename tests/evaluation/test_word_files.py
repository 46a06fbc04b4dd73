"""How a Word file divides its tables among pages."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn

from evaluation.reports import blocks, word

VAL, SIZE, COLOUR, WIDTH = qn("w:val"), qn("w:sz"), qn("w:color"), qn("w:w")
OUTLINE = {
    "title": "Maths Hubs Evaluator in Residence",
    "subtitle": "",
    "hub": "London South East+",
    "as_at": "2026-10-16T17:00:00+01:00",
    "made": "Figures as at 16 October 2026.",
    "summary_title": "Summary",
    "summary": [],
}


def theme(words: str) -> dict:
    return {"title": "Gap tasks", "paragraphs": [words], "references": "6 of 108"}


def document_with(*rows: str):
    table = blocks.table("Themes", ["Themes", ""], [[theme(row), "-"] for row in rows])
    sections = [{"title": "Significant themes", "blocks": [table]}]
    return Document(io.BytesIO(word.render({**OUTLINE, "sections": sections}, {})))


def test_a_row_stays_on_one_page_unless_it_is_long():
    rows = document_with("x" * 1_499, "x" * 1_500).tables[-1].rows

    kept = [bool(row._tr.xpath("./w:trPr/w:cantSplit")) for row in rows[1:]]

    assert kept == [True, False]


def test_no_row_draws_the_whole_table_to_the_next_page():
    made = document_with("They help.")

    for cell in made.tables[-1].rows[1].cells:
        for paragraph in cell.paragraphs:
            assert not paragraph.paragraph_format.keep_with_next
            assert not paragraph.style.paragraph_format.keep_with_next


def wide_table(columns: int):
    head = [f"Column {number}" for number in range(columns)]
    table = blocks.table("Ratings", head, [["4.0"] * columns])
    sections = [{"title": "Ratings", "blocks": [table]}]
    made = Document(io.BytesIO(word.render({**OUTLINE, "sections": sections}, {})))
    return made.tables[-1]._tbl


def test_tables_have_grey_hairlines_between_rows_and_no_boxes():
    for table in document_with("They help.").tables:
        (borders,) = table._tbl.tblPr.xpath("./w:tblBorders")

        drawn = {
            each.tag.partition("}")[2]: (
                each.get(VAL),
                each.get(SIZE),
                each.get(COLOUR),
            )
            for each in borders
        }

        assert drawn == {
            "top": ("single", "4", "D8D3C6"),
            "left": ("nil", None, None),
            "bottom": ("single", "4", "D8D3C6"),
            "right": ("nil", None, None),
            "insideH": ("single", "4", "D8D3C6"),
            "insideV": ("nil", None, None),
        }


@pytest.mark.parametrize(("columns", "expected"), [(6, []), (7, ["45", "45"])])
def test_wide_tables_leave_little_room_between_columns(columns, expected):
    """Twips: a name such as “Southwark” stays in one piece in one of eight columns."""
    edges = wide_table(columns).tblPr.xpath("./w:tblCellMar/*")

    assert [each.get(WIDTH) for each in edges] == expected
