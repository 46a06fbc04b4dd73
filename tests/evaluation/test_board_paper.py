"""The paper for the Strategic Board, and the action plan, of a snapshot."""

import io
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from evaluation import reports, snapshots
from evaluation.reports import board, html, pdf, plan, word
from tests.evaluation.small_counts import PLACES, inputs

CONCLUSION = "Sessions were alike. Mentors knew little. More follows.\n\nAnd more."


def implication(text: str, due: str = "", **fields: Any) -> dict[str, Any]:
    values = {"addressed_to": "the hub", "owner": "", "measure": "", "themes": []}
    values |= {"state": "proposed", "what_became": "", "due_on": due, "text": text}
    return {**values, **fields}


def snapshot(**changes: Any) -> dict[str, Any]:
    return {**snapshots.build(inputs()), "conclusion": CONCLUSION, **changes}


def long_snapshot() -> dict[str, Any]:
    """Twelve themes with much to say, and thirty implications."""
    whole = snapshot()
    words = "Participants said that they would rather bring materials of their own. "
    to_do = [{"text": f"Do the {n}th thing that follows from it."} for n in range(6)]
    rows = [
        {
            **whole["themes"][0],
            "name": f"Theme {number} about materials and mentors",
            "finding": words * 9,
            "implications": to_do,
        }
        for number in range(12)
    ]
    actions = [implication(words, f"2026-{1 + n % 12:02}-01") for n in range(30)]
    return {
        **whole,
        "themes": rows,
        "actions": actions,
        "conclusion": words * 20,
        "last_year": [],
    }


def told(block) -> str:
    return block.get("text") or " ".join(block.get("bullets", []))


def test_page_one_gives_the_answer_in_two_sentences_and_the_figures():
    answer, figures = board.build(snapshot())["summary"]

    assert told(answer["blocks"][0]) == "Sessions were alike. Mentors knew little."
    assert figures["blocks"][0]["bullets"] == [
        "26 people had a secured place.",
        "87% of those marked were present.",
        "26 of 44 (59%, 44% to 72%) went on to the second year.",
    ]


def test_figures_that_may_not_be_shown_are_left_out():
    hidden = snapshot()["figures"] | {"funnel": None, "retention": None}
    hidden["attendance"] = {"overall": {"suppressed": True}}

    found = board.build(snapshot(figures=hidden, conclusion=" "))["summary"]

    assert told(found[0]["blocks"][0]) == "Not written yet."
    assert found[1]["blocks"][0]["bullets"] == ["No figure may be shown yet."]


def test_it_asks_for_what_is_open_first_due_first():
    actions = [
        implication("Later.", "2026-12-01", owner="Una"),
        implication("Done.", "2026-01-01", state="done"),
        implication("Some day."),
        implication("Soon.", "2026-09-01", addressed_to="NCETM"),
    ]

    _, asked, _ = board.build(snapshot(actions=actions))["sections"]

    assert asked["blocks"][0]["bullets"] == [
        "Soon. (For NCETM; owner: nobody yet, by 1 September 2026.)",
        "Later. (For the hub; owner: Una, by 1 December 2026.)",
        "Some day. (For the hub; owner: nobody yet.)",
    ]


def test_no_local_authority_is_named():
    assert not any(place in str(board.build(snapshot())) for place in PLACES)


@pytest.mark.parametrize("make", [snapshot, long_snapshot])
def test_it_is_two_pages_at_most_however_much_there_is(make):
    content, keeps_to_ua = pdf.render(board.build(make()), {})

    assert len(PdfReader(io.BytesIO(content)).pages) <= 2
    assert keeps_to_ua


def test_what_does_not_fit_is_named_and_no_sentence_is_cut():
    themes, asked, _ = board.build(long_snapshot())["sections"]

    table, note = themes["blocks"]
    assert len(table["rows"]) == 4
    assert note["text"].startswith("Also found, and in the report: Theme ")
    assert note["text"].endswith("Theme 11 about materials and mentors.")
    for cell, _ in table["rows"]:
        assert cell["paragraphs"][0].endswith("of their own.")
    assert asked["blocks"][1]["text"] == "25 more implications: see the action plan."


def test_the_paper_is_written_as_page_and_document():
    made = board.build(snapshot(), version=2)

    page = html.render(made, {}).decode()
    document = Document(io.BytesIO(word.render(made, {})))

    assert "Mentors knew little." in page
    assert page.count("<h1>") == 1
    texts = [each.text for each in document.paragraphs]
    assert texts[0] == "Paper for the Strategic Board"
    assert "Version 2. Figures as at 3 November 2026." in texts
    assert "26 people had a secured place." in document.tables[0].cell(1, 1).text


def test_the_plan_has_a_table_for_each_addressee_first_due_first():
    actions = [
        implication("Later.", "2026-12-01", owner="Una", themes=["Mentors", "Time"]),
        implication("Ask.", addressed_to="NCETM", what_became="Asked.", state="done"),
        implication("Soon.", "2026-09-01", measure="Plans with it"),
    ]
    made = plan.build(snapshot(actions=actions))

    document = Document(io.BytesIO(word.render(made, {})))

    assert [section["title"] for section in made["sections"]] == [
        *("For the hub", "For NCETM", "From the year before"),
    ]
    so_far, hub, ncetm = (
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in document.tables
    )
    assert so_far[0][1] == "3 implications: 1 with an owner, 2 with a date."
    assert hub[1:] == [
        [
            *("Soon.", "–", "Nobody yet", "1 September 2026", "Plans with it"),
            "Proposed",
        ],
        [
            *("Later.", "Mentors; Time", "Una", "1 December 2026", "None agreed"),
            "Proposed",
        ],
    ]
    assert ncetm[1][-1] == "Done: Asked."


def test_a_year_without_implications_has_a_plan_that_says_so():
    made = plan.build(snapshot(actions=[]))

    assert told(made["summary"][0]["blocks"][0]) == (
        "No implication has been written yet."
    )
    assert word.render(made, {})


def test_each_kind_has_a_name_and_its_own_words():
    assert reports._name(snapshot(), "board_pdf", 3) == (
        "Wolds-board-paper-2025-26-v3.pdf"
    )
    assert reports._name(snapshot(), "plan_docx", None) == (
        "Wolds-action-plan-2025-26.docx"
    )


def test_the_plan_gives_words_of_what_became_the_widest_column():
    """Centimetres: in the narrow one each line held one word, some of them broken."""
    made = plan.build(snapshot(actions=[implication("Write it down.")]))
    packed = word.render(made, {})
    (table,) = [
        each
        for each in Document(io.BytesIO(packed)).tables
        if each.rows[0].cells[-1].text == "State"
    ]

    assert [round(column.width.cm, 1) for column in table.columns] == [
        *(3.1, 2.7, 2.3, 2.3, 3.1, 3.5)
    ]
