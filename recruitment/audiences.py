"""To whom of a work group a message can go; each audience is declared once.

An audience says which places it is, in a condition and in words. From the declaration
come the choice on the page, the count, the preview and the check when a letter goes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.timezone import localdate

from recruitment.choices import SECURED, Mark, PlaceState
from recruitment.models import Apology, Attendance, Mentorship, Place
from workgroups.choices import Audience
from workgroups.models import Session, WorkGroup

#: States of people who are expected at sessions.
COMING = (*SECURED, PlaceState.OFFERED)
#: States to which one may write by themselves, in the order of the page.
WRITTEN_TO = (
    PlaceState.INTERESTED,
    PlaceState.WAITING,
    PlaceState.OFFERED,
    PlaceState.CONFIRMED,
    PlaceState.COMPLETED,
    PlaceState.NOT_COMPLETED,
    PlaceState.PROVISIONAL,
    PlaceState.DECLINED,
    PlaceState.LAPSED,
)

WORDS = {PlaceState.OFFERED: "Those who have not answered our offer of a place yet"}


def everybody(group: WorkGroup, at: datetime) -> Q:
    return Q()


def coming_to_the_next_session(group: WorkGroup, at: datetime) -> Q:
    """Without those who sent apologies; nobody where no session is to come."""
    session = next_session(group, at)
    if session is None:
        return Q(pk__in=[])
    sent = Apology.objects.filter(session=session)
    return ~Q(pk__in=sent.values("place"))


def absent_at_the_last_session(group: WorkGroup, at: datetime) -> Q:
    """Those marked absent when a register was last taken; apologies are no absence."""
    marks = Attendance.objects.filter(session=last_session(group, at), mark=Mark.ABSENT)
    return Q(pk__in=marks.order_by().values("place"))


def without_mentor(group: WorkGroup, at: datetime) -> Q:
    """Those for whom no mentor is named; nobody where the programme has none."""
    if group.project.stage.programme.audience == Audience.ITT:
        return Q(pk__in=[])
    today = localdate(at)
    running = Mentorship.objects.filter(Q(until_on=None) | Q(until_on__gte=today))
    return ~Q(participant__in=running.order_by().values("participant"))


def no_session(group: WorkGroup, at: datetime) -> None:
    return None


def next_session(group: WorkGroup, at: datetime) -> Session | None:
    coming = Session.objects.going_ahead().filter(work_group=group, starts_at__gt=at)
    return coming.order_by("starts_at", "pk").first()


def last_session(group: WorkGroup, at: datetime) -> Session | None:
    """The last session whose register was taken."""
    marks = Attendance.objects.filter(session=OuterRef("pk"))
    held = Session.objects.going_ahead().filter(
        Exists(marks), work_group=group, starts_at__lte=at
    )
    return held.order_by("starts_at", "pk").last()


@dataclass(frozen=True)
class GroupAudience:
    """People of a group by the states of their places, narrowed by `when`.

    `session` finds the session that a message to them is about. `for_lead` says whether
    the leads of a group write to them, or the hub alone.
    """

    name: str
    words: str
    states: tuple[str, ...]
    when: Callable[[WorkGroup, datetime], Q] = everybody
    session: Callable[[WorkGroup, datetime], Session | None] = no_session
    for_lead: bool = False


AUDIENCES = {
    each.name: each
    for each in (
        GroupAudience("with-place", "Everybody with a place", SECURED, for_lead=True),
        GroupAudience(
            "next-session",
            "Those who are expected at the next session",
            COMING,
            coming_to_the_next_session,
            next_session,
            for_lead=True,
        ),
        GroupAudience(
            "absent-last-session",
            "Those who were absent at the last session",
            SECURED,
            absent_at_the_last_session,
            last_session,
            for_lead=True,
        ),
        GroupAudience(
            "no-mentor",
            "Those for whom no mentor is named",
            SECURED,
            without_mentor,
            for_lead=True,
        ),
        *(
            GroupAudience(
                f"state-{state}",
                WORDS.get(state, f"Those who are: {state.label}"),
                (state,),
                for_lead=state == PlaceState.OFFERED,
            )
            for state in WRITTEN_TO
        ),
    )
}


def places_of(audience: GroupAudience, group: WorkGroup, *, at: datetime) -> Any:
    """The places of an audience, by name, with their people."""
    rows = Place.objects.filter(
        audience.when(group, at),
        work_group=group,
        state__in=audience.states,
        participant__erased_at=None,
        participant__merged_into=None,
    )
    named = rows.select_related("participant", "work_group")
    return named.order_by("participant__last_name", "participant__first_name", "pk")


def numbers_of(group: WorkGroup, *, at: datetime) -> dict[str, int]:
    """How many places each audience has, by its name, in two statements."""
    counts = {
        f"number_{position}": Count(
            "pk", filter=Q(each.when(group, at), state__in=each.states)
        )
        for position, each in enumerate(AUDIENCES.values())
    }
    rows = Place.objects.filter(
        work_group=group, participant__erased_at=None, participant__merged_into=None
    )
    found = rows.aggregate(**counts)
    return {
        name: found[f"number_{position}"] for position, name in enumerate(AUDIENCES)
    }


def can_be_written_to(place: Place) -> bool:
    return bool(place.participant.email)
