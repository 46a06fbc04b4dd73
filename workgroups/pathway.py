"""The pathway chart over both years: positions of everything on one line.

Positions are integers from 0 (left end) to 1000 (right end), shared by the page, the
session 1 pack and the tests. Dates keep their order; sessions that are close together
are moved apart a little, and everything between them moves with them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from workgroups import academic_years, words

SECURED = "secured"
OFFERED = "offered"
PROVISIONAL = "provisional"
OPEN = "open"

LENGTH = 1000
MIN_DISTANCE = 42  # units between two ticks: the width of a number on a phone

STATE_WORDS = {
    SECURED: "secured",
    OFFERED: "offered, not confirmed yet",
    PROVISIONAL: "pencilled in",
    OPEN: "not yet asked for",
}


@dataclass(frozen=True)
class PathwayStage:
    """One stage of the pathway, which may have no dates yet."""

    name: str
    start_year: int
    state: str


@dataclass(frozen=True)
class PathwaySession:
    """One session as the chart needs it; number and label as the group shows them."""

    on: date
    number: int
    label: str
    stage: str
    start_year: int
    state: str
    gap_task: str = ""
    to_be_confirmed: bool = False
    is_over: bool = False  # also where its day is not over yet


@dataclass(frozen=True)
class Tick:
    """A session on the line."""

    session: PathwaySession
    at: int
    is_past: bool
    is_next: bool

    @property
    def x(self) -> str:
        return percent(self.at)

    @property
    def anchor(self) -> str:
        return anchor(self.at, half=190)  # the width of "Next: 23 Nov" at 320 pixels


@dataclass(frozen=True)
class GapTask:
    """A gap task, drawn as an arc from one session to the next."""

    label: str
    start: int
    end: int

    @property
    def x(self) -> str:
        return percent(self.start)

    @property
    def width(self) -> str:
        return percent(self.end - self.start)


@dataclass(frozen=True)
class Span:
    """A stage's part of the line: solid, dotted, dashed or thin."""

    stage: PathwayStage
    start: int
    end: int
    has_dates: bool

    @property
    def x1(self) -> str:
        return percent(self.start)

    @property
    def x2(self) -> str:
        return percent(self.end)

    @property
    def state_words(self) -> str:
        return STATE_WORDS[self.stage.state]


@dataclass(frozen=True)
class Pathway:
    """Everything that the chart and its list show, in order of date."""

    starts_on: date
    ends_on: date
    today: date
    today_at: int | None
    spans: tuple[Span, ...]
    ticks: tuple[Tick, ...]
    gap_tasks: tuple[GapTask, ...]

    @property
    def today_x(self) -> str:
        return "" if self.today_at is None else percent(self.today_at)

    @property
    def today_anchor(self) -> str:
        return "middle" if self.today_at is None else anchor(self.today_at, half=90)

    @property
    def states(self) -> tuple[str, ...]:
        """The states that occur, for the chart's legend."""
        found = {span.stage.state for span in self.spans}
        return tuple(state for state in STATE_WORDS if state in found)

    @property
    def list_rows(self) -> tuple[tuple[Span, tuple[Tick, ...]], ...]:
        """Each stage with its own sessions, for the text version."""
        return tuple(
            (span, tuple(tick for tick in self.ticks if belongs(tick.session, span)))
            for span in self.spans
        )

    @property
    def summary(self) -> str:
        """One sentence that describes the chart."""
        stages = "; ".join(
            f"{span.stage.name}, {words.counted(len(ticks), 'session')},"
            f" {span.state_words}"
            for span, ticks in self.list_rows
        )
        ends = f"{words.day(self.starts_on)} to {words.day(self.ends_on)}"
        return f"The pathway from {ends}: {stages}."


def draw_pathway(
    sessions: Sequence[PathwaySession],
    *,
    today: date,
    stages: Sequence[PathwayStage] = (),
) -> Pathway | None:
    """Place the sessions of all years on one line; None if there is nothing yet.

    The line runs from today, or from the first session if that is earlier, to the end
    of the last year's summer term. `stages` names years without dated sessions; years
    with sessions are found from them.
    """
    ordered = sorted(sessions, key=lambda session: (session.on, session.number))
    known = all_stages(ordered, stages)
    if not known:
        return None
    first = ordered[0].on if ordered else academic_years.first_day(known[0].start_year)
    starts_on = min(first, today)
    ends_on = max(
        [end_of_summer_term(known[-1].start_year)] + [session.on for session in ordered]
    )
    line = Line.through([session.on for session in ordered], starts_on, ends_on)
    ticks = lay_ticks(ordered, line, today)
    return Pathway(
        starts_on=starts_on,
        ends_on=ends_on,
        today=today,
        today_at=line.at(today) if starts_on <= today <= ends_on else None,
        spans=lay_spans(known, ordered, line, starts_on),
        ticks=ticks,
        gap_tasks=lay_gap_tasks(ticks),
    )


