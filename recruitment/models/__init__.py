"""Who takes part: people, their places, attendance, links and emails."""

from recruitment.models.attendance import Attendance
from recruitment.models.emails import Email, Link
from recruitment.models.people import Mentor, Mentorship, Participant
from recruitment.models.places import Place, PlaceEvent
from recruitment.models.registrations import (
    RecruitmentLink,
    Registration,
    RegistrationDraft,
)

__all__ = [
    "Attendance",
    "Email",
    "Link",
    "Mentor",
    "Mentorship",
    "Participant",
    "Place",
    "PlaceEvent",
    "RecruitmentLink",
    "Registration",
    "RegistrationDraft",
]
