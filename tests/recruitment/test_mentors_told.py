"""How many letters a mentor of several early career teachers gets."""

from datetime import UTC, datetime, timedelta

import pytest

from recruitment import delivery, outbox
from recruitment.actions import places
from recruitment.models import Email, Place
from tests.factories import (
    FRIDAY_5PM,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_work_group,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def test_a_mentor_of_five_gets_one_letter_for_each_and_six_a_year_at_most():
    group = make_work_group()
    mentor = make_mentor(group.hub)
    for number, name in enumerate(("Ann", "Bo", "Cy", "Dee", "Eve")):
        person = make_participant(group.hub, first_name=name, last_name="Vale")
        at = FRIDAY_5PM + timedelta(days=number)
        place = make_place("offered", work_group=group, participant=person)
        Place.objects.filter(pk=place.pk).update(offer_ends_at=at)
        make_mentorship(person, mentor)
        places.confirm_place(place, at=at)
        places.confirm_place(place, at=at)
        email = Email.objects.get(recipient_type="recruitment.mentor", state="queued")
        assert delivery.deliver(email.pk, at=at) == "sent"

    told = Email.objects.filter(recipient_type="recruitment.mentor").order_by("pk")
    assert list(told.values_list("kind", "subject_kept")) == [
        ("mentor_told", f"{name} is taking part in {group.title}")
        for name in ("Ann", "Bo", "Cy", "Dee", "Eve")
    ]


def tell(mentor, group, name, at):
    """Somebody who is secured, and the letter about them that waits."""
    person = make_participant(group.hub, first_name=name, last_name="Vale")
    make_place(work_group=group, participant=person)
    mentorship = make_mentorship(person, mentor)
    return outbox.queue("mentor_told", about=mentorship, to=mentor, at=at)


def letters():
    """Of each letter its state, its subject and when it may go."""
    rows = Email.objects.order_by("pk")
    return list(rows.values_list("state", "subject_kept", "next_try_at"))


NEXT_MORNING = datetime(2026, 10, 17, 7, tzinfo=UTC)  # 8am in London


def test_a_mentor_gets_one_letter_a_day_about_all_who_wait(mailoutbox):
    group = make_work_group()
    mentor = make_mentor(group.hub)
    other = make_mentor(group.hub)
    ann, bo, cy = [
        tell(mentor, group, name, FRIDAY_5PM) for name in ("Ann", "Bo", "Cy")
    ]
    dee = tell(other, group, "Dee", FRIDAY_5PM)
    Email.objects.filter(pk__in=[bo.pk, cy.pk]).update(state="held")

    assert delivery.deliver(ann.pk, at=FRIDAY_5PM) == "sent"
    Email.objects.filter(pk__in=[bo.pk, cy.pk]).update(state="queued")
    assert delivery.deliver(bo.pk, at=FRIDAY_5PM) == "queued"
    assert delivery.deliver(dee.pk, at=FRIDAY_5PM) == "sent"
    assert delivery.deliver(bo.pk, at=NEXT_MORNING - timedelta(seconds=1)) == ""
    assert delivery.deliver(bo.pk, at=NEXT_MORNING) == "sent"
    assert delivery.deliver(cy.pk, at=NEXT_MORNING) == ""

    assert letters() == [
        ("sent", f"Ann is taking part in {group.title}", None),
        ("sent", f"Bo and Cy are taking part with {group.hub.name}", NEXT_MORNING),
        ("cancelled", "", None),
        ("sent", f"Dee is taking part in {group.title}", None),
    ]
    assert [message.to for message in mailoutbox] == [
        [mentor.email],
        [other.email],
        [mentor.email],
    ]
    assert "Bo Vale and Cy Vale take part in work groups" in mailoutbox[2].body
    assert "what is being worked on" in mailoutbox[2].body


def test_a_letter_names_nobody_who_left_meanwhile():
    group = make_work_group()
    mentor = make_mentor(group.hub)
    ann, bo, cy = [
        tell(mentor, group, name, FRIDAY_5PM) for name in ("Ann", "Bo", "Cy")
    ]
    Place.objects.filter(participant__first_name="Bo").update(state="withdrawn")
    mentor.mentorships.filter(participant__first_name="Cy").update(
        until_on=FRIDAY_5PM.date()
    )

    assert delivery.deliver(ann.pk, at=FRIDAY_5PM) == "sent"

    assert letters() == [
        ("sent", f"Ann is taking part in {group.title}", None),
        ("cancelled", "", None),
        ("cancelled", "", None),
    ]


def test_a_letter_that_is_going_lets_the_others_wait_and_costs_no_try():
    group = make_work_group()
    mentor = make_mentor(group.hub)
    ann, bo = [tell(mentor, group, name, FRIDAY_5PM) for name in ("Ann", "Bo")]
    outbox.claim(ann.pk, at=FRIDAY_5PM)

    assert delivery.deliver(bo.pk, at=FRIDAY_5PM) == "queued"

    bo.refresh_from_db()
    assert (bo.attempts, bo.next_try_at) == (0, NEXT_MORNING)
