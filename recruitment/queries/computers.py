"""Registrations that came from one computer or network."""

from datetime import timedelta

from recruitment.models import Place, Registration

WITHIN = timedelta(minutes=30)  # before and after: an hour in all


def registered_together(place: Place) -> int:
    """How many registered for its group from its computer within the hour; or 0."""
    registration = place.registration
    if not registration.computer:
        return 0
    at = registration.registered_at
    return Registration.objects.filter(
        work_group=registration.work_group_id,
        computer=registration.computer,
        registered_at__range=(at - WITHIN, at + WITHIN),
    ).count()
