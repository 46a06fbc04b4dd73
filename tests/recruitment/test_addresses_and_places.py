"""What a new address changes of a person's places, and of two records made one."""

from datetime import timedelta

import pytest

from recruitment import delivery, links, outbox
from recruitment.actions import address_changes, merging
from recruitment.errors import AddressTaken, LinkNotUsable, NotAllowed
from recruitment.models import AddressChange, Email, Participant
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_place,
    make_session,
    make_work_group,
)
from tests.recruitment.address_cases import (
    LATER,
    NEW,
    OLD,
    ask,
    change,
    kinds_after,
    make_ola,
    make_priya,
    sent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
HOME = "priya@home.example"


@pytest.fixture
def staff():
    return make_ola()


def place_of(person, state="offered", title="Lewisham", **fields):
    group = make_work_group(title, hub=person.hub)
    return make_place(state, work_group=group, participant=person, **fields)


def link_to(purpose, row):
    return links.make(purpose, row, hub_id=row.hub_id, expires_at=LATER)


def superseded(*rows) -> list[bool]:
    for link in rows:
        link.refresh_from_db()
    return [link.superseded_at == LATER for link in rows]


def test_links_that_the_old_address_got_stop_working_in_every_group(staff):
    priya = make_priya(address_proved_at=FRIDAY_5PM)
    eve = make_priya(first_name="Eve", email="eve@example.org")
    offered, waiting = place_of(priya), place_of(priya, "waiting", "Greenwich")
    own = [
        link_to("confirm", offered),
        link_to("come", offered),
        link_to("confirm", waiting),
        link_to("sign_in", priya),
    ]
    others = [link_to("confirm", place_of(eve)), link_to("sign_in", eve)]

    change(priya, staff)

    assert superseded(*own) == [True] * 4
    assert superseded(*others) == [False] * 2


def test_links_at_another_hub_keep_working(staff):
    here, there = make_priya(), make_priya(make_hub("Another Hub"))
    link = link_to("sign_in", there)

    change(here, staff)

    assert superseded(link) == [False]


def test_a_link_to_give_feedback_keeps_working_as_the_email_says(staff):
    priya = make_priya()
    link = link_to("feedback", place_of(priya, "confirmed"))

    change(priya, staff)

    assert superseded(link) == [False]
    body = sent("address_changed").body
    assert "A link to give feedback still works until its form closes." in body
    assert "Links in our earlier letters to this address no longer open your" in body


def test_what_is_offered_is_offered_again_with_a_link_that_works(staff):
    priya = make_priya()
    place_of(priya, offer_ends_at=LATER + timedelta(days=3))
    place_of(priya, "waiting", "Greenwich")

    change(priya, staff)

    assert kinds_after() == ["prove_address", "asked_to_confirm", "address_changed"]
    message = sent("asked_to_confirm", at=LATER)
    email = Email.objects.get(kind="asked_to_confirm")
    assert message.to == [NEW]
    assert links.address(email.link) in message.body
    assert email.link.superseded_at is None


def test_what_is_offered_in_two_groups_is_offered_again_in_both(staff):
    priya = make_priya()
    places = [place_of(priya), place_of(priya, title="Greenwich")]

    change(priya, staff)

    again = Email.objects.filter(kind="asked_to_confirm")
    assert {email.about_id for email in again} == {place.pk for place in places}


def test_an_email_about_an_offer_that_waits_is_not_written_twice(staff):
    priya = make_priya()
    place = place_of(priya, offer_ends_at=LATER + timedelta(days=3))
    outbox.queue("seat_offered", about=place, to=priya, at=FRIDAY_5PM)

    change(priya, staff)

    assert kinds_after() == ["seat_offered", "prove_address", "address_changed"]
    assert sent("seat_offered", at=LATER).to == [NEW]
    assert Email.objects.get(kind="seat_offered").link.superseded_at is None


@pytest.mark.parametrize(
    ("why", "starts_again"), [("bounced", True), ("came", False), ("", False)]
)
def test_an_offer_whose_email_came_back_has_its_full_time_again(
    staff, why, starts_again
):
    priya = make_priya(email_failed_at=FRIDAY_5PM)
    paused_at = FRIDAY_5PM - timedelta(days=1) if why else None
    place = place_of(priya, clock_paused_at=paused_at, clock_paused_for=why)
    make_session(place.work_group, number=1)

    change(priya, staff)

    place.refresh_from_db()
    expected = ("", None) if starts_again else (why, paused_at)
    assert (place.clock_paused_for, place.clock_paused_at) == expected
    assert (place.offer_ends_at > FRIDAY_5PM) is starts_again


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("offered", "asked_to_confirm"),
        ("waiting", "waiting_list"),
        ("interested", "interest_received"),
        ("confirmed", "place_confirmed"),
    ],
)
def test_somebody_without_an_address_is_told_of_their_places_at_the_first(
    staff, state, kind
):
    priya = make_priya(email="")
    place_of(priya, state)
    place_of(priya, "withdrawn", "Greenwich")

    change(priya, staff)

    assert kinds_after() == ["prove_address", kind]
    assert (priya.email, priya.former_emails) == (NEW, [])


def test_merging_calls_off_what_the_second_record_waits_for(staff):
    kept, gone = make_priya(), make_priya(email=HOME)
    waits, called_off = ask(kept, staff), ask(gone, staff, "third@example.org")

    merging.merge_people(kept, gone, by=staff, at=LATER)

    with pytest.raises(LinkNotUsable):
        address_changes.change_address(called_off, at=LATER)
    assert list(AddressChange.objects.waiting()) == [waits]
    assert set(kept.address_changes.all()) == {waits, called_off}
    ask_again = Email.objects.get(about_id=called_off.pk, kind="prove_address")
    assert delivery.deliver(ask_again.pk, at=LATER) == "cancelled"


def test_the_record_that_stays_may_be_given_the_address_of_the_other(staff):
    kept, gone = make_priya(), make_priya(email=HOME)
    merge = merging.merge_people(kept, gone, by=staff, at=FRIDAY_5PM)

    change(kept, staff, HOME)

    assert (kept.email, kept.former_emails) == (HOME, [OLD])
    with pytest.raises(NotAllowed):
        merging.undo_merge(merge, by=staff, at=LATER)


def test_nobody_else_gets_an_address_that_parting_would_give_back(staff):
    kept, gone = make_priya(), make_priya(email=HOME)
    eve = make_priya(first_name="Eve", email="eve@example.org")
    merging.merge_people(kept, gone, by=staff, at=FRIDAY_5PM)

    with pytest.raises(AddressTaken):
        ask(eve, staff, HOME)


def test_a_merge_is_undone_with_the_changes_that_each_record_had(staff):
    kept, gone = make_priya(), make_priya(email=HOME)
    earlier = change(gone, staff, "third@example.org")
    merge = merging.merge_people(kept, gone, by=staff, at=LATER)
    assert list(kept.address_changes.all()) == [earlier]

    merging.undo_merge(merge, by=staff, at=LATER)

    assert list(gone.address_changes.all()) == [earlier]
    emails = Participant.objects.order_by("pk").values_list("email", flat=True)
    assert list(emails) == [OLD, "third@example.org"]
