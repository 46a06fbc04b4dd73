"""The search box of the admin: people, schools and groups of the account's hubs."""

import logging

import pytest
from django.db import connection

from hubsite.logs import Formatter
from recruitment.models import Participant
from tests import factories
from tests.hubsite.test_admin_start_page import marks_on
from workgroups.models import AuditEntry, HubArea

pytestmark = pytest.mark.django_db
FIND = "/admin/search/"


def person(hub, first: str, last: str, email: str = "", **fields) -> Participant:
    address = email or f"{first}.{last}.{hub.pk}@example.org".lower()
    return factories.make_participant(
        hub=hub, first_name=first, last_name=last, email=address, **fields
    )


@pytest.fixture
def hubs():
    """Two hubs, with two groups and the same people in each."""
    found = [factories.make_hub("Hub A"), factories.make_hub("Hub B")]
    for hub in found:
        for title in ("Zebra mornings", "Zebra evenings"):
            factories.make_work_group(f"{title} {hub.name}", hub=hub)
        person(hub, "Priya", "Shah")
        person(hub, "Priya", "Lindqvist")
    return found


@pytest.fixture
def lead(hubs, signed_in):
    return signed_in(factories.make_staff("hub_lead", hub=hubs[0]))


def found_by(client, text: str) -> dict[str, list[str]]:
    """The names that a search shows, by kind."""
    page = client.get(FIND, {"q": text})
    assert page.status_code == 200
    results = page.context["searched"].results
    return {each.heading: [row.label for row in each.rows] for each in results}


@pytest.mark.parametrize("text", ["Priya Shah", "shah priya", "  SHAH   pri "])
def test_a_person_is_found_by_words_of_the_name_in_any_order(lead, text):
    assert found_by(lead, text)["People"] == ["Priya Shah"]


def test_only_rows_of_the_own_hub_are_found(lead):
    assert found_by(lead, "zebra")["Groups"] == [
        "Zebra evenings Hub A",
        "Zebra mornings Hub A",
    ]
    assert found_by(lead, "priya")["People"] == ["Priya Lindqvist", "Priya Shah"]


def test_staff_of_two_hubs_find_rows_of_both_and_read_of_which(hubs, signed_in):
    user = factories.make_staff("hub_lead", hub=hubs[0])
    factories.give_role(user, "hub_lead", hub=hubs[1])

    page = signed_in(user).get(FIND, {"q": "shah"})

    people = page.context["searched"].results[0].rows
    assert [row.detail for row in people] == [
        f"priya.shah.{hubs[0].pk}@example.org · Hub A",
        f"priya.shah.{hubs[1].pk}@example.org · Hub B",
    ]


def test_every_result_opens_the_home_of_the_thing(lead, hubs):
    school = factories.make_school(name="Zebra Primary School")

    page = lead.get(FIND, {"q": "zebra"})

    urls = [row.url for each in page.context["searched"].results for row in each.rows]
    assert f"/admin/workgroups/school/{school.pk}/" in urls
    assert len(urls) == 3
    for url in urls:
        assert lead.get(url).status_code == 200


@pytest.mark.parametrize("text", ["St Mary's", "saint marys", "Hill St. Mary’s"])
def test_a_school_is_found_in_spite_of_the_usual_variations(lead, text):
    factories.make_school(name="St Mary's Hill Primary School")

    assert found_by(lead, text)["Schools"] == ["St Mary's Hill Primary School"]


def test_schools_of_the_hubs_area_come_first(lead, hubs):
    far, near = factories.make_authority("Far"), factories.make_authority("Near")
    HubArea.objects.create(hub=hubs[0], local_authority=near, start_year=2026)
    HubArea.objects.create(hub=hubs[1], local_authority=far, start_year=2026)
    factories.make_school(name="Oak A", local_authority=far)
    factories.make_school(name="Oak B", local_authority=near)

    assert found_by(lead, "oak")["Schools"] == ["Oak B", "Oak A"]


def test_a_school_number_opens_the_school(lead):
    school = factories.make_school(name="Oak")

    answer = lead.get(FIND, {"q": f" {school.urn} "})

    assert answer["Location"] == f"/admin/workgroups/school/{school.pk}/"


