"""The questions of an expression of interest, each declared once.

They make the forms, "Check your answers", what is saved and what moves with a place,
the lead's people list, the admin's pages and exports, and the fields that each role
may read. To add a question, add it here with a field on its row and a migration.
"""

from functools import partial

from recruitment.choices import (
    Award,
    InductionYear,
    OptionCode,
    ReleaseAgreed,
    YearGroup,
)
from recruitment.registration.question_types import (
    DONT_KNOW,
    LEAD,
    LEFT_EMPTY,
    MENTOR,
    NO_SCHOOL,
    NOT_LISTED,
    PARTNER,
    YES_NO,
    YES_NO_NOT_SURE,
    Follows,
    FormQuestion,
    Keep,
    Kind,
    Source,
    after_an_earlier_stage,
    early_career_teachers,
    providers_with_themes,
    teachers,
    training_providers,
    two_years,
    works_in_school,
)
from recruitment.registration.steps import NOT_RESPONSIBLE, OWN_ADDRESS

#: What questions about the same have in common.
_person = partial(FormQuestion, step="you", keep=Keep.PARTICIPANT, section="Person")
_workplace = partial(FormQuestion, section="School or provider", next_year_too=True)
_school = partial(_workplace, step="school", asked_if=teachers)
_provider = partial(_workplace, step="institution", asked_if=training_providers)
_mentor = partial(
    FormQuestion,
    step="mentor",
    is_expected=True,
    asked_if=teachers,
    section="Classes and training",
    keep=Keep.MENTOR,
)
_classes = partial(
    FormQuestion,
    step="classes",
    asked_if=teachers,
    section="Classes and training",
    read_by=(LEAD,),
    in_brief=True,
)
_ect = partial(_classes, step="more", asked_if=early_career_teachers)
_training = partial(_provider, section="Classes and training", next_year_too=False)
_deputy = partial(
    _training,
    follows=Follows("leads_itt_maths", "no", because=NOT_RESPONSIBLE),
    missing=LEFT_EMPTY,
)
_dates = partial(FormQuestion, step="dates", section="Taking part")
_optional = partial(_dates, step="more", missing=LEFT_EMPTY)
_release = partial(_dates, step="more", asked_if=teachers)
_agreed = partial(_release, follows=Follows("release_agreed", ReleaseAgreed.YES))
_years = partial(_dates, asked_if=two_years, keep=Keep.REGISTRATION)
_first_only = partial(_years, follows=Follows("years", "first"), missing=LEFT_EMPTY)

