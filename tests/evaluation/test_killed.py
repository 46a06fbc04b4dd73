"""A process is killed at each step of sending and of closing: what is left?

The steps are the statements, the commits and what is done to files. A child process
does the work and kills itself before its n-th step, for every n; then the person
presses again, or the periodic task comes round.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections

from evaluation.actions import feedback, form_keys, responses
from evaluation.errors import AlreadyAnswered
from evaluation.models import Answer, EncryptedAnswers, FeedbackForm, Response
from tests.evaluation.test_feedback import LATER, answer, asked_group

FILE_EVENTS = {"os.link", "os.remove", "os.mkdir"}
SAID = {f"Comment {number}" for number in range(6)}
pytestmark = pytest.mark.django_db(transaction=True)


def kill_before(step: int) -> None:
    """Kill this process before its n-th statement, commit or act on a file."""
    left = [step]

    def count() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(execute, *arguments):
        count()
        return execute(*arguments)

    def event(name: str, arguments: tuple) -> None:
        is_key = name == "open" and "form-keys" in str(arguments[0])
        if is_key or name in FILE_EVENTS:
            count()

    commit = connection._commit

    def counted_commit() -> None:
        count()
        commit()

    connection.execute_wrappers.append(statement)
    connection._commit = counted_commit
    sys.addaudithook(event)


def was_killed(step: int, act: Callable[[], object]) -> bool:
    """Whether a child process was killed before it had done the act."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            kill_before(step)
            act()
            os._exit(0)
        finally:
            os._exit(1)  # the act failed
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def each_kill(act: Callable[[], object], begin: Callable[[], None]) -> Iterator[int]:
    """Begin anew and kill at the next step, until the act comes to its end."""
    step = 1
    begin()
    while was_killed(step, act):
        yield step
        step += 1
        begin()


def forget(form: FeedbackForm) -> None:
    """The form is open again, and nobody has answered."""
    Answer.objects.all().delete()
    Response.objects.all().delete()
    EncryptedAnswers.objects.all().delete()
    form_keys.destroy_key(form.pk)
    form.requests.update(answered=False)
    FeedbackForm.objects.update(closed_at=None)


def test_whoever_is_killed_while_sending_loses_and_doubles_nothing(figure):
    form, (request, *_) = asked_group()

    def send(words: str = "At once.") -> None:
        feedback.save_draft(request, {"useful": 4}, at=LATER)
        feedback.send_answers(request, {"words": words}, may_be_quoted=True, at=LATER)

    steps = 0
    for _ in each_kill(send, lambda: forget(form)):
        steps += 1
        was_sent = form.requests.get(pk=request.pk).answered
        try:
            send("Again.")
        except AlreadyAnswered:
            assert was_sent
        kept = responses.decrypt(EncryptedAnswers.objects.get())
        words = "At once." if was_sent else "Again."
        assert kept["answers"] == {"useful": 4, "words": words}
        assert form.requests.get(pk=request.pk).answered

    figure("killed while sending: steps, nothing lost or doubled", steps)
    assert steps > 20


@pytest.fixture
def sent():
    """Begin: six people have sent their answers."""
    form, requests = asked_group(people=6)

    def begin() -> None:
        forget(form)
        for number, request in enumerate(requests):
            answer(request, words=f"Comment {number}")

    return form, begin


def test_whoever_is_killed_while_closing_loses_and_doubles_nothing(sent, figure):
    form, begin = sent

    steps = 0
    for _ in each_kill(lambda: feedback.close_form(form, at=LATER), begin):
        steps += 1
        before = Response.objects.count()
        feedback.close_expired_forms(at=form.closes_at)
        form_keys.destroy_old_keys(at=form.closes_at)

        assert before in (0, 6)
        assert sorted(Answer.objects.values_list("text", flat=True)) == sorted(SAID)
        assert Response.objects.count() == 6
        assert EncryptedAnswers.objects.count() == 0
        assert list(form_keys.key_file(form.pk).parent.iterdir()) == []

    figure("killed while closing: steps, nothing lost or doubled", steps)
    assert steps > 10


def test_a_key_destroyed_before_the_commit_would_lose_answers(sent, monkeypatch):
    """The control: with this fault the same kills do lose something."""
    form, begin = sent
    monkeypatch.setattr(
        "django.db.transaction.on_commit", lambda do, robust=False: do()
    )

    lost = 0
    for _ in each_kill(lambda: feedback.close_form(form, at=LATER), begin):
        feedback.close_expired_forms(at=form.closes_at)
        lost += Answer.objects.count() == 0

    assert lost > 0
