"""Read the sample's invented content from the files beside this module.

Plain values in file order, without database, clock or random numbers. Keys of
programmes, stages, projects, sessions and hubs are names of model fields, apart from
`key`, `project`, `outcomes`, `sections`, `areas` and `notice`.
"""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
#: A label of a domain may have 63 characters; shorter ones are easier to read.
LONGEST_LABEL = 40
#: Letters that Unicode does not decompose into a letter and an accent.
PLAIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae"})

Table = dict[str, Any]


@dataclass(frozen=True)
class Comment:
    """One comment: written feedback, or for `spoken` the evaluator's note of it."""

    id: str
    question: str
    text: str
    themes: tuple[str, ...]
    has_identifier: bool
    audience: str


@dataclass(frozen=True)
class SampleSchool:
    urn: int
    name: str
    la_code: str
    la_name: str
    phase: str
    type: str
    state_funded: bool
    status: str
    low_age: int
    high_age: int
    postcode: str
    trust: str
    opened_on: date | None
    closed_on: date | None
    successor_urn: int | None
    hub: str


@dataclass(frozen=True)
class SamplePerson:
    """A name; role, hub and area (LA code, "secondary" or "itt") are for staff."""

    kind: str
    first_name: str
    last_name: str
    role: str
    hub: str
    area: str


def comments(*, audience: str = "", question: str = "") -> list[Comment]:
    """All comments, or those of one audience (primary, secondary, itt) or question."""
    return [
        comment
        for comment in all_comments()
        if audience in ("", comment.audience) and question in ("", comment.question)
    ]


@cache
def all_comments() -> tuple[Comment, ...]:
    return tuple(
        Comment(
            **words(row, "id question text audience"),
            themes=tuple(row["themes"].split(" | ")) if row["themes"] else (),
            has_identifier=row["has_identifier"] == "yes",
        )
        for row in rows("comments.csv")
    )


def schools(*, hub: str = "", la_code: str = "") -> list[SampleSchool]:
    """All schools, or those in a hub's area (its slug) or of one local authority."""
    return [
        school
        for school in all_schools()
        if hub in ("", school.hub) and la_code in ("", school.la_code)
    ]


@cache
def all_schools() -> tuple[SampleSchool, ...]:
    return tuple(
        SampleSchool(
            **words(row, "name la_code la_name phase type status postcode trust hub"),
            urn=int(row["urn"]),
            state_funded=row["state_funded"] == "yes",
            low_age=int(row["low_age"]),
            high_age=int(row["high_age"]),
            opened_on=date_or_none(row["opened_on"]),
            closed_on=date_or_none(row["closed_on"]),
            successor_urn=int(row["successor_urn"]) if row["successor_urn"] else None,
        )
        for row in rows("schools.csv")
    )


def people(kind: str) -> list[SamplePerson]:
    """The names of one kind: participant, mentor or staff."""
    return [person for person in all_people() if person.kind == kind]


@cache
def all_people() -> tuple[SamplePerson, ...]:
    return tuple(SamplePerson(**row) for row in rows("people.csv"))


def email(first_name: str, last_name: str, organisation: str) -> str:
    """first.last@organisation.example in ASCII, a domain that nobody can own."""
    return f"{label(first_name)}.{label(last_name)}@{label(organisation)}.example"


def label(text: str) -> str:
    """Words in lower-case ASCII and hyphens, cut at the end of a word."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(PLAIN_LETTERS))
    plain = plain.encode("ascii", "ignore").decode().replace("'", "")
    joined = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    whole_words = f"{joined}-"[: LONGEST_LABEL + 1].rpartition("-")[0]
    return whole_words or joined[:LONGEST_LABEL]


def hubs() -> list[Table]:
    """The hubs with areas, targets and privacy notices."""
    return list(toml("hubs.toml")["hubs"])


def programmes() -> list[Table]:
    """Programmes with their `stages`; each stage has one `project` with `outcomes`."""
    return list(toml("projects.toml")["programmes"])


def providers() -> list[Table]:
    return list(toml("projects.toml")["providers"])


def sessions(stage: str) -> list[Table]:
    """The sessions of a stage, by its key, in order."""
    return list(toml("work_groups.toml")["sessions"][stage])


def commitment(stage: str) -> str:
    return str(toml("work_groups.toml")["commitment"][stage])


def venue(area: str) -> Table | None:
    """Where the group of an LA (by code), "secondary" or "itt" meets, if it has one."""
    found: Table | None = toml("work_groups.toml")["venues"].get(area)
    return found


def themes(*, audience: str = "") -> list[Table]:
    """The codebook in the report's order, each theme with its `implications`."""
    return [
        theme
        for theme in toml("themes.toml")["themes"]
        if not audience or audience in theme["audiences"]
    ]


def evaluation(key: str) -> Table:
    """The texts, question groups and visits of "last-year" or "this-year"."""
    return next(x for x in toml("evaluations.toml")["evaluations"] if x["key"] == key)


def texts(section: str) -> Any:
    """A section of texts.toml."""
    return toml("texts.toml")[section]


@cache
def toml(name: str) -> Table:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def words(row: dict[str, str], names: str) -> Table:
    return {name: row[name] for name in names.split()}


def date_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
