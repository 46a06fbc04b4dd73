"""What nobody knows of people, on the register of session 1 and filled in there."""

from datetime import date, timedelta

import pytest

from recruitment.models import Email, Mentorship
from recruitment.queries import attendance_register
from tests import factories as make
from tests.factories import FRIDAY
from tests.pages import form_on
from tests.recruitment.details_cases import (
    beginning,
    known_person,
    ucl,
    unknown_person,
)
from tests.recruitment.next_year_cases import text_of
from tests.recruitment.registers import posted, url
from workgroups import audit_words
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
WRITTEN = "lead_provider_id, mentor, scheme_other, schemes, year_groups"
ALL = "class, scheme, mentor, ECT training"


@pytest.fixture
def group():
    return beginning(FRIDAY)


@pytest.fixture
def session(group):
    return group.sessions.get()


@pytest.fixture
def lead(group, signed_in):
    user = make.make_staff("work_group_lead", hub=group.hub, name="Ola Berg")
    group.leads.add(user)
    return signed_in(user)


def unknown_at(session):
    rows = attendance_register.register_of(session).rows
    return {row.place_id: row.unknown for row in rows}


def page_of(session, place):
    return f"/sessions/{session.pk}/register/{place.pk}/"


def known_of(place):
    place.refresh_from_db()
    return place.year_groups, place.schemes, place.lead_provider


def entries():
    rows = AuditEntry.objects.filter(object_type="recruitment.place")
    return list(rows.values_list("action", "fields"))


# --- on the register


def test_the_first_register_says_of_each_person_what_nobody_knows(group, session):
    ada = known_person(group)
    ben = unknown_person(group)
    cy = unknown_person(group, "Cy", year_groups=["unknown"], schemes=["other"])
    dee = unknown_person(group, "Dee", school=None, state="offered")

    assert unknown_at(session) == {
        ada.pk: "",
        ben.pk: ALL,
        cy.pk: "class, mentor, ECT training",
        dee.pk: f"school, {ALL}",
    }


def test_what_was_written_in_other_words_is_known(group, session):
    place = known_person(
        group,
        school=None,
        school_name="Elm",
        lead_provider=None,
        lead_provider_name="Oak",
        schemes=[],
        scheme_other="",
    )
    home = known_person(group, "Home", school=None, works_in_school=False)

    assert unknown_at(session) == {place.pk: "scheme", home.pk: ""}


def test_a_mentor_whose_mentorship_has_ended_is_not_known(group, session):
    place = known_person(group)
    Mentorship.objects.update(until_on=FRIDAY)

    assert unknown_at(session) == {place.pk: "mentor"}


def test_a_later_register_says_nothing_of_it(group, session):
    place = unknown_person(group)
    second = make.make_session(group, on=FRIDAY + timedelta(days=21))

    assert unknown_at(second) == {place.pk: ""}
    session.called_off_at = make.FRIDAY_5PM
    session.save()
    assert unknown_at(second) == {place.pk: ALL}


def test_a_guest_is_asked_at_home(group, session):
    home = make.make_work_group("Lewisham 2", project=group.project)
    place = unknown_person(home)
    there = make.make_session(home, on=FRIDAY)
    apology = make.make_apology(place, there)
    apology.instead = session
    apology.save()

    assert unknown_at(session) == {place.pk: ""}


def test_each_person_has_a_button_that_saves_the_register_first(group, session, lead):
    ada, ben = known_person(group), unknown_person(group)

    page = text_of(lead.get(url(session)))
    data = posted([ada, ben], {ada.pk: "present"})
    answer = lead.post(url(session), {**data, "then": f"details-{ben.pk}"})

    assert "Class, scheme, mentor, ECT training not known" in page
    assert f'value="details-{ben.pk}">Fill in' in page
    assert f'value="details-{ada.pk}"' not in page
    assert answer["Location"] == page_of(session, ben)
    assert session.attendances.get().place_id == ada.pk


