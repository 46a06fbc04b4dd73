"""Forms of notes about people, schools and training providers."""

from django import forms

from recruitment.choices import TALKS, ContactKind
from workgroups.form_fields import WordsField


class ContactNoteForm(forms.Form):
    """What was said in a call, an email or a meeting."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label="After a", choices=[(kind.value, kind.label) for kind in TALKS]
    )
    text = WordsField(
        label="What was said, and what was agreed",
        widget=forms.Textarea(attrs={"rows": 5, "aria-describedby": "note-help"}),
    )


class PlaceNoteForm(ContactNoteForm):
    """A note about a school or a provider, or whom to ring or write to there."""

    kind = forms.ChoiceField(label="What it is", choices=ContactKind.choices)
