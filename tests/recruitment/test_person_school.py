"""The school on a person's home: staff look it up and keep another, without scripts."""

import re

import pytest

from recruitment.actions import schools
from recruitment.models import Place
from tests.factories import (
    FRIDAY_5PM,
    YEAR,
    give_role,
    make_authority,
    make_hub,
    make_place,
    make_programme,
    make_project,
    make_school,
    make_session,
    make_staff,
    make_stage,
    make_user,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.hubsite.test_person_home import home_of, make_place_of, make_priya
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
FIND, KEEP = {"press": "find"}, {"press": "keep"}


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub(), name="Ola Berg")


def post(user, person, **data):
    return client_of(user).post(home_of(person, "school/"), data, follow=True)


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def choices_on(answer) -> list[str]:
    found = re.findall(
        r'<label><input type="radio" name="school".*?> (.*?)</label>',
        answer.content.decode(),
    )
    return [" ".join(each.split()) for each in found]


def schools_of(person) -> list[tuple[str, str]]:
    rows = person.places.order_by("pk").values_list("school__name", "school_name")
    return [(name or "", typed) for name, typed in rows]


def test_staff_look_a_school_up_and_keep_it(staff):
    priya = make_priya()
    place = make_place_of(priya, state="confirmed", school_name="The old one")
    kent = make_authority("Kent")
    here = make_school(
        "Elm Park School", urn=100_001, town="London", postcode="SE1 1AA"
    )
    make_school("Elm Park School", urn=100_002, local_authority=kent, status="closed")

    found = post(staff, priya, **FIND, looked_for="elm park")

    assert choices_on(found) == [
        "Elm Park School, London, SE1 1AA, Lewisham · 100001",
        "Elm Park School, Kent (closed) · 100002",
    ]
    assert 'value="elm park"' in found.content.decode()
    assert "errorlist" not in found.content.decode()
    assert schools_of(priya) == [("", "The old one")]

    kept = post(staff, priya, **KEEP, looked_for="elm park", school=here.pk)

    assert said(kept) == ["Elm Park School is kept for 1 place."]
    assert schools_of(priya) == [("Elm Park School", "")]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.object_type, entry.object_id) == (
        "change_school",
        staff,
        "recruitment.place",
        str(place.pk),
    )


def test_schools_of_the_groups_authority_come_first(staff):
    priya = make_priya()
    make_place_of(priya)
    make_school("Ash School", urn=100_001, local_authority=make_authority("Kent"))
    make_school("Ash School", urn=100_002)

    found = post(staff, priya, **FIND, looked_for="ash")

    assert [line[-6:] for line in choices_on(found)] == ["100002", "100001"]


def test_of_many_schools_ten_are_listed_with_their_number(staff):
    priya = make_priya()
    make_place_of(priya)
    for number in range(12):
        make_school(f"Oak {number} School")

    text = post(staff, priya, **FIND, looked_for="oak").content.decode()

    assert text.count('type="radio" name="school"') == 10
    assert "10 of 12 schools; is it missing? Add the town" in " ".join(text.split())


def test_a_school_that_is_not_found_is_kept_by_its_name(staff):
    priya = make_priya()
    make_place_of(priya, state="confirmed", school=make_school(), works_in_school=False)

    none = post(staff, priya, **FIND, looked_for="nowhere")
    kept = post(staff, priya, **KEEP, looked_for="nowhere", school_name=" New  Free ")

    assert "No school was found." in none.content.decode()
    assert said(kept) == ["New Free is kept for 1 place."]
    assert schools_of(priya) == [("", "New Free")]
    assert Place.objects.get().works_in_school is True


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({}, "Find the school and choose it."),
        ({"looked_for": "elm"}, "Find the school and choose it."),
        ({"looked_for": "elm", "school": "7"}, "Select a valid choice."),
        (
            {"looked_for": "elm", "school": "found", "school_name": "Elm"},
            "Choose a school, or write its name: not both.",
        ),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(staff, typed, problem):
    priya = make_priya()
    make_place_of(priya, school_name="The old one")
    school = make_school("Elm School")
    data = {**typed, "school": school.pk} if typed.get("school") == "found" else typed

    text = post(staff, priya, **KEEP, **data).content.decode()

    assert problem in text
    assert schools_of(priya) == [("", "The old one")]
    for value in typed.values():
        assert value in {"7", "found"} or f'value="{value}"' in text
    assert AuditEntry.objects.count() == 0


