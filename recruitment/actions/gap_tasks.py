"""People say whether they tried what a session set them; only counts are kept."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from recruitment.choices import SECURED, GapTaskAnswer
from recruitment.errors import NothingToTry
from recruitment.models import GapTaskCount, GapTaskMark, Place
from recruitment.models.gap_tasks import SHOWN, WAITING
from recruitment.queries.gap_tasks import digest_of, has_answered
from recruitment.queries.mentored import took_place
from workgroups.models import Session


@transaction.atomic
def answer_gap_task(
    place: Place, session: Session, answer: GapTaskAnswer, *, at: datetime
) -> bool:
    """Count an answer once, and keep neither who gave it nor when.

    The audit log has no entry of it, because that would say when. A second answer
    changes nothing and returns False. Raises NothingToTry.
    """
    _check_may_answer(place, session, at)
    if has_answered(place.pk, session.pk):
        return False
    digest = digest_of(place.pk, session.pk, settings.SECRET_KEY)
    _, is_new = GapTaskMark.objects.get_or_create(pk=digest)
    if not is_new:  # two presses at once
        return False
    of_session: dict[str, Any] = {"session": session, "scheme": ""}
    of_schemes = [{"session": None, "scheme": each} for each in _schemes_of(place)]
    for what in [of_session, *of_schemes]:
        count, _ = GapTaskCount.objects.get_or_create(
            hub_id=place.hub_id,
            start_year=place.start_year,
            number=session.number,
            **what,
        )
        _add(count, answer, smallest=place.hub.smallest_count)
    return True


def _check_may_answer(place: Place, session: Session, at: datetime) -> None:
    """Only about the last session of one's own group, until the next one is over."""
    own = place.state in SECURED and place.work_group_id == session.work_group_id
    if not own or not session.gap_task or not took_place(session, now=at):
        raise NothingToTry
    later = Session.objects.going_ahead().filter(
        work_group=session.work_group_id, starts_at__gt=session.starts_at
    )
    if any(each.ends_at <= at for each in later.filter(starts_at__lte=at)):
        raise NothingToTry


def _schemes_of(place: Place) -> list[str]:
    """The schemes that the person uses, each with enough others to hide among.

    A scheme that fewer people of the hub's year use is not counted by its name.
    """
    places = Place.objects.filter(hub=place.hub_id, start_year=place.start_year)
    people = places.secured().order_by("pk").values_list("participant", "schemes")
    used = Counter(each for schemes in dict(people).values() for each in set(schemes))
    smallest = place.hub.smallest_count
    return sorted(each for each in set(place.schemes) if used[each] >= smallest)


def _add(count: GapTaskCount, answer: GapTaskAnswer, *, smallest: int) -> None:
    """Add an answer to those that wait; show them once there are enough."""
    count = GapTaskCount.objects.select_for_update().get(pk=count.pk)
    name = WAITING[answer]
    setattr(count, name, getattr(count, name) + 1)
    if sum(getattr(count, each) for each in WAITING.values()) >= smallest:
        for each, shown in SHOWN.items():
            waited = getattr(count, WAITING[each])
            setattr(count, shown, getattr(count, shown) + waited)
            setattr(count, WAITING[each], 0)
    count.save()
