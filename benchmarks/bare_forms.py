"""The steps of the bare application, with the questions that Hubsite asks."""

from django import forms

from benchmarks.bare_models import YEAR_GROUPS, YEARS, School

SCHEMES = [
    (name.lower().replace(" ", "_"), name)
    for name in (
        "White Rose",
        "Power Maths",
        "Maths No Problem",
        "Mathematics Mastery",
        "NCETM",
        "Own",
        "Other",
        "Unknown",
    )
]
REASONS = [
    ("cover", "No cover in school"),
    ("load", "Too much"),
    ("school", "I don't know yet where I will teach"),
    ("later", "I would like to decide later"),
    ("other", "Something else"),
]


class Step(forms.Form):
    def kept(self) -> dict[str, object]:
        """The answers as a session can keep them."""
        return {
            name: self.data.getlist(name)
            if isinstance(field, forms.MultipleChoiceField)
            else self.data.get(name, "")
            for name, field in self.fields.items()
        }


class You(Step):
    first_name = forms.CharField(max_length=100)
    last_name = forms.CharField(max_length=100)
    email = forms.EmailField(help_text="We write to this address.")


class AtSchool(Step):
    school = forms.ModelChoiceField(
        School.objects.all(),
        to_field_name="urn",
        widget=forms.TextInput,
        help_text="The school's URN.",
    )


class Classes(Step):
    year_groups = forms.MultipleChoiceField(
        choices=YEAR_GROUPS, widget=forms.CheckboxSelectMultiple
    )
    schemes = forms.MultipleChoiceField(
        choices=SCHEMES, widget=forms.CheckboxSelectMultiple, required=False
    )
    scheme_other = forms.CharField(max_length=100, required=False)


class Mentor(Step):
    mentor_name = forms.CharField(max_length=100)
    mentor_email = forms.EmailField()


class Dates(Step):
    years = forms.ChoiceField(choices=YEARS, widget=forms.RadioSelect)
    first_only_reason = forms.ChoiceField(
        choices=REASONS, widget=forms.RadioSelect, required=False
    )
    first_only_words = forms.CharField(max_length=300, required=False)


class ConfirmForm(forms.Form):
    can_attend = forms.BooleanField(label="I can come to every session")


STEPS: dict[str, type[Step]] = {
    "you": You,
    "school": AtSchool,
    "classes": Classes,
    "mentor": Mentor,
    "dates": Dates,
}