def test_places_that_ended_or_are_of_earlier_years_keep_theirs():
    priya, elm = make_priya(), make_school("Elm School")
    states = {
        "interested": "Elm School",
        "waiting": "Elm School",
        "offered": "Elm School",
        "confirmed": "Elm School",
        "provisional": "Elm School",
        "deferred": "Elm School",
        "withdrawn": "",
        "completed": "",
        "moved": "",
    }
    for state in states:
        make_place_of(priya, state=state)
    old = make_work_group(hub=priya.hub, start_year=YEAR - 1)
    make_place("confirmed", work_group=old, participant=priya)
    itt = make_stage(make_programme(priya.hub, audience="itt"))
    providers = make_work_group(project=make_project(itt))
    make_place("waiting", work_group=providers, participant=priya)

    changed = schools.change_school(
        priya, school=elm, by=make_staff("hub_lead"), at=FRIDAY_5PM
    )

    names = [name for name, _ in schools_of(priya)]
    assert names == [*states.values(), "", ""]
    assert len(changed) == 6


def test_the_same_school_again_changes_nothing(staff):
    priya, elm = make_priya(), make_school("Elm School")
    make_place_of(priya, school=elm)

    answer = post(staff, priya, **KEEP, looked_for="elm", school=elm.pk)

    assert said(answer) == ["It was Elm School already."]
    assert AuditEntry.objects.count() == 0


def test_the_page_says_the_school_of_each_current_place(staff):
    priya = make_priya()
    make_place_of(priya, title="Bexley", school=make_school("Elm <b>School</b>"))
    make_place_of(priya, title="Croydon")
    make_place_of(priya, title="Gone", state="withdrawn")

    text = " ".join(
        client_of(staff).get(home_of(priya, "school/")).content.decode().split()
    )

    assert "Bexley, 2026/27: <strong>Elm &lt;b&gt;School&lt;/b&gt;</strong>" in text
    assert "Croydon, 2026/27: <strong>not given</strong>" in text
    assert "Gone, 2026/27" not in text
    assert "It is kept for these places." in text


def test_without_a_current_place_there_is_nothing_to_change(staff):
    priya = make_priya()
    make_place_of(priya, state="withdrawn")

    text = client_of(staff).get(home_of(priya, "school/")).content.decode()

    assert "There is no current place whose school could change." in text
    assert "Find the school" not in text


def test_a_blanked_person_has_no_school_to_change(staff):
    priya = make_priya(erased_at=FRIDAY_5PM)
    make_place_of(priya, school_name="The old one")

    answer = post(staff, priya, **KEEP, school_name="New")

    assert answer.status_code == 403
    assert schools_of(priya) == [("", "The old one")]
    assert (
        "Change the school" not in client_of(staff).get(home_of(priya)).content.decode()
    )


@pytest.mark.parametrize("kind", ["work_group_lead", "la_partner", "evaluator"])
def test_other_roles_reach_neither_page_nor_act(kind):
    priya = make_priya()
    place = make_place_of(priya, school_name="The old one")
    make_session(place.work_group)
    user = make_user()
    is_partner = kind == "la_partner"
    area = make_authority() if is_partner else None
    give_role(user, kind, hub=priya.hub, local_authority=area)
    place.work_group.leads.add(user)

    answer = post(user, priya, **KEEP, school_name="New")

    assert answer.status_code in {403, 404}
    assert schools_of(priya) == [("", "The old one")]


def test_a_person_of_another_hub_is_not_found(staff):
    theirs = make_priya(make_hub("Wolds"))
    make_place_of(theirs, school_name="The old one")

    answer = post(staff, theirs, **KEEP, school_name="New")

    assert answer.status_code == 404
    assert schools_of(theirs) == [("", "The old one")]


def test_the_persons_home_leads_to_it(staff):
    priya = make_priya()

    text = client_of(staff).get(home_of(priya)).content.decode()

    assert f'<a href="{home_of(priya, "school/")}">Change the school</a>' in text
