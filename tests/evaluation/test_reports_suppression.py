"""Tables of a report hide counts of one to four, and what would give them away."""

import io
import re
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from evaluation import reports, snapshots
from evaluation.reports import sheets
from evaluation.snapshots.inputs import (
    RatingInput,
)
from tests.evaluation.small_counts import PLACES, SET, inputs

TOO_FEW = "too few to show"


@pytest.fixture(scope="module")
def snapshot() -> dict[str, Any]:
    return snapshots.build(inputs())


def test_recruitment_by_authority_hides_few_and_what_gives_them_away(snapshot):
    assert snapshot["figures"]["funnel"] == {
        "total": {"interested": 32, "offered": 32, "secured": 26, "came": None},
        "rows": [
            row("Ashby", 12, 12, None, None),
            row("Birley", 9, None, None, None),
            row("Corby", None, None, None, None),
            row("Dunmow", None, None, None, None),
        ],
    }


def row(label: str, *counts: int | None) -> dict[str, Any]:
    names = ("interested", "offered", "secured", "came")
    return {"label": label, **dict(zip(names, counts, strict=True))}


def test_attendance_hides_few_and_what_the_total_of_a_session_gives_away(snapshot):
    found = snapshot["figures"]["attendance"]

    cells = [[in_short(cell) for cell in row["cells"]] for row in found["rows"]]
    assert cells == [
        ["hidden", (12, 12)],
        ["hidden", "hidden"],  # 9 of 9, and 8 of 9
        ["hidden", None],
        ["hidden", "hidden"],
    ]
    # Two were absent from session 1, which follows from the year and session 2.
    assert [in_short(cell) for cell in found["total"]] == ["hidden", "hidden"]
    assert in_short(found["overall"]) == (53, 61)


def in_short(cell: dict[str, Any] | None) -> Any:
    if cell is None:
        return None
    return "hidden" if cell.get("suppressed") else (cell["present"], cell["marked"])


def shares(cells: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        cell["label"]: None if cell.get("suppressed") else (cell["hits"], cell["of"])
        for cell in cells
    }


HIDDEN_BY_AUTHORITY = {
    "Ashby": (6, 12),
    "Birley": None,
    "Corby": (6, 11),
    "Dunmow": None,
}


def of_session(snapshot: dict[str, Any], name: str) -> dict[str, Any]:
    (line,) = [
        line
        for table in snapshot["figures"][name]
        if table["set"] == "After a session"
        for line in table["rows"]
    ]
    return line


def test_themes_by_authority_and_group_hide_few_and_groups_under_ten(snapshot):
    line = of_session(snapshot, "themes")

    by_group = {f"Group {key}": cell for key, cell in HIDDEN_BY_AUTHORITY.items()}
    assert shares([line["total"]]) == {"All": (17, 48)}
    assert shares(line["authority"]) == HIDDEN_BY_AUTHORITY
    assert shares(line["group"]) == by_group
    assert shares(line["phase"]) == {"Primary": (17, 48)}


def means(cells: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        cell["label"]: None
        if cell.get("suppressed")
        else tuple(cell[name] for name in ("of", "mean", "low", "high"))
        for cell in cells
    }


def test_ratings_by_authority_and_group_are_means_and_no_distribution(snapshot):
    line = of_session(snapshot, "ratings")

    # Birley's and Dunmow's means fix that 3 and 2 people said 4.
    assert means([line["total"]]) == {"All": (48, 3.4, 3.2, 3.5)}
    assert means(line["authority"]) == {
        "Ashby": (12, 3.5, 3.2, 3.8),
        "Birley": None,
        "Corby": (11, 3.5, 3.2, 3.9),
        "Dunmow": None,
    }
    assert means(line["group"]) == {
        "Group Ashby": (12, 3.5, 3.2, 3.8),
        "Group Birley": None,
        "Group Corby": (11, 3.5, 3.2, 3.9),
        "Group Dunmow": None,
    }
    assert means(line["phase"]) == {"Primary": (48, 3.4, 3.2, 3.5)}


def test_a_hidden_part_of_a_theme_leaves_a_word_and_no_statistic(snapshot):
    compared = of_session(snapshot, "themes")["comparison"]

    assert compared["verdict"] in {"cannot_tell", "similar", "differs"}
    assert {key: compared[key] for key in ("p", "p_holm", "v", "q", "i_squared")} == {
        "p": None,
        "p_holm": None,
        "v": None,
        "q": None,
        "i_squared": None,
    }


def test_ratings_are_compared_in_a_word_without_any_statistic(snapshot):
    compared = of_session(snapshot, "ratings")["comparison"]

    assert compared == {"groups": 4, "verdict": "cannot_tell"}


def test_the_second_year_hides_few_by_authority_and_by_reason(snapshot):
    found = snapshot["figures"]["retention"]

    assert shares(found["by_authority"]) == {
        "Ashby": None,
        "Birley": None,  # 6 and 2
        "Corby": (7, 13),
        "Dunmow": (5, 10),
    }
    assert found["reasons"] == [
        {"label": "no cover", "count": 11},
        {"label": "other reasons", "count": 7},
    ]


def test_a_change_of_which_one_way_was_taken_by_a_few_is_hidden_whole(snapshot):
    assert snapshot["figures"]["confidence"] == [{"text": "Sure?", "suppressed": True}]