QUESTIONS = (
    _person(
        "first_name",
        "First name",
        kind=Kind.NAME,
        required="Write your first name.",
        attrs={"autocomplete": "given-name"},
        read_by=(LEAD, PARTNER, MENTOR),
    ),
    _person(
        "last_name",
        "Last name",
        kind=Kind.NAME,
        required="Write your last name.",
        attrs={"autocomplete": "family-name"},
        read_by=(LEAD, PARTNER),
    ),
    _person(
        "email",
        "E-mail address",
        kind=Kind.ADDRESS,
        hint="We write to you here. Use your own, not one that is shared.",
        required="Write your e-mail address.",
        attrs={"autocomplete": "email"},
        heading="E-mail",
    ),
    _person(
        "second_email",
        "An address that works in the holidays",
        step="more",
        kind=Kind.ADDRESS,
        hint="Only used if the first one does not work.",
        heading="E-mail in the holidays",
        missing=LEFT_EMPTY,
    ),
    _person(
        "phone",
        "Phone number",
        step="more",
        max_length=40,
        read_by=(LEAD,),  # who rings when a session is called off on its day
        hint="So that we can ring if a session is called off on its day.",
        attrs={"autocomplete": "tel", "type": "tel"},
        heading="Phone",
        missing=LEFT_EMPTY,
    ),
    _school(
        "job_role",
        "Your role",
        step="more",
        hint="For example: Year 3 teacher.",
        heading="Role",
        missing=LEFT_EMPTY,
    ),
    _school(
        "school_query",
        "Find your school",
        kind=Kind.LOOK_UP,
        hint="Words of its name, its town or its postcode, in any order.",
        max_length=120,
        keep=Keep.NOWHERE,
    ),
    _school(
        "school",
        "Your school",
        kind=Kind.ONE_OF,
        required="Find your school and choose it, or say that it is not listed "
        "or that you don't work at one.",
        choices=(
            (NOT_LISTED, "My school is not listed"),
            (NO_SCHOOL, "I don't work at a school"),
        ),
        source=Source.SCHOOLS,
        called="school",
        heading="School",
        column="School or provider",
        read_by=(LEAD, PARTNER),
    ),
    _school(
        "school_name",
        "What is the name of your school, and its town?",
        required="Write your school's name and its town.",
        max_length=200,
        follows=Follows("school", NOT_LISTED, stands_in=True),
        heading="School, where not listed",
        read_by=(LEAD, PARTNER),
    ),
    FormQuestion(
        "works_in_school",
        "Works in a school",
        kind=Kind.TICK,
        worked_out=works_in_school,
        section="School or provider",
        next_year_too=True,
    ),
    _provider(
        "provider",
        "Your institution",
        kind=Kind.PICK_ONE,
        required="Choose your institution, or say its name.",
        choices=((NOT_LISTED, "My institution is not listed"),),
        source=Source.PROVIDERS,
        nothing="Choose",
        called="institution",
        heading="Provider",
        column="School or provider",
        read_by=(LEAD,),
    ),
    _provider(
        "provider_name",
        "What is the name of your institution?",
        required="Write the name of your institution.",
        max_length=200,
        follows=Follows("provider", NOT_LISTED, stands_in=True),
        heading="Provider, where not listed",
        read_by=(LEAD,),
    ),
    _classes(
        "year_groups",
        "Which year groups will you teach?",
        is_expected=True,
        kind=Kind.SOME_OF,
        hint="Tick every one. The lead groups people by them.",
        choices=tuple(YearGroup.choices),
        source=Source.YEAR_GROUPS,
        called="class",
        heading="Year groups taught",
        column="Classes",
    ),
    _classes(
        "schemes",
        "Which maths scheme or materials does your school use?",
        is_expected=True,
        kind=Kind.SOME_OF,
        source=Source.SCHEMES,
        called="scheme",
        heading="Schemes used",
        column="Schemes",
    ),
    _classes(
        "scheme_other",
        "Which other scheme?",
        follows=Follows("schemes", OptionCode.OTHER_SCHEME, stands_in=True),
        heading="Scheme, where something else",
    ),
    _ect(
        "lead_provider",
        "Who runs your ECT training?",
        kind=Kind.PICK_ONE,
        hint="For example UCL or Ambition Institute.",
        source=Source.LEAD_PROVIDERS,
        nothing=DONT_KNOW,
        called="ECT training",
        heading="ECT training",
    ),
    _ect(
        "lead_provider_name",
        "ECT training, where not listed",
        step="",
        follows=Follows("lead_provider", NOT_LISTED, stands_in=True),
    ),
    _ect(
        "induction_year",
        "Which year of ECT are you in?",
        kind=Kind.ONE_OF,
        choices=tuple(InductionYear.choices),
        heading="Year of ECT",
    ),
    _mentor(
        "mentor_name",
        "Your mentor's name",
        kind=Kind.NAME,
        max_length=150,
        together=("mentor_email", "Write your mentor's name as well."),
        field="name",
        called="mentor",
        heading="Mentor",
    ),
    _mentor(
        "mentor_email",
        "Your mentor's e-mail address",
        kind=Kind.ADDRESS,
        hint="We tell your mentor what you work on once your place is secured. "
        "Please say that you gave us this.",
        together=(
            "mentor_name",
            "Write your mentor's e-mail address, or press “I don't know yet”.",
        ),
        unlike=(("email",), OWN_ADDRESS),
        field="email",
        heading="Mentor's e-mail",
    ),
    _training(
        "awards",
        "Which awards do you train people for?",
        step="more",
        kind=Kind.SOME_OF,
        choices=tuple(Award.choices),
        heading="Awards",
        missing=LEFT_EMPTY,
        read_by=(LEAD,),
    ),
    _training(
        "leads_itt_maths",
        "Are you directly involved in initial teacher training, with "
        "responsibility for maths?",
        kind=Kind.ONE_OF,
        required="Say whether you are responsible for maths.",
        choices=YES_NO,
        yes="yes",
        heading="Responsible for maths in ITT",
    ),
    FormQuestion(
        "itt_theme",
        "Which theme matters most to you?",
        step="more",
        kind=Kind.ONE_OF,
        source=Source.THEMES,
        asked_if=providers_with_themes,
        heading="Theme",
        section="Classes and training",
        read_by=(LEAD,),
        missing=LEFT_EMPTY,
    ),
    _deputy(
        "deputy_name",
        "Who is responsible for maths, and may come with you or in your place?",
        max_length=150,
        heading="Deputy",
        read_by=(LEAD,),
    ),
    _deputy(
        "deputy_email",
        "Their e-mail address",
        kind=Kind.ADDRESS,
        heading="Deputy's e-mail",
    ),
    _release(
        "release_agreed",
        "Has your school agreed to release you for the sessions?",
        kind=Kind.ONE_OF,
        choices=tuple(ReleaseAgreed.choices),
        heading="Release agreed",
    ),
    _agreed(
        "release_name", "Who agreed it?", max_length=150, heading="Release agreed by"
    ),
    _agreed("release_role", "What is their role?", heading="Their role"),
    FormQuestion(
        "release_email",
        "Their e-mail address",
        heading="Their e-mail",
        section="Taking part",
    ),
    _years(
        "years",
        "This programme runs over two years. Are you registering for both?",
        kind=Kind.ONE_OF,
        required="Say whether you register for both years.",
        choices=(("both", "Yes, for both years"), ("first", "For the first year only")),
        initial="both",
        field="both_years",
        yes="both",
        heading="Both years",
    ),
    _first_only(
        "first_only_reason",
        "What keeps you from the second year?",
        kind=Kind.ONE_OF,
        source=Source.FIRST_YEAR_REASONS,
        heading="Why the first year only",
    ),
    _first_only(
        "first_only_words",
        "Anything you would like to add about the second year?",
        max_length=300,
        heading="Why, in their words",
    ),
    _dates(
        "earlier_stage",
        "Did you do year one, here or somewhere else?",
        kind=Kind.ONE_OF,
        required="Say whether you did year one, or that you are not sure.",
        choices=YES_NO_NOT_SURE,
        asked_if=after_an_earlier_stage,
        yes="yes",
        not_sure="not_sure",
        heading="Did year one",
    ),
    _dates(
        "earlier_stage_where",
        "Where, and with whom?",
        hint="Write what you remember. We find out the rest with you.",
        max_length=200,
        asked_if=after_an_earlier_stage,
        follows=Follows("earlier_stage", "yes", or_answer="not_sure"),
        heading="Year one, where and with whom",
    ),
    _optional(
        "yes_reason",
        "What made you say yes?",
        kind=Kind.ONE_OF,
        source=Source.YES_REASONS,
        heading="Why they said yes",
    ),
    _optional(
        "access_needs",
        "What would help you take part?",
        kind=Kind.WORDS,
        hint="Seen by the hub and the group's lead only, and deleted 30 "
        "days after the last session.",
        max_length=1000,
        heading="What would help",
        read_by=(LEAD,),
        exported=False,
    ),
    _optional(
        "ask_a_year_later",
        "You may ask me once, a year later, what came of it",
        kind=Kind.TICK,
        heading="May be asked a year later",
    ),
)
