"""Where groups meet."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Lower

from workgroups.choices import StepFreeAccess
from workgroups.models.hubs import Hub
from workgroups.querysets import ScopedQuerySet


class Venue(models.Model):
    """A place where a hub's groups meet, with what somebody needs to get there."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    name = models.CharField(
        max_length=200, help_text="With the room, such as “Rose Hill Primary, hall”."
    )
    address = models.CharField(max_length=200, blank=True, help_text="Street and town.")
    postcode = models.CharField(max_length=8, blank=True)
    parking = models.CharField(max_length=200, blank=True)
    step_free_access = models.CharField(
        "step-free access",
        max_length=10,
        choices=StepFreeAccess.choices,
        blank=True,
        help_text="From the street to the room. Empty: not known.",
    )
    how_to_get_in = models.CharField(
        max_length=300,
        blank=True,
        help_text=(
            "Which gate, where to sign in. Those with a place read it, and visitors of "
            "the site do not. Nobody is written to when you change this page: letters "
            "and calendars that go from then on have the new words."
        ),
    )
    seats = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Empty: not known. We warn of a group that is larger.",
    )
    in_use = models.BooleanField(
        "still used",
        default=True,
        help_text="Untick it to offer it no longer. Groups that have it keep it.",
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "hub",
                name="one_venue_per_hub_and_name",
                violation_error_message="Your hub has a venue of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def location(self) -> str:
        """The name, address and postcode in one line."""
        parts = (self.name, self.address, self.postcode)
        return ", ".join(part for part in parts if part)

    @property
    def access(self) -> str:
        """Step-free access and parking in one line; "" where neither is known."""
        step_free = self.get_step_free_access_display()
        parts = (
            f"Step-free access: {step_free}" if step_free else "",
            f"Parking: {self.parking}" if self.parking else "",
        )
        return ". ".join(part.rstrip(". ") for part in parts if part)
