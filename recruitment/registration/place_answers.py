"""From the steps of a draft to what an expression of interest is made of.

Plain values in and out: cleaned answers of each step, as forms give them.
"""

from collections.abc import Mapping
from typing import Any

Cleaned = Mapping[str, Mapping[str, Any]]


def place_answers(cleaned: Cleaned) -> dict[str, Any]:
    """The fields of a Place that the steps answered; the rest stays missing."""
    answers = {
        **_school(cleaned.get("you", {})),
        **_classes(cleaned.get("classes", {})),
        **_institution(cleaned.get("institution", {})),
    }
    dates = cleaned.get("dates", {})
    answers["ask_a_year_later"] = bool(dates.get("ask_a_year_later"))
    if dates.get("earlier_stage") == "yes":
        answers["earlier_stage_elsewhere"] = dates.get("earlier_stage_where") or "yes"
    return answers


def _school(you: Mapping[str, Any]) -> dict[str, Any]:
    chosen = you.get("school", "")
    found: dict[str, Any] = {"job_role": you.get("job_role", "")}
    if chosen == "no-school":
        found["works_in_school"] = False
    elif chosen == "not-listed":
        found["school_name"] = you.get("school_name", "")
    elif chosen:
        found["school_urn"] = int(chosen)
    return found


def _classes(classes: Mapping[str, Any]) -> dict[str, Any]:
    names = (
        "scheme_other",
        "induction_year",
        "release_agreed",
        "release_name",
        "release_role",
        "access_needs",
    )
    found: dict[str, Any] = {name: classes[name] for name in names if name in classes}
    for name in ("year_groups", "schemes"):
        if name in classes:
            found[name] = list(classes[name])
    if classes.get("lead_provider"):
        found["lead_provider_id"] = int(classes["lead_provider"])
    return found


def _institution(institution: Mapping[str, Any]) -> dict[str, Any]:
    if not institution:
        return {}
    found: dict[str, Any] = {
        "works_in_school": False,
        "awards": list(institution.get("awards", [])),
        "leads_itt_maths": institution.get("leads_itt_maths") == "yes",
        "itt_theme": institution.get("itt_theme", ""),
        "deputy_name": institution.get("deputy_name", ""),
        "deputy_email": institution.get("deputy_email", ""),
        "access_needs": institution.get("access_needs", ""),
    }
    provider = institution.get("provider", "")
    if provider == "not-listed":
        found["provider_name"] = institution.get("provider_name", "")
    elif provider:
        found["provider_id"] = int(provider)
    return found


def wants_both_years(cleaned: Cleaned) -> bool:
    return bool(cleaned.get("dates", {}).get("years") == "both")