def test_a_change_that_reveals_nobody_is_shown_whole():
    given = inputs()
    ways = [(2, 4)] * 9 + [(2, 3)] * 6 + [(3, 3)] * 7 + [(4, 3)] * 6
    given.ratings[:] = [
        RatingInput(set_pk, kind, 1, "sure", "Sure?", pair[at], f"p{number}")
        for number, pair in enumerate(ways)
        for at, (set_pk, kind) in enumerate([(8, "baseline"), (9, "final")])
    ]

    assert snapshots.build(given)["figures"]["confidence"] == [
        {
            "text": "Sure?",
            "pairs": 28,
            "up": 15,
            "same": 7,
            "down": 6,
            "before": {"of": 28, "mean": 2.7, "low": 2.4, "high": 3.0},
            "after": {"of": 28, "mean": 3.3, "low": 3.1, "high": 3.5},
            "effect": 0.7,  # 153 of 231 ranks
            "forms": [0],
            "verdict": "higher",
        }
    ]


def test_answers_to_a_research_question_are_hidden_under_five(snapshot):
    (part,) = snapshot["question_groups"]

    assert part["questions"][0]["answers"] is None


def test_what_came_in_by_group_is_hidden_under_five():
    given = inputs()
    few = [one for one in given.responses if one.work_group == 4][:3]
    given.responses[:] = [one for one in given.responses if one.work_group != 4] + few

    rows = snapshots.build(given)["data_collected"]

    assert {row["label"]: row["responses"] for row in rows} == {
        "Group Ashby": 12,
        "Group Birley": 12,
        "Group Corby": None,  # the smallest other one
        "Group Dunmow": None,
    }


@pytest.mark.parametrize("respondents", [4, 5])
def test_respondents_of_a_set_are_hidden_under_five(respondents):
    given = inputs()
    given.responses[:] = given.responses[:respondents]

    (table,) = snapshots.build(given)["figures"]["themes"]

    assert table["respondents"] == (None if respondents == 4 else 5)


@pytest.mark.parametrize(("answers", "shown"), [(9, None), (10, (10, 5.0, 5.0, 5.0))])
def test_a_group_has_figures_of_its_own_from_ten_answers(answers, shown):
    given = inputs()
    given.ratings[:] = [
        RatingInput(
            SET, "session", pk, "useful", "Useful?", 5 if number < agreed else 2
        )
        for pk, agreed, size in ((1, 5, 20), (2, answers, answers), (3, 5, 20))
        for number in range(size)
    ]

    (table,) = snapshots.build(given)["figures"]["ratings"]

    assert means(table["rows"][0]["authority"])["Birley"] == shown


@pytest.mark.parametrize(("answers", "compared"), [(9, 2), (10, 3)])
def test_a_place_is_compared_from_ten_answers(answers, compared):
    given = inputs()
    given.ratings[:] = [
        RatingInput(SET, "session", pk, "useful", "Useful?", 5 if number < 5 else 2)
        for pk, size in ((1, 20), (2, answers), (3, 20))
        for number in range(size)
    ]

    (table,) = snapshots.build(given)["figures"]["ratings"]

    assert table["rows"][0]["comparison"]["groups"] == compared


# --- the files, which are made of the snapshot alone


@pytest.fixture(scope="module")
def files(snapshot) -> dict[str, bytes]:
    return {file.kind: file.content for file in reports.make(snapshot)}


def lines_of(kind: str, content: bytes, label: str) -> list[str]:
    """The four counts that a file says beside a label, wherever a row has them."""
    if kind == "docx":
        tables = Document(io.BytesIO(content)).tables
        rows = [
            [cell.text for cell in row.cells] for table in tables for row in table.rows
        ]
        return [
            " ".join(cells[1:])
            for cells in rows
            if cells[0] == label and len(cells) == 5
        ]
    if kind == "pdf":
        text = " ".join(
            page.extract_text() for page in PdfReader(io.BytesIO(content)).pages
        )
    else:
        text = re.sub(r"<[^>]+>", " ", content.decode())
    words = re.sub(r"\s+", " ", text)
    return re.findall(rf"{label} ((?:(?:{TOO_FEW}|[\d,]+) ){{4}})", words)


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_each_file_says_too_few_in_place_of_a_hidden_count(files, kind):
    found = {
        name: [" ".join(line.split()) for line in lines_of(kind, files[kind], name)[:1]]
        for name in PLACES
    }

    assert found == {
        "Ashby": [f"12 12 {TOO_FEW} {TOO_FEW}"],
        "Birley": [f"9 {TOO_FEW} {TOO_FEW} {TOO_FEW}"],
        "Corby": [],  # named under the table
        "Dunmow": [],
    }


def test_the_workbook_leaves_hidden_cells_empty(snapshot):
    book = sheets.build(snapshot)

    (corby,) = [r for r in book["Recruitment"] if r["local authority"] == "Corby"]
    numbers = [value for value in corby.values() if isinstance(value, int)]
    hidden = [row["session"] for row in book["Attendance"] if row["note"] == TOO_FEW]
    assert (numbers, corby["note"]) == ([], TOO_FEW)
    assert hidden == [1, 1, 2, 1, 1, 2]
