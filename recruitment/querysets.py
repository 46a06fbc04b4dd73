"""Querysets of people and places; accounts read rows through `visible_to` only."""

from datetime import datetime
from functools import cache
from typing import Any, Self

from django.apps import apps
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf
from django.db.models.lookups import GreaterThanOrEqual

from recruitment import rules
from recruitment.choices import (
    HOLDING,
    OPEN_IN_GROUP,
    PRESENT_MARKS,
    SECURED,
    BulkState,
    BulkVerb,
    EmailState,
    PlaceState,
    RegistrationSource,
    RowResult,
)
from workgroups import permissions
from workgroups.querysets import ScopedQuerySet

NO_LIMIT = 1_000_000  # seats of one school


def holds_seat(at: datetime) -> Q:
    """Condition of a place that is confirmed, or offered with time left or paused."""
    return (
        Q(state=PlaceState.CONFIRMED)
        | Q(state=PlaceState.OFFERED, clock_paused_at__isnull=False)
        | Q(state=PlaceState.OFFERED, offer_ends_at__gt=at)
    )


@cache
def being_changed(**rows: bool) -> Exists:
    """Condition of a place that a bulk action moved whose emails are still held.

    `rows` are other conditions of the row of that action.
    """
    row = apps.get_model("recruitment", "BulkActionRow")
    moved = row.objects.filter(
        place=OuterRef("pk"),
        result=RowResult.DONE,
        bulk_action__state__in=HOLDING,
        bulk_action__released_at=None,
        **rows,
    )
    return Exists(moved.order_by())


def takes_up_seat(at: datetime) -> Q:
    """Condition of a place that holds a seat, or freed one that may be given back."""
    return holds_seat(at) | Q(being_changed(held_seat=True))


def unproved_offer(at: datetime) -> Q:
    """Condition of an offer that holds a seat for an unproved address."""
    return (
        holds_seat(at)
        & Q(state=PlaceState.OFFERED)
        & Q(participant__address_proved_at=None)
    )


def held_back() -> Q:
    """Condition of a place for which no seat is held, as others of its computer do."""
    group = Q(work_group__dates_confirmed=True, work_group__cancelled_on=None)
    return (
        group
        & Q(state=PlaceState.INTERESTED, stage__order=1)
        & Q(participant__address_proved_at=None)
        & ~Q(work_group__offers="after_review")
        & ~Q(registration__computer="")
    )


def school_limit(group: str = "work_group__") -> NullIf:
    """How many places one school may have in a group; NULL for no limit.

    `group` leads from the row to the group.
    """
    own, of_project = (
        F(f"{group}places_per_school"),
        F(f"{group}project__places_per_school"),
    )
    return NullIf(Coalesce(own, of_project), Value(0))


def school_is_full(at: datetime) -> Q:
    """Condition of a place whose school has as many seats of the group as it may.

    A school that is not listed is not known to be the same as another one.
    """
    seats = apps.get_model("recruitment", "Place").objects.filter(
        takes_up_seat(at),
        work_group=OuterRef("work_group"),
        school=OuterRef("school"),
    )
    held = seats.order_by().values("school").annotate(number=Count("pk"))
    number = Coalesce(Subquery(held.values("number")), Value(0))
    # without a limit the comparison would be NULL, and so would its negation
    return Q(GreaterThanOrEqual(number, Coalesce(school_limit(), Value(NO_LIMIT))))


def passed_over(at: datetime) -> Q:
    """Condition of a waiting place for which no seat is, while others wait behind it.

    Its school has its places, or its computer holds its share of the seats.
    """
    return school_is_full(at) | computer_is_full(at)


def computer_is_full(at: datetime) -> Q:
    """Condition of a waiting place whose computer holds its share of the seats.

    It is passed over in a group with limited seats, until the person proves their
    address or one of the offers ends.
    """
    place = apps.get_model("recruitment", "Place")
    held = place.objects.filter(
        unproved_offer(at),
        work_group=OuterRef("work_group"),
        registration__computer=OuterRef("registration__computer"),
    ).order_by("pk")
    share = rules.HELD_PER_COMPUTER
    return (
        Q(participant__address_proved_at=None, work_group__capacity__isnull=False)
        & ~Q(registration__computer="")
        & Q(Exists(held[share - 1 : share]))
    )


