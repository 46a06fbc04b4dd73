"""The steps of one registration: their order, their titles and the draft."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from recruitment.models import RegistrationDraft
from recruitment.registration.forms import (
    ClassesForm,
    DatesForm,
    InstitutionForm,
    PersonForm,
    StepForm,
    TeacherForm,
)
from workgroups.choices import Audience
from workgroups.models import WorkGroup

TITLES = {
    "you": "You and your school",
    "classes": "Your classes and your mentor",
    "institution": "Your institution",
    "dates": "The dates, and both years",
    "check": "Check your answers",
}


@dataclass
class Steps:
    """The forms of one group's registration, and the draft they are filled from."""

    work_group: WorkGroup
    draft: RegistrationDraft | None
    both_years_possible: bool
    forms: dict[str, type[StepForm]] = field(default_factory=dict)
    read: dict[str, StepForm] = field(default_factory=dict)

    def __post_init__(self) -> None:
        audience = self.work_group.project.stage.programme.audience
        if audience == Audience.ITT:
            middle: dict[str, type[StepForm]] = {"institution": InstitutionForm}
            self.forms = {"you": PersonForm, **middle, "dates": DatesForm}
        else:
            middle = {"classes": ClassesForm}
            self.forms = {"you": TeacherForm, **middle, "dates": DatesForm}

    @property
    def names(self) -> list[str]:
        return [*self.forms, "check"]

    def form(self, step: str, data: QueryDict | None) -> StepForm:
        more: dict[str, Any] = {"work_group": self.work_group}
        if step == "dates":
            more["both_years_possible"] = self.both_years_possible
        return self.forms[step](data, **more)

    def kept(self, step: str) -> QueryDict | None:
        """What was answered on a step before; None where it was not reached."""
        held = self.draft.answers.get(step) if self.draft else None
        if held is None:
            return None
        data = QueryDict(mutable=True)
        for name, values in held.items():
            data.setlist(name, values)
        return data

    def kept_form(self, step: str) -> StepForm:
        """The form of a step as it was answered, cleaned once."""
        if step not in self.read:
            self.read[step] = self.form(step, self.kept(step))
            self.read[step].is_valid()
        return self.read[step]

    def unanswered(self) -> str:
        """The first step that is missing or no longer right; "" when all are."""
        wrong = (step for step in self.forms if not self.kept_form(step).is_valid())
        return next(wrong, "")

    def cleaned(self) -> dict[str, dict[str, Any]]:
        return {step: self.kept_form(step).cleaned_data for step in self.forms}

    def title(self, step: str) -> str:
        """The heading of a step: no school where none is asked for, no years of one."""
        if step == "you" and self.forms["you"] is PersonForm:
            return "You"
        if step == "dates" and not self.both_years_possible:
            return "The dates"
        return TITLES[step]

    def resume_at(self) -> str:
        """Where a draft was left; "" where there is none, or it stopped here."""
        left_at = (self.unanswered() or "check") if self.draft else ""
        return "" if left_at == "you" else left_at

    def after(self, step: str) -> str:
        return self.names[self.names.index(step) + 1]
