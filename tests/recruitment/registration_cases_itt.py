"""Cases of a registration by people who train teachers."""

from dataclasses import replace

from tests.recruitment.registration_case import Case

TRAINING = Case(
    audience="itt",
    stages=1,
    posted={
        "you": {
            "first_name": "Di",
            "last_name": "Fir",
            "email": "di.fir@example.org",
        },
        "institution": {
            "provider": "University of Quayside",
            "leads_itt_maths": "no",
        },
        "deputy-name": {
            "deputy_name": "Gil Rowan",
            "deputy_email": "gil@example.org",
        },
        "dates": {},
    },
    later={
        "second_email": "di@example.org",
        "phone": "01632 960002",
        "awards": ["eyts", "qts_primary"],
        "itt_theme": "Mentor expertise",
        "access_needs": "Large print.",
        "ask_a_year_later": "on",
    },
    checked={
        "First name": "Di",
        "Last name": "Fir",
        "E-mail address": "di.fir@example.org",
        "Your institution": "University of Quayside",
        "Are you directly involved in initial teacher training, with "
        "responsibility for maths?": "No",
        "Who is responsible for maths, and may come with you or in your place?": (
            "Gil Rowan"
        ),
        "Their e-mail address": "gil@example.org",
    },
    kept={
        "school": None,
        "works_in_school": False,
        "provider": "University of Quayside",
        "provider_name": "",
        "awards": ["eyts", "qts_primary"],
        "leads_itt_maths": False,
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
        "Responsible for maths in ITT": "no",
        "Theme": "Mentor expertise",
        "Deputy": "Gil Rowan",
        "Deputy's e-mail": "gil@example.org",
        "Both years": "no",
        "May be asked a year later": "yes",
    },
    help="Large print.",
    columns=["School or provider", "Deputy", "Awards", "Theme", "What would help"],
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
        "institution": {"provider": "not-listed", "leads_itt_maths": "yes"},
        "provider-name": {"provider_name": "Deal SCITT"},
        "dates": {},
    },
    later={},
    checked={
        "First name": "Di",
        "Last name": "Fir",
        "E-mail address": "di.fir@example.org",
        "Your institution": "My institution is not listed",
        "What is the name of your institution?": "Deal SCITT",
        "Are you directly involved in initial teacher training, with "
        "responsibility for maths?": "Yes",
    },
    kept={
        "works_in_school": False,
        "provider": None,
        "provider_name": "Deal SCITT",
        "awards": [],
        "leads_itt_maths": True,
        "itt_theme": "",
    },
    person={"first_name": "Di", "last_name": "Fir", "email": "di.fir@example.org"},
    told={
        "First name": "Di",
        "Last name": "Fir",
        "E-mail": "di.fir@example.org",
        "Works in a school": "no",
        "Provider, where not listed": "Deal SCITT",
        "Responsible for maths in ITT": "yes",
        "Both years": "no",
        "May be asked a year later": "no",
    },
    help="",
    columns=["School or provider"],
    lead_reads=["Di Fir", "Deal SCITT"],
    lead_never_reads=["di.fir@example.org"],
)
