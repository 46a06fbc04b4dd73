"""Expressions of interest, their drafts and recruitment links."""

from django.conf import settings
from django.db import models

from recruitment.choices import RegistrationSource, SpokenHow
from recruitment.models.options import AnswerOption
from recruitment.models.people import Participant
from recruitment.querysets import RecruitmentLinkQuerySet
from workgroups import randomness
from workgroups.models import Hub, LocalAuthority, Programme, WorkGroup
from workgroups.querysets import ScopedQuerySet


class RecruitmentLink(models.Model):
    """A URL for registering whose registrations are counted for a local authority."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    local_authority = models.ForeignKey(
        LocalAuthority, null=True, blank=True, on_delete=models.PROTECT
    )
    work_group = models.ForeignKey(
        WorkGroup, null=True, blank=True, on_delete=models.PROTECT
    )
    code = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=120)

    objects = RecruitmentLinkQuerySet.as_manager()

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label


class RegistrationDraft(models.Model):
    """The answers of an unfinished registration; a signed cookie holds its id."""

    id = models.UUIDField(primary_key=True, default=randomness.new_uuid, editable=False)
    hub = models.ForeignKey(Hub, on_delete=models.CASCADE)
    work_group = models.ForeignKey(WorkGroup, on_delete=models.CASCADE)
    recruitment_link = models.ForeignKey(
        RecruitmentLink, null=True, blank=True, on_delete=models.SET_NULL
    )
    answers = models.JSONField(default=dict)
    changed_at = models.DateTimeField(db_index=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"unfinished registration for {self.work_group}"


class Registration(models.Model):
    """One person's expression of interest in a programme. It secures no place."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="registrations"
    )
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    work_group = models.ForeignKey(
        WorkGroup, on_delete=models.PROTECT, related_name="registrations"
    )
    both_years = models.BooleanField(default=False)
    first_only_reason = models.ForeignKey(
        AnswerOption,
        to_field="code",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    first_only_words = models.TextField(blank=True)
    source = models.CharField(
        max_length=10,
        choices=RegistrationSource.choices,
        default=RegistrationSource.FORM,
    )
    recruitment_link = models.ForeignKey(
        RecruitmentLink,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    notice_version = models.CharField(max_length=20, blank=True)
    form_key = models.UUIDField(
        unique=True, default=randomness.new_uuid, editable=False
    )  # the id of the draft, so that a form posted twice gives one registration
    #: A keyed hash of the network that the form came from; "" for entries by staff.
    computer = models.CharField(max_length=64, blank=True, editable=False)
    registered_at = models.DateTimeField()
    #: Where staff registered the person: who did, and when and how the person agreed.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    agreed_on = models.DateField(null=True, blank=True, editable=False)
    agreed_how = models.CharField(
        max_length=10, choices=SpokenHow.choices, blank=True, editable=False
    )
    #: Where no email told the person what we do with their details: who did, and how.
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    told_on = models.DateField(null=True, blank=True, editable=False)
    told_how = models.CharField(
        max_length=10, choices=SpokenHow.choices, blank=True, editable=False
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["registered_at", "pk"]

    def __str__(self) -> str:
        return f"{self.participant}, interest in {self.work_group}"
