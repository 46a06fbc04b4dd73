"""Forms of the pages that read from every app."""

from django import forms

from recruitment.choices import ContactKind
from workgroups.choices import DeliveredAs
from workgroups.form_fields import WordsField

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
    lead_note = WordsField(
        label="How it went, and what was agreed",
        help_text="Your hub and its evaluator read this. Leave out people’s names.",
        required=False,
        max_length=4000,
        rows=8,
    )
    seen = WordsField(required=False, max_length=4000, widget=forms.HiddenInput)

    def mark_as_seen(self, theirs: str) -> None:
        """Redraw the form with the note that is saved now as the version seen."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        self.data = {**typed, "seen": theirs}


class ContactNoteForm(forms.Form):
    """What was said in a call, an email or a meeting with a person."""

    use_required_attribute = False

    kind = forms.ChoiceField(label="After a", choices=ContactKind.choices)
    text = WordsField(label="What was said, and what was agreed", rows=5)
