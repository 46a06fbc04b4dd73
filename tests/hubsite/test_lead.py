"""A work group lead's pages: today, a group and its people, notes and feedback."""

from datetime import timedelta

import pytest

from evaluation.models import Report
from hubsite.queries import lead as lead_queries
from recruitment.queries import group_people
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_evaluation,
    make_form,
    make_hub,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_response,
    make_session,
    make_staff,
    make_work_group,
    mark_present,
)
from tests.pages import one_line
from workgroups.actions.sessions import write_session_note
from workgroups.errors import NoteChanged
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
LAST_WEEK = FRIDAY - timedelta(days=7)


@pytest.fixture
def lead():
    return make_staff("work_group_lead", name="Robin Marsh")


def make_led_group(lead, **fields):
    work_group = make_work_group(hub=lead.roles.get().hub, **fields)
    work_group.leads.add(lead)
    return work_group


def page_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return one_line(answer.content.decode())


def group_url(work_group, tail=""):
    return f"/lead/groups/{work_group.slug}/{tail}"


# Today


def test_a_lead_sees_todays_register_and_open_tasks(signed_in, lead):
    group = make_led_group(lead, title="SKTM Lewisham")
    past = make_session(group, on=LAST_WEEK)
    today = make_session(group, on=FRIDAY)
    make_place(work_group=group)
    make_place("offered", work_group=group)

    page = page_of(signed_in(lead), "/lead/")

    assert "Take the register of session 2" in page
    assert f"/sessions/{today.pk}/register/" in page
    assert "register has not been taken yet" in page
    assert f"/sessions/{past.pk}/register/" in page
    assert "session has no note yet" in page
    assert "person has not confirmed yet" in page
    assert "1 secured, 1 asked to confirm" in page


def test_a_taken_register_and_a_written_note_are_no_open_tasks(signed_in, lead):
    group = make_led_group(lead)
    past = make_session(group, on=LAST_WEEK, lead_note="Went well.")
    mark_present(make_place(work_group=group), past)

    page = page_of(signed_in(lead), "/lead/")

    assert "Nothing is owed." in page


def test_a_lead_without_a_group_sees_an_explanation(signed_in, lead):
    make_work_group(hub=lead.roles.get().hub, title="Somebody else’s")

    page = page_of(signed_in(lead), "/lead/")

    assert "The groups you lead will be here." in page
    assert "Somebody else" not in page


@pytest.mark.parametrize("kind", ["evaluator", "national"])
def test_the_page_is_for_leads_and_hub_staff(signed_in, kind):
    answer = signed_in(make_staff(kind)).get("/lead/")

    assert answer.status_code == 403


@pytest.mark.parametrize("rows", [1, 10])
def test_the_first_page_keeps_its_budget(signed_in, data_statements, lead, rows):
    for _ in range(rows):
        group = make_led_group(lead)
        for week in range(3):
            make_session(group, on=FRIDAY - timedelta(weeks=week))
        make_place(work_group=group)
        form = make_form(group, closed_at=FRIDAY_5PM)
        for _ in range(5):
            make_response(form)
    client = signed_in(lead)

    with data_statements(at_most=10):
        page = page_of(client, "/lead/")

    assert page.count("5 answers about") == rows


def test_the_first_page_names_reports_whose_facts_can_be_checked(signed_in, lead):
    other = make_led_group(make_staff("work_group_lead", hub=make_hub("Other")))
    reports = []
    for group, fields in (
        (make_led_group(lead), {}),
        (make_led_group(lead), {"state": "published"}),
        (make_work_group(hub=lead.roles.get().hub), {}),
        (other, {}),
    ):
        evaluation = make_evaluation(group.hub, work_groups=[group], **fields)
        report = Report.objects.create(
            hub=group.hub,
            evaluation=evaluation,
            version=1,
            state="done",
            requested_at=FRIDAY_5PM,
        )
        reports.append(report)

    page = page_of(signed_in(lead), "/lead/")

    found = [f"/reports/{each.pk}/check/" in page for each in reports]
    assert found == [True, False, False, False]


# A group and its people


