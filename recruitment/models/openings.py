"""Addresses that want to hear when a work group opens."""

from django.db import models

from recruitment.choices import Awaited
from workgroups.models import Hub, WorkGroup
from workgroups.querysets import ScopedQuerySet


class OpeningRequest(models.Model):
    """Somebody wants one letter when a group opens, or when a place comes free.

    It is an address and no person: nobody has to register for it. Until the address is
    proved, only the letter that asks for it is sent. The row is deleted once the letter
    has gone, and after 30 days without proof.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    work_group = models.ForeignKey(
        WorkGroup, on_delete=models.CASCADE, related_name="opening_requests"
    )
    email = models.EmailField(max_length=254)
    awaited = models.CharField(max_length=10, choices=Awaited.choices)
    asked_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_group", "email"],
                name="one_opening_request_per_group_and_address",
            )
        ]

    def __str__(self) -> str:
        return f"request to hear when {self.work_group} opens"
