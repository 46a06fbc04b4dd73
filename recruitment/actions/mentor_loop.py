"""What mentors press on their page: that they talked, and whether they come."""

from datetime import datetime

from django.db import transaction

from recruitment.errors import MentorshipEnded, NotInvited, NotTriedYet
from recruitment.models import GapTaskTalk, Mentor, MentorAnswer, Mentorship
from recruitment.queries.mentored import is_in_dates, is_inviting, took_place
from workgroups import audit
from workgroups.models import Session


@transaction.atomic
def talk_about_task(
    mentorship: Mentorship, session: Session, *, comment: str, at: datetime
) -> GapTaskTalk:
    """Keep that a mentor talked about what is tried after a session.

    A second time keeps the first day and takes the new comment. Locks the mentorship,
    because it may be ended meanwhile. Raises MentorshipEnded, NotTriedYet.
    """
    mentorship = Mentorship.objects.select_for_update().get(pk=mentorship.pk)
    if mentorship.until_on is not None or not is_in_dates(session, mentorship):
        raise MentorshipEnded
    if not session.gap_task or not took_place(session, now=at):
        raise NotTriedYet
    talk, is_new = GapTaskTalk.objects.get_or_create(
        mentorship=mentorship,
        session=session,
        defaults={"hub_id": mentorship.hub_id, "said_at": at, "comment": comment},
    )
    if not is_new and talk.comment == comment:
        return talk
    talk.comment = comment
    talk.save(update_fields=["comment"])
    audit.record("talk_about_task", talk, fields=["comment"], at=at)
    return talk


@transaction.atomic
def answer_invitation(
    mentor: Mentor, session: Session, *, is_coming: bool, at: datetime
) -> MentorAnswer:
    """Keep whether a mentor comes to the part of a session to which they are invited.

    The last answer counts; the same again changes nothing. Raises NotInvited.
    """
    session = Session.objects.select_related("work_group").get(pk=session.pk)
    if mentor.objected_at is not None or not is_inviting(session, now=at):
        raise NotInvited
    saved = MentorAnswer.objects.filter(mentor=mentor, session=session).first()
    if saved and (saved.for_on, saved.is_coming) == (session.on, is_coming):
        return saved
    answer, _ = MentorAnswer.objects.update_or_create(
        mentor=mentor,
        session=session,
        defaults={
            "hub_id": session.hub_id,
            "for_on": session.on,
            "is_coming": is_coming,
            "answered_at": at,
        },
    )
    audit.record("answer_invitation", answer, fields=["is_coming"], at=at)
    return answer
