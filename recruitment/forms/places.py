"""Forms about a place: confirming, declining, withdrawing, asking for a link."""

from django import forms

from recruitment.choices import EndReason
from workgroups.form_fields import AddressField, LineField

#: Reasons that a person may choose; the others are set by the system.
GIVEN_REASONS = [
    (value, label[0].upper() + label[1:])
    for value, label in EndReason.choices
    if value not in {EndReason.CHOSE_ANOTHER, EndReason.FIRST_YEAR_ENDED}
]


class ConfirmPlaceForm(forms.Form):
    """A checkbox that a person ticks and a mail scanner does not."""

    use_required_attribute = False

    can_attend = forms.BooleanField(
        label="I can attend these dates",
        error_messages={"required": "Tick the box if you can attend these dates."},
    )


class LeaveForm(forms.Form):
    """An optional reason, as a choice and in words."""

    use_required_attribute = False

    end_reason = forms.ChoiceField(
        label="Would you tell us why?",
        choices=GIVEN_REASONS,
        required=False,
        widget=forms.RadioSelect,
    )
    reason = LineField(
        label="Anything you would like to add?", required=False, max_length=300
    )


class WithdrawForm(LeaveForm):
    next_year_too = forms.ChoiceField(
        label="And next year?",
        choices=[
            ("yes", "Take me out of next year as well"),
            ("no", "Keep me pencilled in for next year"),
        ],
        initial="yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say what we should do about next year."},
    )

    def __init__(self, *args: object, has_next_year: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not has_next_year:
            del self.fields["next_year_too"]


class SignInForm(forms.Form):
    use_required_attribute = False

    email = AddressField(
        label="E-mail address",
        help_text="The one you gave us. We send a link to it.",
        error_messages={"required": "Write your e-mail address."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
