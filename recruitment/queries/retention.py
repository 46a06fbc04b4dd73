"""Whose details go next, what is blanked with them, and who is held back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.text import capfirst

from recruitment import retention
from recruitment.choices import HoldReason
from recruitment.models import (
    InTheRoom,
    Participant,
    Place,
    RetentionHold,
    RetentionRun,
)
from recruitment.personal_data import AtDeletion, Held, all_held
from recruitment.queries.held_rows import RowsOf
from workgroups import words
from workgroups.models import Hub, Session

PERSON = Participant._meta.label


@dataclass(frozen=True)
class FieldCount:
    """A field that is blanked, or rows that are deleted, and how many there are."""

    of: str  # the heading of the rows
    what: str
    number: int


@dataclass(frozen=True)
class YearAhead:
    """The people whose last place was in one year, and when their details go."""

    start_year: int
    on: date
    people: int


def announced_run(hub_id: int) -> RetentionRun | None:
    return RetentionRun.objects.filter(hub=hub_id, finished_at=None).first()


def last_place_by(year: Any, people: Any) -> QuerySet[Any]:
    """People who have a place, and none of a later year than this one."""
    own = Place.objects.filter(participant=OuterRef("pk")).order_by()
    return people.current().filter(
        Exists(own), ~Exists(own.filter(start_year__gt=year))
    )


def kept_beyond(on: Any) -> Exists:
    """Condition of a person who is held back on a day.

    Of somebody who agreed to be asked a year later all but the address goes first.
    """
    standing = RetentionHold.objects.filter(
        participant=OuterRef("pk"), ended_at=None, until_on__gte=on
    )
    has_gone = ~Q(reason=HoldReason.FOLLOW_UP) | Q(rest_went_at__isnull=False)
    return Exists(standing.filter(has_gone).order_by())


def going(people: QuerySet[Any], run: RetentionRun) -> QuerySet[Any]:
    """The people of a hub with whom a run has still something to do."""
    own = last_place_by(run.last_year, people.filter(hub=run.hub_id))
    return own.exclude(kept_beyond(run.on))


def people_who_go_next(people: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    """The people of every hub whose details go on the day that is announced."""
    run = RetentionRun.objects.filter(hub=OuterRef("hub"), finished_at=None)
    found = people.annotate(
        gone_year=Subquery(run.values("last_year")[:1]),
        gone_on=Subquery(run.values("on")[:1]),
    ).filter(gone_year__isnull=False)
    later = OuterRef("gone_year")
    return last_place_by(later, found).exclude(kept_beyond(OuterRef("gone_on")))


def years_ahead(hub: Hub) -> list[YearAhead]:
    """When the details go of all whom the hub knows by name, by their last year."""
    newest = Place.objects.filter(participant=OuterRef("pk")).order_by("-start_year")
    people = Participant.objects.current().filter(hub=hub)
    found = people.annotate(last=Subquery(newest.values("start_year")[:1]))
    counted = found.exclude(last=None).order_by("last").values_list("last")
    return [
        YearAhead(year, retention.goes_on(year, hub.retention_months), number)
        for year, number in counted.annotate(number=Count("pk"))
    ]


def last_year_of(person: Participant) -> int | None:
    """The academic year of a person's last place; None without one."""
    found = person.places.order_by("-start_year").values_list("start_year", flat=True)
    return found.first()


def standing_holds(hub_id: int, *, today: date) -> QuerySet[RetentionHold]:
    rows = RetentionHold.objects.filter(hub=hub_id, ended_at=None, until_on__gte=today)
    return rows.select_related("participant", "held_by").order_by("until_on", "pk")


def access_needs_over(places: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    """Places whose access needs are no longer needed.

    The group met for the last time thirty days ago, or the year is over as long where
    the group has no session.
    """
    then = at - retention.ACCESS_NEEDS_KEPT
    met = Session.objects.going_ahead().filter(work_group=OuterRef("work_group"))
    has_met = Exists(met.order_by()) & ~Exists(met.filter(starts_at__gt=then))
    year = retention.year_is_over_for(timezone.localdate(at))
    is_over = Q(start_year__lt=year) & ~Exists(met.filter(starts_at__gt=then))
    return places.exclude(access_needs="").filter(Q(has_met) | is_over)


def room_is_over(hub: Hub, today: date) -> QuerySet[InTheRoom]:
    """Who else was at sessions of a year whose people's details have gone."""
    year = retention.last_year_gone(today, hub.retention_months)
    return InTheRoom.objects.filter(hub=hub, session__work_group__start_year__lte=year)


def field_counts(people: QuerySet[Participant]) -> list[FieldCount]:
    """What is blanked and deleted with these people, in one statement for each model.

    Mentors, letters and links, which lead to a person by more than one path, are left
    out.
    """
    ids = people.order_by().values("pk")
    found: list[FieldCount] = []
    for held in all_held():
        rows = _rows_of(held, ids)
        if rows is not None:
            found += _counts_of(held, rows)
    return [each for each in found if each.number]


def _rows_of(held: Held, ids: Any) -> QuerySet[Any] | None:
    if held.model == PERSON:
        return Participant.objects.filter(pk__in=ids)
    return held.rows.of_people(ids) if isinstance(held.rows, RowsOf) else None


def _counts_of(held: Held, rows: QuerySet[Any]) -> Iterator[FieldCount]:
    if held.rows_go:
        yield FieldCount(_called(rows.model), "whole", rows.count())
        return
    blanked = [i.name for i in held.items if i.at_deletion == AtDeletion.BLANKED]
    fields: list[Any] = [rows.model._meta.get_field(name) for name in blanked]
    if not fields:
        return
    numbers = rows.order_by().aggregate(
        **{f"n_{field.name}": Count("pk", filter=_has(field)) for field in fields}
    )
    for field in fields:
        what = capfirst(field.verbose_name)
        yield FieldCount(_called(rows.model), what, numbers[f"n_{field.name}"])


def _called(model: Any) -> str:
    return capfirst(str(model._meta.verbose_name_plural))


def _has(field: Any) -> Q:
    """Condition of a row in which a field is not empty."""
    if field.null:
        return Q(**{f"{field.name}__isnull": False})
    return ~Q(**{field.name: field.get_default()})


def day_announced(hub_id: int) -> str:
    """The day on which details go next, in words."""
    run = announced_run(hub_id)
    return words.day(run.on) if run else "a day to be announced"


def may_be_asked_later(person: Participant) -> bool:
    """Whether the person agreed when registering to be asked a year later."""
    return person.places.filter(ask_a_year_later=True).exists()
