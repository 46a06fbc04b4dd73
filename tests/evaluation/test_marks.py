"""Where themes were heard: marks by local authority, and what stays untold."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from evaluation import snapshots, tables
from evaluation.reports import annex, breakdowns, sheets
from evaluation.snapshots.inputs import CodingInput, ReportInputs, ResponseInput
from evaluation.snapshots.marks import marks
from tests.evaluation.small_counts import SET, group, inputs

ON = date(2026, 7, 1)
OTHER_SET = 8


def answers(pk: int, wrote: int, of: int, **fields: Any) -> list[tuple[Any, bool]]:
    """`of` read responses of a group, of which `wrote` wrote of the theme."""
    question_set, form = fields.get("question_set", SET), fields.get("form", pk)
    return [
        (
            ResponseInput(f"r{form}.{number}", question_set, pk, True, form),
            number < wrote,
        )
        for number in range(of)
    ]


def given(*responses: list[tuple[Any, bool]], **fields: Any) -> ReportInputs:
    """Inputs with these answers only; theme 1 is what some of them wrote of."""
    each = [one for some in responses for one in some]
    codings = [
        CodingInput(number, "written", 1, one.response, None, "person", None, ON)
        for number, (one, wrote) in enumerate(each, start=1)
        if wrote
    ]
    fields.setdefault("codings", codings)
    return replace(inputs(), responses=[one for one, _ in each], **fields)


def marks_of(found: ReportInputs) -> dict[str, str]:
    told = marks(found)
    return {cell["label"]: cell["mark"] for cell in told["rows"][0]["cells"]}


@pytest.mark.parametrize(
    ("wrote", "mark"),
    [(0, "not_heard"), (1, "heard"), (2, "heard"), (3, "heard"), (4, "often")],
)
def test_often_is_three_responses_and_the_share_of_the_hub(wrote, mark):
    """The hub's share is a third with 3 of 12, and 16 of 48 with 4."""
    found = marks_of(given(answers(1, wrote, 12), answers(2, 12, 36)))

    assert found["Ashby"] == mark


def test_two_responses_are_never_often():
    found = marks_of(given(answers(1, 2, 10), answers(2, 3, 90)))

    assert found == {"Ashby": "heard", "Birley": "heard"}


def test_three_at_the_share_of_the_hub_are_often():
    found = marks_of(given(answers(1, 3, 10), answers(2, 3, 10)))

    assert found == {"Ashby": "often", "Birley": "often"}


@pytest.mark.parametrize(("of", "labels"), [(9, ["Birley"]), (10, ["Ashby", "Birley"])])
def test_an_authority_has_marks_from_ten_answers(of, labels):
    told = marks(given(answers(1, 5, of), answers(2, 5, 20)))

    assert told["labels"] == labels
    assert told["too_few"] == [
        each for each in ("Ashby", "Birley", "Corby", "Dunmow") if each not in labels
    ]


@pytest.mark.parametrize(("wrote", "marked"), [(4, 0), (5, 2)])
def test_a_theme_has_marks_from_five_written_mentions(wrote, marked):
    told = marks(given(answers(1, wrote, 20), answers(2, 0, 20)))

    assert len(told["rows"][0]["cells"]) == marked


def test_what_was_noted_on_a_visit_was_heard():
    found = given(answers(1, 8, 20), answers(2, 0, 20), answers(3, 0, 20))
    noted = CodingInput(99, "spoken", 1, "", 5, "person", None, ON)
    found = replace(
        found,
        codings=[*found.codings, noted],
        visits=[{"pk": 5, "on": ON, "session": 1, "session__work_group": 2}],
    )

    assert marks_of(found) == {
        "Ashby": "often",
        "Birley": "heard",
        "Corby": "not_heard",
    }


