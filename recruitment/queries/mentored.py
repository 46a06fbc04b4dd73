"""The mentor's page: their participants at one hub, and what there is to talk about.

It shows what falls in the dates of each mentorship: no attendance, no feedback, and
nobody else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from recruitment.choices import SECURED
from recruitment.models import GapTaskTalk, Mentor, MentorAnswer, Mentorship, Place
from recruitment.queries.my_places import pathway_of, sessions_of
from workgroups.mentor_plans import SessionPlan, session_plan_of
from workgroups.models import Session
from workgroups.pathway import Pathway
from workgroups.words import listed


@dataclass(frozen=True)
class MentoredSession:
    """A session with its plan, and what this mentor said of its gap task."""

    session: Session
    plan: SessionPlan
    mentorship: Mentorship
    talk: GapTaskTalk | None = None

    @property
    def field_id(self) -> str:
        """The id of the line that a mentor may write about it, unique on the page."""
        return f"comment-{self.mentorship.pk}-{self.session.pk}"


@dataclass
class MentoredParticipant:
    """What a mentor may read of a participant; no attendance and no feedback."""

    first_name: str
    full_name: str
    place: Place
    mentorship: Mentorship
    sessions: list[MentoredSession]  # to come, or without confirmed dates
    past_sessions: list[MentoredSession]  # those that took place, the newest last
    pathway: Pathway | None

    @property
    def trying(self) -> MentoredSession | None:
        """The session after which something is to be tried before the next one."""
        last = self.past_sessions[-1] if self.past_sessions else None
        return last if last and last.plan.gap_task else None

    @property
    def earlier(self) -> list[MentoredSession]:
        """The past sessions without the one that stands first on the page."""
        return [each for each in self.past_sessions if each is not self.trying]

    @property
    def next_session(self) -> MentoredSession | None:
        going = (s for s in self.sessions if s.session.called_off_at is None)
        return next(going, None)


@dataclass(frozen=True)
class Invitation:
    """A session to a part of which a mentor is invited; `answer` is for its day."""

    session: Session
    names: str  # the first names of those who will be there
    answer: MentorAnswer | None


@dataclass
class MentorPage:
    participants: list[MentoredParticipant] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)

    def task_of(
        self, mentorship: int | None, session: int | None
    ) -> tuple[Mentorship, Session] | None:
        """The mentorship and session of a task on the page; None where it is not."""
        found = (
            (each.mentorship, past.session)
            for each in self.participants
            for past in each.past_sessions
            if (each.mentorship.pk, past.session.pk) == (mentorship, session)
            and past.plan.gap_task
        )
        return next(found, None)

    def invitation_to(self, session: int | None) -> Invitation | None:
        found = (each for each in self.invitations if each.session.pk == session)
        return next(found, None)


def mentor_page_of(mentor: Mentor, *, now: datetime) -> MentorPage:
    """A mentor's page, in six statements for any number of participants."""
    mentorships = _running(mentor)
    places = _newest_places(mentorships)
    sessions = sessions_of(places)
    talks = {
        (talk.mentorship_id, talk.session_id): talk
        for talk in GapTaskTalk.objects.filter(mentorship__in=mentorships.values())
    }
    participants = [
        _mentored(place, mentorships[place.participant_id], sessions, talks, now=now)
        for place in places
    ]
    return MentorPage(participants, _invitations(mentor, participants, now=now))


def _running(mentor: Mentor) -> dict[int, Mentorship]:
    """The running mentorships by participant; of two the one that began first."""
    rows = Mentorship.objects.filter(mentor=mentor, until_on=None).proven()
    found: dict[int, Mentorship] = {}
    for mentorship in rows.order_by("from_on", "pk"):
        found.setdefault(mentorship.participant_id, mentorship)
    return found


def _newest_places(participants: Iterable[int]) -> list[Place]:
    """The secured place of each participant in the newest year, by first name."""
    rows = Place.objects.filter(participant__in=list(participants), state__in=SECURED)
    newest: dict[int, Place] = {}
    for place in rows.select_related(
        "participant", "stage", "work_group__hub"
    ).order_by("participant__first_name", "participant", "-start_year"):
        newest.setdefault(place.participant_id, place)
    return list(newest.values())


def _mentored(
    place: Place,
    mentorship: Mentorship,
    sessions: Mapping[int, list[Session]],
    talks: Mapping[tuple[int, int], GapTaskTalk],
    *,
    now: datetime,
) -> MentoredParticipant:
    own = [
        each
        for each in sessions.get(place.work_group_id or 0, [])
        if is_in_dates(each, mentorship)
    ]
    past = [each for each in own if took_place(each, now=now)]
    coming = [
        each
        for each in own
        if each not in past and (each.ends_at > now or each.called_off_at is None)
    ]
    return MentoredParticipant(
        first_name=place.participant.first_name,
        full_name=place.participant.full_name,
        place=place,
        mentorship=mentorship,
        sessions=[
            MentoredSession(each, session_plan_of(each), mentorship) for each in coming
        ],
        past_sessions=[
            MentoredSession(
                each,
                session_plan_of(each),
                mentorship,
                talks.get((mentorship.pk, each.pk)),
            )
            for each in past
        ],
        pathway=pathway_of([place], {place.work_group_id or 0: own}, now=now),
    )


def is_in_dates(session: Session, mentorship: Mentorship) -> bool:
    """Whether a session falls between the first and the last day of a mentorship."""
    until = mentorship.until_on
    return mentorship.from_on <= session.on and (until is None or session.on <= until)


def took_place(session: Session, *, now: datetime) -> bool:
    return (
        session.ends_at <= now
        and session.called_off_at is None
        and session.work_group.dates_confirmed
    )


def _invitations(
    mentor: Mentor, participants: Iterable[MentoredParticipant], *, now: datetime
) -> list[Invitation]:
    """The sessions to come that invite the mentor, each once, by date."""
    names: dict[Session, list[str]] = {}
    for each in participants:
        for coming in each.sessions:
            if is_inviting(coming.session, now=now):
                names.setdefault(coming.session, []).append(each.first_name)
    given = {
        answer.session_id: answer
        for answer in MentorAnswer.objects.filter(mentor=mentor, session__in=names)
    }
    found = []
    for session in sorted(names, key=lambda each: each.starts_at):
        answer = given.get(session.pk)
        stands = answer if answer and answer.for_on == session.on else None
        found.append(Invitation(session, listed(names[session]), stands))
    return found


def is_inviting(session: Session, *, now: datetime) -> bool:
    """Whether mentors are invited to a session that is still to come."""
    return bool(
        session.mentors_invited
        and session.starts_at > now
        and session.called_off_at is None
        and session.work_group.dates_confirmed
        and session.work_group.cancelled_on is None
    )
