"""What a list of people says: clean rows, and each problem with line and column."""

import pytest

from recruitment.interest_lists import Heading, ListedPerson, read_list
from tests.recruitment.list_files import csv_of, row, sheet_of, workbook

ADA = "Ada,Brook,ada@example.org"


def problems_of(content: bytes) -> list[str]:
    return [str(each) for each in read_list(content).problems]


def person_of(heading: str, line: str) -> ListedPerson:
    found = read_list(csv_of(line, heading=heading))
    assert found.problems == []
    (person,) = found.people
    return person


def value_of(column: str, text: str) -> list[object]:
    """The problems of a cell, or the values that a line with it has beside ADA's."""
    heading = f"First name,Surname,Email,{column}"
    found = read_list(csv_of(f'{ADA},"{text}"', heading=heading))
    if found.problems:
        return [str(each) for each in found.problems]
    plain = ListedPerson(2, "Ada", "Brook", "ada@example.org")
    return [
        each
        for key, each in vars(found.people[0]).items()
        if each != getattr(plain, key)
    ]


def test_a_line_says_everything_that_the_columns_ask():
    heading = (
        "Forename,Surname,E-mail address,Personal email,Mobile,School number,"
        "School name,Job title,ECT year,Year groups taught,Both years?,"
        "Mentor,Mentor e-mail"
    )
    line = (
        " Zoë ,O’Neill,Zoe@Example.org,zoe@home.example.org,07700 900123,100001,"
        'Rose Hill,Teacher,ECT2,"Y3/4",No,Jo Fern,JO@example.org'
    )

    assert person_of(heading, line) == ListedPerson(
        line=2,
        first_name="Zoë",
        last_name="O’Neill",
        email="zoe@example.org",
        second_email="zoe@home.example.org",
        phone="07700 900123",
        urn=100001,
        school_name="Rose Hill",
        job_role="Teacher",
        induction_year="second",
        year_groups=("3", "4"),
        both_years=False,
        mentor_name="Jo Fern",
        mentor_email="jo@example.org",
    )


def test_a_workbook_says_the_same_as_a_csv_file():
    sheet = sheet_of(
        row(1, "First name", "Surname", "Email"), row(2, *ADA.split(",")), row(9, "Eve")
    )

    found = read_list(workbook(sheet))

    assert found.people == [ListedPerson(2, "Ada", "Brook", "ada@example.org")]
    assert [str(each) for each in found.problems] == [
        "Line 9, Surname: The surname is missing.",
        "Line 9, Email: The address is missing.",
    ]


def test_each_problem_is_named_with_its_line_and_column():
    content = csv_of(
        ADA + ",maybe",
        "Bad,Mail,not-an-address,yes",
        ",,no@example.org,",
        "=CMD(),Oak,oak@example.org,",
        "",
        f"www.example.com,{'B' * 101},b@example.org,no",
        heading="First name,Surname,Email,Both years",
    )

    found = read_list(content)

    assert [str(each) for each in found.problems] == [
        "Line 2, Both years: “maybe”. Write yes or no.",
        "Line 3, Email: “not-an-address”. Write one e-mail address, such as "
        "name@school.org.uk.",
        "Line 4, First name: The first name is missing.",
        "Line 4, Surname: The surname is missing.",
        "Line 5, First name: “=CMD()”. This is a formula. Write what it results in.",
        "Line 7, First name: “www.example.com”. Write a name, without a web address.",
        f"Line 7, Surname: “{'B' * 60}…”. This is longer than 100 characters.",
    ]
    assert found.people == []


@pytest.mark.parametrize(
    ("heading", "problems"),
    [
        ("First name,Surname", ["There is no column “Email”."]),
        (
            "First name,Email",
            ["There is no column “First name” and no column “Surname”."],
        ),
        (
            "First name,Surname,Email,E-MAIL address*",
            [
                "“Email” and “E-MAIL address*” are both read as the e-mail address. "
                "Rename or delete one of them."
            ],
        ),
        (
            "Name,Email,Email,Email",
            [
                "“Email” and “Email” are both read as the e-mail address. Rename or "
                "delete one of them."
            ]
            * 2,
        ),
    ],
)
def test_a_heading_at_fault_is_the_only_problem(heading, problems):
    content = csv_of("x", "y", heading=heading)

    assert problems_of(content) == [f"Line 1: {each}" for each in problems]


def test_a_list_without_a_person_is_refused():
    assert problems_of(csv_of()) == ["Line 1: There is no line under this."]


def test_the_headings_say_what_they_are_read_as():
    content = csv_of(f"{ADA},,", heading="ECT first name,Last name,Email,Notes,URN")

    found = read_list(content)

    assert found.headings == [
        Heading("ECT first name", "first name"),
        Heading("Last name", "surname"),
        Heading("Email", "e-mail address"),
        Heading("Notes", ""),
        Heading("URN", "school number (URN)"),
    ]
    assert found.remarks == ["Not read: “Notes”."]


def test_a_value_under_no_heading_is_a_problem():
    content = csv_of(f"{ADA},Hill, Town", f"{ADA},", heading="First name,Surname,Email")

    assert problems_of(content)[0] == "Line 2: “Hill” stands under no heading."


def test_the_same_name_and_address_twice_is_a_problem_and_a_shared_address_is_not():
    content = csv_of(ADA, "Eve,Brook,ada@example.org", "ADA,brook,Ada@example.org")

    found = read_list(content)

    assert [str(each) for each in found.problems] == [
        "Line 4: ADA brook with this address is on line 2 already."
    ]
    assert found.remarks == ["1 address is shared by several people."]


