"""Tables for a session: who sits together, from plain values.

It knows no database and no clock, and the same people always get the same tables.

What is optimised is a cost of two numbers; the first decides, then the second.

- `imbalance`: the sum of the squares of the table sizes. It is smallest where no
  table has two people more than another.
- `distance`: UNSHARED for each person who lacks what most of their table share, and
  COLLEAGUES for each two people of one school at one table.

A person may teach several years or use several schemes: each of them counts. Somebody
of whom nothing is known fits everywhere. People who were put at a table stay there.

For up to EXACT_UP_TO people the cost is the smallest that there is. For more, it falls
neither when two people exchange tables nor when one moves to a smaller table. SciPy's
solvers are not used: an assignment does not know who else sits at a table, and an
integer programme of 200 people takes minutes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

EXACT_UP_TO = 8  # people
UNSHARED = 3
COLLEAGUES = 2
SMALL = 60  # people
STARTS = 16  # of the search in a small group; the best end is taken
STARTS_OF_MANY = 4


@dataclass(frozen=True)
class Person:
    key: int
    school: str = ""  # "" where nobody knows it
    shares: tuple[str, ...] = ()  # what they teach or use


class Cost(NamedTuple):
    imbalance: int
    distance: int


def tables_needed(people: int, size: int) -> int:
    """How many tables of at most `size` people; one where nobody comes."""
    return max(-(-people // size), 1)


def cost_of(tables: Sequence[Sequence[Person]]) -> Cost:
    return Cost(
        imbalance=sum(len(table) ** 2 for table in tables),
        distance=sum(distance_of(table) for table in tables),
    )


def distance_of(table: Sequence[Person]) -> int:
    known = sum(1 for each in table if each.shares)
    lacking = known - len(sharing(table, most_shared(table)))
    schools = Counter(each.school for each in table if each.school)
    pairs = sum(n * (n - 1) // 2 for n in schools.values())
    return UNSHARED * lacking + COLLEAGUES * pairs


def most_shared(table: Sequence[Person], order: Sequence[str] = ()) -> str:
    """What most people of a table share; "" where nothing is known of anybody.

    Of several that as many share, it is the first in `order`, then by alphabet.
    """
    counts = Counter(each for person in table for each in set(person.shares))
    rank = {name: at for at, name in enumerate(order)}
    return min(
        counts,
        key=lambda name: (-counts[name], rank.get(name, len(rank)), name),
        default="",
    )


def sharing(table: Sequence[Person], name: str) -> list[Person]:
    return [each for each in table if name and name in each.shares]


def arrange(
    people: Iterable[Person],
    size: int,
    *,
    fixed: Mapping[int, int] | None = None,
    order: Sequence[str] = (),
) -> list[list[Person]]:
    """People at tables of at most `size`, the tables by what they share in `order`.

    `fixed` has the table, from 1, of each person who stays there. A table has more
    than `size` people only where as many are fixed to it, and there are more tables
    than needed only up to the highest that somebody is fixed to.
    """
    found = sorted(people, key=lambda each: each.key)
    fixed = fixed or {}
    stays = {p.key: fixed[p.key] - 1 for p in found if p.key in fixed}
    highest = max(stays.values(), default=0) + 1
    count = max(tables_needed(len(found), size), highest)
    if len(found) <= EXACT_UP_TO:
        tables = _best(found, count, stays)
    else:
        tables = _by_exchange(found, count, stays, order)
    return _numbered(tables, set(stays.values()), order)


def _numbered(
    tables: list[list[Person]], named: set[int], order: Sequence[str]
) -> list[list[Person]]:
    """Tables with a fixed person keep their numbers; the others are put in order."""
    rank = {name: at for at, name in enumerate(order)}

    def by_shared(table: list[Person]) -> tuple[bool, bool, int, str, int]:
        name = most_shared(table, order)
        first = min((each.key for each in table), default=0)
        return not table, not name, rank.get(name, len(rank)), name, first

    free = iter(
        sorted((t for at, t in enumerate(tables) if at not in named), key=by_shared)
    )
    numbered = [tables[at] if at in named else next(free) for at in range(len(tables))]
    return [sorted(table, key=lambda each: each.key) for table in numbered]


# --- the search


class _Seating:
    """Who sits where, and what a change of table would cost.

    People and what they share are numbers here. At the end the smallest table has
    `level` people, and `larger` tables have one more; nobody joins a larger one.
    """

    def __init__(self, people: Sequence[Person], count: int, stays: Mapping[int, int]):
        names = sorted({name for each in people for name in each.shares})
        number = {name: at for at, name in enumerate(names)}
        self.shares = [tuple({number[n] for n in each.shares}) for each in people]
        self.schools = [each.school for each in people]
        self.members: list[set[int]] = [set() for _ in range(count)]
        self.counts = [[0] * len(names) for _ in range(count)]
        self.from_school: list[Counter[str]] = [Counter() for _ in range(count)]
        self.table_of = [-1] * len(people)
        self.distance = 0
        self.level, self.larger = len(people), 0
        self.free = [at for at, each in enumerate(people) if each.key not in stays]
        for at in set(range(len(people))).difference(self.free):
            self.seat(at, stays[people[at].key])
        self.level, self.larger = self._sizes()

    def _sizes(self) -> tuple[int, int]:
        fixed = [len(each) for each in self.members]
        sizes = list(fixed)
        for _ in self.free:
            sizes[sizes.index(min(sizes))] += 1
        level = min(sizes)
        joined = zip(fixed, sizes, strict=True)
        return level, sum(was <= level < size for was, size in joined)

    def has_room(self, table: int) -> bool:
        size = len(self.members[table])
        return size < self.level or size == self.level and self.larger > 0

    def cost_at(self, who: int, table: int) -> int:
        """By how much the distance grows when somebody joins a table; at least 0."""
        school, shares, counts = self.schools[who], self.shares[who], self.counts[table]
        cost = COLLEAGUES * self.from_school[table][school] if school else 0
        if shares:
            most = max(counts)
            for each in shares:
                if counts[each] == most:
                    return cost
            cost += UNSHARED
        return cost

    def seat(self, who: int, table: int) -> None:
        self.distance += self.cost_at(who, table)
        self.larger -= len(self.members[table]) == self.level
        self._count(who, table, 1)
        self.members[table].add(who)
        self.table_of[who] = table

    def lift(self, who: int) -> int:
        """Take somebody from their table; returns by how much the distance fell."""
        table = self.table_of[who]
        self.members[table].discard(who)
        self._count(who, table, -1)
        self.larger += len(self.members[table]) == self.level
        gain = self.cost_at(who, table)
        self.distance -= gain
        return gain

    def _count(self, who: int, table: int, by: int) -> None:
        self.from_school[table][self.schools[who]] += by
        for each in self.shares[who]:
            self.counts[table][each] += by

    def gain_of(self, who: int) -> int:
        """By how much the distance would fall if somebody left their table."""
        gain = self.lift(who)
        self.seat(who, self.table_of[who])
        return gain

    def tables(self, people: Sequence[Person]) -> list[list[Person]]:
        return [[people[at] for at in sorted(each)] for each in self.members]


def _best(
    people: Sequence[Person], count: int, stays: Mapping[int, int]
) -> list[list[Person]]:
    """Try every arrangement of the smallest imbalance; the first best one is kept."""
    seating = _Seating(people, count, stays)
    least, best = -1, seating.tables(people)

    def seat_from(at: int) -> None:
        nonlocal least, best
        if 0 <= least <= seating.distance:
            return  # the distance never falls when somebody joins
        if at == len(seating.free):
            least, best = seating.distance, seating.tables(people)
            return
        who, empty = seating.free[at], False
        for table, members in enumerate(seating.members):
            if not seating.has_room(table) or (empty and not members):
                continue  # one empty table is as good as another
            empty = empty or not members
            seating.seat(who, table)
            seat_from(at + 1)
            seating.lift(who)

    seat_from(0)
    return best


def _by_exchange(
    people: Sequence[Person],
    count: int,
    stays: Mapping[int, int],
    order: Sequence[str],
) -> list[list[Person]]:
    """Seat one after the other, then exchange people; the best of several starts."""
    rank = {name: at for at, name in enumerate(order)}

    def by_shared(who: int) -> tuple[int, tuple[str, ...], str, int]:
        shares = people[who].shares
        first = min((rank.get(name, len(rank)) for name in shares), default=len(rank))
        return first, shares, people[who].school, who

    starts = STARTS if len(people) <= SMALL else STARTS_OF_MANY
    ends = []
    for start in range(starts):
        seating = _Seating(people, count, stays)
        waiting = sorted(seating.free, key=by_shared)
        turn = start * len(waiting) // starts
        _seat_in_turn(seating, waiting[turn:] + waiting[:turn])
        _exchange(seating)
        ends.append(seating)
    return min(ends, key=lambda each: each.distance).tables(people)


def _seat_in_turn(seating: _Seating, waiting: Iterable[int]) -> None:
    """Each person sits where it costs least, rather at a table that is not empty."""
    tables = range(len(seating.members))
    for who in waiting:
        costs = (
            (seating.cost_at(who, table), not seating.members[table], table)
            for table in tables
            if seating.has_room(table)
        )
        seating.seat(who, min(costs)[-1])


def _exchange(seating: _Seating) -> None:
    """Exchange and move people until no such step lowers the distance."""
    gains = {who: seating.gain_of(who) for who in seating.free}
    changed = True
    while changed:
        changed = False
        for who in seating.free:
            # A step helps only if somebody who changes tables is a cost at their own.
            tables = gains[who] and _best_step(seating, who, gains)
            for table in tables or ():
                changed = True
                free = seating.members[table] & gains.keys()
                gains.update((each, seating.gain_of(each)) for each in free)


def _best_step(
    seating: _Seating, who: int, gains: Mapping[int, int]
) -> tuple[int, int] | None:
    """Let somebody take the best step, if one helps; returns the two tables."""
    own = seating.table_of[who]
    gain = seating.lift(who)
    size = len(seating.members[own])
    least, table, other = 0, own, -1
    for there, members in enumerate(seating.members):
        change = seating.cost_at(who, there) - gain
        if there != own and len(members) == size and change < least:
            least, table = change, there
    for each in seating.free:
        there = seating.table_of[each]
        change = seating.cost_at(each, own) - gain - gains[each]
        if there == own or change >= least:
            continue  # what `who` costs there can only add to it
        seating.lift(each)
        change += seating.cost_at(who, there)
        seating.seat(each, there)
        if change < least:
            least, table, other = change, there, each
    if other >= 0:
        seating.lift(other)
        seating.seat(other, own)
    seating.seat(who, table)
    return (own, table) if table != own else None
