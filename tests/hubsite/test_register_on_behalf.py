"""Staff register somebody who rang or wrote."""

from datetime import date
from uuid import UUID

import pytest

from recruitment.models import Email, Participant, Place, Registration
from tests.factories import (
    make_hub,
    make_participant,
    make_place,
    make_programme,
    make_project,
    make_school,
    make_session,
    make_staff,
    make_stage,
    make_work_group,
)
from tests.hubsite.on_behalf_cases import FORM, KEY, group, page_of, post, staff, tab_of
from tests.hubsite.test_group_home import client_of
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
__all__ = ["group", "staff"]


def test_the_person_gets_the_email_that_registering_sends(staff, group):
    post(staff, group)

    place = Place.objects.get()
    assert (place.state, place.school_name) == (
        "offered",
        "Elm Primary School, Lewisham",
    )
    assert place.participant.email == "priya.shah@example.org"
    email = Email.objects.get()
    assert (email.kind, email.state, email.about_id) == (
        "asked_to_confirm",
        "queued",
        place.pk,
    )
    assert email.recipient_id == place.participant_id


def test_who_took_it_and_how_it_was_agreed_are_kept(staff, group):
    post(staff, group)

    row = Registration.objects.get()
    assert (row.source, row.entered_by, row.agreed_on, row.agreed_how) == (
        "staff",
        staff,
        date(2026, 10, 15),
        "phone",
    )
    assert row.form_key == UUID(KEY)
    entry = AuditEntry.objects.get(action="registered")
    assert (entry.actor, entry.hub, entry.object_type) == (
        staff,
        group.hub,
        "recruitment.place",
    )
    text = client_of(staff).get(tab_of(row.participant)).content.decode()
    assert "Agreed by telephone on 15 October 2026" in " ".join(text.split())
    assert "Ola Berg" in text


def test_two_presses_make_one_registration(staff, group):
    post(staff, group)
    post(staff, group, is_somebody_else="on")

    assert Registration.objects.count() == 1
    assert Email.objects.count() == 1
    assert AuditEntry.objects.filter(action="registered").count() == 1


@pytest.mark.parametrize(
    ("missing", "where", "words"),
    [
        ("first_name", "answers", "Write your first name."),
        ("school_name", "answers", "Write your school's name and its town."),
        ("agrees", "agreement", "Register nobody who has not agreed to it."),
        ("how", "agreement", "Say how."),
        ("on", "agreement", "Say on which day."),
    ],
)
def test_what_is_missing_is_said_and_nobody_is_registered(
    staff, group, missing, where, words
):
    page = post(staff, group, **{missing: ""})

    assert getattr(page.context["entry"], where).errors == {missing: [words]}
    assert 'value="Shah"' in page.content.decode()
    assert not Place.objects.exists()


def test_nobody_agreed_on_a_day_to_come(staff, group):
    page = post(staff, group, on="2026-10-17")

    errors = page.context["entry"].agreement.errors
    assert errors == {"on": ["This day is still to come."]}
    assert not Place.objects.exists()


def test_a_school_is_found_and_kept(staff, group):
    school = make_school("Rose Hill Primary School", urn=900777)
    search = {"school_query": "Rose Hill", "school": "", "press": "find_school"}

    found = post(staff, group, **search).content.decode()
    post(staff, group, school_query="Rose Hill", school="900777", school_name="")

    assert 'value="900777"' in found
    assert "errorlist" not in found
    assert Place.objects.get().school == school


def test_a_programme_of_two_years_asks_for_both(staff):
    programme = make_programme(make_hub())
    stages = [make_stage(programme, order=order) for order in (1, 2)]
    group = make_work_group(project=make_project(stages[0]))

    page = post(staff, group)
    post(staff, group, years="both")

    assert list(page.context["entry"].answers.errors) == ["years"]
    assert Registration.objects.get().both_years is True


def test_the_questions_asked_after_registering_are_kept_as_well(staff, group):
    more = {"phone": "020 7946 0001", "access_needs": "A seat near the front."}

    post(staff, group, **more, release_agreed="yes", release_name="Sam Head")

    place = Place.objects.get()
    assert place.participant.phone == "020 7946 0001"
    assert (place.access_needs, place.release_name) == (
        "A seat near the front.",
        "Sam Head",
    )


