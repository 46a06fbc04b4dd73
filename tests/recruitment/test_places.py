"""Actions on places: their results, refusals and repeats."""

from datetime import timedelta
from uuid import uuid4

import pytest

from recruitment.actions import places, seats, staff
from recruitment.actions.registrations import (
    register_interest,
)
from recruitment.errors import (
    AlreadySecured,
    GroupClosed,
    NotAllowed,
    OfferLapsed,
    PlaceClosed,
    ReasonNeeded,
)
from recruitment.models import Email, Mentorship, Participant, Place, PlaceEvent
from recruitment.registration.keeping import Answers
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_mentorship,
    make_place,
    make_programme,
    make_project,
    make_staff,
    make_stage,
    make_work_group,
)

pytestmark = pytest.mark.django_db
BEFORE = FRIDAY_5PM - timedelta(hours=1)


def emails() -> list[str]:
    return list(Email.objects.order_by("pk").values_list("kind", flat=True))


def states(work_group) -> list[str]:
    rows = Place.objects.filter(work_group=work_group).order_by("pk")
    return list(rows.values_list("state", flat=True))


def register(work_group, name="Ada", **fields):
    fields.setdefault("at", BEFORE)
    fields.setdefault("form_key", uuid4())
    both_years = fields.pop("both_years", False)
    answers = Answers(
        participant=person(name),
        registration={"both_years": both_years},
        place=fields.pop("answers", {}),
        mentor=fields.pop("mentor", {}),
    )
    return register_interest(work_group, answers, **fields)


def person(first_name, last_name="Oak", email=""):
    return {
        "first_name": first_name,
        "last_name": last_name,
        "email": email or f"{first_name.lower()}@example.org",
    }


def two_year_group(**fields):
    programme = make_programme()
    first = make_stage(programme, name="ECT 1")
    make_stage(programme, name="ECT 2")
    return make_work_group(project=make_project(first), **fields)


def test_registering_offers_a_seat_at_once_with_one_email():
    group = make_work_group(capacity=2)

    place = register(group)

    assert place.state == "offered"
    assert place.offer_ends_at > BEFORE
    assert emails() == ["asked_to_confirm"]
    assert [event.to_state for event in place.events.all()] == ["offered"]


def test_the_same_form_posted_twice_is_one_registration():
    group, key = make_work_group(), uuid4()

    first = register(group, form_key=key)
    again = register(group, form_key=key)

    assert again == first
    assert Place.objects.count() == 1
    assert emails() == ["asked_to_confirm"]


def test_registering_again_keeps_the_place_and_sends_an_email():
    group = make_work_group()
    first = register(group)

    again = register(group)

    assert again == first
    assert Participant.objects.count() == 1
    assert emails() == ["asked_to_confirm", "already_asked"]


@pytest.mark.parametrize("name", ["Ada", "Émilie", "Łucja"])
def test_a_person_who_registers_for_another_group_is_one_participant(name):
    for group in (make_work_group(), make_work_group()):
        register_interest(
            group,
            Answers(person(name, email="one@example.org")),
            at=BEFORE,
            form_key=uuid4(),
        )

    assert Place.objects.count() == 2
    assert Participant.objects.get().first_name == name


def test_two_colleagues_may_share_an_address():
    group = make_work_group()

    register_interest(
        group,
        Answers(person("Ada", "Oak", "office@example.org")),
        at=BEFORE,
        form_key=uuid4(),
    )
    register_interest(
        group,
        Answers(person("Ben", "Ash", "office@example.org")),
        at=BEFORE,
        form_key=uuid4(),
    )

    assert Participant.objects.count() == 2
    assert states(group) == ["offered", "offered"]


@pytest.mark.parametrize(
    ("fields", "state", "email"),
    [
        ({"capacity": 0}, "waiting", "waiting_list"),
        ({"dates_confirmed": False}, "interested", "interest_received"),
        ({"offers": "after_review"}, "interested", "interest_received"),
    ],
)
def test_the_first_state_of_a_place_where_no_seat_is_offered(fields, state, email):
    place = register(make_work_group(**fields))

    assert (place.state, emails()) == (state, [email])


