"""A person's places over the years, for "my places" and the mentor's page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from recruitment.choices import SECURED, PlaceState
from recruitment.models import Mentor, Mentorship, Participant, Place
from workgroups import pathway as lines
from workgroups.models import Hub, Session

#: States that "my places" shows.
SHOWN = (
    PlaceState.INTERESTED,
    PlaceState.WAITING,
    PlaceState.OFFERED,
    PlaceState.PROVISIONAL,
    PlaceState.DEFERRED,
    *SECURED,
)


@dataclass
class HubPart:
    """One hub's part of a person's page."""

    hub: Hub
    participant: Participant
    places: list[Place] = field(default_factory=list)
    pathway: lines.Pathway | None = None
    next_session: Session | None = None
    gap_task: Session | None = None
    mentor: Mentor | None = None


@dataclass
class Mentee:
    """A colleague as their mentor sees them: the plan, never attendance or feedback."""

    first_name: str
    full_name: str
    place: Place
    sessions: list[Session]
    pathway: lines.Pathway | None


def parts_of(participant_ids: Iterable[int], *, now: datetime) -> list[HubPart]:
    """Each hub's part for these participants, in a fixed number of statements."""
    today = now.date()
    people = Participant.objects.filter(pk__in=participant_ids).select_related("hub")
    parts = {person.pk: HubPart(person.hub, person) for person in people}
    for place in _places_of(parts):
        parts[place.participant_id].places.append(place)
    sessions = _sessions_of(p for part in parts.values() for p in part.places)
    running = Mentorship.objects.filter(participant__in=parts, until_on=None)
    named = running.with_proof().select_related("mentor")
    # a proven mentor comes last and wins
    for mentorship in named.order_by("is_proven", "pk"):
        parts[mentorship.participant_id].mentor = mentorship.mentor
    for part in parts.values():
        for place in part.places:
            place.next_on = next_day(sessions.get(place.work_group_id or 0, []), now)
        part.pathway = pathway_of(part.places, sessions, today=today)
        own = [
            session
            for place in part.places
            if place.state in SECURED
            for session in sessions.get(place.work_group_id or 0, [])
        ]
        coming = sorted((s for s in own if s.ends_at > now), key=_when)
        gone = sorted((s for s in own if s.ends_at <= now), key=_when)
        part.next_session = coming[0] if coming else None
        part.gap_task = gone[-1] if gone and gone[-1].gap_task else None
    return sorted(parts.values(), key=lambda part: part.hub.name)


def mentees_of(mentor: Mentor, *, today: date) -> list[Mentee]:
    """The people whom a mentor supports and who have a secured place."""
    running = Mentorship.objects.filter(mentor=mentor, until_on=None).proven()
    places = list(
        Place.objects.filter(
            participant__in=running.values("participant"), state__in=SECURED
        )
        .select_related("participant", "stage", "work_group__hub")
        .order_by("participant__first_name", "participant", "-start_year")
    )
    newest: dict[int, Place] = {}
    for place in places:
        newest.setdefault(place.participant_id, place)
    sessions = _sessions_of(newest.values())
    return [
        Mentee(
            first_name=place.participant.first_name,
            full_name=place.participant.full_name,
            place=place,
            sessions=sessions.get(place.work_group_id or 0, []),
            pathway=pathway_of([place], sessions, today=today),
        )
        for place in newest.values()
    ]


def _places_of(participants: Iterable[int]) -> Iterable[Place]:
    return (
        Place.objects.filter(participant__in=list(participants), state__in=SHOWN)
        .select_related("work_group", "stage", "school", "provider")
        .order_by("start_year", "pk")
    )


def _sessions_of(places: Iterable[Place]) -> dict[int, list[Session]]:
    groups = {place.work_group_id for place in places if place.work_group_id}
    found: dict[int, list[Session]] = {}
    rows = Session.objects.filter(work_group__in=groups).select_related("work_group")
    for session in rows.order_by("work_group", "number"):
        found.setdefault(session.work_group_id, []).append(session)
    return found


def pathway_of(
    places: Iterable[Place], sessions: dict[int, list[Session]], *, today: date
) -> lines.Pathway | None:
    """The person's pathway: secured stages solid, provisional ones dashed."""
    stages, stops = [], []
    for place in places:
        if place.state not in {*SECURED, PlaceState.PROVISIONAL, PlaceState.OFFERED}:
            continue
        state = lines.SECURED if place.state in SECURED else lines.PROVISIONAL
        stages.append(lines.PathwayStage(place.stage.name, place.start_year, state))
        stops += [
            lines.PathwaySession(
                on=session.on,
                number=session.number,
                label=f"Session {session.number}",
                stage=place.stage.name,
                start_year=place.start_year,
                state=state,
                gap_task=session.gap_task,
                to_be_confirmed=not session.work_group.dates_confirmed,
            )
            for session in sessions.get(place.work_group_id or 0, [])
        ]
    return lines.draw_pathway(stops, today=today, stages=stages)


def next_day(sessions: Iterable[Session], now: datetime) -> date | None:
    """The day of a group's next session, or of its last; None without sessions."""
    ordered = sorted(sessions, key=_when)
    coming = [session.on for session in ordered if session.ends_at > now]
    return coming[0] if coming else (ordered[-1].on if ordered else None)


def _when(session: Session) -> datetime:
    return session.starts_at
