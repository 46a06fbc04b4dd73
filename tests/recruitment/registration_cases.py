"""What people answer in each kind of programme, and what is to be read back of it.

Every value is a literal: nothing here is made from the declarations of the questions.
"""

from tests.recruitment.registration_case import Case
from tests.recruitment.registration_cases_itt import TRAINING, TRAINING_ELSEWHERE

TEACHER_COLUMNS = ["School or provider", "Teaching and training"]
ECT_COLUMNS = [*TEACHER_COLUMNS, "What would help"]

ECT_TWO_YEARS = Case(
    audience="ect",
    stages=2,
    posted={
        "you": {
            "first_name": "Zoë",
            "last_name": "Oak",
            "email": "Zoe.Oak@Example.org ",
        },
        "school": {"school_query": "Rose Hill", "school": "900777"},
        "classes": {
            "year_groups": ["3", "4"],
            "schemes": ["white_rose", "other"],
            "scheme_other": "Inch by Inch",
        },
        "mentor": {"mentor_name": "Jo Fern", "mentor_email": "jo.fern@example.org"},
        "dates": {
            "years": "first",
            "first_only_reason": "second_year_cover",
            "first_only_words": "Two of us are leaving.",
        },
    },
    later={
        "second_email": "zoe.home@example.org",
        "phone": "020 7946 0001",
        "job_role": "Year 3 teacher",
        "lead_provider": "Lead Provider A",
        "induction_year": "first",
        "release_agreed": "yes",
        "release_name": "Sam Head",
        "release_role": "Headteacher",
        "access_needs": "A seat near\nthe front.",
        "ask_a_year_later": "on",
    },
    checked={
        "First name": "Zoë",
        "Last name": "Oak",
        "E-mail address": "zoe.oak@example.org",
        "Your school": "Rose Hill Primary School, Lewisham · 900777",
        "Which year groups will you teach?": "Year 3, Year 4",
        "Which maths scheme or materials does your school use?": (
            "White Rose Maths, something else"
        ),
        "Which other scheme?": "Inch by Inch",
        "Your mentor's name": "Jo Fern",
        "Your mentor's e-mail address": "jo.fern@example.org",
        "This programme runs over two years. Are you registering for both?": (
            "For the first year only"
        ),
        "What keeps you from the second year?": "no cover in school for a second year",
        "Anything you would like to add about the second year?": (
            "Two of us are leaving."
        ),
    },
    kept={
        "school": "Rose Hill Primary School",
        "school_name": "",
        "works_in_school": True,
        "job_role": "Year 3 teacher",
        "induction_year": "first",
        "year_groups": ["3", "4"],
        "schemes": ["white_rose", "other"],
        "scheme_other": "Inch by Inch",
        "lead_provider": "Lead Provider A",
        "release_agreed": "yes",
        "release_name": "Sam Head",
        "release_role": "Headteacher",
        "access_needs": "A seat near\nthe front.",
        "ask_a_year_later": True,
    },
    person={
        "first_name": "Zoë",
        "last_name": "Oak",
        "email": "zoe.oak@example.org",
        "second_email": "zoe.home@example.org",
        "phone": "020 7946 0001",
    },
    registration={
        "both_years": False,
        "first_only_reason": "no cover in school for a second year",
        "first_only_words": "Two of us are leaving.",
    },
    mentor=("Jo Fern", "jo.fern@example.org"),
    told={
        "First name": "Zoë",
        "Last name": "Oak",
        "E-mail": "zoe.oak@example.org",
        "E-mail in the holidays": "zoe.home@example.org",
        "Phone": "020 7946 0001",
        "Role": "Year 3 teacher",
        "School": "Rose Hill Primary School",
        "Works in a school": "yes",
        "Year groups taught": "Year 3, Year 4",
        "Schemes used": "White Rose Maths, something else",
        "Scheme, where something else": "Inch by Inch",
        "ECT training": "Lead Provider A",
        "Year of ECT": "first year of ECT",
        "Mentor": "Jo Fern",
        "Mentor's e-mail": "jo.fern@example.org",
        "Release agreed": "yes",
        "Release agreed by": "Sam Head",
        "Their role": "Headteacher",
        "Both years": "no",
        "Why the first year only": "no cover in school for a second year",
        "Why, in their words": "Two of us are leaving.",
        "May be asked a year later": "yes",
    },
    help="A seat near\nthe front.",
    columns=ECT_COLUMNS,
    lead_reads=[
        "Zoë Oak",
        "Rose Hill Primary School",
        "Year 3, Year 4",
        "White Rose Maths, Inch by Inch",
        "Lead Provider A",
        "first year of ECT",
        "A seat near<br>the front.",
    ],
    lead_never_reads=[
        "zoe.oak@example.org",
        "zoe.home@example.org",
        "020 7946 0001",
        "Year 3 teacher",
        "Jo Fern",
        "jo.fern@example.org",
        "Sam Head",
        "Headteacher",
        "Two of us are leaving.",
        "no cover in school",
    ],
)

