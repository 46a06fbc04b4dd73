"""Addresses that want to hear when a group opens: asked once, told once, deleted."""

from datetime import date, timedelta

import pytest

from recruitment import delivery, rules, tasks
from recruitment.actions import deleting, openings, places
from recruitment.models import Email, Link, OpeningRequest
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_session,
    make_work_group,
)
from workgroups.models import WorkGroup
from workgroups.rules import PlacesLine

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

LEFT = PlacesLine("4 places left", "left")
FULL = PlacesLine("Full, waiting list open", "waiting")
CLOSED = PlacesLine("Closed", "closed", takes_interest=False)
OPENS_ON = date(2026, 10, 20)
OPENED = FRIDAY_5PM + timedelta(days=4)


@pytest.mark.parametrize(
    ("line", "fields", "awaited"),
    [
        (LEFT, {}, ""),
        (CLOSED, {}, "opening"),
        (CLOSED, {"has_ended": True}, ""),
        (CLOSED, {"later_stage": True}, "opening"),
        (CLOSED, {"dates_confirmed": False}, "opening"),
        (FULL, {}, "seat"),
        (FULL, {"has_ended": True}, ""),
        (FULL, {"later_stage": True}, ""),
        (FULL, {"dates_confirmed": False}, ""),
    ],
)
def test_what_one_may_ask_to_be_told(line, fields, awaited):
    usual = {"has_ended": False, "dates_confirmed": True, "later_stage": False}

    assert rules.awaited_of(line, **{**usual, **fields}) == awaited


@pytest.mark.parametrize(
    ("awaited", "line", "has_come"),
    [
        ("opening", CLOSED, False),
        ("opening", FULL, True),
        ("opening", LEFT, True),
        ("seat", CLOSED, False),
        ("seat", FULL, False),
        ("seat", LEFT, True),
    ],
)
def test_what_has_come(awaited, line, has_come):
    assert rules.has_come(awaited, line) is has_come


def group_that(opens_on=OPENS_ON, **fields) -> WorkGroup:
    group = make_work_group(opens_on=opens_on, **fields)
    make_session(group, on=FRIDAY + timedelta(days=60))
    return group


def ask(group, email="ada@example.org", *, awaited="opening", at=FRIDAY_5PM):
    openings.ask_for_opening(group, email, awaited=awaited, at=at)
    return OpeningRequest.objects.get(work_group=group, email=email)


def prove(group, email="ada@example.org", **fields) -> OpeningRequest:
    asked = ask(group, email, **fields)
    return openings.prove_opening_request(asked, at=FRIDAY_5PM)


def letters() -> list[tuple[str, int, str]]:
    rows = Email.objects.order_by("pk")
    return list(rows.values_list("kind", "about_id", "state"))


def test_asking_twice_sends_one_letter():
    group = group_that()

    asked = ask(group)
    ask(group, awaited="seat", at=FRIDAY_5PM + timedelta(days=2))

    assert letters() == [("opening_asked", asked.pk, "queued")]
    row = OpeningRequest.objects.get()
    assert (row.hub, row.awaited, row.asked_at) == (group.hub, "opening", FRIDAY_5PM)


def test_the_same_address_may_ask_for_two_groups():
    one, other = ask(group_that()), ask(group_that())

    assert [about for _, about, _ in letters()] == [one.pk, other.pk]


def test_proving_again_keeps_the_first_time():
    asked = ask(group_that())

    openings.prove_opening_request(asked, at=FRIDAY_5PM)
    again = OpeningRequest.objects.get()
    openings.prove_opening_request(again, at=FRIDAY_5PM + timedelta(days=1))

    assert OpeningRequest.objects.get().proved_at == FRIDAY_5PM


def test_one_letter_goes_once_when_the_group_opens():
    group, other = group_that(), group_that(date(2026, 10, 21))
    asked, late = prove(group), prove(other)
    ask(group, "unproved@example.org")
    Email.objects.all().delete()

    assert openings.tell_of_openings(at=FRIDAY_5PM) == 0
    assert openings.tell_of_openings(at=OPENED) == 1
    assert openings.tell_of_openings(at=OPENED + timedelta(minutes=1)) == 0

    assert letters() == [("group_opened", asked.pk, "queued")]
    told = dict(OpeningRequest.objects.values_list("email", "told_at"))
    assert told["unproved@example.org"] is None
    assert openings.tell_of_openings(at=OPENED + timedelta(days=1)) == 1
    assert letters()[1:] == [("group_opened", late.pk, "queued")]


def test_the_worker_looks_for_groups_that_have_opened():
    prove(group_that(date(2026, 10, 1)))

    tasks.update_offers()

    assert [kind for kind, _, _ in letters()] == ["opening_asked", "group_opened"]


def test_a_place_that_is_free_is_told_when_nobody_waits():
    group = group_that(date(2026, 10, 1), capacity=1)
    held = make_place("confirmed", work_group=group)
    waits = make_place("waiting", work_group=group)
    asked = prove(group, awaited="seat")
    Email.objects.all().delete()

    assert openings.tell_of_openings(at=FRIDAY_5PM) == 0
    places.withdraw_place(held, at=FRIDAY_5PM)
    assert openings.tell_of_openings(at=FRIDAY_5PM) == 0  # the waiting list has it
    places.withdraw_place(waits, at=FRIDAY_5PM)
    Email.objects.all().delete()

    assert openings.tell_of_openings(at=FRIDAY_5PM) == 1
    assert letters() == [("group_opened", asked.pk, "queued")]


