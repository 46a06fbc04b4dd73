"""Who takes part, at the hub's desk; one module a noun."""

from recruitment.admin import accounts, emails, groups, people, places

__all__ = ["accounts", "emails", "groups", "people", "places"]
