"""How a report came about: who proposed themes, who gave them, what is unread."""

from dataclasses import replace
from datetime import date

import pytest

from evaluation import snapshots
from evaluation.reports import how_done, sheets
from evaluation.snapshots import coders, evaluation_rows, method
from evaluation.snapshots.inputs import CodingInput, EvidenceInput
from tests import factories as make
from tests.evaluation.report_world import code
from tests.evaluation.small_counts import inputs

DAY = date(2026, 7, 1)


def given():
    """Two themes; E1 to E5, of which E5 is unread and E4 has no theme."""
    first = inputs().themes[0]
    engine = {**first, "pk": 2, "name": "Time", "origin": "engine"}
    return replace(
        inputs(),
        themes=[first, engine],
        evidence=[
            EvidenceInput(number, "spoken", None, "", False, number < 5)
            for number in range(1, 6)
        ],
        codings=[
            coded(1, 1, "person", "evaluator in residence 1"),
            coded(2, 1, "person", "evaluator in residence 2"),
            coded(2, 2, "engine", "evaluator in residence 1"),
            coded(3, 2, "engine", "evaluator in residence 1"),
            coded(3, 1, "person", ""),
        ],
    )


def coded(evidence: int, theme: int, origin: str, coder: str) -> CodingInput:
    return CodingInput(
        evidence, "spoken", theme, "", None, origin, None, DAY, coder=coder
    )


def test_codings_are_counted_by_theme_and_by_who_gave_them():
    assert snapshots.build(given())["method"] == {
        "themes": [
            {"name": "Mentors", "proposed_by": "a person", "made": 3, "accepted": 0},
            {"name": "Time", "proposed_by": "suggested", "made": 0, "accepted": 2},
        ],
        "coders": [
            {"coder": "", "made": 1, "accepted": 0},
            {"coder": "evaluator in residence 1", "made": 1, "accepted": 2},
            {"coder": "evaluator in residence 2", "made": 1, "accepted": 0},
        ],
        "total": {"made": 3, "accepted": 2},
        "comments": 5,
        "unread": 1,
        "without_theme": 1,
    }


def test_the_annex_says_it_in_sentences_and_two_tables():
    text, by_theme, by_coder = how_done.build(snapshots.build(given())["method"])

    assert text["text"] == (
        "5 comments were collected: 1 of them is unread, and 1 of those read has no "
        "theme. Themes were given 5 times: 3 by a person alone, and 2 by a person who "
        "accepted what the program suggested. A suggestion that nobody has reviewed "
        "counts nowhere."
    )
    assert words_of(by_theme) == [
        ["Mentors", "A person", "3", "0"],
        ["Time", "The program, kept by a person", "0", "2"],
    ]
    assert words_of(by_coder) == [
        ["not noted", "1", "0"],
        ["evaluator in residence 1", "1", "2"],
        ["evaluator in residence 2", "1", "0"],
    ]


def words_of(table):
    return [[cell["paragraphs"][0] for cell in row] for row in table["rows"]]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (replace(inputs(), codings=[]), "No comment has been collected yet."),
        (
            replace(given(), codings=[]),
            "5 comments were collected: 1 of them is unread, and 4 of those read have "
            "no theme. No comment has been given a theme yet.",
        ),
        (
            replace(given(), codings=given().codings[:1]),
            "5 comments were collected: 1 of them is unread, and 3 of those read have "
            "no theme. Themes were given 1 time: 1 by a person alone, and 0 by a "
            "person who accepted what the program suggested. A suggestion that nobody "
            "has reviewed counts nowhere. Given by: evaluator in residence 1.",
        ),
    ],
)
def test_a_beginning_is_said_in_words(found, told):
    text, *_ = how_done.build(snapshots.build(found)["method"])

    assert text["text"] == told


def test_the_workbook_has_a_sheet_of_it():
    rows = sheets.build(snapshots.build(given()))["How this was done"]

    assert [tuple(row.values()) for row in rows] == [
        ("theme", "Mentors", 3, 0, "a person"),
        ("theme", "Time", 0, 2, "suggested"),
        ("coder", "not noted", 1, 0),
        ("coder", "evaluator in residence 1", 1, 2),
        ("coder", "evaluator in residence 2", 1, 0),
        ("all", "All codings", 3, 2),
        ("comments", "comments", 5),
        ("comments", "unread", 1),
        ("comments", "without theme", 1),
    ]


@pytest.mark.django_db
def test_a_coder_is_named_by_their_role_and_numbered_where_several_have_it():
    evaluation = make.make_evaluation()
    hub = evaluation.hub
    theme = make.make_theme(evaluation)
    first, second, lead, gone = (make.make_user(name=f"Una {n}") for n in range(4))
    make.give_role(first, "hub_administrator", hub=hub)
    make.give_role(first, "evaluator", hub=hub)
    make.give_role(second, "evaluator", hub=hub)
    make.give_role(lead, "hub_lead", hub=hub)
    make.give_role(gone, "evaluator", hub=make.make_hub("Wolds"))
    for number, coder in enumerate((second, first, lead, gone, None), start=1):
        passage = make.make_evidence(evaluation, number=number)
        code(passage, theme, coder=coder)

    assert [one.coder for one in evaluation_rows.codings(evaluation)] == [
        "evaluator in residence 2",
        "evaluator in residence 1",
        "hub lead",
        "somebody without a role now",
        "",
    ]
    assert "Una" not in str(coders.roles_of(evaluation))


def test_comments_that_wait_are_not_counted_here_either():
    """`method` is given the listed comments, so it says nothing of the others."""
    evidence = {"collected": [{"count": 3}], "read": 3, "coded": 3}

    found = method.method(replace(given(), codings=[]), evidence)

    assert (found["comments"], found["unread"]) == (3, 0)
