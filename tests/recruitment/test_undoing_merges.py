"""A merge is undone within thirty days, unless something changed since."""

from datetime import timedelta

import pytest

from recruitment import delivery, outbox
from recruitment.actions import contact_notes, merging
from recruitment.errors import NotAllowed
from recruitment.models import Email, Merge, Participant, Place
from tests.factories import make_participant, make_session, make_work_group
from tests.recruitment.bulk_cases import done
from tests.recruitment.merging_cases import (
    AT,
    MINUTE,
    TEN_MINUTES_ON,
    by,
    gone,
    hub,
    kept,
    merge,
    place_of,
    sent,
    states,
)
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db
__all__ = ["by", "gone", "hub", "kept"]


def merged_with_everything(kept, gone, by) -> tuple[Merge, list[Place]]:
    """A merge that took fields, ended the later place and redirected an email."""
    group = make_work_group(hub=kept.hub)
    early = AT - timedelta(days=40)
    end = AT + timedelta(days=3)
    mine = place_of(kept, group=group, registered_at=early)
    theirs = place_of(gone, "offered", group, offer_ends_at=end)
    elsewhere = place_of(gone)
    outbox.queue("waiting_list", about=elsewhere, to=gone, at=AT)
    row = merge(kept, gone, by, taken=["email", "phone", "first_name"])
    return row, [mine, theirs, elsewhere]


def test_an_undone_merge_leaves_everything_as_it_was(kept, gone, by):
    row, (mine, theirs, elsewhere) = merged_with_everything(kept, gone, by)
    assert states(mine, theirs) == ["waiting", "withdrawn"]

    merging.undo_merge(row, by=by, at=AT + MINUTE)

    for place, person in ((mine, kept), (theirs, gone), (elsewhere, gone)):
        place.refresh_from_db()
        place.registration.refresh_from_db()
        assert place.participant == place.registration.participant == person
    assert (theirs.state, theirs.offer_ends_at) == ("offered", AT + timedelta(days=3))
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.first_name, kept.email, kept.phone) == (
        "Priya",
        "priya@school.example",
        "",
    )
    assert (kept.former_emails, gone.merged_into) == ([], None)
    assert (gone.first_name, gone.email) == ("Pria", "priya@home.example")
    assert gone.phone == "020 7946 0000"
    assert Email.objects.get(kind="waiting_list").recipient_id == gone.pk
    assert [state for _, state, _ in sent()] == ["cancelled", "cancelled"]
    assert merging.release_due(at=TEN_MINUTES_ON) == 0
    assert AuditEntry.objects.filter(action="undo_merge", actor=by).count() == 1


def test_who_was_told_of_a_merge_is_told_that_it_was_undone(kept, gone, by, mailoutbox):
    row = merge(kept, gone, by)
    merging.release_due(at=TEN_MINUTES_ON)

    merging.undo_merge(Merge.objects.get(pk=row.pk), by=by, at=TEN_MINUTES_ON)

    assert sent()[2:] == [
        ("records_parted", "queued", "priya@school.example"),
        ("records_parted", "queued", "priya@home.example"),
    ]
    email = Email.objects.filter(kind="records_parted").first()
    assert delivery.deliver(email.pk, at=TEN_MINUTES_ON) == "sent"
    assert "That was a mistake" in mailoutbox[0].body


def test_a_seat_that_went_to_somebody_else_makes_the_person_wait(kept, gone, by):
    group = make_work_group(hub=kept.hub, capacity=2)
    make_session(group, on=(AT + timedelta(days=60)).date())
    place_of(kept, "confirmed", group, registered_at=AT - timedelta(days=40))
    theirs = place_of(gone, "confirmed", group)
    row = merge(kept, gone, by)
    place_of(make_participant(kept.hub), "confirmed", group)

    merging.undo_merge(row, by=by, at=AT + MINUTE)

    assert states(theirs) == ["waiting"]


def change_a_field(kept, place, by):
    Participant.objects.filter(pk=kept.pk).update(phone="1")


def change_a_place(kept, place, by):
    done("withdraw", place, at=AT, actor=by)


def write_a_note(kept, place, by):
    contact_notes.write_contact_note(
        kept, hub_id=kept.hub_id, kind="call", text="x", by=by, at=AT
    )


@pytest.mark.parametrize("change", [change_a_field, change_a_place, write_a_note])
def test_records_that_changed_since_are_not_parted(kept, gone, by, change):
    place = place_of(gone)
    row = merge(kept, gone, by)
    change(kept, place, by)

    with pytest.raises(NotAllowed, match="changed since"):
        merging.undo_merge(row, by=by, at=AT + MINUTE)

    place.refresh_from_db()
    gone.refresh_from_db()
    assert (place.participant, gone.merged_into) == (kept, kept)


def test_a_merge_is_undone_once_and_within_thirty_days(kept, gone, by):
    row = merge(kept, gone, by)
    last = AT + timedelta(days=30)

    with pytest.raises(NotAllowed, match="no longer be undone"):
        merging.undo_merge(row, by=by, at=last + timedelta(seconds=1))
    merging.undo_merge(row, by=by, at=last)
    with pytest.raises(NotAllowed, match="no longer be undone"):
        merging.undo_merge(row, by=by, at=last)


def test_a_record_that_cannot_come_back_is_deleted(kept, gone, by):
    place = place_of(gone)
    old = outbox.queue("place_moved", about=place, to=gone, at=AT)
    outbox.finish(old, "sent")
    merge(kept, gone, by)
    last = AT + timedelta(days=30)

    assert merging.delete_merged(at=last) == 0
    assert merging.delete_merged(at=last + MINUTE) == 1

    assert not Participant.objects.filter(pk=gone.pk).exists()
    assert Email.objects.get(pk=old.pk).recipient_id == kept.pk
    assert Merge.objects.count() == 0
    assert states(place) == ["waiting"]


def test_a_record_that_cannot_be_deleted_keeps_its_emails(kept, gone, by, monkeypatch):
    old = outbox.queue("place_moved", about=place_of(gone), to=gone, at=AT)
    outbox.finish(old, "sent")
    merge(kept, gone, by)
    told = Email.objects.filter(kind="records_merged", recipient_id=gone.pk)
    monkeypatch.setattr(Participant, "delete", lambda person: 1 / 0)
    assert told.exists()

    with pytest.raises(ZeroDivisionError):
        merging.delete_merged(at=AT + timedelta(days=31))

    assert told.exists()
    assert Email.objects.get(pk=old.pk).recipient_id == gone.pk


def test_a_record_whose_merge_was_undone_is_not_deleted(kept, gone, by):
    merging.undo_merge(merge(kept, gone, by), by=by, at=AT)

    assert merging.delete_merged(at=AT + timedelta(days=60)) == 0
