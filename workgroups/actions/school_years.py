"""What a hub knows of a school in one academic year."""

from datetime import datetime
from typing import Any

from django.db import transaction

from workgroups import audit
from workgroups.models import School, SchoolYear, User

FIELDS = ("ects_expected", "contacted_on", "mastery_stage", "note")


@transaction.atomic
def record_school_year(
    school: School, *, hub_id: int, start_year: int, by: User, at: datetime, **new: Any
) -> SchoolYear:
    """Save the fields of one hub's row about a school and year, which it creates.

    Saving the same again changes nothing and is not audited.
    """
    School.objects.select_for_update().get(pk=school.pk)
    row, is_new = SchoolYear.objects.get_or_create(
        hub_id=hub_id, school=school, start_year=start_year
    )
    changed = [name for name in FIELDS if getattr(row, name) != new[name]]
    for name in changed:
        setattr(row, name, new[name])
    row.save(update_fields=changed)
    if changed or is_new:
        audit.record("changed", row, actor=by, fields=changed, at=at)
    return row
