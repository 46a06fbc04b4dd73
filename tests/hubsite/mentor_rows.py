"""What the mentor of a year's participant said between sessions."""

from typing import Any

from recruitment.models import GapTaskTalk, MentorAnswer
from tests import factories
from workgroups.models import Hub


def add_mentor_rows(make: dict[str, Any], hub: Hub) -> None:
    make["gap_task_talk"] = GapTaskTalk.objects.create(
        hub=hub,
        mentorship=make["mentorship"],
        session=make["session"],
        said_at=factories.FRIDAY_5PM,
    )
    make["mentor_answer"] = MentorAnswer.objects.create(
        hub=hub,
        mentor=make["mentor"],
        session=make["session"],
        for_on=make["session"].on,
        is_coming=True,
        answered_at=factories.FRIDAY_5PM,
    )
