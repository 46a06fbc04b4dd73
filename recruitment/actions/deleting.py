"""Delete what names a person. Registrations and places stay, so that counts do.

What becomes of each field is declared in `recruitment.personal_data`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from recruitment.actions import merging, places, releases
from recruitment.actions.transitions import lock_groups
from recruitment.choices import EmailState, SpokenHow
from recruitment.errors import BeingChanged, NotAllowed
from recruitment.models import (
    Email,
    Link,
    Mentor,
    Participant,
    Place,
    RegistrationDraft,
)
from recruitment.personal_data import (
    Held,
    all_held,
    blank_values,
    month_of,
    months_of,
)
from recruitment.queries.deletion import WAITING, open_places, own_mentors
from recruitment.queries.held_emails import emails_with, links_of, merges_of
from workgroups import audit
from workgroups.actions import list_exports
from workgroups.models import User

REASON = "The person asked for their details to be deleted."
CANCELLED = "The details were deleted."
MENTOR = "recruitment.mentor"
#: What is kept of a person nevertheless: by model, the names of fields.
Kept = Mapping[str, frozenset[str]]
#: Lists whose files have people's names in them.
LISTS_OF_PEOPLE = (
    "recruitment.participant",
    "recruitment.registration",
    "recruitment.place",
    "recruitment.mentor",
    "recruitment.mentorship",
    "recruitment.attendance",
    "recruitment.apology",
    "recruitment.email",
    "recruitment.contactnote",
)


@transaction.atomic
def delete_person(
    person: Participant, *, at: datetime, by: User | None = None, asked_how: str = ""
) -> Participant:
    """End what a person has with a hub, and blank everything that names them.

    `by` is the account that does it for them. The groups of their places are locked
    before them. A second time changes nothing.
    Raises BeingChanged and NotAllowed as `lock_person` does.
    """
    person = lock_person(person)
    if person.erased_at is not None:
        return person
    give_up_places(person, at=at, by=by, reason=REASON if by is not None else "")
    cut_off(person, at=at)
    if by is None:
        audit.record("asked_to_be_deleted", person, at=at)
    else:
        how = f"asked {SpokenHow(asked_how).label}" if asked_how else ""
        audit.record("delete_details", person, actor=by, reason=how, at=at)
    return Participant.objects.get(pk=person.pk)


def lock_person(person: Participant) -> Participant:
    """The person, locked after the groups of their places.

    Raises BeingChanged while staff may take an act with one of the places back, and
    NotAllowed for a record that another one took over.
    """
    groups = Place.objects.filter(participant=person).order_by()
    lock_groups(groups.values_list("work_group", flat=True))
    locked = Participant.objects.select_for_update().get(pk=person.pk)
    if locked.merged_into_id is not None:
        raise NotAllowed("This record was merged with another one.")
    own = Place.objects.with_change().filter(participant=person)
    if locked.erased_at is None and own.filter(is_changing=True).exists():
        raise BeingChanged
    return locked


def give_up_places(
    person: Participant, *, at: datetime, by: User | None, reason: str
) -> None:
    for place in open_places(person, at=at):
        places.withdraw_place(
            place, at=at, actor=by, reason=reason, next_year_too=False
        )


def cut_off(person: Participant, *, at: datetime) -> None:
    """Blank everything that names a locked person; no place changes its state."""
    blank_all_but(person, {}, at=at)
    Participant.objects.filter(pk=person.pk).update(erased_at=at)


def blank_all_but(person: Participant, kept: Kept, *, at: datetime) -> None:
    """Blank what names a locked person, but for these fields.

    Rows of a model in `kept` are not deleted.
    """
    _delete_merged(person)
    _stop_emails(person)
    _forget_mentors(person, at=at)
    _blank(person, kept)
    releases.delete_unnamed(person.hub_id)
    _forget_drafts(person)
    list_exports.forget_files(person.hub_id, list_of=LISTS_OF_PEOPLE, at=at)


def _delete_merged(person: Participant) -> None:
    """Delete the records that this one took over, which name the same person."""
    for merge in merges_of(person).filter(kept=person, undone_at=None):
        merging.delete_gone(merge)


def _stop_emails(person: Participant) -> None:
    """Cancel what has not gone, blank the texts of what has, and end every link.

    A worker that sends one of them just now finds its lease gone and keeps no text.
    """
    letters = emails_with(person)
    _cancel(letters)
    _blank_texts(letters | _emails_naming(person))
    links_of(person).delete()


def _cancel(letters: QuerySet[Email]) -> None:
    ids = letters.filter(state__in=WAITING).values_list("pk", flat=True)
    Email.objects.filter(pk__in=list(ids)).update(
        state=EmailState.CANCELLED, problem=CANCELLED, lease_token="", lease_until=None
    )


def _blank_texts(letters: QuerySet[Email]) -> None:
    ids = list(letters.order_by().values_list("pk", flat=True))
    Email.objects.filter(pk__in=ids).update(subject_kept="", body_kept="")


def _emails_naming(person: Participant) -> QuerySet[Email]:
    """Letters of the hub to others whose text has the person's name or address."""
    found = Q(pk__in=[])
    for words in {person.full_name, *_addresses_of(person)} - {""}:
        found |= Q(body_kept__icontains=words) | Q(subject_kept__icontains=words)
    return Email.objects.filter(found, hub=person.hub_id)


