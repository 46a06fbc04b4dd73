"""The attendance register of a session: who is expected, and their marks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.text import capfirst

from recruitment import rules
from recruitment.choices import (
    OPEN_IN_GROUP,
    PRESENT_MARKS,
    SECURED,
    Mark,
    PauseReason,
    PlaceState,
    YearGroup,
)
from recruitment.models import Apology, Attendance, Mentorship, Place
from recruitment.queries.other_groups import guest_places
from recruitment.registration import unknown
from recruitment.registration.question_types import Asking, asking_of
from workgroups.models import Session, WorkGroup

#: States of the places whose holders are expected at a session.
EXPECTED = (*SECURED, PlaceState.OFFERED)
YEAR_GROUP_LABELS: dict[str, str] = {each.value: str(each.label) for each in YearGroup}
MARK_LABELS = dict(Mark.choices)


@dataclass(frozen=True)
class RegisterRow:
    """One person on a register, with their mark."""

    place_id: int
    name: str
    detail: str  # school, year groups and earlier attendance in words
    mark: str = ""
    remark: str = ""  # what a lead should know: apologies, an unsecured place
    suggested: str = ""  # the choice for a person without a mark, not saved
    chosen: str = ""  # chosen on the page and refused, not saved
    unknown: str = ""  # what nobody knows yet, at the first session: "class, scheme"
    deputy: str = ""  # who came in the person's stead
    note: str = ""
    typed: Mapping[str, str] | None = None  # deputy and note, typed and not saved

    @property
    def shown(self) -> str:
        """The choice that looks pressed."""
        return self.chosen or self.mark or self.suggested

    @property
    def said(self) -> str:
        """The saved mark in words."""
        return MARK_LABELS.get(self.mark, "not marked")

    @property
    def beside(self) -> str:
        return beside_in_words(self.deputy, self.note)

    @property
    def words(self) -> Mapping[str, str]:
        """The deputy and the note as the boxes show them."""
        return {"deputy": self.deputy, "note": self.note, **(self.typed or {})}


def beside_in_words(deputy: str, note: str) -> str:
    """What stands beside a mark: "Deputy: Jo Fern. Note: Left a bag"."""
    deputy = f"Deputy: {deputy}" if deputy else ""
    return ". ".join(filter(None, [deputy, note and f"Note: {note}"]))


@dataclass(frozen=True)
class AttendanceRegister:
    rows: list[RegisterRow]
    saved_at: datetime | None = None  # the last mark of this session


@dataclass
class _Marks:
    """A person's marks by the number of the session; deputy and note of this one."""

    by_number: dict[int, str] = field(default_factory=dict)
    deputy: str = ""
    note: str = ""


def register_of(session: Session) -> AttendanceRegister:
    """Everybody expected at a session or marked at it, in three statements.

    The session is read with its group and the group's programme.

    People with a secured or offered place are expected. So are people with another open
    place who have a mark at an earlier session, and guests who said that they come.
    """
    until_now = Session.objects.filter(
        work_group=session.work_group_id, number__lte=session.number
    )
    numbers, gone_ahead = {}, []
    for pk, number, called_off_at in until_now.values_list(
        "pk", "number", "called_off_at"
    ):
        numbers[pk] = number
        gone_ahead += [number] if called_off_at is None else []
    marks: dict[int, _Marks] = defaultdict(_Marks)
    saved_at = None
    # filtered by session ids, because with a join PostgreSQL reads every mark
    for place_id, session_id, mark, at, deputy, note in (
        Attendance.objects.filter(session__in=list(numbers))
        .order_by()
        .values_list("place_id", "session_id", "mark", "marked_at", "deputy", "note")
    ):
        number = numbers[session_id]
        own_marks = marks[place_id]
        own_marks.by_number[number] = mark
        if number == session.number:
            saved_at = max(saved_at or at, at)
            own_marks.deputy, own_marks.note = deputy, note
    marked_now = [pk for pk, of in marks.items() if session.number in of.by_number]
    own = Q(work_group=session.work_group_id)
    places = (
        Place.objects.filter(
            own & Q(state__in=EXPECTED)
            | own & Q(state__in=OPEN_IN_GROUP, pk__in=list(marks))
            | Q(pk__in=marked_now)
            | Q(pk__in=guest_places(session).values("pk"))
        )
        .select_related("participant", "school", "provider", "work_group")
        .annotate(
            sent_apologies=Exists(_apologies_for(session)),
            has_mentor=Exists(_running_mentorships()),
            comes_instead_to=Subquery(
                _apologies_for(session).values("instead__work_group__title")[:1]
            ),
        )
        .order_by("participant__last_name", "participant__first_name", "pk")
    )
    is_first = min(gone_ahead, default=None) == session.number
    asking = asking_of(session.work_group) if is_first else None
    rows = [_row(place, marks[place.pk], session, asking) for place in places]
    return AttendanceRegister(rows, saved_at)


