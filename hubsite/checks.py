"""System checks of the site, run by `manage.py check --deploy`."""

from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register

ALL_LOOK_LIKE_ONE = (
    "TRUSTED_PROXIES is 0. Behind a proxy all visitors then look like one computer, "
    "which holds only three seats of a group and shares every rate limit."
)


@register(Tags.security, deploy=True)
def check_trusted_proxies(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """Warn where a proxy, if there is one, hides the addresses of the visitors."""
    if settings.TRUSTED_PROXIES > 0:
        return []
    hint = "Set TRUSTED_PROXIES to the number of proxies that stand before the site."
    return [Warning(ALL_LOOK_LIKE_ONE, hint=hint, id="hubsite.W001")]
