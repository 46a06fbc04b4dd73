"""The list of comments is narrowed by where, when and from whom they came."""

from datetime import date

import pytest

from tests.evaluation.workspace_pages import at
from tests.factories import (
    make_authority,
    make_evaluation,
    make_evidence,
    make_hub,
    make_visit,
    make_work_group,
)

pytestmark = pytest.mark.django_db
ALL = ["alpha", "bravo", "delta", "gamma"]


@pytest.fixture
def lists(workspace):
    """Four comments of two groups, of a visit and of no group, and another hub's."""
    north = make_work_group(
        "North", local_authority=make_authority("Barnet"), school_phase="primary"
    )
    south = make_work_group(
        "South",
        local_authority=make_authority("Sutton"),
        school_phase="secondary",
    )
    evaluation = make_evaluation(work_groups=[north, south])
    visit = make_visit(evaluation, meeting="Board", on=date(2026, 3, 4))
    for text, fields in {
        "alpha": {"work_group": north, "on": date(2026, 1, 10), "kind": "written"},
        "bravo": {"work_group": south, "on": date(2026, 2, 10), "kind": "document"},
        "delta": {"work_group": north, "visit": visit, "kind": "spoken"},
        "gamma": {"kind": "observation"},
    }.items():
        make_evidence(evaluation, text, **fields)
    make_evidence(make_evaluation(make_hub("Another Hub")), "foreign")
    return evaluation, north, south


def shown(client, evaluation, **chosen) -> list[str]:
    page = client.get(at("list_evidence", evaluation.pk), chosen)
    assert page.status_code == 200
    return [
        name
        for name in [*ALL, "foreign"]
        if f"<blockquote>{name}</blockquote>" in page.text
    ]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, ALL),
        ({"kind": "written"}, ["alpha"]),
        ({"group": "north"}, ["alpha", "delta"]),
        ({"area": "south"}, ["bravo"]),
        ({"phase": "secondary"}, ["bravo"]),
        ({"since": "2026-02-10"}, ["bravo", "delta"]),
        ({"until": "2026-02-09"}, ["alpha"]),
        ({"since": "2026-03-01", "group": "north"}, ["delta"]),
        ({"show": "unread", "phase": "primary"}, ["alpha", "delta"]),
        ({"show": "strong", "phase": "primary"}, []),
        ({"kind": "nonsense", "since": "soon", "group": "999999"}, ALL),
    ],
)
def test_comments_are_narrowed(workspace, lists, chosen, expected):
    evaluation, north, south = lists
    known = {
        ("group", "north"): north.pk,
        ("area", "south"): south.local_authority_id,
    }
    asked = {key: known.get((key, value), value) for key, value in chosen.items()}

    found = shown(workspace, evaluation, **asked)

    assert found == expected


def test_the_links_of_the_list_keep_what_is_chosen(workspace, lists):
    evaluation, *_ = lists

    page = workspace.get(
        at("list_evidence", evaluation.pk), {"show": "unread", "phase": "primary"}
    )

    assert 'href="?show=strong&amp;phase=primary"' in page.text
    assert '<input type="hidden" name="show" value="unread">' in page.text
    assert '<option value="primary" selected>' in page.text
    assert 'href="?show=unread">Show all</a>' in page.text
