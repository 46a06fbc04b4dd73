"""The page on which somebody checks their details: by link, and from "my places"."""

import pytest
from django.test import Client

from recruitment.models import Email, Mentorship
from tests import factories as make
from tests.factories import FRIDAY_5PM
from tests.pages import form_on
from tests.recruitment.details_cases import (
    beginning,
    known_person,
    ucl,
    unknown_person,
)
from tests.recruitment.next_year_cases import text_of
from tests.recruitment.test_my_places import my, signed_in_as
from tests.test_attacks import open_link

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def path_of(place):
    return f"/my/places/{place.pk}/details/"


def asked(client, place):
    """The data that the page would post unchanged, and its text."""
    answer = client.get(path_of(place))
    return form_on(answer, having="mentor_name"), text_of(answer)


def kept(place):
    """What the place knows, and when its person last looked at it."""
    place.refresh_from_db()
    known = place.school, place.year_groups, place.schemes, place.lead_provider
    return *known, place.answers_checked_at


def test_one_press_says_that_all_is_still_right():
    place = known_person()
    client = signed_in_as(place)
    before = kept(place)

    data, page = asked(client, place)
    answer = client.post(path_of(place), data)

    assert ">All still right</button>" in page
    assert "We do not know" not in page
    assert data["school"] == [str(place.school.urn)]
    assert (data["year_groups"], data["schemes"]) == (["3"], ["power_maths"])
    assert data["lead_provider"] == [str(place.lead_provider_id)]
    assert data["mentor_email"] == ["jo@example.org"]
    assert answer["Location"] == "/my/"
    assert kept(place) == (*before[:4], FRIDAY_5PM)
    assert list(Mentorship.objects.values_list("until_on", flat=True)) == [None]
    assert "Thank you. Your group&#x27;s lead sees what you told us." in my(client)


def test_what_is_not_known_is_asked_first():
    place = unknown_person()

    _, page = asked(signed_in_as(place), place)

    assert "We do not know yet: class, scheme, mentor, ECT training." in page
    assert "All still right" not in page
    names = ("year_groups", "schemes", "mentor_name", "lead_provider", "school")
    places = [page.index(f'name="{name}"') for name in names]
    assert places == sorted(places)


def test_what_is_known_keeps_its_order_behind_the_rest():
    place = known_person(lead_provider=None)

    _, page = asked(signed_in_as(place), place)

    assert "We do not know yet: ECT training." in page
    names = ("lead_provider", "school", "year_groups", "schemes", "mentor_name")
    places = [page.index(f'name="{name}"') for name in names]
    assert places == sorted(places)


def test_answers_are_kept_and_the_mentor_is_told():
    place = unknown_person()
    client = signed_in_as(place)
    data, _ = asked(client, place)
    new = {
        "year_groups": ["4", "5"],
        "schemes": ["power_maths"],
        "lead_provider": str(ucl().pk),
        "mentor_name": "Ann Lake",
        "mentor_email": "ann@example.org",
    }

    answer = client.post(path_of(place), {**data, **new})

    assert answer["Location"] == "/my/"
    school = place.school
    assert kept(place) == (school, ["4", "5"], ["power_maths"], ucl(), FRIDAY_5PM)
    mentorship = Mentorship.objects.get()
    assert (mentorship.mentor.email, mentorship.until_on) == ("ann@example.org", None)
    assert list(Email.objects.values_list("kind", flat=True)) == ["mentor_told"]


def test_what_is_left_open_does_not_block_and_is_still_asked():
    place = unknown_person(school=None)
    client = signed_in_as(place)
    data, _ = asked(client, place)

    answer = client.post(path_of(place), {**data, "year_groups": "unknown"})

    assert answer["Location"] == "/my/"
    assert kept(place) == (None, ["unknown"], [], None, FRIDAY_5PM)
    _, page = asked(client, place)
    assert "We do not know yet: school, class, scheme, mentor, ECT training." in page


