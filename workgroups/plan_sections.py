"""Which sections of the training frameworks a group's sessions touch, as a picture."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Value

from workgroups import words
from workgroups.models import CommonPlan, FrameworkSection, Session

#: Measures of the picture, in units of its view box.
LEFT, STEP, ROW = 20, 36, 28


@dataclass(frozen=True)
class SectionRow:
    """One section, in the words of each framework, and the sessions that serve it."""

    number: int
    title: str
    sessions: tuple[int, ...]

    @property
    def said(self) -> str:
        if not self.sessions:
            return "none"
        return words.listed([str(number) for number in self.sessions])


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    is_touched: bool


@dataclass(frozen=True)
class SectionsTouched:
    """The sections that a year touches; false where none of its plans names one."""

    rows: tuple[SectionRow, ...]
    numbers: tuple[int, ...]  # of the sessions

    def __bool__(self) -> bool:
        return any(row.sessions for row in self.rows)

    @property
    def touched(self) -> list[SectionRow]:
        return [row for row in self.rows if row.sessions]

    @property
    def finding(self) -> str:
        """The title of the picture: what it shows, in a sentence."""
        number, total = len(self.touched), len(self.rows)
        sections = words.plural(total, "section", "sections")
        return f"The year touches {number} of {total} {sections}"

    @property
    def width(self) -> int:
        return LEFT + STEP * len(self.numbers)

    @property
    def height(self) -> int:
        return ROW * (len(self.rows) + 1)

    @property
    def heads(self) -> list[tuple[int, int]]:
        """Where the number of each session stands, and the number."""
        return [(_x(place), number) for place, number in enumerate(self.numbers)]

    @property
    def lines(self) -> list[tuple[SectionRow, int, list[Dot]]]:
        """Each section with its height in the picture and a dot for each session."""
        return [
            (
                row,
                ROW * place,
                [
                    Dot(_x(column), ROW * place, number in row.sessions)
                    for column, number in enumerate(self.numbers)
                ],
            )
            for place, row in enumerate(self.rows, start=1)
        ]


def _x(column: int) -> int:
    return LEFT + STEP * column + STEP // 2


def sections_touched(
    sessions: Collection[Session], *, project_id: int
) -> SectionsTouched:
    """What a group's sessions touch, in two statements, or one where they touch none.

    A session without sections of its own has those of the common plan.
    """
    own = Session.own_sections.through.objects.filter(
        session__in=[each.pk for each in sessions]
    ).values_list(Value(True), "session__number", "frameworksection__number")
    common = CommonPlan.sections.through.objects.filter(
        commonplan__project=project_id
    ).values_list(Value(False), "commonplan__number", "frameworksection__number")
    rows = list(own.union(common))
    by_session = _numbers(rows, is_own=True)
    by_plan = _numbers(rows, is_own=False)
    numbers = tuple(sorted(each.number for each in sessions))
    serves = {
        each: by_session.get(each) or by_plan.get(each, set()) for each in numbers
    }
    return SectionsTouched(
        tuple(
            SectionRow(
                number, title, tuple(each for each in numbers if number in serves[each])
            )
            for number, title in (_titles() if rows else ())
        ),
        numbers,
    )


def _numbers(
    rows: Iterable[tuple[bool, int, int]], *, is_own: bool
) -> dict[int, set[int]]:
    """Sections by number of a session, of its own plan or of the common one."""
    found: dict[int, set[int]] = {}
    for own, session, section in rows:
        if bool(own) is is_own:
            found.setdefault(session, set()).add(section)
    return found


def _titles() -> list[tuple[int, str]]:
    """The sections by number, in the words of the newest framework that has one."""
    rows: Any = FrameworkSection.objects.order_by("framework__from_on", "number")
    return sorted(dict(rows.values_list("number", "title")).items())
