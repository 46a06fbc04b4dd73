"""The catalogue at the hub's desk; one module a noun."""

from workgroups.admin import accounts, catalogue, groups, hubs

__all__ = ["accounts", "catalogue", "groups", "hubs"]
