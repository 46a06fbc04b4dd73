"""Which letter a mentor is owed: one for each session, for all their participants.

The letter of session 1 goes a week before it, that of a later session on the morning
after the one before. Nothing is queued in advance, so a session that moves moves its
letter too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from recruitment.choices import SECURED
from recruitment.models import Mentor, Mentorship, Place
from recruitment.queries.mentored import Invitation, MentoredParticipant, MentorPage
from workgroups.models import Session
from workgroups.words import LONDON

BEFORE_THE_FIRST = timedelta(days=7)
MORNING = time(8)  # in London, after the day of a session
#: How long a letter waits for the same session in the groups of other participants.
WAITS_FOR_OTHERS = timedelta(days=10)
#: How long after its session a letter still goes, where the site stood still.
GOES_WITHIN = timedelta(days=14)

SESSION_ONE = "mentor_session_one"
TASKS = "mentor_tasks"
INVITED = "mentor_invited"
KINDS = (SESSION_ONE, TASKS, INVITED)


@dataclass(frozen=True)
class OwedEmail:
    """A letter that is owed; `number` is that of the session to which it looks."""

    kind: str
    start_year: int
    number: int
    invited_to: Session | None = None

    @property
    def slot(self) -> str:
        return f"{self.start_year}:{self.number}"

    @property
    def occasion(self) -> str:
        """The slot, with the session and the day that an invitation names."""
        if self.invited_to is None:
            return self.slot
        return f"{self.slot}:{self.invited_to.pk}:{self.invited_to.on:%Y%m%d}"


@dataclass(frozen=True)
class _Slot:
    """The session to which a participant looks, and since when a letter may say so."""

    start_year: int
    number: int
    opens_at: datetime

    @property
    def key(self) -> tuple[int, int]:
        return self.start_year, self.number


def emails_owed(page: MentorPage, *, now: datetime) -> list[OwedEmail]:
    """The letters that may go to a mentor now, written already or not."""
    slots = [slot for each in page.participants for slot in _slots_of(each)]
    open_now = {
        slot.key: min(s.opens_at for s in slots if s.key == slot.key)
        for slot in slots
        if slot.opens_at <= now
    }
    owed = [
        _owed_email(page, key, now=now)
        for key, opened in sorted(open_now.items())
        if now < opened + GOES_WITHIN
        and (_all_opened(slots, key, now) or now >= opened + WAITS_FOR_OTHERS)
    ]
    return [letter for letter in owed if letter]


def _all_opened(slots: Iterable[_Slot], key: tuple[int, int], now: datetime) -> bool:
    """Whether no participant is still before the session to which a letter looks."""
    return not any(
        slot.key < key or (slot.key == key and slot.opens_at > now) for slot in slots
    )


def _slots_of(participant: MentoredParticipant) -> list[_Slot]:
    coming = participant.next_session
    if coming is None or not coming.session.work_group.dates_confirmed:
        return []
    session, year = coming.session, participant.place.start_year
    if session.number == 1:
        return [_Slot(year, 1, session.starts_at - BEFORE_THE_FIRST)]
    if not participant.past_sessions:
        return []
    day = participant.past_sessions[-1].session.on + timedelta(days=1)
    return [_Slot(year, session.number, datetime.combine(day, MORNING, LONDON))]


def _owed_email(
    page: MentorPage, key: tuple[int, int], *, now: datetime
) -> OwedEmail | None:
    """The letter of a slot; None where there is nothing to say in it."""
    year, number = key
    invitation = next((i for i in page.invitations if _is_of(i, key)), None)
    invited_to = invitation.session if invitation else None
    if number == 1:
        return OwedEmail(SESSION_ONE, year, number, invited_to)
    if invited_to:
        return OwedEmail(INVITED, year, number, invited_to)
    if any(each.trying for each in page.participants):
        return OwedEmail(TASKS, year, number)
    return None


def _is_of(invitation: Invitation, key: tuple[int, int]) -> bool:
    session = invitation.session
    return (session.work_group.start_year, session.number) == key


def mentors_to_look_at(now: datetime) -> QuerySet[Mentor]:
    """Mentors we may write to who have a participant with a session about now."""
    near = Session.objects.going_ahead().filter(
        starts_at__gt=now - GOES_WITHIN - timedelta(days=1),
        starts_at__lte=now + BEFORE_THE_FIRST,
        work_group__cancelled_on=None,
        work_group__dates_confirmed=True,
        work_group__start_year__gte=timezone.localdate(now).year - 1,
    )
    places = Place.objects.filter(
        state__in=SECURED, work_group__in=near.order_by().values("work_group")
    )
    running = Mentorship.objects.filter(
        until_on=None, participant__in=places.values("participant")
    )
    reachable = Mentor.objects.filter(objected_at=None, email_failed_at=None)
    return reachable.filter(pk__in=running.values("mentor")).order_by("pk")
