"""A report's snapshot and files, made from a whole year's rows."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.db import transaction
from docx import Document
from pypdf import PdfReader
from pypdf.generic import PdfObject

from evaluation import reports, snapshots
from evaluation.models import Theme
from evaluation.reports import outline, pdf, safe_text
from tests.evaluation import report_world as world

SECTIONS = [
    "Maths Hubs Evaluator in Residence 2025/26",
    "Evidence and reporting summary",
    "Hub: London South East+",
    "Evaluator in Residence Summary",
    "Maths Hub",
    "Strategic goal",
    "Research questions",
    "What is the case?",
    "Context",
    "Activity and data collection",
    "Significant themes",
    "Themes (findings and process)",
    "Possible implications",
    "Conclusion",
    "Annex: figures and evidence",
    "Recruitment",
    "Attendance by session",
    "The second year",
    "Confidence before and after",
    "Themes by local authority",
    "Do local authorities differ?",
    "Evidence for each theme",
    "Last year's implications and what became of them",
    "Evidence references",
]
NASTY = "Party \N{PARTY POPPER} \x07 bell \u202e backwards \u4f60 #eval(1) $x$ <b>*"


#: Without a test that asks for it pytest-django makes no database.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker) -> dict:
    """One year written once, its snapshot as the row would keep it, and its files."""
    with django_db_blocker.unblock(), transaction.atomic():
        evaluation = world.write_year()
        theme = Theme.objects.order_by("order").first()
        theme.name = "Recruitment \N{PARTY POPPER} was high"
        theme.finding = NASTY
        theme.save()
        snapshot, inputs = snapshots.freeze(evaluation, at=world.AT)
        again, inputs_again = snapshots.freeze(evaluation, at=world.AT)
        transaction.set_rollback(True)
    kept = json.loads(json.dumps(snapshot))
    return {
        "snapshot": kept,
        "again": json.loads(json.dumps(again)),
        "inputs": (inputs, inputs_again),
        "files": {file.kind: file for file in reports.make(kept, version=3)},
    }


def in_order(text: str) -> list[str]:
    """The section titles that do not stand in the text in their order."""
    at, missing = 0, []
    words = re.sub(r"\s+", " ", text)
    for title in SECTIONS:
        found = words.find(title, at)
        if found < 0:
            missing.append(title)
        else:
            at = found + len(title)
    return missing


def test_the_same_rows_give_the_same_snapshot_and_hash(year):
    assert year["snapshot"] == year["again"]
    assert year["inputs"][0] == year["inputs"][1]
    assert len(year["inputs"][0]) == 64


def test_the_same_snapshot_gives_the_same_bytes(year):
    again = {file.kind: file for file in reports.make(year["snapshot"], version=3)}

    assert again == year["files"]


def test_every_file_has_a_safe_name_that_keeps_the_plus(year):
    assert [file.name for file in year["files"].values()] == [
        "London-South-East+-evaluation-2025-26-v3.html",
        "London-South-East+-evaluation-2025-26-v3.docx",
        "London-South-East+-evaluation-2025-26-v3.pdf",
        "London-South-East+-evaluation-2025-26-v3.xlsx",
        "London-South-East+-codings-2025-26-v3.csv",
        "London-South-East+-board-paper-2025-26-v3.html",
        "London-South-East+-board-paper-2025-26-v3.docx",
        "London-South-East+-board-paper-2025-26-v3.pdf",
        "London-South-East+-action-plan-2025-26-v3.docx",
        "London-South-East+-evaluation-2025-26-v3.zip",
    ]


def test_the_page_has_the_sections_of_the_source_in_their_order(year):
    page = year["files"]["html"].content.decode()
    body = re.sub(r"(?s)<(head|nav|style).*?</\1>|<[^>]+>", " ", page)

    assert in_order(body.replace("&#x27;", "'")) == []


def test_the_page_stands_alone_and_runs_nothing(year):
    page = year["files"]["html"].content.decode()
    charts = re.findall(r"<img [^>]*>", page)

    assert "<script" not in page
    assert not re.search(r'\sstyle="|<link|src="(?!data:)|href="(?!#)', page)
    assert len(charts) == 5
    assert all(re.search(r'alt="[^"]{20,}"', each) for each in charts)
    assert page.count("<h1>") == 1
    assert page.count("<table") == page.count("<caption>")
    assert "&lt;b&gt;*" in page
    assert "\x07" not in page


def test_the_document_has_the_sections_of_the_source_in_their_order(year):
    with zipfile.ZipFile(io.BytesIO(year["files"]["docx"].content)) as archive:
        document = archive.read("word/document.xml").decode()
    text = re.sub(r"<[^>]+>", " ", document).replace("&amp;", "&")

    assert in_order(text) == []
    assert len(re.findall(r'<wp:docPr [^>]*descr="[^"]{20,}"', document)) == 5
    assert document.count("<w:tblHeader/>") == document.count("<w:tbl>") - 1
    assert (
        'w:val="en-GB"'
        in zipfile.ZipFile(io.BytesIO(year["files"]["docx"].content))
        .read("word/styles.xml")
        .decode()
    )


def test_the_pdf_is_tagged_and_has_the_sections_in_their_order(year):
    reader = PdfReader(io.BytesIO(year["files"]["pdf"].content))
    root = reader.trailer["/Root"]
    tags = list(tags_of(root["/StructTreeRoot"]))
    names = [name for name, _ in tags]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert names.count("/H1") == 1
    assert {"/H2", "/H3", "/Table", "/THead", "/TH", "/L", "/LI"} <= set(names)
    figures = [alt for name, alt in tags if name == "/Figure"]
    assert len(figures) == 5
    assert all(len(alt) > 20 for alt in figures)
    text = " ".join(page.extract_text() for page in reader.pages)
    assert in_order(text) == []
    assert "[party popper]" in text
    assert "#eval(1) $x$ <b>*" in text


def test_the_pdf_brings_its_fonts_which_are_those_of_the_pages(year):
    pages = PdfReader(io.BytesIO(year["files"]["pdf"].content)).pages

    fonts = {
        font["/BaseFont"].partition("+")[2]: font["/DescendantFonts"][0]
        for page in pages
        for font in map(PdfObject.get_object, page["/Resources"]["/Font"].values())
    }

    assert fonts.keys() >= {
        "AtkinsonHyperlegibleNext-Bold",
        "AtkinsonHyperlegibleNext-Regular",
        "SourceSerif4-SemiBold",
    }
    for font in fonts.values():
        assert "/FontFile2" in font.get_object()["/FontDescriptor"].get_object()


@pytest.mark.parametrize(
    "words",
    [
        "".join(chr(0x1F600 + at) for at in range(80)) + "\u4f60\u597d",
        "\u0645\u0631\u062d\u0628\u0627 \u0e2a\u0e27\u0e31\u0e2a "
        "\u0928\u092e\u0938\u094d\u0924\u0947 \u05e9\u05dc\u05d5\u05dd",
        "Family \U0001f468\u200d\U0001f469\u200d\U0001f467 and \ufeff nothing \u00ad",
        "word " * 2_000,
        "w" * 10_000,
        "\x00\x01\x1b[31m\ud800 \x85",
    ],
)
def test_whatever_was_typed_becomes_pdf_ua(year, words):
    whole = safe_text.cleaned(outline.build({**year["snapshot"], "conclusion": words}))

    content, keeps_to_ua = pdf.render(whole, {})

    assert keeps_to_ua
    assert content.startswith(b"%PDF")


def tags_of(node) -> Iterator[tuple[str, str]]:
    """Every tag of the structure tree with its alternative text."""
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from tags_of(each)
    elif hasattr(node, "get"):
        if "/S" in node:
            yield node["/S"], str(node.get("/Alt", ""))
        if "/K" in node and hasattr(node["/K"], "get_object"):
            yield from tags_of(node["/K"])


def test_a_sheet_holds_numbers_and_words_and_no_formula(year):
    with zipfile.ZipFile(io.BytesIO(year["files"]["xlsx"].content)) as book:
        sheets = [
            book.read(name).decode()
            for name in book.namelist()
            if name.startswith("xl/worksheets/sheet")
        ]
        words = book.read("xl/workbook.xml").decode()

    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert any("<v>0." in sheet for sheet in sheets)  # shares are numbers
    assert [name for name in ("Recruitment", "Themes", "Second year") if name in words]


def test_the_codings_open_in_a_spreadsheet_without_running(year):
    rows = dict(year["snapshot"])["codings"]
    rows = [{**rows[0], "comment": "=HYPERLINK(1)", "theme": "+44"}, *rows[1:]]
    content = reports.sheets.codings_csv(rows).decode("utf-8-sig")

    read = list(csv.DictReader(io.StringIO(content)))

    assert (read[0]["comment"], read[0]["theme"]) == ("'=HYPERLINK(1)", "'+44")
    assert len(read) == len(rows)
    assert {row["comment"] for row in read[1:]} <= {
        "",
        *(quote["text"] for quote in year["snapshot"]["evidence"]["quotes"]),
    }


def test_the_zip_holds_all_the_others(year):
    with zipfile.ZipFile(io.BytesIO(year["files"]["zip"].content)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}

    assert held == {
        file.name: file.content for kind, file in year["files"].items() if kind != "zip"
    }


def test_figures_are_those_of_the_rows(year):
    figures = year["snapshot"]["figures"]

    assert figures["funnel"]["total"] == {
        "interested": 131,
        "offered": 131,
        "secured": 110,
        "came": figures["attendance"]["total"][0]["present"],
    }
    assert figures["retention"]["cohort"] == 110
    assert figures["retention"]["continued"] + figures["retention"]["lost"] == 110
    assert figures["themes"][0]["respondents"] == 370
    assert figures["confidence"][0]["pairs"] == 96


def test_every_theme_lists_its_evidence(year):
    themes = year["snapshot"]["themes"]

    assert len(themes) == len(world.THEMES)
    assert all(theme["evidence"] for theme in themes)
    assert themes[0]["heard"] == {"visits": 2, "of": 7}


def test_a_question_group_with_nothing_collected_says_so(year):
    groups = {each["title"]: each for each in year["snapshot"]["question_groups"]}
    told = [
        each["kind"] for each in outline.build(year["snapshot"])["summary"][2]["blocks"]
    ]

    assert groups["Recruitment"]["collected"]
    assert not groups["Communities"]["collected"]
    assert told == ["questions", "note", "questions", "questions", "note"]


def test_no_count_of_a_few_stands_in_a_breakdown(year):
    """Every cell counts nobody, or five and more, and leaves nobody or five out."""
    small = [
        cell
        for table in year["snapshot"]["figures"]["themes"]
        for row in table["rows"]
        for cell in (row["total"], *row["authority"], *row["phase"], *row["group"])
        if not cell.get("suppressed")
        and any(0 < part < 5 for part in (cell["hits"], cell["of"] - cell["hits"]))
    ]

    assert small == []


def test_a_comparison_of_a_theme_is_a_word_without_figures(year):
    """An exact statistic would give away the counts behind the marks."""
    figures = year["snapshot"]["figures"]
    rows = [row for table in figures["themes"] for row in table["rows"]]

    told = [
        name
        for row in rows
        for name, value in row["comparison"].items()
        if value is not None
    ]
    assert set(told) == {"verdict", "groups"}


def test_the_document_names_its_styles_of_themes_quotes_and_evidence(year):
    document = Document(io.BytesIO(year["files"]["docx"].content))
    themes = next(
        table
        for table in document.tables
        if table.cell(0, 0).text == "Themes (findings and process)"
    )

    left, right = (
        [[each.style.name for each in cell.paragraphs] for cell in column.cells[1:]]
        for column in themes.columns
    )

    assert {styles[0] for styles in left} == {"Theme"}
    assert {styles[-1] for styles in left} == {"Evidence"}
    between = [name for styles in left for name in styles[1:-1]]
    assert set(between) == {"Normal"}  # none of these themes has a quote
    assert "Implication" in right[0]
    assert document.styles["Implication"].base_style.name == "List Bullet"
    assert themes.cell(0, 0).paragraphs[0].style.name == "Normal"
