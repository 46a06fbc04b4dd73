"""Kinds and states of the evaluation, one TextChoices class each."""

from django.db import models


class QuestionSetKind(models.TextChoices):
    BASELINE = "baseline", "before you start"
    SESSION = "session", "after a session"
    GAP_TASK = "gap_task", "try before next time"
    FINAL = "final", "at the end of the year"
    FOLLOW_UP = "follow_up", "a year later"
    MENTOR = "mentor", "mentors"
    ITT = "itt", "training providers"
    LEADS = "leads", "work group leads"


#: Sets that a whole group is asked about its year.
OF_A_GROUP = (QuestionSetKind.BASELINE, QuestionSetKind.FINAL, QuestionSetKind.ITT)

#: Sets whose answers carry a pseudonym, which pairs before and after.
PAIRED = (QuestionSetKind.BASELINE, QuestionSetKind.FINAL, QuestionSetKind.FOLLOW_UP)


class QuestionKind(models.TextChoices):
    RATING = "rating", "rating from 1 to 5"
    CHOICE = "choice", "one of several"
    TEXT = "text", "in your own words"


class TeamQuestion(models.TextChoices):
    """What the hub's own team is asked once a year; answers are notes with a role."""

    LEARNED = (
        "learned from providers",
        "What has the hub learned from training providers this year?",
    )
    CHANGED = (
        "changed by it",
        "What does the hub do differently because of it?",
    )
    NEEDED = (
        "needed next year",
        "What do new teachers and schools here need next year?",
    )


class EvaluationState(models.TextChoices):
    PLANNING = "planning", "planning"
    COLLECTING = "collecting", "collecting"
    CODING = "coding", "reading and coding"
    REPORTING = "reporting", "writing"
    PUBLISHED = "published", "published"


class CheckAnswer(models.TextChoices):
    """Whether a visit saw what a line of the plan check-list says."""

    SEEN = "seen", "seen"
    NOT_SEEN = "not_seen", "not seen"
    NOT_APPLICABLE = "n_a", "not applicable"


class ThemeMark(models.TextChoices):
    """How much a theme was heard in a local authority."""

    OFTEN = "often", "heard often"
    HEARD = "heard", "heard"
    NOT_HEARD = "not_heard", "not heard"


class EvidenceKind(models.TextChoices):
    WRITTEN = "written", "written feedback"
    SPOKEN = "spoken", "spoken feedback"
    OBSERVATION = "observation", "seen in a session"
    DOCUMENT = "document", "document"


class HeardFrom(models.TextChoices):
    ROOM = "room", "the whole room"
    TABLE = "table", "a table"
    ONE = "one", "one to one"


class ThemeKind(models.TextChoices):
    FINDING = "finding", "finding"
    PROCESS = "process", "process"


class ThemeState(models.TextChoices):
    SUGGESTED = "suggested", "suggested"
    KEPT = "kept", "kept"
    MERGED = "merged", "merged into another"
    DISCARDED = "discarded", "not used"


class Origin(models.TextChoices):
    PERSON = "person", "a person"
    ENGINE = "engine", "suggested"


class AddressedTo(models.TextChoices):
    HUB = "hub", "the hub"
    LEADS = "leads", "work group leads"
    LA = "la", "local authorities"
    PARTNER = "partner", "partners"
    NCETM = "ncetm", "NCETM"


class ImplicationState(models.TextChoices):
    PROPOSED = "proposed", "proposed"
    AGREED = "agreed", "agreed"
    UNDER_WAY = "under_way", "under way"
    DONE = "done", "done"
    DROPPED = "dropped", "dropped"


class FactCheckState(models.TextChoices):
    OPEN = "open", "not answered yet"
    PUT_RIGHT = "put_right", "put right"
    ANSWERED = "answered", "answered"


class CountedMeasure(models.TextChoices):
    """Measures of an implication that are counted here."""

    PLAN_CHECK = "plan_check", "plans that keep its line of the check-list"
    SECURED = "secured", "people with a secured place"
    CAME = "came", "people who came to session 1"
    ATTENDANCE = "attendance", "attendance over the year"
    CONTINUED = "continued", "people who went on to the second year"


class ReportState(models.TextChoices):
    QUEUED = "queued", "waiting to be made"
    RUNNING = "running", "being made"
    DONE = "done", "ready"
    FAILED = "failed", "could not be made"
