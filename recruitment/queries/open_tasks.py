"""What waits for the hub's staff among groups, places, registers and emails."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from recruitment.choices import OPEN_IN_GROUP, SECURED, EmailState, PlaceState
from recruitment.models import Attendance, Email, Mentor, Participant, Place
from recruitment.queries.duplicates import with_likely_duplicate
from recruitment.queries.retention import day_announced, people_who_go_next
from recruitment.queries.untold import (
    mentors_to_tell,
    places_with_untold,
    untold_people,
)
from recruitment.querysets import held_back
from workgroups import session_plans
from workgroups.choices import SchoolStatus
from workgroups.models import Session, WorkGroup
from workgroups.open_tasks import OpenTask, add_task

Rows = QuerySet[Any]
ENDING_SOON = timedelta(days=3)
OF_GROUP = "work_group__start_year"
REGISTERS_SINCE = timedelta(days=365)


def places_to_review(places: Rows, at: datetime) -> Rows:
    """Expressions of interest in running groups, not yet answered."""
    return places.filter(
        state=PlaceState.INTERESTED, work_group__cancelled_on=None
    ).exclude(held_back())


def places_held_back(places: Rows, at: datetime) -> Rows:
    """People who share a computer with others, so no seat is held."""
    return places.filter(held_back())


def people_not_yet_told(people: Rows, at: datetime) -> Rows:
    """People from lists or whom staff registered, who know nothing of it from us."""
    return untold_people(people)


def people_with_two_records(people: Rows, at: datetime) -> Rows:
    """People who may have an earlier record, until staff merge or part them."""
    return with_likely_duplicate(people)


def places_at_closed_schools(places: Rows, at: datetime) -> Rows:
    """Places that have not ended, of people whose school is closed."""
    current = (*OPEN_IN_GROUP, PlaceState.PROVISIONAL, PlaceState.DEFERRED)
    return places.filter(state__in=current, school__status=SchoolStatus.CLOSED)


def offers_ending_soon(places: Rows, at: datetime) -> Rows:
    """Offers that soon lapse; one whose clock is paused does not."""
    return places.filter(
        state=PlaceState.OFFERED,
        offer_ends_at__range=(at, at + ENDING_SOON),
        clock_paused_at=None,
    )


def sessions_without_register(sessions: Any, at: datetime) -> Rows:
    """Sessions of the last year that were held and have no attendance marks."""
    recent = sessions.filter(starts_at__gt=at - REGISTERS_SINCE)
    return without_register(recent, at=at)


def without_register(sessions: Any, *, at: datetime) -> Rows:
    """Sessions that were held for people with a place and have no marks."""
    marked = Attendance.objects.filter(session=OuterRef("pk"))
    secured = Place.objects.filter(work_group=OuterRef("work_group"), state__in=SECURED)
    return sessions.held(at).filter(Exists(secured)).exclude(Exists(marked))


def plans_overdue(sessions: Any, at: datetime) -> Rows:
    """Sessions to come within two weeks whose plan is not agreed."""
    return session_plans.overdue(sessions, at=at)


def emails_not_sent(emails: Any, at: datetime) -> Rows:
    return emails.readable().filter(state__in=[EmailState.FAILED, EmailState.BOUNCED])


def groups_below_target(groups: Rows, at: datetime) -> Rows:
    """Running groups with fewer secured and offered places than hoped for."""
    held = Q(places__state__in=[*SECURED, PlaceState.OFFERED])
    short = (
        WorkGroup.objects.filter(cancelled_on=None)
        .annotate(held=Count("places", filter=held))
        .filter(target__gt=F("held"))
    )
    return groups.filter(pk__in=short.order_by().values("pk"))


def groups_with_too_few_seats(groups: Rows, at: datetime) -> Rows:
    """Running groups that do not fit in the venue of a session to come.

    As in `rules.too_few_seats`: a group without a limit counts its secured places.
    """
    own = Place.objects.filter(
        work_group=OuterRef("work_group"), state__in=SECURED
    ).order_by()
    secured = own.values("work_group").annotate(number=Count("pk")).values("number")
    seats = Case(
        When(venue__isnull=False, then="venue__seats"),
        default="work_group__venue__seats",
    )
    to_come = Session.objects.going_ahead().filter(
        starts_at__gt=at, work_group__cancelled_on=None
    )
    small = to_come.annotate(
        room=seats,
        people=Coalesce("work_group__capacity", Subquery(secured), 0),
    ).filter(room__lt=F("people"))
    return groups.filter(pk__in=small.order_by().values("work_group"))


#: In the order of the start page.
TASKS = (
    OpenTask(
        "not-yet-told",
        Participant,
        "person was registered by you and is not yet told",
        "people were registered by you and are not yet told",
        people_not_yet_told,
        question="not yet told",
    ),
    OpenTask(
        "mentors-not-told",
        Mentor,
        "mentor was named by somebody and is not told; deleted after 30 days",
        "mentors were named by somebody and are not told; deleted after 30 days",
        mentors_to_tell,
        question="not told",
    ),
    OpenTask(
        "others-not-told",
        Place,
        "head or deputy is named and not told; the address goes after 30 days",
        "heads or deputies are named and not told; their addresses go after 30 days",
        places_with_untold,
        question="head or deputy not told",
    ),
    OpenTask(
        "to-review",
        Place,
        "person has asked for a place and waits for you to look",
        "people have asked for a place and wait for you to look",
        places_to_review,
        of_year=OF_GROUP,
        question="waiting for you to look",
    ),
    OpenTask(
        "one-place",
        Place,
        "person came from the same place as others, so no seat is held for them",
        "people came from the same place as others, so no seat is held for them",
        places_held_back,
        of_year=OF_GROUP,
        question="no seat held",
    ),
    OpenTask(
        "ending-soon",
        Place,
        "person has three days or less to confirm",
        "people have three days or less to confirm",
        offers_ending_soon,
        question="three days or less to confirm",
    ),
    OpenTask(
        "closed-school",
        Place,
        "person is at a school that has closed",
        "people are at schools that have closed",
        places_at_closed_schools,
        of_year="start_year",
        question="school has closed",
    ),
    OpenTask(
        "no-register",
        Session,
        "session was held and has no register",
        "sessions were held and have no register",
        sessions_without_register,
        question="registers owed",
    ),
    OpenTask(
        "plans-overdue",
        Session,
        "plan is not agreed, and its session is within two weeks",
        "plans are not agreed, and their sessions are within two weeks",
        plans_overdue,
        question="plans overdue",
    ),
    OpenTask(
        "not-sent",
        Email,
        "letter came back or could not be sent",
        "letters came back or could not be sent",
        emails_not_sent,
    ),
    OpenTask(
        "two-records",
        Participant,
        "person may have two records",
        "people may have two records",
        people_with_two_records,
        question="two records?",
    ),
    OpenTask(
        "details-go",
        Participant,
        "person’s details go on {day}: see who",
        "people’s details go on {day}: see who",
        people_who_go_next,
        question="details go next",
        day=day_announced,
    ),
    OpenTask(
        "few-seats",
        WorkGroup,
        "group is larger than the venue of a session to come",
        "groups are larger than the venue of a session to come",
        groups_with_too_few_seats,
        question="too few seats",
    ),
    OpenTask(
        "below-target",
        WorkGroup,
        "group has fewer people than hoped for",
        "groups have fewer people than hoped for",
        groups_below_target,
        of_year="start_year",
        question="fewer people than hoped for",
    ),
)


def add_tasks() -> None:
    for task in TASKS:
        add_task(task)
