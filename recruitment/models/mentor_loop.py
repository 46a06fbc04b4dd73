"""What mentors say between sessions: that they talked, and whether they come."""

from django.db import models

from recruitment.models.people import Mentor, Mentorship
from recruitment.querysets import GapTaskTalkQuerySet, MentorAnswerQuerySet
from workgroups import words
from workgroups.models import Hub, Session

COMMENT_LENGTH = 300  # characters of a mentor's line


class GapTaskTalk(models.Model):
    """A mentor's word that they talked about the task of a session.

    The participant and the lead of the group read the comment.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    mentorship = models.ForeignKey(
        Mentorship, on_delete=models.PROTECT, related_name="talks"
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="gap_task_talks"
    )
    said_at = models.DateTimeField()
    comment = models.CharField(max_length=COMMENT_LENGTH, blank=True)

    objects = GapTaskTalkQuerySet.as_manager()

    class Meta:
        ordering = ["session_id", "mentorship_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentorship", "session"],
                name="one_talk_per_mentorship_and_session",
            )
        ]

    def __str__(self) -> str:
        return f"Talked about on {words.local_day(self.said_at)}: {self.session}"


class MentorAnswer(models.Model):
    """A mentor's answer to an invitation to a part of a session.

    `for_on` is the day of the session that they answered; once the session has moved,
    the mentor is asked again.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="answers")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="mentor_answers"
    )
    for_on = models.DateField()
    is_coming = models.BooleanField()
    answered_at = models.DateTimeField()

    objects = MentorAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["session_id", "mentor_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "session"], name="one_answer_per_mentor_and_session"
            )
        ]

    def __str__(self) -> str:
        return f"{'Comes' if self.is_coming else 'Cannot come'}: {self.session}"
