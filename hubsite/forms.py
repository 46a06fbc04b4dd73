"""Forms of the pages that read from every app."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from recruitment.choices import TALKS, ContactKind
from recruitment.models import Mentorship
from workgroups import wordings
from workgroups.choices import DeliveredAs, MasteryStage
from workgroups.form_fields import AddressField, LineField, NameField, WordsField
from workgroups.models import Hub, School
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


class GroupMessageForm(forms.Form):
    """A message to an audience of a group; `audiences` are those with people."""

    use_required_attribute = False

    audience = forms.ChoiceField(
        label="To whom",
        error_messages={"required": "Choose to whom the message goes."},
    )
    subject = LineField(
        label="Subject",
        max_length=150,
        widget=forms.TextInput(attrs={"size": 60}),
        error_messages={"required": "Write a subject."},
    )
    body = WordsField(
        label="Message",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10, "cols": 70}),
        help_text="It begins with “Dear” and their first name, and ends with yours.",
        error_messages={"required": "Write the message."},
    )

    def __init__(
        self, *args: Any, audiences: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = audiences  # type: ignore[attr-defined]


class SchoolForm(forms.Form):
    """A school by words or number, then which of those found it is, or its name.

    `found` are the schools that the words find.
    """

    use_required_attribute = False

    looked_for = LineField(
        label="Find the school",
        help_text="Part of the name, the town or postcode, or the school number (URN).",
        required=False,
        max_length=100,
    )
    school = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    school_name = LineField(
        label="Or the name of a school that is not found",
        required=False,
        max_length=200,
    )

    def __init__(self, data: Any = None, *, found: Sequence[School] = ()) -> None:
        super().__init__(data)
        self.found = {str(each.pk): each for each in found}
        school: Any = self.fields["school"]
        school.choices = [(pk, each.in_full) for pk, each in self.found.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = self.found.get(data.get("school", ""))
        name = data.get("school_name", "")
        if chosen and name:
            raise forms.ValidationError("Choose a school, or write its name: not both.")
        if not (chosen or name or self.errors):
            raise forms.ValidationError("Find the school and choose it.")
        return {"school": chosen, "school_name": name}


class NewAddressForm(forms.Form):
    use_required_attribute = False

    new_email = AddressField(
        label="New e-mail address",
        error_messages={"required": "Write the new e-mail address."},
    )


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


class SchoolYearForm(forms.Form):
    """What a hub knows of a school in one academic year; all of it may be empty."""

    use_required_attribute = False

    ects_expected = forms.IntegerField(
        label="Early career teachers expected",
        min_value=0,
        max_value=200,
        required=False,
    )
    contacted_on = forms.DateField(
        label="Contacted on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    mastery_stage = forms.ChoiceField(
        label="Teaching for Mastery",
        choices=[("", "not known"), *MasteryStage.choices],
        required=False,
    )
    note = WordsField(label="Notes", required=False, rows=3)


class PublicTextForm(forms.Form):
    """A hub's words of one text, with its placeholders checked."""

    use_required_attribute = False

    body = WordsField(label="Text", max_length=12_000, rows=7)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: object,
        placeholders: Sequence[wordings.Placeholder],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.placeholders = placeholders

    def clean_body(self) -> str:
        text: str = self.cleaned_data["body"]
        problems = wordings.problems_of(text, self.placeholders)
        if problems:
            raise forms.ValidationError(problems)
        return text

    def mark_as_seen(self, newest: int) -> None:
        """Redraw the form with the version that holds now as the version seen."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        self.data = {**typed, "seen": str(newest)}


class WordingForm(PublicTextForm):
    """A hub's wording of one email: its subject and its text."""

    subject = LineField(max_length=200, widget=forms.TextInput(attrs={"size": 80}))
    body = WordsField(label="Text", max_length=8000, rows=22)

    def clean_subject(self) -> str:
        text: str = self.cleaned_data["subject"]
        problems = wordings.problems_of(text, self.placeholders, is_subject=True)
        if problems:
            raise forms.ValidationError(problems)
        return text


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
