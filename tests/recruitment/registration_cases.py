"""What people answer in each kind of programme, and what is to be read back of it.

Every value is a literal: nothing here is made from the declarations of the questions.
"""

from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Case:
    """A kind of programme, what somebody posts, and what is to be read back."""

    audience: str
    stages: int
    posted: dict[str, dict[str, Any]]
    checked: dict[str, str]  # "Check your answers": label and words
    kept: dict[str, Any]  # fields of the place
    person: dict[str, str]  # fields of the participant
    registration: dict[str, Any]
    mentor: tuple[str, str] | None
    told: dict[str, str]  # the admin and exports: heading and words, "" left out
    lead_reads: list[str]
    lead_never_reads: list[str]
    needs_earlier_stage: bool = False
    help: str = ""  # the one answer that is in no export
    columns: list[str] = field(default_factory=list)  # of the lead's list


TEACHER_COLUMNS = ["School or provider", "Classes", "Schemes"]
ECT_COLUMNS = [*TEACHER_COLUMNS, "ECT training", "Year of ECT", "What would help"]

ECT_TWO_YEARS = Case(
    audience="ect",
    stages=2,
    posted={
        "you": {
            "first_name": "Zoë",
            "last_name": "Oak",
            "email": "Zoe.Oak@Example.org ",
            "second_email": "zoe.home@example.org",
            "phone": "020 7946 0001",
            "job_role": "Year 3 teacher",
            "school_query": "Rose Hill",
            "school": "900777",
        },
        "classes": {
            "year_groups": ["3", "4"],
            "schemes": ["white_rose", "other"],
            "scheme_other": "Inch by Inch",
            "lead_provider": "Lead Provider A",
            "induction_year": "first",
            "mentor_name": "Jo Fern",
            "mentor_email": "jo.fern@example.org",
            "release_agreed": "yes",
            "release_name": "Sam Head",
            "release_role": "Headteacher",
        },
        "dates": {
            "years": "first",
            "first_only_reason": "second_year_cover",
            "first_only_words": "Two of us are leaving.",
            "access_needs": "A seat near\nthe front.",
            "ask_a_year_later": "on",
        },
    },
    checked={
        "First name": "Zoë",
        "Last name": "Oak",
        "E-mail address": "zoe.oak@example.org",
        "An address that works in the holidays": "zoe.home@example.org",
        "Phone number": "020 7946 0001",
        "Your role": "Year 3 teacher",
        "Your school": "Rose Hill Primary School, Lewisham · 900777",
        "Which year groups will you teach?": "Year 3, Year 4",
        "Which maths scheme or materials does your school use?": (
            "White Rose Maths, something else"
        ),
        "If something else, which?": "Inch by Inch",
        "Who runs your ECT training?": "Lead Provider A",
        "Which year of ECT are you in?": "first year of ECT",
        "Your mentor's name": "Jo Fern",
        "Your mentor's e-mail address": "jo.fern@example.org",
        "Has your school agreed to release you for the sessions?": "yes",
        "Who agreed it?": "Sam Head",
        "What is their role?": "Headteacher",
        "This programme runs over two years. Are you registering for both?": (
            "For the first year only"
        ),
        "What keeps you from the second year?": "no cover in school for a second year",
        "Anything you would like to add about the second year?": (
            "Two of us are leaving."
        ),
        "What would help you take part?": "A seat near\nthe front.",
        "You may ask me once, a year later, what came of it": "Yes",
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
            "school_name": "Quay School, Deal",
        },
        "classes": {
            "year_groups": ["unknown"],
            "schemes": ["unknown"],
            "induction_year": "second",
            "release_agreed": "not_yet",
        },
        "dates": {
            "earlier_stage": "yes",
            "earlier_stage_where": "With a hub in the Midlands",
        },
    },
    checked={
        "First name": "Ben",
        "Last name": "Ash",
        "E-mail address": "ben.ash@example.org",
        "An address that works in the holidays": "Left empty",
        "Phone number": "Left empty",
        "Your role": "Left empty",
        "Your school": "My school is not listed",
        "Name and town of your school, if it is not listed": "Quay School, Deal",
        "Which year groups will you teach?": "I don't know yet",
        "Which maths scheme or materials does your school use?": "I don't know yet",
        "Who runs your ECT training?": "I don't know yet",
        "Which year of ECT are you in?": "second year of ECT",
        "Your mentor's name": "I don't know yet",
        "Your mentor's e-mail address": "I don't know yet",
        "Has your school agreed to release you for the sessions?": "not yet",
        "Who agreed it?": "I don't know yet",
        "What is their role?": "I don't know yet",
        "Did you do year one, here or somewhere else?": "Yes",
        "Where, and with whom?": "With a hub in the Midlands",
        "What would help you take part?": "Left empty",
        "You may ask me once, a year later, what came of it": "No",
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
    columns=ECT_COLUMNS,
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
            "school": "no-school",
        },
        "classes": {
            "year_groups": ["6"],
            "schemes": [],
            "scheme_other": "Number Stacks",  # typed without a tick at "other"
            "release_agreed": "unknown",
            "release_name": "Nobody yet",
        },
        "dates": {"years": "both", "earlier_stage": "no"},
    },
    checked={
        "First name": "Cy",
        "Last name": "Elm",
        "E-mail address": "cy.elm@example.org",
        "An address that works in the holidays": "Left empty",
        "Phone number": "Left empty",
        "Your role": "Left empty",
        "Your school": "I don't work at a school",
        "Which year groups will you teach?": "Year 6",
        "Which maths scheme or materials does your school use?": "something else",
        "If something else, which?": "Number Stacks",
        "Your mentor's name": "I don't know yet",
        "Your mentor's e-mail address": "I don't know yet",
        "Has your school agreed to release you for the sessions?": "I don't know",
        "Who agreed it?": "Nobody yet",
        "What is their role?": "I don't know yet",
        "This programme runs over two years. Are you registering for both?": (
            "Yes, for both years"
        ),
        "Did you do year one, here or somewhere else?": "No",
        "What would help you take part?": "Left empty",
        "You may ask me once, a year later, what came of it": "No",
    },
    kept={
        "school": None,
        "school_name": "",
        "works_in_school": False,
        "year_groups": ["6"],
        "schemes": ["other"],
        "scheme_other": "Number Stacks",
        "release_agreed": "unknown",
        "release_name": "Nobody yet",
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
        "Release agreed by": "Nobody yet",
        "Both years": "yes",
        "Did year one": "no",
        "May be asked a year later": "no",
    },
    columns=[*TEACHER_COLUMNS, "What would help"],
    lead_reads=["Cy Elm", "Year 6", "Number Stacks", "not given"],
    lead_never_reads=["cy.elm@example.org", "Nobody yet"],
)

