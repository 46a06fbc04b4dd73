"""Lists that staff keep by name, and the files that a worker makes of lists."""

from django.conf import settings
from django.db import models

from workgroups import permissions
from workgroups.choices import ExportState
from workgroups.models.hubs import Hub
from workgroups.models.people import User
from workgroups.querysets import ListExportQuerySet, SavedListQuerySet
from workgroups.randomness import new_uuid


class SavedList(models.Model):
    """Filter, order and columns of a list of the admin, under a name.

    It decides which rows and columns are asked for. Which of them somebody gets is
    decided each time by what they may read.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        editable=False,
        on_delete=models.PROTECT,
        related_name="saved_lists",
    )
    name = models.CharField(max_length=80)
    is_shared = models.BooleanField("for everybody in the office", default=False)
    #: The model of its rows, such as "recruitment.place".
    list_of = models.CharField(max_length=60, editable=False)
    #: The query of the list's address: its filters, search and order.
    query = models.TextField(blank=True)
    #: Look-up and heading of each column, in their order; empty for every column.
    columns = models.JSONField(default=list, blank=True)
    is_as_at = models.BooleanField("shown as at a date", default=False)
    recipients = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        verbose_name="sent each month to",
    )
    next_sent_on = models.DateField(null=True, blank=True, editable=False)
    saved_at = models.DateTimeField(editable=False)

    objects = SavedListQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "owner", "name"],
                name="one_saved_list_of_a_name_per_person",
                violation_error_message="You have a saved list of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def version(self) -> str:
        """What a page remembers, to see whether the list was changed since."""
        return self.saved_at.isoformat()


class ListExport(models.Model):
    """A workbook of a list that the worker makes for one account.

    It keeps what was asked for, so that a list which is changed later changes no file.
    """

    #: What addresses call it.
    public_id = models.UUIDField(default=new_uuid, unique=True, editable=False)
    hub = models.ForeignKey(Hub, null=True, editable=False, on_delete=models.PROTECT)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="list_exports"
    )
    saved_list = models.ForeignKey(
        SavedList, null=True, on_delete=models.SET_NULL, related_name="exports"
    )
    name = models.CharField(max_length=80)
    list_of = models.CharField(max_length=60)
    query = models.TextField(blank=True)
    columns = models.JSONField(default=list, blank=True)
    as_at = models.DateField(null=True, blank=True)
    is_monthly = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=ExportState.choices, default=ExportState.QUEUED
    )
    problem = models.CharField(max_length=200, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveIntegerField("rows", default=0)
    done = models.PositiveIntegerField(default=0)
    stored_as = models.CharField(max_length=80, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ListExportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        return self.name

    def may_be_had_by(self, user: User) -> bool:
        """Whether the account may have the file now: it asked, and is staff still."""
        scope = permissions.scope_of(user)
        if user.pk != self.asked_by_id:
            return False
        if self.hub_id is None:
            return scope.national or bool(scope.staff_hubs)
        return self.hub_id in scope.staff_hubs