def test_one_wrong_answer_keeps_the_others_and_what_was_typed():
    place = unknown_person()
    client = signed_in_as(place)
    data, _ = asked(client, place)
    wrong = {"mentor_name": "Ann Lake", "mentor_email": "ann(at)example"}

    answer = client.post(path_of(place), {**data, "year_groups": "4", **wrong})

    page = text_of(answer)
    assert answer.status_code == 200
    assert "<title>Error: " in page
    assert 'value="ann(at)example"' in page
    assert "What is right is saved. Please look at the rest." in page
    assert kept(place)[1:] == (["4"], [], None, None)
    assert Mentorship.objects.count() == 0
    assert client.get("/my/").status_code == 200


def test_a_mistyped_domain_is_asked_about_and_the_rest_is_kept():
    place = unknown_person()
    client = signed_in_as(place)
    data, _ = asked(client, place)
    new = {"mentor_name": "Ann", "mentor_email": "ann@gmial.com", "year_groups": "4"}

    answer = client.post(path_of(place), {**data, **new})

    assert "Did you mean ann@gmail.com?" in text_of(answer)
    assert kept(place)[1:] == (["4"], [], None, None)
    assert Mentorship.objects.count() == 0
    again = {**data, **new, "use_offered": "mentor_email"}
    assert client.post(path_of(place), again)["Location"] == "/my/"
    assert Mentorship.objects.get().mentor.email == "ann@gmail.com"


def test_an_empty_answer_loses_nothing_that_is_known():
    place = known_person()
    client = signed_in_as(place)
    before = kept(place)

    client.post(path_of(place), {"school_query": "", "mentor_name": ""})

    assert kept(place) == (*before[:4], FRIDAY_5PM)
    assert list(Mentorship.objects.values_list("until_on", flat=True)) == [None]


def test_naming_the_same_mentor_again_ends_no_other():
    place = known_person()
    make.make_mentorship(place.participant)
    client = signed_in_as(place)
    data, _ = asked(client, place)

    client.post(path_of(place), data)

    assert list(Mentorship.objects.values_list("until_on", flat=True)) == [None, None]


def test_somebody_may_say_that_they_work_at_no_school_or_at_another():
    place = known_person()
    client = signed_in_as(place)
    data, _ = asked(client, place)
    elsewhere = {"school": "not-listed", "school_name": "Elm", "asked": "school_name"}

    client.post(path_of(place), {**data, **elsewhere})
    place.refresh_from_db()
    first = place.school, place.school_name, place.works_in_school
    client.post(path_of(place), {**data, "school": "no-school"})

    place.refresh_from_db()
    assert first == (None, "Elm", True)
    assert (place.school, place.school_name, place.works_in_school) == (None, "", False)
    _, page = asked(client, place)
    assert "We do not know" not in page


def test_another_scheme_takes_the_place_of_the_one_that_was_written():
    place = known_person(schemes=["other"], scheme_other="Our own")
    client = signed_in_as(place)
    data, _ = asked(client, place)

    client.post(path_of(place), {**data, "schemes": "power_maths"})

    place.refresh_from_db()
    assert (place.schemes, place.scheme_other) == (["power_maths"], "")


def test_nobody_is_their_own_mentor():
    place = unknown_person()
    client = signed_in_as(place)
    data, _ = asked(client, place)
    own = {"mentor_name": "Me", "mentor_email": place.participant.email}

    answer = client.post(path_of(place), {**data, **own, "year_groups": "4"})

    assert "This is your own address" in text_of(answer)
    assert kept(place)[1:] == (["4"], [], None, None)
    assert Mentorship.objects.count() == 0


def test_a_former_address_of_ones_own_is_refused_and_keeps_what_was_typed():
    place = unknown_person()
    who = place.participant
    who.former_emails = ["old@example.org"]
    who.save()
    client = signed_in_as(place)
    data, _ = asked(client, place)
    own = {"mentor_name": "Me", "mentor_email": "old@example.org"}

    answer = client.post(path_of(place), {**data, **own, "year_groups": "4"})

    assert answer.status_code == 200
    assert 'value="old@example.org"' in text_of(answer)
    assert kept(place)[1:] == (["4"], [], None, None)


