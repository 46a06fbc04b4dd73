"""Filters that complete the HTML tables of the stock admin."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

BARE = '<th class="original"></th>'
NAMED = '<th class="original"><span class="visually-hidden">Row</span></th>'
GROUP = re.compile(
    r'(<div class="js-inline-admin-formset inline-group") id="(.+?)-group"'
)


@register.filter
def name_headers(table: SafeString) -> SafeString:
    """Add a text to the one table heading that Django's inline table leaves empty."""
    return mark_safe(table.replace(BARE, NAMED))  # noqa: S308  # Django's own page


@register.filter
def name_group(table: SafeString) -> SafeString:
    """Give the scrollable box of an inline table a name and keyboard focus."""
    named = r'\1 id="\2-group" role="region" aria-labelledby="\2-heading" tabindex="0"'
    return mark_safe(GROUP.sub(named, table))  # noqa: S308  # Django's own page
