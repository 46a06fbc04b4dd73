"""Links, flyers, expected teachers and the own list of a local authority."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from recruitment.models import Email, Place, RecruitmentLink, Registration
from tests import factories as make
from tests.recruitment.list_files import csv_of
from tests.recruitment.recruiting_cases import Areas, client_of, url
from workgroups.models import AuditEntry, SchoolYear

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

HEADING = "First name,Surname,Email,School"


@pytest.fixture
def areas() -> Areas:
    return Areas()


def text_of(response) -> str:
    without = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(without).split())


def get(areas, name, *args, user=None, hub=None, authority=None):
    path = url(name, hub or areas.hub, authority or areas.lewisham, *args)
    return client_of(user or areas.partner).get(path)


def post(areas, name, data, *, user=None, hub=None, authority=None):
    path = url(name, hub or areas.hub, authority or areas.lewisham)
    return client_of(user or areas.partner).post(path, data)


# --- links


def test_a_partner_makes_a_link_and_the_same_name_gives_the_same_one(areas):
    theirs = areas.link(hub=areas.other, label="Newsletter")

    for label in ("Newsletter", "newsletter"):
        response = post(areas, "add_recruitment_link", {"label": label})
        assert response.url == "/recruiting/?area=london-south-east-plus/209#links"

    (link,) = RecruitmentLink.objects.exclude(pk=theirs.pk)
    assert (link.hub, link.local_authority, link.label) == (
        areas.hub,
        areas.lewisham,
        "Newsletter",
    )
    assert re.fullmatch("lewisham-[0-9a-f]{8}", link.code)
    (entry,) = AuditEntry.objects.all()
    assert (entry.action, entry.actor, entry.hub) == (
        "add_link",
        areas.partner,
        areas.hub,
    )


def test_a_link_needs_a_name(areas):
    response = post(areas, "add_recruitment_link", {"label": " "})

    assert "Say where you will share it." in text_of(response)
    assert RecruitmentLink.objects.count() == 0


def test_registering_by_a_link_counts_for_it(areas):
    link, group = areas.link(), areas.group()
    areas.link(code="unused", label="Flyer")
    for state, by in (("confirmed", link), ("waiting", link), ("confirmed", None)):
        registration = make.make_registration(group, recruitment_link=by)
        place = make.make_place(state, work_group=group, registration=registration)
        place.events.create(
            hub=areas.hub, to_state=state, at=make.FRIDAY_5PM, place=place
        )

    page = client_of(areas.partner).get("/recruiting/").content.decode()

    rows = re.findall(r'<th scope="row">(Newsletter|Flyer)</th>(.*?)</tr>', page, re.S)
    numbers = {name: re.findall(r">(\d+)<", cells) for name, cells in rows}
    assert numbers == {
        "Newsletter": ["0", "0", "2", "1"],
        "Flyer": ["0", "0", "0", "0"],
    }


def test_the_words_beside_a_link_name_the_group_the_year_and_the_address(areas):
    areas.link(code="abc")
    areas.group("Lewisham <ECT>", slug="lewisham-ect")

    page = client_of(areas.partner).get("/recruiting/").content.decode()

    said = re.search(r"<blockquote><p>(.*?)</p>", page, re.S)[1]
    assert said == (
        "Lewisham &lt;ECT&gt; is a work group of London South East+ in 2026/27. "
        "Register your interest in a few minutes at the address below. Registering "
        "secures no place: you get an e-mail that asks you to confirm, and your place "
        "is secured once you have. "
        "http://127.0.0.1:8000/work-groups/lewisham-ect/register/?from=abc"
    )


# --- the flyer


def test_a_flyer_says_when_where_and_how_to_register(areas):
    link = areas.link(code="abc")
    group = areas.group(dates_confirmed=True)
    make.make_session(group)

    response = get(areas, "show_flyer", group.slug, link.code)

    said = text_of(response)
    assert "Friday 16 October 2026" in said
    assert f"/work-groups/{group.slug}/register/?from=abc" in said
    assert 'src="data:image/svg+xml' in response.content.decode()
    assert areas.hub.contact_email in said


def test_a_flyer_of_another_area_link_or_group_is_not_found(areas):
    link, group = areas.link(), areas.group()
    far = areas.group("Bromley ECT", areas.bromley)
    theirs = areas.group("Theirs", hub=areas.other)
    far_link = areas.link(areas.bromley)
    their_link = areas.link(hub=areas.other)
    of_far = areas.link(work_group=areas.group("Second Lewisham"))
    pairs = [
        (far, link),
        (theirs, link),
        (group, far_link),
        (group, their_link),
        (group, of_far),
    ]

    statuses = [
        get(areas, "show_flyer", one.slug, other.code).status_code
        for one, other in pairs
    ]

    assert statuses == [404] * 5
    path = {"authority": areas.bromley}
    assert get(areas, "show_flyer", far.slug, far_link.code, **path).status_code == 404
    lead = {**path, "user": areas.lead}
    assert get(areas, "show_flyer", far.slug, far_link.code, **lead).status_code == 200


# --- expected teachers


def test_a_partner_says_how_many_teachers_a_school_expects(areas):
    ash = areas.school("Ash School")

    data = {"school": ash.pk, "year": 2027, "ects_expected": "3"}
    assert post(areas, "expect_teachers", data).status_code == 302
    assert post(areas, "expect_teachers", data).status_code == 302

    (row,) = SchoolYear.objects.all()
    assert (row.hub, row.school, row.start_year, row.ects_expected) == (
        areas.hub,
        ash,
        2027,
        3,
    )
    entries = AuditEntry.objects.values_list("action", "fields")
    assert list(entries) == [("expect_teachers", "ects_expected")]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "Write a number; 0 stands for none."),
        ("-1", "Write a number; 0 stands for none."),
        ("201", "Write a number up to 200."),
    ],
)
def test_a_number_that_cannot_be_is_refused(areas, number, words):
    ash = areas.school("Ash School")
    areas.expected(ash)

    data = {"school": ash.pk, "year": 2026, "ects_expected": number}
    response = post(areas, "expect_teachers", data)

    assert words in text_of(response)
    assert SchoolYear.objects.get().ects_expected == 2


def test_a_school_of_another_authority_is_neither_listed_nor_changed(areas):
    areas.expected(areas.school("Ash School"))
    far = areas.school("Far School", areas.bromley)
    areas.expected(far)
    areas.expected(areas.school("Oak School"), hub=areas.other)

    data = {"school": far.pk, "year": 2026, "ects_expected": "9"}

    assert post(areas, "expect_teachers", data).status_code == 404
    said = text_of(get(areas, "expect_teachers"))
    assert "Ash School" in said
    assert "Far School" not in said
    assert "Oak School" not in said


@pytest.mark.parametrize(
    "name", ["expect_teachers", "add_recruitment_link", "import_own_list"]
)
def test_pages_of_another_area_or_hub_are_not_found(areas, name):
    asked = [
        (areas.partner, areas.hub, areas.lewisham),
        (areas.partner, areas.hub, areas.bromley),
        (areas.partner, areas.other, areas.lewisham),
        (areas.lead, areas.hub, areas.bromley),
        (areas.lead, areas.other, areas.lewisham),
        (areas.lead, areas.hub, areas.greenwich),
    ]

    statuses = [
        get(areas, name, user=user, hub=hub, authority=authority).status_code
        for user, hub, authority in asked
    ]

    assert statuses == [200, 404, 404, 200, 404, 404]


@pytest.mark.parametrize("query", ["area=london-south-east-plus/305", "area=x"])
def test_the_page_of_another_area_is_not_found(areas, query):
    assert client_of(areas.partner).get(f"/recruiting/?{query}").status_code == 404


# --- the own list


def preview(areas, group, *lines, heading=HEADING, user=None):
    file = SimpleUploadedFile("lewisham.csv", csv_of(*lines, heading=heading))
    data = {"press": "preview", "group": group.slug, "file": file}
    return post(areas, "import_own_list", data, user=user)


def press_import(areas, group, page, *, user=None):
    signed = re.search(r'name="list"\s+value="([^"]+)"', page.content.decode())
    data = {"press": "import", "group": group.slug, "list": signed[1]}
    return post(areas, "import_own_list", data, user=user)


def test_a_list_is_previewed_and_then_imported_as_drafts(areas):
    ash, group = areas.school("Ash School"), areas.group()
    make.make_session(group)

    page = preview(areas, group, "Ada,Brook,ada@example.org,Ash School")
    assert Registration.objects.count() == 0
    response = press_import(areas, group, page)

    assert "1 person interested in Lewisham ECT." in text_of(page)
    assert response.url == "/recruiting/?area=london-south-east-plus/209"
    place = Place.objects.get()
    assert (place.state, place.school, place.registration.recruitment_link.label) == (
        "interested",
        ash,
        "From a list",
    )
    assert Email.objects.get().state == "draft"
    said = text_of(client_of(areas.partner).get("/recruiting/"))
    assert "Ada Brook Ash School" in said


def test_rows_of_other_authorities_are_refused_by_name(areas):
    far = areas.school("Far School", areas.bromley, urn=900900)
    areas.school("Twin School")
    areas.school("Twin School")
    group = areas.group()
    make.make_session(group)
    lines = (
        f"Ada,Brook,ada@example.org,{far.urn},",
        "Eve,Cole,eve@example.org,,Twin School",
        "Jo,Dale,jo@example.org,,",
    )

    page = preview(areas, group, *lines, heading="First name,Surname,Email,URN,School")

    said = text_of(page)
    assert "Line 2: Ada Brook: Far School is in Bromley, not in Lewisham." in said
    assert (
        "Line 3: Eve Cole: no single school of Lewisham is called “Twin School”. "
        "Give its number."
    ) in said
    assert "Line 4: Jo Dale: the school is missing." in said
    assert 'name="list"' not in page.content.decode()


def test_a_school_that_left_the_area_since_the_preview_is_refused(areas):
    ash, group = areas.school("Ash School"), areas.group()
    make.make_session(group)
    page = preview(
        areas,
        group,
        f"Ada,Brook,ada@example.org,{ash.urn}",
        heading="First name,Surname,Email,URN",
    )
    ash.local_authority = areas.bromley
    ash.save()

    response = press_import(areas, group, page)

    assert "Ash School is in Bromley, not in Lewisham." in text_of(response)
    assert Registration.objects.count() == 0


def test_a_list_goes_into_a_group_of_the_area_alone(areas):
    areas.school("Ash School")
    make.make_session(areas.group())
    for group in (
        areas.group("Bromley ECT", areas.bromley),
        areas.group("Theirs", hub=areas.other),
    ):
        make.make_session(group)
        page = preview(areas, group, "Ada,Brook,ada@example.org,Ash School")
        assert "Choose one of these work groups." in text_of(page)


def test_a_preview_of_another_account_is_not_imported(areas):
    areas.school("Ash School")
    group = areas.group()
    make.make_session(group)
    page = preview(areas, group, "Ada,Brook,ada@example.org,Ash School")

    response = press_import(areas, group, page, user=areas.lead)

    assert "This preview is too old. Choose the file again." in text_of(response)
    assert Registration.objects.count() == 0


def test_a_list_says_nothing_of_people_who_are_there_already(areas):
    areas.school("Ash School")
    group = areas.group()
    make.make_session(group)
    known = make.make_participant(
        areas.hub, first_name="Ada", last_name="Brook", email="ada@example.org"
    )
    make.make_place(
        "confirmed",
        work_group=group,
        registration=make.make_registration(group, known),
    )

    new = preview(areas, group, "Eve,Brook,ada@example.org,Ash School")
    old = preview(areas, group, "Ada,Brook,ada@example.org,Ash School")
    press_import(areas, group, old)

    assert text_of(old).replace("Ada Brook", "Eve Brook") == text_of(new)
    said = text_of(client_of(areas.partner).get("/recruiting/"))
    assert "Ada Brook" not in said