@pytest.mark.parametrize("text", ["Ring.Me@Example.org", "summer@example.org"])
def test_an_address_opens_the_person(lead, hubs, text):
    mine, theirs = [
        person(
            hub, "Ola", "Berg", "ring.me@example.org", second_email="summer@example.org"
        )
        for hub in hubs
    ]

    answer = lead.get(FIND, {"q": text})

    assert answer["Location"] == f"/admin/recruitment/participant/{mine.pk}/"


def test_an_address_of_two_people_lists_both(lead, hubs):
    for last in ("Berg", "Holm"):
        person(hubs[0], "Ola", last, "office@example.org")

    assert found_by(lead, "office@example.org")["People"] == ["Ola Berg", "Ola Holm"]


@pytest.mark.parametrize("text", ["NCP 26-31", "ncp26-31"])
def test_a_project_code_opens_its_only_group_or_lists_its_groups(lead, hubs, text):
    groups = [hub.work_groups.first() for hub in hubs]
    for group in groups:
        project = group.project
        project.code_year, project.code_number = 2026, 31
        project.save()

    answer = lead.get(FIND, {"q": text})
    second = factories.make_work_group("Later", project=groups[0].project)

    assert answer["Location"] == f"/admin/workgroups/workgroup/{groups[0].pk}/"
    assert sorted(found_by(lead, text)["Groups"]) == sorted(
        [groups[0].title, second.title]
    )


def test_many_rows_are_cut_and_lead_to_the_list_of_exactly_all(lead, hubs):
    for number in range(14):
        person(hubs[number % 2], "Tolu", f"Number {number:02}")
    for number in range(11):
        person(hubs[0], "Tolu", f"More {number:02}")

    page = lead.get(FIND, {"q": "tolu"})

    assert "12 of 18." in page.content.decode()
    [(count, url)] = marks_on(page).links
    assert count == 18
    assert marks_on(lead.get(url)).totals == [18]


@pytest.mark.parametrize("text", ["", "   ", "\0", "%", "'", "x" * 500, "9" * 40])
def test_odd_words_find_nothing_and_are_no_error(lead, text):
    assert not any(found_by(lead, text).values())


def test_the_national_team_finds_no_people(hubs, signed_in):
    found = found_by(signed_in(factories.make_staff("national")), "zebra")

    assert list(found) == ["Schools", "Groups"]
    assert len(found["Groups"]) == 4


def test_others_may_not_search(hubs, signed_in):
    client = signed_in(factories.make_staff("work_group_lead", hub=hubs[0]))

    assert client.get(FIND, {"q": "priya"}).status_code == 403


@pytest.mark.parametrize("url", ["/admin/", FIND, "/admin/workgroups/school/"])
def test_every_page_has_the_box(lead, url):
    text = lead.get(url).content.decode()

    assert 'action="/admin/search/"' in text
    assert 'name="q" id="id_find"' in text


def test_a_search_takes_six_statements_for_any_number_of_rows(
    lead, hubs, data_statements
):
    with data_statements(at_most=6) as few:
        lead.get(FIND, {"q": "e"})
    for number in range(40):
        other = factories.make_hub(f"Other {number}")
        factories.make_work_group(hub=other)
        person(hubs[0], "Tolu", f"Number {number}")
        factories.make_work_group(f"More {number}", hub=hubs[0])
        factories.make_school(name=f"Elm {number}")

    with data_statements(at_most=6) as many:
        page = lead.get(FIND, {"q": "e"})

    assert len(many) == len(few)
    assert [len(each.rows) for each in page.context["searched"].results] == [12] * 3


def test_a_search_changes_nothing(lead):
    before = AuditEntry.objects.count()

    with connection.execute_wrapper(refuse_changes):
        lead.get(FIND, {"q": "priya"})

    assert AuditEntry.objects.count() == before


def refuse_changes(execute, sql, params, many, context):
    assert sql.lstrip("( ").upper().startswith(("SELECT", "SAVEPOINT", "RELEASE"))
    return execute(sql, params, many, context)


@pytest.mark.parametrize(
    "address", ["priya.shah@school.example", "priya.shah%2Bnew%40school.example"]
)
def test_an_address_that_was_searched_for_is_in_no_log_line(address):
    line = f'"GET /admin/search/?q={address} HTTP/1.1" 200'
    record = logging.LogRecord("any", logging.INFO, "", 0, line, (), None)

    text = Formatter("{message}", style="{").format(record)

    assert text == '"GET /admin/search/?q=[address] HTTP/1.1" 200'
