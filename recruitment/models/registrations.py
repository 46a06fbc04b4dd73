"""Expressions of interest, drafts of them, and tracked recruitment links."""

import uuid

from django.db import models

from recruitment.choices import Source
from recruitment.models.options import AnswerOption
from recruitment.models.people import Participant
from recruitment.querysets import RecruitmentLinkQuerySet, StaffQuerySet
from workgroups.models import Hub, LocalAuthority, Programme, WorkGroup


class RecruitmentLink(models.Model):
    """A tracked URL for registering, of a local authority or a partner."""

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
    """Steps answered so far, found by the person's own cookie for thirty days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hub = models.ForeignKey(Hub, on_delete=models.CASCADE)
    work_group = models.ForeignKey(WorkGroup, on_delete=models.CASCADE)
    recruitment_link = models.ForeignKey(
        RecruitmentLink, null=True, blank=True, on_delete=models.SET_NULL
    )
    answers = models.JSONField(default=dict)
    changed_at = models.DateTimeField(db_index=True)

    objects = StaffQuerySet.as_manager()

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Registration(models.Model):
    """One person's expression of interest in a programme. It secures nothing."""

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
        max_length=10, choices=Source.choices, default=Source.FORM
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
        unique=True, default=uuid.uuid4, editable=False
    )  # the draft's key, so that a form posted twice is one registration
    registered_at = models.DateTimeField()

    objects = StaffQuerySet.as_manager()

    class Meta:
        ordering = ["registered_at", "pk"]

    def __str__(self) -> str:
        return f"registration {self.pk}"
