"""A training provider's home in the admin: who of a hub is and was there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    give_role,
    make_hub,
    make_participant,
    make_place,
    make_school,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from workgroups.models import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub())


@pytest.fixture
def provider():
    return make_provider("Hill & Dale SCITT", accredited=True, ukprn="10001234")


def make_provider(name, kind="scitt", **fields):
    return Provider.objects.create(name=name, kind=kind, **fields)


def make_person(name, hub=None, year=2026, state="confirmed", **fields):
    hub = hub or make_hub()
    person = make_participant(hub, first_name=name, last_name="Shah")
    group = make_work_group("Greenwich", hub=hub, start_year=year)
    return make_place(state, work_group=group, participant=person, **fields)


def home_of(provider):
    return f"/admin/workgroups/provider/{provider.pk}/"


def named(years):
    return [
        (
            each.year,
            [str(place.participant) for place in each.works_there],
            [str(place.participant) for place in each.trained_by_it],
        )
        for each in years
    ]


def test_people_stand_by_year_with_both_ways_of_naming_a_provider(staff, provider):
    other = make_provider("Elsewhere")
    make_person("Now", provider=provider)
    make_person("Ect", lead_provider=provider, provider=other)
    make_person("Both", year=2025, provider=provider, lead_provider=provider)
    make_person("Before", year=2025, lead_provider=provider, state="withdrawn")
    make_person("Stranger", provider=other, lead_provider=other)
    make_person("Nobody")

    years = client_of(staff).get(home_of(provider)).context["years"]

    assert named(years) == [
        ("2026/27", ["Now Shah"], ["Ect Shah"]),
        ("2025/26", ["Both Shah"], ["Before Shah", "Both Shah"]),
    ]


def test_every_hub_sees_the_provider_and_only_its_own_people(staff, provider):
    bexley = make_hub("Bexley Hub")
    make_person("Ours", provider=provider)
    make_person("Theirs", bexley, provider=provider)
    make_person("Theirs too", bexley, lead_provider=provider)

    ours = client_of(staff).get(home_of(provider))
    theirs = client_of(make_staff("hub_lead", hub=bexley)).get(home_of(provider))

    assert named(ours.context["years"]) == [("2026/27", ["Ours Shah"], [])]
    assert named(theirs.context["years"]) == [
        ("2026/27", ["Theirs Shah"], ["Theirs too Shah"])
    ]
    assert "Theirs" not in ours.content.decode()


def test_staff_of_two_hubs_see_the_people_of_the_hub_that_is_chosen(staff, provider):
    bexley = make_hub("Bexley Hub")
    give_role(staff, "hub_lead", hub=bexley)
    make_person("Ours", provider=provider)
    make_person("Theirs", bexley, provider=provider)

    page = client_of(staff).get(f"{home_of(provider)}?hub={bexley.pk}")

    assert named(page.context["years"]) == [("2026/27", ["Theirs Shah"], [])]


def test_a_provider_is_called_by_its_name_and_told_in_words(staff, provider):
    school = make_school("Rose Hill")
    place = make_person("<i>Priya", lead_provider=provider, school=school)

    text = one_line(client_of(staff).get(home_of(provider)).content.decode())

    assert "<h1>Hill &amp; Dale SCITT</h1>" in text
    assert "<p>SCITT, accredited, UKPRN 10001234.</p>" in text
    assert "<h3>ECT training from here: 1</h3>" in text
    person = f"/admin/recruitment/participant/{place.participant_id}/"
    assert (
        f'<a href="{person}">&lt;i&gt;Priya Shah</a> · Rose Hill · Greenwich: secured'
        in text
    )
    assert "From here:" not in text
    assert "No longer offered" not in text


def test_a_place_without_a_group_names_its_stage(staff, provider):
    place = make_person("Priya", provider=provider)
    place.work_group, place.state = None, "provisional"
    place.save()

    text = one_line(client_of(staff).get(home_of(provider)).content.decode())

    assert f"Priya Shah</a> · {place.stage}: pencilled in" in text
    assert "<h3>From here: 1</h3>" in text


def test_a_provider_that_nobody_named_and_that_is_out_of_use(staff):
    page = client_of(staff).get(home_of(make_provider("Old", "other", in_use=False)))

    text = one_line(page.content.decode())
    assert "Nobody at your hub has named this provider." in text
    assert (
        "<p>Other. <strong>No longer offered when people register.</strong></p>" in text
    )


def test_the_list_leads_home_and_the_row_cannot_be_changed_by_a_hub(staff, provider):
    client = client_of(staff)

    listed = client.get("/admin/workgroups/provider/").content.decode()
    page = client.get(f"{home_of(provider)}change/")

    assert f'href="{home_of(provider)}"' in listed
    assert [(tab.words, tab.is_here) for tab in page.context["tabs"]] == [
        ("People", False),
        ("Notes and contacts", False),
        ("Details", True),
        ("History", False),
    ]


@pytest.mark.parametrize(
    ("kind", "code"), [("national", 404), ("work_group_lead", 403), ("evaluator", 403)]
)
def test_the_home_is_for_hub_staff(provider, kind, code):
    hub = None if kind == "national" else make_hub()

    answer = client_of(make_staff(kind, hub=hub)).get(home_of(provider))

    assert answer.status_code == code


def test_a_home_takes_as_many_statements_with_1_person_as_with_30(staff, provider):
    make_person("Priya", provider=provider)
    client = client_of(staff)
    client.get(home_of(provider))
    with CaptureQueriesContext(connection) as few:
        client.get(home_of(provider))

    for number in range(30):
        make_person(f"Person {number}", lead_provider=provider, school=make_school())
        make_person(f"Other {number}", make_hub(f"Hub {number}"), provider=provider)
    make_person("Before", year=2025, provider=provider)
    with CaptureQueriesContext(connection) as many:
        client.get(home_of(provider))

    assert len(few) == len(many) <= 15
