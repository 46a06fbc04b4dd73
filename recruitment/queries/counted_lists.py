"""The places that the start page of the admin counts, one condition for each figure.

Conditions are about columns of the place and about Exists(), so one statement counts
them all, for each work group.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from recruitment.choices import (
    OPEN_IN_GROUP,
    PRESENT_MARKS,
    SECURED,
    EmailState,
    Mark,
    PlaceState,
    ReleaseAgreed,
    YearGroup,
)
from recruitment.models import Attendance, Email, Mentorship, Place, PlaceEvent
from recruitment.queries import continuing, reasons_given
from workgroups.choices import Audience
from workgroups.counted_lists import SESSION, Asked, CountedList, Split, add_list
from workgroups.models import Session, WorkGroup
from workgroups.words import LONDON

Rows = QuerySet[Any]
#: States that do not show that somebody registered interest.
BEFORE_INTEREST = (PlaceState.PROVISIONAL, PlaceState.DEFERRED)


def places_of_year(places: Rows, asked: Asked) -> Rows:
    """Places in the hub's running groups of a year; a moved place counts once."""
    return places.filter(
        hub=asked.hub_id,
        start_year=asked.year,
        work_group__isnull=False,
        work_group__cancelled_on=None,
    ).exclude(state=PlaceState.MOVED)


def _ever(asked: Asked, **states: Any) -> Exists:
    events = PlaceEvent.objects.filter(place=OuterRef("pk"), at__lte=asked.at)
    return Exists(events.filter(**states))


def interested(asked: Asked) -> Q:
    events = PlaceEvent.objects.filter(place=OuterRef("pk"), at__lte=asked.at)
    return Q(Exists(events.exclude(to_state__in=BEFORE_INTEREST)))


def was_asked(asked: Asked) -> Q:
    return Q(_ever(asked, to_state__in=[PlaceState.OFFERED, *SECURED]))


def was_secured(asked: Asked) -> Q:
    return Q(_ever(asked, to_state__in=SECURED))


def secured(asked: Asked) -> Q:
    return Q(state__in=SECURED)


def secured_towards_target(asked: Asked) -> Q:
    return secured(asked) & Q(work_group__target__isnull=False)


def asked_to_confirm(asked: Asked) -> Q:
    return Q(state=PlaceState.OFFERED)


def waiting(asked: Asked) -> Q:
    return Q(state=PlaceState.WAITING)


def _marks(asked: Asked) -> Any:
    return Attendance.objects.filter(
        place=OuterRef("pk"),
        session__number=asked.session or 0,  # no session has this number
        session__starts_at__lte=asked.at,
    )


def came(asked: Asked) -> Q:
    """Came to the session of this number, in their own group or in another."""
    return Q(Exists(_marks(asked).present()))


def on_register(asked: Asked) -> Q:
    """Has a mark in the register of the session of this number."""
    return Q(Exists(_marks(asked)))


@dataclass(frozen=True)
class Came:
    """How many people came to session `number`, and how many its registers name."""

    number: int
    came: int
    on_register: int


def came_by_session(asked: Asked) -> list[Came]:
    """One entry for each session number with a register. One statement."""
    places = places_of_year(Place.objects.all(), asked)
    rows = (
        Attendance.objects.filter(
            place__in=places.order_by().values("pk"), session__starts_at__lte=asked.at
        )
        .order_by()
        .values("session__number")
        .annotate(
            came=Count("place", distinct=True, filter=Q(mark__in=PRESENT_MARKS)),
            marked=Count("place", distinct=True),
        )
        .order_by("session__number")
    )
    return [Came(*row) for row in rows.values_list("session__number", "came", "marked")]


def _mentors() -> Any:
    return Mentorship.objects.filter(participant=OuterRef("participant"), until_on=None)


def _reachable() -> Exists:
    return Exists(
        _mentors().filter(mentor__objected_at=None, mentor__email_failed_at=None)
    )


def with_reachable_mentor(asked: Asked) -> Q:
    return secured(asked) & Q(_reachable())


def with_unreachable_mentor(asked: Asked) -> Q:
    return secured(asked) & Q(Exists(_mentors())) & ~Q(_reachable())


def without_mentor(asked: Asked) -> Q:
    return secured(asked) & ~Q(Exists(_mentors()))


def without_release(asked: Asked) -> Q:
    """Open or secured for now, and the answer is that nobody has agreed the release."""
    goes_on = Q(state__in=OPEN_IN_GROUP)
    return goes_on & Q(release_agreed=ReleaseAgreed.NOT_YET)


def without_class_or_scheme(asked: Asked) -> Q:
    """Secured in a group of teachers, and nobody knows the classes or the scheme."""
    no_class = Q(year_groups=[]) | Q(year_groups=[YearGroup.UNKNOWN])
    no_scheme = Q(schemes=[], scheme_other="")
    of_teachers = ~Q(programme__audience=Audience.ITT)
    return secured(asked) & of_teachers & (no_class | no_scheme)


