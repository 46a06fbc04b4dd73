"""The page of recruiting in one local authority: its figures, and who reads what."""

import re
from datetime import date

import pytest

from recruitment.models import LinkCount, RecruitingCall, RegistrationDraft
from tests import factories as make
from tests.recruitment.recruiting_cases import Areas, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def areas() -> Areas:
    return Areas()


def page_of(areas, user=None, query="") -> str:
    return client_of(user or areas.partner).get(f"/recruiting/{query}").content.decode()


def table(page: str, caption: str) -> list[list[str]]:
    rows = page[page.index(caption) :].split("</table>")[0].split("<tr")
    cells = [re.findall(r"<t[hd][^>]*>\s*([^<]*?)\s*</t[hd]\s*>", row) for row in rows]
    return [row for row in cells if row]


def opened(link, group, **fields) -> None:
    LinkCount.objects.create(hub=link.hub, link=link, work_group=group, **fields)


def test_each_link_says_about_how_often_it_was_opened(areas):
    group = areas.group("One")
    news, fair = areas.link(label="A news"), areas.link(label="B fair")
    beside = areas.link(areas.bromley)
    opened(news, group, on=date(2026, 10, 1), n=3)
    opened(news, areas.group("Two"), on=date(2026, 10, 1), n=4)
    opened(fair, group, on=date(2026, 10, 2), n=1)
    opened(beside, group, on=date(2026, 10, 2), n=50)

    page = page_of(areas)

    assert table(page, "What came of each link</caption>") == [
        [
            "Link",
            "Opened, about",
            "Form begun and not sent",
            "Registered",
            "With a place",
        ],
        ["A news", "7", "0", "0", "0"],
        ["B fair", "1", "0", "0", "0"],
    ]


def test_both_years_and_both_stages_stand_side_by_side(areas):
    programme = make.make_programme(areas.hub)
    first = make.make_stage(programme, order=1, name="ECT 1")
    second = make.make_stage(programme, order=2, name="ECT 2")
    for stage, year, number in ((first, 2026, 3), (second, 2026, 2), (first, 2025, 1)):
        group = areas.group(
            f"{stage} {year}",
            start_year=year,
            project=make.make_project(stage, start_year=year),
            target=number,
        )
        for _ in range(number):
            place = make.make_place("waiting", work_group=group)
            place.events.create(hub=areas.hub, to_state="waiting", at=make.FRIDAY_5PM)
    RegistrationDraft.objects.create(
        hub=areas.hub, work_group=group, changed_at=make.FRIDAY_5PM
    )
    own, theirs = areas.link(), areas.link(areas.bromley)
    for link, on, n in ((own, 1, 3), (own, 2, 4), (theirs, 1, 9)):
        opened(link, group, on=date(2025, 10, on), n=n)
    far = areas.group("Far", areas.bromley)
    opened(own, far, on=date(2026, 10, 1), n=20)
    make.make_place("waiting", work_group=far)

    page = page_of(areas)

    assert table(page, "How far people came in Lewisham</caption>")[:4] == [
        [
            "Stage",
            "2026/27, year one",
            "2026/27, year two",
            "2025/26, year one",
            "2025/26, year two",
        ],
        ["Link opened, about", "0", "0", "7", "0"],
        ["Form begun and not sent", "0", "0", "1", "0"],
        ["Registered interest", "3", "2", "1", "0"],
    ]
    assert "hope\nfor 5 people this year" in page


def test_next_year_has_a_column_once_it_has_groups(areas):
    assert table(page_of(areas), "in Lewisham</caption>")[0][1:] == [
        "2026/27",
        "2025/26",
    ]
    areas.group("Next", start_year=2027)

    assert table(page_of(areas), "in Lewisham</caption>")[0][1:] == [
        "2027/28",
        "2026/27",
        "2025/26",
    ]


def test_the_hubs_office_reads_what_was_said_in_each_authority(areas):
    RecruitingCall.objects.create(
        hub=areas.hub,
        local_authority=areas.lewisham,
        start_year=make.YEAR,
        school=areas.school("Ash School"),
        answer="cover",
        called_by=areas.partner,
        called_at=make.FRIDAY_5PM,
    )

    lead, partner = page_of(areas, areas.lead), page_of(areas)

    assert table(lead, "ended</caption>") == [
        [
            "Local authority",
            "Will register",
            "No early career teacher",
            "No cover",
            "Other training",
            "Call back",
        ],
        ["Lewisham", "0", "0", "1", "0", "0"],
    ]
    assert "What schools and people said" not in partner


def test_the_office_opens_its_own_areas_and_those_without_a_partner_first(areas):
    page = page_of(areas, areas.lead)
    other = page_of(areas, areas.lead, "?area=london-south-east-plus/209")

    assert "<h1>Recruiting in Bromley</h1>" in page
    assert "<h1>Recruiting in Lewisham</h1>" in other
    assert "Greenwich" not in page


@pytest.mark.parametrize("area", ["wolds-and-dales/209", "wolds-and-dales/203"])
def test_the_office_does_not_open_another_hubs_area(areas, area):
    client = client_of(areas.lead)

    assert client.get(f"/recruiting/?area={area}").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_statements_for_any_rows(
    areas, number, django_assert_num_queries
):
    link = areas.link()
    for each in range(number):
        areas.link(label=f"Link {each}")
        make.make_session(areas.group(f"Group {each}"))
        areas.expected(areas.school(f"School {each}"))
        areas.second_year(f"Person{each}", link=link)
    client = client_of(areas.partner)
    client.get("/recruiting/")

    with django_assert_num_queries(18):
        client.get("/recruiting/")
