"""Acts of the audit log about next year; `w` is a World of tests/audited_world.py."""

from typing import Any

from recruitment.actions import rolling_over
from recruitment.models import Place
from tests.factories import FRIDAY_5PM, YEAR
from tests.recruitment.next_year_cases import TwoYears


def put_into_group(w: Any) -> Place:
    world = TwoYears(w.hub, dates_confirmed=False)
    _, later = world.person()
    return rolling_over.roll_over_place(later, world.target, at=FRIDAY_5PM, actor=w.by)


def bring_back(w: Any) -> Place:
    world = TwoYears(w.hub)
    _, put_off = world.person(later="deferred", start_year=YEAR)
    rolling_over.roll_over_place(put_off, world.target, at=FRIDAY_5PM, actor=w.by)
    return put_off
