"""A person's home in the admin: places with every step, mentors, marks and feedback.

The number of statements is constant for any number of places.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evaluation.models import FeedbackForm
from recruitment.choices import BulkVerb, PlaceState, RowResult
from recruitment.models import (
    Attendance,
    BulkAction,
    BulkActionRow,
    FormerMark,
    Mentorship,
    Participant,
    Place,
    PlaceEvent,
)
from workgroups import academic_years


@dataclass(frozen=True)
class PlaceStep:
    """One transition of a place, and the state that it led to in words."""

    state: str
    event: PlaceEvent


@dataclass(frozen=True)
class PlaceLine:
    place: Any
    year: str
    steps: list[PlaceStep]
    marks: list["MarkOfSession"]


@dataclass(frozen=True)
class MarkOfSession:
    """A mark, and those that stood before it was corrected, the oldest first."""

    mark: Attendance
    former: list[FormerMark]


@dataclass(frozen=True)
class PersonHome:
    places: list[PlaceLine]
    mentorships: list[Mentorship]
    asked: list[FeedbackForm]

    @property
    def school(self) -> str:
        """The school or provider that the newest place names."""
        return self.places[0].place.school_label if self.places else ""


def person_home_of(user: Any, person: Participant) -> PersonHome:
    rows = Place.objects.visible_to(user).filter(participant=person).with_change()
    related = rows.select_related("work_group", "stage", "school", "provider")
    places = list(related.order_by("-start_year", "-registered_at"))
    steps, marks = _steps_of(places), _marks_of(places)
    mentorships = Mentorship.objects.visible_to(user).filter(participant=person)
    return PersonHome(
        places=[
            PlaceLine(
                place,
                academic_years.label(place.start_year),
                steps[place.pk],
                marks[place.pk],
            )
            for place in places
        ],
        mentorships=list(mentorships.select_related("mentor")),
        asked=_asked_about(user, person),
    )


def _steps_of(places: list[Any]) -> dict[int, list[PlaceStep]]:
    found: dict[int, list[PlaceStep]] = defaultdict(list)
    events = PlaceEvent.objects.filter(place__in=places).select_related("actor")
    for event in events.order_by("at", "pk"):
        found[event.place_id].append(
            PlaceStep(str(PlaceState(event.to_state).label), event)
        )
    return found


def _marks_of(places: list[Any]) -> dict[int, list[MarkOfSession]]:
    former: dict[tuple[int, int], list[FormerMark]] = defaultdict(list)
    for row in FormerMark.objects.filter(place__in=places).select_related("marked_by"):
        former[row.place_id, row.session_id].append(row)
    found: dict[int, list[MarkOfSession]] = defaultdict(list)
    marks = Attendance.objects.filter(place__in=places)
    for mark in marks.select_related("session__work_group").order_by("session__on"):
        before = former[mark.place_id, mark.session_id]
        found[mark.place_id].append(MarkOfSession(mark, before))
    return found


def _asked_about(user: Any, person: Participant) -> list[FeedbackForm]:
    """The forms that the person was asked to fill in; never whether they did."""
    forms = FeedbackForm.objects.visible_to(user).filter(
        requests__place__participant=person
    )
    return list(
        forms.select_related("question_set", "work_group", "session__work_group")
    )


def changes_to(user: Any, person: Participant, *, at: datetime) -> list[BulkAction]:
    """Actions on this person alone that can still be taken back, the newest first."""
    done = BulkActionRow.objects.filter(
        place__participant=person, origin=None, result=RowResult.DONE
    )
    rows = BulkAction.objects.visible_to(user).with_numbers()
    own = rows.filter(chosen=1, pk__in=done.values("bulk_action"))
    found = own.exclude(verb=BulkVerb.CANCEL_GROUP).select_related("actor")
    return [each for each in found if each.may_be_recalled(at)]


#: What staff do with one place, and the action of the admin's list that does it.
ACTIONS = {
    BulkVerb.OFFER: "offer_places",
    BulkVerb.WAIT: "put_on_waiting_list",
    BulkVerb.MOVE: "move_places",
    BulkVerb.RESTORE: "restore_places",
    BulkVerb.REFUSE: "refuse_places",
    BulkVerb.DEFER: "defer_places",
    BulkVerb.WITHDRAW: "withdraw_places",
}
