"""What runs, where and when. Whose row it is: `hub`, or nobody's (national)."""

from workgroups.models.catalogue import (
    IntendedOutcome,
    Programme,
    Project,
    Stage,
    StrategicGoal,
)
from workgroups.models.groups import Session, WorkGroup
from workgroups.models.hubs import Hub, HubArea, LocalAuthority
from workgroups.models.people import AuditEntry, Role, User
from workgroups.models.rate_limits import RateLimitUse
from workgroups.models.schools import Provider, School

__all__ = [
    "AuditEntry",
    "RateLimitUse",
    "Hub",
    "HubArea",
    "IntendedOutcome",
    "LocalAuthority",
    "Programme",
    "Project",
    "Provider",
    "Role",
    "School",
    "Session",
    "Stage",
    "StrategicGoal",
    "User",
    "WorkGroup",
]
