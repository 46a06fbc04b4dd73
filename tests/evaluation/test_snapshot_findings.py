"""What a report says of questions, themes, quotes and the action plan, as literals."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from evaluation.snapshots import findings
from evaluation.snapshots.inputs import CodingInput, EvidenceInput, ReportInputs
from tests.evaluation.small_counts import inputs

DAY = date(2026, 7, 1)


def given(**changes) -> ReportInputs:
    return replace(inputs(), **{"codings": [], **changes})


def coded(evidence: int, theme: int = 1, **fields) -> CodingInput:
    values = {"kind": "written", "response": "", "visit": None, "origin": "person"}
    return CodingInput(
        evidence=evidence,
        theme=theme,
        confidence=None,
        coded_on=DAY,
        **{**values, **fields},
    )


def said(number: int, text: str = "", **fields) -> EvidenceInput:
    values = {"kind": "written", "question_set": None, "form": 0}
    values |= {"strong_quote": False, "is_read": True}
    return EvidenceInput(number=number, text=text, **{**values, **fields})


def theme(pk: int, name: str, kind: str = "finding") -> dict[str, Any]:
    return {"pk": pk, "name": name, "kind": kind, "finding": f"About {name}."}


def question(letter: str, number: int = 1, **fields) -> dict[str, Any]:
    values = {"group_title": f"Group {number}", "text": f"Why {letter}?"}
    values |= {"figures": [], "answers": 0, "themes": []}
    return {"group_number": number, "letter": letter, **values, **fields}


# --- research questions


def test_questions_stand_in_their_groups_with_what_came_in():
    found = given(
        questions=[
            question("a", answers=12, themes=[1, 2, 9]),
            question("b", figures=["funnel", "themes", "ratings", "invented"]),
            question("a", 2, answers=0),
        ],
        themes=[theme(1, "Mentors"), theme(2, "Time")],
        codings=[coded(1), coded(2), coded(2, 2), coded(3, 2), coded(4, 5)],
    )
    figures = {"funnel": {"total": 1}, "themes": [1], "ratings": [], "invented": 1}

    assert findings.question_groups(found, figures) == [
        {
            "number": 1,
            "title": "Group 1",
            "collected": True,
            "questions": [
                {
                    "letter": "a",
                    "text": "Why a?",
                    "answers": 12,
                    "comments": 3,
                    "themes": ["Mentors", "Time"],
                    "figures": [],
                },
                {
                    "letter": "b",
                    "text": "Why b?",
                    "answers": 0,
                    "comments": 0,
                    "themes": [],
                    "figures": ["recruitment", "themes by local authority"],
                },
            ],
        },
        {
            "number": 2,
            "title": "Group 2",
            "collected": False,
            "questions": [
                {
                    "letter": "a",
                    "text": "Why a?",
                    "answers": 0,
                    "comments": 0,
                    "themes": [],
                    "figures": [],
                },
            ],
        },
    ]


@pytest.mark.parametrize(
    ("fields", "collected"),
    [
        ({}, False),
        ({"answers": 1}, True),
        ({"themes": [1]}, True),
        ({"themes": [2]}, False),
        ({"figures": ["attendance"]}, True),
        ({"figures": ["retention"]}, False),
    ],
)
def test_a_group_of_questions_has_something_or_says_that_it_has_not(fields, collected):
    found = given(questions=[question("a", **fields)], codings=[coded(1)])

    (group,) = findings.question_groups(found, {"attendance": {"rows": []}})

    assert group["collected"] is collected


@pytest.mark.parametrize(("answers", "shown"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_a_few_answers_to_a_question_are_not_shown(answers, shown):
    (group,) = findings.question_groups(
        given(questions=[question("a", answers=answers)]), {}
    )

    assert group["questions"][0]["answers"] == shown


def test_the_figures_of_the_annex_by_the_names_that_a_reader_sees():
    assert findings.FIGURES == {
        "funnel": "recruitment",
        "attendance": "attendance",
        "retention": "the second year",
        "confidence": "confidence before and after",
        "ratings": "ratings",
        "themes": "themes by local authority",
    }


# --- themes


def table(name: str, *rows: tuple[str, int]) -> dict[str, Any]:
    return {
        "set": name,
        "rows": [
            {"name": theme, "total": {"hits": hits}, "comparison": {"of": name}}
            for theme, hits in rows
        ],
    }


def test_a_theme_has_its_counts_its_evidence_and_its_implications():
    plan = {"text": "More time", "addressed_to": "the hub", "owner": "Lead"}
    plan["progress"] = "Begun"
    found = given(
        themes=[theme(1, "Mentors"), theme(2, "Time", "process")],
        visits=[{}, {}, {}],
        codings=[
            *(coded(7), coded(3), coded(3), coded(4, 2)),
            coded(8, kind="spoken", visit=1),
            coded(9, kind="observation", visit=2),
            coded(10, kind="observation", visit=2),
            coded(11, kind="spoken", visit=None),
            coded(12, kind="document", visit=3),
        ],
        evidence=[said(3, "So little time.", strong_quote=True), said(7, "Plain.")],
        implications=[
            {**plan, "state": "open", "measure": "x", "themes": [1, 2]},
            {**plan, "text": "Other", "state": "done", "themes": [2]},
        ],
    )
    tables = [
        table("First", ("Mentors", 9)),
        table("Last", ("Time", 5), ("Mentors", 6)),
    ]

    mentors, time = findings.themes(found, {"themes": tables, "marks": None})

    assert mentors == {
        "name": "Mentors",
        "kind": "finding",
        "finding": "About Mentors.",
        "counts": [{"set": "First", "hits": 9}, {"set": "Last", "hits": 6}],
        "comparison": {"of": "First"},
        "heard": {"visits": 2, "of": 3},
        "heard_in": None,
        "quote": {"number": 3, "text": "So little time."},
        "evidence": [3, 7, 8, 9, 10, 11, 12],
        "implications": [{**plan, "state": "open"}],
    }
    assert (time["kind"], time["comparison"], time["quote"]) == ("process", None, None)
    assert (time["counts"], time["evidence"]) == ([{"set": "Last", "hits": 5}], [4])
    assert [each["text"] for each in time["implications"]] == ["More time", "Other"]


def test_a_theme_without_tables_is_compared_with_nothing():
    (found,) = findings.themes(given(), {"themes": [], "marks": None})

    assert (found["counts"], found["comparison"]) == ([], None)
    assert (found["heard"], found["evidence"]) == ({"visits": 0, "of": 0}, [])


def quotes(evidence: list[EvidenceInput], *codings: CodingInput) -> dict[int, Any]:
    found = given(
        themes=[theme(1, "Mentors"), theme(2, "Time")],
        evidence=evidence,
        codings=list(codings),
    )
    return {pk: each["number"] for pk, each in findings._quotes(found).items()}


def test_each_theme_quotes_its_first_strong_passage_that_none_before_it_quotes():
    strong = [
        said(number, f"Text {number}.", strong_quote=True) for number in (1, 2, 3)
    ]
    both = [coded(number, pk) for number in (1, 2) for pk in (1, 2)]

    assert quotes(strong, *both) == {1: 1, 2: 2}
    assert quotes(strong, coded(1), coded(1, 2)) == {1: 1}
    assert quotes(strong, coded(3), coded(2)) == {1: 2}
    assert quotes(strong) == {}


def test_the_same_words_are_not_quoted_twice():
    twins = [said(number, "The same.", strong_quote=True) for number in (1, 2)]

    assert quotes([*twins, said(3, "Other.", strong_quote=True)], coded(1)) == {1: 1}
    assert quotes(
        [*twins, said(3, "Other.", strong_quote=True)],
        *(coded(1), coded(2, 2), coded(3, 2)),
    ) == {1: 1, 2: 3}


def test_weak_passages_and_those_not_to_be_published_are_not_quoted():
    evidence = [said(1, "Weak."), said(2, "", strong_quote=True)]

    assert quotes(evidence, coded(1), coded(2)) == {}


# --- the plan and the evidence


def test_the_action_plan_names_its_themes_and_its_day():
    plan = {"text": "More time", "owner": "Lead", "measure": "Minutes"}
    found = given(
        themes=[theme(1, "Mentors")],
        implications=[
            {**plan, "due_on": date(2026, 9, 1), "themes": [1, 9]},
            {**plan, "due_on": None, "themes": []},
        ],
    )

    assert findings.actions(found) == [
        {**plan, "due_on": "2026-09-01", "themes": ["Mentors"]},
        {**plan, "due_on": "", "themes": []},
    ]


def test_evidence_that_a_theme_cites_is_listed_and_all_is_counted():
    found = given(
        evidence=[
            said(1, "Quoted.", form=5),
            said(2, form=4),
            said(3, kind="spoken"),
            said(4, "Not cited.", form=5),
            said(5, form=6, is_read=False),
            said(6, form=4, is_read=False),
        ],
        codings=[coded(1), coded(1, 2), coded(2), coded(3), coded(6)],
    )

    assert findings.evidence(found) == {
        "quotes": [{"number": 1, "kind": "written feedback", "text": "Quoted."}],
        "others": [
            {"kind": "written feedback", "numbers": [2, 6]},
            {"kind": "spoken feedback", "numbers": [3]},
        ],
        "collected": [
            {"kind": "written feedback", "count": 5},
            {"kind": "spoken feedback", "count": 1},
        ],
        "read": 5,
        "coded": 4,
        "forms": [4, 5, 6],
        "counted": [1, 2, 4, 6],
    }


def test_each_coding_is_a_row():
    found = given(
        themes=[theme(1, "Mentors")],
        evidence=[said(7, "Quoted.")],
        codings=[
            replace(coded(7), confidence=0.5, origin="engine", coder="evaluator"),
            coded(8, kind="observation"),
        ],
    )

    first, second = findings.codings(found, [{"number": 7, "set": "After"}])
    assert tuple(first.values()) == (
        *("E7", "written feedback", "After", "Mentors", "suggested", "evaluator", 0.5),
        "2026-07-01",
        "Quoted.",
    )
    assert tuple(second.values()) == (
        *("E8", "seen in a session", "", "Mentors", "a person", "", None),
        *("2026-07-01", ""),
    )
    assert list(first) == [
        *("evidence", "kind", "set", "theme", "proposed_by", "coded_by"),
        *("confidence", "coded_on", "comment"),
    ]
