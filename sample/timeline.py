"""Acts of the current year at their times, done in order through the actions.

Between two acts the timeline does the work of the periodic tasks: it records emails as
sent, reminds people of offers that end soon and lapses offers that have ended.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from recruitment import rules
from recruitment.actions import emails as email_actions
from recruitment.actions import seats
from recruitment.models import Place
from sample.emails import Post
from sample.world import World

Act = Callable[[datetime], object]
#: What a person does when they are asked to confirm their place.
Reaction = Callable[[Place, datetime], None]

OFFERING = ("asked_to_confirm", "seat_offered", "next_year_offered")
#: Emails that tell of the end of an offer.
ANSWERED = ("place_confirmed", "place_declined", "place_withdrawn", "offer_lapsed")
TASK_RUNS_AFTER = timedelta(seconds=40)


class Timeline:
    def __init__(self, world: World) -> None:
        self.world = world
        self.post = Post()
        self._planned: list[tuple[datetime, int, Act]] = []
        self._number = count()  # acts at the same time are done as they were planned
        self._reactions: dict[int, Reaction] = {}
        self._open_offers: set[int] = set()

    def plan(self, at: datetime, act: Act) -> None:
        """Do an act at a time; one later than the evening before is never done."""
        if at <= self.world.evening_before:
            heappush(self._planned, (at, next(self._number), act))

    def expect(self, participant_id: int, reaction: Reaction | None) -> None:
        """Keep what a person does when they are asked to confirm; None: nothing."""
        if reaction is not None:
            self._reactions[participant_id] = reaction

    def run(self) -> None:
        while self._planned:
            at, _, act = heappop(self._planned)
            act(at)
            for email, about in self.post.deliver(at):
                if email.kind in OFFERING:
                    self._follow_up(about, at)
                elif email.kind in ANSWERED:
                    self._open_offers.discard(about.pk)

    def _plan_task(self, pk: int, at: datetime, task: Callable[..., object]) -> None:
        """Run a periodic task at a time, if this offer is still open by then."""

        def run(at: datetime) -> None:
            if pk in self._open_offers:
                task(at=at)

        self.plan(at, run)

    def _follow_up(self, place: Place, at: datetime) -> None:
        ends = place.offer_ends_at
        if ends is None:
            return
        self._open_offers.add(place.pk)
        times = rules.reminder_times(at, ends, place.hub.closed_weeks)
        if times is not None:
            remind = times[0] + TASK_RUNS_AFTER
            self._plan_task(place.pk, remind, email_actions.remind_to_confirm)
        self._plan_task(place.pk, ends + TASK_RUNS_AFTER, seats.lapse_offers)
        reaction = self._reactions.get(place.participant_id)
        if reaction is not None:
            reaction(place, at)
