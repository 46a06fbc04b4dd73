"""Seats of groups that a preview gives out one by one, as the act would do it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count

from recruitment import rules
from recruitment.models import Place
from workgroups.models import WorkGroup

FULL = "The group is full."


class SeatsToGive:
    """How many seats of each group are left, and how many its schools have."""

    def __init__(self, *, at: datetime, without: Iterable[int] = ()) -> None:
        """`without` are ids of places that give their seats back first."""
        self.at, self.without = at, list(without)
        self.left: dict[int, int | None] = {}
        self.held: Counter[tuple[int, int | None]] = Counter()

    def load(self, groups: Iterable[WorkGroup]) -> None:
        """Count the seats of groups in one statement."""
        new = {each.pk: each for each in groups if each.pk not in self.left}
        in_use = Place.objects.filter(work_group__in=new).in_use(self.at)
        rows = in_use.exclude(pk__in=self.without).order_by()
        used: Counter[int] = Counter()
        counted = rows.values_list("work_group", "school").annotate(number=Count("pk"))
        for group, school, number in counted if new else ():
            used[group] += number
            self.held[group, school] += number
        for pk, group in new.items():
            self.left[pk] = rules.seats_left(group.capacity, used[pk])

    def take(self, group: WorkGroup, school: int | None) -> str:
        """Give one seat to somebody of a school; why not, or "" where it is given."""
        self.load([group])
        left = self.left[group.pk]
        if left == 0:
            return FULL
        limit = group.school_limit if school else None
        if limit is not None and self.held[group.pk, school] >= limit:
            return f"The school {rules.has_its_places(limit)}."
        self.held[group.pk, school] += 1
        self.left[group.pk] = None if left is None else left - 1
        return ""