def test_a_newcomer_waits_while_others_wait():
    group = make_work_group(capacity=5)
    make_place("waiting", work_group=group)

    place = register(group)

    assert place.state == "waiting"


def test_a_closed_group_refuses_but_staff_may_register():
    group = make_work_group(closes_on=(FRIDAY_5PM - timedelta(days=30)).date())

    with pytest.raises(GroupClosed):
        register(group)
    place = register(group, actor=make_staff("hub_lead"))

    assert place.state == "offered"


def test_people_cannot_name_themselves_as_mentor():
    group = make_work_group()

    register(group, mentor={"name": "Jo Fern", "email": "jo@example.org"})
    register(group, name="Eve", mentor={"name": "Eve Oak", "email": "eve@example.org"})

    assert [m.mentor.email for m in Mentorship.objects.all()] == ["jo@example.org"]
    assert "mentor_told" not in emails()


def test_confirming_secures_the_place_once():
    place = make_place("offered")

    places.confirm_place(place, at=BEFORE)
    places.confirm_place(place, at=BEFORE)

    assert states(place.work_group) == ["confirmed"]
    assert emails() == ["place_confirmed"]
    assert PlaceEvent.objects.filter(to_state="confirmed").count() == 1


def test_confirming_emails_the_mentor_and_reserves_the_second_year():
    place = register(two_year_group(), both_years=True)
    make_mentorship(place.participant)

    places.confirm_place(place, at=BEFORE)

    assert emails() == ["asked_to_confirm", "place_confirmed", "mentor_told"]
    later = Place.objects.get(state="provisional")
    assert (later.stage.name, later.start_year, later.work_group) == (
        "ECT 2",
        place.start_year + 1,
        None,
    )


def test_confirming_one_year_reserves_no_second_year():
    place = register(two_year_group(), both_years=False)

    places.confirm_place(place, at=BEFORE)

    assert not Place.objects.filter(state="provisional").exists()


def test_confirm_place_refuses_once_the_offer_has_lapsed():
    place = make_place("offered", offer_ends_at=FRIDAY_5PM)

    with pytest.raises(OfferLapsed):
        places.confirm_place(place, at=FRIDAY_5PM + timedelta(seconds=1))

    assert states(place.work_group) == ["offered"]
    assert Email.objects.count() == 0


def test_confirming_withdraws_rival_places_and_offers_their_seats():
    programme_group = two_year_group(capacity=1)
    other = make_work_group(project=programme_group.project, capacity=1)
    mine = register(programme_group)
    rival = register(other)
    make_place("waiting", work_group=other)

    places.confirm_place(mine, at=BEFORE)

    rival.refresh_from_db()
    assert (rival.state, rival.end_reason_id) == ("withdrawn", "chose_another")
    assert states(other) == ["withdrawn", "offered"]
    assert emails()[-2:] == ["seat_offered", "place_confirmed"]


def test_a_second_place_of_a_programme_and_year_cannot_be_confirmed():
    group = two_year_group()
    other = make_work_group(project=group.project)
    first, second = register(group), register(other)
    places.confirm_place(first, at=BEFORE)
    Place.objects.filter(pk=second.pk).update(state="offered", offer_ends_at=FRIDAY_5PM)

    with pytest.raises(AlreadySecured):
        places.confirm_place(second, at=BEFORE)


def test_declining_offers_the_seat_to_the_first_on_the_waiting_list():
    group = make_work_group(capacity=1)
    place = make_place("offered", work_group=group)
    late = make_place("waiting", work_group=group, registered_at=BEFORE)
    early = make_place(
        "waiting", work_group=group, registered_at=BEFORE - timedelta(days=9)
    )

    places.decline_place(place, at=BEFORE, end_reason="no_cover")
    places.decline_place(place, at=BEFORE)

    late.refresh_from_db()
    early.refresh_from_db()
    assert (early.state, late.state) == ("offered", "waiting")
    assert emails() == ["place_declined", "seat_offered"]


