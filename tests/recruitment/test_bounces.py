"""Emails that come back or must not go out again, and links that are closed."""

from datetime import timedelta

import pytest
from django.core import mail

from evaluation.actions import feedback
from recruitment import delivery, outbox
from recruitment.actions import emails, sign_in
from recruitment.models import Email, Link
from tests.factories import (
    FRIDAY_5PM,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_session,
    make_staff,
    mark_present,
)

pytestmark = pytest.mark.django_db
AT = FRIDAY_5PM - timedelta(days=1)


def written(kind, about, to, **fields) -> Email:
    email = outbox.queue(kind, about=about, to=to, at=AT)
    Email.objects.filter(pk=email.pk).update(**fields)
    return email


def offer(**person):
    place = make_place("offered")
    for name, value in person.items():
        setattr(place.participant, name, value)
    place.participant.save()
    return place


def test_a_bounced_offer_pauses_it_and_goes_to_the_second_address():
    place = offer(second_email="holiday@example.org")
    email = written("asked_to_confirm", place, place.participant, state="bounced")

    emails.record_bounce(email.pk, at=AT)

    place.refresh_from_db()
    assert place.clock_paused_at == AT
    assert place.participant.email_failed_at == AT
    again = Email.objects.exclude(pk=email.pk).get()
    assert (again.kind, again.address, again.recipient_id) == (
        "asked_to_confirm",
        "second",
        place.participant_id,
    )


def test_an_email_about_another_row_with_the_id_of_an_offer_pauses_nothing():
    place = offer()
    person = make_place().participant
    email = written("sign_in", person, person, state="bounced", about_id=place.pk)

    emails.record_bounce(email.pk, at=AT)

    place.refresh_from_db()
    assert place.clock_paused_at is None
    person.refresh_from_db()
    assert person.email_failed_at == AT


def test_the_second_address_learns_why_its_offer_is_paused():
    place = offer(second_email="holiday@example.org")
    email = written("asked_to_confirm", place, place.participant, state="bounced")

    emails.record_bounce(email.pk, at=AT)
    again = Email.objects.exclude(pk=email.pk).get()
    delivery.deliver(again.pk, at=AT)

    (message,) = mail.outbox
    assert message.to == ["holiday@example.org"]
    assert "A letter about this came back from another address of yours" in message.body
    assert "came to a session" not in message.body


def test_a_bounce_without_a_second_address_sends_nothing():
    place = offer()
    email = written("asked_to_confirm", place, place.participant, state="bounced")

    emails.record_bounce(email.pk, at=AT)

    assert list(Email.objects.all()) == [email]


def test_an_offer_that_is_paused_stays_paused_since_then():
    place = offer()
    email = written("asked_to_confirm", place, place.participant, state="bounced")

    emails.record_bounce(email.pk, at=AT)
    emails.record_bounce(email.pk, at=AT + timedelta(hours=5))

    place.refresh_from_db()
    assert place.clock_paused_at == AT


def test_an_email_that_arrived_changes_nothing():
    place = offer(second_email="holiday@example.org")
    email = written("asked_to_confirm", place, place.participant, state="sent")

    emails.record_bounce(email.pk, at=AT)

    place.refresh_from_db()
    assert (place.clock_paused_at, place.participant.email_failed_at) == (None, None)
    assert Email.objects.count() == 1


def test_a_mentor_whose_email_bounced_is_not_reachable():
    mentor = make_mentor()
    mentorship = make_mentorship(make_participant(mentor.hub), mentor)
    email = written("mentor_told", mentorship, mentor, state="bounced")

    emails.record_bounce(email.pk, at=AT)

    mentor.refresh_from_db()
    assert (mentor.email_failed_at, mentor.reachable) == (AT, False)


def test_a_paused_offer_gets_no_reminder():
    make_place("offered", offer_ends_at=FRIDAY_5PM, clock_paused_at=AT)

    assert emails.remind_to_confirm(at=AT) == 0


def test_a_feedback_request_is_never_sent_again():
    place = make_place("confirmed")
    session = make_session(place.work_group)
    mark_present(place, session)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    asked = Email.objects.get(kind="feedback_asked")

    again = emails.send_again(asked, by=make_staff("hub_lead"), at=FRIDAY_5PM)

    assert again is None
    assert Email.objects.count() == 1


def test_nobody_who_was_erased_or_has_left_gets_a_sign_in_link():
    make_participant(email="all@example.org", erased_at=AT)
    left = make_staff("hub_lead", email="all@example.org")
    left.is_active = False
    left.save()

    assert sign_in.send_sign_in_links("all@example.org", at=AT) == 0
    assert Email.objects.count() == 0


def test_links_to_a_former_address_close():
    place = offer()
    for kind in ("asked_to_confirm", "sign_in"):
        about = place.participant if kind == "sign_in" else place
        written(kind, about, place.participant, state="sent")
    former = list(Link.objects.all())

    sign_in.revoke_links_of_former_address(place.participant, at=AT)

    closed = Link.objects.filter(superseded_at=AT)
    assert sorted(link.purpose for link in closed) == ["confirm", "sign_in"]
    assert set(closed) == set(former)


@pytest.mark.parametrize("state", ["held", "queued", "to_retry"])
def test_a_link_that_has_not_gone_keeps_working(state):
    place = offer()
    written("asked_to_confirm", place, place.participant, state=state)

    sign_in.revoke_links_of_former_address(place.participant, at=AT)

    assert Link.objects.get().superseded_at is None
