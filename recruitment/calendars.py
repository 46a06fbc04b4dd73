"""Session dates as .ics files, and the files that take them out again."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings

from recruitment.choices import PlaceState
from recruitment.models import Place
from recruitment.outbox import Attachment
from workgroups import words
from workgroups.models import Session, Venue, WorkGroup
from workgroups.words import LONDON

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event

PUBLISH = "PUBLISH"
CANCEL = "CANCEL"
ALARM = timedelta(days=1)  # before a session
COUNTED_FROM = datetime(2020, 1, 1, tzinfo=UTC)


def sessions_of(place: Place) -> list[Session]:
    """Every session of a place's group that goes ahead, in order; none without one."""
    if place.work_group is None:
        return []
    own = place.work_group.sessions.going_ahead()
    return sorted(_with_venue(own, place.work_group), key=lambda each: each.number)


def coming_sessions(work_group: WorkGroup, *, at: datetime) -> list[Session]:
    """The sessions to come that go ahead; none until the dates are confirmed."""
    if not work_group.dates_confirmed:
        return []
    own = work_group.sessions.going_ahead().filter(starts_at__gt=at)
    return sorted(_with_venue(own, work_group), key=lambda each: each.starts_at)


def _with_venue(sessions: Any, work_group: WorkGroup) -> Any:
    """Sessions of one group with what `effective_venue` reads, in no order.

    To sort a few rows costs less than an ORDER BY, for which Django compares every
    selected column.
    """
    if work_group.venue_id:
        return sessions.with_venue().order_by()
    return sessions.select_related("venue").order_by()


def in_calendar(work_group: WorkGroup, *, at: datetime) -> list[Session]:
    """The sessions to come, also those called off, which the file takes out."""
    if not work_group.dates_confirmed:
        return []
    own = work_group.sessions.with_venue()
    return list(own.filter(starts_at__gt=at).order_by("starts_at"))


def of_sessions(
    work_group: WorkGroup,
    sessions: Iterable[Session],
    *,
    at: datetime,
    method: str = PUBLISH,
) -> bytes:
    """The sessions as an iCalendar file; with CANCEL it removes them.

    A session keeps its UID when its date changes, and a later file has a larger
    SEQUENCE, so that calendars update it.
    """
    calendar = _calendar(method)
    for session in sessions:
        event = _event(work_group, session, at=at)
        if method == CANCEL or session.called_off_at is not None:
            event.add("status", "CANCELLED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def of_teachers(
    sessions: Iterable[tuple[Session, Sequence[str]]], *, at: datetime
) -> bytes:
    """Sessions of any groups as one file; each says which teachers go to it."""
    calendar = _calendar(PUBLISH)
    for session, names in sessions:
        event = _event(session.work_group, session, at=at)
        event.pop("description", None)  # what it is about is for those who come
        event.add("description", f"Released for it: {words.listed(names)}.")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def of_lead(sessions: Iterable[Session], *, at: datetime) -> bytes:
    """Sessions of a lead's groups for a calendar that reads them again and again.

    Times are in the zone of London, so that a program moves none when clocks change.
    """
    calendar = _calendar(PUBLISH)
    calendar.add("x-wr-calname", "Work group sessions")
    calendar.add("x-wr-timezone", LONDON.key)
    calendar.add("x-published-ttl", "PT6H")
    for session in sessions:
        group = session.work_group
        event = _event(group, session, at=at, zone=LONDON)
        if session.called_off_at is not None or group.cancelled_on is not None:
            event.add("status", "CANCELLED")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _calendar(method: str) -> "Calendar":
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Hubsite//Work Groups//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(
    work_group: WorkGroup, session: Session, *, at: datetime, zone: tzinfo = UTC
) -> "Event":
    from icalendar import Event

    host = urlsplit(settings.SITE_URL).hostname
    event = Event()
    event.add("uid", f"session-{session.pk}@{host}")
    event.add("sequence", int((at - COUNTED_FROM).total_seconds()))
    event.add("dtstamp", at)
    event.add("summary", f"{work_group.title}: session {session.number}")
    event.add("dtstart", session.starts_at.astimezone(zone))
    event.add("dtend", session.ends_at.astimezone(zone))
    venue = session.effective_venue
    if venue is not None:
        event.add("location", venue.location)
    if said := _description(session, venue):
        event.add("description", said)
    return event


def _description(session: Session, venue: Venue | None) -> str:
    """What the session is about, and how to get in, on lines of their own."""
    way_in = venue.how_to_get_in if venue else ""
    lines = (session.focus, f"To get in: {way_in}" if way_in else "")
    return "\n".join(line for line in lines if line)


def attached(
    work_group: WorkGroup | None, sessions: Sequence[Session], *, at: datetime
) -> list[Attachment]:
    """Sessions to come of a group as an attachment; empty without any."""
    if work_group is None or not sessions:
        return []
    content = of_sessions(work_group, sessions, at=at)
    return [Attachment("sessions.ics", content, "text/calendar")]


def attached_with_alarm(session: Session, *, at: datetime) -> list[Attachment]:
    """One session whose calendar reminds its owner a day before."""
    calendar = _calendar(PUBLISH)
    event = _event(session.work_group, session, at=at)
    event.add_component(_alarm(event))
    calendar.add_component(event)
    return [Attachment("session.ics", bytes(calendar.to_ical()), "text/calendar")]


def _alarm(event: "Event") -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event["summary"])
    alarm.add("trigger", -ALARM)
    return alarm


def attached_called_off(session: Session, *, at: datetime) -> list[Attachment]:
    """What takes one session out of a calendar."""
    content = of_sessions(session.work_group, [session], at=at, method=CANCEL)
    return [Attachment("cancelled.ics", content, "text/calendar; method=CANCEL")]


def was_secured(place: Place) -> bool:
    return place.events.filter(from_state=PlaceState.CONFIRMED).exists()


def attached_cancellation(place: Place, *, at: datetime) -> list[Attachment]:
    """What takes the sessions to come out of the calendar of a place that ended.

    Empty for a place that was never secured: its person was sent no dates.
    """
    group = place.work_group
    sessions = coming_sessions(group, at=at) if group else []
    if group is None or not sessions or not was_secured(place):
        return []
    content = of_sessions(group, sessions, at=at, method=CANCEL)
    return [Attachment("cancelled.ics", content, "text/calendar; method=CANCEL")]