def test_two_people_who_share_an_address_are_remarked_on():
    found = read_list(csv_of(ADA, "Eve,Brook,ada@example.org"))

    assert found.problems == []
    assert found.remarks == ["1 address is shared by several people."]


def test_problems_stand_in_the_order_of_the_lines():
    content = csv_of(ADA, ADA, "Bad,Mail,none")

    assert [each.line for each in read_list(content).problems] == [3, 4]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Brook", ("Ada", "Brook")),
        ("Ada Mary Brook", ("Ada Mary", "Brook")),
        ("Brook, Ada Mary", ("Ada Mary", "Brook")),
    ],
)
def test_a_whole_name_is_parted(name, parts):
    person = person_of("Full name,Email", f'"{name}",ada@example.org')

    assert (person.first_name, person.last_name) == parts


def test_a_name_of_one_word_is_not_whole():
    content = csv_of("Ada,ada@example.org", heading="Name,Email")

    assert problems_of(content) == ["Line 2, Name: The first name is missing."]


def test_columns_of_both_names_come_before_a_whole_name():
    heading, line = "First name,Surname,Name,Email", "Ada,Brook,A. B.,ada@example.org"

    assert person_of(heading, line).full_name == "Ada Brook"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("yes", [True]),
        ("Y", [True]),
        ("TRUE", [True]),
        ("Both years", [True]),
        ("no", [False]),
        ("First only", [False]),
        ("", []),
        ("perhaps", ["Line 2, Both years: “perhaps”. Write yes or no."]),
    ],
)
def test_both_years(text, kept):
    assert value_of("Both years", text) == kept


YEARS_WANTED = "Write the year groups as “3, 4”."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("3", [("3",)]),
        ("Y4, Year 3", [("3", "4")]),
        ("Years 5 and 6", [("5", "6")]),
        ("Reception & Y1", [("R", "1")]),
        ("N-2", [("N", "R", "1", "2")]),
        ("Y3 to Y5", [("3", "4", "5")]),
        ("3–5", [("3", "4", "5")]),
        ("Yr 3, Yrs 4", [("3", "4")]),
        ("10", [("10",)]),
        ("", []),
        ("14", [f"Line 2, Year groups: “14”. {YEARS_WANTED}"]),
        ("03-Apr", [f"Line 2, Year groups: “03-Apr”. {YEARS_WANTED}"]),
        ("1-2-3", [f"Line 2, Year groups: “1-2-3”. {YEARS_WANTED}"]),
        (
            "5-3",
            ["Line 2, Year groups: “5-3”. Write the younger year group first."],
        ),
    ],
)
def test_year_groups(text, kept):
    assert value_of("Year groups", text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1", ["first"]),
        ("ECT 1", ["first"]),
        ("2nd", ["second"]),
        ("finished", ["finished"]),
        ("n/a", ["none"]),
        ("3", ["Line 2, ECT year: “3”. Write 1 or 2, or none."]),
    ],
)
def test_years_of_induction(text, kept):
    assert value_of("ECT year", text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("100001", [100001]),
        ("00123", [123]),
        ("1234567890", ["Line 2, URN: “1234567890”. A school number (URN) has "]),
        ("100 001", ["Line 2, URN: “100 001”. A school number (URN) has "]),
        ("١٢٣", ["Line 2, URN: “١٢٣”. A school number (URN) has "]),
    ],
)
def test_school_numbers(text, kept):
    wanted = [f"{each}digits only." if isinstance(each, str) else each for each in kept]

    assert value_of("URN", text) == wanted


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Jo <Jo@Example.org>", ["jo@example.org"]),
        ("mailto:jo@example.org;", ["jo@example.org"]),
        (
            "ada@example.org",
            [
                "Line 2, Mentor email: This is the person’s own address. Write that of "
                "their mentor."
            ],
        ),
        (
            "a@b.org, c@d.org",
            [
                "Line 2, Mentor email: “a@b.org, c@d.org”. Write one e-mail address, "
                "such as name@school.org.uk."
            ],
        ),
    ],
)
def test_the_address_of_a_mentor(text, kept):
    assert value_of("Mentor email", text) == kept


def test_the_address_for_the_holidays_is_no_mentors_either():
    heading = "First name,Surname,Email,Personal email,Mentor email"
    content = csv_of(f"{ADA},a@home.org,A@home.org", heading=heading)

    assert problems_of(content) == [
        "Line 2, Mentor email: This is the person’s own address. Write that of their "
        "mentor."
    ]


def test_mentors_without_an_address_are_counted():
    heading = "First name,Surname,Email,Mentor"
    content = csv_of(f"{ADA},Jo Fern", "Eve,Oak,eve@example.org,", heading=heading)

    assert read_list(content).remarks == ["1 mentor without an address is left out."]


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "  =1+1", "=#N/A"], ids=["link", "sum", "error"]
)
def test_a_formula_is_no_value(text):
    said = f"“{text.strip()}”. This is a formula. Write what it results in."

    assert value_of("School", text) == [f"Line 2, School: {said}"]


def test_hidden_characters_are_taken_out():
    person = person_of("First name,Surname,Email", "\u202eA\x07da,Bro\u00a0ok,a@b.org")

    assert (person.first_name, person.last_name) == ("Ada", "Bro ok")


def test_a_whole_name_is_parted_where_one_of_its_columns_is_there():
    heading, line = "First name,Name,Email", "Addy,Ada Brook,ada@example.org"

    person = person_of(heading, line)

    assert (person.first_name, person.last_name) == ("Ada", "Brook")
