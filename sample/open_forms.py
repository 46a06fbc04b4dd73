"""Forms that are still open on the day: people are asked, and a few have answered."""

from datetime import datetime
from functools import partial

from evaluation.actions import asking as asking_of_groups
from evaluation.actions import feedback
from evaluation.choices import QuestionSetKind
from evaluation.models import FeedbackRequest
from sample.answers import MAY_BE_QUOTED, SampleAnswers
from sample.feedback import FormAsking, present_at
from sample.timeline import TASK_RUNS_AFTER, Timeline
from sample.world import World

ANSWERED = 3  # people who have answered by the day


def ask(timeline: Timeline, answers: SampleAnswers, asking: FormAsking) -> None:
    """Plan a request for feedback through the actions, with a few answers."""
    timeline.plan(asking.at, partial(_ask, timeline, answers, asking))


def _ask(
    timeline: Timeline, answers: SampleAnswers, asking: FormAsking, at: datetime
) -> None:
    group, world = asking.group, timeline.world
    if asking.session is None:
        form, _ = asking_of_groups.ask_group(
            group.row, asking.kind, by=group.lead, at=at
        )
    else:
        form = feedback.open_form(group.row, asking.kind, at=at, session=asking.session)
        feedback.ask(form, present_at(asking.session), at=at)
    asked = form.requests.select_related("place", "link").order_by("pk")
    for request in world.shuffled(asked)[:ANSWERED]:
        timeline.plan(
            world.random_time_after(at, days=3),
            partial(_answer, world, answers, request, asking.kind),
        )
    reminded = world.at(form.asked_on + feedback.REMINDED_AFTER, 0)
    timeline.plan(reminded + TASK_RUNS_AFTER, lambda at: feedback.remind(form, at=at))


def _answer(
    world: World,
    answers: SampleAnswers,
    request: FeedbackRequest,
    kind: QuestionSetKind,
    at: datetime,
) -> None:
    if request.link is None:
        return
    values = answers.values(request.hub, kind, request.asked_place)
    given = {question.key: [*value.values()][0] for question, value in values}
    quoted = world.chance(MAY_BE_QUOTED)
    feedback.send_answers(request, given, may_be_quoted=quoted, at=at)
