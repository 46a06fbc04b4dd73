"""What a hub's staff do about the hub itself."""

from datetime import datetime

from django.db import transaction

from workgroups import audit
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
