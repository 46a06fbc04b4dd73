"""Fixtures of the tests of the evaluator's pages."""

import pytest

from evaluation.actions import feedback
from tests.factories import (
    FRIDAY_5PM,
    make_evaluation,
    make_form,
    make_response,
    make_session,
    make_staff,
    make_work_group,
)


@pytest.fixture
def evaluator():
    return make_staff("evaluator")


@pytest.fixture
def workspace(signed_in, evaluator):
    return signed_in(evaluator)


@pytest.fixture
def evaluation():
    """One group with a session, whose form closed with six written answers."""
    group = make_work_group()
    form = make_form(group, session=make_session(group))
    for number in range(6):
        make_response(form, words=f"Our mentors knew nothing {number}.", useful=4)
    feedback.close_form(form, at=FRIDAY_5PM)
    return make_evaluation(work_groups=[group])
