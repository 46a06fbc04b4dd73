"""Feedback in the room: when it is open, its questions, and how many may answer."""

from datetime import datetime, time, timedelta

from evaluation.choices import QuestionSetKind
from evaluation.errors import RoomClosed
from evaluation.models import FeedbackForm, Question, QuestionSet
from recruitment.choices import LinkPurpose
from recruitment.models import Attendance, Link, Place
from workgroups.models import Session
from workgroups.words import LONDON

TYPED_WITHIN = timedelta(days=14)  # from the session's day to the typing of its slips


def day_ends_at(session: Session) -> datetime:
    """Midnight after the session's day, in London."""
    return datetime.combine(session.on + timedelta(days=1), time(), tzinfo=LONDON)


def room_link_of(session: Session) -> Link | None:
    """The link that the QR code of a session holds, if it was made."""
    made = Link.objects.filter(
        purpose=LinkPurpose.ROOM,
        subject_type=session._meta.label_lower,
        subject_id=session.pk,
        expires_at=day_ends_at(session),
    )
    return made.first()


def form_about(session: Session) -> FeedbackForm | None:
    """The form that asks about a session, if anybody was asked yet."""
    forms = FeedbackForm.objects.filter(session=session)
    return forms.filter(question_set__kind=QuestionSetKind.SESSION).first()


def questions_about(session: Session) -> list[Question]:
    """What is asked about a session: by its form, or by the hub's newest set."""
    form = form_about(session)
    if form is not None:
        return list(form.question_set.questions.all())
    kind = QuestionSetKind.SESSION
    sets = QuestionSet.objects.filter(kind=kind, retired_on=None)
    newest = sets.order_by("-version", "pk")
    own = newest.filter(hub=session.work_group.hub_id).first()
    found = own or newest.filter(hub=None).first()
    return list(found.questions.all()) if found else []


def check_takes_place(session: Session) -> None:
    """Raise RoomClosed for a session that is called off or whose group is cancelled."""
    if session.called_off_at is not None or session.work_group.cancelled_on:
        raise RoomClosed("This session is called off, so nobody is asked about it.")


def check_browsers_may_answer(session: Session, *, at: datetime) -> None:
    """Raise RoomClosed except from a session's end to the end of its day."""
    check_takes_place(session)
    if at < session.ends_at:
        raise RoomClosed("The questions open when the session ends.")
    if at >= day_ends_at(session):
        raise RoomClosed


def check_slips_may_be_typed(session: Session, *, at: datetime) -> None:
    """Raise RoomClosed except from a session's end to a fortnight later."""
    check_takes_place(session)
    if at < session.ends_at:
        raise RoomClosed("Slips can be typed up once the session has ended.")
    if at >= day_ends_at(session) + TYPED_WITHIN:
        raise RoomClosed("Slips are typed up within a fortnight of the session.")


def why_no_slips(session: Session, form: FeedbackForm | None, *, at: datetime) -> str:
    """Why no slips of a session can be typed up now; "" where they can."""
    try:
        check_slips_may_be_typed(session, at=at)
    except RoomClosed as refusal:
        return str(refusal)
    if form is not None and form.is_closed_at(at):
        return "The form has closed, so no slips can be added."
    if not free_answers(session, form):
        return "As many answers as people in the room have come, so none can be added."
    return ""


def free_answers(session: Session, form: FeedbackForm | None) -> int:
    """How many more answers the people in the room can give.

    Before a register is taken as many are expected as have a secured place.
    """
    marked = Attendance.objects.filter(session=session)
    if marked.exists():
        people = marked.present().count()
    else:
        people = Place.objects.filter(work_group=session.work_group).secured().count()
    if form is None:
        return people
    own_links = form.requests.filter(answered=True).count()
    return max(people - own_links - form.room_answers, 0)
