"""One link, one answer, also where it is pressed eight times at once."""

import threading

import pytest
from django.db import connection, connections

from evaluation.actions import feedback
from evaluation.errors import AlreadyAnswered
from evaluation.models import EncryptedAnswers, FeedbackForm, FeedbackRequest
from tests.factories import (
    FRIDAY_5PM,
    make_place,
    make_session,
    make_work_group,
    mark_present,
)

PRESSES = 8
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def only_where_it_can_be_seen():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite writes one at a time and cannot show a race")


def press_at_once() -> list[str]:
    """Everybody sends the same request's draft; what each was told."""
    session = make_session(make_work_group())
    mark_present(make_place(work_group=session.work_group), session)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    asked = FeedbackRequest.objects.select_related("link", "form").get()
    feedback.save_draft(asked, {"useful": 4}, at=FRIDAY_5PM)
    said: list[str] = []
    together = threading.Barrier(PRESSES)

    def press() -> None:
        together.wait()
        try:
            feedback.send_answers(asked, may_be_quoted=False, at=FRIDAY_5PM)
            said.append("sent")
        except AlreadyAnswered:
            said.append("already")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(PRESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_one_link_gives_one_answer_however_often_it_is_pressed():
    said = press_at_once()

    assert sorted(said) == ["already"] * (PRESSES - 1) + ["sent"]
    assert EncryptedAnswers.objects.count() == 1


def test_without_the_lock_there_are_several(monkeypatch):
    checked = threading.Barrier(PRESSES)
    check_open = feedback.check_open

    def all_check_first(*args, **kwargs) -> None:
        check_open(*args, **kwargs)
        if threading.current_thread() is not threading.main_thread():
            checked.wait(timeout=20)

    monkeypatch.setattr(feedback, "check_open", all_check_first)
    monkeypatch.setattr(
        feedback,
        "lock_form",
        lambda form: FeedbackForm.objects.select_related("question_set", "hub").get(
            pk=form.pk
        ),
    )

    said = press_at_once()

    assert said.count("sent") > 1