def test_a_full_group_makes_the_person_wait(staff):
    group = make_work_group(capacity=1)
    make_place("confirmed", work_group=group)

    post(staff, group)

    assert Place.objects.get(participant__last_name="Shah").state == "waiting"
    assert Email.objects.get().kind == "waiting_list"


# --- people who are known already


def known_at(hub, **fields):
    names = {"first_name": "Priya", "last_name": "Shah", **fields}
    return make_participant(hub, **names)


@pytest.mark.parametrize(
    ("fields", "same"),
    [
        ({"email": "priya.shah@example.org"}, "has this address"),
        ({"first_name": "Jo", "email": "priya.shah@example.org"}, "has this address"),
        ({"second_email": "priya.shah@example.org"}, "has this address"),
        ({"first_name": "priya", "email": "p@example.org"}, "has this name"),
    ],
)
def test_people_known_already_are_named_before_anybody_is_registered(
    staff, group, fields, same
):
    known = known_at(group.hub, **fields)
    other = make_work_group("Bromley", hub=group.hub)
    make_place("confirmed", work_group=other, participant=known)

    page = post(staff, group)

    (each,) = page.context["entry"].known
    assert (each.person, each.same, each.places) == (
        known,
        same,
        ["Bromley (2026/27), secured"],
    )
    assert "Is it one of these people?" in page.content.decode()
    assert Registration.objects.filter(work_group=group).count() == 0


def test_with_the_same_name_and_address_the_place_goes_to_the_known_person(
    staff, group
):
    known = known_at(group.hub, email="priya.shah@example.org")

    post(staff, group, is_somebody_else="on")

    assert Place.objects.get().participant == known


@pytest.mark.parametrize(
    "fields", [{"first_name": "Jo", "email": "priya.shah@example.org"}, {"email": ""}]
)
def test_otherwise_a_new_person_is_made(staff, group, fields):
    known = known_at(group.hub, **fields)

    post(staff, group, is_somebody_else="on", email=fields["email"])

    assert Place.objects.get().participant != known
    assert Participant.objects.count() == 2


def test_somebody_in_the_group_already_is_told_in_words_and_gets_no_email(staff, group):
    known = known_at(group.hub, email="priya.shah@example.org")
    make_place("waiting", work_group=group, participant=known)

    page = post(staff, group, is_somebody_else="on")

    said = [str(each) for each in page.context["messages"]]
    assert said == ["Priya Shah is in this group already: on the waiting list."]
    assert (Place.objects.count(), Email.objects.count()) == (1, 0)


def test_people_of_another_hub_are_never_named(staff, group):
    known_at(make_hub("Wolds"), email="priya.shah@example.org")

    post(staff, group)

    assert Place.objects.get().participant.hub == group.hub


# --- who may do it


def test_another_hub_finds_neither_page(staff, group):
    post(staff, group, email="")
    row = Registration.objects.get()
    client = client_of(make_staff("hub_lead", hub=make_hub("Wolds")))
    told = {"registration": row.pk, "on": "2026-10-16", "how": "phone"}

    answers = [
        client.post(page_of(group), {**FORM, "form_key": KEY[:-1] + "2"}),
        client.post(tab_of(row.participant), told),
    ]

    assert [each.status_code for each in answers] == [404, 404]
    row.refresh_from_db()
    assert (Registration.objects.count(), row.told_on) == (1, None)


@pytest.mark.parametrize("kind", ["work_group_lead", "evaluator", "national"])
def test_other_roles_have_no_such_page(group, kind):
    user = make_staff(kind, hub=None if kind == "national" else group.hub)
    group.leads.add(user)

    answer = client_of(user).post(page_of(group), FORM)

    assert answer.status_code in (403, 404)
    assert not Place.objects.exists()


def test_a_cancelled_group_has_no_form_and_takes_nobody(staff, group):
    group.cancelled_on = date(2026, 10, 1)
    group.save()

    page = client_of(staff).get(page_of(group)).content.decode()
    post(staff, group)

    assert "This group is cancelled, so nobody can be registered in it." in page
    assert "first_name" not in page
    assert not Place.objects.exists()


def test_the_dates_stand_there_to_be_read_out(staff, group):
    make_session(group)

    page = client_of(staff).get(page_of(group)).content.decode()

    assert "Friday 16 October 2026, 4pm to 6pm" in page
