"""Random sequences of actions keep seats, places, events and emails consistent."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recruitment.actions import places, seats
from recruitment.actions.registrations import register_interest
from recruitment.errors import RecruitmentError
from recruitment.models import Email, Place, PlaceEvent
from recruitment.registration.keeping import Answers
from tests.factories import (
    FRIDAY_5PM,
    make_programme,
    make_project,
    make_stage,
    make_work_group,
)

pytestmark = pytest.mark.django_db
START = FRIDAY_5PM - timedelta(days=2)
#: States that secure a place, and those of which a person has one per group at most.
SECURED = ["confirmed", "completed", "not_completed"]
OPEN_IN_GROUP = ["interested", "waiting", "offered", "confirmed"]
ACTIONS = ["register", "confirm", "decline", "withdraw", "lapse", "capacity", "wait"]


class Rollback(Exception):
    """Rolls one example back, so that the next begins with an empty database."""


class World:
    """Two groups of one programme over two years, and five people."""

    def __init__(self) -> None:
        programme = make_programme()
        first = make_stage(programme)
        make_stage(programme)
        project = make_project(first)
        self.groups = [make_work_group(project=project, capacity=2) for _ in range(2)]
        self.now: datetime = START
        self.seen: dict[int, int] = {}

    def act(self, name: str, who: int, where: int) -> None:
        group = self.groups[where]
        mine = Place.objects.filter(
            participant__first_name=f"P{who}", work_group=group
        ).last()
        try:
            if name == "register":
                self.register(group, who)
            elif name == "lapse":
                seats.lapse_offers(at=self.now)
            elif name == "capacity":
                group.capacity = who
                group.save()
                seats.offer_free_seats(group, at=self.now)
            elif name == "wait":
                self.now += timedelta(days=who)
            elif mine is not None:
                getattr(places, f"{name}_place")(mine, at=self.now)
        except RecruitmentError:
            pass  # a refused action must have changed nothing

    def register(self, group, who: int) -> None:
        register_interest(
            group,
            Answers(
                participant={
                    "first_name": f"P{who}",
                    "last_name": "Oak",
                    "email": f"p{who}@example.org",
                },
                registration={"both_years": who % 2 == 0},
            ),
            at=self.now,
            form_key=uuid4(),
        )

    def check(self) -> None:
        for group in self.groups:
            states = Counter(group.places.values_list("state", flat=True))
            in_use = group.places.in_use(self.now).count()
            secured = sum(states[state] for state in SECURED)
            assert in_use <= max(self.highest_capacity(group), secured)
        for place in Place.objects.all():
            events = list(place.events.order_by("pk"))
            assert events[-1].to_state == place.state
            assert all(
                before.to_state == after.from_state
                for before, after in zip(events, events[1:], strict=False)
            )
        people = Place.objects.filter(start_year=self.groups[0].start_year)
        secured_places = Counter(
            people.filter(state__in=SECURED).values_list("participant", flat=True)
        )
        open_places = Counter(
            people.filter(state__in=OPEN_IN_GROUP).values_list(
                "participant", "work_group"
            )
        )
        assert max([*secured_places.values(), *open_places.values(), 1]) == 1
        emails = Email.objects.filter(kind="place_confirmed").count()
        assert emails == PlaceEvent.objects.filter(to_state="confirmed").count()

    def highest_capacity(self, group) -> int:
        """The highest capacity so far, because offers stay when it is lowered."""
        group.refresh_from_db()
        self.seen[group.pk] = max(self.seen.get(group.pk, 2), group.capacity)
        return self.seen[group.pk]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(ACTIONS), st.integers(0, 4), st.integers(0, 1)),
        min_size=5,
        max_size=40,
    )
)
def test_any_sequence_of_actions_keeps_the_invariants(actions):
    try:
        with transaction.atomic():
            world = World()
            for action in actions:
                world.act(*action)
                world.check()
            raise Rollback
    except Rollback:
        pass
