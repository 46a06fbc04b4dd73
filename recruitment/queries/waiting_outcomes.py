"""How people fared who stood at a number of a waiting list in the last two years."""

from bisect import insort
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from recruitment.choices import SECURED, PlaceState
from recruitment.models import Place, PlaceEvent

YEARS = 2  # academic years before that of the place
FEWEST = 10  # people: fewer say nothing

Waiting = tuple[int, datetime, int]  # the order of the list: -priority, since, id
ListKey = tuple[int, int, int]  # hub, programme and academic year


@dataclass
class Outcomes:
    """Of the people who stood at each number of a list, how many got in."""

    stood: Counter[int] = field(default_factory=Counter)
    got_in: Counter[int] = field(default_factory=Counter)

    def in_words(self, number: int, *, smallest: int) -> str:
        """A sentence about one number; "" where it would say too much of too few.

        From ten people on. One to four of them, in or not in, are not told apart.
        """
        of, hits = self.stood[number], self.got_in[number]
        parts = (hits, of - hits)
        if of < FEWEST or any(0 < part < smallest for part in parts):
            return ""
        return (
            f"In the last two years {hits} of {of} people who stood at number "
            f"{number} got in."
        )


def outcomes_before(places: Collection[Place]) -> dict[ListKey, Outcomes]:
    """What came of the earlier lists of these places' programmes, in one statement."""
    wanted = {key_of(place) for place in places}
    events = PlaceEvent.objects.filter(
        hub__in={hub for hub, _, _ in wanted},
        place__programme__in={programme for _, programme, _ in wanted},
        place__start_year__gte=min((year for *_, year in wanted), default=0) - YEARS,
        place__start_year__lt=max((year for *_, year in wanted), default=0),
    )
    rows = list(
        events.exclude(place__state=PlaceState.MOVED)
        .exclude(place__work_group=None)
        .select_related("place")
        .order_by("place__work_group", "at", "pk")
    )
    return {key: _outcomes(rows, key) for key in wanted}


def key_of(place: Place) -> ListKey:
    return place.hub_id, place.programme_id, place.start_year


def _outcomes(events: Iterable[Any], key: ListKey) -> Outcomes:
    hub, programme, year = key
    own = [
        each
        for each in events
        if (each.place.hub_id, each.place.programme_id) == (hub, programme)
        and year - YEARS <= each.place.start_year < year
    ]
    found = Outcomes()
    for number, secured in _stands(own):
        found.stood[number] += 1
        found.got_in[number] += secured
    return found


def _stands(events: Iterable[Any]) -> Iterator[tuple[int, bool]]:
    """Each number at which each place stood, once, and whether it was secured."""
    lists: dict[int, list[Waiting]] = {}
    seen: set[tuple[int, int]] = set()
    states: dict[int, str] = {}
    for event in events:
        place = event.place
        states[place.pk] = place.state
        waiting = lists.setdefault(place.work_group_id, [])
        stand = (-place.priority, place.registered_at, place.pk)
        if stand in waiting:
            waiting.remove(stand)
        if event.to_state == PlaceState.WAITING:
            insort(waiting, stand)
        seen.update((pk, number) for number, (*_, pk) in enumerate(waiting, start=1))
    for pk, number in seen:
        yield number, states[pk] in SECURED
