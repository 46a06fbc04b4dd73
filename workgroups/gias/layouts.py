"""The known layouts: required columns, and how to read a row of each.

A layout's function reads one row into SchoolFacts. It raises RowLeftOut for a valid row
that is out of scope and RowRefused for one that cannot be read. SchoolFacts hold only
columns that the layout has, so a list with fewer columns never clears a value.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workgroups import rules
from workgroups.choices import SchoolPhase, SchoolStatus
from workgroups.errors import RowLeftOut, RowRefused
from workgroups.gias import england

STATUSES = {
    "open": SchoolStatus.OPEN,
    "closed": SchoolStatus.CLOSED,
    "openbutproposedtoclose": SchoolStatus.CLOSING,
    "proposedtoopen": SchoolStatus.PROPOSED,
}
PHASES = {
    "nursery": SchoolPhase.EARLY_YEARS,
    "primary": SchoolPhase.PRIMARY,
    "middledeemedprimary": SchoolPhase.PRIMARY,
    "secondary": SchoolPhase.SECONDARY,
    "middledeemedsecondary": SchoolPhase.SECONDARY,
    "16plus": SchoolPhase.POST_16,
    "allthrough": SchoolPhase.ALL_THROUGH,
}
# DfE pays for the training of early career teachers in every other type.
# Source: register-early-career-teachers-public, app/services/gias/types.rb
NOT_STATE_FUNDED = {
    "otherindependentschool",
    "otherindependentspecialschool",
    "miscellaneous",
    "highereducationinstitutions",
    "institutionfundedbyothergovernmentdepartment",
    "onlineprovider",
}
LEFT_OUT = {
    "welshestablishment": "in Wales",
    "offshoreschools": "offshore",
    "britishschoolsoverseas": "overseas",
    "servicechildrenseducation": "overseas",
}
TYPES = {
    re.sub(r"[^a-z0-9]", "", name.lower()): name
    for name in (
        *("Community school", "Voluntary aided school", "Foundation school"),
        *("Voluntary controlled school", "City technology college"),
        *("Community special school", "Foundation special school"),
        *("Non-maintained special school", "Other independent school"),
        *("Other independent special school", "Pupil referral unit"),
        *("Academy sponsor led", "Academy converter", "Academy special converter"),
        *("Academy special sponsor led", "Academy alternative provision converter"),
        *("Academy alternative provision sponsor led", "University technical college"),
        *("Free schools", "Free schools special", "Studio schools"),
        "Free schools alternative provision",
    )
}
_METRES = re.compile(r"[0-9]{1,7}")  # the grid of Great Britain ends before 1300 km
_DATE = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})\Z")


class Row:
    """One row of a file, read by the layout's column names."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self.columns = columns
        self.cells: Sequence[str] = ()

    def has(self, name: str) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> str:
        """The trimmed cell; "" where the file has no such column."""
        position = self.columns.get(name)
        if position is None or position >= len(self.cells):
            return ""
        return self.cells[position].strip()


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What one row says about one school; `facts` holds only the layout's columns."""

    urn: int
    authority: tuple[str, str]  # (code, name)
    facts: dict[str, object]
    next_urn: int | None = None  # of the school that replaced it


@dataclass(frozen=True)
class Layout:
    """A known layout. DfE's register replaces values; a list only fills gaps."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    read: Callable[[Row], SchoolFacts]
    is_register: bool = False


def read_register(row: Row) -> SchoolFacts:
    """Read a row of DfE's all-establishments file.

    "Not applicable" as a phase counts as missing: special schools and referral units
    all have it, and another list may know the phase.
    """
    kind = comparable_text(row["TypeOfEstablishment (name)"])
    code = row["LA (code)"].zfill(3)
    if kind in LEFT_OUT:
        raise RowLeftOut(LEFT_OUT[kind])
    if england.is_welsh(code):
        raise RowLeftOut(LEFT_OUT["welshestablishment"])
    facts: dict[str, object] = {
        "name": name_of(row["EstablishmentName"]),
        "type": type_of(row["TypeOfEstablishment (name)"]),
        "state_funded": kind not in NOT_STATE_FUNDED
        or row["Section41Approved (name)"] == "Approved",
        "status": status_of(row["EstablishmentStatus (name)"]),
    }
    phase = PHASES.get(comparable_text(row["PhaseOfEducation (name)"]))
    if phase:
        facts["phase"] = phase
    if row.has("EstablishmentNumber"):
        number = row["EstablishmentNumber"]
        facts["la_estab"] = f"{code}{number.zfill(4)}"[:7] if number else ""
    for field, column, longest in REGISTER_TEXTS:
        if row.has(column):
            facts[field] = row[column][:longest]
    for field, column in REGISTER_DATES:
        if row.has(column):
            facts[field] = date_of(row[column], column)
    for field, column in REGISTER_AGES:
        if row.has(column):
            facts[field] = age_of(row[column], column)
    if row.has("Postcode"):
        facts["postcode"] = postcode_of(row["Postcode"])
    facts.update(grid_of(row, "Easting", "Northing"))
    return SchoolFacts(urn_of(row["URN"]), authority_of(code, row["LA (name)"]), facts)


def read_premium_list(row: Row) -> SchoolFacts:
    """Read a row of DfE's pupil premium list; the phase comes from pupil numbers."""
    facts: dict[str, object] = {
        "name": name_of(row["School Name"]),
        "type": type_of(row["School Type"]),
        "state_funded": True,
        "la_estab": row["LAEstab"][:7],
    }
    phase = phase_by_rolls(
        row["Number of Primary pupils on roll"],
        row["Number of Secondary pupils on roll"],
    )
    if phase:
        facts["phase"] = phase
    authority = authority_of(row["LA"].zfill(3), row["Local Authority"])
    return SchoolFacts(urn_of(row["URN"]), authority, facts)


