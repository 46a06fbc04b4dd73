"""Forms of the pages that read from every app."""

from typing import Any

from django import forms
from django.db.models import Q

from workgroups.choices import DeliveredAs
from workgroups.form_fields import AddressField, LineField, WordsField
from workgroups.models import Hub
from workgroups.rules import hub_slug

DELIVERED = {
    DeliveredAs.PLANNED: "As planned",
    DeliveredAs.ADAPTED: "Adapted",
    DeliveredAs.SKIPPED: "Left out",
}


class SessionNoteForm(forms.Form):
    """The lead's note on a session and how the shared materials were used."""

    use_required_attribute = False

    delivered_as = forms.ChoiceField(
        label="The materials that all groups share were used",
        choices=list(DELIVERED.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    delivered_why = LineField(
        label="If they were adapted or left out, why",
        required=False,
        max_length=300,
    )
    lead_note = WordsField(
        label="How it went, and what was agreed",
        help_text="Your hub and its evaluator read this. Leave out people’s names.",
        required=False,
        max_length=4000,
        rows=8,
    )
    seen = WordsField(required=False, max_length=4000, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        used = cleaned.get("delivered_as")
        as_planned = used in {"", DeliveredAs.PLANNED, None}
        if not as_planned and not cleaned.get("delivered_why"):
            self.add_error("delivered_why", "Say in one line why.")
        return cleaned

    def mark_as_seen(self, theirs: str) -> None:
        """Redraw the form with the note that is saved now as the version seen."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        self.data = {**typed, "seen": theirs}


class RecordForm(forms.Form):
    """Whose record the national team opens, and why."""

    email = forms.EmailField(label="E-mail address of the person", max_length=254)
    reason = forms.CharField(
        label="Why you need to see this record",
        max_length=500,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with your name. A hub can read that its record was opened.",
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class AddHubForm(forms.Form):
    """The name of a new hub, and who is invited to lead it."""

    use_required_attribute = False

    name = LineField(
        label="Name of the hub",
        max_length=120,
        help_text="As it stands on its pages, such as London South East+.",
        error_messages={"required": "Write the name of the hub."},
    )
    lead = AddressField(
        label="E-mail address of its lead",
        help_text="We write there with a link that opens the account.",
        error_messages={"required": "Write the e-mail address of the lead."},
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        slug = hub_slug(name)
        if not slug:
            raise forms.ValidationError("The name of a hub has letters in it.")
        same = Q(name__iexact=name) | Q(slug=slug)
        if Hub.objects.filter(same).exists():
            raise forms.ValidationError(f"There is a hub called {name} already.")
        return name