def test_answers_to_two_sets_or_two_sessions_are_never_added():
    forms = [
        {"pk": pk, "question_set": SET, "work_group": 1, "answers": 6} for pk in (1, 2)
    ]
    two_sessions = [
        {**form, "session__number": number}
        for number, form in enumerate(forms, start=1)
    ]
    six = answers(1, 3, 6, form=1), answers(1, 3, 6, form=2)

    one_session = marks(given(*six, forms=forms))
    sessions = marks(given(*six, forms=two_sessions))
    sets = marks(given(answers(1, 3, 6), answers(1, 3, 6, question_set=OTHER_SET)))

    assert one_session["labels"] == ["Ashby"]
    assert (sessions["labels"], sets["labels"]) == ([], [])


def test_often_is_counted_in_the_asking_with_most_answers():
    found = given(
        answers(1, 11, 11, form=9, question_set=OTHER_SET),
        answers(1, 1, 12, form=1),
    )

    assert marks_of(found) == {"Ashby": "heard"}


def test_what_was_written_to_any_question_was_heard():
    found = given(
        answers(1, 5, 5, form=9, question_set=OTHER_SET),
        answers(1, 0, 12, form=1),
    )

    assert marks_of(found) == {"Ashby": "heard"}


def test_an_answer_without_words_counts():
    """Of 12 answers two have words: two of twelve, where 2 of 2 would be often."""
    blank = [
        (replace(one, is_read=False, has_words=False), False)
        for one, _ in answers(1, 0, 10, form=1)
    ]
    wrote = [
        (replace(one, response=f"w{at}"), True)
        for at, (one, _) in enumerate(answers(1, 2, 2, form=1))
    ]

    told = marks(given(blank, wrote, answers(2, 5, 12)))

    assert told["labels"] == ["Ashby", "Birley"]
    assert [cell["mark"] for cell in told["rows"][0]["cells"]] == ["heard", "often"]


def test_questions_of_which_no_words_were_read_count_for_nothing():
    ratings_only = [
        (replace(one, is_read=False, has_words=False), False)
        for one, _ in answers(1, 0, 30, form=9, question_set=OTHER_SET)
    ]

    told = marks(given(ratings_only, answers(1, 5, 9), answers(2, 5, 12)))

    assert (told["labels"], "Ashby" in told["too_few"]) == (["Birley"], True)


def test_a_group_of_the_whole_hub_is_no_local_authority():
    groups = [group(1, "Ashby"), group(2, "Whole hub")]

    told = marks(given(answers(1, 5, 12), answers(2, 5, 12), groups=groups))

    assert (told["labels"], told["too_few"]) == (["Ashby"], [])


def test_an_answer_that_nobody_has_read_does_not_count():
    unread = [
        (replace(one, is_read=False), wrote) for one, wrote in answers(1, 0, 9, form=11)
    ]

    told = marks(given(answers(1, 5, 9), unread, answers(2, 5, 12)))

    assert told["labels"] == ["Birley"]


def test_the_share_of_the_hub_is_of_the_set_that_was_asked():
    """3 of 12 in a set in which 6 of 24 wrote of it; all did in the other set."""
    found = given(
        answers(1, 3, 12),
        answers(2, 3, 12),
        answers(3, 10, 10, form=9, question_set=OTHER_SET),
    )

    assert marks_of(found)["Ashby"] == "often"


def test_one_authority_with_marks_is_not_compared():
    snapshot = snapshots.build(given(answers(1, 6, 12), answers(2, 3, 9)))

    assert snapshot["themes"][0]["heard_in"] is None


def test_a_report_says_which_difference_would_have_been_found():
    figures = snapshots.build(given(answers(1, 4, 20), answers(2, 3, 20)))["figures"]

    said = [block.get("text", "") for block in breakdowns.differences(figures)]

    assert (
        "A difference of about 45 percentage points between two local authorities in "
        "one theme would have been found four times in five."
    ) in said


def test_nothing_that_was_read_gives_no_marks():
    assert marks(given()) is None
    assert marks(given(answers(1, 5, 12), themes=[])) is None


