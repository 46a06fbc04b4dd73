"""Details whose time is over go on an announced day, and figures stay as they were."""

from datetime import date, timedelta

import pytest

from recruitment.actions import retention
from recruitment.models import (
    Email,
    Participant,
    Place,
    PlaceEvent,
    RetentionRun,
)
from recruitment.queries.retention import people_who_go_next
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_work_group,
)
from tests.recruitment.bulk_cases import done
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
from tests.recruitment.test_deleting_counts import a_cohort, counts
from workgroups.models import AuditEntry, Hub

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

# --- announcing


def test_a_day_is_announced_where_somebody_is_due_by_it():
    of_year()

    run = announce()

    assert (run.on, run.months, run.last_year) == (NEXT, 12, 2024)
    assert (run.hub, run.announced_at, run.people) == (make_hub(), FRIDAY_5PM, 0)
    entry = AuditEntry.objects.get(action="announce_run")
    assert (entry.object_id, entry.hub, entry.actor) == (str(run.pk), run.hub, None)


def test_nothing_is_announced_where_nobody_is_due():
    of_year(2025)
    of_year(hub=make_hub("Wolds"))
    make_participant()

    assert announce() is None
    assert RetentionRun.objects.count() == 0


def test_it_is_announced_once():
    of_year()
    announce()

    assert announce() is None
    assert RetentionRun.objects.count() == 1


def test_another_time_of_keeping_announces_another_day():
    of_year()
    announce()
    Hub.objects.update(retention_months=6)

    run = retention.announce_run(make_hub(), at=FRIDAY_5PM + timedelta(days=10))

    assert RetentionRun.objects.get() == run
    assert (run.on, run.months, run.last_year) == (date(2026, 12, 1), 6, 2024)


def test_a_longer_time_of_keeping_calls_the_day_off():
    of_year()
    announce()
    Hub.objects.update(retention_months=36)

    assert announce() is None
    assert RetentionRun.objects.count() == 0


def test_a_run_of_another_time_of_keeping_does_nothing():
    person = of_year()
    announce()
    Hub.objects.update(retention_months=36)

    assert go() == 0
    person.refresh_from_db()
    assert person.erased_at is None


# --- the run


def test_details_go_on_the_day_and_not_before():
    person = of_year()
    announce()

    assert go(at=ON_THE_DAY - timedelta(days=1)) == 0
    assert go() == 1

    person.refresh_from_db()
    assert (str(person), person.email, person.erased_at) == (
        "Name removed",
        "",
        ON_THE_DAY,
    )
    entry = AuditEntry.objects.get(action="let_details_go")
    assert (entry.object_id, entry.actor, entry.hub) == (
        str(person.pk),
        None,
        make_hub(),
    )
    assert (entry.fields, entry.reason) == ("", "")


def test_nothing_goes_that_was_not_announced():
    person = of_year()

    assert go() == 0
    person.refresh_from_db()
    assert person.erased_at is None


def test_nothing_anywhere_names_the_person_afterwards():
    person, place = make_everything()
    Place.objects.update(start_year=LONG_OVER, state="completed")
    announce()

    assert go() == 1

    assert places_of_the_mark() == []
    place.refresh_from_db()
    assert place.state == "completed"


def test_every_figure_is_the_same_afterwards():
    people = a_cohort()
    Hub.objects.update(retention_months=0)
    before = counts()
    # those who went on to 2026/27 are kept with it
    stayed = [each for each in people if each.places.count() == 2]

    announce()
    assert go() == 1

    assert counts() == before
    assert Participant.objects.filter(erased_at=None).count() == len(stayed) == 4


@pytest.mark.parametrize(
    "state", ["interested", "waiting", "confirmed", "deferred", "provisional"]
)
def test_no_place_changes_its_state_and_nobody_is_written_to(state):
    person = of_year(state=state)
    announce()

    go()

    person.refresh_from_db()
    assert person.erased_at == ON_THE_DAY
    assert person.places.get().state == state
    assert PlaceEvent.objects.count() == Email.objects.count() == 0


def test_a_person_stays_who_has_a_later_place_or_none():
    going_on, gone = of_year(), of_year()
    later = make_work_group(start_year=2025)
    make_place("withdrawn", work_group=later, participant=going_on)
    alone = make_participant()
    announce()

    go()

    erased = Participant.objects.exclude(erased_at=None)
    assert list(erased) == [gone]
    assert {going_on, alone} == set(Participant.objects.filter(erased_at=None))


def test_another_hubs_people_stay():
    ours, theirs = of_year(), of_year(hub=make_hub("Wolds"))
    announce()

    assert go() == 1

    theirs.refresh_from_db()
    ours.refresh_from_db()
    assert (ours.erased_at, theirs.erased_at) == (ON_THE_DAY, None)


def test_people_go_in_batches_and_the_run_ends_after_the_last():
    for _ in range(3):
        of_year()
    run = announce()

    went = [retention.do_run(make_hub(), at=ON_THE_DAY, limit=2) for _ in range(4)]

    run.refresh_from_db()
    assert went == [2, 1, 0, 0]
    assert (run.people, run.finished_at) == (3, ON_THE_DAY)


def test_somebody_with_a_change_that_may_be_taken_back_waits():
    person, other = of_year(state="confirmed"), of_year()
    done("withdraw", person.places.get(), at=FRIDAY_5PM)
    run = announce()

    assert go() == 1

    run.refresh_from_db()
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.erased_at, other.erased_at) == (None, ON_THE_DAY)
    assert run.finished_at is None


def test_somebody_who_registers_before_the_day_is_no_longer_one_of_the_run():
    person = of_year()
    run = announce()
    make_place("offered", participant=person)

    assert retention.let_details_go(person, run, at=ON_THE_DAY) is False
    person.refresh_from_db()
    assert person.erased_at is None


def test_one_pass_announces_and_does_what_is_due_at_every_hub():
    of_year()
    of_year(hub=make_hub("Wolds"))

    assert retention.apply_terms(at=FRIDAY_5PM) == 0
    assert RetentionRun.objects.count() == 2
    assert retention.apply_terms(at=ON_THE_DAY) == 2


# --- those who go next


def test_those_who_go_next_are_of_announced_runs_only():
    ours, held = of_year(), of_year()
    of_year(hub=make_hub("Wolds"))
    of_year(2025)
    hold(held)
    assert list(people_who_go_next(Participant.objects.all(), FRIDAY_5PM)) == []

    announce()

    assert list(people_who_go_next(Participant.objects.all(), FRIDAY_5PM)) == [ours]
    RetentionRun.objects.update(finished_at=FRIDAY_5PM)
    assert list(people_who_go_next(Participant.objects.all(), FRIDAY_5PM)) == []
