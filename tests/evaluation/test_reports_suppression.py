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
from tests.evaluation.small_counts import PLACES, SET, inputs, paired

TOO_FEW = "too few to show"


@pytest.fixture(scope="module")
def snapshot() -> dict[str, Any]:
    return snapshots.build(inputs())


def test_recruitment_by_authority_hides_few_and_what_gives_them_away(snapshot):
    assert snapshot["figures"]["funnel"] == {
        "total": {"interested": 32, "offered": 32, "secured": 26, "came": 23},
        "rows": [
            row("Ashby", 12, 12, 11, 10),
            row("Birley", 9, 9, 7, None),
            row("Corby", None, None, None, None),
            row("Dunmow", None, None, None, 6),
        ],
    }


def row(label: str, *counts: int | None) -> dict[str, Any]:
    names = ("interested", "offered", "secured", "came")
    return {"label": label, **dict(zip(names, counts, strict=True))}


def test_attendance_hides_few_and_what_the_total_of_a_session_gives_away(snapshot):
    found = snapshot["figures"]["attendance"]

    cells = [[in_short(cell) for cell in row["cells"]] for row in found["rows"]]
    assert cells == [
        [(11, 12), (12, 12)],
        [(9, 9), "hidden"],
        ["hidden", None],
        ["hidden", "hidden"],
    ]
    assert [in_short(cell) for cell in found["total"]] == [(30, 32), (23, 29)]


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


@pytest.mark.parametrize("name", ["ratings", "themes"])
def test_answers_by_authority_and_group_hide_few_and_groups_under_ten(snapshot, name):
    (line,) = [
        line
        for table in snapshot["figures"][name]
        if table["set"] == "After a session"
        for line in table["rows"]
    ]

    by_group = {f"Group {key}": cell for key, cell in HIDDEN_BY_AUTHORITY.items()}
    assert shares([line["total"]]) == {"All": (17, 48)}
    assert shares(line["authority"]) == HIDDEN_BY_AUTHORITY
    assert shares(line["group"]) == by_group
    assert shares(line["phase"]) == {"Primary": (17, 48)}


@pytest.mark.parametrize("name", ["ratings", "themes"])
def test_a_hidden_part_leaves_a_word_and_no_statistic(snapshot, name):
    compared = snapshot["figures"][name][0]["rows"][0]["comparison"]

    assert compared["verdict"] in {"cannot_tell", "similar", "differs"}
    assert {key: compared[key] for key in ("p", "p_holm", "v", "q", "i_squared")} == {
        "p": None,
        "p_holm": None,
        "v": None,
        "q": None,
        "i_squared": None,
    }


def test_the_second_year_hides_few_by_authority_and_by_reason(snapshot):
    found = snapshot["figures"]["retention"]

    assert shares(found["by_authority"]) == {
        "Ashby": (8, 13),
        "Birley": None,
        "Corby": (7, 13),
        "Dunmow": None,
    }
    assert found["reasons"] == [
        {"label": "no cover", "count": 11},
        {"label": "other reasons", "count": 7},
    ]


def test_change_of_confidence_hides_few_ways_and_few_who_answered_once(snapshot):
    (line,) = snapshot["figures"]["confidence"]

    assert (line["pairs"], line["up"], line["same"], line["down"]) == (
        *(12, None, None, None),
    )
    assert (line["unmatched_before"], line["mean_unmatched"]) == (None, None)
    assert line["unmatched_after"] is None
    assert shares(line["higher"]) == {"Ashby": None}


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


@pytest.mark.parametrize(("pairs", "shown"), [(4, None), (5, 5)])
def test_pairs_are_hidden_under_five(pairs, shown):
    given = inputs()
    people = {f"p{number}" for number in range(pairs)}
    given.ratings[:] = [one for one in paired() if one.pseudonym in people]

    (line,) = snapshots.build(given)["figures"]["confidence"]

    assert line["pairs"] == shown
    assert line["up"] == shown


@pytest.mark.parametrize(("once", "mean"), [(9, None), (10, 1.0)])
def test_a_mean_is_shown_from_ten_answers(once, mean):
    given = inputs()
    given.ratings.extend(
        RatingInput(8, "baseline", 1, "sure", "Sure?", 1, f"r{n}")
        for n in range(once - 2)
    )

    (line,) = snapshots.build(given)["figures"]["confidence"]

    assert line["mean_unmatched"] == mean


@pytest.mark.parametrize(("answers", "shown"), [(9, None), (10, (10, 10))])
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

    assert shares(table["rows"][0]["authority"])["Birley"] == shown


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
    """What a file says beside a label, wherever a row begins with it."""
    if kind == "docx":
        tables = Document(io.BytesIO(content)).tables
        rows = [
            [cell.text for cell in row.cells] for table in tables for row in table.rows
        ]
        return [" ".join(cells[1:]) for cells in rows if cells[0] == label]
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
        name: " ".join(lines_of(kind, files[kind], name)[0].split()) for name in PLACES
    }

    assert found == {
        "Ashby": "12 12 11 10",
        "Birley": f"9 9 7 {TOO_FEW}",
        "Corby": " ".join([TOO_FEW] * 4),
        "Dunmow": f"{TOO_FEW} {TOO_FEW} {TOO_FEW} 6",
    }


def test_the_workbook_leaves_hidden_cells_empty(snapshot):
    book = sheets.build(snapshot)

    (corby,) = [r for r in book["Recruitment"] if r["local authority"] == "Corby"]
    numbers = [value for value in corby.values() if isinstance(value, int)]
    hidden = [row["session"] for row in book["Attendance"] if row["note"] == TOO_FEW]
    assert (numbers, corby["note"]) == ([], TOO_FEW)
    assert hidden == [2, 1, 1, 2]