ECT_ONE_YEAR = Case(
    audience="ect",
    stages=1,
    needs_earlier_stage=True,
    posted={
        "you": {
            "first_name": "Ben",
            "last_name": "Ash",
            "email": "ben.ash@example.org",
        },
        "school": {"school": "not-listed"},
        "school-name": {"school_name": "Quay School, Deal"},
        "classes": {"year_groups": ["unknown"], "schemes": ["unknown"]},
        "mentor": {"skip": "1"},
        "dates": {
            "earlier_stage": "yes",
            "earlier_stage_where": "With a hub in the Midlands",
        },
    },
    later={"induction_year": "second", "release_agreed": "not_yet"},
    checked={
        "First name": "Ben",
        "Last name": "Ash",
        "E-mail address": "ben.ash@example.org",
        "Your school": "My school is not listed",
        "What is the name of your school, and its town?": "Quay School, Deal",
        "Which year groups will you teach?": "I don't know yet",
        "Which maths scheme or materials does your school use?": "I don't know yet",
        "Your mentor's name": "I don't know yet",
        "Your mentor's e-mail address": "I don't know yet",
        "Did you do year one, here or somewhere else?": "Yes",
        "Where, and with whom?": "With a hub in the Midlands",
    },
    kept={
        "school": None,
        "school_name": "Quay School, Deal",
        "works_in_school": True,
        "job_role": "",
        "induction_year": "second",
        "year_groups": ["unknown"],
        "schemes": ["unknown"],
        "scheme_other": "",
        "lead_provider": None,
        "release_agreed": "not_yet",
        "earlier_stage": True,
        "earlier_stage_where": "With a hub in the Midlands",
        "ask_a_year_later": False,
    },
    person={"first_name": "Ben", "last_name": "Ash", "email": "ben.ash@example.org"},
    registration={
        "both_years": False,
        "first_only_reason": None,
        "first_only_words": "",
    },
    mentor=None,
    told={
        "First name": "Ben",
        "Last name": "Ash",
        "E-mail": "ben.ash@example.org",
        "School, where not listed": "Quay School, Deal",
        "Works in a school": "yes",
        "Year groups taught": "I don't know yet",
        "Schemes used": "I don't know yet",
        "Year of ECT": "second year of ECT",
        "Release agreed": "not yet",
        "Both years": "no",
        "Did year one": "yes",
        "Year one, where and with whom": "With a hub in the Midlands",
        "May be asked a year later": "no",
    },
    columns=TEACHER_COLUMNS,
    lead_reads=["Ben Ash", "Quay School, Deal", "second year of ECT", "none named"],
    lead_never_reads=["ben.ash@example.org", "a hub in the Midlands"],
)

TEACHERS = Case(
    audience="teachers",
    stages=2,
    needs_earlier_stage=True,
    posted={
        "you": {
            "first_name": "Cy",
            "last_name": "Elm",
            "email": "cy.elm@example.org",
        },
        "school": {"school": "no-school"},
        "classes": {"year_groups": ["6"], "schemes": ["other"]},
        "scheme-other": {"scheme_other": "Number Stacks"},
        "mentor": {"mentor_name": "", "mentor_email": ""},
        "dates": {"years": "both", "earlier_stage": "no"},
    },
    later={"release_agreed": "unknown", "release_name": "Nobody yet"},
    checked={
        "First name": "Cy",
        "Last name": "Elm",
        "E-mail address": "cy.elm@example.org",
        "Your school": "I don't work at a school",
        "Which year groups will you teach?": "Year 6",
        "Which maths scheme or materials does your school use?": "something else",
        "Which other scheme?": "Number Stacks",
        "Your mentor's name": "I don't know yet",
        "Your mentor's e-mail address": "I don't know yet",
        "This programme runs over two years. Are you registering for both?": (
            "Yes, for both years"
        ),
        "Did you do year one, here or somewhere else?": "No",
    },
    kept={
        "school": None,
        "school_name": "",
        "works_in_school": False,
        "year_groups": ["6"],
        "schemes": ["other"],
        "scheme_other": "Number Stacks",
        "release_agreed": "unknown",
        "release_name": "",
        "earlier_stage": False,
        "earlier_stage_where": "",
    },
    person={"first_name": "Cy", "last_name": "Elm", "email": "cy.elm@example.org"},
    registration={"both_years": True, "first_only_reason": None},
    mentor=None,
    told={
        "First name": "Cy",
        "Last name": "Elm",
        "E-mail": "cy.elm@example.org",
        "Works in a school": "no",
        "Year groups taught": "Year 6",
        "Schemes used": "something else",
        "Scheme, where something else": "Number Stacks",
        "Release agreed": "I don't know",
        "Both years": "yes",
        "Did year one": "no",
        "May be asked a year later": "no",
    },
    columns=["Teaching and training"],
    lead_reads=["Cy Elm", "Year 6 · Number Stacks"],
    lead_never_reads=["cy.elm@example.org", "Nobody yet"],
)


CASES = {
    "ECT, two years": ECT_TWO_YEARS,
    "ECT, one year": ECT_ONE_YEAR,
    "other teachers": TEACHERS,
    "ITT": TRAINING,
    "ITT, not listed": TRAINING_ELSEWHERE,
}

#: What the cases know of. A question added later is no part of them: the test that
#: walks the declarations reads it back.
LABELS = {label for case in CASES.values() for label in case.checked}
COLUMNS = {title for case in CASES.values() for title in case.columns}
HEADINGS = {title for case in CASES.values() for title in case.told} | {
    "What would help"
}
