from datetime import date

import pytest

from workgroups import rules
from workgroups.school_search import postcode_start


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("NCP 24-31", "NCP 24-31"),
        ("NCP24-31", "NCP 24-31"),
        ("ncp20-09", "NCP 20-09"),
        ("NCP24-31_Mentor", "NCP 24-31 Mentor"),
    ],
)
def test_a_project_code_is_shown_in_one_way(text, shown):
    assert rules.project_code(*rules.parse_project_code(text)) == shown


def test_a_project_without_a_code_shows_none():
    assert rules.parse_project_code("SKTM 3") is None
    assert rules.project_code(None, None) == ""


@pytest.mark.parametrize(
    ("name", "looked_up"),
    [
        ("St. Brannoc's C of E Primary", "st brannocs ce primary"),
        ("Saint Brannoc’s CofE Primary", "st brannocs ce primary"),
        ("ST BRANNOCS CHURCH OF ENGLAND PRIMARY", "st brannocs ce primary"),
        ("Holy Trinity R.C. Infant & Nursery", "holy trinity rc infant and nursery"),
        ("École-Jeannine (Manuel)", "ecole jeannine manuel"),
        ("\U0001f600", ""),
    ],
)
def test_the_search_name_of_a_school_ignores_spelling_variants(name, looked_up):
    assert rules.search_name(name) == looked_up


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("se83ab", "SE8 3AB"),
        ("SE8 3", "SE8 3"),
        ("SE8", "SE8 "),
        ("sw1a 1aa", "SW1A 1AA"),
        ("Park", ""),
        ("SE8 3ABC", ""),
    ],
)
def test_the_start_of_a_postcode_is_normalised(text, start):
    assert postcode_start(text) == start


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "cancelled_on", "accepts"),
    [
        (date(2026, 9, 1), None, None, True),
        (date(2026, 10, 16), date(2026, 10, 16), None, True),
        (date(2026, 10, 17), None, None, False),
        (date(2026, 9, 1), date(2026, 10, 15), None, False),
        (None, None, None, False),
        (date(2026, 9, 1), None, date(2026, 9, 2), False),
    ],
)
def test_a_group_accepts_interest_between_its_days(
    opens_on, closes_on, cancelled_on, accepts
):
    today = date(2026, 10, 16)

    assert (
        rules.accepts_interest(
            opens_on, closes_on, cancelled_on, is_over=False, today=today
        )
        is accepts
    )


@pytest.mark.parametrize(
    ("last_session_on", "dates_confirmed", "over"),
    [
        (date(2026, 10, 15), True, True),
        (date(2026, 10, 16), True, False),
        (date(2026, 10, 15), False, False),
        (None, True, False),
    ],
)
def test_a_group_is_over_after_the_day_of_its_last_session(
    last_session_on, dates_confirmed, over
):
    today = date(2026, 10, 16)

    assert rules.is_over(last_session_on, dates_confirmed, today=today) is over


def test_a_group_that_is_over_takes_no_interest():
    today = date(2026, 10, 16)
    opened = date(2026, 9, 1)

    assert not rules.accepts_interest(opened, None, None, is_over=True, today=today)
