"""What a certificate of attendance says, for people who completed the year."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from recruitment.choices import PlaceState
from recruitment.models import Place
from recruitment.queries import attendance_year
from recruitment.queries.attendance_year import PersonYear
from workgroups import plan_sections, words
from workgroups.models import WorkGroup
from workgroups.plan_sections import SectionRow


@dataclass(frozen=True)
class Certificate:
    name: str
    programme: str
    stage: str
    group: str
    hub: str
    year: str
    attended: str  # "1¾ days", or "7 hours" where the hub prefers hours
    dates: list[str]
    sections: list[str]  # of the framework, that the sessions attended serve
    decided_on: str  # "" for people from a list


def certificates_of(
    work_group: WorkGroup, *, only: Place | None = None
) -> list[Certificate]:
    """Everybody who completed and has a mark as present, in six statements at most.

    The group is read with its hub and its project's programme. With `only`, the
    certificate of one place.
    """
    year = attendance_year.year_of(work_group, only=only)
    completed = [
        person
        for person in year.people
        if person.place.state == PlaceState.COMPLETED
        and not person.place.is_changing
        and any(mark.is_present for mark in person.marks.values())
    ]
    if not completed:
        return []
    touched = plan_sections.sections_touched(
        year.sessions, project_id=work_group.project_id
    )
    return [_certificate(each, work_group, touched.touched) for each in completed]


def _certificate(
    person: PersonYear, work_group: WorkGroup, sections: list[SectionRow]
) -> Certificate:
    there = {n: mark for n, mark in person.marks.items() if mark.is_present}
    stage, at = work_group.project.stage, person.place.completion_decided_at
    in_hours = words.duration(sum(mark.minutes for mark in there.values()))
    served = [row for row in sections if there.keys() & set(row.sessions)]
    return Certificate(
        name=person.place.participant.full_name,
        programme=stage.programme.name,
        stage=stage.name,
        group=work_group.title,
        hub=work_group.hub.name,
        year=work_group.year_label,
        attended=(
            in_hours
            if work_group.hub.certificates_in_hours
            else words.days_long(person.attended)
        ),
        dates=_dates(there),
        sections=[f"{row.number} {row.title}" for row in served],
        decided_on=words.day(localdate(at)) if at else "",
    )


def _dates(marks: dict[int, attendance_year.YearMark]) -> list[str]:
    """The days in words, each once; one to which a deputy came says so."""
    days: dict[date, str] = {}
    for mark in sorted(marks.values(), key=lambda mark: (mark.on, mark.deputy)):
        days.setdefault(mark.on, mark.deputy)
    return [
        f"{words.day(on)} ({deputy} came instead)" if deputy else words.day(on)
        for on, deputy in days.items()
    ]
