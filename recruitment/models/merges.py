"""Two records that are of one person, and pairs that only look like it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F

from recruitment.models.people import Participant
from workgroups import words
from workgroups.models import Hub
from workgroups.querysets import ScopedQuerySet

#: How long the two emails of a merge wait, so that it can be undone without a word.
EMAILS_WAIT = timedelta(minutes=10)
#: How long a merge can be undone. After that the second record is deleted.
UNDONE_WITHIN = timedelta(days=30)


class Merge(models.Model):
    """One record of a person took over what belonged to a second one.

    `before` holds what undoing it needs; `after` what must not have changed by then.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    kept = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="merges"
    )
    gone = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="merges_into_others"
    )
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    merged_at = models.DateTimeField()
    goes_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "merge of two records"
        verbose_name_plural = "merges of two records"
        ordering = ["-merged_at", "-pk"]
        indexes = [models.Index(fields=["released_at", "goes_at"])]

    def __str__(self) -> str:
        return f"Two records of {self.kept}, {words.local_day(self.merged_at)}"

    def may_be_undone(self, at: datetime) -> bool:
        return self.undone_at is None and at <= self.merged_at + UNDONE_WITHIN


class NotDuplicate(models.Model):
    """Two people who look like one, and of whom staff said that they are two."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    first = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "pair of two people"
        verbose_name_plural = "pairs of two people"
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="a_pair_is_decided_once",
                violation_error_message="It was noted before that these are two.",
            ),
            models.CheckConstraint(
                condition=models.Q(first__lt=F("second")),
                name="a_pair_is_in_the_order_of_ids",
                violation_error_message="Choose two different people.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second} are two people"
