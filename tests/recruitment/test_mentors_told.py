"""How many letters a mentor of several early career teachers gets."""

from datetime import timedelta

import pytest

from recruitment import delivery
from recruitment.actions import places
from recruitment.models import Email, Place
from tests.factories import (
    FRIDAY_5PM,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_work_group,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def test_a_mentor_of_five_gets_one_letter_for_each_and_six_a_year_at_most():
    group = make_work_group()
    mentor = make_mentor(group.hub)
    for number, name in enumerate(("Ann", "Bo", "Cy", "Dee", "Eve")):
        person = make_participant(group.hub, first_name=name, last_name="Vale")
        at = FRIDAY_5PM + timedelta(days=number)
        place = make_place("offered", work_group=group, participant=person)
        Place.objects.filter(pk=place.pk).update(offer_ends_at=at)
        make_mentorship(person, mentor)
        places.confirm_place(place, at=at)
        places.confirm_place(place, at=at)

    letters = list(Email.objects.filter(recipient_type="recruitment.mentor"))
    for email in letters:
        assert delivery.deliver(email.pk, at=email.written_at) == "sent"

    told = Email.objects.filter(recipient_type="recruitment.mentor").order_by("pk")
    assert len(letters) == 5 <= 6
    assert list(told.values_list("kind", "subject_kept")) == [
        ("mentor_told", f"{name} is taking part in {group.title}")
        for name in ("Ann", "Bo", "Cy", "Dee", "Eve")
    ]
