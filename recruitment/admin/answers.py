"""The answers given when registering, as the admin shows and exports them."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Subquery

from recruitment.models import Mentor, Mentorship, Place
from recruitment.registration.asking import kept_on
from recruitment.registration.question_types import ROWS, FormQuestion, Keep
from recruitment.registration.questions import QUESTIONS
from recruitment.registration.wording import printed

MENTOR_PREFIX = "named_mentor_"  # of the names of the annotations of the mentor


def answer_columns(keep: Keep, prefix: str = "") -> tuple[tuple[str, str], ...]:
    """The heading and the look-up of each exported answer that is kept on a row."""
    return tuple(
        (question.title, prefix + _look_up(question))
        for question in kept_on(keep)
        if question.exported
    )


def lookups_of(keep: Keep, prefix: str = "") -> list[str]:
    return [lookup for _, lookup in answer_columns(keep, prefix)]


def _look_up(question: FormQuestion) -> str:
    if question.is_row and question.source is not None:
        return f"{question.name}__{ROWS[question.source]}"
    return question.name


def mentor_annotations() -> dict[str, Subquery]:
    """Annotations of a place: each field of the mentor that its registration named."""
    named = Mentorship.objects.filter(registration=OuterRef("registration"))
    return {
        MENTOR_PREFIX + each.name: Subquery(
            named.order_by("pk").values(f"mentor__{each.name}")[:1]
        )
        for each in kept_on(Keep.MENTOR)
    }


def answer_sections() -> tuple[tuple[str, Any], ...]:
    """The fieldsets of a place's page: one for each section of questions."""
    sections: dict[str, list[str]] = {}
    for question in QUESTIONS:
        if question.section:
            shown = (
                question.name
                if question.keep == Keep.PLACE
                else _display_name(question)
            )
            sections.setdefault(question.section, []).append(shown)
    return tuple((title, {"fields": tuple(keys)}) for title, keys in sections.items())


def _read_only() -> list[FormQuestion]:
    """Questions whose answers are kept on another row than the place."""
    return [each for each in QUESTIONS if each.section and each.keep != Keep.PLACE]


def _display_name(question: FormQuestion) -> str:
    return f"{question.key}_given"


def answers_read_only() -> tuple[str, ...]:
    return tuple(_display_name(each) for each in _read_only())


class ReadOnlyAnswers:
    """Mixin of the ModelAdmin of places, with a display method per read-only answer."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for question in _read_only():
            setattr(cls, _display_name(question), _display_method(question))


def _display_method(question: FormQuestion) -> Callable[[Any, Place], str]:
    @admin.display(description=question.title)
    def display(model_admin: Any, place: Place) -> str:
        row = _row_of(place, question.keep)
        return printed(question, row, {}) if row is not None else ""

    return display


def _row_of(place: Place, keep: Keep) -> Any:
    if keep == Keep.PARTICIPANT:
        return place.participant
    if keep == Keep.REGISTRATION:
        return place.registration
    return Mentor.objects.filter(
        mentorships__registration=place.registration_id
    ).first()


def checkbox_field(label: str, choices: Mapping[Any, Any]) -> forms.MultipleChoiceField:
    """A list field whose choices are checkboxes, as in the registration form."""
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
