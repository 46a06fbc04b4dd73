"""Schools from DfE's register, and training providers."""

from typing import Any

from django.db import models

from workgroups import academic_years, rules
from workgroups.choices import MasteryStage, ProviderKind, SchoolPhase, SchoolStatus
from workgroups.models.hubs import Hub, LocalAuthority
from workgroups.querysets import (
    SchoolQuerySet,
    SchoolWordQuerySet,
    SchoolYearQuerySet,
    ScopedQuerySet,
)


class School(models.Model):
    """A national row: a school from DfE's "Get information about schools"."""

    urn = models.PositiveIntegerField("school number (URN)", unique=True)
    name = models.CharField(max_length=200)
    search_name = models.CharField(max_length=220, db_index=True, editable=False)
    search_text = models.TextField(default="", editable=False)
    local_authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT)
    la_estab = models.CharField("LAEstab", max_length=7, blank=True)
    phase = models.CharField(
        max_length=20, choices=SchoolPhase.choices, default=SchoolPhase.NOT_APPLICABLE
    )
    type = models.CharField(max_length=100, blank=True)
    state_funded = models.BooleanField(default=True)
    status = models.CharField(
        max_length=10, choices=SchoolStatus.choices, default=SchoolStatus.OPEN
    )
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    street = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=8, blank=True, db_index=True)
    trust = models.CharField(max_length=200, blank=True)
    ukprn = models.CharField("UKPRN", max_length=8, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor_urn = models.PositiveIntegerField(null=True, blank=True)
    #: Copied from the successor, so that no list has to read that row as well.
    successor_name = models.CharField(
        max_length=200, blank=True, db_default="", default="", editable=False
    )
    easting = models.PositiveIntegerField(null=True, blank=True)  # metres
    northing = models.PositiveIntegerField(null=True, blank=True)  # metres

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["name", "urn"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_search_fields()
        if kwargs.get("update_fields"):
            found_by = ("search_name", "search_text")
            kwargs["update_fields"] = {*kwargs["update_fields"], *found_by}
        super().save(*args, **kwargs)
        SchoolWord.objects.add_words([self.search_text])

    def set_search_fields(self) -> None:
        """Write what the look-up reads; `bulk_create` needs this call."""
        self.search_name = rules.search_name(self.name)
        self.search_text = rules.school_search_text(self.name, self.town, self.postcode)

    @property
    def current_name(self) -> str:
        """The name; for a closed school that of its successor, and what it was."""
        if self.status == SchoolStatus.CLOSED and self.successor_name:
            return f"{self.successor_name} (was {self.name})"
        return self.name

    @property
    def in_full(self) -> str:
        """Name, town, postcode, local authority and number; whether it is closed."""
        parts = [self.name, self.town, self.postcode, str(self.local_authority)]
        line = ", ".join(dict.fromkeys(part for part in parts if part))
        if self.status == SchoolStatus.CLOSED:
            after = " ".join(
                str(part) for part in (self.successor_name, self.successor_urn) if part
            )
            now = f", now {after}" if after else ""
            line += f" (closed{now})"
        return f"{line} · {self.urn}"


class SchoolWord(models.Model):
    """A word of the name or the town of schools, with which mistyped words compare.

    A word stays when its last school is renamed; it then leads to no school.
    """

    word = models.CharField(max_length=220, primary_key=True, editable=False)

    objects = SchoolWordQuerySet.as_manager()

    def __str__(self) -> str:
        return self.word


class SchoolYear(models.Model):
    """What one hub knows of a school in one academic year."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="years")
    start_year = models.PositiveSmallIntegerField("academic year")
    ects_expected = models.PositiveSmallIntegerField(
        "early career teachers expected", null=True, blank=True
    )
    contacted_on = models.DateField(null=True, blank=True)
    mastery_stage = models.CharField(
        "Teaching for Mastery", max_length=20, choices=MasteryStage.choices, blank=True
    )
    note = models.TextField("notes", blank=True)

    objects = SchoolYearQuerySet.as_manager()

    class Meta:
        ordering = ["-start_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "school", "start_year"],
                name="one_row_per_hub_school_and_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.year_label}"

    @property
    def year_label(self) -> str:
        return academic_years.label(self.start_year)


class Provider(models.Model):
    """A provider of initial teacher training or of early career training."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=ProviderKind.choices)
    accredited = models.BooleanField(default=False)
    ukprn = models.CharField("UKPRN", max_length=8, blank=True)
    in_use = models.BooleanField(default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
