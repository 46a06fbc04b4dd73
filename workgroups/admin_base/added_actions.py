"""Admin actions that another app adds to the list of a model of this app.

An upper app enters them from its admin modules. The ModelAdmin of the list reads the
registry when it answers, so no app changes the ModelAdmin of another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.helpers import ActionForm
from django.db.models import Model


@dataclass(frozen=True)
class Added:
    """The actions added to one model's list and the form beside them."""

    actions: tuple[Callable[..., Any], ...] = ()
    form: type[ActionForm] = ActionForm


_added: dict[type[Model], Added] = {}


def add_actions(
    model: type[Model],
    *actions: Callable[..., Any],
    form: type[ActionForm] = ActionForm,
) -> None:
    """Enter actions for a model's list; `form` holds the fields that they read."""
    _added[model] = Added((*actions_of(model).actions, *actions), form)


def actions_of(model: type[Model]) -> Added:
    return _added.get(model, Added())
