"""Importing a list of interested people: what becomes of each line."""

from datetime import date

import pytest

from recruitment.actions import interest_lists
from recruitment.errors import GroupClosed
from recruitment.models import (
    Email,
    Mentorship,
    Participant,
    Place,
    PlaceEvent,
    Registration,
)
from tests.factories import (
    FRIDAY_5PM,
    YEAR,
    make_authority,
    make_hub,
    make_participant,
    make_place,
    make_school,
    make_session,
    make_staff,
    make_work_group,
)
from tests.recruitment.list_cases import (
    LATER,
    counts,
    import_list,
    listed,
    refused,
    states,
    two_years,
)
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def test_a_line_becomes_a_person_with_their_registration_and_place():
    group = two_years()
    school = make_school("Rose Hill Primary School")
    staff = make_staff("hub_lead", name="Ola Berg")
    person = listed(
        second_email="ada@home.example.org",
        phone="020 7946 0000",
        urn=school.urn,
        school_name="Rosehill",
        job_role="Teacher",
        induction_year="second",
        year_groups=("3", "4"),
        both_years=False,
        mentor_name="Jo Fern",
        mentor_email="jo@school.example.org",
    )

    result = import_list(group, person, by=staff)

    place = Place.objects.get()
    who, registration = place.participant, place.registration
    assert (who.hub, who.first_name, who.last_name, who.email, who.phone) == (
        group.hub,
        "Ada",
        "Brook",
        "ada@school.example.org",
        "020 7946 0000",
    )
    assert who.second_email == "ada@home.example.org"
    assert (
        registration.participant,
        registration.work_group,
        registration.source,
        registration.both_years,
        registration.entered_by,
        registration.registered_at,
        registration.computer,
    ) == (who, group, "import", False, staff, FRIDAY_5PM, "")
    assert (place.work_group, place.state, place.school, place.school_name) == (
        group,
        "interested",
        school,
        "",
    )
    assert (place.job_role, place.induction_year, place.year_groups) == (
        "Teacher",
        "second",
        ["3", "4"],
    )
    event = PlaceEvent.objects.get()
    assert (event.to_state, event.actor, event.at, event.reason) == (
        "interested",
        staff,
        FRIDAY_5PM,
        "From the list “lewisham.csv”.",
    )
    mentorship = Mentorship.objects.get()
    assert (mentorship.mentor.name, mentorship.mentor.email) == (
        "Jo Fern",
        "jo@school.example.org",
    )
    assert (mentorship.participant, mentorship.registration) == (who, registration)
    assert Email.objects.count() == 0
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.hub, entry.object_id, entry.fields) == (
        "imported",
        staff,
        group.hub,
        str(place.pk),
        "state",
    )
    assert result == interest_lists.ImportedList(
        added=1, states={"interested": 1}, schools_matched=1
    )


@pytest.mark.parametrize(("said", "kept"), [(None, True), (True, True), (False, False)])
def test_both_years_are_meant_where_a_list_says_nothing(said, kept):
    import_list(two_years(), listed(both_years=said))

    assert Registration.objects.get().both_years is kept


def test_in_the_last_stage_nobody_is_down_for_both_years():
    import_list(make_work_group(), listed(both_years=True))

    assert Registration.objects.get().both_years is False


def test_a_mentor_without_a_name_is_called_by_their_address():
    import_list(make_work_group(), listed(mentor_email="jo@school.example.org"))

    assert str(Mentorship.objects.get().mentor) == "jo@school.example.org"


@pytest.mark.parametrize("listed_as", ["interested", "confirmed"])
def test_the_same_list_again_changes_nothing(listed_as):
    group = two_years()
    people = [
        listed(2, mentor_email="jo@school.example.org"),
        listed(3, "Eve", email="ada@school.example.org"),
    ]
    import_list(group, *people, listed_as=listed_as, emails="draft")
    before = counts()

    result = import_list(group, *people, listed_as=listed_as, emails="draft", at=LATER)

    assert counts() == before
    assert result == interest_lists.ImportedList(unchanged=2)
    assert AuditEntry.objects.filter(at=LATER).count() == 0


def change_address(person):
    person.email, person.former_emails = "new@example.org", [person.email]
    person.save()


def change_name(person):
    person.first_name, person.email = "Adah", "new@example.org"
    person.save()


def erase(person):
    person.first_name = person.last_name = person.email = ""
    person.erased_at = FRIDAY_5PM
    person.save()


def merge(person):
    person.merged_into = make_participant()
    person.save()


@pytest.mark.parametrize("what", [change_address, change_name, erase, merge])
def test_a_line_is_known_again_whatever_became_of_the_person(what):
    group = make_work_group()
    import_list(group)
    what(Participant.objects.get())
    before = counts()

    result = import_list(group, at=LATER)

    assert counts() == before
    assert (result.added, result.unchanged) == (0, 1)


def test_an_erased_person_is_not_confirmed_by_a_later_list():
    group = make_work_group()
    import_list(group)
    erase(Participant.objects.get())

    result = import_list(group, listed_as="confirmed", at=LATER)

    assert (states(group), result.unchanged) == (["interested"], 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "ada@school.example.org"},
        {"email": "a@b.example.org", "second_email": "ada@school.example.org"},
        {"email": "a@b.example.org", "former_emails": ["ada@school.example.org"]},
    ],
)
def test_a_person_whom_the_hub_knows_keeps_their_row(fields):
    group = make_work_group()
    known = make_participant(group.hub, first_name="ada", last_name="BROOK", **fields)

    import_list(group)

    assert Place.objects.get().participant == known