def read_london_atlas(row: Row) -> SchoolFacts:
    """Read a row of the London Schools Atlas, which has names of boroughs only."""
    authority = england.authority_of(row["LA_NAME"])
    if authority is None:
        raise RowRefused(f"no local authority is known for “{row['LA_NAME'][:60]}”")
    kind = comparable_text(row["TYPE"])
    facts: dict[str, object] = {
        "name": name_of(row["SCHOOL_NAM"]),
        "type": type_of(row["TYPE"]),
        "state_funded": kind not in NOT_STATE_FUNDED,
        "status": status_of(row["STATUS"]),
        "street": row["ADDRESS"][:200],
        "town": row["TOWN"][:100],
        "postcode": postcode_of(row["POSTCODE"]),
        **grid_of(row, "EASTING", "NORTHING"),
    }
    phase = PHASES.get(comparable_text(row["PHASE"]))
    if phase:
        facts["phase"] = phase
    next_urn = urn_of(row["NEW_URN"]) if row["NEW_URN"] else None
    return SchoolFacts(urn_of(row["URN"]), authority, facts, next_urn)


REGISTER_TEXTS = (
    ("street", "Street", 200),
    ("town", "Town", 100),
    ("trust", "Trusts (name)", 200),
    ("ukprn", "UKPRN", 8),
)
REGISTER_DATES = (("opened_on", "OpenDate"), ("closed_on", "CloseDate"))
REGISTER_AGES = (("low_age", "StatutoryLowAge"), ("high_age", "StatutoryHighAge"))

LAYOUTS = (
    Layout(
        name="DfE's all-establishments layout",
        required=(
            *("URN", "LA (code)", "LA (name)", "EstablishmentName"),
            *("TypeOfEstablishment (name)", "EstablishmentStatus (name)"),
        ),
        optional=(
            *("EstablishmentNumber", "PhaseOfEducation (name)", "Postcode"),
            *("Section41Approved (name)", "Street", "Town", "Trusts (name)", "UKPRN"),
            *("OpenDate", "CloseDate", "StatutoryLowAge", "StatutoryHighAge"),
            *("Easting", "Northing"),
        ),
        read=read_register,
        is_register=True,
    ),
    Layout(
        name="DfE's pupil premium list",
        required=("URN", "LA", "Local Authority", "School Name"),
        optional=(
            *("LAEstab", "School Type", "Number of Primary pupils on roll"),
            "Number of Secondary pupils on roll",
        ),
        read=read_premium_list,
    ),
    Layout(
        name="the London Schools Atlas",
        required=("URN", "SCHOOL_NAM", "LA_NAME", "STATUS"),
        optional=(
            *("TYPE", "PHASE", "ADDRESS", "TOWN", "POSTCODE", "EASTING", "NORTHING"),
            "NEW_URN",
        ),
        read=read_london_atlas,
    ),
)


def comparable_text(text: str) -> str:
    """Letters and digits in lower case: lists differ in capitals and hyphens."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def urn_of(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 5 <= len(text) <= 7):
        raise RowRefused(f"“{text[:40]}” is not a school number (URN)")
    return int(text)


def name_of(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise RowRefused("the school has no name")
    if len(name) > 200:
        raise RowRefused("the name is longer than 200 characters")
    return name


def type_of(text: str) -> str:
    """The register's spelling of a school type if it is known, else the list's own."""
    return TYPES.get(comparable_text(text), " ".join(text.split())[:100])


def status_of(text: str) -> str:
    status = STATUSES.get(comparable_text(text))
    if status is None:
        raise RowRefused(f"“{text[:40]}” is not a status that we know")
    return status


def authority_of(code: str, name: str) -> tuple[str, str]:
    if not (code.isascii() and code.isdigit() and len(code) == 3) or code == "000":
        raise RowRefused("the local authority has no code of three figures")
    if not name:
        raise RowRefused("the local authority has no name")
    return code, name[:100]


def date_of(text: str, column: str) -> date | None:
    """Parse 31-08-2021 or 31/08/2021; None for an empty cell."""
    if not text:
        return None
    match = _DATE.match(text)
    if match:
        try:
            return date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            pass
    raise RowRefused(f"“{text[:40]}” in {column} is not a date")


def age_of(text: str, column: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) < 100):
        raise RowRefused(f"“{text[:40]}” in {column} is not an age")
    return int(text)


def postcode_of(text: str) -> str:
    postcode = rules.normal_postcode(text)
    return postcode if len(postcode) <= 8 else ""


def grid_of(row: Row, easting: str, northing: str) -> dict[str, object]:
    """Metres on the national grid; a school without both has neither.

    The register gives 0 where it does not know.
    """
    if not (row.has(easting) and row.has(northing)):
        return {}
    both = [row[easting], row[northing]]
    if not all(_METRES.fullmatch(text) and int(text) for text in both):
        return {"easting": None, "northing": None}
    return {"easting": int(both[0]), "northing": int(both[1])}


def phase_by_rolls(primary: str, secondary: str) -> str | None:
    """The phase from pupil numbers; None where there are none."""
    has_primary, has_secondary = (
        text.replace(",", "").isdigit() and int(text.replace(",", "")) > 0
        for text in (primary, secondary)
    )
    if has_primary and has_secondary:
        return SchoolPhase.ALL_THROUGH
    if has_primary:
        return SchoolPhase.PRIMARY
    return SchoolPhase.SECONDARY if has_secondary else None
