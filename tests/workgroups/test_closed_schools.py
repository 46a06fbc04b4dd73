"""Closed schools and their successors, from the import to people's places."""

import pytest

from tests.factories import (
    FRIDAY_5PM,
    make_authority,
    make_hub,
    make_place,
    make_school,
)
from tests.workgroups.test_gias import HEADER, LINKS, REGISTER, facts, file_of, read
from workgroups import open_tasks, school_search
from workgroups.counted_lists import Asked
from workgroups.models import School

__all__ = ["file_of"]
pytestmark = [pytest.mark.django_db, pytest.mark.friday]
ATLAS = "URN,SCHOOL_NAM,TYPE,PHASE,POSTCODE,STATUS,EASTING,NORTHING,LA_NAME"


def atlas_row(urn: int, name: str, *rest: str, status: str = "Open") -> str:
    kind, easting, northing = rest
    cells = (urn, name, kind, "Primary", "SE13 9ZX", status, easting, northing)
    return ",".join([*map(str, cells), "Lewisham"])


# --- the import


def test_a_closed_school_keeps_the_name_of_its_successor():
    read(REGISTER, "--links", str(LINKS))

    assert facts(900902, "successor_name") == (facts(900903, "name")[0],)
    assert facts(900905, "successor_urn", "successor_name") == (900999, "")
    assert facts(900901, "successor_name") == ("",)


def test_a_successor_that_comes_later_or_is_renamed_is_named_then(file_of):
    make_school("Elm School", urn=900801, status="closed", successor_urn=900802)

    links = file_of("URN,LinkURN,LinkType", "900801,900802,Successor", name="l.csv")
    listed = file_of(HEADER, "900802,209,Lewisham,Elm Academy,Free schools,Open")
    read(listed, "--links", str(links))
    first = facts(900801, "successor_name")
    read(file_of(HEADER, "900802,209,Lewisham,Elm Park,Free schools,Open"))

    assert (first, facts(900801, "successor_name")) == (("Elm Academy",), ("Elm Park",))


def test_the_grid_of_the_register_is_kept_and_a_half_of_it_is_not(file_of):
    rows = file_of(
        HEADER + ",Easting,Northing",
        "900801,209,Lewisham,Elm,Community school,Open,538112,174321",
        "900802,209,Lewisham,Oak,Community school,Open,538112,0",
        "900803,209,Lewisham,Ash,Community school,Open,,",
        "900804,209,Lewisham,Fir,Community school,Open,53811x,174321",
    )

    read(rows)

    found = School.objects.order_by("urn").values_list("easting", "northing")
    assert list(found) == [(538112, 174321), (None, None), (None, None), (None, None)]


def test_a_register_without_a_grid_clears_none(file_of):
    make_school("Elm", urn=900801, easting=538112, northing=174321)

    read(file_of(HEADER, "900801,209,Lewisham,Elm Park,Community school,Open"))

    assert facts(900801, "name", "easting") == ("Elm Park", 538112)


def test_the_london_atlas_repeats_schools_writes_in_capitals_and_has_closed_ones(
    file_of,
):
    make_authority("Lewisham", code="209")
    atlas = file_of(
        ATLAS,
        atlas_row(900930, "Elm", "COMMUNITY SCHOOL", "538112", "174321"),
        atlas_row(900930, "Elm again", "COMMUNITY SCHOOL", "1", "1"),
        atlas_row(900931, "Oak", "ACADEMY CONVERTER", "0", "0", status="Closed"),
        atlas_row(900932, "Ash", "Free Schools Special", "", ""),
    )

    said = read(atlas)

    assert said == [
        "Reading list.csv: the London Schools Atlas, UTF-8.",
        "Left out, on a second line of the file: 1.",
        "4 rows: 3 added, 0 changed, 0 closed, 0 unchanged, 1 left out, 0 refused.",
    ]
    names = ("name", "type", "status", "easting", "northing")
    assert list(School.objects.order_by("urn").values_list(*names)) == [
        ("Elm", "Community school", "open", 538112, 174321),
        ("Oak", "Academy converter", "closed", None, None),
        ("Ash", "Free schools special", "open", None, None),
    ]
    assert read(atlas)[-1] == (
        "4 rows: 0 added, 0 changed, 0 closed, 3 unchanged, 1 left out, 0 refused."
    )


