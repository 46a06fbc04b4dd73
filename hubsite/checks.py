"""System checks of the site, run by `manage.py check --deploy`."""

from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import DatabaseError, connection

from workgroups import trigrams

ALL_LOOK_LIKE_ONE = (
    "TRUSTED_PROXIES is 0. Behind a proxy all visitors then look like one computer, "
    "which holds only three seats of a group and shares every rate limit."
)
WITHOUT_TRIGRAMS = (
    "This database has no extension pg_trgm. The look-up of schools works, but takes "
    "longer and finds fewer mistyped names."
)
TRIGRAMS_HINT = (
    "Somebody who may create extensions runs CREATE EXTENSION pg_trgm in this database "
    "(package postgresql-contrib). Then run: manage.py migrate workgroups 0018, and: "
    "manage.py migrate."
)


@register(Tags.security, deploy=True)
def check_trusted_proxies(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """Warn where a proxy, if there is one, hides the addresses of the visitors."""
    if settings.TRUSTED_PROXIES > 0:
        return []
    hint = "Set TRUSTED_PROXIES to the number of proxies that stand before the site."
    return [Warning(ALL_LOOK_LIKE_ONE, hint=hint, id="hubsite.W001")]


@register(Tags.database)
def check_trigrams(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """Warn where PostgreSQL lacks the extension that finds mistyped schools.

    A connection that it opens is closed again: a worker checks before it starts the
    processes that do its work, and would keep it for nothing.
    """
    is_open = connection.connection is not None
    try:
        if connection.vendor != "postgresql" or trigrams.is_there():
            return []
    except DatabaseError:  # no database yet: whoever asks for it says so
        return []
    finally:
        if not is_open:
            connection.close()
    return [Warning(WITHOUT_TRIGRAMS, hint=TRIGRAMS_HINT, id="hubsite.W002")]
