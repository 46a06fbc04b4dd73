"""At 23:30 UTC in summer it is half past midnight in London: the next day."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine

from evaluation.models import Coding
from evaluation.snapshots import loading
from recruitment import rules
from recruitment.actions import mentors, places, registrations
from recruitment.errors import GroupClosed
from recruitment.models import Place
from recruitment.queries import my_places
from recruitment.registration.keeping import Answers
from recruitment.views import attendance
from tests import factories as make
from tests.recruitment.bulk_cases import group_cancelled

ROOT = Path(__file__).resolve().parent.parent
APPS = ["workgroups", "recruitment", "evaluation", "sample", "hubsite"]
#: 00:30 on 21 June in London.
NIGHT = datetime(2026, 6, 20, 23, 30, tzinfo=UTC)
DAY = date(2026, 6, 21)
DAY_BEFORE = date(2026, 6, 20)

pytestmark = pytest.mark.django_db


def register(group, mentor: str = "") -> Place:
    person = {"first_name": "Ada", "last_name": "Oak", "email": "ada@example.org"}
    named = {"name": "Jo Fern", "email": mentor} if mentor else {}
    answers = Answers(participant=person, registration={}, place={}, mentor=named)
    return registrations.register_interest(group, answers, form_key=uuid4(), at=NIGHT)


def test_a_group_is_cancelled_on_the_day_in_london():
    group = make.make_work_group()

    group_cancelled(group, at=NIGHT)

    group.refresh_from_db()
    assert group.cancelled_on == date(2026, 6, 21)


def test_a_group_opens_and_closes_on_the_day_in_london():
    closed = make.make_work_group(opens_on=date(2026, 5, 1), closes_on=DAY_BEFORE)
    opened = make.make_work_group(opens_on=DAY)

    with pytest.raises(GroupClosed):
        register(closed)
    place = register(opened)

    assert place.work_group == opened


def test_a_mentor_named_at_night_is_one_from_the_day_in_london():
    group = make.make_work_group(opens_on=date(2026, 5, 1))

    place = register(group, mentor="jo@example.org")

    (mentorship,) = place.participant.mentorships.all()
    assert mentorship.from_on == date(2026, 6, 21)


def test_an_objecting_mentor_ends_on_the_day_in_london():
    mentorship = make.make_mentorship(make.make_participant())

    mentors.stop_writing(mentorship.mentor, at=NIGHT)

    mentorship.refresh_from_db()
    assert mentorship.until_on == date(2026, 6, 21)


def test_a_replaced_mentor_ends_on_the_day_in_london():
    group = make.make_work_group(opens_on=date(2026, 5, 1))
    ada = make.make_participant(
        hub=group.hub, first_name="Ada", last_name="Oak", email="ada@example.org"
    )
    earlier = make.make_mentorship(ada)
    place = register(group, mentor="jo@example.org")

    places.confirm_place(place, at=NIGHT)

    earlier.refresh_from_db()
    assert earlier.until_on == date(2026, 6, 21)


def test_the_days_of_an_offer_count_from_the_day_in_london():
    # 23:30 UTC on Thursday is 00:30 on Friday in London, so Monday is the next day.
    thursday = datetime(2026, 6, 18, 23, 30, tzinfo=UTC)

    ends = rules.offer_end(
        thursday, working_days=1, closed_weeks=[], next_session_on=None
    )

    assert ends == datetime(2026, 6, 22, 16, tzinfo=UTC)  # Monday, 17:00 in London


@pytest.mark.parametrize(
    ("on", "is_open"), [(date(2026, 6, 21), True), (date(2026, 6, 22), False)]
)
def test_a_register_opens_on_the_day_in_london(on, is_open):
    assert rules.register_is_open(on, at=NIGHT) is is_open


def test_my_places_are_drawn_on_the_day_in_london():
    place = make.make_place()
    make.make_session(place.work_group)

    (part,) = my_places.places_by_hub([place.participant_id], now=NIGHT)

    assert part.pathway.today == date(2026, 6, 21)


@pytest.mark.parametrize(
    ("minutes", "label"),
    [(-30, "Saved 00:00"), (-31, "Saved 20 June 2026, 23:59")],
)
def test_a_register_says_the_day_it_was_saved_in_london(minutes, label):
    saved_at = NIGHT + timedelta(minutes=minutes)

    assert attendance._saved_label(saved_at, at=NIGHT) == label


def test_a_report_is_dated_by_the_day_in_london():
    evaluation = make.make_evaluation()

    inputs = loading.load_inputs(evaluation, at=NIGHT)

    assert inputs.as_at == date(2026, 6, 21)


def test_a_coding_is_dated_by_the_day_in_london():
    evaluation = make.make_evaluation()
    Coding.objects.create(
        hub=evaluation.hub,
        evidence=make.make_evidence(evaluation),
        theme=make.make_theme(evaluation, state="kept"),
        coded_at=NIGHT,
    )

    inputs = loading.load_inputs(evaluation, at=NIGHT)

    assert [each.coded_on for each in inputs.codings] == [date(2026, 6, 21)]


def test_a_visitor_at_night_reads_what_is_open_on_the_day_in_london(client):
    make.make_work_group(
        "Closed at midnight", opens_on=date(2026, 5, 1), closes_on=DAY_BEFORE
    )
    make.make_work_group("Open since midnight", opens_on=DAY)

    with time_machine.travel(NIGHT, tick=False):
        page = client.get("/").content.decode()

    assert page.count(">Closed<") == 1
    assert "Opens on" not in page


# No other way to a day


def days_of_unknown_zone(source: str) -> list[int]:
    """Lines that call `.date()` on a time which was not put into London's zone."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
        and not ast.unparse(node.func.value).endswith(".astimezone(LONDON)")
    ]


def test_the_search_finds_a_day_of_an_unknown_zone():
    source = "a = at.date()\nb = at.astimezone(LONDON).date()\nc = date(2026, 6, 21)\n"

    assert days_of_unknown_zone(source) == [1]


def test_no_module_takes_the_day_of_a_time_without_its_zone():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        for line in days_of_unknown_zone(path.read_text(encoding="utf-8"))
    ]

    assert found == []
