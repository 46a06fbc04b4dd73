"""Who completes the year of a group, who does not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from recruitment import rules
from recruitment.choices import Mark, PlaceState
from recruitment.models import Place
from recruitment.queries import attendance_year
from recruitment.queries.attendance_year import AttendanceYear, PersonYear
from workgroups import words
from workgroups.models import WorkGroup
from workgroups.plan_words import fingerprint_of

MARK_LABELS = dict(Mark.choices)
#: States of a place whose year was decided on.
DECIDED = (PlaceState.COMPLETED, PlaceState.NOT_COMPLETED)


@dataclass(frozen=True)
class Result:
    """What becomes of a place, or became of it, and why."""

    place: Place
    state: PlaceState
    attended: str  # "3 of 4 days, 75%"
    why: str  # the sessions at which the person was not there

    @property
    def completes(self) -> bool:
        return self.state == PlaceState.COMPLETED


@dataclass(frozen=True)
class GroupCompletion:
    percent: int
    to_decide: list[Result]
    decided: list[Result]
    changing: list[Place]  # another act with them may still be taken back
    why_not_yet: str  # why nothing can be decided now; "" where it can

    @property
    def completing(self) -> list[Result]:
        return [each for each in self.to_decide if each.completes]

    @property
    def not_completing(self) -> list[Result]:
        return [each for each in self.to_decide if not each.completes]

    @property
    def fingerprint(self) -> str:
        """A text that differs whenever another person would complete, or fewer."""
        return fingerprint_of(
            f"{each.place.pk} {each.state} {each.attended}" for each in self.to_decide
        )

    @property
    def has_completed(self) -> bool:
        return any(each.completes for each in self.decided)

    @property
    def may_be_taken_back(self) -> bool:
        return any(each.place.completion_decided_at for each in self.decided)


def completion_of(work_group: WorkGroup, *, at: datetime) -> GroupCompletion:
    """What the registers say of each place, in a fixed number of statements.

    The group is read with its project's programme.
    """
    year = attendance_year.year_of(work_group)
    percent = work_group.project.stage.programme.completes_at
    open_ones = [p for p in year.people if p.place.state == PlaceState.CONFIRMED]
    decided = [p for p in year.people if p.place.state in DECIDED]
    return GroupCompletion(
        percent=percent,
        to_decide=[
            _result(each, year, _state_of(each, year.held, percent))
            for each in open_ones
            if not each.place.is_changing
        ],
        decided=[_result(each, year, PlaceState(each.place.state)) for each in decided],
        changing=[each.place for each in open_ones if each.place.is_changing],
        why_not_yet=why_not_yet(work_group, year, at=at),
    )


def _state_of(person: PersonYear, held: Decimal, percent: int) -> PlaceState:
    if rules.has_completed(person.attended, held, percent=percent):
        return PlaceState.COMPLETED
    return PlaceState.NOT_COMPLETED


def why_not_yet(work_group: WorkGroup, year: AttendanceYear, *, at: datetime) -> str:
    """Every session must be over and have a register before anybody is judged by it."""
    if not work_group.dates_confirmed:
        return "The dates of the group are not confirmed yet."
    if not year.sessions:
        return "No session of this group went ahead."
    last = max(year.sessions, key=lambda each: each.ends_at)
    if last.ends_at > at:
        return f"The last session is on {words.weekday(last.on)}."
    missing = [str(each.number) for each in year.sessions if not each.has_register]
    if missing:
        sessions = words.plural(len(missing), "session", "sessions")
        return f"No register was taken yet of {sessions} {words.listed(missing)}."
    return ""


def _result(person: PersonYear, year: AttendanceYear, state: PlaceState) -> Result:
    return Result(
        person.place,
        state,
        share_in_words(person.attended, year.held),
        _why(person, year),
    )


def share_in_words(attended: Decimal, held: Decimal) -> str:
    """ "1½ of 2 days, 75%", rounded down so that it never says more than is so."""
    if not held:
        return "no register yet"
    of = f"{words.number_of_days(attended)} of {words.days_long(held)}"
    return f"{of}, {int(attended * 100 / held)}%"


def _why(person: PersonYear, year: AttendanceYear) -> str:
    """For example "absent at session 2; no mark at sessions 3 and 4"."""
    missed: dict[str, list[str]] = {}
    for session in year.sessions:
        mark = person.marks.get(session.number)
        if session.has_register and (mark is None or not mark.is_present):
            label = str(MARK_LABELS[mark.mark]) if mark else "no mark"
            missed.setdefault(label, []).append(str(session.number))
    return "; ".join(_at_sessions(label, found) for label, found in missed.items())


def _at_sessions(label: str, numbers: Sequence[str]) -> str:
    sessions = words.plural(len(numbers), "session", "sessions")
    return f"{label} at {sessions} {words.listed(numbers)}"
