"""Marks, forms, answers and evidence of the sample fit its sessions and places.

None is of a person, a day or a group that the actions would have refused.
"""

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta

import pytest
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
from recruitment.models import Attendance
from tests.sample.replaying import (
    CAME,
    JOB_RUNS_WITHIN,
    _django_db_helper,
    evening_before,
    histories,
    of_groups,
    sessions,
)
from workgroups.words import LONDON

# As in test_building: one sample for all tests of a day.
pytestmark = [pytest.mark.django_db, pytest.mark.any_day(scope="module")]
__all__ = ["_django_db_helper", "evening_before", "histories", "sessions"]


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
