"""People who came by somebody else are told within thirty days, or forgotten."""

from datetime import date, timedelta

import pytest

from recruitment import outbox
from recruitment.actions import retention, untold
from recruitment.choices import RegistrationSource
from recruitment.models import (
    Email,
    Mentor,
    Mentorship,
    Participant,
    Place,
    ReleaseContact,
)
from recruitment.queries.open_tasks import people_not_yet_told
from recruitment.queries.untold import (
    mentors_to_tell,
    places_with_untold,
    soon_forgotten,
)
from recruitment.tasks import apply_retention
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_staff,
    make_work_group,
)
from tests.recruitment.bulk_cases import done
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)
OVERDUE = FRIDAY_5PM - 30 * DAY
HEAD = {
    "release_name": "Hana Head",
    "release_role": "Head",
    "release_email": "head@example.org",
}


def a_mentor(came_at=OVERDUE, hub=None, **fields):
    mentor = make_mentor(hub, came_at=came_at, **fields)
    make_mentorship(make_participant(mentor.hub), mentor)
    return mentor


def letter(kind, about, to, state):
    email = outbox.queue(kind, about=about, to=to, at=OVERDUE)
    Email.objects.filter(pk=email.pk).update(state=state)
    return email


def forget(at=FRIDAY_5PM):
    return untold.forget_untold(at=at)


def mentors():
    return set(Mentor.objects.exclude(email=""))


# --- mentors


@pytest.mark.parametrize(
    ("after", "left"), [(-timedelta(seconds=1), True), (timedelta(), False)]
)
def test_an_untold_mentor_goes_after_thirty_days(after, left):
    mentor = a_mentor()

    went = forget(at=FRIDAY_5PM + after)

    assert (went, mentors()) == (not left, {mentor} if left else set())


def test_people_have_no_mentor_from_then_on():
    mentor = a_mentor(name="Jo Fern")
    other = a_mentor(came_at=FRIDAY_5PM)
    letter("mentor_told", mentor.mentorships.get(), mentor, "held")

    forget()

    row = Mentorship.objects.exclude(mentor=other).get()
    assert (row.mentor.name, row.mentor.email) == ("", "")
    assert row.until_on == date(2026, 10, 16)
    assert other.mentorships.get().until_on is None
    assert Email.objects.get().state == "cancelled"
    entry = AuditEntry.objects.get(action="forget_untold")
    assert (entry.object_id, entry.object_type) == (
        str(mentor.pk),
        "recruitment.mentor",
    )
    assert (entry.hub, entry.actor) == (make_hub(), None)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("sent", True),
        ("draft", False),
        ("held", False),
        ("queued", False),
        ("bounced", False),
        ("failed", False),
        ("cancelled", False),
    ],
)
def test_only_a_letter_that_was_sent_tells_a_mentor(state, told):
    mentor = a_mentor()
    letter("mentor_told", mentor.mentorships.get(), mentor, state)

    forget()

    assert mentors() == ({mentor} if told else set())


def test_a_mentor_whom_staff_told_or_who_objected_stays():
    told = a_mentor(told_on=date(2026, 10, 1))
    objected = a_mentor(objected_at=FRIDAY_5PM)
    nobodys = make_mentor(came_at=OVERDUE)

    assert forget() == 0
    assert mentors() == {told, objected, nobodys}


@pytest.mark.parametrize(("days", "counted"), [(13, False), (14, True), (29, True)])
def test_a_mentor_is_counted_after_two_weeks(days, counted):
    mentor = a_mentor(came_at=FRIDAY_5PM - days * DAY)

    found = mentors_to_tell(Mentor.objects.all(), FRIDAY_5PM)

    assert list(found) == ([mentor] if counted else [])


# --- heads and deputies


def test_the_clock_of_a_head_starts_when_the_address_is_seen():
    place = make_place(**HEAD)
    make_place(release_name="Hana Head")

    assert untold.notice_others(at=OVERDUE) == 1
    assert untold.notice_others(at=FRIDAY_5PM) == 0

    place.refresh_from_db()
    assert place.others_came_at == OVERDUE


