"""The grouping sheet of a group, and its name badges."""

import re

import pytest

from recruitment.queries import group_people
from recruitment.queries.grouping import sheet_of
from tests.factories import (
    FRIDAY,
    make_hub,
    make_participant,
    make_place,
    make_staff,
    make_work_group,
)
from tests.pages import one_line

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def lead():
    return make_staff("work_group_lead", name="Robin Marsh")


@pytest.fixture
def group(lead):
    work_group = make_work_group(hub=lead.roles.get().hub)
    work_group.leads.add(lead)
    return work_group


def seat(group, name, *years, school="", **fields):
    return make_place(
        work_group=group,
        participant=make_participant(group.hub, last_name=name),
        year_groups=list(years),
        school=None,
        school_name=school,
        **fields,
    )


def sheet_by(group, by, size, pinned=None):
    people = group_people.people_of(group, on=FRIDAY).people
    return sheet_of(people, by, size, pinned=pinned or {})


def tables_of(sheet):
    return [
        (each.number, each.shares, [person.name for person in each.people])
        for each in sheet.tables
    ]


def page_of(client, group, tail):
    answer = client.get(f"/lead/groups/{group.slug}/grouping/{tail}")
    assert answer.status_code == 200
    return one_line(answer.content.decode())


def test_people_are_grouped_at_tables_by_what_they_teach(group):
    for name, years in [("Ash", ["5"]), ("Birch", ["1"]), ("Cedar", ["1", "5"])]:
        seat(group, name, *years)
    seat(group, "Dean", "6", schemes=["white_rose"], scheme_other="Inch")

    assert tables_of(sheet_by(group, "key-stage", 3)) == [
        (1, "Key stage 1", ["Ada Birch", "Ada Cedar"]),
        (2, "Key stage 2", ["Ada Ash", "Ada Dean"]),
    ]
    assert tables_of(sheet_by(group, "year-group", 6)) == [
        (1, "Year 1", ["Ada Ash", "Ada Birch", "Ada Cedar", "Ada Dean"]),
    ]
    assert [each.shares for each in sheet_by(group, "scheme", 6).tables] == ["Inch"]


def test_each_table_says_why_and_what_could_not_be_met(group):
    seat(group, "Ash", "5", school="Oak School")
    seat(group, "Birch", "5", school="OAK SCHOOL")
    seat(group, "Cedar", "2", school="Elm School")
    seat(group, "Dean")

    sheet = sheet_by(group, "year-group", 4)

    assert [each.why for each in sheet.tables] == [
        "2 of 4 teach Year 5, from 2 schools or providers."
    ]
    assert sheet.unmet == [
        "Ada Ash and Ada Birch of Oak School sit together at table 1.",
        "Ada Cedar (Year 2) sits at table 1 for Year 5.",
        "Not known yet of Ada Dean, at table 1.",
    ]


def test_one_who_sits_alone_and_people_of_one_school_are_told_plainly(group):
    seat(group, "Ash", "5", school="Oak School")
    assert sheet_by(group, "year-group", 4).tables[0].why == "1 of 1 teaches Year 5."

    seat(group, "Birch", "5", school="Elm School")
    assert sheet_by(group, "year-group", 4).tables[0].why == (
        "All 2 teach Year 5, from 2 schools or providers."
    )
    assert sheet_by(group, "scheme", 4).tables[0].why == (
        "Nobody knows yet what these people have in common."
    )


def test_who_is_put_at_a_table_stays_and_the_others_sit_around_them(group):
    places = [seat(group, name, "5") for name in ("Ash", "Birch", "Cedar", "Dean")]
    ash, birch, cedar, dean = (place.pk for place in places)

    sheet = sheet_by(group, "year-group", 2, {ash: 2, birch: 2, cedar: 2, dean: 3})

    assert tables_of(sheet) == [
        (1, "Year 5", ["Ada Dean"]),
        (2, "Year 5", ["Ada Ash", "Ada Birch", "Ada Cedar"]),
    ]
    assert sheet.pinned == {ash: 2, birch: 2, cedar: 2}
    assert sheet.unmet == ["Table 2 has more than 2 people, put there by hand."]


