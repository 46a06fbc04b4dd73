"""The public list: words, postcodes, rows and headings; sessions on the front page."""

from datetime import date, time

import pytest

from tests.factories import (
    YEAR,
    make_authority,
    make_hub,
    make_programme,
    make_project,
    make_school,
    make_session,
    make_stage,
    make_work_group,
)
from tests.pages import one_line
from workgroups.models import HubArea, Programme

LIST = "/work-groups/"

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def titles(response) -> list[str]:
    return [row.title for row in response.context["rows"]]


def group_in(programme: str, title: str, hub, **fields):
    known = Programme.objects.filter(hub=hub, name=programme).first()
    stage = make_stage(known or make_programme(hub, name=programme))
    return make_work_group(title, project=make_project(stage), **fields)


@pytest.fixture
def two_hubs():
    """Two groups in each of two hubs, in four authorities with a school each."""
    hubs = [make_hub(), make_hub("Wandle Valley")]
    for hub, code, place, postcode in [
        (hubs[0], "380", "Lewisham", "SE13 7AB"),
        (hubs[0], "381", "Greenwich", "SE13 5XY"),
        (hubs[1], "330", "Kirklees", "HD1 2AA"),
        (hubs[1], "331", "Wakefield", "WF1 1AA"),
    ]:
        la = make_authority(place, code=code)
        make_school(f"{place} Primary", local_authority=la, postcode=postcode)
        title = f"SKTM Primary ECT, year one: {place}"
        group = group_in("SKTM Primary ECT", title, hub, local_authority=la)
        make_session(group, on=date(2026, 11, 3), starts=time(16), ends=time(18))
    return hubs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wakefield", ["Wakefield"]),
        ("sktm  KIRK", ["Kirklees"]),
        ("wandle primary", ["Kirklees", "Wakefield"]),
        ("wakefield lewisham", []),
        ("SE13 7AB", ["Lewisham"]),
        ("se137ab", ["Lewisham"]),
        ("SE13 7ZZ", ["Lewisham"]),  # no school there: the nearest postcodes decide
        ("SE13 9ZZ", ["Greenwich", "Lewisham"]),
        ("se13", ["Greenwich", "Lewisham"]),
        ("SE1", []),  # an outward part of its own, and no word of a group
        ("100%", []),
        ("\0", ["Greenwich", "Kirklees", "Lewisham", "Wakefield"]),
    ],
)
def test_words_and_postcodes_find_groups(client, two_hubs, text, found):
    response = client.get(LIST, {"q": text})

    assert sorted(row.where for row in response.context["rows"]) == found


def test_a_postcode_names_its_authorities(client, two_hubs):
    page = one_line(client.get(LIST, {"q": "se13"}).content.decode())

    assert "SE13 is in Greenwich and Lewisham." in page
    assert 'value="se13"' in page


def test_a_postcode_finds_groups_for_a_whole_hub_that_works_there(client, two_hubs):
    la = make_authority("Bexley", code="303")
    make_school("Bexley Primary", local_authority=la, postcode="DA5 1AA")
    HubArea.objects.create(hub=two_hubs[1], local_authority=la, start_year=YEAR)
    group_in("Leads", "Everywhere", two_hubs[1], local_authority=None)
    group_in("Leads", "Elsewhere", two_hubs[0], local_authority=None)

    assert titles(client.get(LIST, {"q": "DA5 1AA"})) == ["Everywhere"]


def test_a_postcode_and_a_filter_apply_together(client, two_hubs):
    response = client.get(LIST, {"q": "SE13", "hub": "wandle-valley"})

    assert titles(response) == []


@pytest.mark.parametrize("schools", [1, 50])
def test_a_postcode_costs_one_statement(
    client, two_hubs, schools, django_assert_num_queries
):
    for number in range(schools):
        make_school(f"School {number}", postcode=f"SE13 6A{chr(65 + number % 20)}")

    with django_assert_num_queries(5):
        client.get(LIST, {"q": "SE13 7AB"})


def test_a_row_shows_the_next_session_and_its_hub(client, two_hubs):
    begun = group_in("Leads", "Begun", two_hubs[0], local_authority=make_authority())
    make_session(begun, on=date(2026, 9, 20))
    make_session(begun, on=date(2026, 12, 1), starts=time(13, 30), ends=time(16))

    rows = client.get(LIST).context["rows"]

    assert [
        (row.where, row.name, row.on, row.starts, row.ends, row.facts) for row in rows
    ] == [
        (
            "Lewisham",
            "Begun",
            date(2026, 12, 1),
            "1:30pm",
            "4pm",
            (
                "primary",
                "London South East+",
            ),
        ),
        *(
            (place, "year one", date(2026, 11, 3), "4pm", "6pm", (hub,))
            for place, hub in [
                ("Greenwich", "London South East+"),
                ("Kirklees", "Wandle Valley"),
                ("Lewisham", "London South East+"),
                ("Wakefield", "Wandle Valley"),
            ]
        ),
    ]


def test_dates_to_be_confirmed_are_not_shown_and_come_last(client):
    project = make_project()
    undated = make_work_group("Undated", project=project, dates_confirmed=False)
    make_session(undated, on=date(2026, 10, 20))
    make_session(make_work_group("Dated", project=project), on=date(2026, 12, 1))

    rows = client.get(LIST).context["rows"]

    assert [(row.title, row.on, row.starts) for row in rows] == [
        ("Dated", date(2026, 12, 1), "4pm"),
        ("Undated", None, ""),
    ]


def test_a_programme_is_a_heading_over_its_open_groups(client, two_hubs):
    group_in("SKTM Primary ECT", "Over", two_hubs[0], closes_on=date(2026, 9, 2))
    group_in("Leads", "Open", two_hubs[0])

    response = client.get(LIST)

    sections = response.context["sections"]
    assert [(each.programme, each.is_open, len(each.rows)) for each in sections] == [
        ("Leads", True, 1),
        ("SKTM Primary ECT", True, 4),
        ("SKTM Primary ECT", False, 1),
    ]
    assert response.content.decode().count("Specialist Knowledge") == 1


def test_the_front_page_says_what_a_work_group_is_and_when_they_meet(client, two_hubs):
    closed = group_in("Leads", "Closed", two_hubs[0], closes_on=date(2026, 9, 2))
    make_session(closed, on=date(2026, 10, 20))
    sooner = make_work_group(local_authority=make_authority("Wakefield"))
    make_session(sooner, on=date(2026, 10, 30))
    make_session(sooner, number=2, on=date(2026, 10, 1))  # is over

    response = client.get("/")

    assert [
        (each.where, each.query, each.on, each.groups)
        for each in response.context["next_sessions"]
    ] == [
        ("Greenwich", "?la=381", date(2026, 11, 3), 1),
        ("Kirklees", "?la=330", date(2026, 11, 3), 1),
        ("Lewisham", "?la=380", date(2026, 11, 3), 1),
        ("Wakefield", "?la=331", date(2026, 10, 30), 2),
    ]
    page = response.content.decode()
    headings = ["What it is", "Who it is for", "What it costs", "What it asks"]
    assert [each for each in headings if f"<dt>{each}</dt>" in page] == headings


def test_a_hubs_page_shows_its_own_next_sessions_only(client, two_hubs):
    response = client.get("/hubs/wandle-valley/")

    assert [(each.where, each.query) for each in response.context["next_sessions"]] == [
        ("Kirklees", "?la=330&hub=wandle-valley"),
        ("Wakefield", "?la=331&hub=wandle-valley"),
    ]