def test_nobody_is_told_of_a_group_that_is_retired():
    prove(group_that(retired_on=FRIDAY))

    assert openings.tell_of_openings(at=OPENED) == 0


def sent(email: Email, at) -> str:
    return delivery.deliver(email.pk, at=at)


def test_where_a_group_closes_before_the_letter_went_another_goes_later():
    group = group_that()
    prove(group)
    openings.tell_of_openings(at=OPENED)
    first = Email.objects.get(kind="group_opened")
    WorkGroup.objects.update(closes_on=FRIDAY)

    assert sent(first, OPENED) == "cancelled"
    openings.delete_opening_requests(at=OPENED)
    later = OPENED + timedelta(hours=1)
    assert openings.tell_of_openings(at=later) == 0
    WorkGroup.objects.update(closes_on=None)
    assert openings.tell_of_openings(at=later) == 1

    second = Email.objects.filter(kind="group_opened").latest("pk")
    assert sent(second, later) == "sent"
    assert openings.tell_of_openings(at=later) == 0
    assert openings.delete_opening_requests(at=later) == 1


@pytest.mark.parametrize(
    ("state", "deleted"),
    [
        ("queued", 0),
        ("sending", 0),
        ("to_retry", 0),
        ("sent", 1),
        ("failed", 1),
        ("bounced", 1),
    ],
)
def test_an_address_is_kept_until_its_letter_is_over(state, deleted):
    prove(group_that())
    openings.tell_of_openings(at=OPENED)
    Email.objects.filter(kind="group_opened").update(state=state)
    Email.objects.filter(kind="opening_asked").update(state="sent")

    assert openings.delete_opening_requests(at=OPENED) == deleted


@pytest.mark.parametrize(
    ("group", "proved", "days", "deleted"),
    [
        ({}, False, 30, 0),
        ({}, False, 31, 1),
        ({}, True, 31, 0),
        ({"cancelled_on": FRIDAY}, True, 0, 1),
        ({}, True, (date(2027, 8, 31) - FRIDAY).days, 0),
        ({}, True, (date(2027, 9, 1) - FRIDAY).days, 1),
    ],
)
def test_an_address_is_deleted_once_nothing_is_owed_to_it(group, proved, days, deleted):
    asked = ask(group_that(**group))
    if proved:
        openings.prove_opening_request(asked, at=FRIDAY_5PM)

    assert (
        openings.delete_opening_requests(at=FRIDAY_5PM + timedelta(days=days))
        == deleted
    )


def test_the_worker_deletes_addresses():
    ask(group_that(), at=FRIDAY_5PM - timedelta(days=31))

    tasks.delete_old_rows()

    assert not OpeningRequest.objects.exists()


def test_a_letter_to_an_address_that_stopped_is_not_sent(mailoutbox):
    asked = ask(group_that())
    openings.stop_opening_request(asked)

    assert sent(Email.objects.get(), FRIDAY_5PM) == "cancelled"
    assert mailoutbox == []


def test_an_address_that_is_proved_is_not_asked_again():
    prove(group_that())

    assert sent(Email.objects.get(), FRIDAY_5PM) == "cancelled"


def test_the_letters_say_what_comes_and_the_kept_text_opens_nothing(mailoutbox):
    hub = make_hub("Wolds & Dales")
    group = group_that(hub=hub, title="Fractions <b>", capacity=4)
    prove(group)
    Email.objects.update(state="queued")
    OpeningRequest.objects.update(proved_at=None)
    sent(Email.objects.get(), FRIDAY_5PM)
    openings.prove_opening_request(OpeningRequest.objects.get(), at=FRIDAY_5PM)
    openings.tell_of_openings(at=OPENED)
    sent(Email.objects.latest("pk"), OPENED)

    asked, opened = mailoutbox
    assert (asked.to, asked.subject) == (
        ["ada@example.org"],
        "Shall we tell you about Fractions <b>?",
    )
    assert "wants to hear about Fractions <b> (2026/27) as soon as it opens." in (
        asked.body
    )
    assert (opened.to, opened.subject) == (
        ["ada@example.org"],
        "Fractions <b>: you can register now",
    )
    assert "You can register now: 4 places left." in opened.body
    assert "Fractions <b>" not in opened.alternatives[0][0]
    for email in Email.objects.all():
        assert email.link.purpose == "opening"
        assert "[link]" in email.body_kept
        assert "ada@example.org" not in email.body_kept + email.subject_kept


def test_deleting_a_person_deletes_what_their_own_address_asked_for():
    hub, group = make_hub(), group_that()
    person = make_participant(
        hub, email="ada@example.org", second_email="office@example.org"
    )
    ask(group)
    ask(group, "office@example.org")  # anybody can name it as a second address
    elsewhere = ask(group_that(hub=make_hub("Elsewhere")))

    deleting.delete_person(person, at=FRIDAY_5PM)

    left = OpeningRequest.objects.order_by("pk")
    assert [each.email for each in left] == ["office@example.org", "ada@example.org"]
    assert left[1] == elsewhere
    assert Email.objects.get(about_id=elsewhere.pk).state == "queued"
    assert Link.objects.count() == 2


def test_a_person_without_an_address_has_asked_for_nothing():
    person = make_participant(make_hub(), email="")
    ask(group_that(), "ada@example.org")

    deleting.delete_person(person, at=FRIDAY_5PM)

    assert OpeningRequest.objects.count() == 1
