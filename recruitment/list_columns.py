"""The columns of a list of people: their headings, and how a cell of each is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from recruitment.choices import InductionYear, YearGroup
from workgroups.form_fields import AddressField, LineField, NameField

YES = {"yes", "y", "true", "1", "both", "bothyears", "x"}
NO = {"no", "n", "false", "0", "firstonly", "firstyearonly", "oneyear", "oneyearonly"}
INDUCTION_YEARS = {
    **dict.fromkeys(("1", "1st", "first", "ect1", "year1", "y1"), InductionYear.FIRST),
    **dict.fromkeys(
        ("2", "2nd", "second", "ect2", "year2", "y2"), InductionYear.SECOND
    ),
    **dict.fromkeys(("finished", "completed", "passed"), InductionYear.FINISHED),
    **dict.fromkeys(("no", "none", "na", "notanect"), InductionYear.NONE),
}
YEAR_GROUPS = {
    **{each.value.casefold(): each for each in YearGroup},
    "nursery": YearGroup.NURSERY,
    "reception": YearGroup.RECEPTION,
    "rec": YearGroup.RECEPTION,
    "eyfs": YearGroup.RECEPTION,
}
ALL_YEARS = list(YearGroup)


def _yes_or_no(text: str) -> bool:
    word = squeezed(text)
    if word not in YES | NO:
        raise ValidationError("Write yes or no.")
    return word in YES


def _induction_year(text: str) -> str:
    found = INDUCTION_YEARS.get(squeezed(text))
    if found is None:
        raise ValidationError("Write 1 or 2, or none.")
    return str(found)


def _year_groups(text: str) -> tuple[str, ...]:
    """The year groups in "Y3/4", "Years 3 and 4", "R, 1" or "Y3-Y5", in their order."""
    found: set[YearGroup] = set()
    for part in re.split(r"[,;/&+]|\band\b", text.casefold()):
        if part.strip():
            found.update(_years_between(part))
    return tuple(each.value for each in ALL_YEARS if each in found)


def _years_between(part: str) -> list[YearGroup]:
    ends = [_year_group(each) for each in re.split(r"[-–]|\bto\b", part)]
    if len(ends) > 2:
        raise ValidationError("Write the year groups as “3, 4”.")
    first, last = ALL_YEARS.index(ends[0]), ALL_YEARS.index(ends[-1])
    if first > last:
        raise ValidationError("Write the younger year group first.")
    return ALL_YEARS[first : last + 1]


def _year_group(text: str) -> YearGroup:
    word = re.sub(r"^(years?|yrs?|y)(?=\d)", "", squeezed(text))
    if word not in YEAR_GROUPS:
        raise ValidationError("Write the year groups as “3, 4”.")
    return YEAR_GROUPS[word]


def _school_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValidationError("A school number (URN) has digits only.")
    return int(text)


def _line(length: int, kind: type[LineField] = LineField) -> Callable[[str], Any]:
    return kind(max_length=length, required=False).clean


_address: Callable[[str], Any] = AddressField(required=False).clean


@dataclass(frozen=True)
class Column:
    """What a column holds, the headings that people write above it, how it is read."""

    key: str
    meaning: str
    headings: tuple[str, ...]
    read: Callable[[str], Any]


NAME, FIRST, LAST, EMAIL = "full_name", "first_name", "last_name", "email"
COLUMNS = (
    Column(
        FIRST,
        "first name",
        ("First name", "First names", "Forename", "Given name", "First"),
        _line(100, NameField),
    ),
    Column(
        LAST,
        "surname",
        ("Surname", "Last name", "Family name", "Last"),
        _line(100, NameField),
    ),
    Column(
        NAME,
        "name",
        ("Name", "Full name", "Teacher", "ECT", "Participant"),
        _line(200, NameField),
    ),
    Column(
        EMAIL,
        "e-mail address",
        ("Email", "Email address", "Work email", "School email", "Contact email"),
        _address,
    ),
    Column(
        "second_email",
        "address for the holidays",
        ("Second email", "Holiday email", "Personal email", "Home email"),
        _address,
    ),
    Column(
        "phone",
        "telephone",
        ("Phone", "Phone number", "Telephone", "Telephone number", "Mobile", "Tel"),
        _line(40),
    ),
    Column(
        "urn",
        "school number (URN)",
        ("URN", "School number", "School number (URN)"),
        _school_number,
    ),
    Column(
        "school_name",
        "school",
        ("School", "School name", "Name of school", "Establishment", "Setting"),
        _line(200),
    ),
    Column("job_role", "role", ("Role", "Job role", "Job title"), _line(100)),
    Column(
        "induction_year",
        "year of induction",
        ("Induction year", "ECT year", "Year of ECT", "ECT1 or ECT2"),
        _induction_year,
    ),
    Column(
        "year_groups",
        "year groups taught",
        ("Year group", "Year groups", "Year group taught", "Year groups taught"),
        _year_groups,
    ),
    Column(
        "both_years",
        "both years",
        ("Both years", "Two years", "2 years", "Both years or first only"),
        _yes_or_no,
    ),
    Column(
        "mentor_name",
        "mentor’s name",
        ("Mentor", "Mentor name", "Name of mentor"),
        _line(150, NameField),
    ),
    Column(
        "mentor_email",
        "mentor’s address",
        ("Mentor email", "Mentor email address", "Mentor’s email"),
        _address,
    ),
)
#: Words before a heading that say whose column it is.
WHOSE = ("teacher", "ect", "participant")


def squeezed(text: str) -> str:
    """Letters and digits of a text only: "E-mail address*" is "emailaddress"."""
    return "".join(each for each in text.casefold() if each.isalnum())


BY_HEADING = {
    squeezed(whose + heading): column
    for column in COLUMNS
    for heading in column.headings
    for whose in ("", *WHOSE)
}
