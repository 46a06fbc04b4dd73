from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from workgroups.pathway import (
    PathwaySession,
    PathwayStage,
    anchor,
    draw_pathway,
    percent,
)

AUTUMN = date(2026, 9, 20)


def make_session(
    on, *, number=1, stage="ECT 1", state="secured", gap_task="", year=2026
):
    return PathwaySession(
        on=on,
        number=number,
        label=f"Session {number}",
        stage=stage,
        start_year=year,
        state=state,
        gap_task=gap_task,
    )


def two_years():
    first = [date(2026, 11, 3), date(2027, 1, 19), date(2027, 3, 9)]
    second = [date(2027, 11, 2), date(2028, 2, 1)]
    return [
        *[
            make_session(on, number=number, gap_task=f"Try {number}")
            for number, on in enumerate(first, 1)
        ],
        *[
            make_session(
                on, number=number, stage="ECT 2", state="provisional", year=2027
            )
            for number, on in enumerate(second, 1)
        ],
    ]


def test_draw_pathway_has_nothing_to_draw_without_sessions_and_stages():
    assert draw_pathway([], today=AUTUMN) is None


def test_draw_pathway_runs_from_now_to_the_end_of_year_two():
    pathway = draw_pathway(two_years(), today=AUTUMN)

    assert (pathway.starts_on, pathway.ends_on) == (AUTUMN, date(2028, 7, 31))
    assert pathway.today_at == 0
    assert [tick.is_next for tick in pathway.ticks] == [True] + [False] * 4


def test_draw_pathway_starts_at_the_first_session_once_it_is_over():
    pathway = draw_pathway(two_years(), today=date(2027, 2, 1))

    ticks = pathway.ticks
    assert pathway.starts_on == date(2026, 11, 3)
    assert [tick.is_past for tick in ticks] == [True, True, False, False, False]
    assert [tick.is_next for tick in ticks] == [False, False, True, False, False]
    assert ticks[1].at < pathway.today_at < ticks[2].at


def test_draw_pathway_marks_no_today_once_everything_is_over():
    pathway = draw_pathway(two_years(), today=date(2029, 1, 1))

    assert pathway.today_at is None
    assert not any(tick.is_next for tick in pathway.ticks)


def test_spans_meet_at_the_turn_of_the_year_and_keep_their_states():
    pathway = draw_pathway(two_years(), today=AUTUMN)

    first, second = pathway.spans
    assert (first.start, first.end, second.end) == (0, second.start, 1000)
    assert [span.stage.state for span in pathway.spans] == ["secured", "provisional"]
    assert pathway.ticks[2].at < second.start < pathway.ticks[3].at


def test_a_year_without_dates_has_a_span():
    second = PathwayStage("ECT 2", 2027, "provisional")

    pathway = draw_pathway(two_years()[:3], today=AUTUMN, stages=[second])

    assert pathway.ends_on == date(2028, 7, 31)
    assert [span.has_dates for span in pathway.spans] == [True, False]
    assert pathway.list_rows[1] == (pathway.spans[1], ())


def test_gap_tasks_connect_sessions_of_one_year():
    pathway = draw_pathway(two_years(), today=AUTUMN)

    assert [gap.label for gap in pathway.gap_tasks] == ["Try 1", "Try 2"]
    for gap, (tick, following) in zip(
        pathway.gap_tasks, pairwise(pathway.ticks), strict=False
    ):
        assert (gap.start, gap.end) == (tick.at, following.at)


@pytest.mark.parametrize("count", [1, 2, 7, 24, 60])
@pytest.mark.parametrize("days", [0, 1, 14])
def test_ticks_keep_their_order_and_stay_on_the_line(count, days):
    sessions = [
        make_session(date(2026, 11, 3) + timedelta(days=days * index), number=index + 1)
        for index in range(count)
    ]

    pathway = draw_pathway(sessions, today=AUTUMN)

    positions = [tick.at for tick in pathway.ticks]
    assert [tick.session.number for tick in pathway.ticks] == list(range(1, count + 1))
    assert all(before < after for before, after in pairwise(positions))
    assert positions[0] >= 0 and positions[-1] <= 1000


def test_today_keeps_its_order_among_sessions_that_are_moved_apart():
    days = [date(2026, 11, day) for day in (2, 3, 4, 6, 9)]
    sessions = [make_session(day, number=number) for number, day in enumerate(days, 1)]

    pathway = draw_pathway(sessions, today=date(2026, 11, 5))

    assert pathway.ticks[2].at < pathway.today_at < pathway.ticks[3].at


def test_a_session_that_is_over_today_is_not_the_next():
    morning, next_week = date(2026, 11, 5), date(2026, 11, 12)
    over = replace(make_session(morning), is_over=True)
    pathway = draw_pathway([over, make_session(next_week, number=2)], today=morning)

    assert [tick.is_past for tick in pathway.ticks] == [True, False]
    assert [tick.is_next for tick in pathway.ticks] == [False, True]


def test_the_summary_describes_the_chart():
    pathway = draw_pathway(two_years(), today=AUTUMN)

    assert pathway.summary == (
        "The pathway from 20 September 2026 to 31 July 2028:"
        " ECT 1, 3 sessions, secured; ECT 2, 2 sessions, pencilled in."
    )
    assert pathway.states == ("secured", "provisional")


def test_a_label_near_an_end_is_anchored_inwards():
    anchors = [anchor(at, half=190) for at in (0, 189, 190, 810, 811, 1000)]

    assert anchors == ["start", "start", "middle", "middle", "end", "end"]


def test_percent_is_an_svg_attribute():
    assert [percent(position) for position in (0, 355, 1000)] == [
        "0.0%",
        "35.5%",
        "100.0%",
    ]
