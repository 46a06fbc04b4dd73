"""The plain rows from which a report is counted.

They hold no name, no address and nothing that refers to a place; their hash is the
report's `inputs_hash`, so the same rows give the same hash.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from recruitment.queries.figures import CohortMember, FunnelEntry, SessionAttendance

WHOLE_HUB = "Whole hub"


@dataclass(frozen=True)
class Group:
    pk: int
    title: str
    authority: str
    phase: str
    stage: str
    leads: int
    sessions_held: int
    first_on: date | None
    last_on: date | None
    days: float  # days of sessions held
    delivered: dict[str, int]  # sessions by how the shared materials were used


@dataclass(frozen=True)
class Written:
    """One response to one question set of a closed form."""

    response: str
    question_set: int
    work_group: int
    was_read: bool  # it has words and a person has read them


@dataclass(frozen=True)
class Rated:
    """One rating; `person` is a pseudonym, or "" where its set has none."""

    question_set: int
    set_kind: str
    work_group: int
    key: str
    text: str
    rating: int
    person: str = ""


@dataclass(frozen=True)
class Coded:
    """One reviewed coding to a kept theme."""

    evidence: int
    kind: str
    theme: int
    response: str
    visit: int | None
    origin: str
    confidence: float | None
    coded_on: date


@dataclass(frozen=True)
class Passage:
    number: int
    kind: str
    question_set: int | None
    words: str  # redacted words; "" unless marked as fit to publish
    strong: bool  # chosen as a strong quote
    read: bool


@dataclass(frozen=True)
class Facts:
    """All rows of a report, each list in a fixed order."""

    as_at: date
    hub: dict[str, Any]
    evaluation: dict[str, Any]
    groups: list[Group]
    recruits: list[str]  # authorities whose partner recruited
    schools: int
    leads: int  # number of people; one who leads two groups counts once
    question_sets: dict[int, dict[str, str]]
    forms: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    visits: list[dict[str, Any]]
    written: list[Written]
    rated: list[Rated]
    themes: list[dict[str, Any]]
    implications: list[dict[str, Any]]
    coded: list[Coded]
    passages: list[Passage]
    last_year: list[dict[str, Any]]
    funnel: list[FunnelEntry]
    registers: list[SessionAttendance]
    cohort: list[CohortMember]

    def hash(self) -> str:
        """A hash of the rows that does not depend on the day."""
        rows = {name: value for name, value in asdict(self).items() if name != "as_at"}
        text = json.dumps(rows, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()
