"""import_schools on an invented file in DfE's layout, and on real files."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_authority, make_school
from workgroups.models import LocalAuthority, School

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
REGISTER = FIXTURES / "establishments.csv"
LINKS = FIXTURES / "links.csv"
HEADER = (
    "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (name),"
    "EstablishmentStatus (name)"
)
PREMIUM_HEADER = (
    "URN,LAEstab,LA,Local Authority,Estab,School Name,School Type,"
    "Number of Primary pupils on roll (9),Number of  Secondary pupils on roll (10)"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_bytes("\n".join(lines).encode(encoding))
        return path

    return write


def read(path: Path, *options: str) -> list[str]:
    out = StringIO()
    call_command("import_schools", str(path), *options, stdout=out)
    return out.getvalue().splitlines()


def facts(urn: int, *names: str) -> tuple:
    return School.objects.values_list(*names).get(urn=urn)


def test_the_gias_file_is_read_and_every_row_accounted_for():
    said = read(REGISTER)

    assert said == [
        "Reading establishments.csv: DfE's all-establishments layout, cp1252.",
        "Line 12 refused: “31-02-2020” in OpenDate is not a date.",
        "Line 13 refused: “90O912” is not a school number (URN).",
        "Left out, in Wales: 1.",
        "Left out, overseas: 1.",
        "Left out, offshore: 1.",
        "Left out, on a second line of the file: 1.",
        "13 rows: 7 added, 0 changed, 0 closed, 0 unchanged, 4 left out, 2 refused.",
    ]
    assert School.objects.count() == 7


def test_a_school_is_saved_as_the_gias_file_gives_it():
    read(REGISTER)

    school = School.objects.select_related("local_authority").get(urn=900901)
    assert (school.name, school.search_name) == (
        "École Ste Cécile Primary School",
        "ecole ste cecile primary school",
    )
    assert (school.local_authority.code, school.la_estab) == ("209", "2092101")
    assert (school.low_age, school.high_age) == (3, 11)
    assert (school.street, school.postcode) == ("Lantern Road, Ladywell", "SE13 9ZZ")
    assert school.opened_on == date(1998, 9, 1)
    assert facts(900903, "trust", "opened_on") == (
        "Harbour Lights Trust",
        date(2019, 9, 1),
    )


def test_closed_schools_and_old_authorities_keep_their_rows():
    read(REGISTER)

    assert facts(900902, "status", "closed_on", "postcode") == (
        "closed",
        date(2019, 8, 31),
        "SE13 9ZY",
    )
    assert facts(900904, "status", "phase") == ("closing", "secondary")
    assert dict(LocalAuthority.objects.values_list("code", "in_use")) == {
        "209": True,
        "210": True,
        "909": False,
        "942": True,
    }


def test_state_funding_follows_the_type_and_section_41():
    read(REGISTER)

    assert facts(900906, "state_funded") == (True,)  # independent special, approved
    assert facts(900907, "state_funded", "status") == (False, "proposed")


def test_the_same_file_again_changes_nothing():
    read(REGISTER, "--links", str(LINKS))
    before = list(School.objects.order_by("pk").values())

    said = read(REGISTER, "--links", str(LINKS))

    assert said[-1] == (
        "13 rows: 0 added, 0 changed, 0 closed, 7 unchanged, 4 left out, 2 refused."
    )
    assert list(School.objects.order_by("pk").values()) == before


def test_a_changed_and_a_closed_school_are_reported(file_of):
    read(REGISTER)
    newer = file_of(
        HEADER + ",CloseDate",
        "900901,209,Lewisham,Ste Cecile Primary,Community school,Open,",
        "900904,942,Cumberland,Fellgate High School,Academy sponsor led,Closed,"
        "31-08-2026",
    )

    said = read(newer)

    assert said[1:] == [
        "Closed: 900904 Fellgate High School.",
        "Changed: name 1, status 1, closed on 1.",
        "2 rows: 0 added, 1 changed, 1 closed, 0 unchanged, 0 left out, 0 refused.",
    ]
    assert facts(900901, "search_name", "town") == ("ste cecile primary", "London")


def test_links_lead_a_closed_school_along_its_chain():
    said = read(REGISTER, "--links", str(LINKS))

    assert "Closed schools led to a successor: 2." in said
    assert facts(900902, "successor_urn") == (900903,)  # through 900899
    assert facts(900905, "successor_urn") == (900999,)
    assert facts(900901, "successor_urn") == (None,)


def test_circular_links_give_no_successor(file_of):
    make_school(urn=900801, status="closed")
    make_school(urn=900802, status="closed")
    rows = file_of(HEADER, "900803,209,Lewisham,Third School,Community school,Open")
    links = file_of(
        "URN,LinkURN,LinkType",
        "900801,900802,Successor",
        "900802,900801,Successor",
        "900801,900801,Successor",
        name="links.csv",
    )

    read(rows, "--links", str(links))

    assert not School.objects.exclude(successor_urn=None).exists()


def test_a_list_with_fewer_columns_fills_gaps_and_erases_nothing(file_of):
    read(REGISTER)
    poorer = file_of(
        PREMIUM_HEADER,
        "900901,2092101,209,Lewisham,2101,St Cecile's,Mainstream,210,0",
        "900906,2107001,210,Southwark,7001,Quayside House,Special ,0,48",
        '900920,2092120,209,Lewisham,2120,Middle Way School,Mainstream,30,"1,040"',
    )

    said = read(poorer)

    assert said[-2:] == [
        "Changed: la estab 1, phase 1.",
        "3 rows: 1 added, 1 changed, 0 closed, 1 unchanged, 0 left out, 0 refused.",
    ]
    assert facts(900901, "name", "type", "postcode") == (
        "École Ste Cécile Primary School",
        "Community school",
        "SE13 9ZZ",
    )
    assert facts(900906, "phase", "type", "la_estab") == (
        "secondary",
        "Other independent special school",
        "2107001",
    )
    assert facts(900920, "phase") == ("all_through",)


def test_an_older_file_does_not_restore_an_abolished_authority(file_of):
    read(REGISTER)
    older = file_of(
        HEADER, "900904,909,Cumbria,Fellgate High School,Academy sponsor led,Open"
    )

    read(older)

    assert facts(900904, "local_authority__code", "status") == ("942", "open")


def test_boroughs_and_districts_without_codes_are_known_by_name(file_of):
    make_authority("Lewisham", code="209")
    atlas = file_of(
        "OBJECTID,URN,SCHOOL_NAM,TYPE,PHASE,ADDRESS,TOWN,POSTCODE,STATUS,LA_NAME",
        "1,900930,Ladywell Lane,Community School,Primary,1 Lane,London,SE13 9ZX,Open,"
        "Lewisham",
        "2,900931,Weald View,Other Independent School,All Through,,,TN13 9ZZ,Open,"
        "Sevenoaks",
        "3,900932,Far Away,Community School,Primary,,,YO1 9ZZ,Open,York",
    )

    said = read(atlas)

    assert said[1] == "Line 4 refused: no local authority is known for “York”."
    assert facts(900930, "type", "local_authority__code") == ("Community school", "209")
    assert facts(900931, "phase", "state_funded", "local_authority__name") == (
        "all_through",
        False,
        "Kent",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_accents_are_read_in_either_encoding(file_of, encoding):
    rows = file_of(
        HEADER,
        "900940,209,Lewisham,Collège Molière,Community school,Open",
        encoding=encoding,
    )

    read(rows)

    assert facts(900940, "name") == ("Collège Molière",)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["  "], "list.csv is empty."),
        (["%PDF-1.7 ..."], "list.csv is not a CSV file."),
        (["PK\x03\x04 ..."], "list.csv is a zip or a spreadsheet"),
        (["URN,Name", "1,2"], "list.csv is no list of schools that we know"),
        (
            [HEADER.replace("LA (code),", ""), "900901,x,y,z,Open"],
            "looks like DfE's all-establishments layout but has no column LA (code).",
        ),
    ],
)
def test_an_unreadable_file_is_refused_with_a_sentence(file_of, lines, sentence):
    path = file_of(*lines)

    with pytest.raises(CommandError, match=r"\.$") as refusal:
        read(path)

    assert sentence in str(refusal.value)
    assert not School.objects.exists()


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be opened"):
        read(tmp_path / "missing.csv")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_also_separate_cells(file_of, delimiter):
    row = "900950,209,Lewisham,Semicolon School,Community school,Open"
    path = file_of(HEADER.replace(",", delimiter), row.replace(",", delimiter))

    read(path)

    assert facts(900950, "name") == ("Semicolon School",)


def test_statements_grow_as_rows_over_five_hundred(file_of):
    rows = [
        f"{800000 + n},209,Lewisham,School {n},Community school,Open"
        for n in range(5000)
    ]
    path = file_of(HEADER, *rows)

    with CaptureQueriesContext(connection) as captured:
        read(path)

    data = ("SELECT", "INSERT", "UPDATE", "DELETE")
    statements = [each["sql"] for each in captured if each["sql"].startswith(data)]
    assert len(statements) <= 5000 / 500 + 3
    assert School.objects.count() == 5000


def test_the_real_sample_of_gias(shared_data):
    path = shared_data / "gias_edubasealldata_sample_99rows_2021-05.csv"
    links = shared_data / "gias_links_2025-04-22.csv"

    said = read(path, "--links", str(links))

    assert said[0].endswith("DfE's all-establishments layout, UTF-8.")
    assert said[-1] == (
        "99 rows: 48 added, 0 changed, 0 closed, 0 unchanged, 51 left out, 0 refused."
    )
    assert facts(100016, "status", "successor_urn") == ("closed", 132245)


def test_the_real_premium_list_twice(shared_data):
    path = shared_data / "dfe_pupil_premium_2021_schools.csv"

    first, again = read(path)[-1], read(path)[-1]

    assert first.startswith("20,760 rows: 20,760 added")
    assert again.startswith("20,760 rows: 0 added, 0 changed, 0 closed, 20,760 unch")


def test_the_real_london_atlas_repeats_numbers(shared_data):
    said = read(shared_data / "london_schools_atlas_2016.csv")

    assert said[-1] == (
        "3,889 rows: 3,493 added, 0 changed, 0 closed, 0 unchanged, 396 left out,"
        " 0 refused."
    )
