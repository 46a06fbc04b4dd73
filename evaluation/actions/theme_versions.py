"""Versions of a theme: what it said before somebody changed it."""

from collections.abc import Mapping
from datetime import datetime

from evaluation.models import Theme, ThemeVersion
from workgroups.models import User

TEXTS = ("name", "description", "not_when", "finding", "kind")


def keep_version(theme: Theme, *, by: User | None, at: datetime) -> ThemeVersion:
    """Save the words that a theme has now, just before they change."""
    words = {name: getattr(theme, name) for name in TEXTS}
    return ThemeVersion.objects.create(
        hub_id=theme.hub_id, theme=theme, changed_by=by, changed_at=at, **words
    )


def save_words(
    theme: Theme, words: Mapping[str, str], *, by: User | None, at: datetime
) -> list[str]:
    """Save the texts of a theme that differ, and return their names.

    What it said before stays as a version; where nothing differs there is none.
    """
    theme.refresh_from_db(fields=TEXTS)
    changed = [name for name in words if words[name] != getattr(theme, name)]
    if changed:
        keep_version(theme, by=by, at=at)
        for name in changed:
            setattr(theme, name, words[name])
        theme.save(update_fields=changed)
    return changed
