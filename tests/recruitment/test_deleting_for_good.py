"""Nothing brings back the name of a person who was deleted."""

import pytest

from recruitment.actions import merging, staff, taking_back
from recruitment.errors import BeingChanged, NotAllowed
from recruitment.models import (
    BulkAction,
    BulkActionRow,
    Merge,
    NotDuplicate,
    Participant,
    PlaceEvent,
)
from recruitment.queries.deletion import deletion_of
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_user,
)
from tests.recruitment.deleting_cases import (
    LONG_AGO,
    MARK,
    delete,
    make_everything,
    make_marked,
    places_of_the_mark,
)
from workgroups import export_files
from workgroups.models import ListExport

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


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
