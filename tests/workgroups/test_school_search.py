"""What the look-up of schools finds, also mistyped, and how it counts."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from hubsite import checks
from tests.factories import make_authority, make_school
from tests.pages import one_line
from workgroups import mistyped, trigrams
from workgroups.actions.schools import import_schools
from workgroups.gias.layouts import SchoolFacts
from workgroups.models import LocalAuthority, School, SchoolWord
from workgroups.rules import school_search_text, words_to_compare
from workgroups.school_search import (
    authorities_near,
    search_schools,
    with_successors,
)
from workgroups.words import slips_between

pytestmark = pytest.mark.django_db
INDEXES = ["school_search_text_trigrams", "school_word_trigrams"]


def found(text: str, **given: object) -> list[str]:
    return [each.name for each in search_schools(text, **given).schools]


@pytest.fixture
def schools() -> None:
    kent, greenwich = make_authority("Kent"), make_authority("Greenwich")
    make_school("Sherington Primary School", local_authority=greenwich)
    make_school("Shenington Primary School", town="Deal", postcode="CT14 6AB")
    make_school("Sheringham School", local_authority=kent, town="Broadstairs")
    make_school("Oak School", local_authority=kent)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("primary sherington", ["Sherington Primary School"]),
        ("greenwich sherington", ["Sherington Primary School"]),
        ("broadstairs kent", ["Sheringham School"]),
        ("ct146ab shenington", ["Shenington Primary School"]),
        ("6ab school", ["Shenington Primary School"]),
        ("heringt", ["Sherington Primary School"]),
        # one slip: left out, added, changed, swapped; at the beginning too
        ("sherngton", ["Sherington Primary School"]),
        ("sherrington", ["Sherington Primary School"]),
        ("sheringtom primary", ["Sherington Primary School"]),
        ("hserington", ["Sherington Primary School"]),
        ("sherignton", ["Sherington Primary School"]),  # the swap crosses the middle
        ("cherington", ["Sherington Primary School"]),
        ("hseringtno", ["Sherington Primary School"]),
        # the town and the local authority are mistyped as well
        ("school broadstiars", ["Sheringham School"]),
        ("sherington greenwhich", ["Sherington Primary School"]),
        ("oak knet", ["Oak School"]),
        # two slips of a long word; of a short one, one
        ("scherrington", ["Sherington Primary School"]),
        ("sherngtn", ["Sherington Primary School"]),
        ("kneet", []),
        # a word that another school has may have been meant otherwise
        ("shenington greenwich", ["Sherington Primary School"]),
        ("oka", []),
        ("oak sherington", []),
    ],
)
def test_words_in_any_order_and_mistyped_ones_are_found(schools, text, names):
    assert found(text) == names


def test_what_was_typed_counts_before_what_may_be_meant():
    make_school("Mill Lane School")
    make_school("Hill Lane School")

    assert found("hill lane") == ["Hill Lane School"]
    assert found("xill lane") == ["Hill Lane School", "Mill Lane School"]


def test_a_word_that_a_school_has_is_not_replaced_while_another_may_be():
    make_school("Mill Fern School")
    make_school("Hills Fern School")

    assert found("hill fernn") == ["Hills Fern School"]


def test_a_typed_word_is_kept_beside_what_may_be_meant():
    make_school("Mill Fern School")
    make_school("Hill Elms School")

    assert found("hill fernn") == ["Mill Fern School"]


def test_a_proposed_school_is_not_counted_and_a_renamed_one_is_found_anew():
    make_school("Rose Hill School", status="proposed")
    school = make_school("Fern School", town="Deal")

    school.name = "Willow School"
    school.save(update_fields=["name"])

    assert search_schools("rose hill").number == 0
    assert found("wilow deal") == ["Willow School"]
    assert found("fern") == []


def test_the_number_is_that_of_all_and_is_counted_to_a_thousand():
    area = make_authority()
    rows = [
        School(urn=100_000 + each, name=f"Park {each:04}", local_authority=area)
        for each in range(1_002)
    ]
    for row in rows:
        row.set_search_fields()
    School.objects.bulk_create(rows)

    many, some = search_schools("park"), search_schools("park 010", limit=5)

    assert (len(many.schools), many.number, many.number_in_words) == (
        20,
        1_001,
        "over 1,000",
    )
    assert (len(some.schools), some.number, some.number_in_words) == (5, 11, "11")
    assert found("park 09", limit=2) == ["Park 0900", "Park 0901"]


def test_the_page_says_how_many_there_are_and_what_to_add(client):
    for number in range(25):
        make_school(f"Park School {number:02d}")

    page = one_line(client.get("/schools/?q=park+school").text)
    data = client.get("/schools/?q=park", headers={"Accept": "application/json"}).json()
    few = one_line(client.get("/schools/?q=school+03+park").text)

    assert "<h2>20 of 25 schools</h2>" in page
    assert "Is yours missing? Add the town, or the postcode." in page
    assert (len(data["schools"]), data["number"], data["has_more"]) == (20, 25, True)
    assert "<h2>1 school</h2>" in few
    assert "Is yours missing?" not in few


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize(
    ("text", "sqlite", "postgres"),
    [
        *(("park school", 1, 1), ("kent park", 1, 1), ("ct14 6ab", 1, 1)),
        *(("parc schoool", 4, 6), ("ct14 6ab park", 1, 1)),
    ],
)
def test_a_search_takes_as_many_statements_whatever_it_finds(
    rows, text, sqlite, postgres, django_assert_num_queries
):
    for _ in range(rows):
        make_school("Park School", postcode="CT14 6AB", local_authority=kent())
    statements = postgres if connection.vendor == "postgresql" else sqlite

    with django_assert_num_queries(statements):
        searched = search_schools(text, limit=10)

    assert searched.number == rows


def kent() -> LocalAuthority:
    return LocalAuthority.objects.filter(name="Kent").first() or make_authority("Kent")


def test_a_number_and_the_successors_of_closed_schools_are_a_statement_each(
    django_assert_num_queries,
):
    make_school("Old Park", urn=900_001, status="closed", successor_urn=910_000)
    make_school("New Park", urn=910_000)

    with django_assert_num_queries(2):
        (found,) = with_successors(search_schools("900001").schools)

    assert (found.school.name, found.successor.name) == ("Old Park", "New Park")


@pytest.mark.parametrize(
    ("name", "town", "postcode", "text"),
    [
        ("St. Mary’s", "Deal", "CT14 6AB", "st marys deal ct14 6ab ct146ab"),
        ("Rose Hill", "", "", "rose hill"),
    ],
)
def test_the_search_text_of_a_school(name, town, postcode, text):
    assert school_search_text(name, town, postcode) == text


def test_only_words_of_four_letters_or_more_are_compared():
    assert words_to_compare("st marys deal ct14 elm 6abcd") == {"marys", "deal"}


@pytest.mark.parametrize(
    ("typed", "word", "slips"),
    [
        ("park", "park", 0),
        ("pakr", "park", 1),
        ("prk", "park", 1),
        ("parck", "park", 1),
        ("perk", "park", 1),
        ("apkr", "park", 2),
        ("", "elm", 3),
        ("elm", "", 3),
        ("scherrington", "sherington", 2),
    ],
)
def test_slips_between_two_words(typed, word, slips):
    assert slips_between(typed, word) == slips


@pytest.mark.parametrize(
    ("typed", "word", "within"),
    [
        ("sherington", "sherington", True),
        ("scherrington", "sherington", True),
        ("schherrington", "sherington", False),
        ("ehsrington", "sherington", True),
        ("ashbel", "westmoor", False),
    ],
)
def test_counting_slips_ends_above_the_most(typed, word, within):
    assert (slips_between(typed, word, most=2) <= 2) is within


def test_at_most_four_spellings_of_a_word_are_tried():
    for name in ("Bark", "Dark", "Hark", "Lark", "Mark", "Park"):
        make_school(f"{name} School")

    readings = list(mistyped.readings(["xark", "school"], ["Kent"]))

    assert readings == [
        [["xark"], ["school"]],
        [["xark", "bark", "dark", "hark", "lark"], ["school"]],
    ]


def test_the_migration_fills_what_schools_are_found_by():
    make_school("Rose Hill School", town="Deal", postcode="CT14 6AB")
    School.objects.update(search_text="")
    SchoolWord.objects.all().delete()
    fill = import_module("workgroups.migrations.0018_school_search_filled").fill

    fill(apps, None)

    assert list(School.objects.values_list("search_text", flat=True)) == [
        "rose hill school deal ct14 6ab ct146ab"
    ]
    assert sorted(str(each) for each in SchoolWord.objects.all()) == [
        *("deal", "hill", "rose", "school")
    ]


@pytest.mark.drill("postgres")
def test_words_that_only_look_alike_are_found_by_trigrams():
    make_school("Wolstonbury School")

    assert found("voolstonburry") == ["Wolstonbury School"]
    assert indexes() == INDEXES


@pytest.mark.drill("postgres")
def test_the_long_list_is_read_through_its_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    rows = School.objects.filter(search_text__contains="willow")

    assert "school_search_text_trigrams" in rows.explain()


@pytest.mark.drill("postgres")
def test_a_database_user_who_may_not_create_the_extension_goes_on_without(schools):
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
        cursor.execute("CREATE ROLE reader")
        cursor.execute("SET LOCAL ROLE reader")

    made = trigrams.add_indexes(connection)

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert made is False
    assert indexes() == []
    assert [each.id for each in checks.check_trigrams(None)] == ["hubsite.W002"]
    assert found("sherington greenwhich") == ["Sherington Primary School"]
    assert found("primary sherington") == ["Sherington Primary School"]


@pytest.mark.drill("postgres")
def test_the_index_is_made_once_the_extension_may_be():
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
    assert indexes() == []

    migration = import_module("workgroups.migrations.0019_school_trigrams")
    migration.drop(apps, connection.schema_editor())
    migration.make(apps, connection.schema_editor())

    assert indexes() == INDEXES
    assert checks.check_trigrams(None) == []


def test_the_indexes_are_of_no_concern_to_sqlite():
    if connection.vendor == "sqlite":
        assert trigrams.is_there() is False
    call_command("check", databases=["default"], fail_level="WARNING")


def indexes() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE indexname LIKE 'school%trigrams'"
        )
        return sorted(name for (name,) in cursor.fetchall())


def test_imported_schools_are_found_by_mistyped_words(monkeypatch):
    monkeypatch.setattr("workgroups.actions.schools.BATCH", 1)
    facts = {"name": "Rose Hill School", "town": "Deal", "postcode": "CT14 6AB"}
    rows = [
        SchoolFacts(900_001, ("886", "Kent"), facts),
        SchoolFacts(900_002, ("886", "Kent"), {**facts, "name": "Rose Fern School"}),
    ]

    import_schools(enumerate(rows, 2), is_register=True)

    assert found("rsoe fernn deal") == ["Rose Fern School"]
    assert found("ct146ab hill") == ["Rose Hill School"]
    assert sorted(SchoolWord.objects.values_list("word", flat=True)) == [
        *("deal", "fern", "hill", "rose", "school")
    ]


def test_schools_of_the_area_come_before_names_that_begin_so():
    kent, greenwich = make_authority("Kent"), make_authority("Greenwich")
    make_school("Park School", local_authority=kent)
    make_school("Oak Park School", local_authority=greenwich)
    make_school("Park Lane School", local_authority=greenwich, status="closed")

    assert found("park") == ["Park School", "Oak Park School", "Park Lane School"]
    assert found("park", near=greenwich.pk) == [
        "Oak Park School",
        "Park School",
        "Park Lane School",
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SE13 6ZZ", ["Lewisham"]),  # no school has it; one has the same "SE13 6"
        ("se13 9zz", ["Bromley", "Lewisham"]),
        ("SE13", ["Bromley", "Lewisham"]),
        ("SE1 3AB", []),
        ("Lewisham", []),
    ],
)
def test_a_postcode_has_the_areas_of_the_schools_that_begin_most_like_it(text, names):
    lewisham, bromley = make_authority("Lewisham"), make_authority("Bromley")
    make_school("Oak School", postcode="SE13 6AB", local_authority=lewisham)
    make_school("Elm School", postcode="SE13 7AB", local_authority=bromley)
    make_school("Fern School", postcode="SE12 6ZZ", local_authority=make_authority())

    assert list(authorities_near(text).values()) == names
