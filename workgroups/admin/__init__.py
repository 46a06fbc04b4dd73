"""Admin pages of the catalogue and calendar, one module for each noun."""

from workgroups.admin import (
    accounts,
    catalogue,
    frameworks,
    groups,
    hub_year,
    hubs,
    list_exports,
    public_texts,
    saved_lists,
    venues,
)

__all__ = [
    "accounts",
    "catalogue",
    "frameworks",
    "groups",
    "hub_year",
    "hubs",
    "list_exports",
    "public_texts",
    "saved_lists",
    "venues",
]
