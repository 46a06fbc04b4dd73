"""How the rows of a person are found, for what is held of the person."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from recruitment.models import Participant


@dataclass(frozen=True)
class RowsOf:
    """Rows of a model whose person is found by a path."""

    path: str
    label: str
    related: tuple[str, ...] = ()

    def __call__(self, person: Participant) -> QuerySet[Any]:
        found = self.of_people([person]).order_by("pk")
        return found.select_related(*self.related) if self.related else found

    def of_people(self, people: Any) -> QuerySet[Any]:
        """The rows of several people, or of those that a queryset finds."""
        model: Any = apps.get_model(self.label)
        found: QuerySet[Any] = model._base_manager.filter(
            **{f"{self.path}__in": people}
        )
        return found


def of_person(path: str, label: str, *related: str) -> RowsOf:
    return RowsOf(path, label, related)


def records_of(person: Participant) -> QuerySet[Participant]:
    """The person's row, and those that it took over."""
    rows = Participant.objects.filter(Q(pk=person.pk) | Q(merged_into=person))
    return rows.order_by("pk")
