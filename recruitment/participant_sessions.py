"""The session of a participant, who has no account.

It is a key of its own in the Django session, never `request.user`, and ends after
two hours without use.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from recruitment.models import Participant

SESSION_KEY = "participant"
IDLE_SECONDS = 2 * 60 * 60
SECONDS_BETWEEN_SAVES = 60  # a page view writes the session row at most this often


@dataclass(frozen=True)
class ParticipantSession:
    """The participants that one proved address opened: at most one per hub."""

    participant_ids: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.participant_ids)


def open_session(request: HttpRequest, participant_ids: Iterable[int]) -> None:
    """Open "my places" of these participants, under a new session key."""
    opened = set(participant_ids)
    opened |= _of_same_person(participants_of(request).participant_ids, opened)
    if SESSION_KEY in request.session or request.user.is_authenticated:
        request.session.cycle_key()  # the old key must not open anything more
    else:
        # a key that somebody put into this browser before opens nothing
        request.session._session_key = None
    request.session[SESSION_KEY] = {"ids": sorted(opened), "at": _now()}


def _of_same_person(before: Iterable[int], new: set[int]) -> set[int]:
    """Participants opened before with the same address: computers are shared."""
    if not before or new.issuperset(before):
        return set()
    people = Participant.objects.all()
    addresses = people.filter(pk__in=new).values("email")
    same = people.filter(pk__in=before, email__in=addresses)
    return set(same.values_list("pk", flat=True))


def participants_of(request: HttpRequest) -> ParticipantSession:
    """The participant session; empty after two hours without use."""
    held = request.session.get(SESSION_KEY)
    if not held or timezone.now().timestamp() - held["at"] > IDLE_SECONDS:
        return ParticipantSession()
    return ParticipantSession(tuple(held["ids"]))


def keep_alive(request: HttpRequest) -> None:
    """Start the two hours again; saves the session at most once a minute."""
    held = request.session[SESSION_KEY]
    if _now() - held["at"] > SECONDS_BETWEEN_SAVES:
        request.session[SESSION_KEY] = {**held, "at": _now()}


def finish_session(request: HttpRequest) -> None:
    """Close "my places", and delete the session if nothing else is in it."""
    request.session.pop(SESSION_KEY, None)
    if not list(request.session.keys()):
        request.session.flush()


def _now() -> int:
    return int(timezone.now().timestamp())
