"""The form that calls off a session."""

from django import forms

from workgroups.form_fields import LineField


class CallOffForm(forms.Form):
    """Why a session does not take place, in words that those expected read."""

    use_required_attribute = False

    reason = LineField(
        label="Why is it called off?",
        help_text="Everybody who is expected reads this in the letter.",
        max_length=200,
        error_messages={"required": "Say why; everybody who is expected reads it."},
    )
