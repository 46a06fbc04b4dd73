"""The steps of one registration: their order, their forms and the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict

from recruitment.models import RegistrationDraft
from recruitment.registration import asking, keeping
from recruitment.registration.forms import StepForm, was_asked
from recruitment.registration.group_choices import ChosenGroupChoices, GroupChoices
from recruitment.registration.question_types import (
    Asking,
    FormQuestion,
    Step,
    asking_of,
)
from recruitment.registration.steps import STEPS
from workgroups.models import WorkGroup

CHECK = Step("check", "Check your answers")
LOOK_UP, SCHOOL = "school_query", "school"


@dataclass
class Steps:
    """The steps of one group's registration, and the draft they are filled from.

    A step is one page. Where an answer makes a follow-up that its page did not show,
    because no script ran, the follow-up has a page of its own after it.
    """

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
        return asking.asked_by_step(self.asking, later=False)

    @cached_property
    def pages(self) -> dict[str, tuple[str, list[FormQuestion]]]:
        """By page: its step and its questions; a follow-up's page comes after both."""
        found = {}
        for step, questions in self.asked.items():
            found[step] = (step, questions)
            for page, asked in asking.follow_ups(questions).items():
                found[page] = (step, asked)
        return found

    @cached_property
    def group_choices(self) -> GroupChoices:
        return GroupChoices(self.work_group, themes=self.asking.themes)

    @cached_property
    def chosen(self) -> GroupChoices:
        return self._chosen(self.held)

    def _chosen(self, held: Mapping[str, list[str]]) -> GroupChoices:
        return ChosenGroupChoices(self.work_group, held, themes=self.asking.themes)

    @property
    def held(self) -> Mapping[str, list[str]]:
        """What the draft holds, as it was posted."""
        return self.draft.answers if self.draft else {}

    @property
    def names(self) -> list[str]:
        return [*self.asked, CHECK.name]

    @property
    def first(self) -> str:
        return self.names[0]

    def step(self, page: str) -> Step:
        """The step that a page belongs to."""
        name = self.pages[page][0] if page in self.pages else page
        return next(each for each in (*STEPS, CHECK) if each.name == name)

    def title(self, page: str) -> str:
        step = self.step(page)
        key, title = step.title_with
        here = {each.key for each in self.asked.get(step.name, [])}
        return title if key in here else step.title

    def number(self, page: str) -> int:
        return self.names.index(self.step(page).name) + 1

    def before(self, page: str) -> str:
        """The page to go back to; "" before the first."""
        step = self.step(page).name
        if page != step:
            return step
        at = self.names.index(step)
        return self.names[at - 1] if at else ""

    def after(self, page: str) -> str:
        """The next page: a follow-up that an answer calls for, or the next step."""
        step = self.step(page).name
        return self._follow_up(step) or self.names[self.names.index(step) + 1]

    def _follow_up(self, step: str) -> str:
        """The first follow-up of a step that is to be asked and was not; or ""."""
        for page, asked in asking.follow_ups(self.asked[step]).items():
            wanted = [each for each in asked if asking.matters(each, self.held)]
            if any(each.key not in self.held for each in wanted):
                return page
        return ""

    def is_asked(self, page: str) -> bool:
        """Whether a page exists and the answers so far lead to it."""
        step, questions = self.pages.get(page, ("", []))
        if page == step:
            return True
        return any(asking.matters(each, self.held) for each in questions)

    # The school, which the first page takes words of

    def asks_words_of_school(self, page: str) -> bool:
        """Whether a page takes words of a school that a later page asks for."""
        later = [each.key for each in self.asked.get(SCHOOL, [])]
        return page == self.first and LOOK_UP in later and SCHOOL not in self.held

    def looks_up_first(self, page: str) -> bool:
        """Whether a page opens with the schools of the words typed on the first one."""
        return page == SCHOOL and bool(self.words_of_school) and SCHOOL not in self.held

    @property
    def words_of_school(self) -> str:
        return next(iter(self.held.get(LOOK_UP, [])), "")

    # What was answered

    def form(
        self,
        page: str,
        data: QueryDict | None,
        group_choices: GroupChoices | None = None,
        asked: Sequence[FormQuestion] | None = None,
    ) -> StepForm:
        """The form of a page, with all its questions unless others are `asked`."""
        return StepForm(
            data,
            asked=self.pages[page][1] if asked is None else asked,
            group_choices=group_choices or self.group_choices,
            held=self.held,
            follow_ups_are_shown=page != self.step(page).name,
        )

    def posted_form(self, page: str, data: QueryDict) -> StepForm:
        """The form that checks what was posted; not to be shown.

        It leaves out follow-ups that the page did not show, and reads of schools and
        providers those that were chosen.
        """
        asked = [each for each in self.pages[page][1] if was_asked(each, data)]
        return self.form(page, data, self._chosen(dict(data.lists())), asked)

    def kept(self, page: str) -> QueryDict | None:
        """The answers already given on a page; None where there are none."""
        keys = [each.key for each in self.pages[page][1] if each.key in self.held]
        if not keys:
            return None
        data = QueryDict(mutable=True)
        for key in keys:
            data.setlist(key, self.held[key])
        return data

    def kept_form(self, step: str) -> StepForm:
        """The form of a step as it was answered, cleaned once; not to be shown."""
        if step not in self.read:
            held = self.kept(step) if self.asked[step] else QueryDict()
            self.read[step] = self.form(step, held, self.chosen)
            self.read[step].is_valid()
        return self.read[step]

    def unanswered(self) -> str:
        """The first page with a question not answered, or no longer right; or ""."""
        for step, asked in self.asked.items():
            always = [each for each in asked if each.follows is None]
            known = all(each.key in self.held for each in always)
            if not known or not self.kept_form(step).is_valid():
                return step
            if follow_up := self._follow_up(step):
                return follow_up
        return ""

    def resume_at(self) -> str:
        """Where a draft was left; "" where there is none, or it stopped at once."""
        left_at = (self.unanswered() or CHECK.name) if self.draft else ""
        return "" if left_at == self.first else left_at

    def answers(self) -> dict[str, Any]:
        """Every cleaned answer, by question."""
        found: dict[str, Any] = {}
        for step in self.asked:
            found |= self.kept_form(step).cleaned_data
        return found

    def answers_kept(self) -> keeping.Answers:
        """What the answers leave on each row."""
        ids: dict[str, dict[str, Any]] = {}
        for step in self.asked:
            ids |= self.kept_form(step).ids
        asked = [each for questions in self.asked.values() for each in questions]
        return keeping.answers_kept(asked, self.answers(), ids)
