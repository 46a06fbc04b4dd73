"""The sentences that a report drafts, and the counts beside them, word by word."""

from dataclasses import replace
from datetime import date

import pytest

from evaluation.snapshots import drafts
from evaluation.snapshots.inputs import WHOLE_HUB, ReportInputs, ResponseInput
from tests.evaluation.small_counts import SET, group, inputs

FEW = (
    "How many people have or had a secured place is not shown, because the "
    "number would reveal a few of them."
)


def given(**changes) -> ReportInputs:
    return replace(inputs(), **changes)


def groups(*authorities: str, **fields) -> list:
    return [
        replace(group(pk, name), authority=name, **fields)
        for pk, name in enumerate(authorities, start=1)
    ]


def secured(number: int | None, **more) -> dict:
    return {"total": {"secured": number, **more}}


def test_an_evaluation_without_groups_says_so_and_nothing_else():
    assert drafts.context(given(groups=[]), None) == [
        "No work group has been put into this evaluation yet."
    ]


def test_the_context_says_which_groups_people_sessions_and_materials():
    found = given(
        groups=groups("Ashby", "Birley", delivered={"as planned": 2, "adapted": 1}),
        recruiting_authorities=["Birley", "Elsewhere"],
        schools=9,
        leads=1,
    )

    assert drafts.context(found, secured(26)) == [
        "This evaluation covers 2 work groups that Wolds ran in 2025/26. "
        "Primary: a group in each of Ashby and Birley.",
        "The local authority recruited in Birley; in Ashby the hub recruited itself.",
        "26 people have or had a secured place, from 9 schools.",
        "4 sessions (1 October 2025 to 1 November 2025) make 4 days; "
        "1 work group lead gave 4 lead days to them.",
        "The common materials were used as planned in 4 sessions and "
        "adapted in 2 sessions.",
    ]


def test_what_is_not_known_is_left_out_of_the_context():
    found = given(groups=groups(WHOLE_HUB, sessions_held=0, days=0.0))

    assert drafts.context(found, None) == [
        "This evaluation covers 1 work group that Wolds ran in 2025/26. "
        "Primary: 1 group for the whole hub.",
        "Nobody has a secured place yet.",
        "No session has been held yet.",
    ]


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["Ashby"], "one group in Ashby"),
        (["Ashby", "Ashby"], "one group in Ashby (2 groups)"),
        (["Ashby", "Birley"], "a group in each of Ashby and Birley"),
        (
            ["Birley", "Ashby", "Birley"],
            "a group in each of Birley (2 groups) and Ashby",
        ),
        ([WHOLE_HUB], "1 group for the whole hub"),
        ([WHOLE_HUB, WHOLE_HUB], "2 groups for the whole hub"),
        (["Ashby", WHOLE_HUB], "one group in Ashby and 1 group for the whole hub"),
        ([], ""),
    ],
)
def test_where_the_groups_are(names, text):
    assert drafts._authorities(groups(*names)) == text


def test_each_phase_is_named_once_with_its_authorities():
    rows = groups("Ashby", "Birley", "Corby")
    rows[1] = replace(rows[1], phase="Secondary")

    assert drafts._groups(given(groups=rows)) == (
        "This evaluation covers 3 work groups that Wolds ran in 2025/26. "
        "Primary: a group in each of Ashby and Corby; Secondary: one group in Birley."
    )


@pytest.mark.parametrize(
    ("names", "recruiting", "text"),
    [
        ([WHOLE_HUB], ["Ashby"], ""),
        ([], [], ""),
        (["Ashby"], [], "The hub recruited for every group itself."),
        (["Ashby"], ["Corby"], "The hub recruited for every group itself."),
        (["Ashby"], ["Ashby"], "The local authority recruited in Ashby."),
        (
            ["Ashby", "Birley", "Ashby", WHOLE_HUB],
            ["Birley", "Ashby"],
            "The local authority recruited in Ashby and Birley.",
        ),
        (
            ["Corby", "Ashby", "Corby", "Birley"],
            ["Ashby"],
            "The local authority recruited in Ashby; in Corby and Birley the hub "
            "recruited itself.",
        ),
    ],
)
def test_who_recruited(names, recruiting, text):
    found = given(groups=groups(*names), recruiting_authorities=recruiting)

    assert drafts._recruiters(found) == text


@pytest.mark.parametrize(
    ("funnel", "schools", "text"),
    [
        (None, 3, "Nobody has a secured place yet."),
        (secured(0), 3, "Nobody has a secured place yet."),
        (secured(None), 3, FEW),
        (secured(5), 0, "5 people have or had a secured place."),
        (secured(5), 1, "5 people have or had a secured place, from 1 school."),
        (
            secured(5, as_at={"secured": "2026-07-01"}),
            3,
            "5 people have or had a secured place, as at 1 July 2026.",
        ),
        (
            secured(5, as_at={"came": "2026-07-01"}),
            3,
            "5 people have or had a secured place, from 3 schools.",
        ),
    ],
)
def test_how_many_people_have_a_place(funnel, schools, text):
    assert drafts._people(given(schools=schools), funnel) == text