def test_without_an_address_there_is_no_clock():
    place = make_place(others_came_at=OVERDUE, others_told_on=date(2026, 10, 1))

    untold.notice_others(at=FRIDAY_5PM)

    place.refresh_from_db()
    assert (place.others_came_at, place.others_told_on) == (None, None)


@pytest.mark.parametrize(
    ("after", "left"),
    [(-timedelta(seconds=1), "head@example.org"), (timedelta(), "")],
)
def test_what_names_an_untold_head_goes_after_thirty_days(after, left):
    place = make_place(
        **HEAD, others_came_at=OVERDUE, release_agreed="yes", access_needs="ramp"
    )

    forget(at=FRIDAY_5PM + after)

    place.refresh_from_db()
    assert place.release_email == left
    assert bool(place.release_name) == bool(place.release_role) == bool(left)
    assert (place.release_agreed, place.access_needs) == ("yes", "ramp")
    assert place.others_came_at == (OVERDUE if left else None)


def test_an_untold_deputy_goes_as_well():
    place = make_place(
        deputy_name="Dee", deputy_email="dee@example.org", others_came_at=OVERDUE
    )
    other = make_place(**HEAD, others_came_at=OVERDUE + DAY)

    assert forget() == 1

    place.refresh_from_db()
    other.refresh_from_db()
    assert (place.deputy_name, place.deputy_email) == ("", "")
    assert other.release_email == "head@example.org"
    entry = AuditEntry.objects.get(action="forget_untold")
    assert (entry.object_id, entry.hub) == (str(place.pk), place.hub)


def test_a_head_whom_staff_or_a_letter_told_stays():
    make_place(**HEAD, others_came_at=OVERDUE, others_told_on=date(2026, 10, 1))
    place = make_place(**HEAD, others_came_at=OVERDUE)
    told_by_letter(place.hub, HEAD["release_email"])

    assert forget() == 0
    assert list(places_with_untold(Place.objects.all(), FRIDAY_5PM)) == []


def told_by_letter(hub, address, state="sent"):
    contact = ReleaseContact.objects.create(hub=hub, email=address)
    email = letter("release_told", contact, contact, state)
    Email.objects.filter(pk=email.pk).update(kind="release_told")


@pytest.mark.parametrize("to", ["a draft", "another address", "another hub"])
def test_a_draft_or_a_letter_to_somebody_else_tells_no_head(to):
    place = make_place(**HEAD)
    hub = make_hub("Other") if to == "another hub" else place.hub
    address = "a@example.org" if to == "another address" else HEAD["release_email"]
    told_by_letter(hub, address, "draft" if to == "a draft" else "sent")

    assert list(places_with_untold(Place.objects.all(), FRIDAY_5PM)) == [place]


def test_a_told_head_stays_where_the_deputy_was_not_told():
    place = make_place(**HEAD, deputy_email="dee@example.org", others_came_at=OVERDUE)
    told_by_letter(place.hub, HEAD["release_email"])

    assert forget() == 1

    place.refresh_from_db()
    assert (place.release_email, place.deputy_email) == ("head@example.org", "")
    assert forget() == 0


# --- people from lists


def listed(state="waiting", *, came_at=OVERDUE, hub=None, **fields):
    values = {"source": RegistrationSource.IMPORT, **fields}
    place = make_place(state, work_group=make_work_group(hub=hub or make_hub()))
    type(place.registration).objects.filter(pk=place.registration_id).update(**values)
    Participant.objects.filter(pk=place.participant_id).update(came_at=came_at)
    return Participant.objects.get(pk=place.participant_id)


def waiting():
    return set(people_not_yet_told(Participant.objects.all(), FRIDAY_5PM))


