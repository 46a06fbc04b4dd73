"""Forms of the pages that read from every app."""

import json
from typing import Any

from django import forms
from django.db.models import Q

from workgroups.admin_base.shown_values import SEEN, ShownValues
from workgroups.choices import DeliveredAs
from workgroups.form_fields import AddressField, LineField, WordsField, clean_text
from workgroups.models import CommonPlan, Hub, Session
from workgroups.plan_words import PLAN_FIELDS, departed
from workgroups.rules import hub_slug
from workgroups.session_plans import LABELS, sections_of

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


class PlanForm(ShownValues):
    """The plan of one session: the line that says what differs, then each part.

    `common` is the project's plan of that session, if it has one.
    """

    use_required_attribute = False

    class Meta:
        model = Session
        fields = ("departure", *PLAN_FIELDS, "own_sections")
        labels = LABELS
        widgets = {"own_sections": forms.CheckboxSelectMultiple}

    def __init__(
        self, *args: Any, common: CommonPlan | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.common = common
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
        sections: Any = self.fields["own_sections"]
        sections.queryset = sections_of(self.instance.work_group.start_year)
        sections.help_text = ""
        if common is not None and not self.initial["own_sections"]:
            self.initial["own_sections"] = list(common.sections.all())
        self.initial[SEEN] = json.dumps(self.stored())

    def clean(self) -> dict[str, Any]:
        """Clean the text, and ask for the line where a part departs."""
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = clean_text(value)
        if self._departs(cleaned) and not cleaned.get("departure"):
            self.add_error("departure", "Say in one line what differs, and why.")
        return cleaned

    def _departs(self, cleaned: dict[str, Any]) -> bool:
        if self.common is None:
            return False
        own = {name: cleaned.get(name) for name in PLAN_FIELDS}
        sections = set(cleaned.get("own_sections") or ())
        others = sections != set(self.common.sections.all())
        return others or bool(departed(own, self.common.words_of_plan))


class ProposalForm(forms.Form):
    """What a lead would change in a common plan."""

    use_required_attribute = False

    text = WordsField(
        label="What would you change in the common plan, and why?",
        help_text="Your hub reads it with the plans that wait to be agreed.",
        max_length=1000,
        rows=3,
        error_messages={"required": "Write what you would change."},
    )


class ReviewForm(forms.Form):
    """One press in the queue of plans."""

    about = forms.ChoiceField(choices=[("plan", "plan"), ("session", "session")])
    pk = forms.IntegerField(min_value=1)
    seen = forms.CharField(max_length=64)
    press = forms.ChoiceField(choices=[("agree", "agree"), ("send_back", "send back")])
    comment = WordsField(required=False, max_length=2000)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("press") == "send_back" and not cleaned.get("comment"):
            self.add_error(
                "comment", "Say what you would like to see before you agree."
            )
        return cleaned


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
