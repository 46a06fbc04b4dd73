"""Bring in a list of themes, all of it or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from evaluation import queries
from evaluation.actions.evaluations import lock_evaluation
from evaluation.actions.theme_order import save_order
from evaluation.actions.theme_versions import save_words
from evaluation.codebook_files import ListedTheme
from evaluation.models import Evaluation, Theme
from workgroups import audit
from workgroups.errors import ListRefused
from workgroups.models import User
from workgroups.table_files import Problem, shortened

PART_OF = "Part of"


@dataclass(frozen=True)
class ImportedThemes:
    added: int
    changed: int
    unchanged: int


@transaction.atomic
def import_codebook(
    evaluation: Evaluation, listed: Sequence[ListedTheme], *, by: User, at: datetime
) -> ImportedThemes:
    """Add the themes of a list, and change those that have its names.

    A theme that the list leaves out stays; what a changed one said before stays as a
    version. The same list again changes nothing. Raises ListRefused, AlreadyPublished.
    """
    evaluation = lock_evaluation(evaluation)
    kept = {each.name.casefold(): each for each in queries.codebook(evaluation)}
    known = set(kept)
    changed = set()
    for each in listed:
        theme = kept.get(each.name.casefold())
        if theme is None:
            kept[each.name.casefold()] = _added(evaluation, each, order=len(kept) + 1)
        elif save_words(theme, each.words, by=by, at=at):
            changed.add(theme.pk)
    changed |= _nest(listed, kept)
    save_order(evaluation)
    added = len(kept) - len(known)
    changed &= {kept[name].pk for name in known}
    if added or changed:
        fields = ["themes"]
        audit.record("import_codebook", evaluation, actor=by, fields=fields, at=at)
    return ImportedThemes(added, len(changed), len(listed) - added - len(changed))


def _added(evaluation: Evaluation, listed: ListedTheme, *, order: int) -> Theme:
    return Theme.objects.create(
        hub_id=evaluation.hub_id,
        evaluation=evaluation,
        name=listed.name,
        order=order,
        **listed.words,
    )


def _nest(listed: Sequence[ListedTheme], kept: dict[str, Theme]) -> set[int]:
    """Make parts of themes as the list says; the ids of those that moved.

    Raises ListRefused where one is part of nothing that there is, or of a part.
    """
    moved = set()
    for each in listed:
        theme = kept[each.name.casefold()]
        if each.part_of is not None:
            parent = kept.get(each.part_of.casefold()) if each.part_of else None
            if each.part_of and (parent is None or parent is theme):
                why = f"“{shortened(each.part_of)}” is no other theme."
                raise ListRefused([Problem(each.line, why, PART_OF)])
            if theme.parent_id != (parent.pk if parent else None):
                theme.parent = parent
                theme.save(update_fields=["parent"])
                moved.add(theme.pk)
    _check_depth(listed, kept)
    return moved


def _check_depth(listed: Sequence[ListedTheme], kept: dict[str, Theme]) -> None:
    of = {theme.pk: theme.parent_id for theme in kept.values()}
    for each in listed:
        if of.get(of[kept[each.name.casefold()].pk] or 0):
            why = f"“{shortened(each.part_of or '')}” is part of another theme itself."
            raise ListRefused([Problem(each.line, why, PART_OF)])
