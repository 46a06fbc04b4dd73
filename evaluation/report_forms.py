"""Forms about a report: its facts."""

from django import forms

from workgroups.form_fields import WordsField


class QuestionFactForm(forms.Form):
    why = WordsField(label="What is wrong, and how do you know?", rows=4)


class AnswerFactForm(forms.Form):
    is_put_right = forms.TypedChoiceField(
        label="What became of it?",
        choices=[("yes", "It is put right"), ("no", "It stands as it is")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = WordsField(label="Your answer", rows=4)
