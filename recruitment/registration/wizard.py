"""The steps of one registration: their order, their forms and the draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict

from recruitment.models import RegistrationDraft
from recruitment.registration import asking, keeping
from recruitment.registration.forms import StepForm
from recruitment.registration.offers import ChosenOffers, Offers
from recruitment.registration.question_types import (
    Asking,
    FormQuestion,
    Step,
    asking_of,
)
from recruitment.registration.questions import STEPS
from workgroups.form_fields import clean_line
from workgroups.models import WorkGroup

CHECK = Step("check", "Check your answers")


@dataclass
class Steps:
    """The steps of one group's registration, and the draft they are filled from."""

    work_group: WorkGroup
    draft: RegistrationDraft | None
    has_later_stage: bool
    read: dict[str, StepForm] = field(default_factory=dict)

    @cached_property
    def asking(self) -> Asking:
        return asking_of(self.work_group, has_later_stage=self.has_later_stage)

    @cached_property
    def asked(self) -> dict[str, list[FormQuestion]]:
        """The questions of each step that has any, in the order of the steps."""
        questions = asking.asked_of(self.asking)
        found = {
            step.name: [each for each in questions if each.step == step.name]
            for step in STEPS
        }
        return {name: asked for name, asked in found.items() if asked}

    @cached_property
    def offers(self) -> Offers:
        return Offers(self.work_group, themes=self.asking.themes)

    @cached_property
    def chosen(self) -> Offers:
        held = self.draft.answers if self.draft else {}
        return ChosenOffers(self.work_group, held, themes=self.asking.themes)

    @property
    def names(self) -> list[str]:
        return [*self.asked, CHECK.name]

    @property
    def first(self) -> str:
        return self.names[0]

    def step(self, name: str) -> Step:
        return next(each for each in (*STEPS, CHECK) if each.name == name)

    def title(self, name: str) -> str:
        """The heading of a step: no school where none is asked for."""
        step = self.step(name)
        key, title = step.title_with
        here = {each.key for each in self.asked.get(name, [])}
        return title if key in here else step.title

    def number(self, name: str) -> int:
        return self.names.index(name) + 1

    def before(self, name: str) -> str:
        """The step to go back to; "" before the first."""
        at = self.names.index(name)
        return self.names[at - 1] if at else ""

    def after(self, name: str) -> str:
        return self.names[self.names.index(name) + 1]

    # What was answered

    def form(
        self, name: str, data: QueryDict | None, offers: Offers | None = None
    ) -> StepForm:
        asked = self.asked[name]
        here = {each.key for each in asked}
        held: Mapping[str, list[str]] = self.draft.answers if self.draft else {}
        elsewhere = {
            key: clean_line(values[0]).lower()
            for key, values in held.items()
            if values and key not in here
        }
        offers = offers or self.offers
        return StepForm(data, asked=asked, offers=offers, elsewhere=elsewhere)

    def kept(self, name: str) -> QueryDict | None:
        """What was answered on a step before; None where it was not reached."""
        held = self.draft.answers if self.draft else {}
        keys = [each.key for each in self.asked[name] if each.key in held]
        if not keys:
            return None
        data = QueryDict(mutable=True)
        for key in keys:
            data.setlist(key, held[key])
        return data

    def kept_form(self, name: str) -> StepForm:
        """The form of a step as it was answered, cleaned once; not to be shown."""
        if name not in self.read:
            self.read[name] = self.form(name, self.kept(name), self.chosen)
            self.read[name].is_valid()
        return self.read[name]

    def unanswered(self) -> str:
        """The first step with a question not answered, or no longer right; or ""."""
        held = self.draft.answers if self.draft else {}
        for name, asked in self.asked.items():
            known = all(each.key in held for each in asked)
            if not known or not self.kept_form(name).is_valid():
                return name
        return ""

    def resume_at(self) -> str:
        """Where a draft was left; "" where there is none, or it stopped at once."""
        left_at = (self.unanswered() or CHECK.name) if self.draft else ""
        return "" if left_at == self.first else left_at

    def answers(self) -> dict[str, Any]:
        """Every cleaned answer, by question."""
        found: dict[str, Any] = {}
        for name in self.asked:
            found |= self.kept_form(name).cleaned_data
        return found

    def answers_kept(self) -> keeping.Answers:
        """What the answers leave on each row."""
        ids: dict[str, dict[str, Any]] = {}
        for name in self.asked:
            ids |= self.kept_form(name).ids
        asked = [each for questions in self.asked.values() for each in questions]
        return keeping.answers_kept(asked, self.answers(), ids)
