"""Kinds and states of the catalogue, one TextChoices class each."""

from django.db import models


class RoleKind(models.TextChoices):
    HUB_LEAD = "hub_lead", "hub lead"
    ASSISTANT_HUB_LEAD = "assistant_hub_lead", "assistant hub lead"
    HUB_ADMINISTRATOR = "hub_administrator", "hub administrator"
    WORK_GROUP_LEAD = "work_group_lead", "work group lead"
    LA_PARTNER = "la_partner", "local authority partner"
    EVALUATOR = "evaluator", "evaluator in residence"
    NATIONAL = "national", "national team"


#: One role in the permission policy: all three read and change their hub's rows.
HUB_STAFF = (
    RoleKind.HUB_LEAD,
    RoleKind.ASSISTANT_HUB_LEAD,
    RoleKind.HUB_ADMINISTRATOR,
)


class SchoolPhase(models.TextChoices):
    EARLY_YEARS = "early_years", "early years"
    PRIMARY = "primary", "primary"
    SECONDARY = "secondary", "secondary"
    POST_16 = "post_16", "post-16"
    ALL_THROUGH = "all_through", "all-through"
    NOT_APPLICABLE = "not_applicable", "not given"


class StepFreeAccess(models.TextChoices):
    YES = "yes", "yes"
    IN_PART = "in_part", "in part"
    NO = "no", "no"


class Audience(models.TextChoices):
    ECT = "ect", "early career teachers"
    ITT = "itt", "initial teacher training providers"
    TEACHERS = "teachers", "other teachers"
    LEADERS = "leaders", "local leaders of maths education"


class MasteryStage(models.TextChoices):
    """How far a school is in Teaching for Mastery; each stage is about one year."""

    NONE = "none", "not taking part"
    READINESS = "readiness", "readiness"
    DEVELOPMENT = "development", "development"
    EMBEDDING = "embedding", "embedding"
    SUSTAINING = "sustaining", "sustaining"
    SPECIALIST = "specialist", "mastery specialist school"


class SchoolStatus(models.TextChoices):
    OPEN = "open", "open"
    CLOSING = "closing", "open, but proposed to close"
    PROPOSED = "proposed", "proposed to open"
    CLOSED = "closed", "closed"


class ProviderKind(models.TextChoices):
    HEI = "hei", "university or other higher education institution"
    SCITT = "scitt", "SCITT"
    SCHOOL_DIRECT = "school_direct", "School Direct or lead partner"
    TEACHING_SCHOOL_HUB = "teaching_school_hub", "teaching school hub"
    ECTE_LEAD_PROVIDER = "ecte_lead_provider", "lead provider of ECT training"
    OTHER = "other", "other"


class OutcomeKind(models.TextChoices):
    PROFESSIONAL_LEARNING = "professional_learning", "Professional learning"
    PRACTICE_DEVELOPMENT = "practice_development", "Practice development"
    PUPIL_LEARNING = "pupil_learning", "Pupil learning"
    ORGANISATIONAL_POLICIES = (
        "organisational_policies",
        "Organisational policies and approaches",
    )


class OutcomeAudience(models.TextChoices):
    PARTICIPANTS = "participants", "participants"
    HUB = "hub", "the hub's leadership team"


class OfferPolicy(models.TextChoices):
    AT_ONCE = "at_once", "offer at once while there are seats"
    AFTER_REVIEW = "after_review", "offer after somebody has looked"


class ExportState(models.TextChoices):
    """How far a worker is with the file of a list."""

    QUEUED = "queued", "waiting for its turn"
    RUNNING = "running", "being made"
    DONE = "done", "ready"
    FAILED = "failed", "could not be made"
    EXPIRED = "expired", "deleted"


class DeliveredAs(models.TextChoices):
    PLANNED = "planned", "as planned"
    ADAPTED = "adapted", "adapted"
    SKIPPED = "skipped", "skipped"


class PlanState(models.TextChoices):
    """How far the hub has agreed to the plan of a session."""

    WAITING = "waiting", "waiting to be agreed"
    AGREED = "agreed", "agreed"
    SENT_BACK = "sent_back", "sent back"


class YearDateKind(models.TextChoices):
    """What a dated line of a hub's year is about."""

    BOARD = "board", "board papers"
    RETURN = "return", "a return we owe"
    OTHER = "other", "something else"
