"""Let a partner of the hub read the year's plans by a link, until it is ended."""

from datetime import datetime, time

from django.db import transaction

from recruitment import links
from recruitment.choices import LinkPurpose
from recruitment.models import Link
from workgroups import academic_years, audit
from workgroups.models import Hub, Provider, User
from workgroups.words import LONDON


@transaction.atomic
def let_partner_read(hub: Hub, provider: Provider, *, by: User, at: datetime) -> Link:
    """Make a link that lasts to the end of the year; the one before it stops working.

    Locks the hub.
    """
    Hub.objects.select_for_update().get(pk=hub.pk)
    _open_links(hub, provider).update(superseded_at=at)
    year = academic_years.academic_year_of(at.astimezone(LONDON).date())
    ends = datetime.combine(academic_years.last_day(year), time(23, 59), tzinfo=LONDON)
    link = links.make(LinkPurpose.PLAN, provider, hub_id=hub.pk, expires_at=ends)
    audit.record("let_partner_read", link, actor=by, at=at)
    return link


@transaction.atomic
def stop_partner_reading(link: Link, *, by: User, at: datetime) -> None:
    """End a link; a second time changes nothing."""
    if Link.objects.filter(pk=link.pk, superseded_at=None).update(superseded_at=at):
        audit.record("stop_partner_reading", link, actor=by, at=at)


def _open_links(hub: Hub, provider: Provider):  # type: ignore[no-untyped-def]
    return Link.objects.filter(
        hub=hub,
        purpose=LinkPurpose.PLAN,
        subject_type=Provider._meta.label_lower,
        subject_id=provider.pk,
        superseded_at=None,
    )
