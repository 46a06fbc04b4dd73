"""The school look-up, the privacy notices and the accessibility statement."""

from datetime import date

import pytest

from tests.factories import make_authority, make_hub, make_school
from tests.pages import one_line
from workgroups import school_search

JSON = {"Accept": "application/json"}

pytestmark = pytest.mark.django_db


def found(client, q: str) -> list[str]:
    response = client.get("/schools/", {"q": q}, headers=JSON)
    return [school["name"] for school in response.json()["schools"]]


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("rose hill", ["Rose Hill Primary School", "Old Rose Hill School"]),
        ("hill ROSE", ["Old Rose Hill School", "Rose Hill Primary School"]),
        ("saint brannoc's", ["St. Brannoc’s & Holy Trinity"]),
        ("Brannocs and holy", ["St. Brannoc’s & Holy Trinity"]),
        ("SE13 6AB", ["Rose Hill Primary School"]),
        ("se136ab", ["Rose Hill Primary School"]),
        ("SE13 6", ["Rose Hill Primary School"]),
        ("SE13", ["Rose Hill Primary School"]),
        ("SE1", ["Old Rose Hill School"]),
        ("900001", ["Rose Hill Primary School"]),
        ("900", []),
        ("ro", []),
        ("   ", []),
        ("%", []),
        ("\x00\U0001f600", []),
    ],
)
def test_schools_are_found_by_name_postcode_or_number(client, q, names):
    make_school("Rose Hill Primary School", urn=900001, postcode="SE13 6AB")
    make_school("Old Rose Hill School", urn=900002, postcode="SE1 3AB")
    make_school("St. Brannoc’s & Holy Trinity", urn=900003)
    make_school("Rose Hill New School", urn=900004, status="proposed")

    assert found(client, q) == names


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("rose deal", ["Rose Hill School"]),
        ("ct14 rose", ["Rose Hill School"]),
        ("kent school rose", ["Rose Hill School"]),
        ("rsoe hill", ["Rose Hill School", "Rose Hill Academy"]),
        ("rose hil academi", ["Rose Hill Academy"]),
        ("thorn hill", []),
    ],
)
def test_words_stand_in_any_order_and_may_be_one_letter_off(client, q, names):
    kent, bexley = make_authority("Kent"), make_authority("Bexley")
    make_school(
        "Rose Hill School", town="Deal", postcode="CT14 6AB", local_authority=kent
    )
    make_school("Rose Hill Academy", town="Erith", local_authority=bexley)

    assert sorted(found(client, q)) == sorted(names)


def test_schools_of_the_groups_local_authority_come_first(db):
    kent, bexley = make_authority("Kent"), make_authority("Bexley")
    make_school("Rose Hill A", local_authority=bexley)
    make_school("Rose Hill B", local_authority=kent)
    make_school("Rose Hill C", local_authority=kent, status="closed")

    here = school_search.search_schools("rose hill", near=kent.pk)
    first = school_search.search_schools("rose hill", limit=1, near=kent.pk)

    assert [each.name for each in here.schools] == [
        "Rose Hill B",
        "Rose Hill A",
        "Rose Hill C",
    ]
    assert (len(first.schools), first.number) == (1, 3)


def test_at_most_twenty_are_shown_and_open_ones_first(client):
    for number in range(25):
        make_school(f"Park School {number:02d}")
    make_school("A Park School", status="closed")

    response = client.get("/schools/", {"q": "park"}, headers=JSON)

    assert len(response.json()["schools"]) == 20
    assert response.json()["has_more"] is True
    assert "A Park School" not in found(client, "park")


def test_a_school_whose_name_begins_with_the_search_text_comes_first(client):
    for number in range(30):
        make_school(f"Academy {number:02d} Valley Park")
    make_school("Park Lane School")

    assert found(client, "park")[0] == "Park Lane School"


def test_a_closed_school_shows_what_it_has_become(client):
    make_school("Tarn School", urn=900010, status="closed", successor_urn=900011)
    make_school("Tarn Academy", urn=900011, postcode="CA10 9ZZ")

    page = one_line(client.get("/schools/", {"q": "900010"}).content.decode())
    data = client.get("/schools/", {"q": "900010"}, headers=JSON).json()

    assert "Now Tarn Academy, school number 900011." in page
    assert data["schools"][0]["successor"]["urn"] == 900011
    assert data["schools"][0]["status"] == "closed"


def test_the_page_works_without_scripts_and_keeps_what_was_typed(client):
    make_school("Rose Hill Primary School", local_authority=make_authority("Bexley"))

    page = client.get("/schools/", {"q": 'rose "hill'}).content.decode()

    assert 'value="rose &quot;hill"' in page
    assert "Rose Hill Primary School" in page
    assert "Bexley" in page
    assert "no school for that" in client.get("/schools/?q=zzzz").content.decode()
    assert client.get("/schools/").status_code == 200


@pytest.mark.parametrize("accept", ["*/*", "text/html", "image/png", ""])
def test_the_page_is_the_default_response(client, accept):
    response = client.get("/schools/", headers={"Accept": accept})

    assert response["Content-Type"].startswith("text/html")
    assert "Accept" in response["Vary"]


@pytest.mark.parametrize("rows", [1, 20])
def test_the_look_up_takes_two_statements(client, rows, django_assert_num_queries):
    make_school("New Park", urn=910000)
    for _ in range(rows):
        make_school(
            "Park School",
            status="closed",
            successor_urn=910000,
            closed_on=date(2020, 8, 31),
        )

    with django_assert_num_queries(2):
        client.get("/schools/", {"q": "park school"})


def test_each_hub_has_its_own_notice(client):
    make_hub(privacy_notice="Ours to keep.\n\nWrite to us.", notice_version="3")
    make_hub("Wandle Valley", privacy_notice="Theirs to keep.")

    choice = client.get("/privacy/").content.decode()
    notice = client.get("/privacy/london-south-east-plus/").content.decode()

    assert 'href="/privacy/wandle-valley/"' in choice
    assert "Ours to keep." in notice
    assert "Version 3" in notice
    assert "Example Lead School" in notice
    assert "Theirs" not in notice
    assert client.get("/privacy/nowhere/").status_code == 404


def test_a_notice_names_the_cookie_of_a_link_and_who_may_ring(client):
    make_hub(privacy_notice="Ours to keep.")

    notice = " ".join(
        client.get("/privacy/london-south-east-plus/").content.decode().split()
    )

    assert "keep a link from one of our letters open for twelve hours" in notice
    assert "may ring you if a session is called off" in notice


def test_one_hubs_notice_needs_no_choice(client):
    make_hub()

    assert "twelve months" in client.get("/privacy/").content.decode()


def test_the_accessibility_statement_is_there_for_everybody(client):
    page = client.get("/accessibility/").content.decode()

    assert "What we know is not yet right" in page


@pytest.mark.parametrize("path", ["/schools/", "/privacy/", "/accessibility/"])
def test_public_pages_refuse_post(client, path):
    assert client.post(path).status_code == 405
