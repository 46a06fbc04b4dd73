"""What a hub's staff do about the hub itself."""

from datetime import datetime

from django.db import transaction

from workgroups import audit, rules
from workgroups.models import Hub, User


@transaction.atomic
def read_notice(hub: Hub, *, by: User, at: datetime) -> None:
    """Note that staff have read the privacy notice in its present version.

    Reading the same version again changes nothing.
    """
    hub = Hub.objects.select_for_update().get(pk=hub.pk)
    if hub.notice_read == hub.notice_version:
        return
    hub.notice_read = hub.notice_version
    hub.save(update_fields=["notice_read"])
    audit.record(
        "read_notice", hub, actor=by, hub_id=hub.pk, fields=["notice_read"], at=at
    )


@transaction.atomic
def renew_notice(hub: Hub, *, by: User, at: datetime) -> None:
    """Make a new version of the privacy notice, because a fact in it has changed.

    The hub's staff are asked to read it, and who registers acknowledges the new one.
    """
    locked = Hub.objects.select_for_update().get(pk=hub.pk)
    locked.notice_version = rules.next_version(locked.notice_version)
    locked.notice_facts_changed_at = at
    fields = ["notice_facts_changed_at", "notice_version"]
    locked.save(update_fields=fields)
    audit.record(
        "renew_notice", hub, actor=by, hub_id=hub.pk, fields=["notice_version"], at=at
    )
