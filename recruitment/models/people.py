"""Participants and their mentors. Each belongs to one hub."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from recruitment.choices import SECURED
from recruitment.querysets import (
    MentorQuerySet,
    MentorshipQuerySet,
    ParticipantQuerySet,
)
from workgroups import words
from workgroups.models import Hub

ERASED_NAME = "Name removed"


class Participant(models.Model):
    """A person at one hub. A teacher who takes part at two hubs has two rows."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    email = models.EmailField(db_index=True)
    second_email = models.EmailField("address for the holidays", blank=True)
    former_emails = models.JSONField(default=list, blank=True, editable=False)
    phone = models.CharField(max_length=40, blank=True)
    email_failed_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: When the person first acted through a link that was emailed to this address.
    address_proved_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    came_at = models.DateTimeField("known since", default=timezone.now, editable=False)
    #: The record that took over this one, because both are of one person.
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="merged",
    )

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        indexes = [models.Index(fields=["hub", "email"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="participant_email_is_lower_case",
                violation_error_message="Write the e-mail address in small letters.",
            )
        ]

    def __str__(self) -> str:
        return self.full_name or ERASED_NAME

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Mentor(models.Model):
    """A colleague in school, named by a participant, who supports them."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    name = models.CharField(max_length=150)
    email = models.EmailField(db_index=True)
    objected_at = models.DateTimeField(null=True, blank=True, editable=False)
    email_failed_at = models.DateTimeField(null=True, blank=True, editable=False)
    came_at = models.DateTimeField("known since", default=timezone.now, editable=False)
    #: When staff told the mentor what we hold, where no email did.
    told_on = models.DateField("told by hand on", null=True, blank=True)

    objects = MentorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "email"], name="one_mentor_per_hub_and_address"
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="mentor_email_is_lower_case",
                violation_error_message="Write the e-mail address in small letters.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or ERASED_NAME

    @property
    def reachable(self) -> bool:
        return self.objected_at is None and self.email_failed_at is None


class Mentorship(models.Model):
    """Who mentors whom, and from when until when.

    `registration` is the one that named the mentor; None where staff named them.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="mentorships"
    )
    mentor = models.ForeignKey(
        Mentor, on_delete=models.PROTECT, related_name="mentorships"
    )
    registration = models.ForeignKey(
        "recruitment.Registration",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="mentorships",
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        ordering = ["participant", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "mentor", "registration"],
                condition=models.Q(until_on=None),
                name="one_running_mentorship_per_pair_and_form",
                violation_error_message="This mentor supports the person already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mentor}, mentor since {words.day(self.from_on)}"

    @property
    def may_be_told(self) -> bool:
        """Whether the mentor is written to: only once a place is secured."""
        return (
            self.until_on is None
            and self.mentor.reachable
            and self.participant.places.filter(state__in=SECURED).exists()
        )
