"""Session dates as .ics files."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from recruitment.outbox import Attachment
from workgroups.models import Session, WorkGroup


def of_sessions(
    work_group: WorkGroup, sessions: Iterable[Session], *, at: datetime
) -> bytes:
    """The sessions as an iCalendar file.

    A session keeps its UID when its date changes, so that calendars update it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Hubsite//Work Groups//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    host = urlsplit(settings.SITE_URL).hostname
    for session in sessions:
        event = Event()
        event.add("uid", f"session-{session.pk}@{host}")
        event.add("dtstamp", at)
        event.add("summary", f"{work_group.title}: session {session.number}")
        event.add("dtstart", session.starts_at.astimezone(UTC))
        event.add("dtend", session.ends_at.astimezone(UTC))
        if session.venue or work_group.venue:
            event.add("location", session.venue or work_group.venue)
        if session.focus:
            event.add("description", session.focus)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def attached(work_group: WorkGroup, *, at: datetime) -> list[Attachment]:
    """The future sessions as an attachment; empty until the dates are confirmed."""
    coming = work_group.sessions.filter(starts_at__gt=at).order_by("starts_at")
    sessions = list(coming)
    if not sessions or not work_group.dates_confirmed:
        return []
    content = of_sessions(work_group, sessions, at=at)
    return [Attachment("sessions.ics", content, "text/calendar")]
