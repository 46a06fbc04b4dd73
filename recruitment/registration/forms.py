"""The form of a step, made from the questions that are asked on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from recruitment.registration.asking import matters
from recruitment.registration.group_choices import Choice, GroupChoices
from recruitment.registration.question_types import FormQuestion, Kind, Source
from workgroups.form_fields import (
    AddressField,
    LineField,
    NameField,
    WordsField,
    clean_line,
)

NO_SCHOOL_FOUND = (
    "We found no school by that name. Try another part of it, or say that it is not "
    "listed."
)


class StepForm(forms.Form):
    """One page. Its fields are its questions, in the order of their declaration.

    `held` is what was posted on every page, by question. A follow-up is shown where
    an answer makes it, or where the page is its own (`follow_ups_are_shown`). The
    others are written into the page, hidden, for the script that shows them.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None,
        *,
        asked: Sequence[FormQuestion],
        group_choices: GroupChoices,
        held: Mapping[str, list[str]] | None = None,
        follow_ups_are_shown: bool = False,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.asked, self.group_choices = asked, group_choices
        self.held = held or {}
        self.offered: dict[str, list[Choice]] = {}
        typed = self._typed()
        before = {**self.held, **self._posted()} or self.initial
        for question in asked:
            choices = group_choices.of(question, typed)
            self.offered[question.key] = choices
            field = _field_of(question, choices)
            field.is_shown = follow_ups_are_shown or matters(question, before)  # type: ignore[attr-defined]
            self.fields[question.key] = field

    def _typed(self) -> dict[str, str]:
        return {
            key: values[0] if values else "" for key, values in self._posted().items()
        }

    def _posted(self) -> dict[str, list[str]]:
        """What the page holds, by question, as it was posted."""
        if not isinstance(self.data, QueryDict):
            return {}
        keys = [each.key for each in self.asked if each.key in self.data]
        return {key: self.data.getlist(key) for key in keys}

    @property
    def ids(self) -> dict[str, dict[str, Any]]:
        """By question: the keys of the rows that its choices stand for."""
        return {
            key: {each.value: each.id for each in choices}
            for key, choices in self.offered.items()
        }

    @property
    def schools_found(self) -> bool:
        return any(
            each.id is not None
            for question in self.asked
            if question.source == Source.SCHOOLS
            for each in self.offered[question.key]
        )

    @property
    def schools_in_words(self) -> str:
        """What the search for a school found, and what to do next."""
        if not self.schools_found:
            return NO_SCHOOL_FOUND
        found = self.group_choices.schools
        shown = len(found.schools)
        if found.number > shown:
            of_all = f"{shown} of {found.number_in_words} schools."
            return f"{of_all} Is yours missing? Add the town."
        return "Choose your school from the list, then press Continue."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for question in self.asked:
            if question.key not in self.errors:
                problem = self._problem(question, data)
                if problem:
                    self.add_error(question.key, problem)
        return data

    def _problem(self, question: FormQuestion, data: Mapping[str, Any]) -> str:
        """What is wrong with an answer beside the others; "" for nothing."""
        answer = data.get(question.key)
        if answer:
            return self._repeated(question, answer, data)
        if question.together and data.get(question.together[0]):
            return question.together[1]
        if question.follows is None:
            is_wanted = True
        else:
            is_wanted = was_asked(question, self.data) and matters(
                question, {**self.held, **data}
            )
        return self._missing(question, data) if question.required and is_wanted else ""

    def _repeated(
        self, question: FormQuestion, answer: Any, data: Mapping[str, Any]
    ) -> str:
        keys, problem = question.unlike or ((), "")
        given = [data.get(key) or self._said_before(key) for key in keys]
        return problem if answer in given else ""

    def _said_before(self, key: str) -> str:
        values = self.held.get(key, [])
        return clean_line(values[0]).lower() if values else ""

    def _missing(self, question: FormQuestion, data: Mapping[str, Any]) -> str:
        typed = data.get(f"{question.key}_query", "")
        if question.source != Source.SCHOOLS or not typed:
            return question.required
        if self.schools_found:
            return "Choose your school from the list."
        return NO_SCHOOL_FOUND


def was_asked(question: FormQuestion, data: Any) -> bool:
    """Whether the page that was posted showed a question.

    A follow-up that was hidden posts neither its answer nor its mark, and is asked on
    a page of its own.
    """
    if question.follows is None:
        return True
    return question.key in data or question.key in data.getlist("asked")


def _field_of(question: FormQuestion, choices: Sequence[Choice]) -> forms.Field:
    given: dict[str, Any] = {
        "label": question.label,
        "help_text": question.hint,
        "required": bool(question.required) and not question.follows,
    }
    if question.required:
        given["error_messages"] = {"required": question.required}
    field = _of_kind(question, [(each.value, each.label) for each in choices], given)
    field.initial = question.initial or None
    # not called optional: it, or another of its family, is to be answered
    is_asked = bool(question.required) or question.is_expected
    field.is_asked = is_asked or question.kind == Kind.LOOK_UP  # type: ignore[attr-defined]
    field.follows = question.follows  # type: ignore[attr-defined]
    return field


def _of_kind(
    question: FormQuestion, choices: list[tuple[str, str]], given: dict[str, Any]
) -> forms.Field:
    match question.kind:
        case Kind.TICK:
            return forms.BooleanField(**given)
        case Kind.SOME_OF:
            boxes = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=choices, widget=boxes, **given)
        case Kind.ONE_OF:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **given)
        case Kind.PICK_ONE:
            return forms.ChoiceField(
                choices=[("", question.nothing), *choices], **given
            )
        case Kind.ADDRESS:
            return AddressField(
                widget=forms.EmailInput(attrs=dict(question.attrs)), **given
            )
        case Kind.WORDS:
            return WordsField(max_length=question.max_length, rows=3, **given)
    kind = NameField if question.kind == Kind.NAME else LineField
    widget = forms.TextInput(attrs=dict(question.attrs))
    return kind(max_length=question.max_length, widget=widget, **given)
