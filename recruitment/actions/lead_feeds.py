"""The address under which a lead's calendar reads the sessions of their groups."""

from datetime import datetime, timedelta

from django.db import transaction

from recruitment import links
from recruitment.choices import LinkPurpose
from recruitment.models import Link
from workgroups import audit
from workgroups.models import User

LASTS = timedelta(days=5 * 365)  # what it shows ends with the person's roles


@transaction.atomic
def make_calendar_address(user: User, *, at: datetime) -> Link:
    """Make a new address; the one before it stops working. Locks the account."""
    User.objects.select_for_update().get(pk=user.pk)
    links.supersede(LinkPurpose.FEED, user, at=at)
    link = links.make(LinkPurpose.FEED, user, hub_id=None, expires_at=at + LASTS)
    audit.record("make_calendar_address", link, actor=user, at=at)
    return link
