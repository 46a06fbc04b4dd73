"""Copies of the catalogue: a hub's own programme from a national master."""

from datetime import datetime

from django.db import transaction

from workgroups import audit
from workgroups.models import Hub, Programme, Stage, User

STAGE_FIELDS = (
    "order",
    "name",
    "who_can_join",
    "years_of_teaching",
    "school_phase",
    "needs_earlier_stage",
    "state_funded_only",
)


@transaction.atomic
def copy_programme(
    master: Programme, *, hub: Hub, by: User | None, at: datetime
) -> Programme:
    """Copy a national programme with its stages; return an existing copy unchanged."""
    own, made = Programme.objects.get_or_create(
        hub=hub,
        name=master.name,
        defaults={
            "copied_from": master,
            "audience": master.audience,
            "one_per_year": master.one_per_year,
            "notes": master.notes,
        },
    )
    if made:
        Stage.objects.bulk_create(
            Stage(
                hub=hub,
                programme=own,
                copied_from=stage,
                **{name: getattr(stage, name) for name in STAGE_FIELDS},
            )
            for stage in master.stages.all()
        )
        audit.record("copy_programme", own, actor=by, at=at)
    return own