@dataclass(frozen=True)
class Line:
    """A piecewise linear map from dates to positions."""

    days: tuple[int, ...]
    positions: tuple[int, ...]

    @classmethod
    def through(cls, dates: Sequence[date], starts_on: date, ends_on: date) -> "Line":
        first, last = starts_on.toordinal(), max(ends_on, starts_on).toordinal()
        length = max(last - first, 1)
        exact = [round(LENGTH * (day.toordinal() - first) / length) for day in dates]
        days = [first, *[day.toordinal() for day in dates], last]
        return cls(tuple(days), (0, *move_apart(exact), LENGTH))

    def at(self, day: date) -> int:
        """The position of a day; of several sessions on that day, the last one's."""
        number = min(max(day.toordinal(), self.days[0]), self.days[-1])
        after = bisect_right(self.days, number)
        if after == len(self.days):
            return LENGTH
        before_day, after_day = self.days[after - 1], self.days[after]
        before_at, after_at = self.positions[after - 1], self.positions[after]
        share = (number - before_day) / (after_day - before_day)
        return round(before_at + share * (after_at - before_at))


def move_apart(positions: Sequence[int]) -> list[int]:
    """Move neighbours apart to MIN_DISTANCE, within the line and in the same order."""
    count = len(positions)
    if not count:
        return []
    distance = min(MIN_DISTANCE, LENGTH // (count + 1))
    edge = distance // 2
    placed = []
    low = edge
    for position in positions:
        placed.append(max(position, low))
        low = placed[-1] + distance
    high = LENGTH - edge
    for index in range(count - 1, -1, -1):
        placed[index] = min(placed[index], high)
        high = placed[index] - distance
    return placed


def all_stages(
    sessions: Sequence[PathwaySession], stages: Sequence[PathwayStage]
) -> list[PathwayStage]:
    """The given stages and those of the sessions, by year."""
    found = {(stage.start_year, stage.name): stage for stage in stages}
    for session in sessions:
        key = (session.start_year, session.stage)
        found.setdefault(
            key, PathwayStage(session.stage, session.start_year, session.state)
        )
    return [found[key] for key in sorted(found)]


def lay_ticks(
    sessions: Sequence[PathwaySession], line: Line, today: date
) -> tuple[Tick, ...]:
    coming = [
        session
        for session in sessions
        if not is_past(session, today) and not session.to_be_confirmed
    ]
    return tuple(
        Tick(
            session=session,
            at=position,
            is_past=is_past(session, today),
            is_next=bool(coming) and session is coming[0],
        )
        for session, position in zip(sessions, line.positions[1:-1], strict=True)
    )


def is_past(session: PathwaySession, today: date) -> bool:
    return session.is_over or session.on < today


def lay_gap_tasks(ticks: Sequence[Tick]) -> tuple[GapTask, ...]:
    """Arcs to the next session of the year; the last session has none."""
    return tuple(
        GapTask(label=tick.session.gap_task, start=tick.at, end=following.at)
        for tick, following in pairwise(ticks)
        if tick.session.gap_task
        and tick.session.start_year == following.session.start_year
    )


def lay_spans(
    stages: Sequence[PathwayStage],
    sessions: Sequence[PathwaySession],
    line: Line,
    starts_on: date,
) -> tuple[Span, ...]:
    """The part of the line of each year, from 1 September to the next one."""
    starts = [0] + [
        line.at(max(academic_years.first_day(stage.start_year), starts_on))
        for stage in stages[1:]
    ]
    ends = [*starts[1:], LENGTH]
    return tuple(
        Span(
            stage=stage,
            start=start,
            end=end,
            has_dates=any(
                (session.start_year, session.stage) == (stage.start_year, stage.name)
                for session in sessions
            ),
        )
        for stage, start, end in zip(stages, starts, ends, strict=True)
    )


def belongs(session: PathwaySession, span: Span) -> bool:
    return (session.start_year, session.stage) == (
        span.stage.start_year,
        span.stage.name,
    )


def end_of_summer_term(start_year: int) -> date:
    """31 July, the end of the summer term."""
    return date(start_year + 1, 7, 31)


def percent(position: int) -> str:
    """A position as an SVG attribute: 355 is "35.5%"."""
    return f"{position / 10:.1f}%"


def anchor(position: int, *, half: int) -> str:
    """Which end of a label to hang on its mark, so that none leaves the chart.

    `half` is half the label's width where the chart is narrowest.
    """
    if position < half:
        return "start"
    return "end" if position > LENGTH - half else "middle"
