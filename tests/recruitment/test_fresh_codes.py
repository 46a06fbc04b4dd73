"""A code is six digits, works once for a quarter of an hour, and is never stored."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.serializers import serialize
from django.test import override_settings

from recruitment import delivery, tasks
from recruitment.actions import fresh_codes
from recruitment.models import Email, FreshCode
from tests.factories import FRIDAY_5PM, make_hub, make_participant

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
MY_DATA = "my-data"


def ask(person, purpose=MY_DATA, at=FRIDAY_5PM):
    return fresh_codes.ask_for_code(person, purpose=purpose, at=at)


def tried(person, digits, purpose=MY_DATA, at=FRIDAY_5PM) -> bool:
    return fresh_codes.try_code(person, purpose=purpose, digits=digits, at=at)


def wrong(code) -> str:
    return f"{(int(code.digits) + 1) % 1_000_000:06d}"


def test_a_code_opens_once():
    person = make_participant()
    code = ask(person)

    assert re.fullmatch(r"\d{6}", code.digits)
    assert [tried(person, code.digits), tried(person, code.digits)] == [True, False]


@pytest.mark.parametrize(("minutes", "works"), [(15, True), (15.1, False)])
def test_a_code_works_for_a_quarter_of_an_hour(minutes, works):
    person = make_participant()
    code, later = ask(person), FRIDAY_5PM + timedelta(minutes=minutes)

    waiting = fresh_codes.waiting_code(person, purpose=MY_DATA, at=later)

    assert (waiting == code) is works
    assert tried(person, code.digits, at=later) is works


@pytest.mark.parametrize(("wrong_tries", "works"), [(4, True), (5, False)])
def test_after_five_tries_a_code_no_longer_works(wrong_tries, works):
    person = make_participant()
    code = ask(person)
    for _ in range(wrong_tries):
        assert not tried(person, wrong(code))

    waits = fresh_codes.waiting_code(person, purpose=MY_DATA, at=FRIDAY_5PM)

    assert (waits is not None) is works
    assert tried(person, code.digits) is works


def test_a_new_code_replaces_the_one_before():
    person = make_participant()
    first, second = ask(person), ask(person)

    assert first.digits != second.digits
    assert not tried(person, first.digits)
    assert tried(person, second.digits)


def test_a_code_is_for_one_person_and_one_purpose():
    person, other = make_participant(), make_participant()
    code = ask(person)
    ask(person, "delete-me")
    ask(other)

    assert not tried(person, code.digits, "delete-me")
    assert not tried(other, code.digits)
    assert tried(person, code.digits)


def test_the_digits_are_in_the_email_and_nowhere_in_the_database():
    person = make_participant(make_hub("Wolds"), first_name="Priya")
    code = ask(person)
    email = Email.objects.get()

    delivery.deliver(email.pk, at=FRIDAY_5PM)

    message = mail.outbox[0]
    assert message.subject == "Your code for Wolds"
    assert message.to == [person.email]
    assert f"\n{code.digits}\n" in message.body
    assert "wants to see everything that we hold about you at Wolds" in message.body
    assert "It works once, until 5:15pm." in message.body
    kept = serialize("json", [*Email.objects.all(), *FreshCode.objects.all()])
    assert code.digits not in kept
    assert "[code]" in kept


def test_a_code_that_no_longer_works_is_not_sent():
    person = make_participant()
    ask(person)

    delivery.deliver(Email.objects.get().pk, at=FRIDAY_5PM + timedelta(minutes=16))

    assert Email.objects.get().state == "cancelled"
    assert mail.outbox == []


def test_another_secret_key_makes_other_digits():
    code = ask(make_participant())
    before = code.digits

    with override_settings(SECRET_KEY="another-secret-key-of-this-test-alone-" * 2):
        assert code.digits != before


def test_codes_are_deleted_a_day_later():
    old = ask(make_participant(), at=FRIDAY_5PM - timedelta(days=1, seconds=1))
    kept = ask(make_participant(), at=FRIDAY_5PM - timedelta(days=1))

    tasks.delete_old_rows()

    assert list(FreshCode.objects.values_list("pk", flat=True)) == [kept.pk]
    assert old.pk != kept.pk
