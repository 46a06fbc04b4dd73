"""What a person reads and does on "my places": confirm, decline, send apologies."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from recruitment.models import Apology, Attendance
from recruitment.queries import attendance_register
from tests import factories as make
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.pages import one_line

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)


def signed_in_as(*places) -> Client:
    """A browser in which the people of these places have signed in."""
    client = Client()
    session = client.session
    ids = [place.participant_id for place in places]
    session["participant"] = {"ids": ids, "at": int(timezone.now().timestamp())}
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def group_to_come(**fields):
    """A group in whose sessions one is over and two are to come."""
    group = make.make_work_group(**fields)
    for days in (-7, 14, 35):
        make.make_session(group, on=FRIDAY + days * DAY)
    return group


def offered(group):
    ends = FRIDAY_5PM + 5 * DAY
    return make.make_place("offered", work_group=group, offer_ends_at=ends)


def my(client) -> str:
    return one_line(client.get("/my/").content.decode())


def test_an_offered_place_is_confirmed_from_my_places():
    place = offered(group_to_come())
    client = signed_in_as(place)
    path = f"/my/places/{place.pk}/confirm/"

    listed = my(client)
    unticked = client.post(path)
    before = type(place).objects.get(pk=place.pk).state
    client.post(path, {"can_attend": "on"})

    place.refresh_from_db()
    assert f'href="{path}"' in listed
    assert "Tick the box if you can attend these dates." in unticked.content.decode()
    assert (before, place.state) == ("offered", "confirmed")
    assert "Your place is secured." in my(client)


def test_an_offered_place_is_declined_from_my_places():
    place = offered(group_to_come())
    client = signed_in_as(place)
    path = f"/my/places/{place.pk}/decline/"

    listed = my(client)
    asked = client.get(path).content.decode()
    client.post(path, {"reason": "Too far."})

    place.refresh_from_db()
    assert f'href="{path}"' in listed
    assert "You do not want the place in" in asked
    assert (place.state, place.events.last().reason) == ("declined", "Too far.")


@pytest.mark.parametrize("act", ["confirm", "decline"])
def test_an_offer_that_is_over_is_refused_in_words(act):
    place = make.make_place("lapsed", work_group=group_to_come())
    client = signed_in_as(place)

    client.post(f"/my/places/{place.pk}/{act}/", {"can_attend": "on"})

    place.refresh_from_db()
    assert place.state == "lapsed"
    assert "note--error" in my(client)


@pytest.mark.parametrize("act", ["confirm", "decline", "sessions/{}/apologies"])
@pytest.mark.parametrize("hub", ["London South East+", "Wolds"])
def test_the_place_of_another_person_is_not_found(act, hub):
    group = group_to_come(hub=make.make_hub(hub))
    mine, theirs = offered(group_to_come()), offered(group)
    session = theirs.work_group.sessions.last()
    path = f"/my/places/{theirs.pk}/{act.format(session.pk)}/"
    client = signed_in_as(mine)

    answers = [client.get(path), client.post(path, {"can_attend": "on", "come": "no"})]

    theirs.refresh_from_db()
    assert [each.status_code for each in answers] == [404, 404]
    assert (theirs.state, Apology.objects.count()) == ("offered", 0)


def test_the_pathway_draws_an_unconfirmed_offer_as_offered():
    page = my(signed_in_as(offered(group_to_come())))

    pathway = page[page.index('class="pathway"') : page.index("<h2>Places</h2>")]
    assert "pathway__span--offered" in pathway
    assert "Offered, not confirmed yet" in pathway
    assert "pencilled" not in pathway.lower()


def test_the_pathway_and_the_page_agree_on_the_next_session():
    group = make.make_work_group()
    over = make.make_session(group, on=FRIDAY, starts=time(13), ends=time(16))
    make.make_session(group, on=FRIDAY + 14 * DAY)
    client = signed_in_as(make.make_place("confirmed", work_group=group))

    page = my(client)

    assert over.ends_at < timezone.now()
    coming = FRIDAY + 14 * DAY
    assert f"Next: {coming:%A} {coming.day} {coming:%B}" in page
    assert f"Next: {coming.day} {coming:%b}" in page
    assert f"Next: {FRIDAY.day} {FRIDAY:%b}" not in page


@pytest.mark.parametrize(
    ("audience", "said"), [("ect", True), ("teachers", True), ("itt", False)]
)
def test_only_those_who_have_mentors_are_told_that_one_is_missing(audience, said):
    programme = make.make_programme(audience=audience)
    project = make.make_project(make.make_stage(programme))
    group = group_to_come(project=project)

    page = my(signed_in_as(make.make_place("confirmed", work_group=group)))

    assert ("We have no mentor for you yet" in page) is said


def test_a_free_seat_that_is_not_held_is_taken_from_my_places():
    group = group_to_come(capacity=1)
    first, second = (make.make_place("interested", work_group=group) for _ in range(2))
    pages = []

    for place in (first, second):
        client = signed_in_as(place)
        pages.append(my(client))
        path = f"/my/places/{place.pk}/confirm/"
        assert path in pages[-1]
        unticked = client.post(path)
        assert "Tick the box" in unticked.content.decode()
        pages.append(
            one_line(client.post(path, {"can_attend": "on"}, follow=True).text)
        )

    assert "No place is held for you yet" in pages[0]
    for place in (first, second):
        place.refresh_from_db()
    assert (first.state, second.state) == ("confirmed", "waiting")
    assert "Your place is secured." in pages[1]
    assert "Your place is secured." not in pages[3]


def test_a_waiting_place_says_its_number_on_the_list_and_what_comes_next():
    group, other = group_to_come(), group_to_come()
    make.make_place("waiting", work_group=other, priority=9)
    early = FRIDAY_5PM - 90 * DAY
    make.make_place("waiting", work_group=group, registered_at=early)
    make.make_place("waiting", work_group=group, priority=1)
    mine = make.make_place("waiting", work_group=group)
    make.make_place("waiting", work_group=group)

    page = my(signed_in_as(mine))

    assert "You are number 3." in page
    assert "When a place is free we offer it in this order" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"offers": "after_review"},
            "Somebody at the hub reads it, and then we write to you.",
        ),
        (
            {"dates_confirmed": False},
            "The dates are not settled yet. You keep your turn",
        ),
        ({}, "If one is free when you confirm, it is yours at once."),
    ],
)
def test_an_interested_place_says_what_comes_next(fields, said):
    group = group_to_come(**fields)

    assert said in my(signed_in_as(make.make_place("interested", work_group=group)))


def test_dates_to_be_confirmed_are_never_the_next_date():
    group = group_to_come(dates_confirmed=False)

    page = my(signed_in_as(make.make_place("confirmed", work_group=group)))

    assert "Next:" not in page
    assert "30 October 2026 (date to be confirmed)" in page
    assert "Date to follow" in page


def test_apologies_are_one_press_and_the_lead_sees_them(signed_in):
    group = group_to_come()
    group.leads.add(lead := make.make_staff("work_group_lead"))
    place = make.make_place("confirmed", work_group=group)
    make.make_place("confirmed", work_group=group)
    session = group.sessions.get(number=2)
    path = f"/my/places/{place.pk}/sessions/{session.pk}/apologies/"
    client = signed_in_as(place)

    listed = my(client)
    asked = client.get(path).content.decode()
    client.post(path, {"come": "no"})
    client.post(path, {"come": "no"})

    assert f'href="{path}"' in listed
    assert "You cannot come on" in asked
    assert list(Apology.objects.values_list("place", "session")) == [
        (place.pk, session.pk)
    ]
    assert "You have told us that you cannot come." in my(client)
    group_page = signed_in(lead).get(f"/lead/groups/{group.slug}/").content.decode()
    assert "1 cannot come" in group_page
    too_early = signed_in(lead).get(f"/sessions/{session.pk}/register/")
    assert "(sent apologies)" in too_early.content.decode()


def test_apologies_are_taken_back():
    group = group_to_come()
    place = make.make_place("confirmed", work_group=group)
    session = group.sessions.get(number=2)
    make.make_apology(place, session)

    path = f"/my/places/{place.pk}/sessions/{session.pk}/apologies/"
    signed_in_as(place).post(path, {"come": "yes"})

    assert not Apology.objects.exists()


def test_the_register_suggests_apologies_until_the_lead_saves_them(signed_in):
    group = make.make_work_group()
    group.leads.add(lead := make.make_staff("work_group_lead"))
    session = make.make_session(group)
    place = make.make_place("confirmed", work_group=group)
    make.make_apology(place, session)

    (row,) = attendance_register.register_of(session).rows
    marks = Attendance.objects.count()
    data = {f"mark_{place.pk}": "apologies", f"seen_{place.pk}": ""}
    signed_in(lead).post(f"/sessions/{session.pk}/register/", data)

    assert (row.mark, row.suggested, row.remark) == ("", "apologies", "Sent apologies")
    assert marks == 0
    assert Attendance.objects.get(place=place, session=session).mark == "apologies"


@pytest.mark.parametrize(
    ("state", "number", "said"),
    [
        ("confirmed", 1, "This session has begun"),
        ("offered", 2, "You have no secured place in this group."),
        ("withdrawn", 2, "You have no secured place in this group."),
    ],
)
def test_apologies_are_refused_after_the_session_began_or_without_a_place(
    state, number, said
):
    group = group_to_come()
    place = make.make_place(state, work_group=group)
    session = group.sessions.get(number=number)
    path = f"/my/places/{place.pk}/sessions/{session.pk}/apologies/"

    client = signed_in_as(place)
    client.post(path, {"come": "no"})

    assert not Apology.objects.exists()
    assert said in my(client)
