"""Shared state of the sample: the day, random numbers, names and rows to save.

All random numbers come from one generator seeded with seed and day, so both give the
same rows again. Nothing that has happened is later than the evening before the day.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db.models import Model

from sample import content
from workgroups import academic_years
from workgroups.models import Hub, Session, Stage, User, WorkGroup
from workgroups.words import LONDON

EVENING = time(18)
BATCH = 400  # rows per statement


@dataclass(eq=False)
class Group:
    """A work group with what its members' histories need."""

    row: WorkGroup
    stage: Stage
    area: str  # an LA's code, "secondary", "itt", or "" for the whole hub
    sessions: list[Session]
    lead: User
    audience: str  # the audience of its comments: primary, secondary or itt

    def is_running(self, day: date) -> bool:
        """Whether a session is still to come, on this day or later."""
        return bool(self.sessions) and self.sessions[-1].on >= day

    def next_session_at(self, at: datetime) -> datetime | None:
        coming = [each.starts_at for each in self.sessions if each.starts_at > at]
        return min(coming, default=None)

    def first_session_from(self, day: date) -> date | None:
        return min((each.on for each in self.sessions if each.on >= day), default=None)


@dataclass
class SampleHub:
    """A hub with its people and copies, by the keys of the content files."""

    row: Hub
    areas: list[str]
    targets: dict[str, int]
    staff: dict[str, User] = field(default_factory=dict)  # by role, or "role area"
    stages: dict[str, Stage] = field(default_factory=dict)
    projects: dict[tuple[str, int], Any] = field(default_factory=dict)
    links: dict[str, Any] = field(default_factory=dict)  # RecruitmentLink by LA
    mentors: dict[str, Any] = field(default_factory=dict)  # last year's, by address
    last_year: list[Group] = field(default_factory=list)
    this_year: dict[str, Group] = field(default_factory=dict)
    open_group: Group | None = None  # whose people are being asked about their year


class World:
    def __init__(self, *, seed: int, day: date) -> None:
        self.seed = seed
        self.day = day
        self.year = academic_years.academic_year_of(day)
        self.rng = Random(f"{seed} {day.isoformat()}")  # noqa: S311  # no secret
        self.authorities: dict[str, Any] = {}
        self.schools: dict[str, list[Any]] = defaultdict(list)  # open schools by LA
        self.providers: dict[str, list[Any]] = defaultdict(list)  # by kind
        self.goals: dict[tuple[str, int], Any] = {}
        self.masters: dict[Any, Any] = {}  # programmes, stages and projects by key
        self.hubs: list[SampleHub] = []
        self.password_hash = ""
        self.accounts: list[tuple[str, str, User]] = []  # (hub, role in words, account)
        self._rows: dict[type[Model], list[Any]] = defaultdict(list)
        self._names = {kind: self._names_of(kind) for kind in ("participant", "mentor")}

    # Random numbers

    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def weighted(self, weights: Mapping[Any, float]) -> Any:
        return self.rng.choices([*weights], [*weights.values()])[0]

    def shuffled(self, rows: Iterable[Any]) -> list[Any]:
        found = list(rows)
        self.rng.shuffle(found)
        return found

    def name(self, kind: str) -> tuple[str, str]:
        """The next unused first and last name."""
        return next(self._names[kind])

    def _names_of(self, kind: str) -> Iterator[tuple[str, str]]:
        """The names in file order, then the same first and last names combined anew."""
        people = content.people(kind)
        yield from ((each.first_name, each.last_name) for each in people)
        taken = {(each.first_name, each.last_name) for each in content.all_people()}
        for step in range(1, len(people)):
            for place, each in enumerate(people):
                other = people[(place + step) % len(people)].last_name
                if (each.first_name, other) not in taken:
                    taken.add((each.first_name, other))
                    yield each.first_name, other

    # Time

    @property
    def evening_before(self) -> datetime:
        return datetime.combine(self.day - timedelta(days=1), EVENING, tzinfo=LONDON)

    def at(self, day: date, hour: int = 16, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=LONDON)

    def random_time(self, first: date, last: date) -> datetime:
        """A moment between two days, well before the evening before the day.

        That leaves time for a lead's review and for an answer.
        """
        last = max(min(last, self.day - timedelta(days=1)), first)
        day = first + timedelta(days=self.rng.randint(0, (last - first).days))
        at = self.at(day, self.rng.randint(7, 21), self.rng.randint(0, 59))
        return min(
            at, self.evening_before - timedelta(minutes=self.rng.randint(30, 90))
        )

    def random_time_after(
        self, at: datetime, *, days: float, by: datetime | None = None
    ) -> datetime:
        """Up to so many days later, but before `by` and before the day."""
        found = at + timedelta(minutes=self.rng.randint(20, max(int(days * 1440), 40)))
        if by is not None:
            found = min(found, by - timedelta(minutes=self.rng.randint(5, 120)))
        latest = self.evening_before - timedelta(minutes=self.rng.randint(5, 25))
        return max(min(found, latest), at + timedelta(minutes=1))

    def was_held(self, session: Session) -> bool:
        return session.on < self.day

    # Rows

    def add(self, row: Any) -> Any:
        self._rows[type(row)].append(row)
        return row

    def rows(self, model: type[Model]) -> list[Any]:
        return self._rows[model]

    def save(
        self,
        models: Sequence[type[Model]],
        *,
        by_time: Callable[[Any], Any] | None = None,
    ) -> None:
        """Save the added rows of these models in this order, and forget them."""
        for model in models:
            rows = self._rows.pop(model, [])
            if by_time is not None:
                rows.sort(key=by_time)
            model._base_manager.bulk_create(rows, batch_size=BATCH)
