"""Who agreed that teachers are released: their letters, their proof and their stop."""

from collections.abc import Collection
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from recruitment import links, outbox
from recruitment.choices import EmailState, LinkPurpose
from recruitment.models import Email, Link, Place, ReleaseContact
from recruitment.queries import releases
from recruitment.queries.deletion import WAITING
from workgroups import academic_years, audit
from workgroups.models import Hub
from workgroups.words import LONDON
from workgroups.working_days import is_working_day

CONTACT = "recruitment.releasecontact"
#: From when to when letters are written, so that one tells of a whole day.
WRITES_FROM, WRITES_UNTIL = time(17), time(20)


def tell_release_contacts(*, at: datetime) -> int:
    """Write to each address that a secured place names and no letter told of it.

    One letter a day is about everybody who names the address. Returns how many letters.
    """
    if not WRITES_FROM <= timezone.localtime(at).time() < WRITES_UNTIL:
        return 0
    named = _named(at)
    hubs = {hub for hub, _ in named}
    told = {
        (each.hub_id, each.email): set(each.told_places)
        for each in ReleaseContact.objects.filter(hub__in=hubs)
    }
    return sum(
        _tell(hub_id, email, places=places, at=at)
        for (hub_id, email), places in named.items()
        if places - told.get((hub_id, email), set())
    )


def _named(at: datetime) -> dict[tuple[int, str], set[int]]:
    """The ids of the places that name each address, by hub and address."""
    found: dict[tuple[int, str], set[int]] = {}
    rows = releases.naming_places(at).order_by("pk")
    for hub_id, email, pk in rows.values_list("hub", Lower("release_email"), "pk"):
        found.setdefault((hub_id, email), set()).add(pk)
    return found


@transaction.atomic
def _tell(hub_id: int, email: str, *, places: Collection[int], at: datetime) -> bool:
    ReleaseContact.objects.get_or_create(hub_id=hub_id, email=email)
    rows = ReleaseContact.objects.select_for_update()
    contact = rows.get(hub_id=hub_id, email=email)
    if not contact.reachable or not set(places) - set(contact.told_places):
        return False
    day = timezone.localdate(at)
    if not _queue("release_told", contact, occasion=str(day), at=at):
        return False  # the letter of this day has gone
    contact.told_places = sorted(places)
    contact.save(update_fields=["told_places"])
    return True


def _queue(kind: str, contact: ReleaseContact, *, occasion: str, at: datetime) -> bool:
    email = outbox.queue(kind, about=contact, to=contact, occasion=occasion, at=at)
    return email is not None


def write_dates_of_term(*, at: datetime) -> int:
    """Write to each address the dates of this term, on a working day of the hub.

    An address to which a letter went this term knows the dates. Returns how many
    letters.
    """
    if not WRITES_FROM <= timezone.localtime(at).time() < WRITES_UNTIL:
        return 0
    day = timezone.localdate(at)
    open_hubs = [
        hub.pk
        for hub in Hub.objects.only("closed_weeks").order_by("pk")
        if is_working_day(day, hub.closed_weeks)
    ]
    term = academic_years.term_of(day)
    contacts = _not_written_to_since(term.first_on).filter(hub__in=open_hubs)
    return sum(_write_dates(each, at=at) for each in contacts.order_by("pk"))


def _not_written_to_since(day: date) -> QuerySet[ReleaseContact]:
    start = datetime.combine(day, time.min, tzinfo=LONDON)
    written = Email.objects.filter(
        recipient_type=CONTACT, recipient_id=OuterRef("pk"), written_at__gte=start
    ).exclude(state=EmailState.CANCELLED)
    reachable = ReleaseContact.objects.filter(objected_at=None, email_failed_at=None)
    return reachable.exclude(Exists(written.order_by()))


@transaction.atomic
def _write_dates(contact: ReleaseContact, *, at: datetime) -> bool:
    """Write the dates of the term, if there are any to come."""
    kind = outbox.kind_named("release_dates")
    if not kind.still_holds(contact, contact, at=at):
        return False
    term = academic_years.term_of(timezone.localdate(at))
    return _queue("release_dates", contact, occasion=str(term), at=at)


@transaction.atomic
def prove_release_address(contact: ReleaseContact, *, at: datetime) -> ReleaseContact:
    """Record that somebody reads the address and says that it is theirs.

    A second time changes nothing, nor does it once they stopped our letters.
    """
    contact = ReleaseContact.objects.select_for_update().get(pk=contact.pk)
    if contact.proved_at is None and contact.objected_at is None:
        contact.proved_at = at
        contact.save(update_fields=["proved_at"])
        audit.record("release_address_proved", contact, fields=["proved_at"], at=at)
    return contact


@transaction.atomic
def stop_release_emails(contact: ReleaseContact, *, at: datetime) -> ReleaseContact:
    """Record that an address is not to be written to, and end every link to its page.

    A second time changes nothing.
    """
    contact = ReleaseContact.objects.select_for_update().get(pk=contact.pk)
    if contact.objected_at is None:
        contact.objected_at = at
        contact.save(update_fields=["objected_at"])
        links.supersede(LinkPurpose.RELEASE, contact, at=at)
        audit.record("release_emails_stopped", contact, fields=["objected_at"], at=at)
    return contact


@transaction.atomic
def delete_unnamed(hub_id: int | None = None) -> int:
    """Delete addresses that no place of their hub names any more; return how many.

    What waits is cancelled, texts of letters to them go, and their links too. One that
    stopped our letters is kept, so that nobody writes to it again.
    """
    naming = Place.objects.filter(
        hub=OuterRef("hub"), release_email__iexact=OuterRef("email")
    )
    contacts = ReleaseContact.objects.filter(objected_at=None)
    if hub_id is not None:
        contacts = contacts.filter(hub=hub_id)
    unnamed = contacts.exclude(Exists(naming.order_by())).select_for_update()
    ids = [contact.pk for contact in unnamed.order_by("pk")]
    letters = Email.objects.filter(recipient_type=CONTACT, recipient_id__in=ids)
    letters.filter(state__in=WAITING).update(
        state=EmailState.CANCELLED, problem="Nobody names the address any more."
    )
    letters.update(subject_kept="", body_kept="")
    Link.objects.filter(subject_type=CONTACT, subject_id__in=ids).delete()
    ReleaseContact.objects.filter(pk__in=ids).delete()
    return len(ids)
