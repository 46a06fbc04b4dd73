"""Which sessions a lead's calendar reads, and at which address."""

from datetime import datetime, timedelta

from recruitment import links
from recruitment.choices import LinkPurpose
from recruitment.links import KeptLink
from recruitment.models import Link
from workgroups.models import Session, User, WorkGroup

KEPT = timedelta(days=60)  # past sessions stay in the calendar so long


def address_of(user: User, *, at: datetime) -> Link | None:
    """The link that works; None where there is none."""
    rows = Link.objects.filter(
        purpose=LinkPurpose.FEED,
        subject_type=User._meta.label_lower,
        subject_id=user.pk,
        superseded_at=None,
        expires_at__gt=at,
    )
    return rows.first()


def lead_of(token: str, *, at: datetime) -> User | None:
    """Whose calendar reads this address; None where it does not work."""
    link = links.read_token(token)
    if link is None or link.purpose != LinkPurpose.FEED:
        return None
    kept = KeptLink(link, at)
    user = kept.subject if kept.usable else None
    return user if user is not None and user.is_active else None


def sessions_of(user: User, *, at: datetime) -> list[Session]:
    """The sessions of the groups that a user leads now, of the last weeks and to come.

    Without groups whose dates are to be confirmed; with those called off and cancelled,
    which calendars then take out.
    """
    led = WorkGroup.objects.filter(dates_confirmed=True, leads=user.pk).led_by(user)
    rows = Session.objects.filter(
        work_group__in=led.order_by().values("pk"), starts_at__gt=at - KEPT
    )
    related = rows.select_related("venue", "work_group__venue")
    return list(related.order_by("starts_at", "pk"))
