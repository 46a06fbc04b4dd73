"""What a hub knows of a school in one academic year."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from workgroups import audit
from workgroups.errors import YearChanged
from workgroups.models import School, SchoolYear, User

FIELDS = ("ects_expected", "contacted_on", "mastery_stage", "note")


@transaction.atomic
def record_school_year(
    school: School,
    *,
    hub_id: int,
    start_year: int,
    by: User,
    at: datetime,
    seen: Mapping[str, Any] | None = None,
    **new: Any,
) -> SchoolYear:
    """Save the fields of one hub's row about a school and year, which it creates.

    `seen` are the values that the page showed: a field that was left as it was shown
    is not saved. Saving the same again changes nothing and is not audited. Raises
    YearChanged where somebody else changed the same field meanwhile.
    """
    School.objects.select_for_update().get(pk=school.pk)
    row, is_new = SchoolYear.objects.get_or_create(
        hub_id=hub_id, school=school, start_year=start_year
    )
    if seen is not None:
        new = {n: v if v != seen[n] else getattr(row, n) for n, v in new.items()}
        _check_seen(row, seen, new)
    changed = [name for name in FIELDS if getattr(row, name) != new[name]]
    for name in changed:
        setattr(row, name, new[name])
    row.save(update_fields=changed)
    if changed or is_new:
        audit.record("changed", row, actor=by, fields=changed, at=at)
    return row


def _check_seen(row: SchoolYear, seen: Mapping[str, Any], new: dict[str, Any]) -> None:
    saved = {name: getattr(row, name) for name in FIELDS}
    meanwhile = {
        name: value
        for name, value in saved.items()
        if value != seen[name] and value != new[name]
    }
    if meanwhile:
        raise YearChanged(meanwhile)