def test_withdrawing_also_withdraws_the_place_of_next_year():
    place = register(two_year_group(), both_years=True)
    places.confirm_place(place, at=BEFORE)

    places.withdraw_place(place, at=BEFORE)

    assert list(Place.objects.order_by("pk").values_list("state", "end_reason")) == [
        ("withdrawn", None),
        ("withdrawn", "first_year_ended"),
    ]


def test_withdrawing_can_keep_the_place_of_next_year():
    place = register(two_year_group(), both_years=True)
    places.confirm_place(place, at=BEFORE)

    places.withdraw_place(place, at=BEFORE, next_year_too=False)

    assert Place.objects.filter(state="provisional").count() == 1


def test_offers_lapse_at_their_end_and_not_before():
    group = make_work_group(capacity=1)
    make_place("offered", work_group=group, offer_ends_at=FRIDAY_5PM)
    make_place("waiting", work_group=group)

    assert seats.lapse_offers(at=FRIDAY_5PM - timedelta(seconds=1)) == 0
    assert seats.lapse_offers(at=FRIDAY_5PM) == 1
    assert seats.lapse_offers(at=FRIDAY_5PM) == 0

    assert states(group) == ["lapsed", "offered"]
    assert emails() == ["offer_lapsed", "seat_offered"]


def test_a_paused_offer_keeps_its_seat():
    group = make_work_group(capacity=1)
    make_place("offered", work_group=group, clock_paused_at=BEFORE)

    assert seats.lapse_offers(at=FRIDAY_5PM + timedelta(days=3)) == 0
    assert register(group, at=FRIDAY_5PM + timedelta(days=3)).state == "waiting"


def test_offering_beyond_capacity_needs_a_reason():
    group = make_work_group(capacity=0)
    place = make_place("waiting", work_group=group)
    lead = make_staff("hub_lead")

    with pytest.raises(PlaceClosed):
        seats.offer_place(place, at=BEFORE, actor=lead)
    with pytest.raises(ReasonNeeded):
        seats.offer_place(place, at=BEFORE, actor=lead, beyond_capacity=True)
    seats.offer_place(
        place, at=BEFORE, actor=lead, beyond_capacity=True, reason="a colleague comes"
    )

    assert states(group) == ["offered"]


def test_moving_keeps_the_registration_time():
    group = two_year_group()
    target = make_work_group(project=group.project, capacity=0)
    place = register(group)
    lead = make_staff("hub_lead")

    moved = staff.move_to_group(place, target, at=BEFORE, actor=lead, reason="nearer")

    place.refresh_from_db()
    assert (place.state, place.moved_to) == ("moved", moved)
    assert (moved.state, moved.registered_at) == ("waiting", place.registered_at)
    assert emails() == ["asked_to_confirm", "place_moved"]


def test_a_place_cannot_move_to_another_hub():
    place = register(make_work_group())
    foreign = make_work_group(hub=make_hub("Wolds and Dales"))

    with pytest.raises(NotAllowed):
        staff.move_to_group(
            place, foreign, at=BEFORE, actor=make_staff("hub_lead"), reason="x"
        )


def test_restoring_a_place_needs_a_reason():
    place = make_place("declined")
    lead = make_staff("hub_lead")

    with pytest.raises(ReasonNeeded):
        staff.restore_place(place, at=BEFORE, actor=lead, reason="")
    restored = staff.restore_place(place, at=BEFORE, actor=lead, reason="a mistake")

    assert restored.state == "interested"


def test_an_answer_is_dated_by_its_time_and_proves_the_address():
    """Whoever declines has read the letter."""
    declined = make_place("offered")
    withdrawn = make_place("confirmed")

    places.decline_place(declined, at=BEFORE)
    places.withdraw_place(withdrawn, at=BEFORE)

    events = PlaceEvent.objects.filter(to_state__in=["declined", "withdrawn"])
    assert [each.at for each in events.order_by("pk")] == [BEFORE, BEFORE]
    person = Participant.objects.get(pk=declined.participant_id)
    assert person.address_proved_at == BEFORE
