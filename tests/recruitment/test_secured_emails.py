"""What a secured place tells, and whom: its mentors, its sessions, the other places."""

from datetime import date, timedelta

import pytest
from django.core import mail

from recruitment import calendars, delivery, outbox
from recruitment.actions import places
from recruitment.models import Email, Registration
from tests.factories import (
    FRIDAY_5PM,
    make_mentorship,
    make_place,
    make_programme,
    make_project,
    make_session,
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
    last_year = make_place(
        "withdrawn", work_group=groups[1], participant=place.participant
    )
    last_year.start_year, last_year.end_reason_id = 2025, "chose_another"
    last_year.save()

    body = confirmation_of(place)

    assert "pencilled" not in body
    assert "other request" not in body


def test_a_group_without_sessions_attaches_no_calendar():
    place = make_place("offered", offer_ends_at=ENDS)

    confirmation_of(place)

    assert mail.outbox[-1].attachments == []


def test_the_sessions_stand_in_order_without_those_called_off():
    group, week = make_work_group(), timedelta(weeks=1)
    on = FRIDAY_5PM.date()
    later = make_session(group, number=2, on=on + 2 * week)
    sooner = make_session(group, number=1, on=on + week)
    make_session(group, number=3, on=on + 3 * week, called_off_at=FRIDAY_5PM)
    place = make_place("offered", work_group=group, offer_ends_at=ENDS)

    body = confirmation_of(place)

    assert calendars.coming_sessions(group, at=FRIDAY_5PM) == [sooner, later]
    assert calendars.sessions_of(place) == [sooner, later]
    assert body.index("23 October 2026") < body.index("30 October 2026")
    assert "6 November 2026" not in body
    [(_, content, _)] = mail.outbox[-1].attachments
    assert str(content).count("BEGIN:VEVENT") == 2


def test_a_mistake_about_a_place_that_ended_attaches_no_dates():
    group = make_work_group()
    make_session(group, on=FRIDAY_5PM.date() + timedelta(weeks=1))
    place = make_place("withdrawn", work_group=group)
    email = outbox.queue(
        "written_by_mistake", about=place, to=place.participant, at=FRIDAY_5PM
    )

    assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "sent"

    assert mail.outbox[-1].attachments == []
