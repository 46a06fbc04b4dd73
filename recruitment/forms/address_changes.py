"""The form by which staff ask for a new address to be proved."""

from django import forms

from workgroups.form_fields import AddressField


class NewAddressForm(forms.Form):
    use_required_attribute = False

    new_email = AddressField(
        label="New e-mail address",
        error_messages={"required": "Write the new e-mail address."},
    )
