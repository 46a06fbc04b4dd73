"""The year of a group on one page: figures, outcomes and what there is to show."""

from datetime import timedelta

import pytest

from evaluation.models import Answer
from evaluation.queries.group_summaries import ASKED, summary_of
from recruitment.models import GapTaskTalk
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_evaluation,
    make_form,
    make_hub,
    make_mentorship,
    make_place,
    make_response,
    make_session,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from workgroups.choices import OutcomeKind
from workgroups.models import IntendedOutcome

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
WEEK = timedelta(days=7)
PUPILS = "More of my pupils explain their thinking."


def outcome(group, kind, text, audience="participants"):
    return IntendedOutcome.objects.create(
        hub=group.hub, project=group.project, kind=kind, text=text, audience=audience
    )


def answered(group, number=10, *, kind="final", closed=True, **answers):
    form = make_form(group, kind, closed_at=FRIDAY_5PM if closed else None)
    return [make_response(form, **answers) for _ in range(number)]


def share(response, key, words):
    """Let the words of an answer be shown, as somebody ticks them."""
    answer = Answer.objects.get(response=response, question__key=key)
    Answer.objects.filter(pk=answer.pk).update(fit_to_share=True)
    evaluation = make_evaluation(response.hub, title=f"About {answer.pk}")
    evaluation.evidence.create(
        hub=response.hub,
        number=1,
        kind="written",
        text="As typed",
        redacted=words,
        answer=answer,
    )


def outcomes_of(group):
    return {
        (each.kind, each.audience): each
        for each in summary_of(group, at=FRIDAY_5PM).outcomes
    }


def test_each_key_is_asked_and_each_kind_of_outcome_has_questions():
    keys = [key for keys in ASKED.values() for key in keys]

    assert len(keys) == len(set(keys)) == 13
    assert list(ASKED) == list(OutcomeKind)


def test_an_outcome_without_evidence_says_nothing_yet():
    group = make_work_group()
    outcome(group, "pupil_learning", "Pupils reason.")
    outcome(group, "pupil_learning", "Pupils explain.")

    [found] = summary_of(group, at=FRIDAY_5PM).outcomes

    assert (found.kind, found.texts) == (
        "Pupil learning",
        ["Pupils reason.", "Pupils explain."],
    )
    assert not found.has_evidence


def test_ratings_stand_under_the_kind_that_they_ask_about():
    group = make_work_group()
    outcome(group, "professional_learning", "They know the maths.")
    outcome(group, "practice_development", "They plan lessons.")
    answered(group, confidence_subject=4, confidence_planning=3, manageable=2)

    found = outcomes_of(group)

    learning = found["Professional learning", "participants"].ratings
    practice = found["Practice development", "participants"].ratings
    assert [(each.text, each.shown.mean, each.shown.of) for each in learning] == [
        (
            "How confident are you in your own knowledge of the maths you teach?",
            4.0,
            10,
        )
    ]
    assert [(each.text, each.shown.mean) for each in practice] == [
        ("How confident are you planning and designing a maths lesson?", 3.0)
    ]


def test_ratings_of_fewer_than_ten_are_no_evidence():
    group = make_work_group()
    outcome(group, "professional_learning", "They know the maths.")
    answered(group, 9, confidence_subject=4)

    assert not outcomes_of(group)["Professional learning", "participants"].has_evidence


def test_words_are_those_that_were_shared_with_the_lead():
    group = make_work_group()
    outcome(group, "pupil_learning", "Pupils reason.")
    first, second, third, *_ = answered(group, pupils_noticed="As typed")
    share(first, "pupils_noticed", PUPILS)
    share(second, "pupils_noticed", "They ask each other.")
    share(third, "pupils_noticed", "A third one.")

    found = outcomes_of(group)["Pupil learning", "participants"]

    assert len(found.quotes) == 2  # in no order of people
    assert set(found.quotes) < {PUPILS, "They ask each other.", "A third one."}