TRAINING = Case(
    audience="itt",
    stages=1,
    posted={
        "you": {
            "first_name": "Di",
            "last_name": "Fir",
            "email": "di.fir@example.org",
            "second_email": "di@example.org",
            "phone": "01632 960002",
        },
        "institution": {
            "provider": "University of Quayside",
            "awards": ["eyts", "qts_primary"],
            "leads_itt_maths": "yes",
            "itt_theme": "Mentor expertise",
            "deputy_name": "Gil Rowan",
            "deputy_email": "gil@example.org",
        },
        "dates": {"access_needs": "Large print.", "ask_a_year_later": "on"},
    },
    checked={
        "First name": "Di",
        "Last name": "Fir",
        "E-mail address": "di.fir@example.org",
        "An address that works in the holidays": "di@example.org",
        "Phone number": "01632 960002",
        "Your institution": "University of Quayside",
        "Which awards do you train people for?": "EYTS (early years), QTS primary",
        "Are you directly involved in initial teacher training, with "
        "responsibility for maths?": "Yes",
        "Which theme matters most to you?": "Mentor expertise",
        "Somebody who may come in your place": "Gil Rowan",
        "Their e-mail address": "gil@example.org",
        "What would help you take part?": "Large print.",
        "You may ask me once, a year later, what came of it": "Yes",
    },
    kept={
        "school": None,
        "works_in_school": False,
        "provider": "University of Quayside",
        "provider_name": "",
        "awards": ["eyts", "qts_primary"],
        "leads_itt_maths": True,
        "itt_theme": "Mentor expertise",
        "deputy_name": "Gil Rowan",
        "deputy_email": "gil@example.org",
        "access_needs": "Large print.",
        "ask_a_year_later": True,
    },
    person={
        "first_name": "Di",
        "last_name": "Fir",
        "email": "di.fir@example.org",
        "second_email": "di@example.org",
        "phone": "01632 960002",
    },
    registration={"both_years": False},
    mentor=None,
    told={
        "First name": "Di",
        "Last name": "Fir",
        "E-mail": "di.fir@example.org",
        "E-mail in the holidays": "di@example.org",
        "Phone": "01632 960002",
        "Works in a school": "no",
        "Provider": "University of Quayside",
        "Awards": "EYTS (early years), QTS primary",
        "Responsible for maths in ITT": "yes",
        "Theme": "Mentor expertise",
        "Deputy": "Gil Rowan",
        "Deputy's e-mail": "gil@example.org",
        "Both years": "no",
        "May be asked a year later": "yes",
    },
    help="Large print.",
    columns=["School or provider", "Awards", "Theme", "Deputy", "What would help"],
    lead_reads=[
        "Di Fir",
        "University of Quayside",
        "EYTS (early years), QTS primary",
        "Mentor expertise",
        "Gil Rowan",
        "Large print.",
    ],
    lead_never_reads=["di.fir@example.org", "gil@example.org", "01632 960002"],
)

TRAINING_ELSEWHERE = replace(
    TRAINING,
    posted={
        "you": {"first_name": "Di", "last_name": "Fir", "email": "di.fir@example.org"},
        "institution": {"provider_name": "Deal SCITT", "leads_itt_maths": "no"},
        "dates": {},
    },
    checked={
        "First name": "Di",
        "Last name": "Fir",
        "E-mail address": "di.fir@example.org",
        "An address that works in the holidays": "Left empty",
        "Phone number": "Left empty",
        "Your institution": "My institution is not listed",
        "Name of your institution, if it is not listed": "Deal SCITT",
        "Which awards do you train people for?": "I don't know yet",
        "Are you directly involved in initial teacher training, with "
        "responsibility for maths?": "No",
        "Which theme matters most to you?": "I don't know yet",
        "Somebody who may come in your place": "I don't know yet",
        "Their e-mail address": "I don't know yet",
        "What would help you take part?": "Left empty",
        "You may ask me once, a year later, what came of it": "No",
    },
    kept={
        "works_in_school": False,
        "provider": None,
        "provider_name": "Deal SCITT",
        "awards": [],
        "leads_itt_maths": False,
        "itt_theme": "",
    },
    person={"first_name": "Di", "last_name": "Fir", "email": "di.fir@example.org"},
    told={
        "First name": "Di",
        "Last name": "Fir",
        "E-mail": "di.fir@example.org",
        "Works in a school": "no",
        "Provider, where not listed": "Deal SCITT",
        "Responsible for maths in ITT": "no",
        "Both years": "no",
        "May be asked a year later": "no",
    },
    help="",
    lead_reads=["Di Fir", "Deal SCITT"],
    lead_never_reads=["di.fir@example.org"],
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
