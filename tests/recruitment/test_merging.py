"""Two records of one person become one."""

from datetime import timedelta

import pytest

from recruitment import delivery, links, outbox
from recruitment.actions import contact_notes, merging, registrations, sign_in
from recruitment.errors import NotAllowed
from recruitment.models import Email, Link, NotDuplicate, Participant, Place, PlaceEvent
from recruitment.queries import duplicates
from tests.factories import (
    make_hub,
    make_mentor,
    make_mentorship,
    make_participant,
    make_project,
    make_session,
    make_staff,
    make_stage,
    make_work_group,
)
from tests.recruitment.bulk_cases import done
from tests.recruitment.merging_cases import (
    AT,
    GONE,
    KEPT,
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


def test_what_belongs_to_a_person_is_found_in_every_table():
    assert sorted(merging._name_of(each) for each in merging.belonging()) == [
        "recruitment.addresschange.participant",
        "recruitment.contactnote.participant",
        "recruitment.freshcode.participant",
        "recruitment.mentorship.participant",
        "recruitment.place.participant",
        "recruitment.registration.participant",
        "recruitment.retentionhold.participant",
    ]


def test_everything_of_the_second_record_goes_to_the_first(kept, gone, by):
    own, place = place_of(kept), place_of(gone)
    mentorship = make_mentorship(gone, make_mentor(gone.hub))
    note = contact_notes.write_contact_note(
        gone, hub_id=gone.hub_id, kind="call", text="x", by=by, at=AT
    )
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


def test_a_freed_seat_is_offered_when_the_emails_go(kept, gone, by):
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


def test_one_email_goes_where_both_have_one_address(kept, hub, by):
    same = make_participant(hub, **{**GONE, "email": kept.email})

    merge(kept, same, by)

    assert sent() == [("records_merged", "held", kept.email)]


def test_nobody_writes_to_a_record_without_an_address(kept, hub, by):
    by_phone = make_participant(hub, **{**GONE, "email": ""})

    merge(kept, by_phone, by)

    assert sent() == [("records_merged", "held", kept.email)]
    kept.refresh_from_db()
    assert kept.former_emails == []


def test_emails_that_wait_go_to_the_record_that_stays(kept, gone, by):
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

    found, is_new = registrations._get_or_create_participant(group, GONE, at=AT)

    assert (found, is_new) == (kept, False)


def test_a_merge_is_in_the_audit_log_without_names(kept, gone, by):
    merge(kept, gone, by, taken=["email"])

    entry = AuditEntry.objects.get(action="merge_people")
    assert (entry.object_id, entry.actor) == (str(kept.pk), by)
    assert entry.fields == "email, merged_into"
    assert "Shah" not in f"{entry.fields}{entry.reason}"


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
