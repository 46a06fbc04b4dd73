"""What one case of a registration posts, and what is read back."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """A kind of programme, what somebody posts, and what is to be read back."""

    audience: str
    stages: int
    posted: dict[str, dict[str, Any]]
    later: dict[str, Any]  # posted after registering
    checked: dict[str, str]  # "Check your answers": label and words
    kept: dict[str, Any]  # fields of the place
    person: dict[str, str]  # fields of the participant
    registration: dict[str, Any]
    mentor: tuple[str, str] | None
    told: dict[str, str]  # the admin and exports: heading and words, "" left out
    lead_reads: list[str]
    lead_never_reads: list[str]
    needs_earlier_stage: bool = False
    help: str = ""  # the one answer that is in no export
    columns: list[str] = field(default_factory=list)  # of the lead's list
