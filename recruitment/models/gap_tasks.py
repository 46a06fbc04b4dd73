"""How many tried what a session set them to try, without who said what.

docs/personal-data.md says why the rows are kept apart.
"""

from django.db import models
from django.db.models import Q

from recruitment.choices import GapTaskAnswer
from recruitment.querysets import GapTaskCountQuerySet
from workgroups import academic_years
from workgroups.models import Hub, Session
from workgroups.querysets import ScopedQuerySet

#: The columns of a count, by the answer that they count.
SHOWN = {answer: answer.value for answer in GapTaskAnswer}
WAITING = {answer: f"waiting_{answer.value}" for answer in GapTaskAnswer}


class GapTaskCount(models.Model):
    """Counts of one session, or of those of a hub's people who use one scheme.

    Answers wait until as many have come as the hub's smallest count; then all of them
    are shown together, so that no two readings differ by fewer people.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    start_year = models.PositiveSmallIntegerField("academic year")
    number = models.PositiveSmallIntegerField("session number")
    session = models.ForeignKey(
        Session,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="gap_task_counts",
    )
    scheme = models.CharField(max_length=40, blank=True)
    tried = models.PositiveIntegerField(default=0)
    adapted = models.PositiveIntegerField(default=0)
    not_yet = models.PositiveIntegerField(default=0)
    waiting_tried = models.PositiveIntegerField(default=0)
    waiting_adapted = models.PositiveIntegerField(default=0)
    waiting_not_yet = models.PositiveIntegerField(default=0)

    objects = GapTaskCountQuerySet.as_manager()

    class Meta:
        ordering = ["start_year", "number", "session_id", "scheme"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(session__isnull=False),
                name="one_count_per_session",
                violation_error_message="This session is counted already.",
            ),
            models.UniqueConstraint(
                fields=["hub", "start_year", "number", "scheme"],
                condition=Q(session=None),
                name="one_count_per_scheme_year_and_number",
                violation_error_message="This scheme is counted already.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(session__isnull=False, scheme="")
                    | Q(session=None) & ~Q(scheme="")
                ),
                name="a_count_is_of_a_session_or_of_a_scheme",
                violation_error_message="A count is of a session or of a scheme.",
            ),
        ]

    def __str__(self) -> str:
        year = academic_years.label(self.start_year)
        return f"Tried after session {self.number} of {year}"


class GapTaskMark(models.Model):
    """That somebody has answered for a session, so that nobody is counted twice.

    The digest is made of place and session under SECRET_KEY. There is no time and no
    number in the order of answering, so a copy of the database says neither who has
    answered nor what.
    """

    digest = models.CharField(max_length=64, primary_key=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return "Answered"
