"""Deleting a person blanks what names them, and every count stays as it was."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from evaluation.models import FeedbackRequest
from recruitment import delivery, outbox
from recruitment.actions import deleting, merging, places, staff, taking_back
from recruitment.actions.fresh_codes import ask_for_code
from recruitment.errors import BeingChanged, NotAllowed
from recruitment.models import (
    AddressChange,
    BulkAction,
    BulkActionRow,
    ContactNote,
    Email,
    Link,
    Mentor,
    Merge,
    NotDuplicate,
    Participant,
    Place,
    PlaceEvent,
    Registration,
    RegistrationDraft,
)
from recruitment.queries import figures
from recruitment.queries.deletion import deletion_of
from tests.factories import (
    FRIDAY_5PM,
    make_apology,
    make_form,
    make_hub,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_programme,
    make_project,
    make_session,
    make_stage,
    make_user,
    make_work_group,
    mark_present,
)
from workgroups import export_files
from workgroups.models import AuditEntry, ListExport, WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
MARK = "zqcanary"
LONG_AGO = FRIDAY_5PM - timedelta(days=60)
OPEN = ["interested", "waiting", "offered", "confirmed"]


def delete(person, by=None):
    return deleting.delete_person(person, by=by, at=FRIDAY_5PM)


def make_marked(**fields):
    """A person each of whose names, addresses and texts has the mark."""
    values = {
        "first_name": MARK,
        "last_name": f"{MARK}son",
        "email": f"{MARK}@example.org",
        "second_email": f"{MARK}2@example.org",
        "former_emails": [f"{MARK}3@example.org"],
        "phone": f"{MARK} 1",
        **fields,
    }
    return make_participant(**values)


def marked_texts(model, names) -> dict[str, str]:
    texts = {}
    for name in names:
        kind = model._meta.get_field(name).get_internal_type()
        texts[name] = (
            f"{MARK}@example.org" if kind == "EmailField" else f"{MARK} {name}"
        )
    return texts


TEXTS = (
    "school_name provider_name job_role scheme_other lead_provider_name access_needs "
    "release_name release_role release_email earlier_stage_where itt_theme deputy_name "
    "deputy_email"
).split()


def make_everything():
    """A person with rows of every kind, in each of which a text has the mark."""
    person = make_marked()
    by = make_user()
    group = make_work_group()
    place = make_place(
        work_group=group, participant=person, **marked_texts(Place, TEXTS)
    )
    Registration.objects.update(first_only_words=f"{MARK} words", computer=MARK)
    PlaceEvent.objects.create(
        hub=group.hub, place=place, to_state="confirmed", at=LONG_AGO, reason=MARK
    )
    mark = mark_present(place, make_session(group, on=date(2026, 10, 1)))
    mark.deputy, mark.note = f"{MARK} deputy", f"{MARK} note"
    mark.save()
    make_apology(place, make_session(group, number=2, on=date(2026, 12, 1)))
    make_mentorship(person, make_mentor(name=MARK, email=f"{MARK}4@example.org"))
    ContactNote.objects.create(
        hub=group.hub,
        participant=person,
        kind="call",
        text=MARK,
        written_by=by,
        written_at=LONG_AGO,
    )
    AddressChange.objects.create(
        hub=group.hub,
        participant=person,
        old_email=f"{MARK}@example.org",
        new_email=f"{MARK}5@example.org",
        asked_by=by,
        asked_at=LONG_AGO,
    )
    ask_for_code(person, purpose="my-data", at=FRIDAY_5PM)
    bulk = BulkAction.objects.create(
        hub=group.hub, actor=by, verb="offer", state="released", created_at=LONG_AGO
    )
    BulkActionRow.objects.create(
        hub=group.hub, bulk_action=bulk, place=place, why=f"{MARK} has a place"
    )
    RegistrationDraft.objects.create(
        hub=group.hub,
        work_group=group,
        answers={"email": f"{MARK}@Example.org", "first_name": MARK},
        changed_at=FRIDAY_5PM,
    )
    make_form(group).requests.create(hub=group.hub, place=place)
    write_letters(person, place)
    return person, place


def write_letters(person, place):
    """One letter sent to the person, one that waits, and one to a lead."""
    sent = outbox.queue("place_confirmed", about=place, to=person, at=LONG_AGO)
    outbox.queue("sign_in", about=person, to=person, at=FRIDAY_5PM)
    lead = make_user("lead@example.org")
    told = outbox.queue(
        "staff_sign_in", about=lead, to=lead, at=LONG_AGO, hub_id=place.hub_id
    )
    for email in (sent, told):
        Email.objects.filter(pk=email.pk).update(
            state="sent",
            subject_kept=f"To {person.full_name}",
            body_kept=f"Dear {person.full_name.upper()}",
        )


def places_of_the_mark() -> list[str]:
    """The columns of the three apps in which the mark stands."""
    found = []
    for label in ("workgroups", "recruitment", "evaluation"):
        for model in apps.get_app_config(label).get_models():
            for row in model._base_manager.values():
                found += [
                    f"{model._meta.label}.{name}"
                    for name, value in row.items()
                    if MARK in str(value).lower()
                ]
    return sorted(set(found))


def test_after_deleting_nothing_anywhere_names_the_person():
    person, _ = make_everything()
    assert len(places_of_the_mark()) == 33

    delete(person)

    assert places_of_the_mark() == []


def test_the_person_is_cut_off_and_the_rows_stay():
    person, place = make_everything()

    delete(person)

    person.refresh_from_db()
    place.refresh_from_db()
    assert (str(person), person.email, person.former_emails) == ("Name removed", "", [])
    assert (person.erased_at, person.hub) == (FRIDAY_5PM, make_hub())
    assert (place.state, place.participant) == ("withdrawn", person)
    assert place.registration.participant == person
    assert FeedbackRequest.objects.filter(place=place).count() == 1
    assert place.attendances.get().mark == "present"
    gone = (ContactNote, AddressChange, Link, RegistrationDraft)
    assert [model.objects.count() for model in gone] == [0, 0, 0, 0]


def test_days_become_months():
    person, place = make_everything()
    registered = place.registered_at

    delete(person)

    place.refresh_from_db()
    month = registered.replace(year=2026, month=8, day=31, hour=23, minute=0)
    assert place.registered_at == place.registration.registered_at == month
    assert [each.at for each in place.events.all()] == [
        FRIDAY_5PM.replace(month=7, day=31, hour=23, minute=0),
        FRIDAY_5PM.replace(month=9, day=30, hour=23, minute=0),
    ]


def test_what_waits_is_cancelled_and_nothing_is_sent():
    person, place = make_everything()
    waiting = outbox.queue(
        "asked_to_confirm", about=place, to=person, at=FRIDAY_5PM, state="held"
    )
    leased = outbox.queue("waiting_list", about=place, to=person, at=FRIDAY_5PM)
    Email.objects.filter(pk=leased.pk).update(state="sending", lease_token="t")

    delete(person)

    own = Email.objects.filter(recipient_id=person.pk).exclude(state="sent")
    assert set(own.values_list("state", "problem")) == {("cancelled", "")}
    assert Email.objects.get(pk=waiting.pk).state == "cancelled"
    leased.lease_token = "t"
    outbox.finish(leased, "sent", body_kept=MARK)
    leased.refresh_from_db()
    assert (leased.state, leased.body_kept) == ("cancelled", "")
    assert delivery.enqueue_due(at=FRIDAY_5PM) == 0


def test_open_places_are_given_up_and_the_seat_goes_on():
    group = make_work_group(capacity=1)
    make_session(group, on=date(2026, 12, 1))
    place = make_place(work_group=group)
    next_one = make_place("waiting", work_group=group)

    delete(place.participant)

    next_one.refresh_from_db()
    assert next_one.state == "offered"
    assert Email.objects.filter(kind="seat_offered").count() == 1
    assert Email.objects.get(kind="place_withdrawn").state == "cancelled"


@pytest.mark.parametrize("state", [*OPEN, "deferred", "provisional"])
def test_every_open_state_ends(state):
    place = make_place(state)

    delete(place.participant)

    place.refresh_from_db()
    assert place.state == "withdrawn"


@pytest.mark.parametrize(
    "state", ["completed", "not_completed", "declined", "lapsed", "moved"]
)
def test_a_place_that_ended_keeps_its_state(state):
    place = make_place(state)

    delete(place.participant)

    place.refresh_from_db()
    assert place.state == state


@pytest.mark.parametrize(
    ("days", "state"), [([-30, -1], "confirmed"), ([-30, 30], "withdrawn")]
)
def test_a_secured_place_stays_where_the_group_has_met_for_the_last_time(days, state):
    place = make_place()
    for number, each in enumerate(days, start=1):
        on = FRIDAY_5PM.date() + timedelta(days=each)
        make_session(place.work_group, number=number, on=on)

    delete(place.participant)

    place.refresh_from_db()
    assert place.state == state


def test_a_secured_place_of_a_year_that_is_over_stays():
    group = make_work_group(project=make_project(start_year=2025), start_year=2025)
    place = make_place(work_group=group)

    delete(place.participant)

    place.refresh_from_db()
    assert place.state == "confirmed"


# --- counts


def a_cohort():
    """Two years of a programme: five people, of whom two went on and one was lost."""
    stage = make_stage(make_programme(), order=1)
    later = make_stage(stage.programme, order=2)
    first = make_work_group(project=make_project(stage, start_year=2025))
    second = make_work_group(project=make_project(later, start_year=2026))
    on = make_session(first, on=date(2025, 11, 4), number=1)
    again = make_session(second, on=date(2026, 10, 6), number=1)
    after = ["confirmed", "completed", "declined", "withdrawn", None]
    people = []
    for state in after:
        place = make_place("completed", work_group=first, registered_at=LONG_AGO)
        add_steps(place, "offered", "confirmed", "completed")
        mark_present(place, on, "late" if state is None else "present")
        people.append(place.participant)
        if state:
            there = make_place(state, work_group=second, participant=place.participant)
            add_steps(there, "offered", state)
            mark_present(there, again, "absent" if state == "declined" else "present")
    return people


def add_steps(place, *states):
    for days, state in enumerate(states):
        PlaceEvent.objects.create(
            hub=place.hub, place=place, to_state=state, at=LONG_AGO + timedelta(days)
        )


def counts():
    """Funnel, attendance and retention of every group, whole."""
    groups = WorkGroup.objects.order_by("pk")
    return (
        figures.funnel(groups, at=FRIDAY_5PM),
        figures.attendance_by_session(groups, at=FRIDAY_5PM),
        figures.second_year_retention(groups.filter(start_year=2025), at=FRIDAY_5PM),
    )


def test_every_count_is_the_same_after_deleting():
    people = a_cohort()
    before = counts()
    outcomes = sorted(each.outcome for each in before[2].members)
    assert outcomes == ["continued", "continued", "lost", "lost", "lost"]
    assert [each.present for each in before[1]] == [3, 5]

    for person in people:
        delete(person)

    assert Participant.objects.filter(erased_at=None).count() == 0
    assert counts() == before


# --- mentors


def test_a_mentor_whom_another_person_names_stays():
    person, other = make_participant(), make_participant()
    shared, own = make_mentor(), make_mentor(name="Only Mine")
    for who, mentor in ((person, shared), (other, shared), (person, own)):
        make_mentorship(who, mentor)

    delete(person)

    shared.refresh_from_db()
    assert shared.name == "Jo Fern"
    assert sorted(Mentor.objects.values_list("name", "email")) == [
        ("", ""),
        ("Jo Fern", shared.email),
    ]
    ended = person.mentorships.order_by("pk").values_list("until_on", flat=True)
    assert list(ended) == [date(2026, 10, 16)] * 2
    assert other.mentorships.get().until_on is None


def test_the_last_of_two_who_name_a_mentor_takes_the_mentor_along():
    mentor = make_mentor()
    first, last = make_participant(), make_participant()
    make_mentorship(first, mentor)
    make_mentorship(last, mentor)

    delete(first)
    assert Mentor.objects.get().email == mentor.email
    delete(last)

    assert Mentor.objects.get().email == ""
    assert Mentor.objects.get().reachable is False


def test_a_mentor_who_asked_us_to_stop_is_never_written_to_again():
    person = make_participant()
    mentor = make_mentor(objected_at=LONG_AGO)
    make_mentorship(person, mentor)

    delete(person)

    mentor.refresh_from_db()
    assert (mentor.name, mentor.objected_at) == ("", LONG_AGO)
    assert mentor.email != ""


# --- what must not bring the name back


def test_records_that_were_merged_go_too():
    kept, gone = make_marked(), make_marked(email=f"{MARK}9@example.org")
    make_place("completed", participant=kept)
    merging.merge_people(kept, gone, by=make_user(), at=LONG_AGO)
    merging.release_due(at=FRIDAY_5PM)

    delete(kept)

    assert places_of_the_mark() == []
    assert Merge.objects.count() == 0
    assert list(Participant.objects.all()) == [kept]


def test_a_merge_that_was_undone_tells_no_name():
    kept, gone = make_marked(), make_participant()
    by = make_user()
    merge = merging.merge_people(kept, gone, by=by, at=LONG_AGO)
    merging.undo_merge(merge, by=by, at=LONG_AGO)
    merging.say_two_people(kept, gone, by=by, at=LONG_AGO)

    delete(kept)

    assert places_of_the_mark() == []
    assert (Merge.objects.count(), NotDuplicate.objects.count()) == (0, 0)
    assert Participant.objects.get(pk=gone.pk).email == gone.email


def test_a_record_that_another_took_over_is_refused():
    kept, gone = make_participant(), make_participant()
    merging.merge_people(kept, gone, by=make_user(), at=LONG_AGO)

    with pytest.raises(NotAllowed):
        delete(gone)

    assert Participant.objects.get(pk=gone.pk).erased_at is None


def test_a_place_is_never_restored():
    place = make_place("declined")
    delete(place.participant)

    with pytest.raises(NotAllowed, match="details of this person were deleted"):
        staff.restore_place(place, actor=make_user(), reason="x", at=FRIDAY_5PM)

    place.refresh_from_db()
    assert place.state == "declined"


def a_change(place, state, **fields):
    bulk = BulkAction.objects.create(
        hub=place.hub,
        actor=make_user(),
        verb="withdraw",
        state=state,
        created_at=FRIDAY_5PM,
        **fields,
    )
    event = PlaceEvent.objects.create(
        hub=place.hub, place=place, to_state=place.state, at=FRIDAY_5PM
    )
    BulkActionRow.objects.create(
        hub=place.hub,
        bulk_action=bulk,
        place=place,
        from_state="waiting",
        to_state=place.state,
        before={},
        event=event,
        result="done",
    )
    return bulk


def test_a_change_that_is_taken_back_leaves_a_deleted_person_alone():
    place = make_place("withdrawn")
    bulk = a_change(place, "released", released_at=FRIDAY_5PM)
    delete(place.participant)
    taking_back.begin_recall(bulk, at=FRIDAY_5PM, actor=make_user())

    taking_back.recall(bulk.pk, at=FRIDAY_5PM)

    place.refresh_from_db()
    row = bulk.rows.get()
    assert (place.state, row.result) == ("withdrawn", "kept")
    assert row.why == "The person's details were deleted since."


def test_while_a_change_is_held_nothing_is_deleted():
    person, place = make_everything()
    a_change(place, "held", goes_at=FRIDAY_5PM)

    with pytest.raises(BeingChanged):
        delete(person)

    assert deletion_of(person, at=FRIDAY_5PM).is_changing
    assert Participant.objects.get(pk=person.pk).email == f"{MARK}@example.org"


def test_staff_wait_for_a_held_change_as_well_also_of_a_place_that_ended():
    place = make_place("withdrawn")
    a_change(place, "held", goes_at=FRIDAY_5PM)

    with pytest.raises(BeingChanged):
        delete(place.participant, by=make_user())

    assert Participant.objects.get().erased_at is None


@pytest.mark.parametrize(
    ("list_of", "hub", "state"),
    [
        ("recruitment.place", "own", "expired"),
        ("recruitment.place", "all", "expired"),
        ("recruitment.place", "other", "done"),
        ("workgroups.session", "own", "done"),
    ],
)
def test_files_with_the_name_are_deleted(
    list_of, hub, state, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.FILES_DIR = tmp_path
    person = make_participant()
    hubs = {"own": person.hub, "all": None, "other": make_hub("Wolds")}
    path = export_files.path_of("a-file")
    path.write_text(person.full_name)
    export = ListExport.objects.create(
        hub=hubs[hub],
        asked_by=make_user(),
        name="x",
        list_of=list_of,
        state="done",
        stored_as="a-file",
        asked_at=FRIDAY_5PM,
    )

    with django_capture_on_commit_callbacks(execute=True):
        delete(person)

    export.refresh_from_db()
    assert export.state == state
    assert path.exists() is (state == "done")


def test_a_file_that_is_being_made_is_begun_again():
    person = make_participant()
    export = ListExport.objects.create(
        hub=person.hub,
        asked_by=make_user(),
        name="x",
        list_of="recruitment.participant",
        state="running",
        lease_token="t",
        asked_at=FRIDAY_5PM,
    )

    delete(person)

    export.refresh_from_db()
    assert (export.state, export.lease_token) == ("queued", "")


# --- others, and twice


def test_nobody_else_is_touched():
    person, _ = make_everything()
    other = make_participant(first_name="Bo", last_name="Lind", email="bo@example.org")
    there = make_participant(make_hub("Wolds"), email=person.email, first_name="Ada")
    place = make_place(participant=other, access_needs="ramp")
    letter = outbox.queue("place_confirmed", about=place, to=other, at=FRIDAY_5PM)

    delete(person)

    other.refresh_from_db()
    there.refresh_from_db()
    place.refresh_from_db()
    letter.refresh_from_db()
    assert (other.email, there.email) == ("bo@example.org", f"{MARK}@example.org")
    assert (place.state, place.access_needs) == ("confirmed", "ramp")
    assert letter.state == "queued"


def test_deleting_twice_changes_nothing():
    person, _ = make_everything()
    delete(person)
    before = (
        Email.objects.count(),
        AuditEntry.objects.count(),
        PlaceEvent.objects.count(),
    )

    deleting.delete_person(person, at=FRIDAY_5PM + timedelta(days=1))

    person.refresh_from_db()
    assert person.erased_at == FRIDAY_5PM
    assert before == (
        Email.objects.count(),
        AuditEntry.objects.count(),
        PlaceEvent.objects.count(),
    )


def test_the_audit_log_says_who_did_it_and_names_nobody():
    by = make_user()
    delete(make_marked())
    deleting.delete_person(make_marked(), by=by, asked_how="phone", at=FRIDAY_5PM)

    rows = AuditEntry.objects.order_by("pk").values_list("action", "actor", "reason")
    assert list(rows) == [
        ("asked_to_be_deleted", None, ""),
        ("delete_details", by.pk, "asked by telephone"),
    ]


def test_a_second_year_of_the_same_registration_ends_with_it():
    stage = make_stage(make_programme(), order=1)
    make_stage(stage.programme, order=2)
    place = make_place(
        "offered", work_group=make_work_group(project=make_project(stage))
    )
    Registration.objects.update(both_years=True)
    place.registration.refresh_from_db()
    places.confirm_place(place, at=FRIDAY_5PM - timedelta(days=1))

    delete(place.participant)

    assert list(Place.objects.values_list("state", flat=True)) == ["withdrawn"] * 2
