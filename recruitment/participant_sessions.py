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
FRESH_KEY = "fresh_code"
IDLE_SECONDS = 2 * 60 * 60
FRESH_SECONDS = 15 * 60  # how long a page stays open after its code
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
    request.session.pop(FRESH_KEY, None)


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


def open_fresh(request: HttpRequest, purpose: str, address: str) -> None:
    """Open a page that needs a fresh code, for the people with a proved address."""
    own = participants_of(request).participant_ids
    people = Participant.objects.current().filter(pk__in=own, email=address)
    ids = sorted(people.values_list("pk", flat=True))
    request.session[FRESH_KEY] = {"for": purpose, "ids": ids, "at": _now()}


def fresh_for(request: HttpRequest, purpose: str) -> ParticipantSession:
    """Those of the session for whom a code was typed of late, for this purpose."""
    held = request.session.get(FRESH_KEY)
    if not held or held["for"] != purpose or _now() - held["at"] > FRESH_SECONDS:
        return ParticipantSession()
    own = participants_of(request).participant_ids
    return ParticipantSession(tuple(pk for pk in held["ids"] if pk in own))


def close_fresh(request: HttpRequest) -> None:
    request.session.pop(FRESH_KEY, None)


def finish_session(request: HttpRequest) -> None:
    """Close "my places", and delete the session if nothing else is in it."""
    request.session.pop(SESSION_KEY, None)
    close_fresh(request)
    if not list(request.session.keys()):
        request.session.flush()


def _now() -> int:
    return int(timezone.now().timestamp())
