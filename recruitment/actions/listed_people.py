"""The people of a list's new lines, their registrations and mentors, saved together.

One statement saves many rows, so that a list of thousands takes seconds.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from recruitment.choices import RegistrationSource
from recruitment.models import (
    Mentor,
    Mentorship,
    Participant,
    RecruitmentLink,
    Registration,
)
from recruitment.queries.interest_lists import PlannedLine
from workgroups.models import User, WorkGroup


def register_people(
    group: WorkGroup,
    lines: Sequence[PlannedLine],
    *,
    has_later_stage: bool,
    recruitment_link: RecruitmentLink | None = None,
    by: User | None,
    at: datetime,
) -> list[Registration]:
    """Save each line's person, if they are new, and registration, in their order."""
    people = _people(group, lines, at=at)
    registrations = Registration.objects.bulk_create(
        Registration(
            hub_id=group.hub_id,
            participant=participant,
            programme=group.project.stage.programme,
            work_group=group,
            both_years=has_later_stage and line.person.both_years is not False,
            source=RegistrationSource.IMPORT,
            recruitment_link=recruitment_link,
            form_key=line.form_key,
            registered_at=at,
            entered_by=by,
        )
        for line, participant in zip(lines, people, strict=True)
    )
    _name_mentors(lines, registrations, at=at)
    return registrations


def _people(
    group: WorkGroup, lines: Sequence[PlannedLine], *, at: datetime
) -> list[Participant]:
    """The participant of each line; those that the hub does not know are created."""
    created = iter(
        Participant.objects.bulk_create(
            Participant(
                hub_id=group.hub_id,
                came_at=at,
                first_name=each.person.first_name,
                last_name=each.person.last_name,
                email=each.person.email,
                second_email=each.person.second_email,
                phone=each.person.phone,
            )
            for each in lines
            if each.participant is None
        )
    )
    return [each.participant or next(created) for each in lines]


def _name_mentors(
    lines: Sequence[PlannedLine], registrations: Sequence[Registration], *, at: datetime
) -> None:
    """Save the mentors named in lines; one whom the hub knows keeps their name."""
    named: list[tuple[Any, Registration]] = [
        (line.person, registration)
        for line, registration in zip(lines, registrations, strict=True)
        if line.person.mentor_email not in _own_addresses(registration.participant)
    ]
    names: dict[str, str] = {}
    for person, _ in named:
        name = person.mentor_name or person.mentor_email[:150]
        names.setdefault(person.mentor_email, name)
    if not named:
        return
    hub_id = named[0][1].hub_id
    mentors = Mentor.objects.bulk_create(
        [
            Mentor(hub_id=hub_id, email=each, name=name, came_at=at)
            for each, name in names.items()
        ],
        update_conflicts=True,
        unique_fields=["hub", "email"],
        update_fields=["email"],
    )
    by_address = {each.email: each for each in mentors}
    Mentorship.objects.bulk_create(
        Mentorship(
            hub_id=hub_id,
            participant=registration.participant,
            mentor=by_address[person.mentor_email],
            registration=registration,
            from_on=timezone.localdate(at),
        )
        for person, registration in named
    )


def _own_addresses(participant: Participant) -> set[str]:
    """Nobody is their own mentor; "" stands for no mentor."""
    return {"", participant.email, participant.second_email}
