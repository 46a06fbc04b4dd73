"""Mistyped well-known domains of email addresses, which a form asks about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from recruitment.registration.question_types import Kind
from workgroups import words
from workgroups.form_fields import clean_line

if TYPE_CHECKING:
    from recruitment.registration.forms import StepForm

#: Domains of many people, each with what else its name ends in.
WELL_KNOWN = {
    "gmail": ("com",),
    "googlemail": ("com",),
    "hotmail": ("co.uk", "com"),
    "outlook": ("com", "co.uk"),
    "yahoo": ("co.uk", "com"),
    "icloud": ("com",),
    "btinternet": ("com",),
    "ntlworld": ("com",),
    "talktalk": ("net",),
    "virginmedia": ("com",),
    "protonmail": ("com",),
}
#: Domains of others that look like one of these.
OTHERS = {"mail.com", "email.com", "ymail.com", "rocketmail.com", "proton.me"}
COUNTRIES = {"fr", "de", "it", "es", "ie", "in", "be", "ca", "com.au", "co.in", "nl"}
#: What people type in place of an ending.
SLIPS = {
    "com": {"con", "co", "cm", "om", "comm", "cpm", "vom", "xom", "cim", "coml", "c"},
    "co.uk": {"co.k", "co.u", "couk", "co.uj", "c.uk", "o.uk", "uk", "co.ukk"},
    "net": {"nt", "ner", "et"},
}


@dataclass(frozen=True)
class Doubt:
    """An address that looks mistyped: the question, as typed, and as meant."""

    key: str
    typed: str
    meant: str


def doubtful(form: "StepForm", posted: Any) -> list[Doubt]:
    """The addresses of a valid form that were not yet asked about."""
    said: Mapping[str, str] = form.cleaned_data
    found = [
        Doubt(each.key, said[each.key], meant(said[each.key]))
        for each in form.asked
        if each.kind == Kind.ADDRESS and said.get(each.key)
    ]
    asked = posted.getlist("as_typed")
    return [each for each in found if each.meant and each.typed not in asked]


def as_meant(posted: QueryDict) -> QueryDict:
    """The answers, with the address that was offered where "Yes" was pressed."""
    data = posted.copy()
    for key in posted.getlist("use_offered"):
        typed = clean_line(posted.get(key, ""))
        data[key] = meant(typed) or typed
    return data


def meant(address: str) -> str:
    """The address with the domain that was probably meant; "" where it looks right."""
    name, _, domain = address.lower().rpartition("@")
    label, _, ending = domain.partition(".")
    if not name or not label or domain in OTHERS:
        return ""
    for known, endings in WELL_KNOWN.items():
        if label == known and (ending in endings or ending in COUNTRIES):
            return ""
    for known, endings in WELL_KNOWN.items():
        if label == known or words.is_one_slip(label, known):
            right = _ending(ending, endings)
            return f"{name}@{known}.{right}" if right else ""
    return ""


def _ending(ending: str, endings: tuple[str, ...]) -> str:
    """The ending that was probably meant; "" for one that is another company's."""
    if ending in endings:
        return ending
    slips = [each for each in endings if ending in SLIPS[each]]
    if slips:
        return slips[0]
    return endings[0] if ending in {"", *SLIPS} else ""
