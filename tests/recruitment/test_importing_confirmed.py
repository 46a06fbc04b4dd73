"""Importing people who are confirmed or have completed; emails as drafts or sent."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest

from recruitment.actions import interest_lists
from recruitment.errors import GroupClosed, NotAllowed
from recruitment.models import Email, Place
from recruitment.queries import figures
from recruitment.queries.attendance_register import register_of
from tests.factories import (
    FRIDAY_5PM,
    YEAR,
    make_place,
    make_programme,
    make_project,
    make_school,
    make_session,
    make_staff,
    make_stage,
    make_work_group,
)
from tests.recruitment.list_cases import (
    LATER,
    import_list,
    listed,
    listed_again,
    refused,
    states,
    two_years,
)
from workgroups.models import WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


# --- emails


def test_emails_that_are_sent_say_what_the_form_would():
    group = make_work_group(capacity=1)

    result = import_list(group, listed(2), listed(3, "Eve"), emails="send")

    assert states(group) == ["offered", "waiting"]
    emails = Email.objects.order_by("pk").values_list("kind", "state")
    assert list(emails) == [("asked_to_confirm", "queued"), ("waiting_list", "queued")]
    assert (result.emails, result.states) == (2, {"offered": 1, "waiting": 1})


def test_a_list_is_no_computer_that_hoards_seats():
    group = make_work_group(capacity=5)

    import_list(group, *(listed(n, f"P{n}") for n in range(2, 7)), emails="send")

    assert states(group) == ["offered"] * 5


def test_a_draft_goes_to_nobody():
    group = make_work_group()

    result = import_list(group, emails="draft")

    email = Email.objects.get()
    assert (email.kind, email.state, email.written_at) == (
        "interest_received",
        "draft",
        FRIDAY_5PM,
    )
    assert list(Email.objects.due(LATER)) == []
    assert (states(group), result.emails) == (["interested"], 1)


def test_people_of_a_list_are_to_be_told():
    group = make_work_group()
    import_list(group)
    make_place("interested", work_group=group)

    (place,) = Place.objects.not_yet_told()

    assert place.participant.first_name == "Ada"


def test_letters_that_are_let_go_are_handed_to_the_worker(monkeypatch):
    group, staff = make_work_group(), make_staff("hub_lead")
    import_list(group, listed(2), listed(3, "Eve"), emails="draft")
    drafts = list(Email.objects.order_by("pk").values_list("pk", flat=True))
    enqueued = []
    monkeypatch.setattr("workgroups.jobs.enqueue", lambda *each: enqueued.append(each))

    interest_lists.release_drafts(group, up_to=drafts[-1], by=staff, at=LATER)

    assert enqueued == [("recruitment.tasks.deliver_email", pk) for pk in drafts]


def test_a_year_that_is_over_is_written_to_nobody():
    group = make_work_group(start_year=YEAR - 1)

    with pytest.raises(NotAllowed, match="Nobody is written to about a year"):
        import_list(group, listed_as="completed", emails="draft")


# --- confirmed


def test_confirmed_places_are_secured_and_say_who_vouched():
    group = two_years(capacity=2)

    import_list(group, listed(), listed_as="confirmed", vouched_by="Jo Lee, LA adviser")

    (place, next_year) = Place.objects.order_by("pk")
    assert (place.state, place.work_group) == ("confirmed", group)
    assert (next_year.state, next_year.start_year, next_year.registration) == (
        "provisional",
        YEAR + 1,
        place.registration,
    )
    assert place.events.get().reason == (
        "From the list “lewisham.csv”. Jo Lee, LA adviser vouched for it."
    )
    assert place.participant.address_proved_at is None
    assert Email.objects.count() == 0


def test_drafts_tell_the_person_and_the_mentor():
    group = make_work_group()
    person = listed(mentor_email="jo@school.example.org")

    result = import_list(group, person, listed_as="confirmed", emails="draft")

    emails = Email.objects.order_by("pk").values_list("kind", "state", "recipient_type")
    assert list(emails) == [
        ("place_confirmed", "draft", "recruitment.participant"),
        ("mentor_told", "draft", "recruitment.mentor"),
    ]
    assert result.emails == 2


@pytest.mark.parametrize("state", ["interested", "waiting", "offered"])
def test_an_open_place_is_confirmed_by_the_list(state):
    group = two_years()
    import_list(group)
    fields = {"offer_ends_at": LATER} if state == "offered" else {}
    Place.objects.update(state=state, **fields)

    result = import_list(group, listed_as="confirmed", at=LATER, emails="send")

    steps = ["confirmed"] if state == "offered" else ["offered", "confirmed"]
    place = Place.objects.get(work_group=group)
    events = place.events.filter(at=LATER).order_by("pk")
    assert [each.to_state for each in events] == steps
    assert (place.state, place.offer_ends_at) == ("confirmed", None)
    assert Place.objects.filter(state="provisional").count() == 1
    assert [each.kind for each in Email.objects.all()] == ["place_confirmed"]
    assert (result.added, result.changed) == (0, 1)


def test_a_place_pencilled_in_for_this_year_gets_the_group():
    programme = make_programme()
    first, second = make_stage(programme), make_stage(programme)
    before = make_work_group(project=make_project(first, start_year=YEAR - 1))
    group = make_work_group(project=make_project(second))
    done = make_place("completed", work_group=before)
    make_place(
        "provisional",
        registration=done.registration,
        stage=second,
        work_group=group,
    )
    Place.objects.filter(state="provisional").update(work_group=None)
    who = done.participant

    person = listed_again(2, who)
    result = import_list(group, person, listed_as="confirmed")

    assert (states(group), result.changed) == (["confirmed"], 1)
    assert Place.objects.count() == 2


def test_somebody_with_a_secured_place_elsewhere_refuses_the_list():
    group = two_years()
    other = make_work_group("Bromley ECT", project=group.project)
    secured = make_place("confirmed", work_group=other)
    who = secured.participant
    person = listed_again(5, who)

    problems = refused(group, listed(2), person, listed_as="confirmed")

    assert problems == [
        f"Line 5: {who} has a secured place this year already: Bromley ECT."
    ]
    assert states(group) == []


def test_somebody_secured_elsewhere_may_be_interested_in_another_group():
    group = make_work_group()
    other = make_work_group("Kent", project=group.project)
    person = make_place("confirmed", work_group=other).participant

    import_list(group, listed_again(2, person))

    assert states(group) == ["interested"]


def test_problems_of_a_list_are_in_the_order_of_its_lines():
    group = make_work_group()
    other = make_work_group("Kent", project=group.project)
    first, last = (make_place(work_group=other).participant for _ in range(2))
    people = (listed_again(2, first), listed(3, "Eve", urn=7), listed_again(4, last))

    problems = refused(group, *people, listed_as="confirmed")

    assert [line.partition(":")[0] for line in problems] == [
        "Line 2",
        "Line 3",
        "Line 4",
    ]


def test_confirming_closes_rivals_and_their_seats_go_on():
    group = two_years()
    other = make_work_group(project=group.project, capacity=1)
    rival = make_place("offered", work_group=other, offer_ends_at=LATER)
    waits = make_place("waiting", work_group=other)
    who = rival.participant
    person = listed_again(2, who)

    import_list(group, person, listed_as="confirmed")

    rival.refresh_from_db()
    waits.refresh_from_db()
    assert (rival.state, rival.end_reason_id, waits.state) == (
        "withdrawn",
        "chose_another",
        "offered",
    )


def test_more_people_than_places_have_to_be_meant():
    group = make_work_group(capacity=1)
    people = (listed(2), listed(3, "Eve"), listed(4, "Zoe"))

    problems = refused(group, *people, listed_as="confirmed")
    result = import_list(group, *people, listed_as="confirmed", beyond_capacity=True)

    assert problems == [
        "The group has 1 place, and this list would go 2 beyond it. Nothing was "
        "imported: raise the capacity, or say that the list may go beyond it."
    ]
    assert (states(group), result.beyond_capacity) == (["confirmed"] * 3, 2)


def test_a_full_group_is_no_reason_against_people_who_hold_its_seats():
    group = make_work_group(capacity=1)
    import_list(group)
    Place.objects.update(state="offered", offer_ends_at=LATER)
    make_place("confirmed", work_group=group)

    result = import_list(group, listed_as="confirmed")

    assert (states(group), result.beyond_capacity) == (["confirmed"] * 2, 0)


def test_a_register_of_a_past_session_takes_people_confirmed_by_a_list():
    group = make_work_group()
    past = make_session(group, on=date(2026, 10, 2))
    make_session(group, on=date(2026, 10, 30))

    import_list(group, listed_as="confirmed")

    assert [each.name for each in register_of(past).rows] == ["Ada Brook"]


# --- completed

END = datetime(2026, 8, 31, 16, tzinfo=UTC)  # 17:00 in London


def last_year(**fields):
    group = two_years(start_year=YEAR - 1, **fields)
    make_session(group, on=date(2026, 6, 12))
    return group


def test_last_years_people_completed_in_their_year_and_may_go_on():
    group = last_year(capacity=1)

    result = import_list(
        group, listed(2), listed(3, "Eve", both_years=False), listed_as="completed"
    )

    assert states(group) == ["completed", "completed"]
    assert result == interest_lists.ImportedList(added=2, states={"completed": 2})
    place = Place.objects.filter(work_group=group).order_by("pk")[0]
    events = [(each.to_state, each.at) for each in place.events.order_by("pk")]
    assert events == [("confirmed", END), ("completed", END)]
    assert (place.registered_at, place.registration.registered_at) == (END, END)
    later = Place.objects.get(state="provisional")
    assert (later.start_year, later.participant.first_name) == (YEAR, "Ada")


def test_each_step_says_who_read_the_list_and_what_it_was():
    group, staff = last_year(), make_staff("hub_lead")

    import_list(group, listed_as="completed", by=staff)

    events = Place.objects.get(work_group=group).events.order_by("pk")
    assert [(each.to_state, each.actor, each.reason) for each in events] == [
        ("confirmed", staff, "From the list “lewisham.csv”."),
        ("completed", staff, "From the list “lewisham.csv”."),
    ]


def test_a_group_that_was_cancelled_was_completed_by_nobody():
    group = last_year(cancelled_on=date(2026, 3, 1))

    with pytest.raises(GroupClosed, match="This group is cancelled"):
        import_list(group, listed_as="completed")


def test_schools_are_counted_for_new_people_only():
    group = last_year()
    school = make_school("Elm School")
    place = make_place("confirmed", work_group=group)
    known = dataclasses.replace(listed_again(2, place.participant), urn=school.urn)

    result = import_list(
        group, known, listed(3, "Eve", urn=school.urn), listed_as="completed"
    )

    assert (result.changed, result.added, result.schools_matched) == (1, 1, 1)


def test_the_same_list_of_last_year_again_changes_nothing():
    group = last_year()
    import_list(group, listed_as="completed")

    result = import_list(group, listed_as="completed", at=LATER)

    assert (result.added, result.changed, result.unchanged) == (0, 0, 1)
    assert Place.objects.count() == 2


def test_a_list_read_after_october_still_counts_in_last_years_cohort():
    group = last_year()
    in_november = datetime(2026, 11, 29, 12, tzinfo=UTC)
    import_list(group, listed_as="completed", at=in_november)

    groups = WorkGroup.objects.filter(pk=group.pk)
    (member,) = figures.second_year_retention(groups, at=in_november).members

    assert str(member.outcome) == figures.LOST


def test_somebody_who_goes_on_already_gets_no_second_place_next_year():
    group = last_year()
    second = group.project.stage.programme.stages.get(order=2)
    this_year = make_work_group(project=make_project(second))
    place = make_place("confirmed", work_group=this_year)

    import_list(group, listed_again(2, place.participant), listed_as="completed")

    assert Place.objects.filter(start_year=YEAR).count() == 1


def test_a_place_of_last_year_that_is_still_secured_is_completed():
    group = last_year()
    make_place("confirmed", work_group=group)
    place = Place.objects.get()
    began = FRIDAY_5PM - timedelta(days=1)
    place.events.create(hub=group.hub, to_state="confirmed", at=began)

    import_list(group, listed_again(2, place.participant), listed_as="completed")

    events = [(each.to_state, each.at) for each in place.events.order_by("pk")]
    assert events == [("confirmed", began), ("completed", began)]


def test_a_group_that_is_not_over_was_completed_by_nobody():
    group = two_years()
    session = make_session(group, on=date(2026, 10, 17))

    with pytest.raises(NotAllowed, match="is not over"):
        import_list(group, listed_as="completed")
    session.on = date(2026, 10, 15)
    session.save()
    import_list(group, listed_as="completed")

    assert states(group) == ["completed"]
    assert Place.objects.get(work_group=group).registered_at == FRIDAY_5PM
