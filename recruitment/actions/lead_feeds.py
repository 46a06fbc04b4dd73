"""The address under which a lead's calendar reads the sessions of their groups."""

from datetime import datetime, timedelta

from django.db import transaction

from recruitment import links
from recruitment.choices import LinkPurpose
from recruitment.models import Link
from workgroups import audit, permissions
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.models import User

LASTS = timedelta(days=5 * 365)  # what it shows ends with the person's roles


@transaction.atomic
def make_calendar_address(user: User, *, at: datetime) -> Link:
    """Make a new address; the one before it stops working. Locks the account."""
    User.objects.select_for_update().get(pk=user.pk)
    links.supersede(LinkPurpose.FEED, user, at=at)
    hub_id = _only_hub(user)
    link = links.make(LinkPurpose.FEED, user, hub_id=hub_id, expires_at=at + LASTS)
    audit.record("make_calendar_address", link, actor=user, at=at)
    return link


def _only_hub(user: User) -> int | None:
    """The hub of somebody who may lead groups at one; None for several."""
    hubs = permissions.scope_of(user).hubs(RoleKind.WORK_GROUP_LEAD, *HUB_STAFF)
    return next(iter(hubs)) if len(hubs) == 1 else None