def test_a_group_shows_what_a_lead_may_know_of_its_people(signed_in, lead):
    group = make_led_group(lead)
    place = make_place(
        work_group=group,
        participant=make_participant(group.hub, first_name="Bo", last_name="Alder"),
        school_name="Rose Hill Primary School",
        year_groups=["3", "4"],
        schemes=["white_rose", "other"],
        scheme_other="Inch by Inch",
        lead_provider_name="UCL",
        induction_year="second",
        access_needs="A seat near the front.",
        release_name="Head Teacher",
    )
    make_mentorship(place.participant, make_mentor(group.hub, name="Jo Fern"))

    page = page_of(signed_in(lead), group_url(group))
    (person,) = group_people.people_of(group, on=FRIDAY).people

    assert person == group_people.GroupPerson(
        name="Bo Alder",
        state="secured",
        answers=person.answers,
        shown=person.shown,
        place_id=place.pk,
        school="Rose Hill Primary School",
        teaches={
            "key-stage": ("Key stage 2",),
            "year-group": ("Year 3", "Year 4"),
            "scheme": ("White Rose Maths", "Inch by Inch"),
        },
        mentor_reachable="yes",
    )
    answered = {title: words for title, words in person.answers.items() if words}
    assert answered == {
        "School or provider": "Rose Hill Primary School",
        "Classes": "Year 3, Year 4",
        "Schemes": "White Rose Maths, Inch by Inch",
        "ECT training": "UCL",
        "Year of ECT": "second year of ECT",
        "What would help": "A seat near the front.",
    }
    assert person.shown == {
        "School or provider": "Rose Hill Primary School",
        "Teaching and training": (
            "Year 3, Year 4 · White Rose Maths, Inch by Inch · UCL · second year of ECT"
        ),
        "What would help": "A seat near the front.",
        "School in Teaching for Mastery": "",
    }
    assert "A seat near the front." in page
    assert place.participant.email not in page
    assert "Head Teacher" not in page
    assert "Jo Fern" not in page


def test_a_mentor_who_objected_is_not_reachable(lead):
    group = make_led_group(lead)
    place = make_place(work_group=group)
    make_mentorship(place.participant, make_mentor(group.hub, objected_at=FRIDAY_5PM))
    make_place(work_group=group)

    people = group_people.people_of(group, on=FRIDAY).people

    assert [person.mentor_reachable for person in people] == ["no", "none named"]


@pytest.mark.parametrize("rows", [1, 30])
def test_a_groups_page_keeps_its_budget(signed_in, data_statements, lead, rows):
    group = make_led_group(lead)
    session = make_session(group)
    for _ in range(rows):
        place = make_place(work_group=group)
        make_mentorship(place.participant)
        mark_present(place, session)
    client = signed_in(lead)

    with data_statements(at_most=10):
        page_of(client, group_url(group))


def test_an_empty_group_shows_an_explanation(signed_in, lead):
    group = make_led_group(lead)

    page = page_of(signed_in(lead), group_url(group))

    assert "People will be here" in page
    assert "Sessions will be here" in page


# The note


def test_a_lead_writes_how_a_session_went(client, signed_in, lead):
    group = make_led_group(lead)
    session = make_session(group, on=LAST_WEEK)
    url = group_url(group, "sessions/1/note/")

    answer = signed_in(lead).post(
        url,
        {
            "delivered_as": "adapted",
            "delivered_why": "Too little time.",
            "lead_note": "We ran late.",
            "seen": "",
        },
    )
    session.refresh_from_db()

    assert answer.url == group_url(group)
    assert (session.delivered_as, session.lead_note) == ("adapted", "We ran late.")
    assert session.delivered_why == "Too little time."
    assert AuditEntry.objects.get().fields == "delivered_as, delivered_why, lead_note"
    assert "We ran late." in page_of(client, url)


def test_a_note_cannot_be_written_ahead(signed_in, lead):
    group = make_led_group(lead)
    session = make_session(group, on=FRIDAY + timedelta(days=1))
    url = group_url(group, "sessions/1/note/")

    answer = signed_in(lead).post(url, {"lead_note": "It went well."})
    session.refresh_from_db()

    assert "still to come" in answer.content.decode()
    assert session.lead_note == ""


