"""Reads of the catalogue that return another shape than a queryset."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workgroups import pathway, words
from workgroups.choices import OutcomeAudience, OutcomeKind
from workgroups.models import (
    IntendedOutcome,
    Session,
    Stage,
    WorkGroup,
)


@dataclass(frozen=True)
class OutcomeGroup:
    """The outcomes of one kind for one audience; never empty."""

    kind: str
    audience: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class TimeAsked:
    """What a group asks over its year: sessions, and minutes in and between them."""

    sessions: int
    minutes: int
    between_minutes: int

    @property
    def in_words(self) -> str:
        if not self.sessions:
            return ""
        meetings = words.counted(self.sessions, "session")
        asked = f"{meetings}, {words.duration(self.minutes)} in all"
        if self.between_minutes:
            asked += f", and about {words.duration(self.between_minutes)} between them"
        return f"{asked}."


def outcomes_by_kind(project_id: int) -> list[OutcomeGroup]:
    """A project's outcomes in the order of kinds, participants before the hub."""
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for outcome in IntendedOutcome.objects.filter(project=project_id):
        texts[outcome.kind, outcome.audience].append(outcome.text)
    return [
        OutcomeGroup(str(kind.label), str(audience.label), tuple(texts[kind, audience]))
        for kind in OutcomeKind
        for audience in OutcomeAudience
        if (kind, audience) in texts
    ]


def time_asked(sessions: Iterable[Session]) -> TimeAsked:
    """Minutes that one group's sessions ask, in them and between them."""
    sessions = list(sessions)
    minutes = sum(
        (datetime.combine(each.on, each.ends) - datetime.combine(each.on, each.starts))
        // timedelta(minutes=1)
        for each in sessions
    )
    between = sum(each.between_minutes or 0 for each in sessions)
    return TimeAsked(len(sessions), minutes, between)


def pathway_from(
    work_group: WorkGroup,
    sessions: Iterable[Session],
    *,
    today: date,
    own: str = pathway.OPEN,
    later: str = pathway.OPEN,
) -> pathway.Pathway | None:
    """The pathway from a group to the end of its programme, as a visitor sees it.

    A later stage shows its sessions only if exactly one group of the same place and
    phase has them; otherwise the pathway says that dates will follow. `own` and `later`
    are the states of the group's year and of those after it.
    """
    first = work_group.project.stage
    stages = Stage.objects.filter(programme=first.programme_id, order__gt=first.order)
    years = {
        stage.pk: (stage.name, work_group.start_year + step)
        for step, stage in enumerate([first, *stages.order_by("order")])
    }
    drawn = [(years[first.pk], each) for each in sessions]
    for _, rows in later_sessions(work_group, years).items():
        if len({each.work_group_id for each in rows}) == 1:
            drawn += [(years[each.work_group.project.stage_id], each) for each in rows]
    return pathway.draw_pathway(
        [
            pathway.PathwaySession(
                on=each.on,
                number=each.number,
                label=f"Session {each.number}",
                stage=name,
                start_year=start_year,
                state=own if start_year == work_group.start_year else later,
                gap_task=each.gap_task,
                to_be_confirmed=not each.work_group.dates_confirmed,
            )
            for (name, start_year), each in drawn
        ],
        today=today,
        stages=[
            pathway.PathwayStage(
                name, start_year, own if start_year == work_group.start_year else later
            )
            for name, start_year in years.values()
        ],
    )


def later_sessions(
    work_group: WorkGroup, years: dict[int, tuple[str, int]]
) -> dict[int, list[Session]]:
    """Sessions of the later stages at the same place, by stage."""
    later = dict(list(years.items())[1:])
    found: dict[int, list[Session]] = defaultdict(list)
    if not later:
        return found
    rows = Session.objects.going_ahead().filter(
        work_group__hub=work_group.hub_id,
        work_group__local_authority=work_group.local_authority_id,
        work_group__school_phase=work_group.school_phase,
        work_group__cancelled_on=None,
        work_group__project__stage__in=later,
    )
    for session in rows.select_related("work_group__project"):
        stage_id = session.work_group.project.stage_id
        if session.work_group.start_year == later[stage_id][1]:
            found[stage_id].append(session)
    return found
