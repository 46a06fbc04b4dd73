"""What a mentor may read of a session's plan."""

import pytest

from tests.factories import make_session
from workgroups.mentor_plans import SessionPlan, questions_about, session_plan_of

ALWAYS = (
    "What did you notice when you tried it?",
    "What would you keep, and what would you change next time?",
)


@pytest.mark.parametrize(
    ("gap_task", "written", "asked"),
    [
        ("Count", "", ALWAYS),
        ("Count", " \n ", ALWAYS),
        ("Count", "How far?", ("How far?",)),
        ("Count", "How far?\n\n  Who led?  \nAnd then?", ("How far?", "Who led?")),
        ("", "How far?", ()),
    ],
)
def test_a_mentor_could_ask_two_questions_about_a_gap_task(gap_task, written, asked):
    assert questions_about(gap_task, written) == asked


@pytest.mark.django_db
def test_the_plan_of_a_session_is_its_own():
    session = make_session(
        focus="Number",
        outcomes="Bonds",
        gap_task="Count",
        mentor_questions="How far?",
        mentors_invited="The end",
        lead_note="Went well",
    )

    assert session_plan_of(session) == SessionPlan(
        focus="Number",
        outcomes="Bonds",
        gap_task="Count",
        questions=("How far?",),
        invited_to="The end",
    )
