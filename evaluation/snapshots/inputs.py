"""The inputs of a report: the plain rows from which it is counted.

They hold no name of a person, no address and no reference to a place. Their hash is the
report's `inputs_hash`, so the same rows give the same hash.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from evaluation.snapshots.areas import ReportedGroup
from recruitment.queries.figures import CohortMember, FunnelEntry, SessionAttendance

WHOLE_HUB = "Whole hub"
#: The groups of an earlier report, what it showed of them, and its date.
EarlierFigure = tuple[list[ReportedGroup], dict[str, Any], str]


@dataclass(frozen=True)
class GroupInput:
    """A work group in the evaluation, with the sessions that it held."""

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
class ResponseInput:
    """One response to one question set of a closed form."""

    response: str
    question_set: int
    work_group: int
    is_read: bool  # it has written answers, and a person has read one
    form: int = 0
    has_words: bool = True  # something was written

    @property
    def is_known(self) -> bool:
        """Whether nothing that it says is unread: read, or without words."""
        return self.is_read or not self.has_words


@dataclass(frozen=True)
class RatingInput:
    """One rating; `pseudonym` is "" where the question set has none."""

    question_set: int
    set_kind: str
    work_group: int
    key: str
    text: str
    rating: int
    pseudonym: str = ""
    form: int = 0


@dataclass(frozen=True)
class CodingInput:
    """One reviewed coding of a kept theme."""

    evidence: int
    kind: str
    theme: int
    response: str
    visit: int | None
    origin: str
    confidence: float | None
    coded_on: date
    coder: str = ""  # their role, such as "evaluator in residence 2"


@dataclass(frozen=True)
class EvidenceInput:
    """One passage, without its group, session or visit."""

    number: int
    kind: str
    question_set: int | None
    text: str  # redacted; "" where it may not be published
    strong_quote: bool
    is_read: bool
    form: int = 0  # to which it answers; 0 for what was not written on a form


@dataclass(frozen=True)
class ReportInputs:
    """Everything that a report is counted from; each list has a fixed order."""

    as_at: date
    hub: dict[str, Any]
    evaluation: dict[str, Any]
    groups: list[GroupInput]
    recruiting_authorities: list[str]  # those whose partner recruited
    schools: int
    leads: int  # people; one who leads two groups counts once
    question_sets: dict[int, dict[str, str]]
    forms: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    visits: list[dict[str, Any]]
    responses: list[ResponseInput]
    ratings: list[RatingInput]
    themes: list[dict[str, Any]]
    implications: list[dict[str, Any]]
    codings: list[CodingInput]
    evidence: list[EvidenceInput]
    last_year: list[dict[str, Any]]
    funnel: list[FunnelEntry]
    attendance: list[SessionAttendance]
    cohort: list[CohortMember]
    #: Snapshots of finished reports of the hub and year, the oldest first.
    earlier: list[dict[str, Any]] = field(default_factory=list)

    @property
    def smallest_count(self) -> int:
        """The smallest count that the hub shows in a breakdown."""
        return int(self.hub["smallest_count"])

    @property
    def reported_groups(self) -> list[ReportedGroup]:
        """The work groups as this report notes them, in its order."""
        return [
            ReportedGroup(group.pk, group.title, group.authority, group.phase)
            for group in self.groups
        ]

    def earlier_figures(self, name: str) -> list[EarlierFigure]:
        """A figure of places or of attendance in earlier reports, the oldest first.

        A report of this evaluation that did not note its groups had the same ones; one
        of another evaluation is left out.
        """
        pk = self.evaluation["pk"]
        found = []
        for each in self.earlier:
            groups = (
                [ReportedGroup(**group) for group in each["groups"]]
                if "groups" in each
                else self.reported_groups * (each["evaluation"]["pk"] == pk)
            )
            if groups and each["figures"][name]:
                found.append((groups, each["figures"][name], each["as_at"]))
        return found

    def hash(self) -> str:
        """A hash of the rows that does not depend on the day or on earlier reports."""
        rows = {
            name: value
            for name, value in asdict(self).items()
            if name not in {"as_at", "earlier"}
        }
        text = json.dumps(rows, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()
