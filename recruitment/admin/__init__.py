"""Who takes part, at the hub's desk; one module a noun."""

from recruitment.admin import accounts, letters, people, places

__all__ = ["accounts", "letters", "people", "places"]
