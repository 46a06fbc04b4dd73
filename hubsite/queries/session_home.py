"""A session's home in the admin: its people, register, feedback, plan and emails.

The number of statements is constant for any number of people.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from evaluation.models import FeedbackRequest
from hubsite.queries import lead
from recruitment.choices import EmailState
from recruitment.models import Apology, Attendance, Email, GroupMessage, Participant
from recruitment.queries import sessions
from recruitment.queries.listed_emails import EMAILS_SHOWN, EmailLine
from recruitment.queries.session_people import PersonAtSession, people_at
from recruitment.queries.sessions import ToldOfChange
from workgroups import words
from workgroups.audit_words import SITE, moment
from workgroups.models import AuditEntry, Session

#: What a session's plan holds: the field, and its words on this page.
PLAN = (
    ("focus", "Focus"),
    ("outcomes", "Outcomes"),
    ("in_class_activity", "To take away"),
    ("gap_task", "To try before next time"),
    ("to_bring", "To bring"),
)


@dataclass(frozen=True)
class FormOfSession:
    """A form, how many were asked, and the answers that the hub may know of."""

    row: lead.FormRow
    asked: int

    @property
    def state(self) -> str:
        form = self.row.form
        asked = f"{self.asked} {words.plural(self.asked, 'person', 'people')} asked"
        if form.closed_at is None:
            return f"open until {words.local_day(form.closes_at)}, {asked}"
        closed = f"closed on {words.local_day(form.closed_at)}, {asked}"
        if self.row.answered is None:
            return f"{closed}, too few answers to show"
        return f"{closed}, {words.counted(self.row.answered, 'answer')}"


@dataclass(frozen=True)
class SessionHome:
    row: lead.SessionRow
    marks: list[Attendance]  # the first saved at the front
    people: list[PersonAtSession]
    before: Session | None
    after: Session | None
    history: list[str]  # that it was moved or called off, in sentences
    forms: list[FormOfSession]
    emails: list[tuple[str, int]]  # by state

    @property
    def expected(self) -> list[PersonAtSession]:
        return [each for each in self.people if each.is_expected]

    @property
    def others(self) -> list[PersonAtSession]:
        return [each for each in self.people if not each.is_expected]

    @property
    def has_remarks(self) -> bool:
        return any(each.remarks or each.is_guest for each in self.people)

    @property
    def figures(self) -> list[tuple[str, str]]:
        row = self.row
        return [
            ("expected", str(len(self.expected))),
            ("came", f"{row.present} of {row.marked}" if row.marked else "–"),
            ("sent apologies", str(row.apologies)),
            ("marked, not expected", str(len(self.others))),
        ]

    @property
    def where(self) -> str:
        venue = self.row.session.effective_venue
        return venue.location if venue else ""

    @property
    def goes_ahead(self) -> bool:
        cancelled = self.row.session.work_group.cancelled_on is not None
        return not cancelled and not self.row.is_called_off

    @property
    def has_open_register(self) -> bool:
        return self.goes_ahead and self.row.stage != "ahead"

    @property
    def register(self) -> str:
        """The state of the register, as a sentence."""
        row = self.row
        if row.is_called_off:
            return "The session is called off, so it has no register."
        if row.session.work_group.cancelled_on is not None:
            return "The group is cancelled, so the session has no register."
        if row.marked:
            return _taken(self.marks)
        if row.stage == "ahead":
            return f"Not due yet: it opens on {words.weekday(row.session.on)}."
        return "Owed: nobody has taken it." if row.needs_register else "Open today."

    @property
    def plan(self) -> list[tuple[str, str]]:
        found = [(label, getattr(self.row.session, name)) for name, label in PLAN]
        return [(label, text) for label, text in found if text]

    @property
    def not_planned(self) -> str:
        """What the plan lacks, such as "focus and to bring"."""
        session = self.row.session
        missing = [label for name, label in PLAN if not getattr(session, name)]
        return words.listed([label.lower() for label in missing])


def _taken(marks: Sequence[Attendance]) -> str:
    names = {str(each.marked_by): None for each in marks if each.marked_by}
    by = f" by {words.listed(list(names))}" if names else ""
    return f"Taken{by}, last saved on {moment(marks[-1].marked_at)}."


def session_home_of(user: Any, session: Session, *, at: datetime) -> SessionHome:
    """What the home shows; the session comes with its group and hub."""
    marks = _marks_at(user, session)
    apologies = _apologies_for(user, session)
    counted = Counter(mark.mark for mark in marks)
    today = timezone.localdate(at)
    told, requests = sessions.told_of_changes(session), _requests_about(session)
    before, after = _neighbours(session)
    return SessionHome(
        row=lead.session_row(session, counted, len(apologies), today=today),
        marks=marks,
        people=people_at(user, session, marks, apologies),
        before=before,
        after=after,
        history=_history(user, session, told),
        forms=_forms(user, session, requests),
        emails=_by_state(_emails(user, session, told, requests)),
    )


def _marks_at(user: Any, session: Session) -> list[Attendance]:
    marks = Attendance.objects.visible_to(user).filter(session=session)
    return list(marks.select_related("marked_by").order_by("marked_at", "pk"))


def _apologies_for(user: Any, session: Session) -> list[Apology]:
    return list(Apology.objects.visible_to(user).filter(session=session))


def _neighbours(session: Session) -> tuple[Session | None, Session | None]:
    """The group's sessions before and after this one, by date."""
    ordered = list(
        Session.objects.filter(work_group=session.work_group_id).order_by(
            "starts_at", "pk"
        )
    )
    here = ordered.index(session)
    before = ordered[here - 1] if here else None
    return before, next(iter(ordered[here + 1 :]), None)


