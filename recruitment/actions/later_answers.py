"""Answers that are given after registering."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from recruitment.actions.mentors import name_own_mentor
from recruitment.models import Participant, Place, Registration
from recruitment.registration.keeping import Answers


@transaction.atomic
def keep_later_answers(place: Place, answers: Answers, *, is_proved: bool) -> None:
    """Add answers to a place, and to its person what is not known of them yet.

    Until the person has proved the address (`is_proved`), an answer that is left out
    changes nothing, and a person whom the hub knew before keeps their own. An address
    that is known is never replaced here, because changing it asks for a code.
    """
    of_place = answers.place if is_proved else _given(answers.place)
    if of_place:
        Place.objects.filter(pk=place.pk).update(**of_place)
    if is_proved or not _was_known(place):
        for name, value in _given(answers.participant).items():
            unknown = Participant.objects.filter(pk=place.participant_id, **{name: ""})
            unknown.update(**{name: value})


@transaction.atomic
def keep_checked_answers(
    place: Place, answers: Answers, *, is_whole: bool = True, at: datetime
) -> None:
    """Keep what a person says of school, classes and mentor when asked again.

    A mentor who is named takes over from those before; an empty answer changes none.
    The person is asked no more where the page was right as a whole (`is_whole`).
    Raises OwnMentor.
    """
    person = Participant.objects.select_for_update().get(pk=place.participant_id)
    changes = {**answers.place, **({"answers_checked_at": at} if is_whole else {})}
    if changes:
        Place.objects.filter(pk=place.pk).update(**changes)
    if answers.mentor.get("email"):
        name_own_mentor(person, answers.mentor, place=place, at=at)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _was_known(place: Place) -> bool:
    """Whether the hub knew the person before this place was asked for."""
    others = Registration.objects.filter(participant=place.participant_id)
    return others.exclude(pk=place.registration_id).exists()