@pytest.mark.parametrize(
    ("fields", "leads", "text"),
    [
        ({"sessions_held": 0}, 2, "No session has been held yet."),
        (
            {"sessions_held": 1, "days": 0.5, "last_on": date(2025, 10, 1)},
            0,
            "1 session (1 October 2025) makes 0.5 days.",
        ),
        (
            {"sessions_held": 3, "days": 1.5, "leads": 2},
            2,
            "3 sessions (1 October 2025 to 1 November 2025) make 1.5 days; 2 work "
            "group leads gave 3 lead days to them.",
        ),
    ],
)
def test_which_sessions_were_held(fields, leads, text):
    assert drafts._sessions(given(groups=groups("Ashby", **fields), leads=leads)) == (
        text
    )


def test_days_of_groups_without_a_session_are_left_out():
    rows = [*groups("Ashby"), *groups("Birley", first_on=None, last_on=None)]

    assert drafts._days_of(rows) == [date(2025, 10, 1), date(2025, 11, 1)]


def visit(on: date, session: int | None = 1, at: int = 1) -> dict:
    return {"on": on, "session": session, "session__work_group": at}


@pytest.mark.parametrize(
    ("visits", "text"),
    [
        ([], "No visit has been noted yet."),
        (
            [visit(date(2026, 3, 2))],
            "Visits were made to 1 session (2 March 2026).",
        ),
        (
            [visit(date(2026, 3, 2), None), visit(date(2026, 3, 4), None)],
            "Visits were made to 2 meetings (2 March 2026 to 4 March 2026).",
        ),
        (
            [
                *(visit(date(2026, 3, day)) for day in (2, 4)),
                visit(date(2026, 3, 3), None),
            ],
            "Visits were made to 2 sessions and 1 meeting "
            "(2 March 2026 to 4 March 2026).",
        ),
    ],
)
def test_which_visits_were_made(visits, text):
    assert drafts._visits(given(visits=visits)) == text


def answers(*sets: int) -> list[ResponseInput]:
    return [ResponseInput(f"r{at}", one, 1, True) for at, one in enumerate(sets)]


@pytest.mark.parametrize(
    ("forms", "responses", "text"),
    [
        ([], [], "No feedback form has closed yet."),
        (
            [5],
            answers(*[SET] * 5),
            "1 feedback form closed. 5 responses came in to “After a session” (5).",
        ),
        (
            [4],
            [],
            "1 feedback form closed. 1 form with fewer than 5 answers is left out.",
        ),
        (
            [4, 3, 6],
            answers(9, *[SET] * 5),
            "3 feedback forms closed. 6 responses came in to “After a session” (5) "
            "and “The year” (1). 2 forms with fewer than 5 answers are left out.",
        ),
    ],
)
def test_what_came_in_on_forms(forms, responses, text):
    sets = {SET: {"title": "After a session"}, 9: {"title": "The year"}}
    found = given(
        forms=[{"answers": number} for number in forms],
        responses=responses,
        question_sets=sets,
    )

    assert drafts._feedback(found) == text


def test_what_was_read():
    def read(*collected: tuple[str, int]) -> str:
        rows = [{"kind": kind, "count": count} for kind, count in collected]
        return drafts._reading({"collected": rows, "read": 3, "coded": 2})

    assert read() == "No comment has been collected yet."
    assert read(("written", 1)) == (
        "1 comment was collected: 1 of written. Of these 3 have been read and 2 given "
        "at least one theme. Only what a person has reviewed is counted."
    )
    assert read(("written", 4), ("spoken", 2)).startswith(
        "6 comments were collected: 4 of written and 2 of spoken. Of these 3"
    )


def test_the_activity_says_visits_forms_and_reading():
    nothing = {"collected": [], "read": 0, "coded": 0}

    assert drafts.activity(given(), nothing) == [
        "No visit has been noted yet.",
        "No feedback form has closed yet.",
        "No comment has been collected yet.",
    ]


def test_what_was_collected_by_group_hides_few():
    responses = [
        ResponseInput(f"r{pk}.{number}", SET, pk, True)
        for pk, count in ((1, 4), (2, 6), (3, 20))
        for number in range(count)
    ]
    found = given(
        visits=[visit(date(2026, 3, 2), at=2), visit(date(2026, 3, 3), at=2)],
        responses=responses,
    )

    rows = drafts.data_collected(found)

    assert [tuple(row.values()) for row in rows] == [
        ("Group Ashby", "Ashby", 2, 0, None),
        ("Group Birley", "Birley", 2, 2, None),
        ("Group Corby", "Corby", 2, 0, 20),
        ("Group Dunmow", "Dunmow", 2, 0, 0),
    ]
    assert list(rows[0]) == [*("label", "authority", "sessions", "visits", "responses")]


def test_a_sentence_begins_with_a_capital_and_ends_with_a_stop():
    assert drafts._sentence("primary: x") == "Primary: x."
    assert drafts._sentence("") == "."
