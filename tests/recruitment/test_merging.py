"""Two records of one person become one, and can be parted again."""

from datetime import timedelta

import pytest

from recruitment import delivery, links, outbox
from recruitment.actions import contact_notes, merging, registrations, sign_in
from recruitment.errors import NotAllowed
from recruitment.models import (
    Email,
    Link,
    Merge,
    NotDuplicate,
    Participant,
    Place,
    PlaceEvent,
)
from recruitment.queries import duplicates
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_project,
    make_session,
    make_staff,
    make_stage,
    make_work_group,
)
from tests.recruitment.bulk_cases import done
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db
AT = FRIDAY_5PM
MINUTE = timedelta(minutes=1)
TEN_MINUTES_ON = AT + 10 * MINUTE
KEPT = {"first_name": "Priya", "last_name": "Shah", "email": "priya@school.example"}
GONE = {"first_name": "Pria", "last_name": "Shah", "email": "priya@home.example"}


@pytest.fixture
def hub():
    return make_hub()


@pytest.fixture
def by(hub):
    return make_staff("hub_administrator", hub=hub, name="Ola Berg")


@pytest.fixture
def kept(hub):
    return make_participant(hub, **KEPT)


@pytest.fixture
def gone(hub):
    return make_participant(hub, **GONE, phone="020 7946 0000")


def place_of(person, state="waiting", group=None, **fields) -> Place:
    group = group or make_work_group(hub=person.hub)
    return make_place(state, work_group=group, participant=person, **fields)


def states(*places) -> list[str]:
    return [Place.objects.get(pk=place.pk).state for place in places]


def sent() -> list[tuple[str, str]]:
    rows = Email.objects.filter(kind__startswith="records_").order_by("pk")
    people = dict(Participant.objects.values_list("pk", "email"))
    return [(row.kind, row.state, people[row.recipient_id]) for row in rows]


def merge(kept, gone, by, **fields) -> Merge:
    return merging.merge_people(kept, gone, by=by, at=AT, **fields)


def test_what_belongs_to_a_person_is_found_in_every_table():
    assert sorted(merging._name_of(each) for each in merging.belonging()) == [
        "recruitment.addresschange.participant",
        "recruitment.contactnote.participant",
        "recruitment.mentorship.participant",
        "recruitment.place.participant",
        "recruitment.registration.participant",
    ]


def test_everything_of_the_second_record_goes_to_the_first(kept, gone, by):
    own, place = place_of(kept), place_of(gone)
    mentorship = make_mentorship(gone, make_mentor(gone.hub))
    note = contact_notes.write_contact_note(gone, kind="call", text="x", by=by, at=AT)
    beside = place_of(make_participant(gone.hub))

    merge(kept, gone, by)

    for row in (own, place, own.registration, place.registration, mentorship, note):
        row.refresh_from_db()
        assert row.participant == kept
    beside.refresh_from_db()
    assert beside.participant not in (kept, gone)
    gone.refresh_from_db()
    assert gone.merged_into == kept


def test_each_field_is_taken_from_the_record_that_staff_chose(kept, gone, by):
    Participant.objects.filter(pk=gone.pk).update(address_proved_at=AT)

    merge(kept, gone, by, taken=["email", "phone"])

    kept.refresh_from_db()
    assert (kept.first_name, kept.email) == ("Priya", "priya@home.example")
    assert kept.phone == "020 7946 0000"
    assert kept.former_emails == ["priya@school.example"]
    assert kept.address_proved_at == AT
    assert [to for _, _, to in sent()] == ["priya@home.example", "priya@school.example"]


def test_the_address_that_is_not_chosen_stays_as_an_earlier_one(kept, gone, by):
    Participant.objects.filter(pk=gone.pk).update(address_proved_at=AT)

    merge(kept, gone, by)

    kept.refresh_from_db()
    assert (kept.email, kept.phone) == ("priya@school.example", "")
    assert kept.former_emails == ["priya@home.example"]
    assert kept.address_proved_at is None


