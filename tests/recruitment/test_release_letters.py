"""Letters to who agreed a release: one a day, one a term, and their retention."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from recruitment import delivery, tasks
from recruitment.actions import emails, places, releases
from recruitment.models import Email, Link, Place, ReleaseContact
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_session,
    make_work_group,
)
from tests.recruitment.release_cases import HEAD, make_contact, named

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def letters() -> list[tuple[str, str, str]]:
    """Kind, address and occasion of each letter that was written, in order."""
    rows = Email.objects.filter(recipient_type="recruitment.releasecontact")
    to = dict(ReleaseContact.objects.values_list("pk", "email"))
    return [
        (each.kind, to[each.recipient_id], each.occasion)
        for each in rows.order_by("pk")
    ]


def text(email: Email, *, at: datetime = FRIDAY_5PM) -> str:
    assert delivery.deliver(email.pk, at=at) == "sent"
    return mail.outbox[-1].body


def tell(at: datetime = FRIDAY_5PM) -> int:
    return releases.tell_release_contacts(at=at)


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (FRIDAY_5PM - timedelta(seconds=1), 0),
        (FRIDAY_5PM, 1),
        (FRIDAY_5PM + timedelta(hours=3, seconds=-1), 1),
        (FRIDAY_5PM + timedelta(hours=3), 0),
    ],
)
def test_letters_are_written_in_the_evening_of_london(at, written):
    named("Ann")

    assert tell(at) == written


def test_all_who_were_secured_on_a_day_are_told_in_one_letter():
    group = make_work_group(title="Number", venue="Rose Hill")
    make_session(group, on=date(2026, 10, 16))
    make_session(group, on=date(2026, 11, 6), focus="Straws")
    other = make_work_group(title="Fractions", dates_confirmed=False)
    make_session(other, on=date(2026, 12, 4))
    for name, of in (("Bo", group), ("Ann", group), ("Cy", other)):
        offered = named(name, group=of, state="offered")
        Place.objects.filter(pk=offered.pk).update(offer_ends_at=FRIDAY_5PM + DAY)
        places.confirm_place(offered, at=FRIDAY_5PM - timedelta(hours=1))
    assert letters() == []

    assert (tell(), tell(), tell(FRIDAY_5PM + MINUTE)) == (1, 0, 0)

    assert letters() == [("release_told", HEAD, "2026-10-16")]
    email = Email.objects.get(kind="release_told")
    assert (email.hub, email.link.purpose) == (group.hub, "release")
    body = text(email, at=FRIDAY_5PM + MINUTE)
    assert mail.outbox[-1].to == [HEAD]
    assert mail.outbox[-1].subject == "Dates of the teachers whom your school releases"
    start, _, rest = body.partition("This page always has")
    assert start == (
        "Dear colleague,\n\n"
        "Teachers with a place in a work group of London South East+ told us that you "
        "agreed to their release for its sessions, and gave us this address.\n\n"
        "Ann Vale: Number, 2026/27\n\n"
        "- Friday 6 November 2026, 4pm to 6pm, Rose Hill\n\n"
        "Bo Vale: Number, 2026/27\n\n"
        "- Friday 6 November 2026, 4pm to 6pm, Rose Hill\n\n"
        "Cy Vale: Fractions, 2026/27\n\n"
        "The dates will follow.\n\n"
        "The attached file puts these dates into your calendar.\n\n"
    )
    assert "/release/" in rest
    name, content, kind = mail.outbox[-1].attachments[0]
    assert (name, kind) == ("sessions.ics", "text/calendar")
    assert str(content).count("BEGIN:VEVENT") == 1
    assert "Straws" not in str(content)


def test_a_letter_without_dates_has_no_file_and_names_none():
    group = make_work_group(dates_confirmed=False)
    make_session(group, on=date(2026, 12, 4))
    named("Ann", group=group)
    tell()

    body = text(Email.objects.get())

    assert "The dates will follow." in body
    assert "attached" not in body
    assert mail.outbox[-1].attachments == []


def test_the_text_that_is_kept_has_no_token():
    named("Ann")
    tell()
    email = Email.objects.get(kind="release_told")

    body = text(email)

    email.refresh_from_db()
    token = body.partition("/release/")[2].partition("/")[0]
    assert len(token) == 66
    assert token not in email.body_kept
    assert "/release/[link]/" in email.body_kept
    rows = str(list(Link.objects.values())) + str(list(ReleaseContact.objects.values()))
    assert token not in rows


def test_only_who_names_an_address_since_its_letter_brings_a_new_one():
    group = make_work_group()
    ann, bo = named("Ann", group=group), named("Bo", group=group)
    tell()
    Place.objects.filter(pk=bo.pk).update(state="withdrawn")
    assert tell(FRIDAY_5PM + DAY) == 0

    Place.objects.filter(pk=ann.pk).update(release_email="new@school.example")
    assert tell(FRIDAY_5PM + 2 * DAY) == 1

    assert letters() == [
        ("release_told", HEAD, "2026-10-16"),
        ("release_told", "new@school.example", "2026-10-18"),
    ]
    assert releases.tell_release_contacts(at=FRIDAY_5PM + 3 * DAY) == 0


def test_who_is_secured_after_the_letter_of_the_day_is_told_the_day_after():
    first = named("Ann")
    tell()
    named("Bo", group=first.work_group)

    assert (tell(FRIDAY_5PM + MINUTE), tell(FRIDAY_5PM + DAY)) == (0, 1)
    assert tell(FRIDAY_5PM + DAY + MINUTE) == 0


def test_each_hub_writes_its_own_letter_about_its_own_teachers():
    for hub, name in (("Here", "Ann"), ("There", "Bo")):
        named(name, group=make_work_group(hub=make_hub(hub)))

    assert tell() == 2

    here, there = (text(each) for each in Email.objects.order_by("hub__name"))
    assert ("Ann Vale" in here, "Bo Vale" in here) == (True, False)
    assert ("Ann Vale" in there, "Bo Vale" in there) == (False, True)


@pytest.mark.parametrize(
    "fields", [{"objected_at": FRIDAY_5PM}, {"email_failed_at": FRIDAY_5PM}]
)
def test_nobody_is_written_to_who_stopped_us_or_whose_address_fails(fields):
    place = named("Ann")
    make_session(place.work_group, on=date(2026, 11, 6))
    make_contact(place.hub, **fields)

    assert tell() == 0
    assert releases.write_dates_of_term(at=FRIDAY_5PM) == 0
    assert letters() == []


@pytest.mark.parametrize("kind", ["release_told", "release_dates"])
def test_a_letter_that_waits_is_not_sent_once_it_is_not_true(kind):
    place = named("Ann")
    make_session(place.work_group, on=date(2026, 11, 6))
    contact = make_contact(place.hub)
    if kind == "release_told":
        tell()
    else:
        releases.write_dates_of_term(at=FRIDAY_5PM)
    email = Email.objects.get(kind=kind)

    releases.stop_release_emails(contact, at=FRIDAY_5PM)
    assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "cancelled"

    Email.objects.update(state="queued")
    ReleaseContact.objects.update(objected_at=None, email_failed_at=FRIDAY_5PM)
    assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "cancelled"

    Email.objects.update(state="queued")
    ReleaseContact.objects.update(email_failed_at=None)
    Place.objects.update(state="withdrawn")
    assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "cancelled"
    assert mail.outbox == []


def test_a_letter_that_comes_back_stops_the_next_one():
    place = named("Ann")
    beside = make_contact(place.hub, email="x@example.org")
    tell()
    Email.objects.update(state="bounced")

    emails.record_bounce(Email.objects.get().pk, at=FRIDAY_5PM)

    contact, other = ReleaseContact.objects.get(email=HEAD), beside
    other.refresh_from_db()
    assert (contact.email_failed_at, other.email_failed_at) == (FRIDAY_5PM, None)
    assert not contact.reachable


#: A working evening, and the last and the first day of the term that it is in.
TERMS = [
    (datetime(2026, 10, 16, 16, tzinfo=UTC), "autumn 2026", date(2026, 12, 31)),
    (datetime(2027, 1, 4, 17, tzinfo=UTC), "spring 2027", date(2027, 3, 31)),
    (datetime(2027, 4, 1, 16, tzinfo=UTC), "summer 2027", date(2027, 8, 31)),
]


@pytest.mark.parametrize(("at", "term", "last"), TERMS)
def test_a_letter_has_the_dates_of_its_term_and_no_others(at, term, last):
    group = make_work_group(title="Number")
    make_session(group, on=at.date() - DAY)
    make_session(group, on=last)
    make_session(group, on=last + DAY)
    named("Ann", group=group)
    named("Bo", group=make_work_group())
    contact = make_contact(group.hub)
    Email.objects.create(
        kind="sign_in",
        about_type="recruitment.participant",
        about_id=contact.pk,
        recipient_type="recruitment.participant",
        recipient_id=contact.pk,
        message_id="<beside@example.org>",
        written_at=at,
        state="sent",
    )

    assert releases.write_dates_of_term(at=at) == 1

    assert letters() == [("release_dates", HEAD, term)]
    body = text(Email.objects.get(kind="release_dates"), at=at)
    name = term.partition(" ")[0]
    assert mail.outbox[-1].subject == (
        f"Dates of the {name} term: the teachers whom your school releases"
    )
    assert f"The dates of the {name} term:\n\nAnn Vale: Number" in body
    assert [line for line in body.splitlines() if line.startswith("- ")] == [
        f"- {last:%A} {last.day} {last:%B %Y}, 4pm to 6pm"
    ]
    assert "Bo Vale" not in body
    assert str(mail.outbox[-1].attachments[0][1]).count("BEGIN:VEVENT") == 1


def test_an_address_gets_one_letter_a_term():
    group = make_work_group()
    for month in (11, 12):
        make_session(group, on=date(2026, month, 6))
    make_session(group, on=date(2027, 2, 5))
    named("Ann", group=group)
    assert tell() == 1
    days = [
        datetime(2026, 10, 19, 17, tzinfo=UTC) + number * DAY for number in range(90)
    ]

    written = [str(at.date()) for at in days if releases.write_dates_of_term(at=at)]

    assert written == ["2027-01-04"]
    assert letters()[1:] == [("release_dates", HEAD, "spring 2027")]


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2026, 10, 17, 16, tzinfo=UTC), 0),  # a Saturday
        (datetime(2026, 12, 21, 17, tzinfo=UTC), 0),  # the hub's holidays
        (datetime(2026, 10, 19, 15, 59, tzinfo=UTC), 0),
        (datetime(2026, 10, 19, 16, tzinfo=UTC), 1),
        (datetime(2026, 10, 19, 19, tzinfo=UTC), 0),
    ],
)
def test_the_dates_of_a_term_go_on_a_working_evening_of_the_hub(at, written):
    group = make_work_group(hub=make_hub(closed_weeks=[["12-20", "01-03"]]))
    make_session(group, on=date(2026, 12, 29))
    named("Ann", group=group)
    make_contact(group.hub)

    assert releases.write_dates_of_term(at=at) == written


def test_a_term_without_dates_has_no_letter():
    group = make_work_group()
    make_session(group, on=date(2027, 1, 1))
    make_session(group, on=date(2026, 11, 6), called_off_at=FRIDAY_5PM)
    named("Ann", group=group)
    make_contact(group.hub)
    make_session(make_work_group(), on=date(2026, 11, 6))

    assert releases.write_dates_of_term(at=FRIDAY_5PM) == 0


def test_the_job_writes_both_kinds_and_no_two_on_one_day():
    told = named("Ann")
    make_session(told.work_group, on=date(2026, 11, 6))
    known = named("Bo", email="known@school.example", group=told.work_group)
    make_contact(told.hub, email="known@school.example", told_places=[known.pk])

    tasks.write_to_release_contacts()

    assert letters() == [
        ("release_told", HEAD, "2026-10-16"),
        ("release_dates", "known@school.example", "autumn 2026"),
    ]


def test_who_came_by_a_list_that_told_nobody_is_told_to_no_head():
    place = named("Ann")
    registration = place.registration
    registration.source = "import"
    registration.save()

    assert tell() == 0

    Email.objects.create(
        hub=place.hub,
        kind="place_confirmed",
        about_type="recruitment.place",
        about_id=place.pk,
        recipient_type="recruitment.participant",
        recipient_id=place.participant_id,
        message_id="<1@example.org>",
        state="sent",
        written_at=FRIDAY_5PM,
    )
    assert tell() == 1


@pytest.mark.parametrize("people", [1, 4])
def test_looking_for_letters_to_write_has_two_statements(people, data_statements):
    hub = make_hub()
    group = make_work_group(hub=hub)
    for number in range(people):
        named(f"Ann{number}", group=group, email=f"head{number}@school.example")
    tell()

    with data_statements(at_most=2):
        assert tell(FRIDAY_5PM + DAY) == 0
