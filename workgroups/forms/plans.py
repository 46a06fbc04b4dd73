"""Forms of session plans: a departure, a proposal, and a press in the queue."""

import json
from typing import Any

from django import forms

from workgroups.form_fields import WordsField, clean_text
from workgroups.models import CommonPlan, Session
from workgroups.plan_words import PLAN_FIELDS, departed
from workgroups.session_plans import LABELS, sections_of
from workgroups.shown_values import SEEN, ShownValues


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
