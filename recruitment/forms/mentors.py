"""Forms that name a person’s mentor and end a mentorship."""

from typing import Any

from django import forms
from django.utils import timezone

from recruitment.models import Mentorship
from recruitment.models.mentor_loop import COMMENT_LENGTH
from workgroups.form_fields import AddressField, LineField, NameField


class PastDayField(forms.DateField):
    """A day up to today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            initial=timezone.localdate,
            **kwargs,
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and value > timezone.localdate():
            raise forms.ValidationError("Write today or an earlier day.")


class AddMentorForm(forms.Form):
    """Who mentors a person, since when, and whose place they take."""

    use_required_attribute = False

    name = NameField(label="Name", max_length=150)
    email = AddressField(
        label="E-mail address",
        error_messages={"required": "Write the mentor’s e-mail address."},
    )
    from_on = PastDayField(label="Mentor since")
    instead_of = forms.ModelChoiceField(
        label="In place of",
        queryset=Mentorship.objects.none(),
        required=False,
        empty_label="nobody: as another mentor",
    )

    def __init__(self, *args: Any, running: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instead_of"].queryset = running  # type: ignore[attr-defined]
        self.initial["instead_of"] = running.first()


class EndMentorshipForm(forms.Form):
    use_required_attribute = False

    mentorship = forms.ModelChoiceField(
        queryset=Mentorship.objects.none(), widget=forms.HiddenInput
    )
    until_on = PastDayField(label="Mentor until")

    def __init__(self, *args: Any, running: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentorship"].queryset = running  # type: ignore[attr-defined]


class TalkForm(forms.Form):
    """A line that a mentor may add when they talked about a task."""

    use_required_attribute = False

    mentorship = forms.IntegerField(widget=forms.HiddenInput)
    session = forms.IntegerField(widget=forms.HiddenInput)
    comment = LineField(
        label="A line about it, if you like", required=False, max_length=COMMENT_LENGTH
    )

    @property
    def field_id(self) -> str:
        """The id that the line has on the mentor's page."""
        return f"comment-{self['mentorship'].value()}-{self['session'].value()}"


class InvitationForm(forms.Form):
    session = forms.IntegerField(widget=forms.HiddenInput)
    come = forms.ChoiceField(choices=[("yes", "I am coming"), ("no", "I cannot come")])
