"""People whose session 1 is near, and what is known of them."""

from datetime import date
from typing import Any

from recruitment.models import BulkAction, BulkActionRow, Mentor, Mentorship, Place
from tests import factories as make
from tests.factories import FRIDAY_5PM
from tests.recruitment.bulk_cases import proposed
from workgroups.choices import ProviderKind
from workgroups.models import Provider, WorkGroup

#: Two weeks after the Friday on which the clock of the tests stands.
IN_TWO_WEEKS = date(2026, 10, 30)


def beginning(on: date = IN_TWO_WEEKS, **fields: Any) -> WorkGroup:
    """A group whose session 1 is on a day."""
    group = make.make_work_group("Lewisham 1", **fields)
    make.make_session(group, on=on)
    return group


def ucl() -> Provider:
    found, _ = Provider.objects.get_or_create(
        name="UCL", defaults={"kind": ProviderKind.ECTE_LEAD_PROVIDER}
    )
    return found


def known_person(group: Any = None, name: str = "Ada", **fields: Any) -> Place:
    """Somebody of whom all is known: school, class, scheme, training and mentor."""
    group = group or beginning()
    who = make.make_participant(group.hub, first_name=name, last_name="Brook")
    known = {
        "school": make.make_school(),
        "year_groups": ["3"],
        "schemes": ["power_maths"],
        "lead_provider": ucl(),
        **fields,
    }
    place = make.make_place(work_group=group, participant=who, **known)
    jo = {"hub": group.hub, "email": "jo@example.org"}
    mentor, _ = Mentor.objects.get_or_create(**jo, defaults={"name": "Jo Fern"})
    Mentorship.objects.create(
        hub=group.hub, participant=who, mentor=mentor, from_on=FRIDAY_5PM.date()
    )
    return place


def unknown_person(group: Any = None, name: str = "Ben", **fields: Any) -> Place:
    """Somebody who left class, scheme, training and mentor open."""
    group = group or beginning()
    who = make.make_participant(group.hub, first_name=name, last_name="Ash")
    fields.setdefault("school", make.make_school())
    return make.make_place(work_group=group, participant=who, **fields)


def held_by_staff(place: Place) -> None:
    """Let a bulk action that staff may still take back have changed a place."""
    bulk = proposed("withdraw", place, at=FRIDAY_5PM)
    BulkAction.objects.filter(pk=bulk.pk).update(state="held")
    BulkActionRow.objects.filter(place=place).update(result="done")
