"""What a work group lead sees on `/lead/`: today, what is owed, and each group.

The number of statements is constant for any number of groups, sessions and people.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from evaluation.choices import EvaluationState, QuestionSetKind
from evaluation.models import FeedbackForm, Report
from hubsite.queries.group_rows import GroupRow
from recruitment.choices import PRESENT_MARKS, SECURED, PlaceState
from recruitment.models import Attendance, Place
from recruitment.queries import lead_tasks
from recruitment.queries.lead_tasks import LeadTask, TaskLink
from workgroups import academic_years, words
from workgroups.models import Hub, Session, WorkGroup
from workgroups.plan_words import NEEDED_FIELDS, is_blank

RECENTLY = timedelta(days=28)  # the start page lists forms that closed since then
REPORTS_SHOWN = 3


@dataclass
class LeadHome:
    """Content of a lead's start page."""

    today: list["SessionRow"] = field(default_factory=list)
    next: "SessionRow | None" = None  # the first one after today
    tasks: list[LeadTask] = field(default_factory=list)
    recent_feedback: list[TaskLink] = field(default_factory=list)
    reports: list[TaskLink] = field(default_factory=list)  # whose facts to check
    groups: list["GroupRow"] = field(default_factory=list)
    earlier: list["GroupRow"] = field(default_factory=list)
    hubs: set[Hub] = field(default_factory=set)


@dataclass(frozen=True)
class SessionRow:
    """One session with its attendance register and note, as the lead sees them."""

    session: Session
    times: str
    marked: int
    present: int
    apologies: int
    stage: str  # "ahead", "today" or "past"
    expected: int = 0  # people with a place or an offer; set on the start page

    @property
    def is_called_off(self) -> bool:
        return self.session.called_off_at is not None

    @property
    def can_be_called_off(self) -> bool:
        return self.stage != "past" and not self.is_called_off and not self.marked

    @property
    def needs_register(self) -> bool:
        return self.stage == "past" and not self.marked and not self.is_called_off

    @property
    def needs_plan(self) -> bool:
        """Whether a session to come lacks a part of its plan."""
        lacks = any(is_blank(getattr(self.session, name)) for name in NEEDED_FIELDS)
        return lacks and self.stage == "ahead" and not self.is_called_off

    @property
    def needs_note(self) -> bool:
        return self.stage == "past" and not (
            self.is_called_off or self.session.lead_note or self.session.delivered_as
        )


@dataclass(frozen=True)
class FormRow:
    """A feedback form and whether it can be read; never a number of answers."""

    form: FeedbackForm
    about: str
    answered: int | None = None


def lead_home_of(user: Any, *, at: datetime) -> LeadHome:
    """The groups that a user leads and the tasks due today."""
    groups = list(WorkGroup.objects.visible_to(user).led_by(user).listed())
    rows = session_rows(groups, at=at)
    year = academic_years.academic_year_of(timezone.localdate(at))
    running = [group for group in groups if group.start_year >= year]
    counted = _people_by_state(groups)
    rows = [
        replace(row, expected=_expected(counted[row.session.work_group_id]))
        for row in rows
    ]
    by_group: dict[int, list[SessionRow]] = defaultdict(list)
    for row in rows:
        by_group[row.session.work_group_id].append(row)
    lines = {
        group.pk: group_row(group, by_group[group.pk], counted[group.pk])
        for group in groups
    }
    now = {group.pk for group in running}
    return LeadHome(
        today=[row for row in rows if row.stage == "today"],
        next=next(
            (r for r in rows if r.stage == "ahead" and not r.is_called_off), None
        ),
        tasks=_tasks(rows, counted, running, at=at),
        recent_feedback=_recent_feedback(user, groups, at=at),
        reports=_reports_to_check(user),
        groups=sorted((lines[group.pk] for group in running), key=_by_next_session),
        earlier=[lines[group.pk] for group in groups if group.pk not in now],
        hubs={group.hub for group in groups},
    )


