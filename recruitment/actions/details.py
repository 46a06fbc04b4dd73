"""Asking people whether what we know of them is right: by email, and in the room."""

from datetime import datetime

from django.db import transaction

from recruitment import outbox, rules
from recruitment.actions.mentors import name_own_mentor
from recruitment.models import Participant, Place
from recruitment.queries import details
from recruitment.registration.keeping import Answers
from workgroups import audit
from workgroups.models import User


def ask_to_check_details(*, at: datetime, limit: int = 500) -> int:
    """Email each person once, two weeks before session 1; return how many.

    Only in office hours. Where session 1 moves away, an email that still waits does not
    hold, and the person is asked before the new day.
    """
    queued = 0
    for place, first_on in details.to_be_asked(at=at):
        if queued == limit:
            break
        if not rules.in_office_hours(at, place.hub.closed_weeks):
            continue
        with transaction.atomic():
            email = outbox.queue(
                details.KIND,
                about=place,
                to=place.participant,
                occasion=f"{first_on:%Y%m%d}",
                at=at,
            )
        queued += email is not None
    return queued


def remind_about_next_year(*, at: datetime, limit: int = 500) -> int:
    """Remind people once who have not answered about next year; return how many.

    A week after they were asked, in office hours. A place has one reminder for good,
    also where it is asked about again in another group.
    """
    queued = 0
    for place in details.not_answered_about_next_year(at=at):
        if queued == limit:
            break
        if not rules.in_office_hours(at, place.hub.closed_weeks):
            continue
        with transaction.atomic():
            email = outbox.queue(
                details.REMINDER, about=place, to=place.participant, at=at
            )
        queued += email is not None
    return queued


@transaction.atomic
def fill_in_details(
    place: Place, answers: Answers, *, by: User, lent_phone: bool, at: datetime
) -> bool:
    """Keep what somebody said in the room; return whether they said anything.

    The audit log says who wrote it: the person on the lead's phone (`lent_phone`), or
    the lead. A mentor is told once the place is secured. Raises OwnMentor.
    """
    has_mentor = bool(answers.mentor.get("email"))
    if not answers.place and not has_mentor:
        return False
    person = Participant.objects.select_for_update().get(pk=place.participant_id)
    if answers.place:
        Place.objects.filter(pk=place.pk).update(**answers.place)
    if has_mentor:
        name_own_mentor(person, answers.mentor, place=place, at=at)
    fields = [*answers.place, *(["mentor"] if has_mentor else [])]
    if lent_phone:
        audit.record("lend_phone", place, actor=by, fields=fields, at=at)
    else:
        audit.record("fill_in_details", place, actor=by, fields=fields, at=at)
    return True
