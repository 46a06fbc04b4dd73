"""Import a list of people into a work group, all of it or nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from recruitment import outbox
from recruitment.actions import places, registrations
from recruitment.actions.listed_people import register_people
from recruitment.actions.seats import offer_end_of
from recruitment.actions.transitions import (
    create_place,
    lock_groups,
    lock_place,
    move_place,
)
from recruitment.choices import (
    OPEN_IN_GROUP,
    SECURED,
    EmailState,
    ListedAs,
    ListEmails,
    PlaceState,
)
from recruitment.errors import NotAllowed
from recruitment.interest_lists import ListedPerson
from recruitment.models import (
    Email,
    Link,
    Place,
    PlaceEvent,
    RecruitmentLink,
    Registration,
)
from recruitment.queries.interest_lists import (
    ListPlan,
    PlannedLine,
    plan_of,
    steps_of,
)
from recruitment.queries.list_drafts import drafts_of
from recruitment.rules import END_OF_DAY
from workgroups import academic_years, audit, jobs
from workgroups.errors import ListRefused
from workgroups.models import Stage, User, WorkGroup
from workgroups.table_files import Problem
from workgroups.words import LONDON, counted

STATE_OF_EMAILS: dict[str, EmailState] = {
    ListEmails.DRAFT: EmailState.DRAFT,
    ListEmails.SEND: EmailState.QUEUED,
}


@dataclass(frozen=True)
class ListImport:
    """How a list is imported. `going_on` are people who have a place next year.

    `at` dates the places.
    """

    group: WorkGroup
    listed_as: str
    emails: str
    reason: str
    has_later_stage: bool
    going_on: frozenset[int]
    by: User | None
    at: datetime
    recruitment_link: RecruitmentLink | None = None
    written: Counter[str] = field(default_factory=Counter)  # emails, by their kind


@dataclass
class ImportedList:
    """What an import did: numbers of lines, and what to know about single ones."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    states: Counter[str] = field(default_factory=Counter)
    schools_matched: int = 0
    schools_in_words: int = 0
    emails: int = 0
    beyond_capacity: int = 0
    kept: list[Problem] = field(default_factory=list)


@transaction.atomic
def import_list(
    work_group: WorkGroup,
    people: Sequence[ListedPerson],
    *,
    listed_as: str,
    emails: str = ListEmails.NONE,
    file_name: str,
    vouched_by: str = "",
    beyond_capacity: bool = False,
    recruitment_link: RecruitmentLink | None = None,
    by: User | None = None,
    at: datetime,
) -> ImportedList:
    """Add the people of a list to a group, or change the places that they have.

    Without emails to send, people who are interested stay so until staff offer them a
    place, because nobody would tell them of an offer that ends. `confirmed` secures
    their places without asking them; `vouched_by` is kept with each step. The
    same list again changes nothing, and no place that a person or staff ended opens
    again. Locks the group, and with secured places all groups of its programme and
    year. Raises GroupClosed, ListRefused, NotAllowed.
    """
    if listed_as == ListedAs.COMPLETED and emails != ListEmails.NONE:
        raise NotAllowed("Nobody is written to about a year that is over.")
    group = _lock(work_group, listed_as)
    _check_group(group, listed_as, today=timezone.localdate(at))
    plan = plan_of(group, people, listed_as=listed_as)
    if plan.problems:
        raise ListRefused(plan.problems)
    how = ListImport(
        group=group,
        listed_as=listed_as,
        emails=emails,
        reason=_reason(file_name, vouched_by),
        has_later_stage=_later_stages(group).exists(),
        going_on=_going_on(group, plan),
        by=by,
        at=_dated(group, listed_as, at=at),
        recruitment_link=recruitment_link,
    )
    in_use = _seats_in_use(group, at=at)
    written = _write(plan, how)
    beyond = _beyond_capacity(group, in_use, at=at)
    if beyond and not beyond_capacity:
        raise ListRefused([_too_many(group, beyond)])
    audit.record_many("imported", written, actor=by, at=at, fields=["state"])
    return _result(plan, written, how, beyond)