@pytest.mark.parametrize("fault", ["open", "few", "unquoted", "unshared", "other"])
def test_words_that_may_not_be_shown_are_not(fault):
    group = make_work_group()
    outcome(group, "pupil_learning", "Pupils reason.")
    asked = make_work_group(project=group.project) if fault == "other" else group
    first, *_ = answered(
        asked,
        4 if fault == "few" else 5,
        closed=fault != "open",
        quoted=fault != "unquoted",
        pupils_noticed="As typed",
    )
    share(first, "pupils_noticed", PUPILS)
    if fault == "unshared":
        Answer.objects.update(fit_to_share=False)

    assert not outcomes_of(group)["Pupil learning", "participants"].has_evidence


def test_the_hubs_own_outcomes_have_no_evidence_of_participants():
    group = make_work_group()
    outcome(group, "pupil_learning", "The hub learns.", audience="hub")
    first, *_ = answered(group, pupils_noticed="As typed")
    share(first, "pupils_noticed", PUPILS)

    found = outcomes_of(group)["Pupil learning", "the hub's leadership team"]

    assert not found.has_evidence


def test_what_mentors_talked_about_is_evidence_of_practice():
    group = make_work_group()
    outcome(group, "practice_development", "They try things.")
    session = make_session(group, on=FRIDAY - WEEK, gap_task="Try it")
    make_place(work_group=group)
    mentorship = make_mentorship(make_place(work_group=group).participant)
    before = outcomes_of(group)["Practice development", "participants"]
    GapTaskTalk.objects.create(
        hub=group.hub, mentorship=mentorship, session=session, said_at=FRIDAY_5PM
    )

    after = outcomes_of(group)["Practice development", "participants"]

    assert before.counted == []
    assert after.counted == ["Mentors talked with their colleagues about 1 of 2 tasks."]


def test_figures_count_what_was_held():
    group = make_work_group()
    make_session(group, on=FRIDAY - WEEK, lead_note="We agreed to share plans.")
    make_session(group, on=FRIDAY, day_share=0.5, delivered_why="No projector")
    make_session(group, on=FRIDAY + WEEK, lead_note="Not yet")
    make_session(group, on=FRIDAY - WEEK, called_off_at=FRIDAY_5PM)
    make_place(work_group=group)
    make_place("waiting", work_group=group)

    found = summary_of(group, at=FRIDAY_5PM)

    assert found.figures == [
        ("people with a secured place", "1"),
        ("sessions held", "2 of 3"),
        ("in all", "¾ day"),
    ]
    assert [(s.number, note) for s, note in found.notes] == [
        (1, "We agreed to share plans.")
    ]
    assert [each.number for each in found.departures] == [2]


def test_the_page_is_for_the_lead_and_the_hub():
    group = make_work_group("Greenwich")
    lead = make_staff("work_group_lead", hub=group.hub)
    group.leads.add(lead)
    outcome(group, "pupil_learning", "Pupils <b>reason</b>.")
    second = make_work_group("Bexley", project=group.project)
    foreign = make_work_group("Leeds", hub=make_hub("Wolds and Dales"))
    path = "/lead/groups/{}/summary/"

    page = one_line(client_of(lead).get(path.format(group.slug)).content.decode())

    assert "<h3>Pupil learning, for participants</h3>" in page
    assert "<li>Pupils &lt;b&gt;reason&lt;/b&gt;.</li>" in page
    assert "<strong>Nothing yet.</strong>" in page
    assert "as at 16 October 2026" in page
    for other in (second, foreign):
        assert client_of(lead).get(path.format(other.slug)).status_code == 404
    staff = make_staff("hub_administrator", hub=group.hub)
    assert client_of(staff).get(path.format(second.slug)).status_code == 200
    evaluator = make_staff("evaluator", hub=group.hub)
    assert client_of(evaluator).get(path.format(group.slug)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_summary_takes_a_fixed_number_of_statements(rows, data_statements):
    group = make_work_group()
    for number in range(rows):
        outcome(group, "pupil_learning", f"Outcome {number}")
        make_session(group, on=FRIDAY - WEEK)
        first, *_ = answered(group, kind=("final", "follow_up", "itt")[number])

    with data_statements(at_most=12):
        summary_of(group, at=FRIDAY_5PM)
