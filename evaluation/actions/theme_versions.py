"""Versions of a theme: what it said before somebody changed it."""

from datetime import datetime

from evaluation.models import Theme, ThemeVersion
from workgroups.models import User

TEXTS = ("name", "description", "finding", "kind")


def keep_version(theme: Theme, *, by: User | None, at: datetime) -> ThemeVersion:
    """Save the words that a theme has now, just before they change."""
    words = {name: getattr(theme, name) for name in TEXTS}
    return ThemeVersion.objects.create(
        hub_id=theme.hub_id, theme=theme, changed_by=by, changed_at=at, **words
    )
