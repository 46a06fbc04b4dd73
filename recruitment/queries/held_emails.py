"""Letters, links and traces of what was done, as they are held about a person."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from recruitment.models import Email, Link, Merge, NotDuplicate, Participant, Place
from recruitment.models.emails import kind_label
from recruitment.personal_data import (
    Held,
    add_held,
    blanked,
    left_out,
    rows_written_about,
    shown,
)
from recruitment.queries.held_data import CLOCK, COLLEAGUE, PLUMBING
from recruitment.queries.held_rows import of_person, records_of
from workgroups import audit_words
from workgroups.models import AuditEntry

PERSON = "recruitment.participant"


def emails_to(person: Participant) -> QuerySet[Email]:
    return Email.objects.filter(_to(person)).order_by("written_at", "pk")


def emails_with(person: Participant) -> QuerySet[Email]:
    """The emails to a person or about what is theirs, whoever got them."""
    found = _to(person)
    for label, ids in rows_written_about(person):
        found |= Q(about_type=label, about_id__in=ids)
    return Email.objects.filter(found)


def _to(person: Participant) -> Q:
    ids = records_of(person).order_by().values("pk")
    return Q(recipient_type=PERSON, recipient_id__in=ids)


def links_of(person: Participant) -> QuerySet[Link]:
    """The links in letters about what is a person's."""
    found = Q()
    for label, ids in rows_written_about(person):
        found |= Q(subject_type=label, subject_id__in=ids)
    return Link.objects.filter(found).order_by("expires_at", "pk")


def entries_about(person: Participant) -> QuerySet[AuditEntry]:
    """The audit entries about a person and their places and mentorships."""
    places = Place.objects.filter(participant=person).values_list("pk", flat=True)
    mentorships = person.mentorships.values_list("pk", flat=True)
    found = Q(object_type=PERSON, object_id=str(person.pk))
    for name, ids in (("place", places), ("mentorship", mentorships)):
        listed = [str(pk) for pk in ids]
        found |= Q(object_type=f"recruitment.{name}", object_id__in=listed)
    return AuditEntry.objects.filter(found).order_by("at", "pk")


def merges_of(person: Participant) -> QuerySet[Merge]:
    return Merge.objects.filter(Q(kept=person) | Q(gone=person)).order_by("pk")


def pairs_of(person: Participant) -> QuerySet[NotDuplicate]:
    both = Q(first=person) | Q(second=person)
    return NotDuplicate.objects.filter(both).order_by("pk")


def _kind(email: Any, options: Mapping[str, str]) -> str:
    return kind_label(email.kind)


def _what_was_done(entry: Any, options: Mapping[str, str]) -> str:
    return audit_words.phrase_of(entry.action).did


EMAILS = Held(
    "recruitment.Email",
    "Letters to you, and reminders",
    emails_to,
    [
        shown("kind", "About", printed=_kind),
        shown("written_at", "Written"),
        shown("state", "State"),
        shown("sent_at", "Sent"),
        shown("address", "To your"),
        blanked("subject_kept", "Subject"),
        blanked("body_kept", "Text"),
        blanked("problem", "What went wrong"),
        *left_out(
            PLUMBING,
            "id",
            "hub",
            "about_type",
            "about_id",
            "occasion",
            "recipient_type",
            "recipient_id",
            "message_id",
            "link",
            "bulk_action",
        ),
        *left_out(
            CLOCK,
            "lease_token",
            "lease_until",
            "attempts",
            "next_try_at",
            "dispatched_at",
        ),
    ],
)
LINKS = Held(
    "recruitment.Link",
    "Links in letters",
    links_of,
    [
        shown("purpose", "To"),
        shown("expires_at", "Works until"),
        shown("used_at", "Used"),
        shown("superseded_at", "Replaced"),
        *left_out(PLUMBING, "id", "hub", "subject_type", "subject_id"),
    ],
    rows_go=True,
)
AUDIT = Held(
    "workgroups.AuditEntry",
    "What was done with your record",
    entries_about,
    [
        shown("at", "When"),
        shown("action", "What", printed=_what_was_done),
        shown("fields", "Fields"),
        *left_out(COLLEAGUE, "actor", "role", "reason"),
        *left_out(PLUMBING, "id", "hub", "object_type", "object_id", "request_id"),
    ],
)
WHOLE_MODEL = "It holds no more of you than the place and its steps say."
CHANGES = Held(
    "recruitment.BulkActionRow",
    "",
    of_person("place__participant", "recruitment.BulkActionRow"),
    left_out(
        WHOLE_MODEL,
        "id",
        "bulk_action",
        "hub",
        "place",
        "origin",
        "work_group",
        "seen_state",
        "from_state",
        "to_state",
        "held_seat",
        "before",
        "event",
        "result",
    )
    + left_out(WHOLE_MODEL, "why", blank=True),
    because=WHOLE_MODEL,
)
SECOND_RECORD = "Both records of a merge are shown under “You”."
MERGES = Held(
    "recruitment.Merge",
    "",
    merges_of,
    left_out(
        SECOND_RECORD,
        "id",
        "hub",
        "kept",
        "gone",
        "merged_by",
        "merged_at",
        "goes_at",
        "released_at",
        "undone_at",
        "before",
        "after",
    ),
    rows_go=True,
    because=SECOND_RECORD,
    is_written_about=True,
)
ANOTHER = "It names another person, whose record you may not read."
PAIRS = Held(
    "recruitment.NotDuplicate",
    "",
    pairs_of,
    left_out(ANOTHER, "id", "hub", "first", "second", "decided_by", "decided_at"),
    rows_go=True,
    because=ANOTHER,
)
HELD = (EMAILS, LINKS, AUDIT, CHANGES, MERGES, PAIRS)


def add_held_emails() -> None:
    add_held(HELD)