def is_rolled_over(group: str = "pk") -> Exists:
    """Condition of a group into which this year's people went, and were written to.

    `group` leads from the row to the group.
    """
    row = apps.get_model("recruitment", "BulkActionRow")
    done = row.objects.filter(
        place__work_group=OuterRef(group),
        result=RowResult.DONE,
        bulk_action__verb=BulkVerb.ROLL_OVER,
        bulk_action__state=BulkState.RELEASED,
    )
    return Exists(done.order_by())


class ParticipantQuerySet(ScopedQuerySet):
    """People of a hub; a work group lead reads those with a place in their groups."""

    def led_rows(self, scope: permissions.Scope, kinds: Any) -> Q:
        places = self.model._meta.get_field("places").related_model.objects
        led = places.filter(permissions.led_by(scope, "work_group", kinds=kinds))
        return Q(pk__in=led.values("participant"))

    def reached_by(self, scope: permissions.Scope, act: str) -> Self:
        """Nobody reaches a record that another one took over."""
        return super().reached_by(scope, act).filter(merged_into=None)

    def current(self) -> Self:
        """People who are neither erased nor taken over by another record."""
        return self.filter(erased_at=None, merged_into=None)


class MentorQuerySet(ScopedQuerySet):
    def known(self) -> Self:
        """Mentors whose mentorship is proven: they may be emailed."""
        mentorships = apps.get_model("recruitment", "Mentorship").objects
        return self.filter(
            pk__in=mentorships.filter(until_on=None).proven().values("mentor")
        )


class MentorshipQuerySet(ScopedQuerySet):
    def with_proof(self) -> Self:
        """Annotate `is_proven`: whether the participant named the mentor themselves.

        Anybody can enter another person's name in the public form. A registration is
        proven once a place of it was confirmed, because the link to confirm is in an
        email to the participant. Entries by staff need no proof.
        """
        place = apps.get_model("recruitment", "Place")
        secured = place.objects.filter(
            registration=OuterRef("registration"), state__in=SECURED
        )
        return self.annotate(
            is_proven=Case(
                When(registration=None, then=Value(True)),
                When(Exists(secured), then=Value(True)),
                default=Value(False),
            )
        )

    def proven(self) -> Self:
        return self.with_proof().filter(is_proven=True)


class PlaceQuerySet(ScopedQuerySet):
    group_path = "work_group"

    def secured(self) -> Self:
        return self.filter(state__in=SECURED)

    def open_in_group(self) -> Self:
        return self.filter(state__in=OPEN_IN_GROUP)

    def in_use(self, at: datetime) -> Self:
        """Places that take up a seat of their group.

        Seats freed by a bulk action whose emails are held are among them.
        """
        return self.filter(takes_up_seat(at))

    def with_change(self) -> Self:
        """Annotate `is_changing`: whether a bulk action may still be taken back."""
        return self.annotate(is_changing=being_changed())

    def with_school_stage(self) -> Self:
        """Annotate `school_stage`: in the year of the place, as its hub wrote it down.

        "" where the hub knows no stage.
        """
        years = apps.get_model("workgroups", "SchoolYear").objects
        own = years.filter(
            hub=OuterRef("hub"),
            school=OuterRef("school"),
            start_year=OuterRef("start_year"),
        )
        stage = Subquery(own.order_by().values("mastery_stage")[:1])
        return self.annotate(school_stage=Coalesce(stage, Value("")))

    def with_school_limit(self, at: datetime) -> Self:
        """Annotate `school_limit`, and `school_is_full`: whether it has its places."""
        is_full = Case(When(school_is_full(at), then=True), default=False)
        return self.annotate(school_limit=school_limit(), school_is_full=is_full)

    def not_yet_told(self) -> Self:
        """Places by staff or a list whose people were neither emailed nor told.

        An email that was queued, held or drafted tells nobody; it counts once it was
        sent. Of places that ended those count that were secured.
        """
        sent = apps.get_model("recruitment", "Email").objects.filter(
            recipient_type="recruitment.participant",
            recipient_id=OuterRef("participant"),
            state=EmailState.SENT,
        )
        by_others = Q(registration__entered_by__isnull=False) | Q(
            registration__source=RegistrationSource.IMPORT
        )
        entered = self.filter(
            by_others, state__in=[*OPEN_IN_GROUP, *SECURED], registration__told_on=None
        )
        return entered.filter(participant__erased_at=None).exclude(
            Exists(sent.order_by())
        )

    def paused(self, reason: str) -> Self:
        """Offers whose clock stands still for this reason."""
        return self.filter(
            state=PlaceState.OFFERED,
            clock_paused_at__isnull=False,
            clock_paused_for=reason,
        )

    def waiting_list(self) -> Self:
        """Waiting places, ordered by priority, time of registering and id."""
        return self.filter(state=PlaceState.WAITING).order_by(
            "-priority", "registered_at", "pk"
        )

    def next_in_turn(self, at: datetime) -> Self:
        """The waiting list without the places that are passed over."""
        return self.waiting_list().exclude(passed_over(at))

    def given_seats(self) -> Self:
        """Places to which a free seat goes without a look by staff.

        Seats of a later stage are kept for people who go on, until they were rolled
        over.
        """
        return self.filter(Q(stage__order=1) | Q(is_rolled_over("work_group")))

    def listed(self) -> Self:
        return self.select_related(
            "participant", "work_group", "school", "provider", "stage", "programme"
        )


