"""Recruiting in one local authority: calls, expected teachers, links and lists."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify

from recruitment.actions import interest_lists
from recruitment.actions.interest_lists import ImportedList
from recruitment.choices import ListedAs, ListEmails
from recruitment.errors import NotAllowed
from recruitment.interest_lists import ListedPerson
from recruitment.models import LinkCount, Place, RecruitingCall, RecruitmentLink
from recruitment.queries.interest_lists import plan_of
from recruitment.queries.recruiting import RecruitingArea, outside
from workgroups import audit, randomness
from workgroups.errors import ListRefused
from workgroups.models import School, SchoolYear, User, WorkGroup
from workgroups.table_files import Problem

LIST_LABEL = "From a list"


def count_opening(code: str, work_group: WorkGroup, *, on: date) -> None:
    """Count one opening of a group's form by a link of its hub; others count nothing.

    Nothing is kept of who opened it.
    """
    links = RecruitmentLink.objects.filter(code=code, hub=work_group.hub_id)
    link = links.filter(Q(work_group=None) | Q(work_group=work_group)).first()
    if link is None:
        return
    of_day = {"link": link, "work_group": work_group, "on": on}
    rows = LinkCount.objects.filter(**of_day)
    if not rows.update(n=F("n") + 1):
        LinkCount.objects.get_or_create(**of_day, defaults={"hub_id": link.hub_id})
        rows.update(n=F("n") + 1)


@transaction.atomic
def end_call(
    area: RecruitingArea,
    about: School | Place,
    *,
    answer: str,
    start_year: int,
    by: User,
    at: datetime,
) -> RecruitingCall:
    """Keep how a call ended; the same answer on the same day is kept once.

    A school counts as contacted from then on. Locks what the call is about.
    """
    rows: Any = type(about)._default_manager
    rows.select_for_update(of=("self",)).get(pk=about.pk)
    subject = {"school" if isinstance(about, School) else "place": about}
    line = {"hub": area.hub, "start_year": start_year, **subject}
    last = RecruitingCall.objects.filter(**line).first()
    today = timezone.localdate(at)
    if last is not None and (last.answer, last.called_on) == (answer, today):
        return last
    call = RecruitingCall.objects.create(
        **line,
        local_authority=area.authority,
        answer=answer,
        called_by=by,
        called_at=at,
    )
    if isinstance(about, School):
        SchoolYear.objects.filter(**line).update(contacted_on=today)
    audit.record("end_call", call, actor=by, fields=["answer"], at=at)
    return call


@transaction.atomic
def expect_teachers(
    area: RecruitingArea,
    school: School,
    *,
    start_year: int,
    ects_expected: int,
    by: User,
    at: datetime,
) -> SchoolYear:
    """Keep how many early career teachers a school expects; 0 stands for none.

    Raises NotAllowed for a school of another local authority.
    """
    if school.local_authority_id != area.authority.pk:
        raise NotAllowed(f"{school} is not in {area.authority}.")
    row, _ = SchoolYear.objects.select_for_update(of=("self",)).get_or_create(
        hub=area.hub, school=school, start_year=start_year
    )
    if row.ects_expected != ects_expected:
        row.ects_expected = ects_expected
        row.save(update_fields=["ects_expected"])
        fields = ["ects_expected"]
        audit.record("expect_teachers", row, actor=by, fields=fields, at=at)
    return row


@transaction.atomic
def add_link(
    area: RecruitingArea, *, label: str, by: User, at: datetime
) -> RecruitmentLink:
    """A tracked link of a local authority; the same label gives the same link."""
    own = RecruitmentLink.objects.filter(
        hub=area.hub, local_authority=area.authority, work_group=None
    )
    found: RecruitmentLink | None = own.filter(label__iexact=label).first()
    if found is not None:
        return found
    link = RecruitmentLink.objects.create(
        hub=area.hub,
        local_authority=area.authority,
        code=f"{slugify(area.authority.name)[:30]}-{randomness.new_uuid().hex[:8]}",
        label=label,
    )
    audit.record("add_link", link, actor=by, at=at)
    return link


@transaction.atomic
def import_own_list(
    area: RecruitingArea,
    work_group: WorkGroup,
    people: Sequence[ListedPerson],
    *,
    file_name: str,
    by: User,
    at: datetime,
) -> ImportedList:
    """Add the people of a local authority's list as interested.

    Their letters are drafts until the hub lets them go. They count as recruited by a
    link of the local authority. Raises GroupClosed, ListRefused.
    """
    plan = plan_of(work_group, people, listed_as=ListedAs.INTERESTED)
    problems: list[Problem] = [*plan.problems, *outside(area, plan)]
    if problems:
        problems.sort(key=lambda each: each.line)
        raise ListRefused(problems)
    return interest_lists.import_list(
        work_group,
        people,
        listed_as=ListedAs.INTERESTED,
        emails=ListEmails.DRAFT,
        file_name=file_name,
        recruitment_link=add_link(area, label=LIST_LABEL, by=by, at=at),
        by=by,
        at=at,
    )