def _addresses_of(person: Participant) -> set[str]:
    return {person.email, person.second_email, *person.former_emails} - {""}


def _forget_mentors(person: Participant, *, at: datetime) -> None:
    """End who mentors the person; delete mentors whom nobody else names.

    One who asked us to stop keeps the address, so that nobody writes to it again.
    """
    running = person.mentorships.filter(until_on=None)
    running.update(until_on=timezone.localdate(at))
    named = Mentor.objects.filter(mentorships__participant=person).order_by("pk")
    list(Mentor.objects.select_for_update().filter(pk__in=named.values("pk")))
    for mentor in own_mentors(person):
        forget_mentor(mentor, at=at)


def forget_mentor(mentor: Mentor, *, at: datetime) -> None:
    """Delete a locked mentor, and cancel and blank the letters to them.

    Their mentorships stay and lead to nobody.
    """
    letters = Email.objects.filter(recipient_type=MENTOR, recipient_id=mentor.pk)
    _cancel(letters)
    _blank_texts(letters)
    Link.objects.filter(subject_type=MENTOR, subject_id=mentor.pk).delete()
    if mentor.objected_at is not None:
        Mentor.objects.filter(pk=mentor.pk).update(name="")
        return
    nobody, _ = Mentor.objects.get_or_create(
        hub_id=mentor.hub_id, email="", defaults={"objected_at": at, "came_at": at}
    )
    mentor.mentorships.update(mentor=nobody)
    mentor.delete()


def _blank(person: Participant, kept: Kept) -> None:
    """Do to each field what is declared for it; mentors are looked at one by one."""
    for held in all_held():
        if not held.rows_go and held.model != Mentor._meta.label:
            _blank_rows(held, person, kept.get(held.model, frozenset()))
        elif held.rows_go and held.model not in kept:
            held.rows(person).order_by().delete()


def _blank_rows(held: Held, person: Participant, kept: frozenset[str]) -> None:
    model: Any = apps.get_model(held.model)
    items = [item for item in held.items if item.name not in kept]
    values, months = blank_values(model, items), months_of(items)
    if not values and not months:
        return
    rows = list(held.rows(person))
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
        for name in months:
            at = getattr(row, name)
            setattr(row, name, at and month_of(at))
    model._base_manager.bulk_update(rows, [*values, *months], batch_size=100)


def _forget_drafts(person: Participant) -> None:
    """Delete the unfinished registrations in which an address of theirs was typed."""
    addresses = _addresses_of(person)
    drafts = RegistrationDraft.objects.filter(hub=person.hub_id)
    for draft in drafts.only("answers"):
        if str(draft.answers.get("email", "")).lower() in addresses:
            draft.delete()
