"""The rows of this app that are held about a person, field by field."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from recruitment.choices import PlaceState
from recruitment.models import (
    Mentor,
    OpeningRequest,
    Participant,
    Place,
    ReleaseContact,
)
from recruitment.personal_data import (
    AtDeletion,
    Held,
    Item,
    add_held,
    blanked,
    left_out,
    shown,
    to_month,
)
from recruitment.queries.held_rows import of_person, records_of
from recruitment.registration.asking import kept_on
from recruitment.registration.question_types import FormQuestion, Keep
from recruitment.registration.wording import printed
from workgroups import academic_years

PLUMBING = "It only joins rows of this site to each other."
RULES = "Constraints and counts need it; the group and the year say the same."
COLLEAGUE = "It names a colleague at the hub, not you."
CLOCK = "It is how this site works through its queue."


def _mentors(person: Participant) -> QuerySet[Mentor]:
    return Mentor.objects.filter(mentorships__participant=person).distinct()


def _release_contacts(person: Participant) -> QuerySet[ReleaseContact]:
    """The addresses that places of the person name at their hub."""
    naming = Place.objects.filter(
        participant=person, hub=OuterRef("hub"), release_email__iexact=OuterRef("email")
    )
    return ReleaseContact.objects.filter(Exists(naming.order_by())).order_by("pk")


def _opening_requests(person: Participant) -> QuerySet[OpeningRequest]:
    """Requests from the main address, the only one that the person has proved."""
    rows = OpeningRequest.objects.filter(hub=person.hub_id).exclude(email="")
    return rows.filter(email=person.email).order_by("pk")


def _answer(question: FormQuestion) -> Item:
    """An answer of the registration form, in the words that its forms use."""

    def in_words(row: Any, options: Mapping[str, str]) -> str:
        return printed(question, row, options, whole=False)

    after = AtDeletion.STAYS if question.name in COUNTED else AtDeletion.BLANKED
    return Item(question.name, question.title, at_deletion=after, printed=in_words)


#: Answers by which people are counted. A school or provider is a row of a public list.
COUNTED = {
    *("school", "provider", "works_in_school", "both_years"),
    *("first_only_reason", "yes_reason"),
}


def _state_before(event: Any, options: Mapping[str, str]) -> str:
    return str(PlaceState(event.from_state).label) if event.from_state else ""


def _year(row: Any, options: Mapping[str, str]) -> str:
    return academic_years.label(row.start_year)


def _answers(keep: Keep) -> list[Item]:
    return [_answer(question) for question in kept_on(keep)]


PERSON = Held(
    "recruitment.Participant",
    "You",
    records_of,
    [
        *_answers(Keep.PARTICIPANT),
        blanked("former_emails", "Addresses that you had before"),
        blanked("email_failed_at", "A letter came back on"),
        blanked("address_proved_at", "You proved your address on"),
        shown("erased_at", "Deleted on"),
        to_month("came_at", "We know of you since"),
        *left_out(PLUMBING, "id", "hub", "merged_into"),
    ],
    is_written_about=True,
)
REGISTRATIONS = Held(
    "recruitment.Registration",
    "What you registered for",
    of_person(
        "participant",
        "recruitment.Registration",
        "programme",
        "work_group__project",
        "recruitment_link",
        "first_only_reason",
    ),
    [
        shown("programme", "Programme"),
        shown("work_group", "Work group"),
        *_answers(Keep.REGISTRATION),
        shown("source", "You came by"),
        shown("recruitment_link", "By the link"),
        shown("notice_version", "Privacy notice that you were shown, version"),
        to_month("registered_at", "Registered"),
        blanked("computer", "Code made from your computer’s address"),
        shown("agreed_on", "You agreed on"),
        shown("agreed_how", "How you agreed"),
        shown("told_on", "You were told what we hold on"),
        shown("told_how", "How you were told"),
        *left_out(COLLEAGUE, "entered_by", "told_by"),
        *left_out(PLUMBING, "id", "hub", "participant"),
        *left_out(
            "It keeps a form that is sent twice from counting twice.", "form_key"
        ),
    ],
    is_written_about=True,
)
PLACES = Held(
    "recruitment.Place",
    "Your places",
    of_person(
        "participant",
        "recruitment.Place",
        "work_group__project",
        "stage",
        "school",
        "provider",
        "lead_provider",
        "end_reason",
        "yes_reason",
    ),
    [
        shown("work_group", "Work group"),
        shown("stage", "Stage"),
        shown("start_year", "Academic year", printed=_year),
        shown("state", "State"),
        to_month("registered_at", "Registered"),
        blanked("offer_ends_at", "Offered until"),
        blanked("answers_checked_at", "You checked your answers on"),
        to_month("completion_decided_at", "Your year was marked as completed or not"),
        shown("end_reason", "Why it ended"),
        shown("priority", "Priority on the waiting list"),
        *_answers(Keep.PLACE),
        blanked("others_came_at", "We have the address of your head or deputy since"),
        blanked("others_told_on", "We told them on"),
        *left_out(CLOCK, "clock_paused_at", "clock_paused_for", blank=True),
        *left_out(COLLEAGUE, "completion_decided_by"),
        *left_out(RULES, "programme", "one_per_year"),
        *left_out(PLUMBING, "id", "hub", "participant", "registration", "moved_to"),
    ],
    is_written_about=True,
)
EVENTS = Held(
    "recruitment.PlaceEvent",
    "Every step of your places",
    of_person("place__participant", "recruitment.PlaceEvent", "place__work_group"),
    [
        to_month("at", "When"),
        shown("from_state", "From", printed=_state_before),
        shown("to_state", "To"),
        blanked("reason", "Why"),
        *left_out(COLLEAGUE, "actor"),
        *left_out(PLUMBING, "id", "hub", "place"),
    ],
)
MENTORSHIPS = Held(
    "recruitment.Mentorship",
    "Who mentors you",
    of_person("participant", "recruitment.Mentorship", "mentor"),
    [
        shown("mentor", "Mentor"),
        shown("from_on", "From"),
        shown("until_on", "Until"),
        *left_out(PLUMBING, "id", "hub", "participant", "registration"),
    ],
    is_written_about=True,
)
TALKS = Held(
    "recruitment.GapTaskTalk",
    "What your mentors said about what you tried",
    of_person(
        "mentorship__participant",
        "recruitment.GapTaskTalk",
        "session__work_group__project",
    ),
    [
        shown("session", "After the session"),
        to_month("said_at", "Said"),
        blanked("comment", "In their words"),
        *left_out(PLUMBING, "id", "hub", "mentorship"),
    ],
)
MENTORS = Held(
    "recruitment.Mentor",
    "What we hold of your mentors",
    _mentors,
    [
        *_answers(Keep.MENTOR),
        blanked("objected_at", "Asked us to stop on"),
        blanked("email_failed_at", "A letter came back on"),
        blanked("told_on", "We told them on"),
        shown("came_at", "We know of them since"),
        *left_out(PLUMBING, "id", "hub"),
    ],
)
RELEASE_CONTACTS = Held(
    "recruitment.ReleaseContact",
    "Addresses to which we write your dates, as you named them",
    _release_contacts,
    [
        shown("email", "Who agreed your release"),
        *left_out(
            "It is what the person with this address did, not you.",
            "proved_at",
            "objected_at",
            "email_failed_at",
        ),
        *left_out(PLUMBING, "id", "hub", "told_places"),
    ],
)
ATTENDANCE = Held(
    "recruitment.Attendance",
    "Sessions that you came to or missed",
    of_person(
        "place__participant", "recruitment.Attendance", "session__work_group__project"
    ),
    [
        shown("session", "Session"),
        shown("mark", "Mark"),
        blanked("deputy", "Who came instead"),
        blanked("note", "Note"),
        blanked("reason", "Why it was marked after the register had closed"),
        shown("marked_at", "Marked"),
        *left_out(COLLEAGUE, "marked_by"),
        *left_out(PLUMBING, "id", "hub", "place"),
    ],
)
FORMER_MARKS = Held(
    "recruitment.FormerMark",
    "Marks that were corrected",
    of_person(
        "place__participant", "recruitment.FormerMark", "session__work_group__project"
    ),
    [
        shown("session", "Session"),
        shown("mark", "Mark"),
        blanked("deputy", "Who came instead"),
        blanked("note", "Note"),
        blanked("reason", "Why it was marked after the register had closed"),
        shown("marked_at", "Marked"),
        shown("replaced_at", "Corrected"),
        *left_out(COLLEAGUE, "marked_by"),
        *left_out(PLUMBING, "id", "hub", "place"),
    ],
)
CALLS = Held(
    "recruitment.RecruitingCall",
    "Calls about your place in a second year",
    of_person("place__participant", "recruitment.RecruitingCall"),
    [
        shown("called_at", "When"),
        shown("answer", "Answer"),
        *left_out(COLLEAGUE, "called_by"),
        *left_out("The call is about your place.", "school"),
        *left_out(PLUMBING, "id", "hub", "place", "local_authority", "start_year"),
    ],
)
APOLOGIES = Held(
    "recruitment.Apology",
    "Sessions to which you said that you cannot come",
    of_person(
        "place__participant",
        "recruitment.Apology",
        "session__work_group__project",
        "instead__work_group__project",
    ),
    [
        shown("session", "Session"),
        shown("instead", "You come to this session instead"),
        to_month("sent_at", "You told us"),
        *left_out(PLUMBING, "id", "hub", "place"),
    ],
)
NOTES = Held(
    "recruitment.ContactNote",
    "Notes that the hub wrote after talking to you",
    of_person("participant", "recruitment.ContactNote"),
    [
        shown("written_at", "When"),
        shown("kind", "After"),
        shown("text", "Note"),
        *left_out(COLLEAGUE, "written_by"),
        *left_out("The note is about you.", "school", "provider"),
        *left_out(PLUMBING, "id", "hub", "participant"),
    ],
    rows_go=True,
)
ADDRESSES = Held(
    "recruitment.AddressChange",
    "Changes of your address",
    of_person("participant", "recruitment.AddressChange"),
    [
        shown("old_email", "Old address"),
        shown("new_email", "New address"),
        shown("asked_at", "Asked for"),
        shown("proved_at", "Proved"),
        shown("ended_at", "Called off"),
        *left_out(COLLEAGUE, "asked_by"),
        *left_out(PLUMBING, "id", "hub", "participant"),
    ],
    rows_go=True,
    is_written_about=True,
)
CODES = Held(
    "recruitment.FreshCode",
    "Codes that you asked for",
    of_person("participant", "recruitment.FreshCode"),
    [
        shown("asked_at", "Asked for"),
        shown("purpose", "To"),
        *left_out(CLOCK, "tries", "ended_at"),
        *left_out(PLUMBING, "id", "hub", "participant"),
    ],
    rows_go=True,
    is_written_about=True,
)
HOLDS = Held(
    "recruitment.RetentionHold",
    "Why your details are kept longer",
    of_person("participant", "recruitment.RetentionHold"),
    [
        shown("held_at", "Since"),
        shown("reason", "Reason"),
        shown("why", "In words"),
        shown("until_on", "Until"),
        shown("ended_at", "Ended"),
        shown("rest_went_at", "All but your name and address went on"),
        *left_out(COLLEAGUE, "held_by"),
        *left_out(PLUMBING, "id", "hub", "participant"),
    ],
    rows_go=True,
)
OPENINGS = Held(
    "recruitment.OpeningRequest",
    "Groups of which your address wants to hear",
    _opening_requests,
    [
        shown("work_group", "Work group"),
        shown("email", "Address"),
        shown("awaited", "To hear"),
        shown("asked_at", "Asked for"),
        shown("proved_at", "You said that it is right"),
        shown("told_at", "We wrote to you"),
        *left_out(PLUMBING, "id", "hub"),
    ],
    rows_go=True,
    is_written_about=True,
)
HELD = (
    PERSON,
    REGISTRATIONS,
    PLACES,
    EVENTS,
    MENTORSHIPS,
    MENTORS,
    RELEASE_CONTACTS,
    TALKS,
    ATTENDANCE,
    FORMER_MARKS,
    APOLOGIES,
    CALLS,
    NOTES,
    ADDRESSES,
    CODES,
    HOLDS,
    OPENINGS,
)


def add_held_data() -> None:
    add_held(HELD)
