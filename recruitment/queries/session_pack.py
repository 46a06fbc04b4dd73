"""What the pack for session 1 of a group says, the same in every file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.timezone import localdate

from recruitment.models import Place
from recruitment.queries import other_programmes
from recruitment.queries.other_programmes import OpenGroup
from workgroups import pathway, plan_sections, public_texts, queries, words
from workgroups.choices import Audience, ProviderKind
from workgroups.models import Session, WorkGroup
from workgroups.pathway import Pathway

TEXTS = ("pack_who_else", "what_else")
MENTOR_LETTERS = (
    "When a place is secured: who we are, and a page with the plan for the year.",
    "Before session 1: its plan, and what it is meant to lead to.",
    "After each session: what their colleague tries before the next one, with two "
    "questions to ask. One press says “we talked about it”.",
)


@dataclass(frozen=True)
class PackSession:
    """One session; `mentors` is the part to which mentors are invited."""

    number: int
    day: str
    times: str
    where: str
    focus: str
    gap_task: str
    mentors: str


@dataclass(frozen=True)
class SessionPack:
    """The pack of one group. Lists are empty where there is nothing to say."""

    title: str
    stage: str
    hub: str
    year: str
    leads: str  # their names
    pathway: Pathway | None
    dates_confirmed: bool
    sessions: list[PackSession]
    time: str
    commitment: list[str]  # paragraphs
    mentors: list[str]  # what mentors get; none where nobody has a mentor
    sections: list[str]  # of the training framework, with the sessions that serve them
    providers: list[str]  # of the training of this group's people, by name
    who_else: list[str]
    open_groups: list[OpenGroup]
    what_else: list[str]  # in the hub's words

    @property
    def pathway_title(self) -> str:
        years = len(self.pathway.spans) if self.pathway else 1
        over = {1: "", 2: " over both years"}.get(years, " over all years")
        return f"The pathway{over}"


def pack_of(work_group: WorkGroup, *, at: datetime) -> SessionPack:
    """The pack of a group that `listed` read; the number of statements is fixed."""
    today = localdate(at)
    sessions = _sessions(work_group)
    texts = public_texts.lines(work_group.hub, TEXTS)
    return SessionPack(
        title=work_group.title,
        stage=work_group.project.stage.name,
        hub=work_group.hub.name,
        year=work_group.year_label,
        leads=words.listed(list(work_group.leads.values_list("name", flat=True))),
        pathway=_pathway(work_group, sessions, today=today),
        dates_confirmed=work_group.dates_confirmed,
        sessions=[_line(each) for each in sessions],
        time=queries.time_asked(sessions).in_words,
        commitment=[each for each in work_group.commitment.splitlines() if each],
        mentors=_for_mentors(work_group, sessions),
        sections=_sections(work_group, sessions),
        providers=providers_of(work_group),
        who_else=texts["pack_who_else"],
        open_groups=other_programmes.open_beside(
            work_group, today=today, site=settings.SITE_URL
        ),
        what_else=texts["what_else"],
    )


def _sessions(work_group: WorkGroup) -> list[Session]:
    found = work_group.sessions.going_ahead().select_related("venue")
    sessions = list(found.order_by("number"))
    for each in sessions:
        each.work_group = work_group  # read with its venue already
    return sessions


def _pathway(
    work_group: WorkGroup, sessions: Sequence[Session], *, today: date
) -> Pathway | None:
    """As those see it who sit in session 1: this year secured, the next pencilled in.

    Once confirmed, the sessions of this year stand as they were planned.
    """
    return queries.pathway_from(
        work_group,
        sessions,
        today=today,
        own=pathway.SECURED,
        later=pathway.PROVISIONAL,
    )


def _line(session: Session) -> PackSession:
    venue = session.effective_venue
    where = venue.location if venue else ""
    return PackSession(
        number=session.number,
        day=words.weekday(session.on),
        times=session.times,
        where=where or ("Online" if session.joining_link else ""),
        focus=session.focus,
        gap_task=session.gap_task,
        mentors=session.mentors_invited,
    )


def _for_mentors(work_group: WorkGroup, sessions: Sequence[Session]) -> list[str]:
    if work_group.project.stage.programme.audience == Audience.ITT:
        return []
    invited = [
        f"Session {each.number}, {words.day(each.on)}: an invitation to "
        f"{each.mentors_invited}"
        for each in sessions
        if each.mentors_invited
    ]
    return [*MENTOR_LETTERS, *invited]


def _sections(work_group: WorkGroup, sessions: Sequence[Session]) -> list[str]:
    """Each touched section, as "2 How pupils learn: sessions 1 and 3"."""
    found = plan_sections.sections_touched(sessions, project_id=work_group.project_id)
    return [
        f"{row.number} {row.title}: "
        f"{words.plural(len(row.sessions), 'session', 'sessions')} {row.said}"
        for row in found.touched
    ]


def providers_of(work_group: WorkGroup) -> list[str]:
    """Who else trains the people of a group, by name, without saying how many they are.

    Only providers of the national list: what somebody typed may name a person.
    """
    places = Place.objects.secured().filter(
        work_group=work_group, participant__erased_at=None
    )
    found = places.order_by().values_list(
        "lead_provider__name", "provider__name", "provider__kind"
    )
    names = set()
    for lead_provider, provider, kind in found.distinct():
        names.add(lead_provider)
        if kind == ProviderKind.TEACHING_SCHOOL_HUB:
            names.add(f"{provider} ({ProviderKind.TEACHING_SCHOOL_HUB.label})")
        else:
            names.add(provider)
    return sorted(names - {None})
