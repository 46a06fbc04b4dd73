"""The year before: groups of first stages that ended, written in bulk.

The first hub's year has the shape of the source report: a group in each of six local
authorities and one for secondary, 110 early career teachers in all. The report's "20+ a
group" and "110 in all" do not fit seven groups, so these have from 9 to 20.

Source: Evaluator in Residence 2022/23.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from recruitment.choices import RegistrationSource
from recruitment.models import Place
from recruitment.registration import keeping
from sample import content
from sample.groups import make_group, meeting_days
from sample.histories import (
    S,
    Transition,
    make_place,
    make_registration,
    offer_end,
)
from sample.people import Mentors, Registrant, make_teacher
from sample.world import Group, SampleHub, World
from workgroups.models import Stage

#: People with a place by area; Lewisham has no partner, so the hub recruits there.
SIZES = {
    "203": 20,
    "208": 17,
    "209": 9,
    "210": 16,
    "303": 17,
    "305": 18,
    "secondary": 13,
}
NOT_COMPLETED = 7  # of the first hub's 110
NOT_COMPLETED_PER_GROUP = 2
ASKED_WITHOUT_PLACE = 2  # people per group who asked and did not take part
MENTOR_KNOWN = 0.6  # share of people with a mentor
#: What became of people without a place: the state, and the coded reason.
WITHOUT_PLACE = ((S.DECLINED, "no_cover"), (S.LAPSED, None), (S.WITHDRAWN, "dates"))


@dataclass
class Member:
    """A person, their place of the first year, and whether it was completed."""

    registrant: Registrant
    place: Place
    group: Group
    confirmed_at: datetime

    @property
    def completed(self) -> bool:
        return self.place.state == S.COMPLETED


class LastYear:
    """Write one hub's groups of last year with people and places."""

    def __init__(self, world: World, hub: SampleHub, mentors: Mentors) -> None:
        self.world = world
        self.hub = hub
        self.mentors = mentors
        self.year = world.year - 1
        self.members: list[Member] = []

    def fill(self, sizes: dict[str, int]) -> list[Member]:
        for order, (area, size) in enumerate(sizes.items()):
            group = self._add_group(area, weekday=order % 5)
            for _ in range(size):
                self._add_member(group)
            for number in range(ASKED_WITHOUT_PLACE):
                case = order * ASKED_WITHOUT_PLACE + number
                self._add_without_place(group, *WITHOUT_PLACE[case % 3])
        return self.members

    def _add_group(self, area: str, *, weekday: int) -> Group:
        secondary = area == "secondary"
        group = make_group(
            self.world,
            self.hub,
            "secondary-1" if secondary else "primary-1",
            area,
            self.year,
            days=meeting_days(self.year, 5, weekday=weekday),
            audience="secondary" if secondary else "primary",
            capacity=None if secondary else 24,
            opens_on=date(self.year, 5, 1),
            closes_on=date(self.year, 9, 30),
        )
        self.hub.last_year.append(group)
        return group

    def _add_member(self, group: Group) -> None:
        world = self.world
        at = world.random_time(date(self.year, 5, 4), date(self.year, 9, 6))
        ends = offer_end(self.hub, group, at)
        confirmed_at = world.random_time_after(at, days=4, by=ends)
        end = world.at(group.sessions[-1].on + timedelta(days=3), 12)
        state = S.NOT_COMPLETED if self._leaves(group) else S.COMPLETED
        transitions = [
            Transition(S.OFFERED, at),
            Transition(S.CONFIRMED, confirmed_at),
            Transition(state, end, actor=group.lead),
        ]
        registrant, row = self._add_person(
            group, transitions, source=self._source(group)
        )
        self.members.append(Member(registrant, row, group, confirmed_at))

    def _source(self, group: Group) -> RegistrationSource | None:
        if group.area == "209":
            by_staff = self.world.chance(0.5)
            return RegistrationSource.STAFF if by_staff else RegistrationSource.FORM
        return RegistrationSource.IMPORT if self.world.chance(0.08) else None

    def _leaves(self, group: Group) -> bool:
        """Whether a person stops coming: at most two per group, a few per hub."""
        stopped = [each.group for each in self.members if not each.completed]
        here = sum(each is group for each in stopped)
        room = len(stopped) < NOT_COMPLETED and here < NOT_COMPLETED_PER_GROUP
        return room and self.world.chance(0.08)

    def _add_without_place(self, group: Group, state: S, reason: str | None) -> None:
        """A person who asked, and then declined, withdrew or did not answer."""
        world = self.world
        at = world.random_time(date(self.year, 5, 10), date(self.year, 6, 30))
        ends = offer_end(self.hub, group, at)
        lapses = state == S.LAPSED
        ended_at = ends if lapses else world.random_time_after(at, days=3, by=ends)
        words = content.texts("words")["declined_first"] if state == S.DECLINED else ""
        transitions = [Transition(S.OFFERED, at), Transition(state, ended_at, words)]
        self._add_person(group, transitions, end_reason=reason)

    def _add_person(
        self,
        group: Group,
        transitions: list[Transition],
        *,
        source: RegistrationSource | None = None,
        end_reason: str | None = None,
    ) -> tuple[Registrant, Place]:
        registrant = make_teacher(self.world, self.hub, group)
        registration = make_registration(
            self.world,
            self.hub,
            registrant,
            group,
            at=transitions[0].at,
            mentor=self.mentors.name_one(registrant, share=MENTOR_KNOWN),
            source=source,
        )
        row = make_place(
            self.world,
            registration,
            transitions,
            stage=group.stage,
            group=group,
            year=self.year,
            end_reason_id=end_reason,
            **registrant.answers,
        )
        return registrant, row


def pencil_in(world: World, member: Member, stage: Stage) -> Place:
    """The place of the second year, for a person who registered for both years."""
    registration = member.place.registration
    registration.both_years = True
    return make_place(
        world,
        registration,
        [Transition(S.PROVISIONAL, member.confirmed_at)],
        stage=stage,
        group=None,
        year=member.place.start_year + 1,
        **keeping.next_year_too(member.place),
    )
