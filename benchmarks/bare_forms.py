"""The steps of the bare application, with the questions that Hubsite asks."""

from django import forms

from benchmarks.bare_models import YEAR_GROUPS, YEARS, School

SCHEMES = [
    (name.lower().replace(" ", "_"), name)
    for name in (
        "White Rose",
        "NCETM",
        "Power Maths",
        "Maths No Problem",
        "Own",
        "Other",
    )
]
INDUCTION = [("first", "First year"), ("second", "Second year"), ("none", "Neither")]
AGREED = [("yes", "Yes"), ("no", "No"), ("asked", "I have asked")]


class Step(forms.Form):
    def kept(self) -> dict[str, object]:
        """The answers as a session can keep them."""
        return {
            name: self.data.getlist(name)
            if isinstance(field, forms.MultipleChoiceField)
            else self.data[name]
            for name, field in self.fields.items()
        }


class You(Step):
    first_name = forms.CharField(max_length=100)
    last_name = forms.CharField(max_length=100)
    email = forms.EmailField(help_text="We write to this address.")
    role = forms.CharField(max_length=100, label="Your role")
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
    induction_year = forms.ChoiceField(choices=INDUCTION, widget=forms.RadioSelect)
    mentor_name = forms.CharField(max_length=100)
    mentor_email = forms.EmailField()
    release_agreed = forms.ChoiceField(choices=AGREED, widget=forms.RadioSelect)


class Dates(Step):
    years = forms.ChoiceField(choices=YEARS, widget=forms.RadioSelect)


class ConfirmForm(forms.Form):
    can_attend = forms.BooleanField(label="I can come to every session")


STEPS: dict[str, type[Step]] = {"you": You, "classes": Classes, "dates": Dates}
