"""Reminders, bounces, sign-in links and sending an email again."""

from datetime import date, timedelta

import pytest
from django.template.loader import get_template

from recruitment import delivery, outbox
from recruitment.actions import emails, mentors, seats, sign_in
from recruitment.models import Email, Mentorship, Place, PlaceEvent
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_work_group,
)

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(Email.objects.order_by("pk").values_list("kind", flat=True))


def offered_on_friday(**fields: object) -> Place:
    """Offered a week before, on Friday at two."""
    place = make_place("offered", offer_ends_at=FRIDAY_5PM, **fields)
    PlaceEvent.objects.filter(place=place, to_state="offered").delete()
    PlaceEvent.objects.create(
        place=place,
        hub=place.hub,
        to_state="offered",
        at=FRIDAY_5PM - timedelta(days=7, hours=3),
    )
    return place


def test_an_offer_gets_one_reminder_on_the_second_working_day_before_its_end():
    offered_on_friday()
    wednesday_9am = FRIDAY_5PM - timedelta(days=2, hours=8)

    assert emails.remind_to_confirm(at=wednesday_9am - timedelta(minutes=1)) == 0
    assert emails.remind_to_confirm(at=wednesday_9am) == 1
    assert emails.remind_to_confirm(at=FRIDAY_5PM - timedelta(days=1)) == 0
    assert kinds() == ["reminder_to_confirm"]


def test_no_reminder_goes_in_the_last_four_working_hours():
    offered_on_friday()

    assert emails.remind_to_confirm(at=FRIDAY_5PM - timedelta(hours=3, minutes=59)) == 0
    assert emails.remind_to_confirm(at=FRIDAY_5PM - timedelta(hours=4)) == 1


def test_an_offer_is_not_reminded_of_within_two_working_days():
    place = offered_on_friday()
    made = FRIDAY_5PM - timedelta(days=2)
    PlaceEvent.objects.filter(place=place).update(at=made)

    assert emails.remind_to_confirm(at=made + timedelta(seconds=60)) == 0
    assert emails.remind_to_confirm(at=FRIDAY_5PM - timedelta(hours=5)) == 0


def test_a_paused_offer_lapses_after_five_more_working_days():
    place = make_place(
        "offered",
        offer_ends_at=FRIDAY_5PM,
        clock_paused_at=FRIDAY_5PM,
        clock_paused_for="bounced",
    )
    week_on = FRIDAY_5PM + timedelta(days=7)

    assert emails.resume_paused_offers(at=week_on - timedelta(seconds=1)) == 0
    assert emails.resume_paused_offers(at=week_on) == 1
    assert seats.lapse_offers(at=week_on) == 1

    place.refresh_from_db()
    assert place.state == "lapsed"


def test_an_email_is_queued_once_per_occasion_and_may_be_sent_again():
    place = make_place("offered")
    lead = make_staff("hub_lead")
    fields = {"about": place, "to": place.participant, "at": FRIDAY_5PM}

    first = outbox.queue("asked_to_confirm", occasion="x", **fields)
    again = outbox.queue("asked_to_confirm", occasion="x", **fields)
    sent = emails.send_again(first, by=lead, at=FRIDAY_5PM)

    assert again is None
    assert list(Email.objects.order_by("pk")) == [first, sent]
    assert kinds() == ["asked_to_confirm", "asked_to_confirm"]


def test_sign_in_links_go_to_everybody_with_the_address_once_in_five_minutes():
    make_participant(email="all@example.org")
    mentor = make_mentor(email="all@example.org")
    make_mentorship(make_participant(), mentor)
    make_staff("hub_lead", email="all@example.org")

    seconds = {0: 3, 1: 0, 299: 0, 300: 3, 599: 0, 600: 3}
    asked = {
        after: sign_in.send_sign_in_links(
            "all@example.org", at=FRIDAY_5PM + timedelta(seconds=after)
        )
        for after in seconds
    }
    unknown = sign_in.send_sign_in_links("nobody@example.org", at=FRIDAY_5PM)

    assert (asked, unknown) == (seconds, 0)
    assert kinds() == ["sign_in", "mentor_sign_in", "staff_sign_in"] * 3