def _lock(work_group: WorkGroup, listed_as: str) -> WorkGroup:
    """The locked group, with the groups whose seats securing its places may free."""
    same = WorkGroup.objects.filter(pk=work_group.pk)
    if listed_as != ListedAs.INTERESTED:
        same = WorkGroup.objects.filter(
            hub=work_group.hub_id,
            start_year=work_group.start_year,
            project__stage__programme=work_group.project.stage.programme_id,
        )
    locked = lock_groups(same.order_by().values_list("pk", flat=True))
    return next(each for each in locked if each.pk == work_group.pk)


def _check_group(group: WorkGroup, listed_as: str, *, today: date) -> None:
    if listed_as != ListedAs.COMPLETED or group.cancelled_on is not None:
        registrations.check_open(group, today=today, by_staff=True)
        return
    this_year = academic_years.academic_year_of(today)
    if group.start_year >= this_year and not group.is_over(today=today):
        raise NotAllowed("This group is not over, so nobody has completed it.")


def _reason(file_name: str, vouched_by: str) -> str:
    reason = f"From the list “{file_name}”."
    return f"{reason} {vouched_by} vouched for it." if vouched_by else reason


def _dated(group: WorkGroup, listed_as: str, *, at: datetime) -> datetime:
    """Now, or the end of a year that is over, so that figures count it in that year."""
    if listed_as != ListedAs.COMPLETED:
        return at
    last = academic_years.last_day(group.start_year)
    return min(at, datetime.combine(last, END_OF_DAY, tzinfo=LONDON))


def _later_stages(group: WorkGroup) -> QuerySet[Stage]:
    stage = group.project.stage
    return Stage.objects.filter(programme=stage.programme_id, order__gt=stage.order)


def _going_on(group: WorkGroup, plan: ListPlan) -> frozenset[int]:
    ids = [each.participant.pk for each in plan.lines if each.participant is not None]
    next_year = Place.objects.filter(
        participant__in=ids,
        programme=group.project.stage.programme_id,
        start_year=group.start_year + 1,
        state__in=[*OPEN_IN_GROUP, *SECURED, PlaceState.PROVISIONAL],
    )
    return frozenset(next_year.order_by().values_list("participant", flat=True))


def _seats_in_use(group: WorkGroup, *, at: datetime) -> int:
    return Place.objects.filter(work_group=group).in_use(at).count()


def _beyond_capacity(group: WorkGroup, before: int, *, at: datetime) -> int:
    """By how many seats an import went beyond the group's capacity."""
    now = _seats_in_use(group, at=at)
    if group.capacity is None or now <= max(before, group.capacity):
        return 0
    return now - group.capacity


def _too_many(group: WorkGroup, beyond: int) -> str:
    return (
        f"The group has {counted(group.capacity or 0, 'place')}, and this list would "
        f"go {beyond} beyond it. Nothing was imported: raise the capacity, or say that "
        "the list may go beyond it."
    )


def _write(plan: ListPlan, how: ListImport) -> list[Place]:
    """Save what a plan says; return the places that are new or changed."""
    registered = register_people(
        how.group,
        plan.new,
        has_later_stage=how.has_later_stage,
        recruitment_link=how.recruitment_link,
        by=how.by,
        at=how.at,
    )
    pairs = zip(plan.new, registered, strict=True)
    added = [_first_place(line, registration, how) for line, registration in pairs]
    return [*added, *(_move_on(line, how) for line in plan.changed)]


def _first_place(
    line: PlannedLine, registration: Registration, how: ListImport
) -> Place:
    if (how.listed_as, how.emails) == (ListedAs.INTERESTED, ListEmails.SEND):
        how.written["first"] += 1
        return registrations.create_first_place(
            registration,
            how.group,
            _answers(line),
            at=how.at,
            actor=how.by,
            over=False,
        )
    is_secured = how.listed_as != ListedAs.INTERESTED
    place, event = create_place(
        registration,
        stage=how.group.project.stage,
        start_year=how.group.start_year,
        work_group=how.group,
        state=PlaceState.CONFIRMED if is_secured else PlaceState.INTERESTED,
        at=how.at,
        actor=how.by,
        reason=how.reason,
        **_answers(line),
    )
    if is_secured:
        return _secured(line, place, event, how)
    _queue("interest_received", place, registration.participant, event, how)
    return place


