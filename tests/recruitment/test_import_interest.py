"""manage.py import_interest: what it does, what it says, and its limits."""

import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recruitment.interest_lists import ListedPerson, read_list
from recruitment.models import Email, Place, Registration
from tests.factories import YEAR, make_session, make_work_group
from tests.recruitment.list_cases import counts, import_list, states, two_years
from tests.recruitment.list_files import csv_of, row, sheet_of, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

HEADING = "First name,Surname,School,Email,Mentor email,Both years"
GOOD = [
    f"Imported{n},Tester,Some School,i{n}@school.example,m{n}@school.example,yes"
    for n in range(1, 4)
]
BAD = [
    "Bad,Mail,Some School,not-an-address,,yes",
    ",,Some School,noname@school.example,,yes",
    "Imported1,Tester,Some School,i1@school.example,,no",
]


class Run:
    """One run of the command: what it says, and what it refuses with."""

    def __init__(self, group, path, *options: str) -> None:
        out, err = StringIO(), StringIO()
        self.refusal = ""
        try:
            call_command(
                "import_interest", group, str(path), *options, stdout=out, stderr=err
            )
        except CommandError as error:
            self.refusal = str(error)
        self.said = out.getvalue().splitlines()
        self.problems = err.getvalue().splitlines()


@pytest.fixture
def file(tmp_path):
    def write(*lines: str, heading: str = HEADING):
        path = tmp_path / "lewisham.csv"
        path.write_bytes(csv_of(*lines, heading=heading))
        return path

    return write


def test_one_bad_line_refuses_the_whole_file(file):
    group = make_work_group()
    before = counts()

    run = Run(group.slug, file(*GOOD, *BAD))

    assert run.problems == [
        "Line 5, Email: “not-an-address”. Write one e-mail address, such as "
        "name@school.org.uk.",
        "Line 6, First name: The first name is missing.",
        "Line 6, Surname: The surname is missing.",
        "Line 7: Imported1 Tester with this address is on line 2 already.",
    ]
    assert run.refusal == "Nothing was imported: 3 lines are wrong."
    assert run.said == []
    assert counts() == before


def test_the_mended_file_goes_in_whole_and_again_changes_nothing(file):
    group = two_years()

    first, again = Run(group.slug, file(*GOOD)), Run(group.slug, file(*GOOD))

    assert (first.refusal, first.said) == (
        "",
        [
            "Interested: 3.",
            "Schools: 0 found, 3 kept as written.",
            "3 people added, 0 changed, 0 unchanged.",
        ],
    )
    assert (again.refusal, again.said) == (
        "",
        ["0 people added, 0 changed, 3 unchanged."],
    )
    assert states(group) == ["interested"] * 3
    assert Email.objects.count() == 0
    assert (
        list(Registration.objects.values_list("source", "both_years"))
        == [("import", True)] * 3
    )


def test_a_workbook_goes_in_as_well(tmp_path):
    group = make_work_group()
    path = tmp_path / "list.xlsx"
    sheet = sheet_of(
        row(1, "Name", "Email", "Notes"), row(2, "Ada Brook", "a@b.org", "x")
    )
    path.write_bytes(workbook(sheet, sheet_of()))

    run = Run(group.slug, path)

    assert run.said == [
        "Only the sheet “ECTs” was read.",
        "Not read: “Notes”.",
        "Interested: 1.",
        "1 person added, 0 changed, 0 unchanged.",
    ]


def test_confirmed_people_and_who_vouched_for_them(file):
    group = make_work_group(capacity=2)
    options = ("--as", "confirmed", "--letters", "draft", "--vouched-by", " Jo Lee ")

    refused = Run(group.slug, file(*GOOD), *options)
    run = Run(group.slug, file(*GOOD), *options, "--beyond-capacity")

    assert refused.problems == [
        "The group has 2 places, and this list would go 1 beyond it. Nothing was "
        "imported: raise the capacity, or say that the list may go beyond it."
    ]
    assert refused.refusal == "Nothing was imported."
    assert run.said == [
        "Secured: 3.",
        "Schools: 0 found, 3 kept as written.",
        "The group is 1 place beyond its capacity.",
        "6 letters: they wait as drafts.",
        "3 people added, 0 changed, 0 unchanged.",
    ]
    place = Place.objects.first()
    assert place.events.get().reason == (
        "From the list “lewisham.csv”. Jo Lee vouched for it."
    )