def absent_twice(asked: Asked) -> Q:
    """Secured, and absent without apologies at two sessions of one group or more."""
    absent = Attendance.objects.filter(
        place=OuterRef("pk"), mark=Mark.ABSENT, session__starts_at__lte=asked.at
    ).order_by()
    by_group = absent.values("session__work_group").annotate(times=Count("pk"))
    return secured(asked) & Q(Exists(by_group.filter(times__gte=2)))


def came_to_a_session(places: Rows, asked: Asked) -> Rows:
    """A row for each session number that a place has come to."""
    return places.filter(
        attendances__mark__in=PRESENT_MARKS,
        attendances__session__starts_at__lte=asked.at,
    ).annotate(
        value=Cast("attendances__session__number", TextField()),
        label=Cast(Value(""), TextField()),
    )


BY_SESSION = Split(
    SESSION,
    "came to a session",
    came_to_a_session,
    words=lambda number, _: f"came to session {number}",
    read=int,
)


#: Name, title and condition of each figure about places.
PLACES = (
    ("interested", "registered interest", interested),
    ("was-asked", "were asked to confirm", was_asked),
    ("was-secured", "place was secured", was_secured),
    ("secured", "place is secured", secured),
    ("towards-target", "secured in a group with a target", secured_towards_target),
    ("asked", "asked to confirm, not answered yet", asked_to_confirm),
    ("waiting", "on the waiting list", waiting),
    ("came", "came to session", came),
    ("on-register", "on the register of session", on_register),
    (
        "mentor-reachable",
        "secured, with a mentor we may write to",
        with_reachable_mentor,
    ),
    (
        "mentor-unreachable",
        "secured, with a mentor we cannot write to",
        with_unreachable_mentor,
    ),
    ("no-mentor", "secured, without a mentor", without_mentor),
    ("no-release", "nobody has agreed the release yet", without_release),
    (
        "not-known",
        "secured, class or scheme not known",
        without_class_or_scheme,
    ),
    ("absent-twice", "secured, absent twice without apologies", absent_twice),
)
#: The questions above the list of places, in the office's words.
ASKED_OF_PLACES = {
    "secured": "secured",
    "asked": "not confirmed",
    "waiting": "on the waiting list",
    "mentor-unreachable": "mentor we cannot write to",
    "no-mentor": "no mentor",
    "no-release": "nobody has agreed the release yet",
    "not-known": "class or scheme not known",
    "absent-twice": "absent twice",
}


def sessions_of_hub(sessions: Rows, asked: Asked) -> Rows:
    return sessions.filter(hub=asked.hub_id, work_group__cancelled_on=None)


def this_week(asked: Asked) -> Q:
    """Going ahead from Monday to Sunday of this week, by the day in London."""
    today = asked.at.astimezone(LONDON).date()
    monday = today - timedelta(days=today.weekday())
    week = (monday, monday + timedelta(days=6))
    return Q(on__range=week, called_off_at=None)


def running_groups(groups: Rows, asked: Asked) -> Rows:
    return groups.filter(hub=asked.hub_id, start_year=asked.year, cancelled_on=None)


def with_target(asked: Asked) -> Q:
    return Q(target__isnull=False)


def without_target(asked: Asked) -> Q:
    return Q(target=None)


def every_group(asked: Asked) -> Q:
    return Q()


#: Name, title, condition and question of each figure about groups.
GROUPS = (
    ("groups", "work groups", every_group, "running"),
    ("with-target", "work groups with a target", with_target, ""),
    ("without-target", "work groups without a target", without_target, "no target"),
)


def emails_of_hub(emails: Any, asked: Asked) -> Rows:
    return emails.readable().filter(hub=asked.hub_id)


def came_back(asked: Asked) -> Q:
    return Q(state=EmailState.BOUNCED)


def failed(asked: Asked) -> Q:
    return Q(state=EmailState.FAILED)


def tried_again(asked: Asked) -> Q:
    return Q(state=EmailState.TO_RETRY)


EMAILS = (
    ("came-back", "letters that came back", came_back, "letters back"),
    ("failed", "letters that could not be sent", failed, "could not be sent"),
    ("tried-again", "letters that are tried again", tried_again, "tried again"),
)


def add_lists() -> None:
    for name, title, when in PLACES:
        question = ASKED_OF_PLACES.get(name, "")
        split = BY_SESSION if name == "came" else None
        add_list(
            CountedList(
                name,
                Place,
                title,
                when,
                places_of_year,
                question=question,
                split=split,
            )
        )
    _add_groups()
    for name, title, when, question in EMAILS:
        add_list(
            CountedList(
                name,
                Email,
                title,
                when,
                emails_of_hub,
                group_path="",
                authority_path="",
                is_of_year=False,
                question=question,
            )
        )
    add_list(
        CountedList(
            "this-week",
            Session,
            "sessions of this week",
            this_week,
            sessions_of_hub,
            is_of_year=False,
            question="this week",
        )
    )
    reasons_given.add_lists()
    continuing.add_lists()


def _add_groups() -> None:
    for name, title, when, question in GROUPS:
        add_list(
            CountedList(
                name,
                WorkGroup,
                title,
                when,
                running_groups,
                group_path="pk",
                authority_path="local_authority",
                question=question,
            )
        )