@pytest.mark.parametrize(
    "fields",
    [
        {"first_name": "Eve", "last_name": "Brook"},
        {"first_name": "Ada", "last_name": "Brook", "hub": "Wolds"},
        {"first_name": "Ada", "last_name": "Brook", "email": "other@example.org"},
        {"first_name": "Ada", "last_name": "Brook", "erased_at": FRIDAY_5PM},
    ],
)
def test_anybody_else_is_another_person(fields):
    group = make_work_group()
    values = {"email": "ada@school.example.org", **fields}
    hub = make_hub(values.pop("hub", group.hub.name))
    known = make_participant(hub, **values)

    import_list(group)

    assert Place.objects.get().participant != known


def test_a_record_that_took_over_another_gets_the_place():
    group = make_work_group()
    kept = make_participant(group.hub)
    make_participant(
        group.hub,
        first_name="Ada",
        last_name="Brook",
        email="ada@school.example.org",
        merged_into=kept,
    )

    import_list(group)

    assert Place.objects.get().participant == kept


@pytest.mark.parametrize("state", ["withdrawn", "declined", "not_selected", "moved"])
@pytest.mark.parametrize("listed_as", ["interested", "confirmed"])
def test_a_place_that_ended_is_not_opened_again(state, listed_as):
    group = make_work_group()
    import_list(group)
    Place.objects.update(state=state)

    result = import_list(group, listed_as=listed_as, at=LATER)

    label = Place.objects.get().get_state_display()
    assert states(group) == [state]
    assert [str(each) for each in result.kept] == [
        f"Line 2: Ada Brook has a place in this group that stays {label}."
    ]


def test_an_open_place_counts_more_than_one_that_ended():
    group = make_work_group()
    person = make_participant(
        group.hub, first_name="Ada", last_name="Brook", email="ada@school.example.org"
    )
    for state in ("withdrawn", "waiting", "withdrawn"):
        make_place(state, work_group=group, participant=person)

    result = import_list(group, listed_as="confirmed")

    assert states(group) == ["withdrawn", "confirmed", "withdrawn"]
    assert (result.changed, result.kept) == (1, [])


# --- schools


def test_schools_are_found_by_number_or_by_a_name_that_is_the_only_one():
    group = make_work_group()
    here = {"local_authority": group.local_authority}
    elm = make_school("Elm Primary School", **here)
    make_school("St John’s School", **here)
    make_school("Saint Johns School", **here)
    make_school("Oak School", local_authority=make_authority("Kent"))
    make_school("Ash School", status="closed", **here)
    names = ["ELM primary school.", "St. John's School", "Oak School", "Ash School", ""]
    people = [
        listed(line, f"P{line}", school_name=name) for line, name in enumerate(names, 2)
    ]

    result = import_list(group, *people)

    found = Place.objects.order_by("pk").values_list("school", "school_name")
    assert list(found) == [
        (elm.pk, ""),
        (None, "St. John's School"),
        (None, "Oak School"),
        (None, "Ash School"),
        (None, ""),
    ]
    assert (result.schools_matched, result.schools_in_words) == (1, 3)


def test_a_group_of_the_whole_hub_looks_in_the_hubs_area():
    group = make_work_group(local_authority=None)
    near, far = make_authority("Kent"), make_authority("Surrey")
    group.hub.areas.create(local_authority=near, start_year=YEAR)
    group.hub.areas.create(local_authority=far, start_year=YEAR - 1)
    theirs = make_authority("Essex")
    make_hub("Wolds").areas.create(local_authority=theirs, start_year=YEAR)
    elm = make_school("Elm School", local_authority=near)
    make_school("Oak School", local_authority=far)
    make_school("Ash School", local_authority=theirs)
    names = ("Elm School", "Oak School", "Ash School")

    import_list(
        group, *(listed(n, f"P{n}", school_name=name) for n, name in enumerate(names))
    )

    found = Place.objects.order_by("pk").values_list("school", flat=True)
    assert list(found) == [elm.pk, None, None]


def test_a_number_that_no_school_has_refuses_the_whole_list():
    group = make_work_group()
    before = counts()

    problems = refused(group, listed(2), listed(7, "Eve", urn=7))

    assert problems == ["Line 7: No school has the number 7."]
    assert counts() == before


# --- groups


@pytest.mark.parametrize(
    ("fields", "begins"),
    [
        ({"cancelled_on": date(2026, 10, 1)}, "This group is cancelled"),
        ({"over": True}, "All sessions of this group are over"),
    ],
)
@pytest.mark.parametrize("listed_as", ["interested", "confirmed"])
def test_a_group_that_does_not_go_on_takes_nobody(fields, begins, listed_as):
    group = make_work_group(cancelled_on=fields.get("cancelled_on"))
    if fields.get("over"):
        make_session(group, on=date(2026, 10, 15))

    with pytest.raises(GroupClosed, match=begins):
        import_list(group, listed_as=listed_as)


@pytest.mark.parametrize(
    "fields", [{"opens_on": date(2026, 12, 1)}, {"closes_on": date(2026, 10, 1)}]
)
def test_a_group_that_is_closed_to_visitors_takes_a_list(fields):
    group = make_work_group(**fields)

    import_list(group)

    assert states(group) == ["interested"]