def session_rows(groups: Sequence[WorkGroup], *, at: datetime) -> list[SessionRow]:
    """Sessions of some groups by date with their marks, in two statements."""
    known = {group.pk: group for group in groups if group.cancelled_on is None}
    sessions = list(
        Session.objects.filter(work_group__in=list(known))
        .select_related("venue")
        .annotate(sent_apologies=Count("apologies"))
        .order_by("starts_at", "pk")
    )
    marks: dict[int, Counter[str]] = defaultdict(Counter)
    for session_id, mark, n in (
        Attendance.objects.filter(session__work_group__in=list(known))
        .order_by()
        .values_list("session", "mark")
        .annotate(n=Count("pk"))
    ):
        marks[session_id][mark] = n
    today = timezone.localdate(at)
    for session in sessions:
        session.work_group = known[session.work_group_id]
    return [
        session_row(each, marks[each.pk], each.sent_apologies, today=today)
        for each in sessions
    ]


def session_row(
    session: Session, marks: Counter[str], apologies: int, *, today: date
) -> SessionRow:
    """A session with its marks counted; `apologies` were sent before it."""
    stage = "today" if session.on == today else "past"
    return SessionRow(
        session=session,
        times=words.time_range(session.starts, session.ends),
        marked=marks.total(),
        present=sum(marks[mark] for mark in PRESENT_MARKS),
        apologies=apologies,
        stage="ahead" if session.on > today else stage,
    )


def group_row(
    group: WorkGroup, rows: Iterable[SessionRow], counted: Counter[str]
) -> GroupRow:
    rows = [row for row in rows if not row.is_called_off]
    coming = next((row for row in rows if row.stage != "past"), None)
    dated = coming or (rows[-1] if rows else None)
    return GroupRow(
        title=group.title,
        url=reverse("hubsite:show_group", args=[group.slug]),
        on=dated.session.on if dated else None,
        where="",
        facts=(
            str(group.local_authority or f"All of {group.hub}"),
            str(group.get_school_phase_display()),
            _next_session_note(group, coming),
        ),
        places=places_summary(counted),
        tone="left" if secured(counted) else "closed",
        name=group.title,
        has_next=coming is not None,
    )


def _by_next_session(row: GroupRow) -> tuple[bool, date, str]:
    """Sort key: groups with a coming session first, the nearest at the top."""
    return not row.has_next, row.on or date.max, row.title


def _next_session_note(group: WorkGroup, coming: SessionRow | None) -> str:
    if group.cancelled_on is not None:
        return f"{group.year_label} · not running"
    if coming is None:
        return f"{group.year_label} · no session to come"
    day = words.weekday(coming.session.on)
    return (
        f"{group.year_label} · session {coming.session.number}: {day}, {coming.times}"
    )


def secured(counted: Counter[str]) -> int:
    return sum(counted[state] for state in SECURED)


def _expected(counted: Counter[str]) -> int:
    return secured(counted) + counted[PlaceState.OFFERED]


def places_summary(counted: Counter[str]) -> str:
    """ "9 secured, 2 asked to confirm, 1 waiting"; "Nobody yet" without places."""
    parts = [
        (secured(counted), "secured"),
        (counted[PlaceState.OFFERED], "asked to confirm"),
        (counted[PlaceState.WAITING], "waiting"),
    ]
    said = [f"{number} {state}" for number, state in parts if number]
    return ", ".join(said) or "Nobody yet"


def people_by_state(group: WorkGroup) -> Counter[str]:
    return _people_by_state([group])[group.pk]


def _people_by_state(groups: Sequence[WorkGroup]) -> dict[int, Counter[str]]:
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for group_id, state, n in (
        Place.objects.filter(work_group__in=[group.pk for group in groups])
        .order_by()
        .values_list("work_group", "state")
        .annotate(n=Count("pk"))
    ):
        counted[group_id][state] = n
    return counted


