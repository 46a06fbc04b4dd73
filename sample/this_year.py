"""Fill the groups of the current year, one person at a time."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from recruitment.choices import OptionCode, RegistrationSource
from recruitment.models import Place, Registration, RegistrationDraft
from sample.groups import clear_of, make_group, meeting_days, with_one_on
from sample.histories import (
    S,
    Step,
    offer_end,
    offers_still_open,
    place,
    reached_at,
    register,
    secured_steps,
)
from sample.last_year import (
    Member,
    came_back_later,
    outcomes,
    second_year,
)
from sample.people import Guest, Mentors, teacher, trainer
from sample.world import Group, SampleHub, World, story

BOTH_YEARS = 0.86  # share of people who register for both years
MENTOR_KNOWN = 0.86


class ThisYear:
    """Fill one hub's groups of this year with people and places."""

    def __init__(self, world: World, hub: SampleHub, mentors: Mentors) -> None:
        self.world = world
        self.hub = hub
        self.mentors = mentors
        self.year = world.year
        self.guests: list[Guest] = []

    def group(
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
            keep = with_one_on if today else clear_of
            days = keep(days, self.world.day)
        opened = {"opens_on": date(self.year, 5, 1), "closes_on": None, **fields}
        group = make_group(
            self.world, self.hub, stage, area, self.year, days=days, **opened
        )
        self.hub.this_year[key] = group
        return group

    # People of a first stage

    def asks(
        self,
        group: Group,
        steps_from: Callable[[datetime], list[Step]],
        *,
        at: datetime | None = None,
        until: date | None = None,
        guest: Guest | None = None,
        source: RegistrationSource | None = None,
        **fields: Any,
    ) -> Place:
        """Register a person; `steps_from` gives the place's transitions."""
        world = self.world
        if at is None:
            last = until or date(self.year, 9, 10)
            at = world.some_time(date(self.year, 5, 4), last)
        guest = guest or teacher(world, self.hub, group)
        self.guests.append(guest)
        self.mentors.give(guest, share=MENTOR_KNOWN, from_on=at.date())
        two_stages = self._later_stage(group) is not None
        both = two_stages and world.chance(BOTH_YEARS)
        why: dict[str, str] = {}
        if two_stages and not both and world.chance(0.5):
            why["first_only_reason_id"] = "second_year_school"
            why["first_only_words"] = story("words")["both_no"]
        registration = register(
            world,
            self.hub,
            guest,
            group,
            at=at,
            both_years=both,
            source=source,
            **why,
        )
        row = place(
            world,
            registration,
            steps_from(at),
            stage=group.stage,
            year=self.year,
            group=group,
            answers=guest.answers,
            **fields,
        )
        return row

    def secured(self, group: Group, number: int, **fields: Any) -> list[Place]:
        """People who confirmed, with a provisional place if they asked for it."""
        rows = []
        for _ in range(number):
            row = self.asks(
                group,
                lambda at: secured_steps(self.world, self.hub, group, at),
                **fields,
            )
            self.pencil_in(row.registration, group, row)
            rows.append(row)
        return rows

    def pencil_in(
        self,
        registration: Registration,
        group: Group,
        first: Place,
        *ends: Step,
        **fields: Any,
    ) -> None:
        """The provisional place of the next year, created with the confirmation."""
        later = self._later_stage(group)
        if not registration.both_years or later is None:
            return
        confirmed = reached_at(self.world, first, S.CONFIRMED)
        place(
            self.world,
            registration,
            [Step(S.PROVISIONAL, confirmed), *ends],
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

    def offered(self, group: Group, number: int) -> list[Place]:
        """People with an open offer; the first one ends soon."""
        moments = offers_still_open(self.world, self.hub, group, number)
        return [
            self.asks(
                group,
                lambda at: [Step(S.OFFERED, at)],
                at=at,
                offer_ends_at=offer_end(self.hub, group, at),
            )
            for at in moments
        ]

    def recently(self, group: Group, number: int, state: S, **fields: Any) -> None:
        """People who registered in the last fortnight and are in their first state."""
        since = self.world.day - timedelta(days=14)
        for _ in range(number):
            at = self.world.some_time(since, self.world.day)
            self.asks(group, lambda at: [Step(state, at)], at=at, **fields)

    def _early(self) -> datetime:
        return self.world.some_time(date(self.year, 5, 4), date(self.year, 6, 20))

    def said_no(self, group: Group) -> None:
        words = story("words")["declined_first"]
        self.asks(
            group,
            lambda at: [
                Step(S.OFFERED, at),
                Step(S.DECLINED, self.world.later(at, days=2), words),
            ],
            at=self._early(),
            end_reason_id="no_cover",
        )

    def let_it_lapse(self, group: Group) -> None:
        self.asks(
            group,
            lambda at: [
                Step(S.OFFERED, at),
                Step(S.LAPSED, offer_end(self.hub, group, at)),
            ],
            at=self._early(),
        )

    def left(self, group: Group) -> None:
        """Confirmed and then withdrew, together with the next year's place."""
        gone: list[Step] = []

        def steps(at: datetime) -> list[Step]:
            secured = secured_steps(self.world, self.hub, group, at)
            gone.append(Step(S.WITHDRAWN, self.world.later(secured[-1].at, days=30)))
            return [*secured, *gone]

        row = self.asks(group, steps, at=self._early(), end_reason_id="too_much")
        self.pencil_in(
            row.registration,
            group,
            row,
            *gone,
            end_reason_id=OptionCode.FIRST_YEAR_ENDED,
        )

    def put_off(self, group: Group) -> None:
        words = story("words")["deferred"]

        def steps(at: datetime) -> list[Step]:
            secured = secured_steps(self.world, self.hub, group, at)
            end = self.world.later(secured[-1].at, days=20)
            return [*secured, Step(S.DEFERRED, end, words, group.lead)]

        self.asks(group, steps, at=self._early())

    def not_chosen(self, group: Group) -> None:
        words = story("words")["not_selected"]

        def steps(at: datetime) -> list[Step]:
            told = self.world.later(at, days=5)
            return [
                Step(S.INTERESTED, at),
                Step(S.NOT_SELECTED, told, words, group.lead),
            ]

        self.asks(group, steps, at=self._early())

    def changed_group(self, old: Group, new: Group) -> tuple[Place, Place]:
        """Moved by staff; the successor keeps the time of registering."""
        words = story("words")["moved"]
        moved: list[Step] = []

        def steps(at: datetime) -> list[Step]:
            secured = secured_steps(self.world, self.hub, old, at)
            when = self.world.later(secured[-1].at, days=30)
            moved.append(Step(S.MOVED, when, words, old.lead))
            return [*secured, *moved]

        first = self.asks(old, steps, at=self._early())
        guest = self.guests[-1]
        successor = place(
            self.world,
            first.registration,
            [Step(S.CONFIRMED, moved[0].at, words, old.lead)],
            stage=new.stage,
            year=self.year,
            group=new,
            answers=guest.answers,
        )
        self.pencil_in(first.registration, new, successor)
        return first, successor

    def walked_in(self, group: Group) -> None:
        """Came to the last session without being on the list."""
        held = [each for each in group.sessions if self.world.held(each)]
        if held:
            at = held[-1].starts_at + timedelta(minutes=12)
            self.asks(
                group,
                lambda at: [Step(S.INTERESTED, at)],
                at=at,
                source=RegistrationSource.WALK_IN,
            )

    def began(self, group: Group, number: int) -> None:
        """Drafts started from the partner's link and not sent."""
        since = self.world.day - timedelta(days=12)
        for _ in range(number):
            self.world.add(
                RegistrationDraft(
                    id=self.world.uuid(),
                    hub=self.hub.row,
                    work_group=group.row,
                    recruitment_link=self.hub.links.get(group.area),
                    changed_at=self.world.some_time(since, self.world.day),
                )
            )

    # The second stage

    def second_years(
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
        for outcome in outcomes(self.world, numbers):
            second_year(self.world, self.hub, rest.pop(0), group, outcome)
        for _ in range(again):
            came_back_later(self.world, self.hub, rest.pop(0), group)
        return rest

    # The community of training providers

    def providers(self, group: Group, number: int) -> None:
        kinds = ("hei", "scitt", "school_direct", "other")
        known = [p for kind in kinds for p in self.world.providers[kind]]
        known = [known[0], *known]  # the largest provider sends two people
        for provider in known[:number]:
            guest = trainer(self.world, self.hub, provider)
            self.asks(
                group,
                lambda at: secured_steps(self.world, self.hub, group, at),
                guest=guest,
            )
        guest = trainer(self.world, self.hub, known[-1])
        since = self.world.day - timedelta(days=9)
        self.asks(
            group,
            lambda at: [Step(S.INTERESTED, at)],
            guest=guest,
            at=self.world.some_time(since, self.world.day),
        )
