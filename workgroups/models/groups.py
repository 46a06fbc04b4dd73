"""Work groups and their sessions."""

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from workgroups import academic_years, rules, words
from workgroups.choices import DeliveredAs, OfferPolicy, SchoolPhase
from workgroups.models.catalogue import Project
from workgroups.models.frameworks import FrameworkSection
from workgroups.models.hubs import Hub, LocalAuthority
from workgroups.models.plan_fields import PlanFields
from workgroups.models.retirable import Retirable
from workgroups.models.venues import Venue
from workgroups.querysets import SessionQuerySet, WorkGroupQuerySet
from workgroups.words import LONDON


class WorkGroup(Retirable):
    """A hub's professional development group for one academic year."""

    hub = models.ForeignKey(
        Hub, editable=False, on_delete=models.PROTECT, related_name="work_groups"
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="work_groups"
    )
    slug = models.SlugField("name in web addresses", max_length=120, unique=True)
    title = models.CharField(max_length=200)
    start_year = models.PositiveSmallIntegerField("academic year")
    local_authority = models.ForeignKey(
        LocalAuthority,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="Empty where the group is for the whole hub.",
    )
    school_phase = models.CharField(max_length=20, choices=SchoolPhase.choices)
    key_theme = models.CharField(max_length=120, blank=True)
    leads = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="led_groups"
    )
    capacity = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty: no limit. 0: a waiting list only."
    )
    places_per_school = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty: as the project says. 0: no limit."
    )
    target = models.PositiveSmallIntegerField(null=True, blank=True)
    opens_on = models.DateField(
        "takes expressions of interest from", null=True, blank=True
    )
    closes_on = models.DateField("until", null=True, blank=True)
    dates_confirmed = models.BooleanField(default=True)
    offers = models.CharField(
        max_length=20, choices=OfferPolicy.choices, default=OfferPolicy.AT_ONCE
    )
    venue = models.ForeignKey(
        Venue,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="work_groups",
        help_text="Of the sessions without a venue of their own.",
    )
    commitment = models.TextField("what taking part asks of you", blank=True)
    cancelled_on = models.DateField(null=True, blank=True, editable=False)
    made_from = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="made_of_it",
        verbose_name="this year's group from which it was made",
    )

    #: Set by `with_session_days`.
    last_session_on: date | None

    objects = WorkGroupQuerySet.as_manager()

    class Meta:
        ordering = ["-start_year", "title"]
        indexes = [models.Index(fields=["start_year", "school_phase"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workgroups:show_work_group", args=[self.slug])

    def is_over(self, *, today: date) -> bool:
        """Whether all sessions are over; the row comes from `with_session_days`."""
        return rules.is_over(self.last_session_on, self.dates_confirmed, today=today)

    def accepts_interest(self, *, today: date) -> bool:
        """Whether the group takes interest; the row comes from `with_session_days`."""
        return rules.accepts_interest(
            self.opens_on,
            self.closes_on,
            self.cancelled_on,
            is_over=self.is_over(today=today),
            today=today,
        )

    @property
    def school_limit(self) -> int | None:
        """How many places one school may have: the group's own number or the project's.

        None for no limit. `recruitment.querysets.school_limit` says the same in SQL.
        """
        own = self.places_per_school
        return (self.project.places_per_school if own is None else own) or None

    @property
    def year_label(self) -> str:
        return academic_years.label(self.start_year)


class Session(PlanFields):
    """One dated meeting of a group.

    `on`, `starts` and `ends` are the agreed London date and times; `starts_at` is
    derived from them for ordering and for periodic tasks. The plan is held as it
    stands: words of the common plan, where the group has no others.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    work_group = models.ForeignKey(
        WorkGroup, on_delete=models.PROTECT, related_name="sessions"
    )
    number = models.PositiveSmallIntegerField()
    on = models.DateField("date")
    starts = models.TimeField(default=time(16))
    ends = models.TimeField(default=time(18))
    starts_at = models.DateTimeField(editable=False, db_index=True)
    day_share = models.DecimalField(
        "share of a day", max_digits=3, decimal_places=2, default=0.25
    )
    venue = models.ForeignKey(
        Venue,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
        help_text="Empty: that of the group.",
    )
    joining_link = models.URLField(blank=True)
    departure = models.CharField(
        "what differs from the common plan, and why",
        max_length=300,
        blank=True,
        help_text="One line. Empty where the plan is the common one.",
    )
    own_sections = models.ManyToManyField(
        FrameworkSection,
        blank=True,
        related_name="sessions",
        verbose_name="sections of the framework",
        help_text="None: those of the common plan.",
    )
    delivered_as = models.CharField(
        max_length=10, choices=DeliveredAs.choices, blank=True
    )
    delivered_why = models.CharField(
        "why it was adapted or skipped", max_length=300, blank=True
    )
    lead_note = models.TextField("how it went", blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    called_off_reason = models.CharField(
        max_length=200, blank=True, editable=False, help_text="People read it."
    )

    own_plan_fields = ("departure",)
    #: Set by `with_departures` and `with_plan_state`.
    departs: bool
    plan_is: str

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["work_group", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_group", "number"], name="one_session_per_group_and_number"
            ),
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")),
                name="a_session_ends_after_it_starts",
                violation_error_message="A session ends after it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_group}, session {self.number} on {words.day(self.on)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_starts_at()
        if {"on", "starts"} & {*(kwargs.get("update_fields") or ())}:
            kwargs["update_fields"] = [*kwargs["update_fields"], "starts_at"]
        self.save_waiting(kwargs)
        super().save(*args, **kwargs)

    def set_starts_at(self) -> None:
        """Derive `starts_at`; `bulk_create` does not call `save`."""
        self.starts_at = datetime.combine(self.on, self.starts, tzinfo=LONDON)

    @property
    def effective_venue(self) -> Venue | None:
        """The venue of the session, or else that of its group."""
        return self.venue if self.venue_id else self.work_group.venue

    @property
    def times(self) -> str:
        """ "4pm to 6pm", London time."""
        return words.time_range(self.starts, self.ends)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.on, self.ends, tzinfo=LONDON)