def earlier(found: ReportInputs, **theme: Any) -> dict[str, Any]:
    """The snapshot of 1 October; the theme may have had another number or name."""
    told = snapshots.build(found)
    told["figures"]["marks"]["rows"][0].update(theme)
    return told | {"as_at": "2026-10-01"}


@pytest.mark.parametrize(
    ("added", "mark", "as_at"),
    [
        ([answers(1, 0, 9, form=11), answers(1, 0, 0, form=12)], "often", True),
        ([answers(1, 0, 10, form=11)], "often", True),
        ([answers(1, 0, 4, form=11), answers(1, 0, 5, form=12)], "often", True),
        ([answers(1, 0, 5, form=11), answers(1, 0, 5, form=12)], "heard", False),
    ],
)
@pytest.mark.parametrize("theme", [{}, {"theme": 77}, {"name": "Its old name"}])
def test_a_mark_is_repeated_until_ten_answers_of_two_forms_were_added(
    added, mark, as_at, theme
):
    before = answers(1, 4, 12), answers(2, 20, 60)

    told = marks(given(*before, *added, earlier=[earlier(given(*before), **theme)]))

    cell = told["rows"][0]["cells"][0]
    assert (cell["label"], cell["mark"]) == ("Ashby", mark)
    assert cell.get("as_at") == ("2026-10-01" if as_at else None)


def test_a_repeated_mark_keeps_its_first_date():
    before = answers(1, 4, 12), answers(2, 20, 60)
    first = earlier(given(*before))
    second = snapshots.build(given(*before, earlier=[first])) | {"as_at": "2026-10-20"}

    told = marks(given(*before, earlier=[first, second]))

    assert told["rows"][0]["cells"][0]["as_at"] == "2026-10-01"


def test_a_report_says_where_each_theme_was_heard_and_no_count():
    found = given(answers(1, 4, 12), answers(2, 0, 40), answers(3, 3, 9))
    snapshot = snapshots.build(found)

    said = list(annex.marks(snapshot["figures"]["marks"]))

    (table,) = (block for block in said if block["kind"] == "table")
    cells = [" ".join(cell["paragraphs"]) for cell in table["rows"][0]]
    assert cells == ["Mentors", "Ashby", "–", "Birley"]
    notes = [block["text"] for block in said if block["kind"] == "note"]
    assert notes == ["Fewer than ten answers, so without marks: Corby and Dunmow."]
    assert snapshot["themes"][0]["heard_in"] == {"authorities": 1, "of": 2}


def test_the_workbook_has_marks_and_no_share_by_authority_or_group():
    built = sheets.build(snapshots.build(given(answers(1, 4, 12), answers(2, 3, 20))))

    assert built["Themes by authority"] == [
        {
            "theme": "Mentors",
            "local authority": label,
            "heard": heard,
            "note": "",
        }
        for label, heard in (("Ashby", "heard often"), ("Birley", "heard"))
    ]
    assert {row["by"] for row in built["Themes"]} == {"all", "phase"}
    assert {row["by"] for row in built["Mean ratings"]} >= {"authority", "group"}


def test_a_theme_with_few_mentions_is_named_once():
    found = marks(given(answers(1, 4, 12), answers(2, 0, 12)))
    other = {"theme": 2, "name": "Time", "cells": [{"label": "Ashby", "mark": "heard"}]}

    said = list(annex.marks({**found, "rows": [*found["rows"], other]}))

    assert said[-1]["text"] == (
        "Fewer than five written mentions, so without marks: Mentors."
    )


@pytest.mark.parametrize(
    ("sizes", "tests", "points"),
    [([20, 20], 1, 45), ([100, 100], 1, 20), ([20, 20], 12, 60), ([12], 1, None)],
)
def test_the_smallest_difference_that_is_found_four_times_in_five(sizes, tests, points):
    """Two groups of 20: (1.96 + 0.84) * sqrt(0.5 / 20) is 44.3 points."""
    assert tables.smallest_difference(sizes, tests=tests) == points
