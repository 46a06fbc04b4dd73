"""A session's attendance register and a group's people, for leads and hub staff."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from recruitment import rules
from recruitment.choices import (
    IN_THE_ROOM,
    OPEN_IN_GROUP,
    SECURED,
    InductionYear,
    Mark,
    PlaceState,
    Scheme,
    YearGroup,
)
from recruitment.models import Attendance, Mentorship, Place
from workgroups.models import Session, WorkGroup

EXPECTED = (*SECURED, PlaceState.OFFERED)
YEARS = dict(YearGroup.choices)
SCHEMES = dict(Scheme.choices)
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
    school: str
    years: str
    key_stage: str
    first_year: str
    schemes: str
    first_scheme: str
    lead_provider: str
    induction_year: str
    mentor: str
    access_needs: str


def people_of(work_group: WorkGroup, *, on: date) -> list[GroupPerson]:
    """Everybody secured or offered, by name, in two statements."""
    places = list(
        Place.objects.filter(work_group=work_group, state__in=EXPECTED)
        .select_related("participant", "school", "provider", "lead_provider")
        .order_by("participant__last_name", "participant__first_name", "pk")
    )
    mentors = mentors_reachable([place.participant_id for place in places], on=on)
    return [_person(place, mentors.get(place.participant_id)) for place in places]


def mentors_reachable(participants: Sequence[int], *, on: date) -> dict[int, bool]:
    """Whether each person's mentor on a day can be emailed, by participant id."""
    running = Mentorship.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on), participant__in=participants
    ).select_related("mentor")
    found: dict[int, bool] = {}
    for each in running:
        reachable = each.mentor.reachable
        found[each.participant_id] = found.get(each.participant_id, False) or reachable
    return found


def _person(place: Place, mentor: bool | None) -> GroupPerson:
    years = [str(YEARS.get(year, year)) for year in place.year_groups]
    schemes = [str(SCHEMES.get(scheme, scheme)) for scheme in place.schemes]
    if place.scheme_other:
        other = str(Scheme.OTHER.label)
        schemes = [name for name in schemes if name != other] + [place.scheme_other]
    stages = rules.key_stages(place.year_groups)
    return GroupPerson(
        name=place.participant.full_name or NO_NAME,
        state=str(place.get_state_display()),
        school=place.school_label,
        years=", ".join(years),
        key_stage=stages[0] if stages else "",
        first_year=years[0] if years else "",
        schemes=", ".join(schemes),
        first_scheme=schemes[0] if schemes else "",
        lead_provider=str(place.lead_provider or place.lead_provider_name),
        induction_year=_induction(place.induction_year),
        mentor={None: "none named", True: "yes", False: "no"}[mentor],
        access_needs=place.access_needs,
    )


def _induction(year: str) -> str:
    return str(InductionYear(year).label) if year else ""
