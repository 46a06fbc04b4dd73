"""Which tests a run takes, and on which day: what tests/plugin.py decides."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from tests import days, plugin


class Item:
    """A collected test that has some marks."""

    def __init__(self, name: str, *marks: pytest.Mark, fixtures=(), obj=None) -> None:
        self.name, self.fixturenames, self.obj = name, fixtures, obj
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
    Item("examples", obj=SimpleNamespace(hypothesis=1)),
    Item("days", pytest.mark.any_day.mark),
    Item("hubs", pytest.mark.long_form.mark),
    Item("faults", pytest.mark.django_db.mark, fixtures=("rounds", "db")),
    Item("measured", fixtures=("figure",)),
)
LONG = {"worker", "starting", "examples", "days", "hubs", "faults", "measured"}


@pytest.mark.parametrize(
    ("db", "proofs", "taken"),
    [
        ("sqlite", False, LONG | {"rows", "texts", "rules"}),
        ("sqlite", True, LONG),
        ("postgres", False, {"races", "rows", "faults"}),
        ("postgres", True, LONG | {"races"}),
    ],
)
def test_each_run_takes_the_tests_that_can_prove_something_there(db, proofs, taken):
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
