"""The order of an evaluation's themes, which are parts of which, and splitting one."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from evaluation import queries
from evaluation.actions.evaluations import lock_evaluation
from evaluation.choices import ThemeState
from evaluation.errors import NestedTooDeep, NothingToSplit
from evaluation.models import Evaluation, Theme
from workgroups import audit
from workgroups.models import User


def pass_on_parts(theme: Theme, into: Theme) -> None:
    """Give the parts of a theme that ends to another, which may be one of them."""
    if into.parent_id == theme.pk:
        into.parent_id = theme.parent_id
        into.save(update_fields=["parent"])
    theme.parts.exclude(pk=into.pk).update(parent=into.parent_id or into.pk)


@transaction.atomic
def move_theme(theme: Theme, *, up: bool, by: User, at: datetime) -> None:
    """Swap a kept theme with the one before or after it. Raises AlreadyPublished."""
    evaluation = lock_evaluation(theme.evaluation)
    beside = _beside(evaluation, theme)
    index = [each.pk for each in beside].index(theme.pk)
    _place(evaluation, theme, index if up else index + 2)
    audit.record("move_theme", theme, actor=by, fields=["order"], at=at)


@transaction.atomic
def place_theme(theme: Theme, *, position: int, by: User, at: datetime) -> None:
    """Put a kept theme at a position, 1 being the first, among those beside it.

    Raises AlreadyPublished.
    """
    evaluation = lock_evaluation(theme.evaluation)
    _place(evaluation, theme, position)
    audit.record("move_theme", theme, actor=by, fields=["order"], at=at)


def _beside(evaluation: Evaluation, theme: Theme) -> list[Theme]:
    """The kept themes of the same level, in their order."""
    parent = Theme.objects.values_list("parent", flat=True).get(pk=theme.pk)
    return [each for each in queries.codebook(evaluation) if each.parent_id == parent]


def _place(evaluation: Evaluation, theme: Theme, position: int) -> None:
    beside = [each for each in _beside(evaluation, theme) if each.pk != theme.pk]
    beside.insert(min(max(position - 1, 0), len(beside)), theme)
    save_order(evaluation, beside)


def save_order(evaluation: Evaluation, first: Sequence[Theme] = ()) -> None:
    """Number the kept themes, each followed by its parts; those in `first` lead."""
    rank = {each.pk: place for place, each in enumerate(first)}
    kept = sorted(queries.codebook(evaluation), key=lambda t: rank.get(t.pk, len(rank)))
    for order, each in enumerate(_with_parts(kept), start=1):
        each.order = order
    Theme.objects.bulk_update(kept, ["order"])


def _with_parts(themes: Sequence[Theme]) -> list[Theme]:
    """The same themes with each one's parts directly after it."""
    found: list[Theme] = []
    for theme in themes:
        if theme.parent_id is None:
            found += [theme, *(t for t in themes if t.parent_id == theme.pk)]
    return found


@transaction.atomic
def nest_theme(theme: Theme, *, under: Theme | None, by: User, at: datetime) -> None:
    """Make a theme part of another one, or of none.

    Raises NestedTooDeep where either has parts or is one; AlreadyPublished.
    """
    evaluation = lock_evaluation(theme.evaluation)
    theme = evaluation.themes.get(pk=theme.pk)
    if under is not None:
        under = evaluation.themes.kept().get(pk=under.pk)
        if under.parent_id or under.pk == theme.pk or theme.parts.exists():
            raise NestedTooDeep
    theme.parent = under
    theme.save(update_fields=["parent"])
    save_order(evaluation)
    audit.record("nest_theme", theme, actor=by, fields=["parent"], at=at)


@transaction.atomic
def split_theme(
    theme: Theme, *, name: str, passages: Collection[int], by: User, at: datetime
) -> Theme:
    """Make a theme of some passages of another one, which loses them.

    It stands after the other one. Who gave the passages their theme, and when, stays.
    Raises NothingToSplit, AlreadyPublished.
    """
    evaluation = lock_evaluation(theme.evaluation)
    theme = evaluation.themes.get(pk=theme.pk)
    codings = theme.codings.filter(evidence__in=passages)
    if not codings.exists():
        raise NothingToSplit
    new = Theme.objects.create(
        hub_id=evaluation.hub_id,
        evaluation=evaluation,
        name=name,
        kind=theme.kind,
        order=theme.order,
        parent_id=theme.parent_id,
        state=ThemeState.KEPT,
    )
    codings.update(theme=new)
    save_order(evaluation)
    audit.record("split_theme", new, actor=by, fields=["codings"], at=at)
    return new
