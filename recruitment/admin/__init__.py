"""Admin pages of people, places and emails, one module for each noun."""

from recruitment.admin import accounts, emails, groups, options, people, places

__all__ = ["accounts", "emails", "groups", "options", "people", "places"]