@pytest.mark.parametrize(
    "then", ["details-", "details-x", "xdetails-1", "details-1x", "nowhere"]
)
def test_an_unknown_page_to_go_on_to_is_refused(group, session, lead, then):
    place = unknown_person(group)

    answer = lead.post(url(session), {**posted([place], {}), "then": then})

    assert answer.status_code == 200


def test_before_the_day_the_list_says_what_is_not_known(group, session, lead):
    unknown_person(group)
    session.on = date(2026, 10, 30)
    session.save()

    page = text_of(lead.get(url(session)))

    assert "(class, scheme, mentor, ECT training not known)" in page
    assert "Fill in" not in page


# --- the form


def test_the_form_asks_only_what_is_not_known(group, session, lead):
    place = known_person(group, schemes=[])

    page = text_of(lead.get(page_of(session, place)))

    assert "<h1>Ada Brook</h1>" in page
    assert 'name="schemes"' in page
    for name in ("year_groups", "school", "mentor_name", "lead_provider"):
        assert f'name="{name}"' not in page
    assert "Save, I am Ada" in page
    assert "Save, I asked Ada" in page


@pytest.mark.parametrize(
    ("said_by", "action", "sentence"),
    [
        ("person", "lend_phone", "Ola Berg lent the phone, and the person answered"),
        (
            "lead",
            "fill_in_details",
            "Ola Berg wrote down what was not known of somebody",
        ),
        ("", "fill_in_details", "Ola Berg wrote down what was not known of somebody"),
    ],
)
def test_answers_are_kept_with_who_gave_them(
    group, session, lead, said_by, action, sentence
):
    place = unknown_person(group)
    said = {
        "year_groups": ["4"],
        "schemes": ["power_maths"],
        "lead_provider": ucl().pk,
        "mentor_name": "Ann Lake",
        "mentor_email": "ann@example.org",
        "said_by": said_by,
    }

    answer = lead.post(page_of(session, place), said)

    assert answer["Location"] == url(session)
    assert known_of(place) == (["4"], ["power_maths"], ucl())
    assert entries() == [(action, WRITTEN)]
    rows = AuditEntry.objects.filter(action=action)
    (words,) = audit_words.sentences(rows, rows.get().actor)
    assert str(words) == (
        f"{sentence}: Ben Ash in Lewisham 1, 2026/27, 16 October 2026 at 17:00"
    )
    assert Mentorship.objects.get().mentor.email == "ann@example.org"
    assert list(Email.objects.values_list("kind", flat=True)) == ["mentor_told"]
    assert "Saved for Ben Ash." in text_of(lead.get(url(session)))
    assert unknown_at(session) == {place.pk: ""}


def test_a_mentor_of_an_unsecured_place_is_not_told_yet(group, session, lead):
    place = unknown_person(group, state="offered")
    named = {"mentor_name": "Ann Lake", "mentor_email": "ann@example.org"}

    lead.post(page_of(session, place), named)

    assert Mentorship.objects.get().registration == place.registration
    assert Email.objects.count() == 0


def test_nothing_said_leaves_no_trace(group, session, lead):
    place = unknown_person(group)

    answer = lead.post(page_of(session, place), {"said_by": "person"})

    assert answer["Location"] == url(session)
    assert entries() == []
    assert "Saved" not in text_of(lead.get(url(session)))


def test_what_was_answered_meanwhile_is_not_written_over(group, session, lead):
    place = unknown_person(group)
    place.year_groups = ["5"]
    place.save()

    lead.post(page_of(session, place), {"year_groups": "3", "schemes": "power_maths"})

    assert known_of(place) == (["5"], ["power_maths"], None)


def test_a_wrong_address_keeps_the_rest_and_what_was_typed(group, session, lead):
    place = unknown_person(group)
    said = {"year_groups": "4", "mentor_name": "Ann", "mentor_email": "ann(at)x"}

    answer = lead.post(page_of(session, place), said)

    assert answer.status_code == 200
    assert 'value="ann(at)x"' in text_of(answer)
    assert known_of(place) == (["4"], [], None)
    assert entries() == [("fill_in_details", "year_groups")]