def _apologies_for(session: Session) -> QuerySet[Apology]:
    return Apology.objects.filter(session=session, place=OuterRef("pk"))


def _row(
    place: Any, marks: _Marks, session: Session, asking: Asking | None
) -> RegisterRow:
    """A person's row at a session.

    With `asking`, what the group asks, it says what nobody knows of its own people.
    """
    own = place.work_group_id == session.work_group_id
    number = session.number
    by_number = sorted(marks.by_number.items())
    earlier = {n: mark for n, mark in by_number if n < number}
    facts = [place.school_label, _year_groups(place), _earlier_attendance(earlier)]
    remarks = _remarks_on(place)
    if not own:
        remarks.append(f"guest from {place.work_group}")
    remarks += ["sent apologies"] if place.sent_apologies else []
    if place.comes_instead_to:
        remarks.append(f"comes to {place.comes_instead_to} instead")
    return RegisterRow(
        place_id=place.pk,
        name=str(place.participant),
        detail=" · ".join(fact for fact in facts if fact),
        mark=marks.by_number.get(number, ""),
        remark=capfirst(", ".join(remarks)),
        suggested=str(Mark.APOLOGIES) if place.sent_apologies else "",
        unknown=_unknown(place, asking) if asking and own else "",
        deputy=marks.deputy,
        note=marks.note,
    )


def _unknown(place: Any, asking: Asking) -> str:
    questions = unknown.unknown_of(place, asking, has_mentor=place.has_mentor)
    return unknown.in_words(questions)


def _running_mentorships() -> QuerySet[Mentorship]:
    """The mentorships of a place's person that have not ended."""
    return Mentorship.objects.filter(participant=OuterRef("participant"), until_on=None)


def _remarks_on(place: Place) -> list[str]:
    """What a lead can tell a person whose place is not secured."""
    if place.state in SECURED:
        return []
    if place.clock_paused_for == PauseReason.CAME:
        return ["not secured yet: “Secure my place” is in their letter and my places"]
    return [str(place.get_state_display())]


def _earlier_attendance(marks: Mapping[int, str]) -> str:
    """For example "came to 3 of 4; session 2: absent"; "" without earlier marks."""
    if not marks:
        return ""
    came = sum(mark in PRESENT_MARKS for mark in marks.values())
    exceptions = [
        f"session {number}: {MARK_LABELS[mark]}"
        for number, mark in marks.items()
        if mark != Mark.PRESENT
    ]
    return "; ".join([f"came to {came} of {len(marks)}", *exceptions])


def _year_groups(place: Place) -> str:
    return ", ".join(
        str(YEAR_GROUP_LABELS.get(year, year)) for year in place.year_groups
    )


def offers_to_decide(work_group: WorkGroup, *, at: datetime) -> list[Place]:
    """Offers to people who came, and did not confirm in ten working days after it."""
    came = Place.objects.filter(work_group=work_group).paused(PauseReason.CAME)
    weeks = work_group.hub.closed_weeks
    return [
        place
        for place in came.select_related("participant").order_by("clock_paused_at")
        if place.clock_paused_at
        and rules.pause_is_over(place.clock_paused_at, weeks, at=at)
    ]
