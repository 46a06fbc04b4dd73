"""Edge cases of registration and waiting lists that docs/edge-cases.md names."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from recruitment import delivery, outbox
from recruitment.actions import places, seats, staff
from recruitment.actions.registrations import register_interest
from recruitment.models import Email, Participant, Place, RecruitmentLink
from recruitment.registration.keeping import Answers
from tests import factories as make
from tests.factories import FRIDAY_5PM
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from tests.recruitment.bulk_cases import a_lead, emails, states
from tests.test_attacks import open_link
from workgroups.form_fields import AddressField

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
NOW = FRIDAY_5PM - timedelta(hours=2)
BY = {"reason": "They asked"}


def register(group, email="ada@example.org", first_name="Ada"):
    answers = {"first_name": first_name, "last_name": "Oak", "email": email}
    return register_interest(group, Answers(answers), at=NOW, form_key=uuid4())


def test_a_seat_that_is_free_when_the_form_is_sent_is_given_whatever_was_shown():
    group = make.make_work_group(capacity=1)
    leaving = make.make_place("confirmed", work_group=group)
    shown_full = register(group, "bea@example.org", "Bea")

    staff.refuse_place(shown_full, at=NOW, actor=a_lead(), **BY)
    places.withdraw_place(leaving, at=NOW)
    late = register(group)

    assert (shown_full.state, states(late)) == ("waiting", ["offered"])
    assert emails()[-1] == ("asked_to_confirm", "queued")


def test_the_same_address_in_capitals_is_one_person_and_a_plus_tag_another():
    field = AddressField()
    group = make.make_work_group()

    for typed in (" Ada@Example.org ", "ada@example.org", "ada+maths@example.org"):
        register(group, field.clean(typed))

    assert list(Participant.objects.order_by("pk").values_list("email", flat=True)) == [
        "ada@example.org",
        "ada+maths@example.org",
    ]


@pytest.mark.parametrize(("capacity", "state"), [(None, "offered"), (0, "waiting")])
def test_no_capacity_is_no_limit_and_zero_is_a_waiting_list_only(capacity, state):
    group = make.make_work_group(capacity=capacity)

    asked = [register(group, f"ada{n}@example.org", f"A{n}") for n in range(3)]

    assert states(*asked) == [state] * 3


def test_a_group_above_its_lowered_capacity_offers_nothing_until_it_is_below():
    group = make.make_work_group(capacity=3)
    seated = [make.make_place("confirmed", work_group=group) for _ in range(3)]
    waiting = make.make_place("waiting", work_group=group)
    group.capacity = 2
    group.save()

    places.withdraw_place(seated[0], at=NOW)
    during = states(*seated, waiting)
    places.withdraw_place(seated[1], at=NOW)

    assert during == ["withdrawn", "confirmed", "confirmed", "waiting"]
    assert states(waiting) == ["offered"]


def test_who_withdraws_and_registers_again_stands_at_the_end_of_the_list():
    group = make.make_work_group(capacity=1)
    mine = register(group)
    token = open_link("confirm", mine)
    others = [register(group, f"b{n}@example.org", f"B{n}") for n in range(2)]

    places.withdraw_place(mine, at=NOW)
    again = register_interest(
        group,
        Answers({"first_name": "Ada", "last_name": "Oak", "email": "ada@example.org"}),
        at=NOW + timedelta(minutes=1),
        form_key=uuid4(),
    )
    browser = Client()
    browser.get(f"/confirm/{token}/")
    browser.post("/confirm/", {"can_attend": "on"})

    assert again.participant == mine.participant
    assert states(mine, *others, again) == [
        "withdrawn",
        "offered",
        "waiting",
        "waiting",
    ]
    assert [p.pk for p in group.places.waiting_list()] == [others[1].pk, again.pk]


def test_who_was_not_selected_may_ask_again_and_gets_a_new_place():
    group = make.make_work_group(capacity=5, offers="after_review")
    first = register(group)
    staff.refuse_place(first, at=NOW, actor=a_lead(), **BY)

    again = register(group)

    assert again.pk != first.pk
    assert states(first, again) == ["not_selected", "interested"]


def test_an_email_whose_place_moved_on_before_it_went_is_cancelled():
    place = make.make_place("offered", offer_ends_at=FRIDAY_5PM)
    email = outbox.queue(
        "asked_to_confirm", about=place, to=place.participant, at=NOW, occasion="1"
    )
    places.decline_place(place, at=NOW)

    state = delivery.deliver(email.pk, at=NOW)

    email.refresh_from_db()
    assert (state, email.problem) == ("cancelled", "No longer holds.")


def test_an_act_on_nobody_is_refused_and_writes_to_nobody():
    make.make_place("waiting")
    lead = a_lead()

    answer = client_of(lead).post(
        "/admin/recruitment/place/",
        {"action": "withdraw_places", "_selected_action": [], "index": 0},
        follow=True,
    )
    chosen_elsewhere = client_of(lead).post(
        "/admin/recruitment/place/",
        {"action": "withdraw_places", "_selected_action": [999_999], "index": 0},
        follow=True,
    )

    assert answer.status_code == 200
    assert "Choose somebody first." in one_line(chosen_elsewhere.content.decode())
    assert Email.objects.count() == 0


def test_what_a_recruiter_of_an_authority_brought_stays_with_the_authority():
    authority = make.make_authority("Greenwich")
    link = RecruitmentLink.objects.create(
        hub=make.make_hub(), local_authority=authority, code="gw", label="Greenwich"
    )
    partner = make.make_user()
    role = make.give_role(
        partner, "la_partner", hub=make.make_hub(), local_authority=authority
    )
    place = make.make_place()
    place.registration.recruitment_link = link
    place.registration.save()

    role.until_on = NOW.date() - timedelta(days=1)
    role.save()

    assert client_of(partner).get("/recruiting/").status_code in (302, 403)
    place.registration.refresh_from_db()
    assert place.registration.recruitment_link.local_authority == authority


@pytest.mark.parametrize("state", ["withdrawn", "moved", "cancelled_by_hub", "lapsed"])
def test_the_old_link_of_a_place_that_ended_opens_nothing_any_more(state):
    place = make.make_place("offered", offer_ends_at=FRIDAY_5PM)
    browser = Client()
    browser.get(f"/confirm/{open_link('confirm', place)}/")
    Place.objects.filter(pk=place.pk).update(state=state)

    answer = browser.post("/confirm/", {"can_attend": "on"})
    declined = browser.post("/decline/", {})

    assert "can_attend" not in answer.content.decode()
    assert "/my/" not in (answer.get("Location", ""), declined.get("Location", ""))
    assert states(place) == [state]


def test_an_offer_is_made_for_the_sessions_that_are_left_after_the_start():
    group = make.make_work_group(capacity=3)
    for days in (-7, 21, 42):
        make.make_session(group, on=FRIDAY_5PM.date() + timedelta(days=days))
    place = make.make_place("waiting", work_group=group)

    seats.offer_place(place, at=NOW, actor=a_lead())
    page = Client()
    page.get(f"/confirm/{open_link('confirm', place)}/")
    text = one_line(page.get("/confirm/").content.decode())

    assert states(place) == ["offered"]
    assert "Session 2" in text
    assert '<h3 class="row__title">Session 1' not in text