@pytest.mark.parametrize("earlier", ["kept", "gone"])
def test_of_two_open_places_in_a_group_the_earlier_stays(kept, gone, by, earlier):
    group = make_work_group(hub=kept.hub)
    days = {"kept": 3, "gone": 2} if earlier == "kept" else {"kept": 2, "gone": 3}
    mine = place_of(kept, group=group, registered_at=AT - timedelta(days=days["kept"]))
    theirs = place_of(
        gone, group=group, registered_at=AT - timedelta(days=days["gone"])
    )
    other_group = place_of(gone)

    merge(kept, gone, by)

    ended = theirs if earlier == "kept" else mine
    stays = mine if earlier == "kept" else theirs
    assert states(ended, stays, other_group) == ["withdrawn", "waiting", "waiting"]
    event = PlaceEvent.objects.get(place=ended, to_state="withdrawn")
    assert (event.actor, event.at) == (by, AT)
    assert event.reason == (
        "Another record of the same person has an earlier place in this group."
    )


def test_of_two_places_pencilled_in_for_a_year_the_earlier_stays(kept, gone, by):
    stage = make_stage(name="ECT 2")
    before = timedelta(days=1)
    later, first = (
        place_of(person, "provisional", stage=stage, registered_at=at)
        for person, at in ((kept, AT), (gone, AT - before))
    )
    Place.objects.filter(pk__in=[later.pk, first.pk]).update(work_group=None)

    merge(kept, gone, by)

    assert states(later, first) == ["withdrawn", "provisional"]


def test_a_freed_seat_is_offered_when_the_letters_go(kept, gone, by):
    group = make_work_group(hub=kept.hub, capacity=2)
    make_session(group, on=(AT + timedelta(days=60)).date())
    place_of(kept, "confirmed", group)
    place_of(gone, "confirmed", group)
    next_one = place_of(make_participant(kept.hub), group=group)

    merge(kept, gone, by)

    assert merging.release_due(at=TEN_MINUTES_ON - timedelta(seconds=1)) == 0
    assert states(next_one) == ["waiting"]
    assert merging.release_due(at=TEN_MINUTES_ON) == 1
    assert states(next_one) == ["offered"]
    assert merging.release_due(at=TEN_MINUTES_ON) == 0


def test_two_secured_places_of_a_programme_and_year_are_refused(kept, gone, by):
    project = make_project()
    mine, theirs = (
        place_of(person, "confirmed", make_work_group(hub=kept.hub, project=project))
        for person in (kept, gone)
    )

    with pytest.raises(NotAllowed, match="Withdraw one of the two first"):
        merge(kept, gone, by)

    theirs.refresh_from_db()
    assert (theirs.participant, states(mine, theirs)) == (gone, ["confirmed"] * 2)
    assert Email.objects.count() == 0


def test_people_of_two_hubs_stay_two(kept, by):
    foreign = make_participant(make_hub("Wolds and Dales"), **GONE)

    with pytest.raises(NotAllowed, match="two hubs"):
        merge(kept, foreign, by)
    with pytest.raises(NotAllowed, match="two hubs"):
        merging.say_two_people(kept, foreign, by=by, at=AT)


def test_a_record_is_not_merged_with_itself(kept, by):
    with pytest.raises(NotAllowed, match="two different"):
        merge(kept, kept, by)


@pytest.mark.parametrize("which", ["kept", "gone"])
def test_an_erased_record_is_not_merged(kept, gone, by, which):
    pk = {"kept": kept, "gone": gone}[which].pk
    Participant.objects.filter(pk=pk).update(erased_at=AT)

    with pytest.raises(NotAllowed, match="no longer there"):
        merge(kept, gone, by)


def test_a_record_is_merged_once(kept, gone, hub, by):
    merge(kept, gone, by)

    with pytest.raises(NotAllowed, match="no longer there"):
        merge(make_participant(hub), gone, by)


def test_nobody_is_merged_while_an_action_may_be_taken_back(kept, gone, by):
    place = place_of(gone)
    done("withdraw", place, at=AT, actor=by)

    with pytest.raises(NotAllowed, match="may still be taken back"):
        merge(kept, gone, by)


def test_both_addresses_are_told_after_ten_minutes(kept, gone, by, mailoutbox):
    row = merge(kept, gone, by)

    kind = "records_merged"
    assert sent() == [(kind, "held", kept.email), (kind, "held", gone.email)]
    merging.release_due(at=TEN_MINUTES_ON)
    for email in Email.objects.filter(kind=kind).order_by("pk"):
        assert delivery.deliver(email.pk, at=TEN_MINUTES_ON) == "sent"

    stays, goes = mailoutbox
    assert (stays.to, goes.to) == ([kept.email], [gone.email])
    assert "From now on we write to this address." in stays.body
    assert "this letter is the last one to this address" in goes.body
    assert kept.email not in goes.body and gone.email not in stays.body
    assert {each.hub for each in Email.objects.all()} == {row.hub}


