"""A session's attendance register and a group's people, for leads and hub staff."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from recruitment import rules
from recruitment.choices import (
    IN_THE_ROOM,
    OPEN_IN_GROUP,
    SECURED,
    Mark,
    OptionCode,
    PlaceState,
    YearGroup,
)
from recruitment.models import Attendance, Mentorship, Place
from recruitment.queries.options import option_labels
from recruitment.registration.asking import columns_for
from recruitment.registration.question_types import Question, asking_of
from recruitment.registration.wording import printed_together
from workgroups.models import Session, WorkGroup

EXPECTED = (*SECURED, PlaceState.OFFERED)
YEARS: dict[str, str] = {each.value: str(each.label) for each in YearGroup}
MARKS = dict(Mark.choices)
NO_NAME = "Name removed"


@dataclass(frozen=True)
class RegisterLine:
    """One person on a register: the mark, and earlier sessions in words."""

    place_id: int
    name: str
    detail: str
    mark: str = ""
    standing: str = ""  # why the person is on the list; "" for a person who is expected


@dataclass(frozen=True)
class AttendanceRegister:
    lines: list[RegisterLine]
    saved_at: datetime | None = None  # the last mark of this session


def attendance_register_of(session: Session) -> AttendanceRegister:
    """Everybody expected at a session or marked at it, in three statements.

    Expected are secured places, offers, and waiting people who came to an earlier
    session.
    """
    numbers = dict(
        Session.objects.filter(
            work_group=session.work_group_id, number__lte=session.number
        ).values_list("pk", "number")
    )
    marks: dict[int, dict[int, str]] = defaultdict(dict)
    saved_at = None
    # Filtered by session ids: with a join PostgreSQL reads every mark.
    for place_id, session_id, mark, at in (
        Attendance.objects.filter(session__in=list(numbers))
        .order_by()
        .values_list("place_id", "session_id", "mark", "marked_at")
    ):
        number = numbers[session_id]
        marks[place_id][number] = mark
        if number == session.number:
            saved_at = max(saved_at or at, at)
    here = [pk for pk, made in marks.items() if session.number in made]
    places = (
        Place.objects.filter(work_group=session.work_group_id)
        .filter(
            Q(state__in=EXPECTED)
            | Q(pk__in=here)
            | Q(state__in=OPEN_IN_GROUP, pk__in=list(marks))
        )
        .select_related("participant", "school", "provider")
        .order_by("participant__last_name", "participant__first_name", "pk")
    )
    lines = [_line(place, marks[place.pk], session.number) for place in places]
    return AttendanceRegister(lines, saved_at)


def _line(place: Place, made: dict[int, str], number: int) -> RegisterLine:
    earlier = {n: mark for n, mark in sorted(made.items()) if n < number}
    facts = [place.school_label, _years(place), _so_far(earlier)]
    expected = place.state in SECURED
    return RegisterLine(
        place_id=place.pk,
        name=place.participant.full_name or NO_NAME,
        detail=" · ".join(fact for fact in facts if fact),
        mark=made.get(number, ""),
        standing="" if expected else place.get_state_display().capitalize(),
    )


def _so_far(earlier: dict[int, str]) -> str:
    """ "Came to 3 of 4; session 2: absent"; "" before the first register."""
    if not earlier:
        return ""
    came = sum(mark in IN_THE_ROOM for mark in earlier.values())
    rest = [
        f"session {number}: {MARKS[mark]}"
        for number, mark in earlier.items()
        if mark != Mark.PRESENT
    ]
    return "; ".join([f"came to {came} of {len(earlier)}", *rest])


def _years(place: Place) -> str:
    return ", ".join(str(YEARS.get(year, year)) for year in place.year_groups)


@dataclass(frozen=True)
class GroupPerson:
    """What a group's lead may know of a participant; "" means not given."""

    name: str
    state: str
    answers: dict[str, str]  # by the title of the column
    key_stage: str
    first_year: str
    first_scheme: str
    mentor: str


@dataclass(frozen=True)
class GroupPeople:
    """A group's people, and the titles of the answers that the lead may read."""

    columns: list[str]
    people: list[GroupPerson]


def people_of(work_group: WorkGroup, *, on: date) -> GroupPeople:
    """Everybody secured or offered, by name, in two statements.

    The answers are those to the questions asked in this group that the permissions
    let a lead read.
    """
    columns = columns_for("work_group_lead", asking_of(work_group))
    rows = {
        question.name
        for questions in columns.values()
        for question in questions
        if question.is_row
    }
    places = list(
        Place.objects.filter(work_group=work_group, state__in=EXPECTED)
        .select_related("participant", *rows)
        .annotate(**_mentor_of_a_day(on))
        .order_by("participant__last_name", "participant__first_name", "pk")
    )
    options = option_labels([work_group.hub_id])
    people = [_person(place, columns, options) for place in places]
    return GroupPeople(list(columns), people)


def _mentor_of_a_day(on: date) -> dict[str, Exists]:
    """Whether a participant has a mentor on a day, and one who can be emailed."""
    running = Mentorship.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on), participant=OuterRef("participant")
    )
    reachable = running.filter(mentor__objected_at=None, mentor__email_failed_at=None)
    return {"has_mentor": Exists(running), "mentor_is_reachable": Exists(reachable)}


def _person(
    place: Any,
    columns: Mapping[str, Sequence[Question]],
    options: Mapping[str, str],
) -> GroupPerson:
    stages = rules.key_stages(place.year_groups)
    return GroupPerson(
        name=place.participant.full_name or NO_NAME,
        state=str(place.get_state_display()),
        answers={
            title: printed_together(questions, place, options)
            for title, questions in columns.items()
        },
        key_stage=stages[0] if stages else "",
        first_year=next((YEARS.get(year, year) for year in place.year_groups), ""),
        first_scheme=_first_scheme(place, options),
        mentor=_mentor_in_words(place),
    )


def _mentor_in_words(place: Any) -> str:
    if not place.has_mentor:
        return "none named"
    return "yes" if place.mentor_is_reachable else "no"


def _first_scheme(place: Place, options: Mapping[str, str]) -> str:
    named = [each for each in place.schemes if each != OptionCode.OTHER_SCHEME]
    if named:
        return options.get(named[0], named[0])
    return place.scheme_other or (options[place.schemes[0]] if place.schemes else "")