def test_a_mistyped_domain_is_asked_about(group, session, lead):
    place = unknown_person(group)
    said = {"mentor_name": "Ann", "mentor_email": "ann@gmial.com"}

    answer = lead.post(page_of(session, place), said)

    assert "Did you mean ann@gmail.com?" in text_of(answer)
    assert Mentorship.objects.count() == 0


def test_a_person_is_not_their_own_mentor(group, session, lead):
    place = unknown_person(group)
    place.participant.former_emails = ["old@example.org"]
    place.participant.save()
    said = {"mentor_name": "Ben", "mentor_email": "old@example.org"}

    answer = lead.post(page_of(session, place), {**said, "year_groups": "4"})

    assert 'value="old@example.org"' in text_of(answer)
    assert known_of(place) == (["4"], [], None)
    assert Mentorship.objects.count() == 0


def test_the_phone_goes_round_among_those_of_whom_something_is_open(
    group, session, lead
):
    ben = unknown_person(group)  # Ash
    known_person(group)  # Brook
    cy = make.make_participant(group.hub, first_name="Cy", last_name="Cole")
    cole = make.make_place(work_group=group, participant=cy)

    page = lead.get(page_of(session, ben))
    data = form_on(page, having="said_by")
    on = lead.post(page_of(session, ben), {"following": cole.pk})
    last = text_of(lead.get(page_of(session, cole)))
    back = lead.post(page_of(session, ben), data)

    assert "Then hand it on to Cy" in text_of(page)
    assert "Brook" not in text_of(page)
    assert on["Location"] == page_of(session, cole)
    assert "Then hand it on" not in last
    assert back["Location"] == url(session)


def test_a_school_is_found_in_the_room(group, session, lead):
    place = unknown_person(group, school=None)
    school = make.make_school("Elm Park Primary School")
    path = page_of(session, place)

    found = lead.get(path, {"school_query": "elm park"})
    lead.post(path, {"school": school.urn, "school_query": "elm park"})

    assert f'value="{school.urn}"' in text_of(found)
    place.refresh_from_db()
    assert (place.school, place.works_in_school) == (school, True)


def test_a_person_of_whom_all_is_known_is_asked_nothing(group, session, lead):
    place = known_person(group)

    page = text_of(lead.get(page_of(session, place)))

    assert "We know all that we asked." in page
    assert "Save" not in page


def test_names_are_escaped(group, session, lead):
    place = unknown_person(group, "<b>Ben")
    unknown_person(group, "<i>Cy")

    for path in (page_of(session, place), url(session)):
        page = lead.get(path).content.decode()
        assert "<b>Ben" not in page
        assert "<i>Cy" not in page


# --- who may


@pytest.mark.parametrize("state", ["withdrawn", "waiting", "interested", "moved"])
def test_only_those_expected_are_asked(group, session, lead, state):
    place = unknown_person(group, state=state)

    assert lead.get(page_of(session, place)).status_code == 404


def test_people_of_another_group_are_not_found(group, session, lead):
    other = make.make_work_group("Lewisham 2", project=group.project)
    elsewhere = beginning(
        FRIDAY,
        project=make.make_project(
            make.make_stage(make.make_programme(make.make_hub("B")))
        ),
    )
    for place in (unknown_person(other), unknown_person(elsewhere)):
        answer = lead.post(page_of(session, place), {"year_groups": "3"})
        assert answer.status_code == 404
        assert known_of(place)[0] == []


def test_a_lead_of_another_group_or_hub_is_refused(group, session, signed_in):
    place = unknown_person(group)
    other = make.make_staff("work_group_lead", hub=group.hub)
    foreign = make.make_staff("hub_lead", hub=make.make_hub("B"))

    for user in (other, foreign):
        answer = signed_in(user).post(page_of(session, place), {"year_groups": "3"})
        assert answer.status_code == 404
    assert known_of(place)[0] == []


@pytest.mark.parametrize("people", [1, 3])
def test_the_form_takes_the_same_statements_for_any_group(
    group, session, lead, data_statements, people
):
    places = [unknown_person(group, f"Ben{n}") for n in range(people)]

    with data_statements(at_most=17):
        lead.get(page_of(session, places[0]))
