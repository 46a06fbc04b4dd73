"""People whom a change of a session concerns."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from recruitment.choices import SECURED, EmailState, PlaceState
from recruitment.models import Attendance, Email, Place
from recruitment.queries.attendance_register import EXPECTED
from recruitment.queries.other_groups import guest_places
from workgroups import permissions
from workgroups.models import Session


def home_url(user: Any, session: Session) -> str:
    """The address of a session's home; "" for who does not work at its hub."""
    if session.hub_id not in permissions.scope_of(user).staff_hubs:
        return ""
    return reverse("admin:workgroups_session_home", args=[session.pk])


def expected_at(session: Session) -> list[Place]:
    """The places whose people are expected at a session, by name.

    They have a secured place or were offered one, or come as guests. Nobody is expected
    while the dates of the group are to be confirmed, because nobody was told of them.
    """
    if not session.work_group.dates_confirmed:
        return []
    rows = Place.objects.filter(
        expected_or_guest(session), participant__erased_at=None
    ).select_related("participant", "school", "provider")
    names = ("participant__last_name", "participant__first_name", "pk")
    return list(rows.order_by(*names))


def expected_or_guest(session: Session) -> Q:
    """Condition of a place whose person is expected at a session, also as a guest."""
    guests = guest_places(session).values("pk")
    own = Q(work_group=session.work_group_id, state__in=EXPECTED)
    return own | Q(pk__in=guests)


def people_by_group(group_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Secured places and offers by id of the group; groups with neither are left out.

    One statement.
    """
    states = [*SECURED, PlaceState.OFFERED]
    rows = Place.objects.filter(work_group__in=group_ids, state__in=states)
    counted = (
        rows.order_by()
        .values_list("work_group")
        .annotate(
            secured=Count("pk", filter=Q(state__in=SECURED)),
            offered=Count("pk", filter=Q(state=PlaceState.OFFERED)),
        )
    )
    return {group: (secured, offered) for group, secured, offered in counted}


def with_people_or_register(sessions: Sequence[Session]) -> list[tuple[Session, str]]:
    """The sessions that may not be deleted, each with what it has. Two statements."""
    marked = Attendance.objects.filter(session__in=sessions).order_by()
    registers = set(marked.values_list("session", flat=True))
    groups = people_by_group({session.work_group_id for session in sessions})
    found = [
        (session, "a register" if session.pk in registers else "people with a place")
        for session in sessions
        if session.pk in registers or session.work_group_id in groups
    ]
    return sorted(found, key=lambda each: each[0].number)


def changed_in(occasion: str) -> dict[int, date | None]:
    """The sessions that an occasion names, each with its old day; {} for "all"."""
    named = occasion.partition(" at ")[0].split(",")
    pairs = [each.partition(":") for each in named if each != "all"]
    return {
        int(number): date.fromisoformat(day) if day else None
        for number, _, day in pairs
    }


@dataclass
class ToldOfChange:
    """Emails of one change that name a session; `old_day` where its date changed."""

    at: datetime
    old_day: date | None
    email_ids: list[int]


def told_of_changes(session: Session) -> list[ToldOfChange]:
    """The changes of a session of which people were told, the oldest first.

    Emails that were replaced before they went are left out, and so are those about so
    many sessions that they name none. One statement.
    """
    places = Place.objects.filter(work_group=session.work_group_id)
    written = Email.objects.filter(
        kind="sessions_changed",
        about_type="recruitment.place",
        about_id__in=places.values("pk"),
        occasion__contains=" at ",  # others were sent again, and name no session
    ).exclude(state=EmailState.CANCELLED)
    rows = written.order_by("written_at", "pk")
    found: dict[str, ToldOfChange] = {}
    for pk, occasion, at in rows.values_list("pk", "occasion", "written_at"):
        changed = changed_in(occasion)
        if session.number in changed:
            told = ToldOfChange(at, changed[session.number], [])
            found.setdefault(occasion, told).email_ids.append(pk)
    return list(found.values())
