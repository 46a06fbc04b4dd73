"""Hubs, England's local authorities, and which hub works where."""

from django.db import models
from django.urls import reverse

from workgroups import academic_years
from workgroups.querysets import HubQuerySet, ScopedQuerySet


def usual_closed_weeks() -> list[list[str]]:
    """Default weeks in which offer clocks do not run, as month-day pairs."""
    return [["07-20", "09-05"]]


def usual_plan_checks() -> str:
    """What a plan is looked at for, until the hub writes its own list."""
    return "\n".join(
        (
            "Participants build something to teach",
            "It can use their own scheme",
            "There is time to compare within a key stage",
            "A section of their training programme is named",
            "The minutes asked between sessions are said",
            "Session 1 uses the pathway and commitment slides",
        )
    )


class Hub(models.Model):
    """One Maths Hub. Every row below it carries its key."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField("name in web addresses", max_length=140, unique=True)
    former_names = models.TextField(blank=True, help_text="One a line.")
    about = models.TextField(blank=True)
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    reply_to = models.EmailField(blank=True)
    controller = models.CharField("data controller", max_length=200)
    privacy_notice = models.TextField(blank=True)  # empty: as shipped
    notice_version = models.CharField(max_length=20)
    notice_facts_changed_at = models.DateTimeField(
        "when the controller or the time that data is kept last changed",
        null=True,
        editable=False,
    )
    notice_read = models.CharField(
        "version of the notice that the hub has read",
        max_length=20,
        blank=True,
        editable=False,
    )
    retention_months = models.PositiveSmallIntegerField(default=12)
    closed_weeks = models.JSONField(default=usual_closed_weeks, blank=True)
    offer_working_days = models.PositiveSmallIntegerField(default=5)
    certificates_in_hours = models.BooleanField(
        "certificates say hours instead of days", default=False
    )
    register_days = models.PositiveSmallIntegerField(
        "days until a register closes",
        default=14,
        help_text="Counted from the session. Afterwards only the hub lead changes "
        "marks, and says why.",
    )
    plan_checks = models.TextField(
        "what plans are checked for",
        default=usual_plan_checks,
        blank=True,
        help_text="One a line. The plans that wait to be agreed show this list.",
    )
    smallest_count = models.PositiveSmallIntegerField(
        default=5, help_text="Fewer answers than this are never shown."
    )

    objects = HubQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(smallest_count__gte=5),
                name="fewer_than_five_are_never_shown",
                violation_error_message=(
                    "Counts of fewer than five people are never shown, so "
                    "write five or more."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workgroups:hub", args=[self.slug])


class LocalAuthority(models.Model):
    """A local authority by its DfE code; old codes stay, marked as not in use."""

    code = models.CharField("DfE code", max_length=3, unique=True)
    name = models.CharField(max_length=100)
    in_use = models.BooleanField(default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "local authorities"

    def __str__(self) -> str:
        return self.name


class HubArea(models.Model):
    """A local authority in which a hub works in one academic year.

    A school outside the area is noted and never refused.
    """

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="areas")
    local_authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT)
    start_year = models.PositiveSmallIntegerField("academic year")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-start_year", "local_authority__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "local_authority", "start_year"],
                name="one_area_per_hub_authority_and_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.local_authority} {academic_years.label(self.start_year)}"
