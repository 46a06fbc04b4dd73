"""Admin pages of the catalogue and calendar, one module for each noun."""

from workgroups.admin import accounts, catalogue, groups, hubs, venues

__all__ = ["accounts", "catalogue", "groups", "hubs", "venues"]
