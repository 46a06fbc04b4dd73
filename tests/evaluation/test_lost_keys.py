"""After a restored backup: answers without their key, and people asked again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from evaluation.actions import feedback, form_keys, lost_keys
from evaluation.models import EncryptedAnswers, Response
from recruitment import delivery
from recruitment.models import Email
from tests.evaluation.test_feedback import LATER, answer, asked_group

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
RESTORED = LATER + timedelta(days=6)


@pytest.fixture
def lost():
    """Two have sent and one has begun; the key of their form is gone."""
    form, requests = asked_group(people=5)
    answer(requests[0])
    answer(requests[1])
    feedback.save_draft(requests[2], {"useful": 2}, at=LATER)
    form_keys.destroy_key(form.pk)
    return form, requests


def test_whose_answers_are_lost_are_asked_again(lost):
    form, requests = lost

    asked = lost_keys.ask_again(form, at=RESTORED)
    again = lost_keys.ask_again(form, at=RESTORED)

    form.refresh_from_db()
    assert (asked, again) == (3, 0)
    written = Email.objects.filter(kind="feedback_asked_again").order_by("about_id")
    assert [each.about_id for each in written] == [each.pk for each in requests[:3]]
    assert not form.requests.filter(answered=True).exists()
    assert form.closes_at == RESTORED + timedelta(days=7)
    assert EncryptedAnswers.objects.count() == 0
    for request in form.requests.select_related("form"):
        answer(request, at=RESTORED)
    feedback.close_form(form, at=form.closes_at)
    assert Response.objects.count() == 5


def test_a_form_with_its_key_keeps_its_answers(lost):
    other, requests = asked_group(people=5)
    answer(requests[0])

    found = lost_keys.forms_without_key()
    asked = lost_keys.ask_again(other, at=RESTORED)

    assert found == [lost[0]]
    assert asked == 0
    assert EncryptedAnswers.objects.filter(form=other).count() == 1


def test_a_closed_form_is_not_asked_again(lost):
    form, _ = lost
    feedback.close_form(form, at=RESTORED)  # two answers: only their number is kept

    assert lost_keys.ask_again(form, at=RESTORED) == 0
    assert form.requests.filter(answered=True).count() == 2


def test_the_command_lists_first_and_asks_when_told(lost):
    form, _ = lost
    said = {}
    for options in [(), ("--send",), ()]:
        out = StringIO()
        call_command("ask_again", *options, stdout=out)
        said[len(said)] = out.getvalue().splitlines()

    line = f"form {form.pk}: {form.work_group.title}, session 1"
    assert said == {
        0: [line, "If these keys are lost for good: manage.py ask_again --send"],
        1: [f"{line}; 3 people are asked again"],
        2: ["Every open form with answers has its key."],
    }


def test_the_email_says_what_happened(lost, mailoutbox, monkeypatch):
    form, (request, *_) = lost
    monkeypatch.setattr("django.utils.timezone.now", lambda: RESTORED)
    lost_keys.ask_again(form, at=RESTORED)

    email = Email.objects.filter(kind="feedback_asked_again", about_id=request.pk)
    delivery.deliver(email.get().pk, at=RESTORED)

    (mail,) = mailoutbox
    assert mail.subject.startswith("We have lost your answers about session 1: ")
    assert "please answer once more" in mail.body
    assert "/feedback/" in mail.body