def test_the_london_atlas_names_the_successors_that_nobody_named_yet(file_of):
    make_authority("Lewisham", code="209")
    make_school("Fir", urn=900934, status="closed", successor_urn=900999)
    atlas = file_of(
        f"{ATLAS},NEW_URN",
        closing(900935, "Oak Academy", " ", status="Open"),
        closing(900931, "Oak", "900932"),
        closing(900932, "Oak Infants", "900935"),
        closing(900933, "Elm", "900935", status="Open"),
        closing(900934, "Fir", "900935"),
        closing(900936, "Ash", "none"),
    )

    said = read(atlas)

    assert said == [
        "Reading list.csv: the London Schools Atlas, UTF-8.",
        "Line 7 refused: “none” is not a school number (URN).",
        "Changed: phase 1, type 1, postcode 1.",
        "Closed schools led to a successor: 2.",
        "6 rows: 4 added, 1 changed, 0 closed, 0 unchanged, 0 left out, 1 refused.",
    ]
    names = ("urn", "successor_urn", "successor_name")
    assert list(School.objects.order_by("urn").values_list(*names)) == [
        (900931, 900935, "Oak Academy"),  # by way of the infants' school
        (900932, 900935, "Oak Academy"),
        (900933, None, ""),  # it is open
        (900934, 900999, ""),
        (900935, None, ""),
    ]
    assert "Closed schools led" not in " ".join(read(atlas))


def closing(urn: int, name: str, after: str, *, status: str = "Closed") -> str:
    row = atlas_row(urn, name, "COMMUNITY SCHOOL", "0", "0", status=status)
    return f"{row},{after}"


# --- for people


def test_a_place_shows_the_successor_and_what_it_was():
    after = {"successor_urn": 900802, "successor_name": "Elm Academy"}
    closed = make_school("Elm School", status="closed", **after)
    closing = make_school("Oak School", status="closing", **after)
    alone = make_school("Ash School", status="closed")

    labels = [make_place(school=each).school_label for each in (closed, closing, alone)]

    assert labels == ["Elm Academy (was Elm School)", "Oak School", "Ash School"]


def test_the_look_up_finds_a_successor_by_the_old_name():
    new = make_school("Hazel Academy")
    old = make_school(
        "Elm School",
        status="closed",
        successor_urn=new.urn,
        successor_name="Hazel Academy",
        local_authority=new.local_authority,
    )

    found = school_search.with_successors(school_search.search_schools("elm").schools)

    assert [(each.school, each.successor) for each in found] == [(old, new)]
    assert old.in_full == (
        f"Elm School, {new.local_authority} (closed, now Hazel Academy {new.urn})"
        f" · {old.urn}"
    )


def test_staff_are_told_of_people_whose_school_closed():
    closed = make_school("Elm", status="closed")
    mine = make_place("waiting", school=closed)
    make_place("withdrawn", school=closed)
    make_place("confirmed", school=make_school("Oak", status="closing"))
    other = make_hub("Other")
    make_place("confirmed", school=closed, hub=other)
    task = next(each for each in open_tasks.all_tasks() if each.name == "closed-school")
    asked = Asked(hub_id=mine.hub_id, year=mine.start_year, at=FRIDAY_5PM)

    found = task.rows_of(type(mine).objects.all(), asked)
    last_year = Asked(hub_id=mine.hub_id, year=mine.start_year - 1, at=FRIDAY_5PM)

    assert list(found) == [mine]
    assert list(task.rows_of(type(mine).objects.all(), last_year)) == []
