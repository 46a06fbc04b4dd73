"""What people are to try between two sessions, and who has answered about it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from recruitment.models import GapTaskMark, GapTaskTalk, Place
from workgroups.models import Session


@dataclass
class TaskToTry:
    """What a person is to try after a session, until the next one is over."""

    session: Session
    place: Place
    is_answered: bool = False
    talks: list[GapTaskTalk] = field(default_factory=list)  # with a line of a mentor


def newest_tasks(
    sessions: Sequence[tuple[Session, Place]], *, now: datetime
) -> list[TaskToTry]:
    """The task of the last session of each place, of the newest year alone.

    `sessions` are those that go ahead, in order, each with the place that leads to it.
    """
    over = [pair for pair in sessions if pair[0].ends_at <= now]
    last = {place.pk: (session, place) for session, place in over}
    year = max((place.start_year for _, place in last.values()), default=0)
    return [
        TaskToTry(session, place)
        for session, place in last.values()
        if session.gap_task and place.start_year == year
    ]


def add_answers(tasks: Sequence[TaskToTry]) -> None:
    """Set who has answered, and what mentors wrote, in two statements or none."""
    if not tasks:
        return
    answered = _answered([(task.place.pk, task.session.pk) for task in tasks])
    written = _lines_of_mentors(tasks)
    for task in tasks:
        task.is_answered = (task.place.pk, task.session.pk) in answered
        task.talks = written[task.place.participant_id, task.session.pk]


def _lines_of_mentors(
    tasks: Sequence[TaskToTry],
) -> dict[tuple[int, int], list[GapTaskTalk]]:
    talks = GapTaskTalk.objects.filter(
        session__in={task.session.pk for task in tasks},
        mentorship__participant__in={task.place.participant_id for task in tasks},
    ).exclude(comment="")
    found: dict[tuple[int, int], list[GapTaskTalk]] = defaultdict(list)
    for talk in talks.select_related("mentorship__mentor").order_by("said_at", "pk"):
        found[talk.mentorship.participant_id, talk.session_id].append(talk)
    return found


def has_answered(place: int, session: int) -> bool:
    return (place, session) in _answered([(place, session)])


def _answered(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of these places and sessions for which somebody has answered."""
    digests = {
        digest_of(*pair, key): pair
        for pair in pairs
        for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    }
    marks = GapTaskMark.objects.filter(pk__in=list(digests))
    return {digests[pk] for pk in marks.values_list("pk", flat=True)}


def digest_of(place: int, session: int, key: str) -> str:
    value = f"{place}.{session}"
    digest = salted_hmac("hubsite.gap_task", value, secret=key, algorithm="sha256")
    return digest.hexdigest()
