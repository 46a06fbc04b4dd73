"""The form by which somebody asks to hear when a group opens."""

from django import forms

from workgroups.form_fields import AddressField


class AskForOpeningForm(forms.Form):
    use_required_attribute = False

    email = AddressField(
        label="E-mail address",
        help_text="One letter asks whether the address is yours, and one comes then.",
        error_messages={"required": "Write your e-mail address."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