class AttendanceQuerySet(ScopedQuerySet):
    group_path = "place__work_group"

    def present(self) -> Self:
        return self.filter(mark__in=PRESENT_MARKS)


class ApologyQuerySet(ScopedQuerySet):
    group_path = "session__work_group"


class InTheRoomQuerySet(ScopedQuerySet):
    group_path = "session__work_group"


class LeadDaysQuerySet(ScopedQuerySet):
    group_path = "session__work_group"


class GapTaskCountQuerySet(ScopedQuerySet):
    group_path = "session__work_group"


class GapTaskTalkQuerySet(ScopedQuerySet):
    group_path = "session__work_group"


class MentorAnswerQuerySet(ScopedQuerySet):
    group_path = "session__work_group"


class BulkActionQuerySet(ScopedQuerySet):
    def with_numbers(self) -> Self:
        """Annotate `chosen`: how many places were chosen, in the same statement."""
        row = apps.get_model("recruitment", "BulkActionRow")
        own = row.objects.filter(bulk_action=OuterRef("pk"), origin=None).order_by()
        counted = own.values("bulk_action").annotate(number=Count("pk"))
        return self.annotate(
            chosen=Coalesce(Subquery(counted.values("number")), Value(0))
        )


#: Names of the kinds of email that no account reads; `outbox.add_kind` adds to it.
UNREAD_KINDS: set[str] = set()


class EmailQuerySet(ScopedQuerySet):
    def reached_by(self, scope: permissions.Scope, act: str) -> Self:
        """Emails of the user's reach, without those that say who has answered."""
        return super().reached_by(scope, act).readable()

    def readable(self) -> Self:
        """Emails without those of the kinds that no account reads or counts."""
        return self.exclude(kind__in=UNREAD_KINDS)

    def due(self, at: datetime) -> Self:
        """Emails to send now: queued, to retry, or with an expired lease."""
        return self.filter(
            Q(state=EmailState.QUEUED) & (Q(next_try_at=None) | Q(next_try_at__lte=at))
            | Q(state=EmailState.TO_RETRY, next_try_at__lte=at)
            | Q(state=EmailState.SENDING, lease_until__lt=at)
        )


class AnswerOptionQuerySet(ScopedQuerySet):
    def offered(self, *kinds: str, hub_id: int, phase: str) -> Self:
        """Options in use for groups of a phase: the hub's own and the national ones."""
        return self.filter(
            Q(hub=None) | Q(hub=hub_id),
            Q(phase="") | Q(phase=phase),
            in_use=True,
            kind__in=kinds,
        )


class RecruitmentLinkQuerySet(ScopedQuerySet):
    authority_path = "local_authority"


class RecruitingCallQuerySet(ScopedQuerySet):
    authority_path = "local_authority"
