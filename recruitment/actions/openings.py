"""Tell those who asked for it, once, that a group has opened."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from recruitment import outbox, rules
from recruitment.choices import Awaited, EmailState
from recruitment.models import Email, OpeningRequest
from recruitment.queries import openings
from workgroups import academic_years
from workgroups.models import WorkGroup
from workgroups.rules import PlacesLine

UNPROVED_KEPT = timedelta(days=30)
TOLD = "group_opened"
#: States of an email after which nothing more goes out.
OVER = (EmailState.SENT, EmailState.FAILED, EmailState.BOUNCED)


@transaction.atomic
def ask_for_opening(
    work_group: WorkGroup, email: str, *, awaited: str, at: datetime
) -> None:
    """Keep an address, and email it once to have it proved.

    Asking again for the same group sends nothing, so nobody can have letters sent to
    somebody else. Who is known to a hub is not looked at.
    """
    asked, is_new = OpeningRequest.objects.get_or_create(
        work_group=work_group,
        email=email,
        defaults={"hub_id": work_group.hub_id, "awaited": awaited, "asked_at": at},
    )
    if is_new:
        outbox.queue("opening_asked", about=asked, to=asked, at=at)


def prove_opening_request(asked: OpeningRequest, *, at: datetime) -> OpeningRequest:
    """Note that the address wants it; later calls keep the first time."""
    own = OpeningRequest.objects.filter(pk=asked.pk, proved_at=None)
    if own.update(proved_at=at):
        asked.proved_at = at
    return asked


def stop_opening_request(asked: OpeningRequest) -> None:
    """Delete the address; emails to it that have not gone find it gone."""
    OpeningRequest.objects.filter(pk=asked.pk).delete()


def tell_of_openings(*, at: datetime) -> int:
    """Email those whose group has opened; return how many.

    Each group is a transaction of its own.
    """
    _wait_again()
    asked = OpeningRequest.objects.filter(told_at=None, proved_at__isnull=False)
    groups = WorkGroup.objects.listed().filter(
        pk__in=asked.order_by().values("work_group"), retired_on=None
    )
    lines = openings.lines_of(groups.order_by("pk"), at=at)
    return sum(_tell(group, line, at=at) for group, line in lines)


@transaction.atomic
def _tell(work_group: WorkGroup, line: PlacesLine, *, at: datetime) -> int:
    come = [each for each in Awaited if rules.has_come(each, line)]
    if not come:
        return 0
    rows = OpeningRequest.objects.select_for_update().filter(
        work_group=work_group, told_at=None, proved_at__isnull=False, awaited__in=come
    )
    asked = list(rows.order_by("pk"))
    for each in asked:
        outbox.queue(TOLD, about=each, to=each, occasion=at.isoformat(), at=at)
    ids = [each.pk for each in asked]
    return OpeningRequest.objects.filter(pk__in=ids).update(told_at=at)


def _emails(*states: EmailState) -> Exists:
    """Condition of a request whose newest letter is in one of these states."""
    label = OpeningRequest._meta.label_lower
    own = Email.objects.filter(kind=TOLD, about_type=label, about_id=OuterRef("pk"))
    return Exists(own.filter(written_at=OuterRef("told_at"), state__in=states))


def _wait_again() -> None:
    """Wait on where a group closed again before the letter went."""
    told = OpeningRequest.objects.filter(_emails(EmailState.CANCELLED))
    told.exclude(told_at=None).update(told_at=None)


def delete_opening_requests(*, at: datetime) -> int:
    """Delete requests that need no letter any more; return how many.

    They are those who were told, who proved no address in 30 days, and those about a
    group that is cancelled or whose year is over.
    """
    this_year = academic_years.academic_year_of(timezone.localdate(at))
    over = (
        Q(_emails(*OVER))
        | Q(proved_at=None, asked_at__lt=at - UNPROVED_KEPT)
        | Q(work_group__start_year__lt=this_year)
        | Q(work_group__cancelled_on__isnull=False)
    )
    return OpeningRequest.objects.filter(over).delete()[0]