def _history(user: Any, session: Session, told: Sequence[ToldOfChange]) -> list[str]:
    entries = AuditEntry.objects.visible_to(user).filter(
        object_type=session._meta.label_lower,
        object_id=str(session.pk),
        action__in=["changed", "call_off_session"],
    )
    done = list(entries.select_related("actor").order_by("at", "pk"))
    moved = _moves_told(session, told) or _moves_of(done)
    return [*moved, *_called_off(session, done)]


def _moves_told(session: Session, told: Sequence[ToldOfChange]) -> list[str]:
    return [
        f"Moved from {words.weekday(each.old_day)}: people were written to on "
        f"{words.local_day(each.at)}."
        for each in told
        if each.old_day and each.old_day != session.on
    ]


def _moves_of(entries: Iterable[AuditEntry]) -> list[str]:
    """New dates of which nobody was told, because nobody had a secured place."""
    return [
        f"{entry.actor or SITE} gave it a new date on {words.local_day(entry.at)}."
        for entry in entries
        if "on" in entry.fields.split(", ")
    ]


def _called_off(session: Session, entries: Sequence[AuditEntry]) -> list[str]:
    if session.called_off_at is None:
        return []
    acts = [each for each in entries if each.action == "call_off_session"]
    by = f" by {acts[-1].actor}" if acts and acts[-1].actor else ""
    on = moment(session.called_off_at)
    return [f"Called off on {on}{by}: {session.called_off_reason}"]


def _forms(
    user: Any, session: Session, requests: Sequence[FeedbackRequest]
) -> list[FormOfSession]:
    asked = Counter(each.form_id for each in requests)
    return [
        FormOfSession(row, asked[row.form.pk])
        for row in lead.form_rows(user, [session.work_group])
        if row.form.session_id == session.pk
    ]


def _requests_about(session: Session) -> list[FeedbackRequest]:
    return list(FeedbackRequest.objects.filter(form__session=session))


def _emails(
    user: Any,
    session: Session,
    told: Iterable[ToldOfChange],
    requests: Iterable[FeedbackRequest],
) -> QuerySet[Email]:
    """Emails about a session, found by ids, because PostgreSQL has indexes for them.

    No account reads reminders of feedback, nor emails about lost answers: they would
    show who had not answered yet, and who had.
    """
    asked = Q(
        kind="feedback_asked",
        about_type="evaluation.feedbackrequest",
        about_id__in=[each.pk for each in requests],
    )
    called_off = Q(about_type="workgroups.session", about_id=session.pk)
    changed = Q(pk__in=[pk for each in told for pk in each.email_ids])
    written = Q(
        kind="group_message",
        about_id__in=GroupMessage.objects.filter(session=session).values("pk"),
    )
    about = called_off | asked | changed | written
    return Email.objects.visible_to(user).filter(about)


def _by_state(emails: QuerySet[Email]) -> list[tuple[str, int]]:
    rows = emails.order_by().values_list("state").annotate(number=Count("pk"))
    counted = dict(rows)
    return [
        (str(state.label), counted[state]) for state in EmailState if state in counted
    ]


def emails_about(user: Any, session: Session) -> tuple[list[EmailLine], int]:
    """The newest emails about a session, and how many there are."""
    told = sessions.told_of_changes(session)
    emails = _emails(user, session, told, _requests_about(session))
    shown = list(emails[:EMAILS_SHOWN])
    people = Participant.objects.filter(
        hub=session.hub_id, pk__in=[each.recipient_id for each in shown]
    )
    names = {person.pk: str(person) for person in people}
    lines = [EmailLine(each, names.get(each.recipient_id, "")) for each in shown]
    return lines, emails.count()
