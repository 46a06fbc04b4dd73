"""How many places of a group one school may have: who waits, why, and who is next."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from recruitment import delivery
from recruitment.actions import (
    places,
    rolling_over,
    schools,
    seats,
    staff,
    taking_back,
)
from recruitment.actions.registrations import register_interest
from recruitment.errors import NotAllowed, PlaceClosed, ReasonNeeded
from recruitment.models import Email, Place
from recruitment.queries import (
    bulk_actions,
    figures,
    openings,
    outlook,
    seats_to_give,
)
from recruitment.registration.keeping import Answers
from tests.admin_forms import shown_on
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_place,
    make_project,
    make_school,
    make_session,
    make_staff,
    make_stage,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from tests.recruitment.bulk_cases import done, proposed
from tests.recruitment.test_my_places import signed_in_as
from workgroups.models import Project, WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
AT = FRIDAY_5PM - timedelta(hours=1)
FULL_SCHOOL = "The school has its 2 places in this group. Offer beyond that?"


@pytest.fixture
def school():
    return make_school("Rose Hill")


@pytest.fixture
def group():
    return make_work_group(capacity=6, places_per_school=2)


def register(group, school, name="Ada", at=AT) -> Place:
    email = f"{name.lower()}@example.org"
    person = {"first_name": name, "last_name": "Oak", "email": email}
    answers = Answers(person, {}, {"school_id": school.pk if school else None})
    return register_interest(group, answers, at=at, form_key=uuid4())


def at_school(group, school, *states, **fields) -> list[Place]:
    return [make_place(s, work_group=group, school=school, **fields) for s in states]


def states(*rows: Place) -> list[str]:
    return [Place.objects.get(pk=each.pk).state for each in rows]


@pytest.mark.parametrize(
    ("own", "of_project", "limit"),
    [
        (None, None, None),
        (None, 3, 3),
        (2, 3, 2),
        (0, 3, None),
        (2, None, 2),
        (None, 0, None),
        (0, None, None),
    ],
)
def test_the_group_says_it_or_else_the_project(own, of_project, limit):
    group = make_work_group(places_per_school=own)
    Project.objects.update(places_per_school=of_project)
    place = make_place("waiting", work_group=group, school=make_school())
    group = WorkGroup.objects.get(pk=group.pk)

    (row,) = Place.objects.with_school_limit(AT)

    assert (group.school_limit, row.school_limit) == (limit, limit)
    assert (row, row.school_is_full) == (place, False)


def test_the_next_of_a_school_with_its_places_waits_and_others_do_not(group, school):
    at_school(group, school, "confirmed")

    second, third = register(group, school), register(group, school, "Ben")
    elsewhere = register(group, make_school("Hill Top"), "Cy")
    unlisted = register(group, None, "Di")

    assert states(second, third, elsewhere, unlisted) == [
        "offered",
        "waiting",
        "offered",
        "offered",
    ]
    rows = Email.objects.order_by("pk").values_list("kind", flat=True)
    assert list(rows)[1] == "waiting_list"


def test_a_group_without_a_limit_of_people_has_one_for_schools(school):
    group = make_work_group(places_per_school=1)
    at_school(group, school, "confirmed", "waiting")

    newcomers = [register(group, school), register(group, make_school("Top"), "Ben")]

    assert states(*newcomers) == ["waiting", "offered"]


def test_only_seats_of_the_same_group_that_are_in_use_are_counted(group, school):
    at_school(group, school, "confirmed", "declined", "withdrawn", "interested")
    at_school(group, school, "offered", offer_ends_at=AT)
    other = make_work_group(places_per_school=2)
    at_school(other, school, "confirmed", "confirmed")

    assert register(group, school).state == "offered"


def test_places_of_the_school_in_another_group_hold_nobody_back(group, school):
    at_school(make_work_group(), school, "confirmed", "confirmed")
    first, second = at_school(group, school, "waiting", "waiting")

    offered = seats.offer_place(first, at=AT)

    assert offered.state == "offered"
    assert seats.offer_free_seats(group, at=AT) == 1
    assert states(second) == ["offered"]


def test_who_is_of_another_school_is_not_kept_waiting_by_those_passed_over(
    group, school
):
    at_school(group, school, "confirmed", "confirmed")
    first, passed = at_school(group, school, "waiting", "waiting")
    other = make_place("waiting", work_group=group, school=make_school("Top"))

    offered = seats.offer_free_seats(group, at=AT)

    assert offered == 1
    assert states(first, passed, other) == ["waiting", "waiting", "offered"]


def test_a_withdrawal_at_the_school_offers_its_place_to_the_next_of_it(group, school):
    leaving, _ = at_school(group, school, "confirmed", "confirmed")
    first, second = at_school(group, school, "waiting", "waiting")

    places.withdraw_place(leaving, at=AT)

    assert states(first, second) == ["offered", "waiting"]


def test_a_raised_limit_offers_in_order(group, school):
    at_school(group, school, "confirmed", "confirmed")
    late = at_school(group, school, "waiting", registered_at=AT)
    early = at_school(group, school, "waiting", "waiting")
    group.places_per_school = 4
    group.save()

    assert bulk_actions.free_seats_to_offer(group, at=AT) == early
    assert seats.offer_free_seats(group, at=AT) == 2
    assert states(*early, *late) == ["offered", "offered", "waiting"]


def test_saving_another_limit_leads_to_the_preview_of_the_offers(group, school):
    at_school(group, school, "confirmed", "confirmed")
    waits = at_school(group, school, "waiting", "waiting")
    client = client_of(make_staff("hub_lead", hub=group.hub))
    make_session(group)

    url = f"/admin/workgroups/workgroup/{group.pk}/change/"
    page = client.post(
        url, {**shown_on(client, url), "places_per_school": "3"}, follow=True
    )

    said = " ".join(str(each) for each in page.context["messages"])
    assert "2 people wait, and a seat is free for 1" in said
    assert states(*waits) == ["waiting", "waiting"]


def test_staff_offer_beyond_it_with_a_reason_only(group, school):
    at_school(group, school, "confirmed", "confirmed")
    (place,) = at_school(group, school, "waiting")

    with pytest.raises(PlaceClosed, match=r"The school has its 2 places") as refused:
        seats.offer_place(place, at=AT)
    with pytest.raises(ReasonNeeded):
        seats.offer_place(place, at=AT, beyond_capacity=True)

    assert str(refused.value) == FULL_SCHOOL
    offered = seats.offer_place(place, at=AT, beyond_capacity=True, reason="Agreed")
    assert offered.state == "offered"


def test_confirming_without_a_held_seat_waits_while_the_school_has_its_places(
    group, school
):
    at_school(group, school, "confirmed", "confirmed")
    (place,) = at_school(group, school, "interested")

    assert places.confirm_place(place, at=AT).state == "waiting"


def test_nobody_moves_into_a_group_where_the_school_has_its_places(group, school):
    by = {"actor": make_staff("hub_lead", hub=group.hub), "reason": "Nearer"}
    at_school(group, school, "confirmed", "confirmed")
    other = make_work_group(project=group.project)
    secured, offered = at_school(other, school, "confirmed", "offered")

    with pytest.raises(NotAllowed) as refused:
        staff.move_to_group(secured, group, at=AT, **by)

    assert str(refused.value) == (
        "The school has its 2 places in this group, so the person keeps this seat."
    )
    assert staff.move_to_group(offered, group, at=AT, **by).state == "waiting"


def test_the_preview_of_offers_gives_each_school_its_places(group, school):
    at_school(group, school, "confirmed")
    rows = at_school(group, school, "waiting", "waiting")
    other = make_place("waiting", work_group=group, school=make_school("Top"))
    bulk = proposed("offer", *rows, other, at=AT)

    preview = bulk_actions.preview_of(bulk, at=AT)

    assert [row.place for row in preview.going] == [rows[0], other]
    assert [(each.why, each.number) for each in preview.left_out] == [
        ("The school has its 2 places in this group.", 1)
    ]
    assert preview.beyond_capacity == 1


def test_the_preview_of_moves_says_who_waits_and_who_stays(group, school):
    at_school(group, school, "confirmed", "confirmed")
    other = make_work_group(project=group.project)
    secured, offered = at_school(other, school, "confirmed", "offered")
    bulk = proposed("move", secured, offered, at=AT, work_group=group)

    preview = bulk_actions.preview_of(bulk, at=AT)

    assert [row.place for row in preview.will_wait] == [offered]
    assert [each.why for each in preview.left_out] == [
        "The school has its 2 places in this group, so the person keeps this seat."
    ]


def test_the_preview_of_a_withdrawal_names_the_next_of_the_school(group, school):
    leaving, _ = at_school(group, school, "confirmed", "confirmed")
    first, _ = at_school(group, school, "waiting", "waiting")
    bulk = proposed("withdraw", leaving, at=AT)

    assert bulk_actions.preview_of(bulk, at=AT).next_in_turn == [first]


def test_taking_back_a_withdrawal_waits_where_the_school_has_its_places(group, school):
    leaving, _ = at_school(group, school, "confirmed", "confirmed")
    bulk = done("withdraw", leaving, at=AT)
    taking_back.release(bulk.pk, at=AT, actor=bulk.actor)
    at_school(group, school, "confirmed")
    bulk.refresh_from_db()
    taking_back.begin_recall(bulk, at=AT, actor=bulk.actor)

    taking_back.recall(bulk.pk, at=AT)

    assert states(leaving) == ["waiting"]


def test_another_school_may_be_in_turn_at_once(group, school):
    at_school(group, school, "confirmed", "confirmed")
    (place,) = at_school(group, school, "waiting")
    by = make_staff("hub_lead", hub=group.hub)

    schools.change_school(place.participant, school=make_school("Top"), by=by, at=AT)

    assert states(place) == ["offered"]


def test_without_a_limit_another_school_offers_nothing(school):
    group = make_work_group(capacity=3)
    (place,) = at_school(group, school, "waiting")
    by = make_staff("hub_lead", hub=group.hub)

    schools.change_school(place.participant, school=make_school("Top"), by=by, at=AT)

    assert states(place) == ["waiting"]


def test_the_letter_and_my_places_say_why(mailoutbox, group, school):
    at_school(group, school, "confirmed", "confirmed")
    make_session(group, on=AT.date() + timedelta(days=60))
    place = register(group, school)
    no_seats = make_work_group(capacity=0, places_per_school=2)
    (other,) = at_school(no_seats, school, "waiting")

    for email in Email.objects.all():
        delivery.deliver(email.pk, at=AT)

    said = one_line(mailoutbox[0].body)
    assert "Your school has its 2 places in this group, so you are on the" in said
    assert "Every place is taken" not in said
    page = one_line(signed_in_as(place).get("/my/").content.decode())
    assert (
        "You are number 1, and wait because your school has its 2 places in this group."
    ) in page
    assert "your school has" not in one_line(
        signed_in_as(other).get("/my/").content.decode()
    )


def test_the_letter_of_a_full_group_says_that_it_is_full(mailoutbox, school):
    group = make_work_group(capacity=0, places_per_school=2)
    register(group, school)

    delivery.deliver(Email.objects.get().pk, at=AT)

    said = one_line(mailoutbox[0].body)
    assert "Every place is taken or being asked for at the moment, so you" in said
    assert "Your school has" not in said


def test_the_home_of_the_group_says_whom_it_passes_over_and_why(group, school):
    at_school(group, school, "confirmed", "confirmed", "waiting")
    make_place("waiting", work_group=group, school=make_school("Top"))
    client = client_of(make_staff("hub_lead", hub=group.hub))

    url = reverse("admin:workgroups_workgroup_home", args=[group.pk])
    page = one_line(client.get(url).content.decode())

    passed_over = "passed over, because the school has its 2 places in this group"
    assert page.count(passed_over) == 1
    assert "<dt>places for one school</dt><dd>2</dd>" in page


def test_visitors_read_of_places_for_others_although_somebody_waits(group, school):
    make_session(group, on=AT.date() + timedelta(days=60))
    at_school(group, school, "confirmed", "confirmed", "waiting")
    group = WorkGroup.objects.listed().get(pk=group.pk)

    ((_, line),) = openings.lines_of([group], at=AT)
    told = outlook.of_group(group, at=AT)
    at_school(group, make_school("Top"), "waiting")
    ((_, later),) = openings.lines_of([group], at=AT)

    assert (line.words, told) == ("4 places left", "place")
    assert (later.words, outlook.of_group(group, at=AT)) == (
        "Waiting list open",
        "waiting",
    )
    assert figures.seats([group.pk], at=AT)[group.pk].waiting == 2


def test_two_people_are_one_school_in_each_hub_for_itself(school):
    group = make_work_group(places_per_school=1)
    other = make_work_group(hub=make_hub("Wolds"), places_per_school=1)
    at_school(other, school, "confirmed")

    assert register(group, school).state == "offered"
    assert states(*at_school(other, school, "waiting")) == ["waiting"]


def test_who_goes_on_waits_where_the_school_has_its_places(school):
    second = make_stage(make_stage(order=1).programme, order=2)
    group = make_work_group(project=make_project(second), places_per_school=1)
    by = make_staff("hub_lead", hub=group.hub)
    rows = at_school(group, school, "provisional", "provisional", stage=second)

    for each in rows:
        Place.objects.filter(pk=each.pk).update(work_group=None)
        rolling_over.roll_over_place(
            Place.objects.get(pk=each.pk), group, at=AT, actor=by, reason="x"
        )

    assert states(*rows) == ["offered", "waiting"]


def test_seats_to_give_go_to_each_school_in_turn(school):
    group = make_work_group(capacity=3, places_per_school=2)
    at_school(group, school, "confirmed")
    to_give = seats_to_give.SeatsToGive(at=AT)

    given = [to_give.take(group, each) for each in (school.pk, school.pk, None, None)]

    assert given == [
        "",
        "The school has its 2 places in this group.",
        "",
        "The group is full.",
    ]