def test_two_leads_writing_at_once_lose_neither_note(client, signed_in, lead):
    group = make_led_group(lead)
    session = make_session(group, on=LAST_WEEK, lead_note="Theirs.")
    url = group_url(group, "sessions/1/note/")

    answer = signed_in(lead).post(url, {"lead_note": "Ours.", "seen": ""})
    page = answer.content.decode()
    session.refresh_from_db()

    assert session.lead_note == "Theirs."
    assert "Somebody else changed this note" in page
    assert "Ours.</textarea>" in page

    client.post(url, {"lead_note": "Theirs. Ours.", "seen": "Theirs."})
    session.refresh_from_db()

    assert session.lead_note == "Theirs. Ours."


def test_saving_the_same_note_again_is_not_logged(lead):
    session = make_session(make_led_group(lead), on=LAST_WEEK, lead_note="Fine.")
    note = {"delivered_as": "", "lead_note": "Fine.", "by": lead, "at": FRIDAY_5PM}

    write_session_note(session, seen="", **note)

    assert not AuditEntry.objects.exists()
    with pytest.raises(NoteChanged):
        write_session_note(session, seen="", **{**note, "lead_note": "Bad."})


# Feedback


@pytest.mark.parametrize(
    ("closed", "answers", "said"),
    [
        (True, 5, "5 answers about session 1"),
        (True, 4, "too few answers to show"),
        (False, 6, "open until Friday 23 October, 5pm"),
    ],
)
def test_a_group_shows_which_feedback_can_be_read(
    signed_in, lead, closed, answers, said
):
    group = make_led_group(lead)
    closed_at = FRIDAY_5PM if closed else None
    form = make_form(group, session=make_session(group), closed_at=closed_at)
    for _ in range(answers):
        make_response(form)

    page = page_of(signed_in(lead), group_url(group))

    assert said in page
    assert f"/feedback-forms/{form.pk}/" in page
    assert (f"{answers} answers" in page) == (closed and answers >= 5)


# Access


def test_an_account_without_access_gets_404(signed_in, lead):
    group = make_led_group(lead)
    make_session(group, on=LAST_WEEK)
    strangers = [
        make_staff("work_group_lead", hub=make_hub("Kent and Medway")),
        make_staff("hub_lead", hub=make_hub("Kent and Medway")),
        make_staff("work_group_lead"),
        make_staff("evaluator"),
        make_staff("national"),
    ]

    for user in strangers:
        client = signed_in(user)
        for tail in ("", "grouping/scheme/", "sessions/1/note/"):
            assert client.get(group_url(group, tail)).status_code == 404


def test_hub_staff_open_every_group_of_their_hub(signed_in, lead):
    group = make_led_group(lead)

    page = page_of(signed_in(make_staff("hub_lead")), group_url(group))

    assert f"<h1>{group.title}</h1>" in page


def test_the_group_that_meets_next_is_listed_first(lead):
    nowhere = make_led_group(lead, title="Nowhere yet")
    later = make_led_group(lead, title="Later")
    sooner = make_led_group(lead, title="Sooner")
    over = make_led_group(lead, title="Over")
    make_session(later, on=FRIDAY + timedelta(days=20))
    make_session(sooner, on=FRIDAY + timedelta(days=2))
    make_session(over, on=LAST_WEEK)

    rows = lead_queries.lead_home_of(lead, at=FRIDAY_5PM).groups

    assert [row.title for row in rows] == ["Sooner", "Later", "Over", "Nowhere yet"]
    assert nowhere.slug in rows[-1].url


def test_two_forms_about_one_session_have_different_names(lead):
    group = make_led_group(lead)
    session = make_session(group)
    kinds = {"session": session, "gap_task": session, "final": None}
    forms = [make_form(group, kind, session=at) for kind, at in kinds.items()]

    said = [lead_queries.about(form) for form in forms]

    titles = [f"“{form.question_set.title}”" for form in forms]
    assert said == ["session 1", f"session 1, {titles[1]}", titles[2]]
