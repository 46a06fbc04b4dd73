"""What runs, where and when. A row belongs to one hub; without a hub it is national."""

from workgroups.models.catalogue import (
    IntendedOutcome,
    Programme,
    Project,
    Stage,
    StrategicGoal,
)
from workgroups.models.dates import DateToAvoid, ProviderDate, YearDate
from workgroups.models.frameworks import Framework, FrameworkSection
from workgroups.models.groups import Session, WorkGroup
from workgroups.models.hubs import Hub, HubArea, LocalAuthority
from workgroups.models.people import AuditEntry, Role, User
from workgroups.models.plans import CommonPlan, PlanComment, PlanReview
from workgroups.models.rate_limits import RateLimitUse
from workgroups.models.saved_lists import ListExport, SavedList
from workgroups.models.schools import Provider, School, SchoolWord, SchoolYear
from workgroups.models.venues import Venue
from workgroups.models.wordings import Wording

__all__ = [
    "AuditEntry",
    "CommonPlan",
    "DateToAvoid",
    "Framework",
    "FrameworkSection",
    "RateLimitUse",
    "Hub",
    "HubArea",
    "IntendedOutcome",
    "ListExport",
    "LocalAuthority",
    "PlanComment",
    "PlanReview",
    "Programme",
    "Project",
    "Provider",
    "ProviderDate",
    "Role",
    "SavedList",
    "School",
    "SchoolWord",
    "SchoolYear",
    "Session",
    "Stage",
    "StrategicGoal",
    "User",
    "Venue",
    "Wording",
    "WorkGroup",
    "YearDate",
]
