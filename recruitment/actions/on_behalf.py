"""Registering a person who rang, wrote or asked on paper, and telling them by hand."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from recruitment.actions.registrations import register_interest
from recruitment.choices import PlaceState, RegistrationSource
from recruitment.errors import NotAllowed
from recruitment.models import Place, Registration
from recruitment.registration.keeping import Answers
from workgroups import audit
from workgroups.models import User, WorkGroup


@transaction.atomic
def register_on_behalf(
    work_group: WorkGroup,
    answers: Answers,
    *,
    agreed_on: date,
    agreed_how: str,
    form_key: UUID,
    by: User,
    at: datetime,
) -> Place:
    """Register a person as they would do it themselves, and keep how they agreed.

    They get the same email. Posting the same form twice gives one registration. Raises
    GroupClosed, and NotAllowed where the person is in the group already.
    """
    place = register_interest(
        work_group,
        answers,
        at=at,
        form_key=form_key,
        source=RegistrationSource.STAFF,
        actor=by,
    )
    registration = place.registration
    if registration.form_key != form_key:
        label = PlaceState(place.state).label
        raise NotAllowed(f"{place.participant} is in this group already: {label}.")
    if registration.entered_by_id is not None:
        return place
    agreement = {"entered_by": by, "agreed_on": agreed_on, "agreed_how": agreed_how}
    for name, value in agreement.items():
        setattr(registration, name, value)
    registration.save(update_fields=list(agreement))
    audit.record("registered", place, actor=by, fields=agreement, at=at)
    return place


@transaction.atomic
def record_told(
    registration: Registration, *, on: date, how: str, by: User, at: datetime
) -> bool:
    """Keep when and how staff told a person of their place; False if it was kept."""
    known = Registration.objects.filter(pk=registration.pk, told_on=None)
    if not known.update(told_on=on, told_how=how, told_by=by):
        return False
    fields = ["told_on", "told_how"]
    audit.record("told_by_hand", registration, actor=by, fields=fields, at=at)
    return True