def test_the_address_keeps_the_size_and_who_was_moved(signed_in, lead, group):
    ash, birch = seat(group, "Ash", "5"), seat(group, "Birch", "5")
    for name in ("Cedar", "Dean"):
        seat(group, name, "1")
    client = signed_in(lead)
    kept = f"year-group/?size=2&at={ash.pk}-2&at=x-1&at={ash.pk}&person={birch.pk}"

    page = page_of(client, group, f"{kept}&table=2")
    moved_again = page_of(client, group, f"{kept}&table=1")
    plain = page_of(client, group, "year-group/?size=99&at=9-999999999999999999999")

    assert f'name="at" value="{ash.pk}-2"' in page
    assert f'name="at" value="{birch.pk}-2"' in page
    assert f'name="at" value="{birch.pk}-1"' in moved_again
    assert page.count(">by hand</span>") == 2
    assert "Put by hand, and kept there: 2." in page
    assert f"badges/?size=2&amp;at={ash.pk}-2&amp;at={birch.pk}-2" in page
    assert 'name="at"' not in plain
    assert "<option selected>6</option>" in plain


def test_only_people_and_tables_that_are_there_are_kept_by_hand(group):
    ash, birch = seat(group, "Ash", "5"), seat(group, "Birch", "5")

    sheet = sheet_by(group, "year-group", 2, {ash.pk: 0, birch.pk: 2, 999_999: 1})

    assert sheet.pinned == {}


def test_colleagues_sit_apart_however_their_school_is_typed(group):
    for name, school in [
        ("Ash", "Oak School"),
        ("Birch", "OAK SCHOOL"),
        ("Cedar", "Elm School"),
        ("Dean", "Elm school"),
    ]:
        seat(group, name, "5", school=school)

    assert sheet_by(group, "year-group", 2).unmet == []


def test_tables_stand_in_the_order_of_the_years(group):
    for name, years in [
        ("Ash", ["10", "2"]),
        ("Birch", ["10"]),
        ("Cedar", ["10"]),
        ("Dean", ["2"]),
    ]:
        seat(group, name, *years)

    assert [each.shares for each in sheet_by(group, "year-group", 2).tables] == [
        "Year 2",
        "Year 10",
    ]
    assert sheet_by(group, "key-stage", 2).tables[0].shares == "Key stage 1"


def test_the_younger_of_two_years_names_a_table(group):
    seat(group, "Ash", "10", "2")

    assert sheet_by(group, "year-group", 2).tables[0].shares == "Year 2"


def test_a_table_that_everybody_left_by_hand_is_empty(group):
    places = [seat(group, name, "5") for name in ("Ash", "Birch", "Cedar")]

    sheet = sheet_by(group, "year-group", 2, {place.pk: 1 for place in places})

    assert [each.why for each in sheet.tables] == [
        "All 3 teach Year 5.",
        "Nobody sits here.",
    ]


def test_people_without_a_school_are_no_colleagues(group):
    seat(group, "Ash", "5", scheme_other="Inch")
    seat(group, "Birch", "5", scheme_other="Inch")
    seat(group, "Cedar", "1", "2", school="Oak School")

    sheets = {
        by: sheet_by(group, by, 6) for by in ("key-stage", "year-group", "scheme")
    }

    assert {by: (sheet.tables[0].why, sheet.unmet) for by, sheet in sheets.items()} == {
        "key-stage": (
            "2 of 3 teach Key stage 2.",
            ["Ada Cedar (Key stage 1) sits at table 1 for Key stage 2."],
        ),
        "year-group": (
            "2 of 3 teach Year 5.",
            ["Ada Cedar (Year 1, Year 2) sits at table 1 for Year 5."],
        ),
        "scheme": (
            "2 of 3 use Inch.",
            ["Not known yet of Ada Cedar, at table 1."],
        ),
    }


