"""What the plan of a session says, for a project's common plan and for each session."""

from typing import Any

from django.db import models

from workgroups.choices import PlanState
from workgroups.plan_words import (
    PLAN_FIELDS,
    check_materials,
    check_mentor_questions,
    fingerprint_of,
)


class PlanFields(models.Model):
    """The parts of a plan, and how far the hub has agreed to it.

    `reviewed_as` says which words were agreed or sent back. Saving other words lets
    the plan wait again.
    """

    focus = models.CharField(max_length=200, blank=True)
    outcomes = models.TextField(blank=True)
    in_class_activity = models.TextField("activity to take away", blank=True)
    gap_task = models.TextField("try before next time", blank=True)
    mentor_questions = models.TextField(
        "questions that a mentor could ask",
        blank=True,
        help_text="Two about what to try before next time, one a line.",
        validators=[check_mentor_questions],
    )
    to_bring = models.TextField("what to bring", blank=True)
    between_minutes = models.PositiveSmallIntegerField(
        "minutes asked between sessions", null=True, blank=True
    )
    mentors_invited = models.CharField(
        "part to which mentors are invited", max_length=200, blank=True
    )
    materials = models.TextField(
        "links to materials",
        blank=True,
        help_text="Web addresses, one a line. Nothing of others is uploaded here.",
        validators=[check_materials],
    )
    plan_state = models.CharField(
        max_length=10,
        choices=PlanState.choices,
        default=PlanState.WAITING,
        editable=False,
    )
    reviewed_as = models.CharField(max_length=64, blank=True, editable=False)

    #: Further fields whose change asks the hub again.
    own_plan_fields: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @property
    def words_of_plan(self) -> dict[str, Any]:
        """The inherited fields by name."""
        return {name: getattr(self, name) for name in PLAN_FIELDS}

    @property
    def fingerprint(self) -> str:
        names = (*PLAN_FIELDS, *self.own_plan_fields)
        return fingerprint_of(getattr(self, name) for name in names)

    def wait_if_changed(self) -> list[str]:
        """Let a plan wait whose words are no longer those that were reviewed.

        Returns the names of the fields that it sets; `bulk_update` needs them.
        """
        if not self.reviewed_as or self.reviewed_as == self.fingerprint:
            return []
        self.plan_state, self.reviewed_as = PlanState.WAITING, ""
        return ["plan_state", "reviewed_as"]

    def save_waiting(self, kwargs: dict[str, Any]) -> None:
        """Call `wait_if_changed` before a save, also where it names its fields."""
        changed = self.wait_if_changed()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = [*kwargs["update_fields"], *changed]
