"""The form for typing up paper slips, one row a slip."""

from collections.abc import Iterable
from typing import Any

from django import forms

from evaluation import rules
from evaluation.choices import QuestionKind
from evaluation.forms import text_limit_of
from evaluation.models import Question
from workgroups.form_fields import WordsField


class SlipForm(forms.Form):
    """One paper slip as a row: ratings as a number, choices as a list."""

    def __init__(self, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        asked = list(questions)
        for question in asked:
            self.fields[question.key] = _slip_field_of(question, text_limit_of(asked))
        self.fields["may_be_quoted"] = forms.BooleanField(
            label="May be quoted", required=False
        )

    @property
    def answers(self) -> dict[str, Any]:
        """What the slip answers; {} for an empty row."""
        given = {k: v for k, v in self.cleaned_data.items() if k != "may_be_quoted"}
        return rules.non_empty(given)


def _slip_field_of(question: Question, text_limit: int) -> forms.Field:
    if question.kind == QuestionKind.RATING:
        wrong = "Write a number from 1 to 5, or nothing."
        return forms.IntegerField(
            label=question.text,
            required=False,
            min_value=1,
            max_value=5,
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
        )
    if question.kind == QuestionKind.CHOICE:
        choices = [("", "–"), *((option, option) for option in question.options)]
        return forms.ChoiceField(choices=choices, label=question.text, required=False)
    return WordsField(
        label=question.text, required=False, max_length=text_limit, rows=2
    )
