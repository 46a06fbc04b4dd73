"""The answers given when registering that are stored with a place."""

from django.db import models

from recruitment.choices import InductionYear, ReleaseAgreed
from recruitment.models.options import AnswerOption
from workgroups.models import Provider, School


class PlaceAnswers(models.Model):
    """Answers that may change from year to year, so each place has its own.

    Each field is declared as a FormQuestion in `recruitment.registration.questions`. An
    empty field is shown as missing. Lists hold the codes of their choices.
    """

    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    school_name = models.CharField(max_length=200, blank=True)
    works_in_school = models.BooleanField(default=True)
    provider = models.ForeignKey(
        Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    provider_name = models.CharField(max_length=200, blank=True)
    job_role = models.CharField(max_length=100, blank=True)
    induction_year = models.CharField(
        max_length=10, choices=InductionYear.choices, blank=True
    )
    year_groups = models.JSONField(default=list, blank=True)
    schemes = models.JSONField(default=list, blank=True)
    scheme_other = models.CharField(max_length=100, blank=True)
    lead_provider = models.ForeignKey(
        Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lead_provider_name = models.CharField(max_length=100, blank=True)
    yes_reason = models.ForeignKey(
        AnswerOption,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        to_field="code",
        related_name="+",
    )
    access_needs = models.TextField(blank=True)
    release_agreed = models.CharField(
        max_length=10, choices=ReleaseAgreed.choices, blank=True
    )
    release_name = models.CharField(max_length=150, blank=True)
    release_role = models.CharField(max_length=100, blank=True)
    release_email = models.EmailField(blank=True)
    ask_a_year_later = models.BooleanField(default=False)
    earlier_stage = models.BooleanField(null=True, blank=True)
    earlier_stage_where = models.CharField(max_length=200, blank=True)
    leads_itt_maths = models.BooleanField(null=True, blank=True)
    awards = models.JSONField(default=list, blank=True)
    itt_theme = models.CharField(max_length=120, blank=True)
    deputy_name = models.CharField(max_length=150, blank=True)
    deputy_email = models.EmailField(blank=True)

    class Meta:
        abstract = True
