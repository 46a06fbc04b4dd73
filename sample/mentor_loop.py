"""What mentors and participants of the sample said between two sessions."""

from collections import Counter, defaultdict
from datetime import timedelta

from django.conf import settings

from recruitment.choices import SECURED, GapTaskAnswer
from recruitment.models import (
    GapTaskCount,
    GapTaskMark,
    GapTaskTalk,
    Mentorship,
    Place,
)
from recruitment.models.gap_tasks import SHOWN, WAITING
from recruitment.queries.gap_tasks import digest_of
from sample import content
from sample.world import Group, World
from workgroups.models import Session

TALKED = 0.45  # of tasks whose participant has a mentor
WROTE = 0.3  # of those that were talked about
ANSWERED = 0.7
ANSWERS = {
    GapTaskAnswer.TRIED: 52,
    GapTaskAnswer.ADAPTED: 27,
    GapTaskAnswer.NOT_YET: 21,
}


def say_what_was_tried(world: World) -> None:
    """Talks and answers about each task whose time is over or under way."""
    for hub in world.hubs:
        for group in (*hub.last_year, *hub.this_year.values()):
            for session in group.sessions:
                if world.was_held(session) and session.gap_task:
                    _say(world, group, session)
    world.save((GapTaskTalk, GapTaskCount, GapTaskMark))


def _say(world: World, group: Group, session: Session) -> None:
    places = Place.objects.filter(work_group=group.row, state__in=SECURED)
    here = list(places.order_by("pk"))
    mentored = Mentorship.objects.filter(
        participant__in=[place.participant_id for place in here],
        from_on__lte=session.on,
    ).proven()
    by_person: dict[int, Mentorship] = {}
    for mentorship in mentored.order_by("-pk"):
        by_person[mentorship.participant_id] = mentorship
    for mentorship in by_person.values():
        _talk(world, session, mentorship)
    _count(world, session, here)


def _talk(world: World, session: Session, mentorship: Mentorship) -> None:
    at = world.random_time_after(session.starts_at + timedelta(hours=4), days=12)
    until = mentorship.until_on
    if at > world.evening_before or (until and session.on > until):
        return
    if world.chance(TALKED):
        lines = content.texts("words")["mentor_lines"]
        line = world.rng.choice(lines) if world.chance(WROTE) else ""
        world.add(
            GapTaskTalk(
                hub_id=mentorship.hub_id,
                mentorship=mentorship,
                session=session,
                said_at=at,
                comment=line,
            )
        )


def _count(world: World, session: Session, here: list[Place]) -> None:
    """Count the answers in steps of the hub's smallest count, as people give them."""
    given: Counter[str] = Counter()
    shown: dict[str, int] = defaultdict(int)
    for place in here:
        if not world.chance(ANSWERED):
            continue
        digest = digest_of(place.pk, session.pk, settings.SECRET_KEY)
        world.add(GapTaskMark(digest=digest))
        given[world.weighted(ANSWERS)] += 1
        if given.total() == session.hub.smallest_count:
            for answer, number in given.items():
                shown[SHOWN[GapTaskAnswer(answer)]] += number
            given.clear()
    waiting = {WAITING[GapTaskAnswer(each)]: number for each, number in given.items()}
    world.add(
        GapTaskCount(
            hub_id=session.hub_id,
            session=session,
            start_year=session.work_group.start_year,
            number=session.number,
            **shown,
            **waiting,
        )
    )