def test_a_school_is_looked_up_before_posting():
    place = known_person()
    school = make.make_school("Elm Park Primary School")
    client = signed_in_as(place)

    found = client.get(path_of(place), {"school_query": "elm park"})

    assert f'value="{school.urn}"' in text_of(found)
    assert kept(place)[4] is None


def test_questions_of_providers_are_those_of_registering():
    group = beginning()
    programme = group.project.stage.programme
    programme.audience = "itt"
    programme.save()
    place = make.make_place(work_group=group)
    client = signed_in_as(place)

    page = text_of(client.get(path_of(place)))

    assert "We do not know yet: institution." in page
    assert 'name="provider"' in page
    assert 'name="year_groups"' not in page


# --- who may open it


@pytest.mark.parametrize("state", ["waiting", "offered", "withdrawn", "completed"])
def test_only_a_secured_place_has_the_page(state):
    place = unknown_person(state=state)
    browser = Client()

    own = signed_in_as(place).post(path_of(place), {"year_groups": "4"})
    browser.get(f"/details/{open_link('details', place)}/")
    by_link = browser.post("/details/", {"year_groups": "4"})

    assert own.status_code == 404
    assert 'name="year_groups"' not in by_link.content.decode()
    assert kept(place)[1:] == ([], [], None, None)


def test_the_link_opens_the_page_and_a_press_opens_my_places():
    place = known_person()
    browser = Client()

    browser.get(f"/details/{open_link('details', place)}/")
    page = browser.get("/details/")
    before = browser.get("/my/")
    answer = browser.post("/details/", form_on(page, having="mentor_name"))

    assert before["Location"] == "/sign-in/"
    assert answer["Location"] == "/my/"
    assert "Lewisham 1" in my(browser)
    assert kept(place)[4] == FRIDAY_5PM


def test_a_link_to_confirm_is_none_to_the_details():
    place = known_person()

    answer = Client().get(f"/details/{open_link('confirm', place)}/")

    assert answer.status_code == 404


def test_nobody_opens_the_details_of_somebody_else():
    group = beginning()
    ada, ben = known_person(group), unknown_person(group)

    answer = signed_in_as(ada).post(path_of(ben), {"year_groups": "4"})

    assert answer.status_code == 404
    assert kept(ben)[1] == []


def test_my_places_lead_to_the_page_while_a_session_is_to_come():
    place = known_person()
    client = signed_in_as(place)

    before = my(client)
    place.work_group.sessions.update(starts_at=FRIDAY_5PM)
    after = my(client)

    assert f'href="{path_of(place)}"' in before
    assert "Check my details: school, classes, mentor" in before
    assert path_of(place) not in after


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_takes_the_same_statements_for_any_group(people, data_statements):
    group = beginning()
    place = [known_person(group, lead_provider=None) for _ in range(people)][0]
    client = signed_in_as(place)

    with data_statements(at_most=10):
        client.get(path_of(place))


def test_without_script_a_follow_up_is_asked_after_its_answer():
    place = unknown_person()
    client = signed_in_as(place)
    data, _ = asked(client, place)
    for name in ("asked", "scheme_other", "school_name"):
        data.pop(name)  # browsers leave out what stands in a disabled fieldset

    answer = client.post(path_of(place), {**data, "schemes": "other"})

    page = text_of(answer)
    assert answer.status_code == 200
    assert '<fieldset class="follow-up" data-follows="schemes"' in page
    shown = page[page.index('data-follows="schemes"') :].partition(">")[0]
    assert "hidden" not in shown
    assert kept(place)[2] == ["other"]
    again = form_on(answer, having="mentor_name")
    done = client.post(path_of(place), {**again, "scheme_other": "Our own"})
    assert done["Location"] == "/my/"
    place.refresh_from_db()
    assert (place.schemes, place.scheme_other) == (["other"], "Our own")
