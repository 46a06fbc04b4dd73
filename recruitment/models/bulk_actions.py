"""Bulk actions: what staff do to several places at once, kept row by row."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse

from recruitment.choices import BulkState, BulkVerb, RowResult
from recruitment.models.options import AnswerOption
from recruitment.models.places import Place, PlaceEvent
from recruitment.querysets import BulkActionQuerySet
from workgroups import academic_years, words
from workgroups.models import Hub, WorkGroup
from workgroups.querysets import ScopedQuerySet

#: From this number of places on, a bulk action is previewed and its emails wait longer.
MANY = 5
HELD_FOR_MANY = timedelta(minutes=10)
HELD_FOR_FEW = timedelta(minutes=1)
#: How long after its emails have gone an action can still be taken back.
RECALLED_WITHIN = timedelta(days=1)


class BulkAction(models.Model):
    """One verb for a set of places that was chosen once, with its reason.

    Its emails are held until `goes_at`. Until then it can be taken back without a word
    to anybody, and the seats that it frees count as in use.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=20, choices=BulkVerb.choices)
    state = models.CharField(
        max_length=10, choices=BulkState.choices, default=BulkState.DRAFT
    )
    work_group = models.ForeignKey(
        WorkGroup,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the group that places move to, or that is cancelled",
    )
    reason = models.TextField(blank=True)
    end_reason = models.ForeignKey(
        AnswerOption,
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    beyond_capacity = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    lease_token = models.CharField(max_length=40, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    goes_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = BulkActionQuerySet.as_manager()

    class Meta:
        verbose_name = "change to several people"
        verbose_name_plural = "changes to several people"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "goes_at"])]

    def __str__(self) -> str:
        words_of_verb = BulkVerb(self.verb).label
        if self.verb == BulkVerb.CANCEL_GROUP and self.work_group is not None:
            year = academic_years.label(self.work_group.start_year)
            return f"{words_of_verb} {self.work_group.title} ({year})"
        people = words.plural(self.number, "person", "people")
        return f"{words_of_verb}: {self.number} {people}"

    def get_absolute_url(self) -> str:
        return reverse("admin:recruitment_bulkaction_change", args=[self.pk])

    @property
    def number(self) -> int:
        """How many places were chosen; lists annotate it as `chosen`."""
        if hasattr(self, "chosen"):
            return int(self.chosen)
        return self.rows.filter(origin=None).count()

    @property
    def held_for(self) -> timedelta:
        few = self.verb != BulkVerb.CANCEL_GROUP and self.number < MANY
        return HELD_FOR_FEW if few else HELD_FOR_MANY

    def may_be_recalled(self, at: datetime) -> bool:
        if self.state == BulkState.RELEASED and self.released_at is not None:
            return at <= self.released_at + RECALLED_WITHIN
        return self.state == BulkState.HELD


class BulkActionRow(models.Model):
    """What a bulk action did to one place, and what the place was before.

    A row with an `origin` is a consequence of that row, such as the place that a move
    opens in the new group.
    """

    bulk_action = models.ForeignKey(
        BulkAction, on_delete=models.CASCADE, related_name="rows"
    )
    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="bulk_action_rows"
    )
    origin = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="consequences"
    )
    work_group = models.ForeignKey(
        WorkGroup,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the group of next year to which the person is rolled over",
    )
    seen_state = models.CharField(max_length=20, blank=True)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    held_seat = models.BooleanField(default=False)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    event = models.ForeignKey(
        PlaceEvent, null=True, on_delete=models.CASCADE, related_name="+"
    )
    result = models.CharField(
        max_length=10, choices=RowResult.choices, default=RowResult.TO_DO
    )
    why = models.CharField(max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["bulk_action", "result"])]
        constraints = [
            models.UniqueConstraint(
                fields=["bulk_action", "place"],
                condition=models.Q(origin=None),
                name="one_row_per_bulk_action_and_place",
                violation_error_message="This person is chosen already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.get_result_display()}"
