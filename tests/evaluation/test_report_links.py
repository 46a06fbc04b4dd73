"""Each evidence number leads to its comment and back, in page, Word and PDF."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from evaluation import snapshots
from evaluation.reports import html, outline, pdf, references, sheets, word
from evaluation.snapshots.inputs import CodingInput, EvidenceInput
from evaluation.snapshots.references import references as references_of
from tests.evaluation.small_counts import SET, inputs

DAY = date(2026, 7, 1)


def given():
    """Mentors, of E1 to E17 (E1 in words), and Time, which quotes E60 and has E1."""
    first = inputs().themes[0]
    spoken = EvidenceInput(60, "spoken", None, "Time is short.", True, True)
    return replace(
        inputs(),
        themes=[first, {**first, "pk": 2, "name": "Time"}],
        evidence=[
            *(
                EvidenceInput(
                    number, "written", SET, "Talk more." * (number == 1), False, True, 1
                )
                for number in range(1, 50)
            ),
            spoken,
        ],
        codings=[
            *inputs().codings,
            CodingInput(
                60, "spoken", 2, "", None, "person", None, DAY, coder="hub lead"
            ),
        ],
    )


@pytest.fixture(scope="module")
def snapshot():
    return snapshots.build(given())


@pytest.fixture(scope="module")
def report(snapshot):
    return outline.build(snapshot)


def test_each_comment_has_its_set_and_themes_and_no_group(snapshot):
    found = {row["number"]: row for row in snapshot["references"]}

    assert len(found) == 18
    assert found[1] == {
        "number": 1,
        "kind": "written feedback",
        "set": "After a session",
        "themes": [1],
        "coded_by": [],
    }
    assert found[60] == {
        "number": 60,
        "kind": "spoken feedback",
        "set": "",
        "themes": [2],
        "coded_by": ["hub lead"],
    }


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({}, "After a session"),
        ({"suppressed": True}, ""),
        ({"as_at": "2026-06-01"}, ""),
    ],
)
def test_the_set_is_named_only_where_its_count_is_shown_anew(change, named):
    """Else the single comments of a set would be counted, or those added to it."""
    row = {"theme": 1, "total": {"hits": 17, "of": 48, **change}}

    (first, *_, last) = references_of(
        given(), [{"set": "After a session", "rows": [row]}]
    )

    assert (first["set"], last["set"]) == (named, "")


def test_a_comment_of_two_themes_names_no_set_where_one_of_them_hides_it():
    both = replace(
        given(),
        codings=[
            *given().codings,
            CodingInput(1, "written", 2, "r1", None, "person", None, DAY),
        ],
    )
    table = {"set": "After a session", "rows": [{"theme": 1, "total": {"hits": 17}}]}

    first, second, *_ = references_of(both, [table])

    assert (first["themes"], first["set"]) == ([1, 2], "")
    assert (second["themes"], second["set"]) == ([1], "After a session")


def links_and_anchors(value) -> tuple[set[str], list[str]]:
    """Every anchor that a span of an outline leads to, and every anchor there is."""
    to, anchors = set(), []
    if isinstance(value, dict):
        to |= {value["to"]} if value.get("to") else set()
        anchors += [value["id"]] if is_of_evidence(value.get("id")) else []
        value = list(value.values())
    for each in value if isinstance(value, list) else []:
        found = links_and_anchors(each)
        to, anchors = to | found[0], anchors + found[1]
    return to, anchors


def is_of_evidence(name: str | None) -> bool:
    """Parts of the annex have anchors too, for the figures in sentences."""
    return bool(name) and not name.startswith("figures")


def test_each_number_leads_to_a_comment_and_each_comment_back_to_its_themes(report):
    to, anchors = links_and_anchors(report)

    numbers = {f"e{number}" for number in [*given_numbers(), 60]}
    themes = {"theme-1", "theme-2", "finding-1", "finding-2"}
    assert to == numbers | themes
    assert sorted(anchors) == sorted(numbers | themes)


def given_numbers() -> list[int]:
    return [one.evidence for one in inputs().codings]


def test_the_page_has_the_links_and_their_anchors(report):
    page = html.render(report, {}).decode()

    links = set(re.findall(r'href="#((?:e|theme|finding)[^"]*)"', page))
    anchors = re.findall(r'id="((?:e\d|theme|finding)[^"]*)"', page)
    assert len(links) == 22
    assert links == set(anchors)
    assert len(anchors) == len(set(anchors))
    assert re.search(r'<blockquote><p id="e1"><strong\s*>E1</strong> \(written', page)
    assert re.search(r'“Time is short.” \(<a\s+href="#e60">E60</a\s*>\)', page)


def test_the_document_has_them_as_bookmarks(report):
    packed = zipfile.ZipFile(io.BytesIO(word.render(report, {})))
    text = packed.read("word/document.xml").decode()

    links = set(re.findall(r'<w:hyperlink w:anchor="([^"]+)"', text))
    marks = re.findall(r'<w:bookmarkStart w:id="(\d+)" w:name="([^"]+)"', text)
    assert len(links) == 22
    assert links == {name for _, name in marks if is_of_evidence(name)}
    assert len({number for number, _ in marks}) == len(marks)
    assert {"e60", "theme_1", "finding_2"} <= links


def test_the_pdf_has_them_and_still_conforms(report):
    content, keeps_to_ua = pdf.render(report, {})

    annotations = [
        each.get_object()
        for page in PdfReader(io.BytesIO(content)).pages
        for each in page.get("/Annots", [])
    ]
    links = [each for each in annotations if each["/Subtype"] == "/Link"]
    assert keeps_to_ua
    # 18 numbers and one quote; 18 comments or rows lead back; 2 findings, 2 themes
    assert len(links) >= 24
    assert all("/URI" not in str(each.get("/A", "")) for each in links)


def test_comments_alike_share_a_row_and_several_coders_are_told_apart(snapshot):
    second = [
        {**row, "coded_by": ["evaluator in residence"]} if row["number"] == 2 else row
        for row in snapshot["references"]
    ]

    blocks = list(references.comments({**snapshot, "references": second}))

    table = blocks[-1]
    told = [
        ["".join(each["text"] for each in cell["spans"]) or cell["paragraphs"][0]
         for cell in row]
        for row in table["rows"]
    ]  # fmt: skip
    rest = ", ".join(f"E{number}" for number in given_numbers()[2:])
    assert told == [
        [
            "E2",
            "Written feedback, After a session, themes given by evaluator in residence",
            "Mentors",
        ],
        [rest, "Written feedback, After a session", "Mentors"],
    ]


def test_codings_and_workbook_name_the_set_and_no_group_or_authority(snapshot):
    content = sheets.codings_csv(snapshot["codings"]).decode("utf-8-sig")
    rows = sheets.build(snapshot)["Evidence"]

    assert content.splitlines()[1] == (
        "E1,written feedback,After a session,Mentors,a person,,,2026-07-01,Talk more."
    )
    assert tuple(rows[-1].values()) == (
        *("E60", "spoken feedback", "", "Time", "hub lead", "Time is short."),
    )
    places = {group.authority for group in given().groups}
    assert not any(place in content + str(rows) for place in places)


@pytest.mark.parametrize(("most", "told"), [(18, "E1, E2"), (17, "E1 to E6")])
def test_numbers_are_ranges_where_links_would_be_too_many(
    snapshot, monkeypatch, most, told
):
    monkeypatch.setattr(references, "MOST_LINKED", most)

    report = outline.build(snapshot)

    cells = [
        "".join(each["text"] for each in row[3]["spans"])
        for row in next(iter(references.by_theme(snapshot)))["rows"]
    ]
    to, anchors = links_and_anchors(report)
    assert cells[0].startswith(told)
    assert to <= set(anchors)
    assert {"e1", "e60", "theme-1"} <= set(anchors)