@pytest.mark.parametrize(
    ("state", "after"),
    [
        ("interested", "withdrawn"),
        ("waiting", "withdrawn"),
        ("offered", "withdrawn"),
        ("completed", "completed"),
    ],
)
def test_an_untold_person_from_a_list_goes_after_thirty_days(state, after):
    person = listed(state)
    assert waiting() == {person}
    assert forget(at=FRIDAY_5PM - timedelta(seconds=1)) == 0

    assert forget() == 1

    person.refresh_from_db()
    assert (person.full_name, person.email, person.erased_at) == ("", "", FRIDAY_5PM)
    assert person.places.get().state == after
    assert not Email.objects.exclude(state="cancelled").exists()
    assert waiting() == set()
    entry = AuditEntry.objects.get(action="forget_untold")
    assert (entry.object_id, entry.actor) == (str(person.pk), None)


def test_who_was_entered_by_staff_goes_as_well():
    person = listed(source="staff", entered_by=make_staff("hub_lead"))

    assert forget() == 1
    person.refresh_from_db()
    assert person.email == ""


@pytest.mark.parametrize("source", ["form", "link", "staff"])
def test_who_registered_by_themselves_stays(source):
    listed(source=source)

    assert forget() == 0
    assert waiting() == set()


def test_who_registered_by_themselves_besides_stays():
    person = listed()
    make_place("waiting", participant=person)

    assert forget() == 0


@pytest.mark.parametrize(("state", "told"), [("sent", True), ("draft", False)])
def test_only_a_letter_that_was_sent_tells_a_person(state, told):
    person = listed()
    letter("waiting_list", person.places.get(), person, state)

    assert waiting() == (set() if told else {person})
    assert forget() == (not told)


def test_who_was_told_by_hand_stays():
    listed(told_on=date(2026, 10, 1))

    assert forget() == 0
    assert waiting() == set()


def test_who_is_held_back_stays():
    person = listed()
    by = make_staff("hub_lead")
    retention.hold_back(
        person,
        reason="dispute",
        why="-",
        until_on=date(2026, 12, 1),
        by=by,
        at=FRIDAY_5PM,
    )

    assert forget() == 0


def test_who_is_being_changed_waits():
    person = listed()
    done("withdraw", person.places.get(), at=FRIDAY_5PM)

    assert forget() == 0
    person.refresh_from_db()
    assert person.erased_at is None


# --- all of them


def test_they_go_in_batches(monkeypatch):
    monkeypatch.setattr(untold, "AT_ONCE", 2)
    for _ in range(3):
        a_mentor()

    assert [forget() for _ in range(3)] == [2, 1, 0]


def test_a_second_look_finds_nothing_to_do():
    mentor, person = a_mentor(), listed()
    place = make_place(**HEAD, others_came_at=OVERDUE)
    assert forget() == 3

    assert untold.forget_untold_mentor(mentor, at=FRIDAY_5PM) is False
    assert untold.forget_others(place, at=FRIDAY_5PM) is False
    assert untold.forget_untold_person(person, at=FRIDAY_5PM) is False


def test_the_task_forgets_them():
    a_mentor()

    apply_retention()

    assert mentors() == set()


def test_those_of_one_hub_are_shown_two_weeks_before_with_their_day():
    hub = make_hub("Wolds")
    came = FRIDAY_5PM - 16 * DAY
    a_mentor(came_at=came, name="Jo Fern")
    a_mentor(came_at=came + timedelta(seconds=1))
    a_mentor(came_at=came, hub=hub)
    listed(came_at=came - DAY)
    listed(came_at=came, hub=hub)
    place = make_place(**HEAD, others_came_at=came - 2 * DAY)
    make_place(deputy_email="dee@example.org", others_came_at=came - 3 * DAY)

    found = soon_forgotten(make_hub().pk, at=FRIDAY_5PM, limit=9)

    assert [(each.name.split()[0], each.on.day) for each in found] == [
        ("dee@example.org", 27),
        ("Hana", 28),
        ("Ada", 29),
        ("Jo", 30),
    ]
    assert found[1].row == place
    assert len(soon_forgotten(make_hub().pk, at=FRIDAY_5PM, limit=1)) == 3
