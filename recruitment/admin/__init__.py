"""Admin pages of people, places and emails, one module for each noun."""

from recruitment.admin import (
    accounts,
    bulk_actions,
    emails,
    groups,
    homes,
    interest_lists,
    list_exports,
    on_behalf,
    options,
    people,
    places,
    provider_years,
    releases,
    wordings,
)

__all__ = [
    "accounts",
    "bulk_actions",
    "emails",
    "groups",
    "homes",
    "interest_lists",
    "list_exports",
    "on_behalf",
    "options",
    "people",
    "places",
    "provider_years",
    "releases",
    "wordings",
]
