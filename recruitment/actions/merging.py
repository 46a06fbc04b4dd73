"""Merge two records of one person into one, and undo that.

Everything that belongs to the second record goes to the first, whatever table it is
in. The second record stays, unseen, until the merge can no longer be undone.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from recruitment import links, outbox
from recruitment.actions import seats
from recruitment.actions.address_changes import end_waiting_change
from recruitment.actions.transitions import (
    NO_OFFER,
    lock_groups,
    move_place,
    take_back_transition,
)
from recruitment.choices import (
    NOT_GONE,
    OPEN_IN_GROUP,
    SECURED,
    EmailState,
    LinkPurpose,
    PlaceState,
)
from recruitment.errors import NotAllowed
from recruitment.models import Email, Merge, NotDuplicate, Participant, Place
from recruitment.models.merges import EMAILS_WAIT, UNDONE_WITHIN
from recruitment.registration.asking import kept_on
from recruitment.registration.question_types import Keep
from workgroups import audit
from workgroups.models import User

REASON = "Another record of the same person has an earlier place in this group."
CHANGED = "One of the two records has changed since, so they cannot be parted again."
TOLD = "records_merged"  # the kind of email that tells both addresses


def fields() -> list[str]:
    """The fields of a person of which staff choose one value when they merge."""
    return [question.name for question in kept_on(Keep.PARTICIPANT)]


def belonging() -> list[Any]:
    """The relations whose rows belong to a person and go along, in all apps."""
    left = {Participant, Merge, NotDuplicate}
    return [
        relation
        for relation in Participant._meta.related_objects
        if relation.related_model not in left
    ]


def ended_by_merging(kept: Participant, gone: Participant) -> list[Place]:
    """The places that a merge ends: of two in one group the earlier stays.

    Two that are pencilled in for the same stage and year count as two in one group.
    Raises NotAllowed where both have a secured place of which only one may be.
    """
    places = Place.objects.filter(participant__in=[kept, gone])
    standing = Q(state__in=[*OPEN_IN_GROUP, PlaceState.PROVISIONAL])
    rows = places.filter(standing).select_related("work_group", "stage")
    seen: set[tuple[int | None, int, int]] = set()
    ended = []
    for place in rows.order_by("registered_at", "pk"):
        key = (place.work_group_id, place.stage_id, place.start_year)
        if key in seen:
            ended.append(place)
        seen.add(key)
    _check_secured(places.exclude(pk__in=[place.pk for place in ended]))
    return ended


def _check_secured(places: QuerySet[Place]) -> None:
    secured: set[tuple[int, int]] = set()
    rows = places.filter(state__in=SECURED, one_per_year=True)
    for place in rows.select_related("programme"):
        key = (place.programme_id, place.start_year)
        if key in secured:
            raise NotAllowed(
                f"Both records have a secured place in {place.programme.name} this "
                "year. Withdraw one of the two first."
            )
        secured.add(key)


@transaction.atomic
def merge_people(
    kept: Participant,
    gone: Participant,
    *,
    taken: Collection[str] = (),
    by: User,
    at: datetime,
) -> Merge:
    """Give everything of `gone` to `kept`, and tell both addresses ten minutes later.

    A new address of `gone` that waits to be proved is called off. `taken` names the
    fields whose value comes from `gone`. Raises NotAllowed.
    """
    kept, gone = _lock(kept, gone)
    _check_pair(kept, gone)
    ended = ended_by_merging(kept, gone)
    end_waiting_change(gone, at=at)
    merge = Merge(
        hub_id=kept.hub_id,
        kept=kept,
        gone=gone,
        merged_by=by,
        merged_at=at,
        goes_at=at + EMAILS_WAIT,
    )
    merge.before = {
        "kept": _values(kept),
        "gone": _values(gone),
        "ended": [[place.pk, place.state, _offer_of(place)] for place in ended],
        "rows": _rows_of(gone),
        "emails": _redirect_emails(gone, to=kept),
    }
    for place in ended:
        withdrawn = PlaceState.WITHDRAWN
        move_place(place, to=withdrawn, at=at, actor=by, reason=REASON)
    _give(merge.before["rows"], to=kept)
    _take_fields(kept, gone, taken)
    gone.merged_into = kept
    for person in (kept, gone):
        person.save(update_fields=[*_values(person), "merged_into"])
    links.supersede(LinkPurpose.SIGN_IN, gone, at=at)
    merge.after = _state_of(kept)
    merge.save()
    changed = sorted({*taken, "merged_into"})
    audit.record("merge_people", kept, actor=by, fields=changed, at=at)
    _tell(merge, TOLD, at=at, state=EmailState.HELD)
    return merge


def _lock(kept: Participant, gone: Participant) -> tuple[Participant, Participant]:
    """Lock the groups of both, then both people; return them as they are now."""
    both = [kept.pk, gone.pk]
    groups = Place.objects.filter(participant__in=both).order_by()
    lock_groups(groups.values_list("work_group", flat=True))
    rows = Participant.objects.select_for_update().filter(pk__in=both).order_by("pk")
    found = {person.pk: person for person in rows}
    return found[kept.pk], found[gone.pk]


def _check_pair(kept: Participant, gone: Participant) -> None:
    if kept.pk == gone.pk:
        raise NotAllowed("Choose two different records.")
    if kept.hub_id != gone.hub_id:
        raise NotAllowed("The two records belong to two hubs, so they stay two.")
    if any(person.merged_into_id or person.erased_at for person in (kept, gone)):
        raise NotAllowed("One of the two records is no longer there.")
    places = Place.objects.filter(participant__in=[kept, gone])
    if places.with_change().filter(is_changing=True).exists():
        raise NotAllowed("An action with a place of theirs may still be taken back.")


def _values(person: Participant) -> dict[str, Any]:
    """What a merge may change in either of the two records."""
    more = ("former_emails", "email_failed_at", "address_proved_at")
    return {name: getattr(person, name) for name in (*fields(), *more)}


def _offer_of(place: Place) -> dict[str, Any]:
    return {name: getattr(place, name) for name in NO_OFFER}


def _rows_of(person: Participant) -> dict[str, list[int]]:
    """Ids of the rows that belong to a person, by relation."""
    return {
        _name_of(relation): sorted(
            relation.related_model._base_manager.filter(
                **{relation.field.name: person}
            ).values_list("pk", flat=True)
        )
        for relation in belonging()
    }


def _name_of(relation: Any) -> str:
    return f"{relation.related_model._meta.label_lower}.{relation.field.name}"


def _give(rows: dict[str, list[int]], *, to: Participant) -> None:
    for relation in belonging():
        owned = relation.related_model._base_manager.filter(
            pk__in=rows.get(_name_of(relation), [])
        )
        owned.update(**{relation.field.name: to})


def _redirect_emails(gone: Participant, *, to: Participant) -> list[int]:
    """Send what still waits to the record that stays; return the ids of those emails.

    What is about the second record itself, such as a link to sign in, is not sent.
    """
    label = Participant._meta.label_lower
    waiting = Email.objects.filter(
        recipient_type=label, recipient_id=gone.pk, state__in=NOT_GONE
    )
    waiting.filter(about_type=label).update(
        state=EmailState.CANCELLED, problem="The record was merged with another."
    )
    ids = list(waiting.values_list("pk", flat=True))
    Email.objects.filter(pk__in=ids).update(recipient_id=to.pk)
    return ids


def _take_fields(kept: Participant, gone: Participant, taken: Collection[str]) -> None:
    """Swap the fields that are taken: the second record keeps the address not used."""
    swapped = [name for name in fields() if name in taken]
    if "email" in taken:
        swapped += ["email_failed_at", "address_proved_at"]
    for name in swapped:
        here, there = getattr(kept, name), getattr(gone, name)
        setattr(kept, name, there)
        setattr(gone, name, here)
    former = [*kept.former_emails, *gone.former_emails, gone.email]
    kept.former_emails = [
        address for address in dict.fromkeys(former) if address not in ("", kept.email)
    ]


def _state_of(kept: Participant) -> dict[str, Any]:
    """What must be the same when a merge is undone."""
    events = Place.objects.filter(participant=kept).order_by()
    newest = events.order_by("-events__pk").values_list("events__pk", flat=True).first()
    values = {name: getattr(kept, name) for name in fields()}
    return {"fields": values, "rows": _rows_of(kept), "event": newest}


def _tell(merge: Merge, kind: str, *, at: datetime, state: str) -> None:
    """Write to both addresses; only once where they are the same."""
    for person in told_of(merge.kept, merge.gone):
        outbox.queue(kind, about=merge, to=person, at=at, state=state)


def told_of(kept: Participant, gone: Participant) -> list[Participant]:
    """Whom the emails go to: each address once, and nobody without one."""
    people = [kept] if kept.email == gone.email else [kept, gone]
    return [person for person in people if person.email]


def release_due(*, at: datetime) -> int:
    """Let the emails of merges go whose time has come; return how many merges."""
    due = Merge.objects.filter(released_at=None, undone_at=None, goes_at__lte=at)
    return sum(_release(pk, at=at) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _release(pk: int, *, at: datetime) -> bool:
    """Let the emails go, and offer the seats that the merge freed."""
    held = Merge.objects.filter(pk=pk, released_at=None, undone_at=None)
    if not held.update(released_at=at):
        return False
    merge = Merge.objects.get(pk=pk)
    outbox.release(_emails_of(merge))
    ended = Place.objects.filter(pk__in=[row[0] for row in merge.before["ended"]])
    for group in lock_groups(ended.order_by().values_list("work_group", flat=True)):
        seats.fill_seats(group, at=at)
    return True


def _emails_of(merge: Merge) -> QuerySet[Email]:
    return Email.objects.filter(about_type=Merge._meta.label_lower, about_id=merge.pk)


@transaction.atomic
def undo_merge(merge: Merge, *, by: User, at: datetime) -> Merge:
    """Part two merged records again; tell both addresses where they were told.

    Raises NotAllowed where it is too late or one of the two has changed since.
    """
    kept, gone = _lock(merge.kept, merge.gone)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    merge.kept, merge.gone = kept, gone
    if not merge.may_be_undone(at):
        raise NotAllowed("This can no longer be undone.")
    if _state_of(kept) != merge.after:
        raise NotAllowed(CHANGED)
    gone.merged_into = None
    _give(merge.before["rows"], to=gone)
    _restore_fields(kept, merge.before["kept"])
    _restore_fields(gone, merge.before["gone"])
    for pk, state, offer in merge.before["ended"]:
        _reopen(Place.objects.get(pk=pk), state, offer, by=by, at=at)
    waiting = Email.objects.filter(pk__in=merge.before["emails"], state__in=NOT_GONE)
    waiting.update(recipient_id=gone.pk)
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    audit.record("undo_merge", kept, actor=by, fields=["merged_into"], at=at)
    _emails_of(merge).filter(state__in=NOT_GONE).update(
        state=EmailState.CANCELLED, problem="The merge was undone."
    )
    if merge.released_at is not None:
        _tell(merge, "records_parted", at=at, state=EmailState.QUEUED)
    return merge


def _restore_fields(person: Participant, values: dict[str, Any]) -> None:
    for name, value in values.items():
        field: Any = Participant._meta.get_field(name)
        setattr(person, name, field.to_python(value))
    person.save(update_fields=[*values, "merged_into"])


def _reopen(
    place: Place, state: str, offer: dict[str, Any], *, by: User, at: datetime
) -> None:
    """Give a place its state back; where its seat is taken by now, it waits."""
    values = {
        name: Place._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
        for name, value in offer.items()
    }
    group = place.work_group
    held_seat = state in (PlaceState.OFFERED, PlaceState.CONFIRMED)
    if held_seat and group and seats.why_no_seat(group, place.school_id, at=at):
        state, values = PlaceState.WAITING, dict(NO_OFFER)
    take_back_transition(place, to=state, at=at, actor=by, **values)


@transaction.atomic
def say_two_people(
    one: Participant, other: Participant, *, by: User, at: datetime
) -> NotDuplicate:
    """Remember that two people are two, so that nobody is asked again."""
    if one.hub_id != other.hub_id:
        raise NotAllowed("The two records belong to two hubs, so they stay two.")
    first, second = sorted([one, other], key=lambda person: person.pk)
    pair, is_new = NotDuplicate.objects.get_or_create(
        first=first,
        second=second,
        defaults={"hub_id": one.hub_id, "decided_by": by, "decided_at": at},
    )
    if is_new:
        audit.record("not_duplicate", pair, actor=by, at=at)
    return pair


def delete_merged(*, at: datetime) -> int:
    """Delete the records that were taken over and cannot come back; return how many.

    The emails that they got are kept as emails to the record that took over, except
    the one about the merge, which went to both.
    """
    old = Merge.objects.filter(undone_at=None, merged_at__lt=at - UNDONE_WITHIN)
    done = 0
    for merge in old[:200]:
        delete_gone(merge)
        done += 1
    return done


@transaction.atomic
def delete_gone(merge: Merge) -> None:
    """Delete the second record of a merge, and the merge with it."""
    to_gone = Email.objects.filter(
        recipient_type=Participant._meta.label_lower, recipient_id=merge.gone_id
    )
    to_gone.filter(about_type=Merge._meta.label_lower).delete()
    to_gone.update(recipient_id=merge.kept_id)
    merge.gone.delete()
