"""The form of a step, made from the questions that are asked on it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from recruitment.registration.asking import matters
from recruitment.registration.offers import Choice, Offers
from recruitment.registration.question_types import FormQuestion, Kind, Source
from workgroups.form_fields import AddressField, LineField, NameField, WordsField

NO_SCHOOL_FOUND = (
    "We found no school by that name. Try another part of it, or say that it is not "
    "listed."
)


class StepForm(forms.Form):
    """One step. Its fields are its questions, in the order of their declaration.

    `elsewhere` holds what was typed on the other steps, by question.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None,
        *,
        asked: Sequence[FormQuestion],
        offers: Offers,
        elsewhere: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data)
        self.asked = asked
        self.elsewhere = elsewhere or {}
        self.offered: dict[str, list[Choice]] = {}
        typed = self._typed()
        for question in asked:
            choices = offers.choices(question, typed)
            self.offered[question.key] = choices
            self.fields[question.key] = _field_of(question, choices, asked)

    def _typed(self) -> dict[str, str]:
        if not self.is_bound:
            return {}
        return {each.key: str(self.data.get(each.key, "")) for each in self.asked}

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

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for question in self.asked:
            _imply(question, data)
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
        if question.required and matters(question, data):
            return self._missing(question, data)
        return ""

    def _repeated(
        self, question: FormQuestion, answer: Any, data: Mapping[str, Any]
    ) -> str:
        keys, problem = question.unlike or ((), "")
        given = [data.get(key) or self.elsewhere.get(key) for key in keys]
        return problem if answer in given else ""

    def _missing(self, question: FormQuestion, data: Mapping[str, Any]) -> str:
        typed = data.get(f"{question.key}_query", "")
        if question.source != Source.SCHOOLS or not typed:
            return question.required
        if self.schools_found:
            return "Choose your school from the list."
        return NO_SCHOOL_FOUND


def _imply(question: FormQuestion, data: dict[str, Any]) -> None:
    """Write the answer that answering this question alone gives."""
    follows = question.follows
    if follows is None or not follows.implied or not data.get(question.key):
        return
    before = data.get(follows.key)
    if isinstance(before, list):
        data[follows.key] = list(dict.fromkeys([*before, str(follows.answer)]))
    elif not before:
        data[follows.key] = follows.answer


def _is_required_alone(question: FormQuestion, asked: Iterable[FormQuestion]) -> bool:
    """Whether a missing answer is wrong, whatever else was answered."""
    implied_by = any(
        each.follows and each.follows.implied and each.follows.key == question.key
        for each in asked
    )
    return bool(question.required) and question.follows is None and not implied_by


def _field_of(
    question: FormQuestion, choices: Sequence[Choice], asked: Iterable[FormQuestion]
) -> forms.Field:
    given: dict[str, Any] = {
        "label": question.label,
        "help_text": question.hint,
        "required": _is_required_alone(question, asked),
    }
    if question.required:
        given["error_messages"] = {"required": question.required}
    field = _of_kind(question, [(each.value, each.label) for each in choices], given)
    field.initial = question.initial or None
    # not called optional: it, or another of its family, must be answered
    field.is_asked = bool(question.required) or question.kind == Kind.LOOK_UP  # type: ignore[attr-defined]
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
