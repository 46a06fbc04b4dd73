"""Fill the groups of the current year, one person at a time."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from recruitment.choices import OptionCode, RegistrationSource
from recruitment.models import Place, Registration, RegistrationDraft
from sample import content
from sample.groups import make_group, meeting_days, move_off_day, move_one_to_day
from sample.histories import (
    S,
    Transition,
    make_place,
    make_registration,
    offer_end,
    offers_still_open,
    reached_at,
    secured_transitions,
)
from sample.last_year import (
    Member,
    make_second_year,
    outcomes,
    register_again,
)
from sample.people import Mentors, Registrant, make_teacher, make_trainer
from sample.world import Group, SampleHub, World

BOTH_YEARS = 0.86  # share of people who register for both years
MENTOR_KNOWN = 0.86


class ThisYear:
    """Fill one hub's groups of this year with people and places."""

    def __init__(self, world: World, hub: SampleHub, mentors: Mentors) -> None:
        self.world = world
        self.hub = hub
        self.mentors = mentors
        self.year = world.year
        self.registrants: list[Registrant] = []

    def add_group(
        self,
        key: str,
        stage: str,
        area: str,
        *,
        weekday: int = 0,
        sessions: int = 5,
        today: bool = False,
        days: list[date] | None = None,
        **fields: Any,
    ) -> Group:
        if days is None:
            days = meeting_days(self.year, sessions, weekday=weekday)
            keep = move_one_to_day if today else move_off_day
            days = keep(days, self.world.day)
        opened = {"opens_on": date(self.year, 5, 1), "closes_on": None, **fields}
        group = make_group(
            self.world, self.hub, stage, area, self.year, days=days, **opened
        )
        self.hub.this_year[key] = group
        return group

    # People of a first stage

    def add_person(
        self,
        group: Group,
        transitions_from: Callable[[datetime], list[Transition]],
        *,
        at: datetime | None = None,
        until: date | None = None,
        registrant: Registrant | None = None,
        source: RegistrationSource | None = None,
        **fields: Any,
    ) -> Place:
        """Register a person; `transitions_from` gives the place's transitions."""
        world = self.world
        if at is None:
            last = until or date(self.year, 9, 10)
            at = world.random_time(date(self.year, 5, 4), last)
        registrant = registrant or make_teacher(world, self.hub, group)
        self.registrants.append(registrant)
        self.mentors.assign(
            registrant, share=MENTOR_KNOWN, from_on=timezone.localdate(at)
        )
        two_stages = self._later_stage(group) is not None
        both = two_stages and world.chance(BOTH_YEARS)
        why: dict[str, str] = {}
        if two_stages and not both and world.chance(0.5):
            why["first_only_reason_id"] = "second_year_school"
            why["first_only_words"] = content.texts("words")["both_no"]
        registration = make_registration(
            world,
            self.hub,
            registrant,
            group,
            at=at,
            both_years=both,
            source=source,
            **why,
        )
        row = make_place(
            world,
            registration,
            transitions_from(at),
            stage=group.stage,
            year=self.year,
            group=group,
            answers=registrant.answers,
            **fields,
        )
        return row

    def add_secured(self, group: Group, number: int, **fields: Any) -> list[Place]:
        """People who confirmed, with a provisional place if they asked for it."""
        rows = []
        for _ in range(number):
            row = self.add_person(
                group,
                lambda at: secured_transitions(self.world, self.hub, group, at),
                **fields,
            )
            self.add_provisional(row.registration, group, row)
            rows.append(row)
        return rows

    def add_provisional(
        self,
        registration: Registration,
        group: Group,
        first: Place,
        *ends: Transition,
        **fields: Any,
    ) -> None:
        """The provisional place of the next year, created with the confirmation."""
        later = self._later_stage(group)
        if not registration.both_years or later is None:
            return
        confirmed = reached_at(self.world, first, S.CONFIRMED)
        make_place(
            self.world,
            registration,
            [Transition(S.PROVISIONAL, confirmed), *ends],
            stage=later,
            year=self.year + 1,
            group=None,
            answers={"school": first.school, "job_role": first.job_role},
            **fields,
        )

    def _later_stage(self, group: Group) -> Any:
        for stage in self.hub.stages.values():
            same = stage.programme_id == group.stage.programme_id
            if same and stage.order == group.stage.order + 1:
                return stage
        return None

    def add_offered(self, group: Group, number: int) -> list[Place]:
        """People with an open offer; the first one ends soon."""
        moments = offers_still_open(self.world, self.hub, group, number)
        return [
            self.add_person(
                group,
                lambda at: [Transition(S.OFFERED, at)],
                at=at,
                offer_ends_at=offer_end(self.hub, group, at),
            )
            for at in moments
        ]

    def add_recent(self, group: Group, number: int, state: S, **fields: Any) -> None:
        """People who registered in the last fortnight and are in their first state."""
        since = self.world.day - timedelta(days=14)
        for _ in range(number):
            at = self.world.random_time(since, self.world.day)
            self.add_person(group, lambda at: [Transition(state, at)], at=at, **fields)

    def _early_time(self) -> datetime:
        return self.world.random_time(date(self.year, 5, 4), date(self.year, 6, 20))

    def add_declined(self, group: Group) -> None:
        words = content.texts("words")["declined_first"]
        self.add_person(
            group,
            lambda at: [
                Transition(S.OFFERED, at),
                Transition(S.DECLINED, self.world.random_time_after(at, days=2), words),
            ],
            at=self._early_time(),
            end_reason_id="no_cover",
        )

    def add_lapsed(self, group: Group) -> None:
        self.add_person(
            group,
            lambda at: [
                Transition(S.OFFERED, at),
                Transition(S.LAPSED, offer_end(self.hub, group, at)),
            ],
            at=self._early_time(),
        )

    def add_withdrawn(self, group: Group) -> None:
        """Confirmed and then withdrew, together with the next year's place."""
        gone: list[Transition] = []

        def transitions(at: datetime) -> list[Transition]:
            secured = secured_transitions(self.world, self.hub, group, at)
            gone.append(
                Transition(
                    S.WITHDRAWN, self.world.random_time_after(secured[-1].at, days=30)
                )
            )
            return [*secured, *gone]

        row = self.add_person(
            group, transitions, at=self._early_time(), end_reason_id="too_much"
        )
        self.add_provisional(
            row.registration,
            group,
            row,
            *gone,
            end_reason_id=OptionCode.FIRST_YEAR_ENDED,
        )

    def add_deferred(self, group: Group) -> None:
        words = content.texts("words")["deferred"]

        def transitions(at: datetime) -> list[Transition]:
            secured = secured_transitions(self.world, self.hub, group, at)
            end = self.world.random_time_after(secured[-1].at, days=20)
            return [*secured, Transition(S.DEFERRED, end, words, group.lead)]

        self.add_person(group, transitions, at=self._early_time())

    def add_not_selected(self, group: Group) -> None:
        words = content.texts("words")["not_selected"]

        def transitions(at: datetime) -> list[Transition]:
            told = self.world.random_time_after(at, days=5)
            return [
                Transition(S.INTERESTED, at),
                Transition(S.NOT_SELECTED, told, words, group.lead),
            ]

        self.add_person(group, transitions, at=self._early_time())

    def add_moved(self, old: Group, new: Group) -> tuple[Place, Place]:
        """Moved by staff; the successor keeps the time of registering."""
        words = content.texts("words")["moved"]
        moved: list[Transition] = []

        def transitions(at: datetime) -> list[Transition]:
            secured = secured_transitions(self.world, self.hub, old, at)
            when = self.world.random_time_after(secured[-1].at, days=30)
            moved.append(Transition(S.MOVED, when, words, old.lead))
            return [*secured, *moved]

        first = self.add_person(old, transitions, at=self._early_time())
        registrant = self.registrants[-1]
        successor = make_place(
            self.world,
            first.registration,
            [Transition(S.CONFIRMED, moved[0].at, words, old.lead)],
            stage=new.stage,
            year=self.year,
            group=new,
            answers=registrant.answers,
        )
        self.add_provisional(first.registration, new, successor)
        return first, successor

    def add_walk_in(self, group: Group) -> None:
        """Came to the last session without being on the list."""
        held = [each for each in group.sessions if self.world.was_held(each)]
        if held:
            at = held[-1].starts_at + timedelta(minutes=12)
            self.add_person(
                group,
                lambda at: [Transition(S.INTERESTED, at)],
                at=at,
                source=RegistrationSource.WALK_IN,
            )

    def add_drafts(self, group: Group, number: int) -> None:
        """Drafts started from the partner's link and not sent."""
        since = self.world.day - timedelta(days=12)
        for _ in range(number):
            self.world.add(
                RegistrationDraft(
                    id=self.world.uuid(),
                    hub=self.hub.row,
                    work_group=group.row,
                    recruitment_link=self.hub.links.get(group.area),
                    changed_at=self.world.random_time(since, self.world.day),
                )
            )

    # The second stage

    def add_second_years(
        self,
        group: Group,
        members: list[Member],
        numbers: dict[str, int],
        *,
        again: int = 0,
    ) -> list[Member]:
        """Give these outcomes to the first of `members`; return the others.

        `again` is the number of people who registered for one year and came back.
        """
        rest = list(members)
        for outcome in outcomes(numbers):
            make_second_year(self.world, self.hub, rest.pop(0), group, outcome)
        for _ in range(again):
            register_again(self.world, self.hub, rest.pop(0), group)
        return rest

    # The community of training providers

    def add_trainers(self, group: Group, number: int) -> None:
        kinds = ("hei", "scitt", "school_direct", "other")
        known = [p for kind in kinds for p in self.world.providers[kind]]
        known = [known[0], *known]  # the largest provider sends two people
        for provider in known[:number]:
            registrant = make_trainer(self.world, self.hub, provider)
            self.add_person(
                group,
                lambda at: secured_transitions(self.world, self.hub, group, at),
                registrant=registrant,
            )
        registrant = make_trainer(self.world, self.hub, known[-1])
        since = self.world.day - timedelta(days=9)
        self.add_person(
            group,
            lambda at: [Transition(S.INTERESTED, at)],
            registrant=registrant,
            at=self.world.random_time(since, self.world.day),
        )
