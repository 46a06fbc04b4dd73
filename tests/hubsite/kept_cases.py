"""Somebody whose last year is over, and pages that say what becomes of it."""

import re
from datetime import date

from recruitment.actions import retention
from tests import factories as make
from tests.factories import FRIDAY_5PM
from tests.pages import one_line

PAGE = "/admin/kept/"
ON_THE_DAY = FRIDAY_5PM.replace(month=11, day=1)


def person_of(year=2024, *, hub=None, **fields):
    values = {"first_name": "Priya", "last_name": "Shah", **fields}
    group = make.make_work_group(hub=hub or make.make_hub(), start_year=year)
    person = make.make_participant(group.hub, **values)
    make.make_place("completed", work_group=group, participant=person)
    return person


def announce(hub=None):
    return retention.announce_run(hub or make.make_hub(), at=FRIDAY_5PM)


def text_of(client, path=PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return one_line(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def held(person, **fields):
    values = {
        "reason": "dispute",
        "why": "They <i>complained</i>.",
        "until_on": date(2027, 3, 1),
        **fields,
    }
    by = make.make_staff("hub_lead", hub=person.hub, name="Noor Oak")
    return retention.hold_back(person, **values, by=by, at=FRIDAY_5PM)
