"""How a Word file divides its tables among pages."""

import io

from docx import Document

from evaluation.reports import blocks, word

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
