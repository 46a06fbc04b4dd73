"""Whom and what a secured place tells: its own mentors, and the person's own places."""

from datetime import date, timedelta

import pytest
from django.core import mail

from recruitment import delivery
from recruitment.actions import places
from recruitment.models import Email, Registration
from tests.factories import (
    FRIDAY_5PM,
    make_mentorship,
    make_place,
    make_programme,
    make_project,
    make_stage,
    make_work_group,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
ENDS = FRIDAY_5PM + timedelta(days=5)


def test_only_the_running_mentors_of_this_person_are_told():
    group = make_work_group()
    place = make_place("offered", work_group=group, offer_ends_at=ENDS)
    own = make_mentorship(place.participant)
    ended = make_mentorship(place.participant)
    ended.until_on = date(2026, 9, 30)
    ended.save()
    make_mentorship(make_place(work_group=group).participant)

    places.confirm_place(place, at=FRIDAY_5PM)

    told = Email.objects.filter(kind="mentor_told")
    assert list(told.values_list("recipient_id", flat=True)) == [own.mentor_id]


def offered(groups):
    """A place that is offered for both years, and one that waits in the other group."""
    place = make_place("offered", work_group=groups[0], offer_ends_at=ENDS)
    Registration.objects.filter(pk=place.registration_id).update(both_years=True)
    make_place("waiting", work_group=groups[1], participant=place.participant)
    return place


def confirmation_of(place) -> str:
    """The text that the person gets once their place is confirmed."""
    places.confirm_place(place, at=FRIDAY_5PM)
    email = Email.objects.get(kind="place_confirmed", about_id=place.pk)
    assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "sent"
    return " ".join(mail.outbox[-1].body.split())


def test_the_email_names_next_year_and_the_requests_that_it_closes():
    programme = make_programme()
    first = make_stage(programme, name="ECT 1")
    make_stage(programme, name="ECT 2")
    project = make_project(first)
    groups = [make_work_group(project=project, title=title) for title in "AB"]

    body = confirmation_of(offered(groups))

    assert "we have pencilled you in for ECT 2 next year as well." in body
    assert "Because you chose this group, we have closed your other request: B." in body


def test_the_email_names_nobody_elses_places_and_nothing_that_does_not_exist():
    programme = make_programme()
    first = make_stage(programme, name="ECT 1")
    make_stage(programme, name="ECT 2")
    project = make_project(first)
    groups = [make_work_group(project=project, title=title) for title in "AB"]
    confirmation_of(offered(groups))
    place = make_place("offered", work_group=groups[0], offer_ends_at=ENDS)
    Registration.objects.filter(pk=place.registration_id).update(both_years=False)

    body = confirmation_of(place)

    assert "pencilled" not in body
    assert "other request" not in body