def test_emails_that_are_sent_and_places_that_stay(file):
    group = make_work_group()
    Run(group.slug, file(GOOD[0]))
    Place.objects.update(state="withdrawn")

    run = Run(group.slug, file(*GOOD[:2]), "--letters", "send")

    assert run.said == [
        "Line 2: Imported1 Tester has a place in this group that stays withdrawn.",
        "Asked to confirm: 1.",
        "Schools: 0 found, 1 kept as written.",
        "1 letter: they will go.",
        "1 person added, 0 changed, 1 unchanged.",
    ]


def test_last_years_list_goes_into_a_group_of_last_year(file):
    this_year = make_work_group()
    last_year = make_work_group(
        "Last", project=this_year.project, start_year=YEAR - 1, slug="last"
    )
    make_session(last_year)
    options = ("--as", "completed", "--year", "2025/26")

    other = Run(this_year.slug, file(*GOOD), *options)
    unreadable = Run("last", file(*GOOD), "--as", "completed", "--year", "25-26")
    run = Run("last", file(*GOOD), *options)

    assert other.refusal == (
        f"{this_year.slug} is a group of 2026/27. Groups of the same programme in "
        "2025/26: last."
    )
    assert unreadable.refusal == "Write the academic year as 2025/26."
    assert (run.refusal, run.said[0]) == ("", "Completed: 3.")
    assert states(this_year) == []


def test_groups_of_another_hub_or_programme_are_not_offered(file):
    group = make_work_group()
    make_work_group(start_year=YEAR - 1)

    run = Run(group.slug, file(*GOOD), "--year", "2025/26")

    assert run.refusal.endswith("in 2025/26: none, so make it first.")


def test_what_cannot_be_opened_is_said_in_one_sentence(file, tmp_path):
    group = make_work_group()
    nothing = tmp_path / "none.csv"

    assert Run("none", file(*GOOD)).refusal == "There is no work group called none."
    assert Run(group.slug, nothing).refusal == (
        f"{nothing} cannot be opened (No such file or directory)."
    )
    nothing.write_bytes(b"")
    assert Run(group.slug, nothing).refusal == "This file is empty."


def many(number: int, *, start: int = 0) -> list[ListedPerson]:
    lines = [
        f"Ada{n},Tester,Some School,i{n}@school.example,m{n}@school.example,yes"
        for n in range(start, start + number)
    ]
    return read_list(csv_of(*lines, heading=HEADING)).people


def statements(people: list[ListedPerson], **how: str) -> int:
    group = two_years()
    with CaptureQueriesContext(connection) as captured:
        import_list(group, *people, **how)
    return len(captured)


@pytest.mark.parametrize(
    ("how", "each"),
    [
        ({"listed_as": "interested"}, 2),
        ({"listed_as": "interested", "emails": "send"}, 5),
        ({"listed_as": "confirmed"}, 7),
        ({"listed_as": "confirmed", "emails": "draft"}, 10),
    ],
)
def test_each_line_costs_a_few_statements(how, each):
    few, more = statements(many(1), **how), statements(many(11, start=1), **how)

    assert more - few <= 10 * each


def test_a_list_that_changes_nothing_is_read_in_a_few_statements():
    group = two_years()
    people = many(20)
    import_list(group, *people)

    with CaptureQueriesContext(connection) as captured:
        import_list(group, *people)

    assert len(captured) <= 14


def test_hundreds_of_lines_take_seconds():
    group = two_years()
    people = many(300)

    began = time.process_time()
    result = import_list(group, *people)

    assert result.added == 300
    assert time.process_time() - began < 8  # so 2,000 lines stay under a minute