def _secured(
    line: PlannedLine, place: Place, event: PlaceEvent, how: ListImport
) -> Place:
    """What follows from a new secured place; it is completed in a year that is over."""
    if line.participant is not None:
        place = lock_place(place)
        places.close_rivals(place, at=how.at)
    _after_securing(place, event, how)
    if how.listed_as == ListedAs.COMPLETED:
        move_place(
            place, to=PlaceState.COMPLETED, at=how.at, actor=how.by, reason=how.reason
        )
    return place


def _answers(line: PlannedLine) -> dict[str, Any]:
    person = line.person
    return {
        "school_id": line.school_id,
        "school_name": "" if line.school_id else person.school_name,
        "job_role": person.job_role,
        "induction_year": person.induction_year,
        "year_groups": list(person.year_groups),
    }


def _move_on(line: PlannedLine, how: ListImport) -> Place:
    """Take a place that the group has through the states that the list says."""
    place = lock_place(line.place)
    last = place.events.aggregate(last=Max("at"))["last"]
    at = max(how.at, last) if last else how.at
    place.work_group = how.group
    for state in steps_of(place, how.listed_as):
        changes: dict[str, Any] = {}
        if state == PlaceState.OFFERED:
            ends = offer_end_of(how.group, at=at)
            changes = {"work_group": how.group, "offer_ends_at": ends}
        event = move_place(
            place, to=state, at=at, actor=how.by, reason=how.reason, **changes
        )
        if state == PlaceState.CONFIRMED:
            places.close_rivals(place, at=at)
            _after_securing(place, event, how)
    return place


def _after_securing(place: Place, event: PlaceEvent, how: ListImport) -> None:
    """What a secured place brings with it: one for next year, and the emails."""
    if place.participant_id not in how.going_on:
        places.reserve_next_stage(place, at=how.at)
    mentorships = places.mentorships_to_tell(place, at=how.at)
    _queue("place_confirmed", place, place.participant, event, how)
    for each in mentorships:
        _queue("mentor_told", each, each.mentor, event, how)


def _queue(kind: str, about: Any, to: Any, event: PlaceEvent, how: ListImport) -> None:
    state = STATE_OF_EMAILS.get(how.emails)
    if state is not None:
        how.written[kind] += 1
        outbox.queue(kind, about=about, to=to, occasion=event, at=how.at, state=state)


def _result(
    plan: ListPlan, written: Sequence[Place], how: ListImport, beyond_capacity: int
) -> ImportedList:
    return ImportedList(
        added=len(plan.new),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        states=Counter(each.state for each in written),
        schools_matched=plan.schools_matched,
        schools_in_words=plan.schools_in_words,
        emails=how.written.total(),
        beyond_capacity=beyond_capacity,
        kept=plan.kept,
    )


@transaction.atomic
def release_drafts(work_group: WorkGroup, *, up_to: int, by: User, at: datetime) -> int:
    """Queue the drafts of a group's lists up to an id; return how many.

    Later drafts were not on the page that was pressed. Their links work as long as if
    they had been made now. A second press lets nothing go.
    """
    drafts = drafts_of(work_group).filter(pk__lte=up_to)
    rows = list(drafts.order_by("pk").values_list("pk", "link", "written_at"))
    for written_at in {each[2] for each in rows}:
        links = [link for _, link, day in rows if day == written_at and link]
        late = F("expires_at") + (at - written_at)
        Link.objects.filter(pk__in=links).update(expires_at=late)
    ids = [pk for pk, _, _ in rows]
    held = Email.objects.filter(pk__in=ids, state=EmailState.DRAFT)
    held.update(state=EmailState.QUEUED)
    for pk in ids:
        jobs.enqueue("recruitment.tasks.deliver_email", pk)
    if ids:
        audit.record("release_drafts", work_group, actor=by, fields=["state"], at=at)
    return len(ids)
