"""Every history in the sample is replayed through the rules, which stand here in full.

The sample writes last year in bulk. Whatever wrote a row, it must be one that the
product could have written: no transition, seat, deadline, mark, email or answer that
the actions would have refused.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from evaluation.models import (
    Answer,
    Coding,
    EncryptedAnswers,
    Evidence,
    FeedbackForm,
    Implication,
    Response,
)
from recruitment.models import Attendance, Place, PlaceEvent
from workgroups.models import Session
from workgroups.words import LONDON

# As in test_building: one sample for all tests of a day.
pytestmark = [pytest.mark.django_db, pytest.mark.any_day(scope="module")]

#: Where a place may begin, and where it may go from each state.
ALLOWED = {
    "": {"interested", "waiting", "offered", "provisional"},
    "interested": {
        *("offered", "waiting", "not_selected", "withdrawn"),
        *("cancelled_by_hub", "moved"),
    },
    "waiting": {"offered", "not_selected", "withdrawn", "cancelled_by_hub", "moved"},
    "offered": {
        *("confirmed", "declined", "lapsed", "withdrawn", "cancelled_by_hub", "moved"),
    },
    "confirmed": {
        *("completed", "not_completed", "withdrawn", "deferred", "moved"),
        "cancelled_by_hub",
    },
    "provisional": {
        *("offered", "waiting", "withdrawn", "deferred", "moved", "cancelled_by_hub"),
    },
    "deferred": {"provisional", "withdrawn"},
    "lapsed": {"interested"},
    "declined": {"interested"},
    "withdrawn": {"interested"},
    "not_selected": {"interested"},
}
HOLDS_A_SEAT = {"offered", "confirmed"}
CAME = {"present", "late", "left_early"}
#: Bank holidays in England outside the hubs' closed weeks (20 July to 5 September).
BANK_HOLIDAYS = {
    *(date(2024, 5, 6), date(2024, 5, 27)),
    *(date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1), date(2025, 4, 18)),
    *(date(2025, 4, 21), date(2025, 5, 5), date(2025, 5, 26), date(2025, 12, 25)),
    *(date(2025, 12, 26), date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6)),
    *(date(2026, 5, 4), date(2026, 5, 25), date(2026, 12, 25), date(2026, 12, 28)),
    *(date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 3)),
    *(date(2027, 5, 31), date(2027, 12, 27), date(2027, 12, 28), date(2028, 1, 3)),
    *(date(2028, 4, 14), date(2028, 4, 17), date(2028, 5, 1), date(2028, 5, 29)),
}
#: How long an offer may stand after its end until the job that ends it has run.
JOB_RUNS_WITHIN = timedelta(minutes=15)
EVENING = time(18)


@pytest.fixture
def _django_db_helper():
    return None


@dataclass
class History:
    """A place with its events in the order in which they were written."""

    place: Place
    events: list[PlaceEvent] = field(default_factory=list)

    def state_at(self, at: datetime) -> str:
        """The state at a time; "" before the place began."""
        reached = [event.to_state for event in self.events if event.at <= at]
        return reached[-1] if reached else ""

    def reached(self, state: str) -> list[datetime]:
        return [event.at for event in self.events if event.to_state == state]


@pytest.fixture(scope="module")
def histories(day, django_db_blocker) -> dict[int, History]:
    with django_db_blocker.unblock():
        places = Place.objects.select_related(
            "registration", "work_group", "stage", "hub", "moved_to"
        )
        found = {place.pk: History(place) for place in places}
        for event in PlaceEvent.objects.order_by("pk"):
            found[event.place_id].events.append(event)
    return found


@pytest.fixture(scope="module")
def sessions(day, django_db_blocker) -> dict[int, list[Session]]:
    """The sessions of each group in order."""
    found: dict[int, list[Session]] = defaultdict(list)
    with django_db_blocker.unblock():
        for session in Session.objects.order_by("starts_at"):
            found[session.work_group_id].append(session)
    return found


@pytest.fixture
def evening_before(day) -> datetime:
    return datetime.combine(day - timedelta(days=1), EVENING, tzinfo=LONDON)


def is_successor(history: History, histories: dict[int, History]) -> bool:
    """Whether staff moved the person from another group to this place."""
    moved = {each.place.moved_to_id for each in histories.values()}
    return history.place.pk in moved


def of_groups(histories: dict[int, History]) -> dict[Any, list[History]]:
    found = defaultdict(list)
    for history in histories.values():
        if history.place.work_group is not None:
            found[history.place.work_group].append(history)
    return found


# Places


def test_every_transition_is_allowed_and_leads_to_the_state(histories):
    assert len(histories) > 350
    for history in histories.values():
        state = ""
        for event in history.events:
            assert event.from_state == state
            if state or not is_successor(history, histories):
                assert event.to_state in ALLOWED[state], history.events
            state = event.to_state
        assert state == history.place.state


def test_every_event_follows_the_one_before(histories, evening_before):
    for history in histories.values():
        times = [event.at for event in history.events]
        assert times == sorted(times)
        assert times[-1] <= evening_before
        first = history.events[0]
        if first.to_state == "provisional" or is_successor(history, histories):
            assert first.at > history.place.registered_at
        else:
            assert first.at == history.place.registered_at
        assert history.place.registered_at >= history.place.registration.registered_at


def test_a_moved_place_has_a_successor_in_another_group(histories):
    moved = [each for each in histories.values() if each.place.state == "moved"]

    assert moved
    for history in histories.values():
        successor = histories.get(history.place.moved_to_id)
        assert (successor is not None) == (history.place.state == "moved")
        if successor is not None:
            old, new = history.place, successor.place
            assert old.work_group_id != new.work_group_id
            assert (old.hub_id, old.stage_id) == (new.hub_id, new.stage_id)
            assert old.registered_at == new.registered_at
            assert history.events[-1].at == successor.events[0].at
            assert history.events[-2].to_state == successor.events[0].to_state


def test_a_provisional_place_was_pencilled_in_with_the_confirmation(histories):
    firsts = defaultdict(list)
    for history in histories.values():
        firsts[history.place.registration_id].append(history)

    pencilled = [h for h in histories.values() if h.reached("provisional")]
    assert pencilled
    for history in pencilled:
        assert history.place.registration.both_years
        earlier = [
            each
            for each in firsts[history.place.registration_id]
            if each.place.start_year == history.place.start_year - 1
        ]
        confirmed = {at for each in earlier for at in each.reached("confirmed")}
        assert history.events[0].at in confirmed


def test_no_group_is_ever_over_its_capacity(histories):
    for group, members in of_groups(histories).items():
        in_use = 0
        for event in events_of(members):
            in_use += event.to_state in HOLDS_A_SEAT
            in_use -= event.from_state in HOLDS_A_SEAT
            # a person who was moved in has a seat without a state before
            assert group.capacity is None or in_use <= group.capacity, group.slug


def test_a_first_state_follows_from_the_seats_at_that_moment(histories):
    for group, members in of_groups(histories).items():
        successors = {m.place.pk for m in members if is_successor(m, histories)}
        order = {member.place.pk: member.place.stage.order for member in members}
        states: dict[int, str] = {}
        for event in events_of(members):
            new = not event.from_state and event.place_id not in successors
            if new and event.to_state != "provisional":
                expected = first_state(group, order[event.place_id], states.values())
                assert event.to_state == expected, (group.slug, event.at)
            states[event.place_id] = event.to_state


def test_nobody_waits_while_a_seat_is_free(histories):
    for group, members in of_groups(histories).items():
        if members[0].place.stage.order > 1 or group.capacity is None:
            continue
        states: dict[int, str] = {}
        events = events_of(members)
        for event, following in zip(events, [*events[1:], None], strict=True):
            states[event.place_id] = event.to_state
            if following is None or following.at > event.at:
                here = Counter(states.values())
                in_use = here["offered"] + here["confirmed"]
                assert not here["waiting"] or in_use >= group.capacity, group.slug


def events_of(members: list[History]) -> list[PlaceEvent]:
    events = [event for member in members for event in member.events]
    return sorted(events, key=lambda event: (event.at, event.pk))


def first_state(group: Any, order: int, states: Any) -> str:
    """The state in which the product puts somebody who registers now."""
    here = Counter(states)
    if not group.dates_confirmed or group.offers == "after_review":
        return "interested"
    full = here["offered"] + here["confirmed"] >= (group.capacity or 10_000)
    return "waiting" if order > 1 or here["waiting"] or full else "offered"


# Offers


def test_every_offer_ends_on_its_day(histories, sessions):
    """An offer was answered before its end, or lapsed at it, or is still open."""
    for history in histories.values():
        events = history.events
        for event, answer in zip(events, [*events[1:], None], strict=True):
            if event.to_state != "offered":
                continue
            ends = offer_end(event.at, sessions[history.place.work_group_id])
            if answer is None:
                assert history.place.offer_ends_at == ends
            elif answer.to_state == "lapsed":
                assert ends <= answer.at <= ends + JOB_RUNS_WITHIN
            else:
                assert answer.at <= ends
    for history in histories.values():
        is_open = history.place.state == "offered"
        assert (history.place.offer_ends_at is not None) == is_open


def offer_end(at: datetime, sessions: list[Session]) -> datetime:
    """17:00 of the fifth working day, or of the working day before the next session.

    A session before which there are fewer than two working days is left out.
    """
    offered = timezone.localdate(at)
    days = [day for day in after(offered, 120) if is_working(day)]
    ends = days[4]
    for session in sorted(sessions, key=lambda each: each.on):
        before = [day for day in days if day < session.on]
        if len(before) >= 2:
            ends = min(ends, before[-1])
            break
    return datetime.combine(ends, time(17), tzinfo=LONDON)


def after(day: date, number: int) -> list[date]:
    return [day + timedelta(days=each) for each in range(1, number)]


def is_working(day: date) -> bool:
    closed = "07-20" <= f"{day:%m-%d}" <= "09-05"
    return day.weekday() < 5 and day not in BANK_HOLIDAYS and not closed


@pytest.mark.usefixtures("now")
def test_the_first_and_the_last_offer_of_summer_end_as_in_a_calendar():
    monday = datetime(2026, 7, 13, 10, tzinfo=LONDON)
    wednesday = datetime(2026, 7, 15, 10, tzinfo=LONDON)
    easter = datetime(2026, 3, 30, 10, tzinfo=LONDON)

    assert offer_end(monday, []) == datetime(2026, 9, 7, 17, tzinfo=LONDON)
    assert offer_end(wednesday, []) == datetime(2026, 9, 9, 17, tzinfo=LONDON)
    assert offer_end(easter, []) == datetime(2026, 4, 8, 17, tzinfo=LONDON)


# Attendance


def test_marks_are_of_people_with_a_place_and_taken_at_the_session(
    histories, sessions, evening_before
):
    marks = Attendance.objects.select_related("session", "place")

    assert marks.count() > 800
    for mark in marks:
        history, begins = histories[mark.place_id], mark.session.starts_at
        assert mark.place.work_group_id == mark.session.work_group_id
        assert begins < mark.marked_at <= evening_before
        if history.place.registration.source == "walk_in":
            assert begins < history.place.registered_at <= mark.marked_at
            assert mark.mark == "present"
        else:
            assert history.state_at(begins) == "confirmed"


def test_everybody_with_a_place_is_marked_at_every_session_that_was_held(
    day, histories, sessions
):
    marked = set(Attendance.objects.values_list("place", "session"))

    for group, members in of_groups(histories).items():
        for session in sessions[group.pk]:
            for member in members:
                expected = member.state_at(session.starts_at) == "confirmed"
                if session.on < day and expected:
                    assert (member.place.pk, session.pk) in marked, group.slug


def test_places_are_completed_after_the_last_session(histories, sessions):
    ended = [h for h in histories.values() if h.place.state.endswith("completed")]

    assert len(ended) > 110
    for history in ended:
        last = sessions[history.place.work_group_id][-1]
        assert history.events[-1].at > last.starts_at


# Feedback


def forms() -> list[FeedbackForm]:
    rows = FeedbackForm.objects.select_related("session", "question_set")
    return list(rows.prefetch_related("requests__place", "responses"))


def test_forms_are_asked_after_their_session_and_open_for_a_week(day, evening_before):
    assert len(forms()) > 80
    for form in forms():
        if form.session is not None:
            assert form.session.starts_at < evening_before
            assert form.session.on <= form.asked_on
            assert form.session.work_group_id == form.work_group_id
        closes_on = timezone.localdate(form.closes_at)
        assert closes_on == form.asked_on + timedelta(days=7)
        if form.closed_at is None:
            assert form.closes_at > evening_before
        else:
            job = form.closes_at + JOB_RUNS_WITHIN
            assert form.closes_at <= form.closed_at <= min(job, evening_before)


def test_people_are_asked_who_came_or_who_have_a_place(histories):
    came = set(Attendance.objects.filter(mark__in=CAME).values_list("place", "session"))

    for form in forms():
        kind = form.question_set.kind
        assert (form.session is None) == (kind in ("baseline", "final", "follow_up"))
        for request in form.requests.all():
            history = histories[request.place_id]
            assert request.place.work_group_id == form.work_group_id
            if form.session is not None:
                assert (request.place_id, form.session_id) in came
            else:
                asked = datetime.combine(form.asked_on, time(23, 59), tzinfo=LONDON)
                states = ("confirmed", "completed", "not_completed")
                assert history.state_at(asked) in states


def test_everybody_who_came_was_asked(day):
    """Except after sessions of the last day, whose requests may not have gone yet."""
    came = Attendance.objects.filter(mark__in=CAME).select_related("session")
    asked = defaultdict(set)
    for form in forms():
        if form.question_set.kind in ("session", "itt"):
            places = [request.place_id for request in form.requests.all()]
            asked[form.session_id].update(places)

    for mark in came:
        assert mark.place_id in asked[mark.session_id]


@pytest.mark.usefixtures("day")
def test_answers_come_from_requests_and_belong_to_the_forms_questions():
    sets = dict(Response.objects.values_list("pk", "question_set"))
    rows = Answer.objects.values_list(
        *("response", "question__question_set", "question__kind"),
        *("rating", "choice", "text"),
    )
    encrypted = Counter(EncryptedAnswers.objects.values_list("form", flat=True))

    for form in forms():
        answered = [each for each in form.requests.all() if each.answered]
        responses = form.responses.all()
        written = len(answered) if len(answered) >= 5 else 0
        assert len(responses) == (written if form.closed_at else 0)
        assert encrypted[form.pk] == (0 if form.closed_at else len(answered))
        for response in responses:
            assert response.question_set_id == form.question_set_id
            assert response.work_group_id == form.work_group_id
            assert response.session_id == form.session_id
            last = timezone.localdate(form.closed_at or form.closes_at)
            assert form.asked_on <= response.batch_on <= last
    given = {"rating": 0, "choice": 1, "text": 2}
    for response, question_set, kind, *values in rows:
        assert sets[response] == question_set
        filled = [bool(value) for value in values]
        assert filled == [number == given[kind] for number in range(3)]


# Evaluation


@pytest.mark.usefixtures("day")
def test_evidence_is_what_was_written_or_heard_in_its_groups():
    rows = Evidence.objects.select_related(
        "evaluation", "visit", "answer__response__form"
    ).prefetch_related("evaluation__work_groups")

    assert rows.count() > 300
    numbers = defaultdict(list)
    for passage in rows:
        evaluation = passage.evaluation
        numbers[evaluation.pk].append(passage.number)
        groups = {group.pk for group in evaluation.work_groups.all()}
        assert passage.hub_id == evaluation.hub_id
        assert (passage.kind == "written") == (passage.answer is not None)
        assert (passage.kind == "spoken") == (passage.visit is not None)
        if passage.answer is not None:
            form = passage.answer.response.form
            assert passage.text == passage.answer.text
            assert form.closed_at is not None
            assert passage.read_at is None or passage.read_at > form.closed_at
            assert passage.work_group_id == form.work_group_id
            assert form.work_group_id in groups
        elif passage.visit is not None:
            assert passage.visit.evaluation_id == evaluation.pk
            assert passage.heard_from
    for found in numbers.values():
        assert sorted(found) == list(range(1, len(found) + 1))


def test_codings_and_implications_stay_in_their_evaluation(evening_before):
    codings = Coding.objects.select_related("theme", "evidence")

    assert codings.count() > 200
    for coding in codings:
        assert coding.theme.evaluation_id == coding.evidence.evaluation_id
        assert coding.coded_at <= evening_before
        if coding.origin == "person":
            assert coding.coded_at == coding.evidence.read_at
            assert coding.coder is not None
        else:
            assert not coding.reviewed
            assert coding.evidence.read_at is None
            assert 0 < coding.confidence < 1
    for implication in Implication.objects.prefetch_related("themes"):
        themes = implication.themes.all()
        assert themes
        assert {each.evaluation_id for each in themes} == {implication.evaluation_id}


# All rows


def test_every_row_is_valid(day):
    """Fields and `clean` here; the database has checked keys and constraints."""
    connection.check_constraints()
    for label in ("workgroups", "recruitment", "evaluation"):
        for model in apps.get_app_config(label).get_models():
            keys = {f.name for f in model._meta.concrete_fields if f.is_relation}
            for row in model._base_manager.all():
                row.clean_fields(exclude=keys)
                row.clean()
