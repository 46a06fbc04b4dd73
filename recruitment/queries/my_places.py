"""A person's places over the years, for "my places"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from recruitment.choices import SECURED, PlaceState
from recruitment.models import (
    Apology,
    GroupMessage,
    Mentor,
    Mentorship,
    Participant,
    Place,
)
from recruitment.queries import gap_tasks, own_messages, waiting_outcomes
from recruitment.queries.gap_tasks import TaskToTry
from workgroups import pathway as pathways
from workgroups.choices import Audience
from workgroups.models import Hub, Session
from workgroups.querysets import prepared
from workgroups.rules import mastery_in_words

#: States of the places that "my places" shows.
SHOWN_STATES = (
    PlaceState.INTERESTED,
    PlaceState.WAITING,
    PlaceState.OFFERED,
    PlaceState.PROVISIONAL,
    PlaceState.DEFERRED,
    *SECURED,
)


#: What the pathway calls the states that it draws.
DRAWN_AS = {
    **dict.fromkeys(SECURED, pathways.SECURED),
    PlaceState.OFFERED: pathways.OFFERED,
    PlaceState.PROVISIONAL: pathways.PROVISIONAL,
}


@dataclass
class HubPlaces:
    """The places of one participant at one hub, and what belongs to them."""

    hub: Hub
    participant: Participant
    places: list[Place] = field(default_factory=list)
    pathway: pathways.Pathway | None = None
    next_session: Session | None = None
    next_place: Place | None = None  # the place to which the next session belongs
    gap_tasks: list[TaskToTry] = field(default_factory=list)
    mentor: Mentor | None = None
    messages: list[GroupMessage] = field(default_factory=list)
    mastery: str = ""  # where the school is in Teaching for Mastery, in a sentence

    @property
    def has_mentors(self) -> bool:
        """Whether anybody with one of these places is supported by a mentor."""
        audiences = {place.stage.programme.audience for place in self.places}
        return bool(audiences - {Audience.ITT})


def places_by_hub(participant_ids: Iterable[int], *, now: datetime) -> list[HubPlaces]:
    """These participants' places, one item per participant, ordered by hub name.

    The number of statements is fixed.
    """
    people = _people().filter(pk__in=list(participant_ids))
    found = {person.pk: HubPlaces(person.hub, person) for person in people}
    for place in _places_of(found):
        found[place.participant_id].places.append(place)
    places = [place for each in found.values() for place in each.places]
    sessions = sessions_of(places)
    _add_apologies(places)
    _add_positions(places, found, now=now)
    named = _mentorships().filter(participant__in=list(found), until_on=None)
    # the last mentorship is kept, so one that is proven replaces one that is not
    for mentorship in sorted(named, key=lambda each: (each.is_proven, each.pk)):
        found[mentorship.participant_id].mentor = mentorship.mentor
    for person, written in own_messages.messages_to(found).items():
        found[person].messages = written
    for each in found.values():
        _add_sessions(each, sessions, now=now)
    gap_tasks.add_answers([task for each in found.values() for task in each.gap_tasks])
    return sorted(found.values(), key=lambda each: each.hub.name)


def _add_sessions(
    part: HubPlaces, sessions: Mapping[int, list[Session]], *, now: datetime
) -> None:
    """Set the pathway, the next session and the gap task of the last one.

    Dates that are to be confirmed are in the pathway only.
    """
    own: list[tuple[Session, Place]] = []
    for place in part.places:
        dated = [
            session
            for session in sessions.get(place.work_group_id or 0, [])
            if session.work_group.dates_confirmed
        ]
        place.called_off = [
            each for each in dated if each.called_off_at and each.ends_at > now
        ]
        dated = [each for each in dated if each.called_off_at is None]
        place.next_on = next_day(dated, now)
        place.coming = [session for session in dated if session.starts_at > now]
        if place.state in SECURED and not place.is_changing:
            own += [(each, place) for each in dated]
    part.pathway = pathway_of(part.places, sessions, now=now)
    part.mastery = _mastery_of(part.places)
    own.sort(key=lambda pair: pair[0].starts_at)
    coming = [pair for pair in own if pair[0].ends_at > now]
    part.next_session, part.next_place = coming[0] if coming else (None, None)
    part.gap_tasks = gap_tasks.newest_tasks(own, now=now)


def _mastery_of(places: Iterable[Place]) -> str:
    """Where the school is, from the first place on the pathway whose stage is known."""
    drawn = [each for each in places if each.state in DRAWN_AS and not each.is_changing]
    known = next((each for each in drawn if each.school_stage), None)
    if known is None:
        return ""
    last = max(each.start_year for each in drawn)
    return mastery_in_words(known.school_stage, years=last - known.start_year + 1)


def _add_apologies(places: Iterable[Place]) -> None:
    """Set on each place the ids of the sessions to which its person cannot come."""
    own = {place.pk: place for place in places}
    for place in own.values():
        place.cannot_come_to = set()
    sent = Apology.objects.filter(place__in=own).order_by()
    for place_id, session_id in sent.values_list("place", "session"):
        own[place_id].cannot_come_to.add(session_id)


def _add_positions(
    places: Iterable[Place], found: Mapping[int, HubPlaces], *, now: datetime
) -> None:
    """Set on each waiting place its number on the list, and how people fared there.

    Also how many places its school has, where the school may have no more of them.
    """
    waiting = [place for place in places if place.state == PlaceState.WAITING]
    if not waiting:
        return
    groups = {place.work_group_id for place in waiting}
    lists: dict[int, list[int]] = {}
    rows = Place.objects.filter(work_group__in=groups).waiting_list()
    for group_id, pk in rows.values_list("work_group", "pk"):
        lists.setdefault(group_id, []).append(pk)
    own = Place.objects.filter(pk__in=[place.pk for place in waiting])
    full = own.with_school_limit(now).filter(school_is_full=True).order_by()
    limits = dict(full.values_list("pk", "school_limit"))
    before = waiting_outcomes.outcomes_before(waiting)
    for place in waiting:
        place.school_has = limits.get(place.pk)
        place.position = lists[place.work_group_id or 0].index(place.pk) + 1
        place.outlook = before[waiting_outcomes.key_of(place)].in_words(
            place.position, smallest=found[place.participant_id].hub.smallest_count
        )


@prepared
def _people() -> QuerySet[Participant]:
    return Participant.objects.current().select_related("hub").order_by()


@prepared
def _mentorships() -> QuerySet[Mentorship]:
    return Mentorship.objects.with_proof().select_related("mentor").order_by()


@prepared
def _shown_places() -> QuerySet[Place]:
    shown = Q(state__in=SHOWN_STATES) | Q(is_changing=True)
    related = (
        "work_group",
        "stage__programme",
        "school",
        "provider",
        "registration__work_group",
    )
    rows = Place.objects.with_change().with_school_stage()
    rows = rows.filter(shown, moved_to=None)
    return rows.select_related(*related).order_by()


def _places_of(participants: Iterable[int]) -> Iterable[Place]:
    found = _shown_places().filter(participant__in=list(participants))
    return sorted(found, key=lambda place: (place.start_year, place.pk))


@prepared
def _sessions_with_venue() -> QuerySet[Session]:
    return Session.objects.with_venue().order_by()


def sessions_of(places: Iterable[Place]) -> dict[int, list[Session]]:
    groups = {place.work_group_id for place in places if place.work_group_id}
    found: dict[int, list[Session]] = {}
    rows = _sessions_with_venue().filter(work_group__in=groups)
    for session in sorted(rows, key=lambda each: each.number):
        found.setdefault(session.work_group_id, []).append(session)
    return found


def pathway_of(
    places: Iterable[Place], sessions: Mapping[int, list[Session]], *, now: datetime
) -> pathways.Pathway | None:
    """The pathway through these places; `sessions` are by work group id."""
    stages, steps = [], []
    for place in places:
        if place.state not in DRAWN_AS or getattr(place, "is_changing", False):
            continue
        state = DRAWN_AS[PlaceState(place.state)]
        stages.append(pathways.PathwayStage(place.stage.name, place.start_year, state))
        steps += [
            pathways.PathwaySession(
                on=session.on,
                number=session.number,
                label=f"Session {session.number}",
                stage=place.stage.name,
                start_year=place.start_year,
                state=state,
                gap_task=session.gap_task,
                to_be_confirmed=not session.work_group.dates_confirmed,
                is_over=session.ends_at <= now,
            )
            for session in sessions.get(place.work_group_id or 0, [])
            if session.called_off_at is None
        ]
    today = timezone.localdate(now)
    return pathways.draw_pathway(steps, today=today, stages=stages)


def next_day(sessions: Iterable[Session], now: datetime) -> date | None:
    """The day of the next session, else of the last one; None without sessions."""
    ordered = sorted(sessions, key=_starts_at)
    coming = [session.on for session in ordered if session.ends_at > now]
    return coming[0] if coming else (ordered[-1].on if ordered else None)


def _starts_at(session: Session) -> datetime:
    return session.starts_at