def test_one_letter_goes_where_both_have_one_address(kept, hub, by):
    same = make_participant(hub, **{**GONE, "email": kept.email})

    merge(kept, same, by)

    assert sent() == [("records_merged", "held", kept.email)]


def test_nobody_writes_to_a_record_without_an_address(kept, hub, by):
    by_phone = make_participant(hub, **{**GONE, "email": ""})

    merge(kept, by_phone, by)

    assert sent() == [("records_merged", "held", kept.email)]
    kept.refresh_from_db()
    assert kept.former_emails == []


def test_letters_that_wait_go_to_the_record_that_stays(kept, gone, by):
    place = place_of(gone)
    waiting = outbox.queue("waiting_list", about=place, to=gone, at=AT)
    gone_before = outbox.queue("place_moved", about=place, to=gone, at=AT)
    outbox.finish(gone_before, "sent")
    door = outbox.queue("sign_in", about=gone, to=gone, at=AT)

    merge(kept, gone, by)

    found = {each.pk: each for each in Email.objects.all()}
    assert found[waiting.pk].recipient_id == kept.pk
    assert found[gone_before.pk].recipient_id == gone.pk
    assert (found[door.pk].state, found[door.pk].recipient_id) == ("cancelled", gone.pk)
    assert Link.objects.get(purpose="sign_in").superseded_at == AT
    assert links.read_token(links.token_of(found[waiting.pk].link)) is not None


def test_nobody_finds_the_record_that_was_taken_over(kept, gone, by):
    colleague = make_staff("hub_lead", hub=kept.hub)

    merge(kept, gone, by)

    assert list(Participant.objects.visible_to(colleague)) == [kept]
    assert sign_in.send_sign_in_links(gone.email, at=AT) == 0
    assert sign_in.send_sign_in_links(kept.email, at=AT) == 1


def test_registering_with_the_earlier_address_finds_the_record_that_stays(
    kept, gone, hub, by
):
    merge(kept, gone, by)
    group = make_work_group(hub=hub)

    found, is_new = registrations._get_or_create_participant(group, GONE)

    assert (found, is_new) == (kept, False)


def test_a_merge_is_in_the_audit_log_without_names(kept, gone, by):
    merge(kept, gone, by, taken=["email"])

    entry = AuditEntry.objects.get(action="merge_people")
    assert (entry.object_id, entry.actor) == (str(kept.pk), by)
    assert entry.fields == "email, merged_into"
    assert "Shah" not in f"{entry.fields}{entry.reason}"


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
    contact_notes.write_contact_note(kept, kind="call", text="x", by=by, at=AT)


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


def test_a_record_whose_merge_was_undone_is_not_deleted(kept, gone, by):
    merging.undo_merge(merge(kept, gone, by), by=by, at=AT)

    assert merging.delete_merged(at=AT + timedelta(days=60)) == 0


def likely(by, person) -> list[tuple[str, str]]:
    found = duplicates.likely_duplicates(by, person)
    return [(each.person.email, each.why) for each in found]


def test_likely_pairs_share_a_name_or_an_address(kept, hub, by):
    name = {"first_name": "PRIYA", "last_name": "shah"}
    make_participant(hub, **name, email="other@example.org")
    make_participant(hub, email="b@example.org", second_email=kept.email)
    make_participant(hub, last_name="Shah", email="c@example.org")
    make_participant(hub, **name, email="d@example.org", erased_at=AT)
    make_participant(make_hub("Wolds and Dales"), **KEPT)

    assert likely(by, kept) == [
        ("other@example.org", "the same name"),
        ("b@example.org", "the same address"),
    ]


def test_a_pair_that_is_two_people_is_not_shown_again(kept, hub, by):
    twin = make_participant(hub, **{**KEPT, "email": "twin@example.org"})
    assert likely(by, kept) == [("twin@example.org", "the same name")]

    merging.say_two_people(twin, kept, by=by, at=AT)
    merging.say_two_people(kept, twin, by=by, at=AT)

    assert likely(by, kept) == likely(by, twin) == []
    pair = NotDuplicate.objects.get()
    assert (pair.first, pair.second, pair.decided_by) == (kept, twin, by)
    assert AuditEntry.objects.filter(action="not_duplicate").count() == 1
