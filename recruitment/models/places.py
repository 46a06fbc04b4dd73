"""Places and their transitions."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime

from recruitment import rules
from recruitment.choices import (
    MAY_LACK_GROUP,
    OPEN_IN_GROUP,
    SECURED,
    PauseReason,
    PlaceState,
    ReleaseAgreed,
)
from recruitment.models.options import AnswerOption
from recruitment.models.people import Participant
from recruitment.models.place_answers import PlaceAnswers
from recruitment.models.registrations import Registration
from recruitment.querysets import PlaceQuerySet
from workgroups import academic_years, words
from workgroups.models import Hub, Programme, Session, Stage, WorkGroup
from workgroups.querysets import ScopedQuerySet
from workgroups.words import clock_time


class Place(PlaceAnswers):
    """One person's place in one stage in one academic year.

    Only `recruitment.actions.transitions` changes `state`. It copies `hub`, `programme`
    and `one_per_year` from the registration, because constraints use them. The answers
    given when registering are the fields of PlaceAnswers.
    """

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="places"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="places"
    )
    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    programme = models.ForeignKey(
        Programme, editable=False, on_delete=models.PROTECT, related_name="places"
    )
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="places")
    start_year = models.PositiveSmallIntegerField("academic year", editable=False)
    one_per_year = models.BooleanField(default=True, editable=False)
    work_group = models.ForeignKey(
        WorkGroup,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="places",
    )
    state = models.CharField(max_length=20, choices=PlaceState.choices, editable=False)
    priority = models.SmallIntegerField(default=0)
    registered_at = models.DateTimeField(editable=False)
    offer_ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    clock_paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    clock_paused_for = models.CharField(
        max_length=10, choices=PauseReason.choices, blank=True, editable=False
    )
    #: When the person said that school, classes and mentor are right for this year.
    answers_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: When a lead or the hub decided whether the year is completed, and who did.
    completion_decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    completion_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    #: Since when the place has the address of a head or a deputy, and when staff told
    #: them what we hold.
    others_came_at = models.DateTimeField(null=True, blank=True, editable=False)
    others_told_on = models.DateField(
        "head and deputy told by hand on", null=True, blank=True
    )
    moved_to = models.OneToOneField(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    end_reason = models.ForeignKey(
        AnswerOption,
        to_field="code",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    #: Set by lock_place: the person's other open or secured places of the year.
    rivals: "list[Place]"
    #: Set by my_places: the day of the group's next session, the sessions to come, the
    #: ids of those to which the person cannot come, the number in the waiting list, and
    #: how many places their school has where it may have no more.
    next_on: "date | None"
    coming: "list[Session]"
    called_off: "list[Session]"
    cannot_come_to: set[int]
    position: int
    school_has: "int | None"
    outlook: str
    school_stage: str
    #: Annotated by with_school_limit.
    school_limit: "int | None"
    school_is_full: bool
    #: Annotated by with_change: a bulk action with the place may still be taken back.
    is_changing: bool

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["-registered_at", "-pk"]
        indexes = [
            models.Index(fields=["work_group", "state"]),
            models.Index(fields=["hub", "start_year", "state"]),
            # the admin list reads its newest page without sorting all rows
            models.Index(
                fields=["hub", "-registered_at", "-id"], name="places_of_a_hub_newest"
            ),
            models.Index(fields=["state", "offer_ends_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "programme", "start_year"],
                condition=models.Q(state__in=SECURED, one_per_year=True),
                name="one_secured_place_per_programme_and_year",
                violation_error_message=(
                    "The person has a secured place in this programme this "
                    "year already."
                ),
            ),
            models.UniqueConstraint(
                fields=["participant", "work_group"],
                condition=models.Q(state__in=OPEN_IN_GROUP),
                name="one_open_place_per_person_and_group",
                violation_error_message="The person has a place in this group already.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=MAY_LACK_GROUP)
                | models.Q(work_group__isnull=False),
                name="a_place_has_a_group_unless_pencilled_in",
                violation_error_message="This place needs a work group.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PlaceState.OFFERED)
                | models.Q(offer_ends_at__isnull=False),
                name="an_offer_has_an_end",
                violation_error_message="An offer needs a day until which it stands.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=PlaceState.values),
                name="place_has_a_known_state",
                violation_error_message="This is not a state that a place can have.",
            ),
        ]

    def __str__(self) -> str:
        where = self.work_group or self.stage
        return f"{self.participant} in {where}, {academic_years.label(self.start_year)}"

    @property
    def offer_ends(self) -> str:
        """The time of day when the offer ends, such as "5pm"; "" without an offer."""
        if self.offer_ends_at is None:
            return ""
        return clock_time(localtime(self.offer_ends_at).time())

    @property
    def may_take_seat(self) -> bool:
        """Whether the person may take a free seat, although none is held for them."""
        group = self.work_group
        return (
            self.state == PlaceState.INTERESTED
            and group is not None
            and group.cancelled_on is None
            and rules.offers_at_once(
                dates_confirmed=group.dates_confirmed,
                review=group.offers == "after_review",
                later_stage=self.stage.order > 1,
            )
        )

    @property
    def goes_on(self) -> bool:
        """Whether the place is of a later year than the one that was registered for.

        The place is read with the group of its registration.
        """
        return self.start_year > self.registration.work_group.start_year

    @property
    def asks_for_answers(self) -> bool:
        """Whether the person is asked again about school, classes and mentor."""
        states = (PlaceState.PROVISIONAL, PlaceState.OFFERED, PlaceState.CONFIRMED)
        return self.goes_on and self.answers_checked_at is None and self.state in states

    @property
    def lacks_release(self) -> bool:
        """Whether a place that goes on has the answer that nobody has agreed yet."""
        not_yet = self.release_agreed == ReleaseAgreed.NOT_YET
        return not_yet and self.state in OPEN_IN_GROUP

    @property
    def school_label(self) -> str:
        """The name of the school or provider; "" where neither is known."""
        if self.school:
            return self.school.current_name
        if self.provider_id:
            return str(self.provider)
        return self.school_name or self.provider_name


class PlaceEvent(models.Model):
    """One transition of a place. Rows are only added, never changed."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="events")
    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, choices=PlaceState.choices)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.TextField(blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["place_id", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_to_state_display()} on {words.local_day(self.at)}"

    @property
    def who(self) -> str:
        """Who moved the place, in words."""
        return self.actor.name if self.actor else "the person, or a rule"
