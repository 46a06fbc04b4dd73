"""Attendance marks, and apologies sent before a session.

A person without a mark is not counted as absent.
"""

from django.conf import settings
from django.db import models

from recruitment.choices import Mark
from recruitment.models.places import Place
from recruitment.querysets import ApologyQuerySet, AttendanceQuerySet
from workgroups.models import Hub, Session


class Attendance(models.Model):
    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="attendances"
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="attendances"
    )
    mark = models.CharField(max_length=12, choices=Mark.choices)
    deputy = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=200, blank=True)
    #: Why the mark was made after the register had closed.
    reason = models.CharField(max_length=200, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    marked_at = models.DateTimeField()

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["session_id", "place_id"]  # ordering by keys needs no joins
        constraints = [
            models.UniqueConstraint(
                fields=["place", "session"], name="one_mark_per_place_and_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place.participant}, {self.mark}: {self.session}"


class FormerMark(models.Model):
    """Append-only: a mark as it was before a change, with by whom and when made.

    It held from `marked_at` until `replaced_at`. Attendance has the newest mark.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="former_marks"
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="former_marks"
    )
    mark = models.CharField(max_length=12, choices=Mark.choices)
    deputy = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    marked_at = models.DateTimeField()
    replaced_at = models.DateTimeField()

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["replaced_at", "pk"]

    def __str__(self) -> str:
        return f"{self.place.participant}, {self.mark} until corrected: {self.session}"


class Apology(models.Model):
    """A person's word before a session that they cannot come.

    It is no attendance mark: the lead's register suggests one, and the lead saves it.
    `instead` is the same session of another group, to which they come as a guest.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="apologies")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="apologies"
    )
    instead = models.ForeignKey(
        Session,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="guests",
    )
    sent_at = models.DateTimeField()

    objects = ApologyQuerySet.as_manager()

    class Meta:
        ordering = ["session_id", "place_id"]
        verbose_name_plural = "apologies"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "session"], name="one_apology_per_place_and_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place.participant}, apologies: {self.session}"
