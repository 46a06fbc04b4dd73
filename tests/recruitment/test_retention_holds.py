"""People who are held back, and those who are kept to be asked a year later."""

from datetime import date

import pytest

from recruitment.actions import retention
from recruitment.errors import NotAllowed
from recruitment.models import (
    ContactNote,
    Mentor,
    Participant,
    Place,
    Registration,
    RetentionHold,
)
from recruitment.queries.retention import going
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_staff,
)
from tests.recruitment.deleting_cases import make_everything, places_of_the_mark
from tests.recruitment.retention_cases import (
    LONG_OVER,
    NEXT,
    ON_THE_DAY,
    announce,
    go,
    hold,
    of_year,
)
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.mark.parametrize(
    ("until", "goes"),
    [(date(2026, 10, 31), True), (NEXT, False), (date(2026, 11, 2), False)],
)
def test_a_person_is_held_back_until_a_day(until, goes):
    person = of_year()
    hold(person, until=until)
    of_year()
    run = announce()

    assert (person in going(Participant.objects.all(), run)) is goes
    assert go() == 1 + goes
    person.refresh_from_db()
    assert (person.erased_at is not None) is goes


def test_a_hold_says_who_why_and_until_when():
    person = of_year()

    held = hold(person)

    assert (held.hub, held.participant, held.reason) == (person.hub, person, "dispute")
    assert (held.why, held.until_on) == ("They complained.", date(2027, 3, 1))
    assert (held.held_at, held.ended_at) == (FRIDAY_5PM, None)
    entry = AuditEntry.objects.get(action="hold_back")
    assert (entry.actor, entry.object_id) == (held.held_by, str(person.pk))
    assert entry.fields == "reason, until_on"


def test_a_second_hold_takes_the_place_of_the_first():
    person = of_year()
    first = hold(person)

    second = hold(person, until=NEXT)

    first.refresh_from_db()
    assert first.ended_at == FRIDAY_5PM
    assert list(person.holds.filter(ended_at=None)) == [second]


def test_who_is_held_back_goes_after_it_was_ended():
    person = of_year()
    held = hold(person)
    by = make_staff("hub_lead")
    assert announce() is None

    assert retention.end_hold(held, by=by, at=FRIDAY_5PM) is True
    assert retention.end_hold(held, by=by, at=FRIDAY_5PM) is False

    assert announce() is not None
    assert go() == 1
    assert RetentionHold.objects.count() == 0
    entry = AuditEntry.objects.get(action="end_hold")
    assert (entry.actor, entry.object_id) == (by, str(person.pk))


@pytest.mark.parametrize(
    "until", [date(2026, 10, 16), date(2026, 10, 15), date(2028, 10, 16)]
)
def test_a_hold_ends_on_a_day_to_come_within_two_years(until):
    person = of_year()

    with pytest.raises(NotAllowed, match="at most two years from now"):
        hold(person, until=until)

    assert RetentionHold.objects.count() == 0


def test_the_longest_hold_is_two_years():
    assert hold(of_year(), until=date(2028, 10, 15)).until_on == date(2028, 10, 15)


def test_who_is_deleted_is_not_held_back():
    person = of_year()
    announce()
    go()

    with pytest.raises(NotAllowed, match="These details are gone"):
        hold(person)


# --- asked a year later


def test_who_did_not_agree_when_registering_is_not_kept_to_be_asked():
    with pytest.raises(NotAllowed, match="did not agree, when registering"):
        hold(of_year(), "follow_up")


def test_of_who_agreed_twice_name_and_address_stay_and_all_else_goes():
    person, place = make_everything()
    Place.objects.update(start_year=LONG_OVER, state="completed", ask_a_year_later=True)
    held = hold(person, "follow_up")
    announce()

    assert go() == 1

    person.refresh_from_db()
    held.refresh_from_db()
    place.refresh_from_db()
    assert (person.full_name, person.email, person.erased_at) == (
        "zqcanary zqcanaryson",
        "zqcanary@example.org",
        None,
    )
    assert (person.phone, person.second_email, person.former_emails) == ("", "", [])
    assert places_of_the_mark() == [
        "recruitment.Participant.email",
        "recruitment.Participant.first_name",
        "recruitment.Participant.last_name",
    ]
    assert (held.rest_went_at, held.ended_at) == (ON_THE_DAY, None)
    assert (place.ask_a_year_later, place.state) == (True, "completed")
    assert ContactNote.objects.count() == 0
    assert Mentor.objects.get().email == ""
    assert Registration.objects.get().computer == ""
    entry = AuditEntry.objects.get(action="keep_to_ask")
    assert (entry.object_id, entry.actor) == (str(person.pk), None)


def test_they_go_whole_on_the_next_day_after_the_hold():
    person = of_year(ask_a_year_later=True)
    hold(person, "follow_up", until=date(2026, 12, 15))
    announce()
    assert go() == 1
    assert go() == 0  # the run ends

    late = FRIDAY_5PM.replace(month=12, day=10)
    run = retention.announce_run(make_hub(), at=late)
    assert run.on == date(2027, 1, 1)
    assert retention.do_run(make_hub(), at=late.replace(year=2027, month=1)) == 1

    person.refresh_from_db()
    assert person.full_name == ""
