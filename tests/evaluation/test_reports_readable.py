"""What may not be shown takes one sentence of a report, and each quote stands once."""

from typing import Any

import pytest

from evaluation import snapshots
from evaluation.reports import annex, breakdowns, outline
from evaluation.reports.blocks import span
from evaluation.snapshots.inputs import CodingInput, EvidenceInput
from tests.evaluation.small_counts import inputs

SHOWN = {"hits": 6, "of": 12, "share": 0.5, "low": 0.2, "high": 0.8}
HIDDEN = {"suppressed": True}


def rows(numbers_shown: int, of: int = 4) -> list[dict[str, Any]]:
    """Rows of one theme each; in Birley so many of them may be shown."""
    return [
        {
            "name": f"Theme {number}",
            "total": SHOWN,
            "authority": [
                {"label": "Ashby", **SHOWN},
                {"label": "Birley", **(SHOWN if number < numbers_shown else HIDDEN)},
            ],
        }
        for number in range(of)
    ]


@pytest.mark.parametrize(
    ("numbers_shown", "head", "named"),
    [
        (4, ["Theme", "All", "Ashby", "Birley"], []),
        (3, ["Theme", "All", "Ashby", "Birley"], []),
        (
            2,
            ["Theme", "All", "Ashby"],
            ["Too few answers to show by local authority: Birley."],
        ),
    ],
)
def test_an_authority_has_a_column_where_three_quarters_of_it_may_be_shown(
    numbers_shown, head, named
):
    table, *notes = breakdowns.by_authority(
        {"rows": rows(numbers_shown)}, "Theme", "Themes by local authority"
    )

    assert [each["text"] for each in table["head"]] == head
    assert [note["text"] for note in notes] == named


@pytest.mark.parametrize(
    ("hidden", "lines"),
    [
        (HIDDEN, ["6 of 12 (50%, 20% to 80%)"]),
        (SHOWN, ["6 of 12", "50%", "(20%–80%)"]),
    ],
)
def test_a_share_stands_in_one_line_where_its_column_is_the_only_one(hidden, lines):
    row = {"name": "Cover", "total": SHOWN, "authority": [{"label": "A", **hidden}]}

    table = next(breakdowns.by_authority({"rows": [row]}, "Theme", "Themes"))

    assert table["rows"][0][1]["paragraphs"] == lines


def compared(*verdicts: str) -> dict[str, Any]:
    found = [
        {"name": f"Theme {at}", "comparison": {"verdict": verdict, "groups": 2}}
        for at, verdict in enumerate(verdicts)
    ]
    return {"themes": [{"rows": found[:2]}], "ratings": [{"rows": found[2:]}]}


@pytest.mark.parametrize(
    ("verdicts", "named", "times"),
    [
        (["cannot_tell", "too_few", "cannot_tell"], [], 1),
        (["cannot_tell", "similar", "differs"], ["Theme 1", "Theme 2"], 1),
        (["alike", "similar", "differs"], ["Theme 0", "Theme 1", "Theme 2"], 0),
    ],
)
def test_what_cannot_be_told_is_said_once_for_all_themes_and_questions(
    verdicts, named, times
):
    found = list(breakdowns.differences(compared(*verdicts)))

    told = " ".join(block.get("text", "") for block in found)
    names = [
        row[0]["paragraphs"][0]
        for block in found
        if block["kind"] == "table"
        for row in block["rows"]
    ]
    assert (told.count("cannot tell"), names) == (times, named)


def quoting() -> dict[str, Any]:
    """Two themes that cite the same two strong passages."""
    given = inputs()
    given.themes.append({**given.themes[0], "pk": 2, "name": "Time"})
    given.evidence[:] = [
        EvidenceInput(1, "spoken", None, "First words.", True, True),
        EvidenceInput(2, "spoken", None, "Second words.", True, True),
        EvidenceInput(3, "spoken", None, "First words.", True, True),
    ]
    given.codings[:] = [
        CodingInput(number, "spoken", theme, "", None, "person", None, given.as_at)
        for number in (1, 2, 3)
        for theme in (1, 2)
    ]
    return snapshots.build(given)


def test_a_passage_is_quoted_for_one_theme_and_never_again():
    snapshot = quoting()

    shown = [theme["quote"] for theme in snapshot["themes"]]
    again = [
        "".join(each["text"] for each in block["spans"])
        if block["kind"] == "line"
        else block["text"]
        for block in annex.build(snapshot)
        if block["kind"] in ("quote", "line")
    ]
    assert shown == [
        {"number": 1, "text": "First words."},
        {"number": 2, "text": "Second words."},
    ]
    assert again == ["Quoted with their themes above: E1, E2, E3."]


def test_a_theme_says_in_one_line_what_it_rests_on():
    given = inputs()
    theme = snapshots.build(given)["themes"][0]

    assert outline.theme_cell(theme, 1, {}) == {
        "title": "Mentors (Finding)",
        "paragraphs": ["x"],
        "quote": "",
        "references": "17 of 48 wrote of it in “After a session” · heard in 4 of the "
        "4 local authorities with ten answers · 17 comments",
        "id": "finding-1",
        "cites": [],
        "links": [span(" · "), span("evidence", to="theme-1")],
    }
