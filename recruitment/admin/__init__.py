"""Who takes part, at the hub's desk; one module a noun."""

from recruitment.admin import accounts, groups, letters, people, places

__all__ = ["accounts", "groups", "letters", "people", "places"]