def test_a_mentor_who_objects_gets_no_more_email():
    place = make_place()
    mentor = make_mentor(place.hub)
    make_mentorship(place.participant, mentor)

    mentors.stop_writing(mentor, at=FRIDAY_5PM)
    mentors.stop_writing(mentor, at=FRIDAY_5PM + timedelta(days=1))

    mentor.refresh_from_db()
    assert mentor.objected_at == FRIDAY_5PM
    assert not Mentorship.objects.filter(until_on=None).exists()
    assert sign_in.send_sign_in_links(mentor.email, at=FRIDAY_5PM) == 0


def test_the_same_address_at_two_hubs_is_two_people():
    here = make_participant(make_hub(), email="ada@example.org")
    there = make_participant(make_hub("Wolds and Dales"), email="ada@example.org")

    found = sign_in.participants_with_address_of(here)

    assert sorted(found) == sorted([here.pk, there.pk])


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("offered", "asked_to_confirm"),
        ("waiting", "waiting_list"),
        ("confirmed", "place_confirmed"),
        ("lapsed", "sign_in"),
    ],
)
def test_send_link_again_sends_the_email_of_the_state(state, kind):
    place = make_place(state, work_group=make_work_group())

    sign_in.send_link_again(place, at=FRIDAY_5PM)

    assert kinds() == [kind]


def test_every_kind_of_email_has_its_templates():
    for kind in outbox.kinds():
        for part in ("subject", "preheader", "body"):
            assert get_template(f"{kind.app}/emails/{kind.name}.{part}.txt")


#: Emails that ask for a confirmation, each with its subject.
ASKING = {
    "asked_to_confirm": "Confirm your place by Friday 16 October: {}",
    "next_year_offered": "Confirm your place by Friday 16 October for next year: {}",
    "seat_offered": "A place is free, confirm it by Friday 16 October: {}",
    "reminder_to_confirm": "Still time to confirm, until Friday 16 October: {}",
}


def delivered(kind: str, place) -> Email:
    email = outbox.queue(kind, about=place, to=place.participant, at=FRIDAY_5PM)
    assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "sent"
    email.refresh_from_db()
    return email


@pytest.mark.parametrize("kind", sorted(ASKING))
def test_an_email_that_asks_for_a_confirmation_names_the_deadline(kind):
    place = make_place("offered", offer_ends_at=FRIDAY_5PM)

    email = delivered(kind, place)

    assert email.sent_at == FRIDAY_5PM
    assert email.subject_kept == ASKING[kind].format(place.work_group.title)
    assert "Please do so by Friday 16 October 2026, 5pm." in email.body_kept


def test_an_offer_that_moves_along_names_its_deadline():
    email = delivered("place_moved", make_place("offered", offer_ends_at=FRIDAY_5PM))

    assert "Please do so by Friday 16 October 2026, 5pm." in email.body_kept


@pytest.mark.parametrize(
    ("paused_at", "line"),
    [
        (None, "Not secured until you confirm, by Friday 16 October, 5pm"),
        (FRIDAY_5PM, "Not secured until you confirm"),
    ],
)
def test_an_offer_whose_clock_stands_still_moves_along_without_a_date(paused_at, line):
    place = make_place("offered", offer_ends_at=FRIDAY_5PM, clock_paused_at=paused_at)
    template = get_template("recruitment/emails/place_moved.preheader.txt")

    assert template.render({"place": place}).strip() == line


def test_an_email_is_composed_for_the_time_at_which_it_is_sent():
    group = make_work_group()
    place = make_place(work_group=group)
    make_session(group, on=date(2026, 10, 20), focus="Place value")
    make_session(group, on=date(2026, 11, 10), focus="Fractions")
    email = outbox.queue(
        "place_confirmed", about=place, to=place.participant, at=FRIDAY_5PM
    )

    def composed(at):
        message, _, body = delivery.compose(
            email, place, place.participant, "a@example.org", at=at
        )
        (_, calendar, _) = message.attachments[0]
        return [
            ("20 October" in body, "10 November" in body),
            ("Place value" in calendar, "Fractions" in calendar),
        ]

    assert composed(FRIDAY_5PM) == [(True, True), (True, True)]
    later = FRIDAY_5PM + timedelta(days=7)
    assert composed(later) == [(False, True), (False, True)]
