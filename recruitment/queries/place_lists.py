"""What a list of places shows beside the columns of a place itself."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from recruitment.models import Attendance, FormerMark, Mentorship, PlaceEvent
from workgroups import words
from workgroups.models import Session


def columns_of_places(at: datetime) -> dict[str, Subquery | Coalesce]:
    """Annotations: the mentor now, and how many of the sessions held were attended.

    `mentor_now` is the name of the newest running mentorship. `held` counts the
    sessions of the place's group that have begun, `attended` those to which the person
    came. A person who caught up in another group came to the session of that number.
    """
    running = Mentorship.objects.filter(
        participant=OuterRef("participant"), until_on=None
    ).order_by("-from_on", "-pk")
    held = _sessions_begun(at)
    came = _present_at_them(Attendance).filter(session__starts_at__lte=at)
    return {
        "mentor_now": Subquery(running.values("mentor__name")[:1]),
        "held": _number_of(held),
        "attended": _number_of(held.filter(Exists(came))),
    }


def _sessions_begun(at: datetime) -> QuerySet[Any]:
    """Sessions of a place's group, for a subquery of places."""
    group = OuterRef("work_group")
    return Session.objects.filter(work_group=group, starts_at__lte=at).order_by()


def _present_at_them(marks: Any) -> QuerySet[Any]:
    """Marks of presence of the place at a session of that number."""
    return (
        marks.objects.present()
        .filter(place=OuterRef(OuterRef("pk")), session__number=OuterRef("number"))
        .order_by()
    )


def _came_as_at(end: datetime) -> Q:
    """Whether the mark that held just before `end` says that the person came."""
    made = {"marked_at__lt": end, "session__starts_at__lt": end}
    holding = _present_at_them(Attendance).filter(**made)
    corrected = _present_at_them(FormerMark).filter(**made, replaced_at__gte=end)
    return Q(Exists(holding)) | Q(Exists(corrected))


def as_at(places: QuerySet[Any], day: date) -> QuerySet[Any]:
    """The places that there were at the end of a day, with what holds as at it.

    Annotations: `state_then` is the state of the last event until then, `mentor_then`
    the mentor of that day. `held_then` counts the sessions that had begun, and
    `attended_then` those to which the person came, as their registers said then: a
    mark that was made or corrected later does not count.
    """
    end = datetime.combine(day + timedelta(days=1), time(), words.LONDON)
    events = PlaceEvent.objects.filter(place=OuterRef("pk"), at__lt=end)
    mentors = Mentorship.objects.filter(
        Q(until_on=None) | Q(until_on__gt=day),
        participant=OuterRef("participant"),
        from_on__lte=day,
    )
    held = _sessions_begun(end - timedelta(microseconds=1))
    return places.annotate(
        state_then=Subquery(events.order_by("-at", "-pk").values("to_state")[:1]),
        mentor_then=Subquery(
            mentors.order_by("-from_on", "-pk").values("mentor__name")[:1]
        ),
        held_then=_number_of(held),
        attended_then=_number_of(held.filter(_came_as_at(end))),
    ).exclude(state_then=None)


def _number_of(sessions: QuerySet[Any]) -> Coalesce:
    """How many rows there are; an aggregate of no rows has no row, so it becomes 0."""
    counted = sessions.values("work_group").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)
