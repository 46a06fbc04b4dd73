"""The steps of an expression of interest, each a form of its own."""

from typing import Any

from django import forms

from recruitment.choices import (
    Award,
    InductionYear,
    ReleaseAgreed,
    Scheme,
    YearGroup,
)
from workgroups.choices import Audience, ProviderKind, SchoolPhase
from workgroups.form_fields import AddressField, LineField, NameField, WordsField
from workgroups.models import Provider, School, WorkGroup
from workgroups.queries import find_schools

NOT_LISTED = "not-listed"
NO_SCHOOL = "no-school"
BOTH, FIRST_ONLY = "both", "first"
YES, NO = "yes", "no"
PHASE_YEARS: dict[str, tuple[YearGroup, YearGroup]] = {
    SchoolPhase.EARLY_YEARS: (YearGroup.NURSERY, YearGroup.Y2),
    SchoolPhase.PRIMARY: (YearGroup.NURSERY, YearGroup.Y8),
    SchoolPhase.SECONDARY: (YearGroup.Y5, YearGroup.Y13),
    SchoolPhase.POST_16: (YearGroup.Y10, YearGroup.Y13),
}


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Give a choice field of this form the choices of the day."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _ask(form: forms.Form, *names: str) -> None:
    """Fields of a family of which one must be answered: not called optional."""
    for name in names:
        form.fields[name].is_asked = True  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """One step. It knows the group asked for; its fields may depend on it."""

    use_required_attribute = False

    def __init__(self, *args: Any, work_group: WorkGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.work_group = work_group
        self.stage = work_group.project.stage
        for name, field in self.fields.items():
            label = (field.label or name).lower()
            field.error_messages.setdefault("required", f"Tell us {label}.")


class PersonForm(StepForm):
    """Who you are."""

    first_name = NameField(
        label="First name",
        error_messages={"required": "Write your first name."},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = NameField(
        label="Last name",
        error_messages={"required": "Write your last name."},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = AddressField(
        label="E-mail address",
        help_text="We write to you here. Use your own, not one that is shared.",
        error_messages={"required": "Write your e-mail address."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    second_email = AddressField(
        label="An address that works in the holidays",
        help_text="Only used if the first one does not work.",
        required=False,
    )
    phone = LineField(
        label="Phone number",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )


class TeacherForm(PersonForm):
    """Who you are and where you teach, with a look-up that needs no scripts."""

    job_role = LineField(
        label="Your role", help_text="For example: Year 3 teacher.", required=False
    )
    school_query = LineField(
        label="Find your school",
        help_text="Type part of its name, its postcode, or its school number (URN), "
        "then press Find school.",
        required=False,
        max_length=120,
    )
    school = forms.ChoiceField(
        label="Your school", required=False, widget=forms.RadioSelect
    )
    school_name = LineField(
        label="Name and town of your school, if it is not listed",
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = self._schools()
        _ask(self, "school_query", "school", "school_name")
        _choices(
            self,
            "school",
            [
                *((str(school.urn), _school_line(school)) for school in self.schools),
                (NOT_LISTED, "My school is not listed"),
                (NO_SCHOOL, "I don't work at a school"),
            ],
        )

    def _schools(self) -> list[School]:
        """The schools to choose from: those looked up, and the one chosen before."""
        typed = str(self.data.get("school_query", "") if self.is_bound else "")
        chosen = str(self.data.get("school", "") if self.is_bound else "")
        found = find_schools(typed) if typed.strip() else []
        known = {str(school.urn) for school in found}
        if chosen.isdecimal() and len(chosen) < 9 and chosen not in known:
            rows = School.objects.select_related("local_authority")
            found += list(rows.filter(urn=chosen))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        school, name = data.get("school", ""), data.get("school_name", "")
        if school == NOT_LISTED and not name:
            self.add_error("school_name", "Write your school's name and its town.")
        elif not school and name:
            data["school"] = NOT_LISTED
        elif not school and "school" not in self.errors:
            self.add_error("school", self._what_to_do(data.get("school_query", "")))
        return data

    def _what_to_do(self, typed: str) -> str:
        if not typed:
            return (
                "Find your school and choose it, or say that it is not listed or "
                "that you don't work at one."
            )
        if self.schools:
            return "Choose your school from the list."
        return (
            "We found no school by that name. Try another part of it, or say that it "
            "is not listed."
        )


def _school_line(school: School) -> str:
    parts = [school.name, school.town, school.postcode, str(school.local_authority)]
    line = ", ".join(dict.fromkeys(part for part in parts if part))
    if school.status == "closed":
        line += f" (closed{_successor(school)})"
    return f"{line} · {school.urn}"


def _years_of(phase: str) -> list[tuple[str, str]]:
    """The year groups to choose from; middle schools stand in both phases."""
    first, last = PHASE_YEARS.get(phase, (YearGroup.NURSERY, YearGroup.Y13))
    years: list[YearGroup] = [year for year in YearGroup if year != "unknown"]
    asked = years[years.index(first) : years.index(last) + 1]
    return [(year.value, str(year.label)) for year in [*asked, YearGroup.UNKNOWN]]


def _successor(school: School) -> str:
    return f", now {school.successor_urn}" if school.successor_urn else ""


class ClassesForm(StepForm):
    """Your classes and your mentor; each may be "I don't know yet"."""

    year_groups = forms.MultipleChoiceField(
        label="Which year groups will you teach?",
        help_text="Tick every one. The lead uses this to group people in sessions.",
        choices=YearGroup.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    schemes = forms.MultipleChoiceField(
        label="Which maths scheme or materials does your school use?",
        choices=Scheme.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    scheme_other = LineField(label="If something else, which?", required=False)
    induction_year = forms.ChoiceField(
        label="Which year of ECT are you in?",
        choices=InductionYear.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    lead_provider = forms.ChoiceField(
        label="Who runs your ECT training?",
        help_text="For example UCL or Ambition Institute.",
        required=False,
    )
    mentor_name = NameField(
        label="Your mentor's name",
        help_text="The colleague who supports you in school. Leave empty if you "
        "don't know yet.",
        required=False,
        max_length=150,
    )
    mentor_email = AddressField(
        label="Your mentor's e-mail address",
        help_text="Once your place is secured we tell your mentor what you are "
        "working on. Please let your mentor know that you gave us this.",
        required=False,
    )
    release_agreed = forms.ChoiceField(
        label="Has your school agreed to release you for the sessions?",
        choices=ReleaseAgreed.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    release_name = LineField(label="Who agreed it?", required=False, max_length=150)
    release_role = LineField(label="What is their role?", required=False)
    access_needs = WordsField(
        label="What would help you take part?",
        help_text="Seen by the hub and the group's lead only, and deleted 30 days "
        "after the last session.",
        required=False,
        max_length=1000,
        rows=3,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "year_groups", _years_of(self.work_group.school_phase))
        if self.stage.programme.audience == Audience.ECT:
            providers = Provider.objects.filter(
                kind=ProviderKind.ECTE_LEAD_PROVIDER, in_use=True
            )
            _choices(
                self,
                "lead_provider",
                [
                    ("", "I don't know yet"),
                    *((str(each.pk), each.name) for each in providers),
                ],
            )
        else:
            del self.fields["lead_provider"], self.fields["induction_year"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name, email = data.get("mentor_name"), data.get("mentor_email")
        if name and not email and "mentor_email" not in self.errors:
            self.add_error(
                "mentor_email",
                "Write your mentor's e-mail address, or leave both empty for now.",
            )
        if email and not name and "mentor_name" not in self.errors:
            self.add_error("mentor_name", "Write your mentor's name as well.")
        return data


class InstitutionForm(StepForm):
    """A training provider's lead for maths: the provider, its awards, the theme."""

    provider = forms.ChoiceField(label="Your institution", required=False)
    provider_name = LineField(
        label="Name of your institution, if it is not listed",
        required=False,
        max_length=200,
    )
    awards = forms.MultipleChoiceField(
        label="Which awards do you train people for?",
        choices=Award.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    leads_itt_maths = forms.ChoiceField(
        label="Are you directly involved in initial teacher training, with "
        "responsibility for maths?",
        choices=[(YES, "Yes"), (NO, "No")],
        error_messages={"required": "Say whether you are responsible for maths."},
        widget=forms.RadioSelect,
    )
    itt_theme = forms.ChoiceField(
        label="Which theme matters most to you?",
        required=False,
        widget=forms.RadioSelect,
    )
    deputy_name = LineField(
        label="Somebody who may come in your place",
        required=False,
        max_length=150,
    )
    deputy_email = AddressField(label="Their e-mail address", required=False)
    access_needs = WordsField(
        label="What would help you take part?", required=False, max_length=1000, rows=3
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        providers = Provider.objects.filter(in_use=True).exclude(
            kind=ProviderKind.ECTE_LEAD_PROVIDER
        )
        _choices(
            self,
            "provider",
            [
                ("", "Choose"),
                *((str(each.pk), each.name) for each in providers),
                (NOT_LISTED, "My institution is not listed"),
            ],
        )
        _ask(self, "provider", "provider_name")
        themes = self.work_group.project.themes.splitlines()
        chosen = [line.strip() for line in themes if line.strip()]
        if chosen:
            _choices(self, "itt_theme", [(line, line) for line in chosen])
        else:
            del self.fields["itt_theme"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        provider, name = data.get("provider", ""), data.get("provider_name", "")
        if provider == NOT_LISTED and not name:
            self.add_error("provider_name", "Write the name of your institution.")
        elif not provider and name:
            data["provider"] = NOT_LISTED
        elif not provider and "provider" not in self.errors:
            self.add_error("provider", "Choose your institution, or say its name.")
        return data


class DatesForm(StepForm):
    """Both years, the dates and what taking part asks."""

    years = forms.ChoiceField(
        label="This programme runs over two years. Are you registering for both?",
        choices=[
            (BOTH, "Yes, for both years"),
            (FIRST_ONLY, "For the first year only"),
        ],
        error_messages={"required": "Say whether you register for both years."},
        widget=forms.RadioSelect,
    )
    first_only_reason = LineField(
        label="What keeps you from the second year?", required=False, max_length=300
    )
    earlier_stage = forms.ChoiceField(
        label="Did you do year one, here or somewhere else?",
        choices=[(YES, "Yes"), (NO, "No")],
        error_messages={"required": "Say whether you did year one."},
        widget=forms.RadioSelect,
    )
    earlier_stage_where = LineField(
        label="Where, and with whom?", required=False, max_length=200
    )
    ask_a_year_later = forms.BooleanField(
        label="You may ask me once, a year later, what came of it", required=False
    )

    def __init__(self, *args: Any, both_years_possible: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if both_years_possible:
            self.fields["years"].initial = BOTH
        else:
            del self.fields["years"], self.fields["first_only_reason"]
        if not self.stage.needs_earlier_stage:
            del self.fields["earlier_stage"], self.fields["earlier_stage_where"]