def _tasks(
    rows: Sequence[SessionRow],
    counted: dict[int, Counter[str]],
    running: Sequence[WorkGroup],
    *,
    at: datetime,
) -> list[LeadTask]:
    registers = [
        row
        for row in rows
        if row.needs_register and secured(counted[row.session.work_group_id])
    ]
    year = {group.pk for group in running}
    notes = [
        row for row in rows if row.needs_note and row.session.work_group_id in year
    ]
    unplanned = [
        row for row in rows if row.needs_plan and row.session.work_group_id in year
    ]
    asked = [group for group in running if counted[group.pk][PlaceState.OFFERED]]
    unanswered = sum(counted[group.pk][PlaceState.OFFERED] for group in asked)
    people = [
        TaskLink(group.title, reverse("hubsite:show_group", args=[group.slug]))
        for group in asked
    ]
    found = [
        LeadTask(
            len(registers),
            f"{words.plural(len(registers), 'register has', 'registers have')}"
            " not been taken yet",
            [_link(row, register_url(row.session)) for row in registers],
        ),
        LeadTask(
            len(notes),
            f"{words.plural(len(notes), 'session has', 'sessions have')} no note yet",
            [_link(row, note_url(row.session)) for row in notes],
        ),
        LeadTask(
            len(unplanned),
            f"{words.plural(len(unplanned), 'plan is', 'plans are')} incomplete",
            [_link(row, plan_url(row.session)) for row in reversed(unplanned)],
        ),
        LeadTask(
            unanswered,
            f"{words.plural(unanswered, 'person has', 'people have')}"
            " not confirmed yet",
            people,
        ),
    ]
    found += [
        lead_tasks.silent_twice(_absent_pairs(rows, year)),
        *lead_tasks.news_of({group.pk: group for group in running}, at=at),
    ]
    return [task for task in found if task.number]


def _absent_pairs(rows: Sequence[SessionRow], year: set[int]) -> list[tuple[int, int]]:
    """The last two sessions of each group whose registers were taken."""
    taken: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.marked and not row.is_called_off and row.session.work_group_id in year:
            taken[row.session.work_group_id].append(row.session.pk)
    return [(ids[-2], ids[-1]) for ids in taken.values() if len(ids) > 1]


def _link(row: SessionRow, url: str) -> TaskLink:
    day = words.day(row.session.on)
    return TaskLink(
        f"Session {row.session.number}, {day}, {row.session.work_group.title}", url
    )


def register_url(session: Session) -> str:
    return reverse("recruitment:record_attendance", args=[session.pk])


def note_url(session: Session) -> str:
    return reverse(
        "hubsite:write_session_note", args=[session.work_group.slug, session.number]
    )


def plan_url(session: Session) -> str:
    return reverse(
        "hubsite:depart_from_plan", args=[session.work_group.slug, session.number]
    )


def _recent_feedback(
    user: Any, groups: Sequence[WorkGroup], *, at: datetime
) -> list[TaskLink]:
    """Forms that closed lately and have enough answers to be read."""
    rows = form_rows(user, groups, closed_since=at - RECENTLY)
    return [
        TaskLink(
            f"{row.answered} answers about {row.about}, {row.form.asked_of}",
            feedback_url(row.form),
        )
        for row in rows
        if row.answered is not None
    ]


def _reports_to_check(user: Any) -> list[TaskLink]:
    """The newest reports on the user's groups that are not published, at most three."""
    reports = Report.objects.to_check_by(user).select_related("evaluation")
    drafts = reports.exclude(evaluation__state=EvaluationState.PUBLISHED)
    newest = drafts.defer("snapshot").order_by("-finished_at", "-pk")[:REPORTS_SHOWN]
    return [
        TaskLink(str(each), reverse("evaluation:check_facts", args=[each.pk]))
        for each in newest
    ]


def feedback_url(form: FeedbackForm) -> str:
    return reverse("evaluation:show_feedback_form", args=[form.pk])


def form_rows(
    user: Any, groups: Sequence[WorkGroup], *, closed_since: datetime | None = None
) -> list[FormRow]:
    """Feedback forms of some groups, newest first, in one statement."""
    known = {group.pk: group for group in groups}
    forms = (
        FeedbackForm.objects.visible_to(user)
        .filter(work_group__in=list(known))
        .select_related("question_set", "session")
        .annotate(answers=Count("responses"))
        .order_by("-asked_on", "-pk")  # grouping leaves the model's order out
    )
    if closed_since is not None:
        forms = forms.filter(closed_at__gte=closed_since)
    rows = []
    for form in forms:
        form.work_group = known[form.work_group_id]
        enough = form.answers >= form.work_group.hub.smallest_count
        shown = form.closed_at is not None and enough
        rows.append(FormRow(form, about(form), form.answers if shown else None))
    return rows


def about(form: FeedbackForm) -> str:
    """What a form asks about: "session 2", "“After the year”", or both."""
    title = f"“{form.question_set.title}”"
    if form.session is None:
        return title
    session = f"session {form.session.number}"
    of_session = form.question_set.kind == QuestionSetKind.SESSION
    return session if of_session else f"{session}, {title}"
