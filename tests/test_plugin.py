"""Which tests a run takes, and on which day: what tests/plugin.py decides."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from tests import days, plugin


class Item:
    """A collected test that has some marks."""

    def __init__(self, name: str, *marks: pytest.Mark) -> None:
        self.name = name
        self.marks = {mark.name: mark for mark in marks}

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return self.marks.get(name)


ITEMS = (
    Item("races", pytest.mark.drill("postgres").mark),
    Item("worker", pytest.mark.drill("sqlite").mark),
    Item("starting", pytest.mark.drill.mark),
    Item("rows", pytest.mark.django_db.mark),
    Item("texts", pytest.mark.django_db.mark, pytest.mark.one_database.mark),
    Item("rules"),
)


@pytest.mark.parametrize(
    ("db", "proofs", "taken"),
    [
        ("sqlite", False, {"worker", "starting", "rows", "texts", "rules"}),
        ("sqlite", True, {"worker", "starting", "rows", "texts", "rules"}),
        ("postgres", False, {"races", "rows"}),
        ("postgres", True, {"races", "worker", "starting", "rows", "texts", "rules"}),
    ],
)
def test_drills_run_on_the_database_that_can_show_what_they_prove(db, proofs, taken):
    deselected: list[Item] = []
    config = SimpleNamespace(
        getoption={"db": db, "proofs": proofs}.__getitem__,
        hook=SimpleNamespace(
            pytest_deselected=lambda items: deselected.extend(items),
        ),
    )
    items = list(ITEMS)

    plugin.pytest_collection_modifyitems(config, items)

    assert {item.name for item in items} == taken
    assert {item.name for item in deselected} == {i.name for i in ITEMS} - taken


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-08-15", datetime(2026, 8, 15, 8, tzinfo=UTC)),
        ("2026-08-15 23:30", datetime(2026, 8, 15, 22, 30, tzinfo=UTC)),
        ("2026-10-25 01:30", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2028-02-29 09:00", datetime(2028, 2, 29, 9, tzinfo=UTC)),
    ],
)
def test_a_day_is_read_as_a_time_in_london(text, at):
    assert days.parse_day(text) == at


@pytest.mark.parametrize("seed", range(10))
def test_the_printed_day_repeats_the_day_of_the_run(seed):
    day = days.awkward_day(seed)
    printed = f"{day.astimezone(plugin.LONDON):%Y-%m-%d %H:%M}"

    assert days.parse_day(printed) == day
