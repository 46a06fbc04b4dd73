"""Keep another school of a person, as staff are told it."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from recruitment.actions.seats import fill_seats
from recruitment.actions.transitions import lock_groups
from recruitment.choices import OPEN_IN_GROUP, PlaceState
from recruitment.models import Participant, Place
from workgroups import academic_years, audit
from workgroups.choices import Audience
from workgroups.models import School, User

#: States of a place that has not ended.
CURRENT = (*OPEN_IN_GROUP, PlaceState.PROVISIONAL, PlaceState.DEFERRED)


@transaction.atomic
def change_school(
    person: Participant,
    *,
    school: School | None,
    school_name: str = "",
    by: User,
    at: datetime,
) -> list[Place]:
    """Keep a school on each current place of a person; return those that changed.

    Current are places of this academic year and of later ones that have not ended, but
    not those for ITT providers. `school_name` stands for a school that is not listed.
    Places of earlier years keep the school of their time. Where schools have a limit,
    another one may be in turn now, so free seats are offered.
    """
    groups = current_places(person, at=at).values_list("work_group", flat=True)
    locked = lock_groups(groups.order_by())
    Participant.objects.select_for_update().get(pk=person.pk)
    places = current_places(person, at=at).select_for_update(of=("self",))
    name = "" if school else school_name
    changed = [
        place
        for place in places
        if (place.school_id, place.school_name) != (school.pk if school else None, name)
    ]
    for place in changed:
        place.school, place.school_name, place.works_in_school = school, name, True
        place.save(update_fields=["school", "school_name", "works_in_school"])
    fields = ["school", "school_name", "works_in_school"]
    audit.record_many("change_school", changed, actor=by, fields=fields, at=at)
    for group in locked:
        if changed and group.school_limit is not None:
            fill_seats(group, at=at)
    return changed


def current_places(person: Participant, *, at: datetime) -> QuerySet[Place]:
    """The places whose school follows the person."""
    year = academic_years.academic_year_of(timezone.localdate(at))
    places = Place.objects.filter(
        participant=person, state__in=CURRENT, start_year__gte=year
    )
    return places.exclude(programme__audience=Audience.ITT).order_by("pk")
