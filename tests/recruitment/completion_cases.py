"""Groups whose year is over, and the registers of their sessions."""

from datetime import timedelta
from typing import Any

from recruitment.models import BulkAction, BulkActionRow, Place
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_work_group,
    mark_present,
)
from workgroups.models import WorkGroup

MARKS = {
    "p": "present",
    "l": "late",
    "e": "left_early",
    "s": "apologies",
    "a": "absent",
}


def group_over(*shares: str, **fields: Any) -> WorkGroup:
    """A group with a session a week until last Friday, each of a share of a day."""
    group = make_work_group(**fields)
    for number, share in enumerate(shares or ("0.25",) * 4, start=1):
        weeks = len(shares or "1234") - number + 1
        make_session(
            group, number=number, on=FRIDAY - timedelta(weeks=weeks), day_share=share
        )
    return group


def person_in(
    group: WorkGroup, marks: str, state: str = "confirmed", **names: Any
) -> Place:
    """A place with a mark for each session: a letter of MARKS, or a dot for none."""
    person = make_participant(group.hub, **names)
    place = make_place(state, work_group=group, participant=person)
    for session, letter in zip(group.sessions.order_by("number"), marks, strict=True):
        if letter in MARKS:
            mark_present(place, session, MARKS[letter])
    return place


def let_change(place: Place) -> None:
    """Let a bulk act hold the place, so that it may still be taken back."""
    held = BulkAction.objects.create(
        hub=place.hub,
        actor=make_staff("hub_lead", hub=place.hub),
        verb="withdraw",
        state="held",
        created_at=FRIDAY_5PM,
    )
    BulkActionRow.objects.create(
        bulk_action=held,
        hub=place.hub,
        place=place,
        seen_state=place.state,
        result="done",
        from_state=place.state,
        to_state=place.state,
    )