def test_the_sheet_shows_tables_wishes_and_links_of_its_size(signed_in, lead, group):
    ash = seat(group, "Ash", "5")
    seat(group, "Birch", "1")
    base = f"/lead/groups/{group.slug}/grouping"

    page = page_of(signed_in(lead), group, f"year-group/?size=3&at={ash.pk}-1")

    assert '<h2 id="table-1">Table 1: Year 1</h2>' in page
    assert '<p class="quiet">1 of 2 teaches Year 1.</p>' in page
    assert "<li>Ada Ash (Year 5) sits at table 1 for Year 1.</li>" in page
    assert f'<option value="{ash.pk}">Ada Ash</option>' in page
    assert 'href="?size=3">Start afresh' in page
    assert f'href="{base}/year-group/?size=3" aria-current="page"' in page
    assert f'href="{base}/scheme/?size=3">' in page


def test_the_newest_wish_counts_and_one_that_is_no_number_does_not(
    signed_in, lead, group
):
    ash = seat(group, "Ash", "5")
    for name in ("Birch", "Cedar"):
        seat(group, name, "5")
    client = signed_in(lead)

    moved = page_of(
        client,
        group,
        f"scheme/?size=2&at={ash.pk}-1&person={ash.pk}&table=2",
    )
    odd = page_of(
        client,
        group,
        f"scheme/?size=1&at=²-1&at={ash.pk}-²&at={ash.pk}-9&at=1-{'9' * 5000}",
    )

    assert re.findall('name="at" value="(.*?)"', moved) == [f"{ash.pk}-2"] * 2
    assert 'name="at"' not in odd
    assert "<option selected>6</option>" in odd


def test_the_sheet_escapes_what_people_typed(signed_in, lead, group):
    for name in ("<b>Ash</b>", "<b>Birch</b>"):
        seat(group, name, "5", school="<i>Oak</i>", scheme_other="<u>Own</u>")
    client = signed_in(lead)

    for tail in ("scheme/", "scheme/badges/"):
        page = page_of(client, group, tail)
        assert "&lt;b&gt;Ash" in page
        assert not re.search("<b>(Ash|Birch)|<i>Oak|<u>Own", page)


def test_badges_show_name_school_year_groups_and_table(signed_in, lead, group):
    ash = seat(group, "Ash", "1", "2", school="Oak School")
    seat(group, "Birch", "5", school="Elm School")

    page = page_of(signed_in(lead), group, f"year-group/badges/?size=2&at={ash.pk}-1")

    assert f'year-group/?size=2&amp;at={ash.pk}-1">Grouping sheet</a>' in page
    badges = re.findall(r"<section class=\"badge\".*?</section>", page)
    assert [re.findall(r"<p[^>]*>(.*?)</p>", each) for each in badges] == [
        ["Ada Ash", "Oak School", "Year 1, Year 2", "Table 1"],
        ["Ada Birch", "Elm School", "Year 5", "Table 1"],
    ]


def test_an_empty_group_says_what_will_be_here(signed_in, lead, group):
    client = signed_in(lead)

    assert "Tables will be here" in page_of(client, group, "scheme/")
    assert "Badges will be here" in page_of(client, group, "scheme/badges/")
    for by in ("shoe-size/", "shoe-size/badges/"):
        url = f"/lead/groups/{group.slug}/grouping/{by}"
        assert client.get(url).status_code == 404


def test_sheets_of_other_hubs_and_other_leads_are_not_found(signed_in, group):
    other_hub = make_hub("Kent and Medway")
    strangers = [
        make_staff("hub_lead", hub=other_hub),
        make_staff("work_group_lead", hub=other_hub),
        make_staff("work_group_lead"),
        make_staff("evaluator"),
    ]

    for user in strangers:
        client = signed_in(user)
        for tail in ("scheme/", "scheme/badges/"):
            url = f"/lead/groups/{group.slug}/grouping/{tail}"
            assert client.get(url).status_code == 404


@pytest.mark.parametrize("tail", ["scheme/", "scheme/badges/"])
def test_the_statements_do_not_grow_with_the_people(
    signed_in, lead, group, django_assert_max_num_queries, tail
):
    client = signed_in(lead)
    for number in (1, 2):
        for at in range(number):
            seat(group, f"Ash {at}", "5")
        with django_assert_max_num_queries(7):
            page_of(client, group, tail)
