"""Who agreed at a school that teachers are released, as an address at one hub."""

from django.db import models
from django.db.models.functions import Lower

from workgroups.models import Hub
from workgroups.querysets import ScopedQuerySet


class ReleaseContact(models.Model):
    """An address at one hub that people named as that of who agreed their release.

    Which people they are stands in their places only, so that a changed answer holds at
    once. `told_places` are the ids of the places of which a letter told.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    email = models.EmailField(editable=False)
    told_places = models.JSONField(default=list, blank=True, editable=False)
    #: When somebody pressed the button behind a link that was emailed to the address.
    proved_at = models.DateTimeField(null=True, blank=True, editable=False)
    objected_at = models.DateTimeField(null=True, blank=True, editable=False)
    email_failed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["email", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "email"], name="one_release_contact_per_hub_and_address"
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="release_contact_email_is_lower_case",
                violation_error_message="Write the e-mail address in small letters.",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def reachable(self) -> bool:
        return self.objected_at is None and self.email_failed_at is None
