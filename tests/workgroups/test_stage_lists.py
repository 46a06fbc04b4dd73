"""import_stages: schools' Teaching for Mastery stages, all of a list or nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import FRIDAY_5PM, make_hub, make_school, make_staff
from tests.recruitment.list_files import row, sheet_of, workbook
from workgroups.actions import stage_lists
from workgroups.errors import ListRefused, ListUnreadable
from workgroups.models import AuditEntry, SchoolYear
from workgroups.rules import mastery_in_words
from workgroups.stage_lists import ListedStage, read_stages

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def listed(*lines: str, heading: str = "URN,Year,Stage") -> bytes:
    return "\n".join([heading, *lines]).encode()


def problems_of(*lines: str, heading: str = "URN,Year,Stage") -> list[str]:
    found = read_stages(listed(*lines, heading=heading))
    return [str(each) for each in found.problems]


def saved() -> list[tuple]:
    rows = SchoolYear.objects.order_by("hub__slug", "school__urn", "start_year")
    names = ("hub__slug", "school__urn", "start_year", "mastery_stage")
    return list(rows.values_list(*names))


def stage(urn: int, year: int = 2026, name: str = "development", line: int = 2):
    return ListedStage(line, urn, year, name)


# --- reading


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Development", "development"),
        ("EMBEDDING", "embedding"),
        ("sustaining", "sustaining"),
        ("Mastery Readiness", "readiness"),
        ("not taking part", "none"),
        ("Mastery-specialist school", "specialist"),
        ("not known", ""),
    ],
)
def test_a_stage_is_read_however_it_is_spelt(text, stage):
    found = read_stages(listed(f"100001,2026/27,{text}"))

    assert found.problems == []
    assert found.rows == [ListedStage(2, 100001, 2026, stage)]


def test_columns_are_found_by_heading_and_others_are_named():
    heading = "School name;Academic year;School number (URN);TfM stage"

    found = read_stages(listed("Elm;2025-26;100001;Embedding", heading=heading))

    assert found.rows == [ListedStage(2, 100001, 2025, "embedding")]
    assert [(each.text, each.meaning) for each in found.headings] == [
        ("School name", ""),
        ("Academic year", "academic year"),
        ("School number (URN)", "school number (URN)"),
        ("TfM stage", "Teaching for Mastery stage"),
    ]
    assert found.remarks == ["Not read: “School name”."]


def test_a_workbook_is_read_as_well():
    sheet = sheet_of(
        row(1, "URN", "Year", "Stage"), row(2, "100001", "2026", "readiness")
    )

    assert read_stages(workbook(sheet)).rows == [stage(100001, name="readiness")]


def test_every_bad_cell_is_named_with_line_column_and_reason():
    assert problems_of(
        "12,2026/27,Development",
        "",
        "100002,2026/28,Advanced",
        "100003,2013/14,=A1",
        ",,",
        "100004,2026/27,",
        "100005,2026/27,Embedding,x",
    ) == [
        "Line 2, URN: “12”. A school number (URN) has five to seven digits.",
        "Line 4, Year: “2026/28”. Write the academic year as 2026/27.",
        "Line 4, Stage: “Advanced”. Write one of: not taking part, readiness, "
        "development, embedding, sustaining, mastery specialist school, not known.",
        "Line 5, Year: “2013/14”. Write the academic year as 2026/27.",
        "Line 5, Stage: “=A1”. This is a formula. Write what it results in.",
        "Line 7, Stage: The Teaching for Mastery stage is missing.",
        "Line 8: “x” stands under no heading.",
    ]


def test_a_school_and_year_twice_is_an_error_also_with_the_same_stage():
    assert problems_of(
        "100001,2026/27,Development",
        "100001,2025/26,Development",
        "100001,2026/27,Development",
    ) == ["Line 4: This school and year is on line 2 already."]


@pytest.mark.parametrize(
    ("heading", "problems"),
    [
        ("School,When", ["URN", "Year", "Stage"]),
        ("URN,Year", ["Stage"]),
    ],
)
def test_missing_columns_are_named_and_no_line_is_read(heading, problems):
    found = read_stages(listed("x,y", heading=heading))

    assert [str(each) for each in found.problems] == [
        f"Line 1: There is no column “{name}”." for name in problems
    ]
    assert found.rows == []


def test_two_columns_for_one_thing_and_a_list_without_lines_are_errors():
    assert problems_of(heading="URN,School number,Year,Stage") == [
        "Line 1: “URN” and “School number” are both read as the school number (URN). "
        "Delete one."
    ]
    assert problems_of() == ["Line 1: There is no line under this."]


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(ListUnreadable, match="more than 5,000 lines"):
        read_stages(listed(*["100001,2026,none"] * 5001))


# --- importing


def test_stages_are_added_and_changed_for_one_hub_only():
    mine, other = make_hub("Mine"), make_hub("Other")
    elm, oak = make_school(urn=100001), make_school(urn=100002)
    years = SchoolYear.objects
    kept = {"start_year": 2026, "ects_expected": 3, "note": "Ring Ada."}
    years.create(hub=mine, school=elm, mastery_stage="readiness", **kept)
    years.create(hub=other, school=oak, mastery_stage="sustaining", start_year=2026)
    by = make_staff("hub_lead", hub=mine)

    plan = stage_lists.import_stages(
        [stage(100001), stage(100002)], hub=mine, by=by, at=FRIDAY_5PM
    )

    assert (len(plan.new), len(plan.changed), plan.unchanged) == (1, 1, 0)
    assert saved() == [
        ("mine", 100001, 2026, "development"),
        ("mine", 100002, 2026, "development"),
        ("other", 100002, 2026, "sustaining"),
    ]
    row = years.get(hub=mine, school=elm)
    assert (row.ects_expected, row.note) == (3, "Ring Ada.")
    entries = AuditEntry.objects.order_by("object_id")
    assert [
        (each.action, each.object_type, each.actor, each.hub, each.fields, each.at)
        for each in entries
    ] == [
        (
            *("import_stage", "workgroups.schoolyear"),
            *(by, mine, "mastery_stage", FRIDAY_5PM),
        )
    ] * 2


def test_the_same_list_again_changes_nothing_and_is_not_audited():
    hub = make_hub("Mine")
    make_school(urn=100001)
    rows = [stage(100001), stage(100001, 2025, "", line=3)]
    stage_lists.import_stages(rows, hub=hub, at=FRIDAY_5PM)
    before = list(SchoolYear.objects.values())

    plan = stage_lists.import_stages(rows, hub=hub, at=FRIDAY_5PM)

    assert (plan.new, plan.changed, plan.unchanged) == ([], [], 2)
    assert list(SchoolYear.objects.values()) == before
    assert saved() == [("mine", 100001, 2026, "development")]
    assert AuditEntry.objects.count() == 1


def test_one_unknown_school_refuses_the_whole_list():
    make_school(urn=100001)

    with pytest.raises(ListRefused) as refusal:
        stage_lists.import_stages(
            [stage(100001), stage(100009, line=3)], hub=make_hub(), at=FRIDAY_5PM
        )

    assert [str(each) for each in refusal.value.problems] == [
        "Line 3, URN: No school has the number 100009."
    ]
    assert (SchoolYear.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_the_same_statements_for_any_number_of_rows(
    number, django_assert_num_queries
):
    hub = make_hub()
    rows = [stage(make_school().urn, line=2 + n) for n in range(number)]

    with django_assert_num_queries(8):
        stage_lists.import_stages(rows, hub=hub, at=FRIDAY_5PM)


# --- the command


def test_the_command_imports_and_says_what_it_did(tmp_path):
    make_hub("Mine")
    make_school(urn=100001)
    path = tmp_path / "stages.csv"
    path.write_bytes(listed("100001,2026/27,Development,", heading="URN,Year,Stage,x"))
    out = StringIO()

    call_command("import_stages", "mine", str(path), stdout=out)

    assert out.getvalue().splitlines() == [
        "Not read: “x”.",
        "1 stage added, 0 changed, 0 unchanged.",
    ]
    assert saved() == [("mine", 100001, 2026, "development")]


def test_the_command_names_bad_lines_and_imports_nothing(tmp_path):
    make_hub("Mine")
    make_school(urn=100001)
    path = tmp_path / "stages.csv"
    path.write_bytes(listed("100001,2026/27,Development", "100002,x,y"))
    err = StringIO()

    with pytest.raises(CommandError, match="Nothing was imported: 1 line is wrong."):
        call_command("import_stages", "mine", str(path), stderr=err)

    assert len(err.getvalue().splitlines()) == 2
    assert saved() == []


@pytest.mark.parametrize(
    ("hub", "file", "said"),
    [
        ("none", "stages.csv", "There is no hub called none."),
        ("mine", "gone.csv", "cannot be opened"),
        ("mine", "stages.csv", "This file is empty."),
    ],
)
def test_the_command_explains_what_it_cannot_use(tmp_path, hub, file, said):
    make_hub("Mine")
    (tmp_path / "stages.csv").write_bytes(b"")

    with pytest.raises(CommandError, match=said):
        call_command("import_stages", hub, str(tmp_path / file))


# --- in words


@pytest.mark.parametrize(
    ("stage", "years", "said"),
    [
        (
            *("development", 2),
            "Your school is in Development of Teaching for Mastery; after year two it "
            "may be in Sustaining.",
        ),
        (
            *("readiness", 1),
            "Your school is in Readiness of Teaching for Mastery; after year one it "
            "may be in Development.",
        ),
        (
            *("embedding", 3),
            "Your school is in Embedding of Teaching for Mastery; after year three it "
            "may be in Sustaining.",
        ),
        (
            *("sustaining", 2),
            "Your school is in Sustaining of Teaching for Mastery, the stage that goes "
            "on.",
        ),
        ("specialist", 2, "Your school is a mastery specialist school."),
        ("none", 2, ""),
        ("", 2, ""),
    ],
)
def test_a_schools_journey_in_words(stage, years, said):
    assert mastery_in_words(stage, years=years) == said
