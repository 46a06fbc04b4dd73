"""What another app adds to the admin pages of a model of this app.

An upper app enters its actions for a list, and what it does after a page was saved,
from its admin modules. The ModelAdmin reads the registry when it answers, so no app
changes the ModelAdmin of another.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.db.models import Model
from django.http import HttpRequest


class ListActionForm(ActionForm):
    """The choice of an action, and a box for all rows that works without a script."""

    select_across = forms.BooleanField(
        label="All that this list holds, on every page", required=False
    )


@dataclass(frozen=True)
class Added:
    """The actions added to one model's list and the form beside them."""

    actions: tuple[Callable[..., Any], ...] = ()
    form: type[ActionForm] = ListActionForm


_added: dict[type[Model], Added] = {}


def add_actions(
    model: type[Model],
    *actions: Callable[..., Any],
    form: type[ActionForm] = ListActionForm,
) -> None:
    """Enter actions for a model's list; `form` holds the fields that they read."""
    _added[model] = Added((*actions_of(model).actions, *actions), form)


#: Called with the request, the form and the formsets of a page, in its transaction.
AfterSaving = Callable[[HttpRequest, Any, Sequence[Any]], None]
_after_saving: dict[type[Model], list[AfterSaving]] = {}


def add_after_saving(model: type[Model], act: AfterSaving) -> None:
    """Enter what happens after a model's page and its inline rows were saved."""
    _after_saving.setdefault(model, []).append(act)


def after_saving(model: type[Model]) -> list[AfterSaving]:
    return _after_saving.get(model, [])


class AskFirst(Exception):
    """Raised after a page was saved: nothing is kept until somebody has read this.

    The page is shown again with `said` and `sample`; saved again with the same `key`
    it goes through.
    """

    field = "read_first"

    def __init__(self, said: str, *, key: str, sample: Any) -> None:
        super().__init__(said)
        self.said, self.key, self.sample = said, key, sample


#: Who has a place in groups, in words by the id of the group: "7 people have a place".
Concerned = Callable[[Collection[int]], Mapping[int, str]]
_concerned: list[Concerned] = []


def add_concerned(found: Concerned) -> None:
    """Enter what a warning about dates says of the people of the groups."""
    _concerned.append(found)


def those_concerned(group_ids: Collection[int]) -> dict[int, str]:
    return {pk: said for each in _concerned for pk, said in each(group_ids).items()}


#: How many people have a secured place in groups, by the id of the group.
Secured = Callable[[Collection[int]], Mapping[int, int]]
_secured: list[Secured] = []


def add_secured(counted: Secured) -> None:
    """Enter what a warning about seats counts where a group has no limit."""
    _secured.append(counted)


def secured_in(group_id: int) -> int:
    return sum(each([group_id]).get(group_id, 0) for each in _secured)


#: How many people of a group have each lead provider, by the provider's id.
Trained = Callable[[int], Mapping[int, int]]
_trained: list[Trained] = []


def add_trained(counted: Trained) -> None:
    """Enter what a warning about training days counts."""
    _trained.append(counted)


def trained_in(group_id: int | None) -> dict[int, int]:
    if group_id is None:
        return {}
    return {pk: n for each in _trained for pk, n in each(group_id).items()}


#: Why rows may not be deleted, as sentences; [] where they may be.
Keeper = Callable[[Sequence[Any]], list[str]]
_keepers: dict[type[Model], list[Keeper]] = {}


def add_keeper(model: type[Model], keeper: Keeper) -> None:
    """Enter what forbids deleting rows of a model, on its pages and in inlines."""
    _keepers.setdefault(model, []).append(keeper)


def why_kept(model: type[Model], rows: Sequence[Any]) -> list[str]:
    return [said for keeper in _keepers.get(model, []) for said in keeper(rows)]


def actions_of(model: type[Model]) -> Added:
    return _added.get(model, Added())
