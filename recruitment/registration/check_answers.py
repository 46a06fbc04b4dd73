"""A registration's answers as "Check your answers" lists them."""

from typing import Any

from django.urls import reverse

from recruitment.choices import Scheme, YearGroup
from recruitment.registration.forms import NO_SCHOOL, NOT_LISTED
from recruitment.registration.wizard import Steps


def answers_of(
    steps: Steps, cleaned: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Each answer with its label, its words and where to change it."""
    rows = []
    for step, form_class in steps.forms.items():
        form = steps.kept_form(step)
        url = reverse("recruitment:register_step", args=[steps.work_group.slug, step])
        for name in form.fields:
            if name in {"school_query"} or _belongs_elsewhere(name, cleaned[step]):
                continue
            rows.append(
                {
                    "label": form.fields[name].label,
                    "value": _words(form, name, cleaned[step].get(name)),
                    "change_url": f"{url}?then=check",
                    "missing": _missing(form_class, name),
                }
            )
    return rows


def _belongs_elsewhere(name: str, answers: dict[str, Any]) -> bool:
    """Fields that only matter beside a certain answer."""
    if name == "school_name":
        return answers.get("school") != NOT_LISTED
    if name == "provider_name":
        return answers.get("provider") != NOT_LISTED
    if name == "scheme_other":
        return Scheme.OTHER not in answers.get("schemes", [])
    if name == "first_only_reason":
        return answers.get("years") != "first"
    return name == "earlier_stage_where" and answers.get("earlier_stage") != "yes"


def _words(form: Any, name: str, value: Any) -> str:
    if name == "ask_a_year_later":
        return "Yes" if value else "No"
    if name == "year_groups":
        return ", ".join(str(YearGroup(each).label) for each in value)
    if isinstance(value, list):
        labels = dict(form.fields[name].choices)
        return ", ".join(str(labels[each]) for each in value)
    if value == NO_SCHOOL:
        return "I don't work at a school"
    choices = dict(getattr(form.fields[name], "choices", []))
    return str(choices.get(value, value) or "") if value else ""


def _missing(form_class: Any, name: str) -> str:
    optional = {"second_email", "phone", "job_role", "access_needs"}
    return "Left empty" if name in optional else "I don't know yet"
