"""A session's home in the admin: its people, register, feedback, plan and emails."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.models import FeedbackRequest
from recruitment.models import Attendance, Email
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_apology,
    make_form,
    make_hub,
    make_participant,
    make_place,
    make_response,
    make_school,
    make_session,
    make_staff,
    make_work_group,
    mark_present,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub(), name="Ola Berg")


@pytest.fixture
def group():
    return make_work_group("Greenwich", hub=make_hub(), venue="Rose Hill")


def url_of(session, tab=""):
    return f"/admin/workgroups/session/{session.pk}/{tab}"


def make_person(group, name, state="confirmed", **fields):
    person = make_participant(group.hub, first_name=name, last_name="Shah")
    return make_place(state, work_group=group, participant=person, **fields)


def page_of(user, session, tab=""):
    return client_of(user).get(url_of(session, tab))


def home_of(user, session):
    return page_of(user, session).context["session"]


def test_a_session_is_called_by_words_everywhere(staff, group):
    session = make_session(group, number=3, on=date(2027, 1, 18))

    for tab in ("", "register/", "emails/", "change/"):
        text = one_line(page_of(staff, session, tab).content.decode())
        assert text.count("Greenwich, session 3 on 18 January 2027") >= 3  # also h1
        assert "<h1>Greenwich, session 3 on 18 January 2027</h1>" in text
    assert "<title>Edit – Greenwich, session 3 on 18 January 2027 –" in text
    assert "<h2>Edit</h2>" not in text


def test_the_tabs_stand_in_their_order_with_the_form_as_one(staff, group):
    session = make_session(group)

    tabs = page_of(staff, session, "change/").context["tabs"]

    assert [(tab.words, tab.is_here) for tab in tabs] == [
        ("Overview", False),
        ("Register on paper", False),
        ("Letters", False),
        ("Edit", True),
        ("History", False),
    ]


@pytest.mark.parametrize("tab", ["", "emails/", "register/"])
def test_a_session_of_another_hub_is_not_found(staff, tab):
    mine = [make_session(make_work_group(hub=make_hub())) for _ in range(2)]
    other = make_hub("Another Hub")
    theirs = [make_session(make_work_group(hub=other)) for _ in range(2)]

    found = [page_of(staff, each, tab).status_code for each in [*mine, *theirs]]

    assert found == [200, 200, 404, 404]


@pytest.mark.parametrize(
    ("kind", "code"), [("national", 404), ("work_group_lead", 403)]
)
def test_the_home_is_for_staff_of_the_hub_alone(group, kind, code):
    session = make_session(group)
    user = make_staff(kind, hub=None if kind == "national" else group.hub)
    group.leads.add(user)

    assert page_of(user, session).status_code == code


def test_when_and_where_and_the_sessions_beside_it(staff, group):
    first = make_session(group, number=1, on=FRIDAY - 9 * DAY)
    here = make_session(group, number=2, on=FRIDAY, joining_link="https://meet.test/a")
    last = make_session(group, number=3, on=FRIDAY + 9 * DAY, venue="Oak Lane")
    make_session(make_work_group("Bexley", hub=group.hub), on=FRIDAY + DAY)

    page = page_of(staff, here)

    home = page.context["session"]
    text = one_line(page.content.decode())
    assert (home.before, home.after, home.where) == (first, last, "Rose Hill")
    assert [(each.before, each.after) for each in (home_of(staff, first),)] == [
        (None, here)
    ]
    ending = home_of(staff, last)
    assert (ending.before, ending.after, ending.where) == (here, None, "Oak Lane")
    assert "Friday 16 October 2026, 4pm to 6pm, <strong>today</strong>" in text
    assert '<a href="https://meet.test/a">https://meet.test/a</a>' in text
    assert f'<a href="/admin/workgroups/workgroup/{group.pk}/">Greenwich</a>' in text
    assert f'<a href="{url_of(first)}">Session 1 on Wednesday 7 October 2026</a' in text
    assert f'<a href="{url_of(last)}">Session 3 on Sunday 25 October 2026</a' in text


def test_those_expected_stand_with_their_marks_and_what_to_know(staff, group):
    school = make_school("Hill School")
    session = make_session(group, number=2, on=FRIDAY)
    came = make_person(group, "Came", school=school)
    away = make_person(group, "Away", "offered", offer_ends_at=FRIDAY_5PM + DAY)
    for state in ("waiting", "withdrawn", "interested", "provisional"):
        make_person(group, f"Not {state}", state)
    make_person(make_work_group("Bexley", hub=group.hub), "Elsewhere")
    make_person(group, "Not marked", "completed")
    mark_present(came, session, "late")
    Attendance.objects.filter(place=came).update(note="Left <i>", deputy="Jo Fern")
    mark_present(away, session, "apologies")
    make_apology(away, session)

    page = page_of(staff, session)

    home = page.context["session"]
    assert lines(home.expected) == [
        (
            "Away Shah",
            "apologies",
            "asked to confirm, sent apologies on 16 October 2026",
        ),
        ("Came Shah", "late", "sent Jo Fern instead, Left <i>"),
        ("Not marked Shah", "not marked", ""),
    ]
    assert home.others == []
    assert home.figures == [
        ("expected", "3"),
        ("came", "1 of 2"),
        ("sent apologies", "1"),
        ("marked, not expected", "0"),
    ]
    text = one_line(page.content.decode())
    assert "sent Jo Fern instead, Left &lt;i&gt;" in text
    assert '<td role="cell">Hill School</td>' in text
    assert "Marked, and not expected" not in text


def test_walk_ins_guests_and_people_who_left_are_marked_and_not_expected(staff, group):
    session = make_session(group, number=2, on=FRIDAY)
    other = make_work_group("Bexley", hub=group.hub, project=group.project)
    guest = make_person(other, "Guest")
    left = make_person(group, "Left", "withdrawn")
    walked = make_person(group, "Walked", "waiting", registered_at=FRIDAY_5PM)
    earlier = make_person(group, "Earlier", registered_at=FRIDAY_5PM - DAY)
    absent = make_person(group, "Absent", registered_at=FRIDAY_5PM)
    entered = make_person(group, "Entered", registered_at=FRIDAY_5PM)
    for place in (walked, earlier, absent):
        place.registration.source = "walk_in"
        place.registration.save()
    for place in (guest, left, walked, earlier, entered):
        mark_present(place, session)
    mark_present(absent, session, "absent")

    page = page_of(staff, session)

    home = page.context["session"]
    assert lines(home.others) == [
        ("Guest Shah", "present", ""),
        ("Left Shah", "present", "withdrawn"),
        ("Walked Shah", "present", "on the waiting list, was not on the list"),
    ]
    assert [each.is_guest for each in home.others] == [True, False, False]
    assert lines(home.expected) == [
        ("Absent Shah", "absent", ""),
        ("Earlier Shah", "present", ""),
        ("Entered Shah", "present", ""),
    ]
    assert "To know</th>" in page.content.decode()
    bexley = f'<a href="/admin/workgroups/workgroup/{other.pk}/">Bexley</a>'
    assert f"catches up here from {bexley}" in one_line(page.content.decode())


def test_what_to_know_is_no_column_where_there_is_nothing(staff, group):
    session = make_session(group, on=FRIDAY)
    make_person(group, "Priya")

    plain = page_of(staff, session).content.decode()
    guest = make_person(make_work_group("Bexley", hub=group.hub), "Guest")
    mark_present(guest, session)

    assert "To know</th>" not in plain
    assert "Mark</th" not in plain
    assert "To know</th>" in page_of(staff, session).content.decode()


def test_who_caught_up_in_another_group_of_the_project_is_said_at_home(staff, group):
    session = make_session(group, number=2, on=FRIDAY)
    bexley = make_work_group("Bexley", hub=group.hub, project=group.project)
    stranger = make_work_group("Stranger", hub=group.hub)
    place = make_person(group, "Priya")
    ill = make_person(group, "Ill")
    mark_present(place, make_session(bexley, number=2, on=FRIDAY + DAY))
    mark_present(place, make_session(bexley, number=3, on=FRIDAY + 2 * DAY))
    mark_present(place, make_session(stranger, number=2, on=FRIDAY))
    mark_present(ill, bexley.sessions.get(number=2), "apologies")

    home = home_of(staff, session)

    assert lines(home.expected) == [
        ("Ill Shah", "not marked", ""),
        ("Priya Shah", "not marked", "caught up with Bexley on 17 October 2026"),
    ]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (3, "Not due yet: it opens on Monday 19 October 2026."),
        (0, "Open today."),
        (-1, "Owed: nobody has taken it."),
    ],
)
def test_the_state_of_a_register_without_marks(staff, group, days, said):
    session = make_session(group, on=FRIDAY + days * DAY)
    make_person(group, "Priya")

    page = page_of(staff, session)

    assert page.context["session"].register == said
    assert ("<strong>Owed" in one_line(page.content.decode())) is (days < 0)
    assert ("Open it</a>" in page.content.decode()) is (days < 1)


def test_dates_that_are_to_be_confirmed_are_said_to_be(staff, group):
    session = make_session(group)
    unsure = make_session(make_work_group(hub=group.hub, dates_confirmed=False))

    pages = [page_of(staff, each).content.decode() for each in (session, unsure)]

    assert ["dates are to be confirmed" in page for page in pages] == [False, True]


def test_a_register_says_who_took_it_and_when_it_was_saved(staff, group):
    session = make_session(group, on=FRIDAY)
    names = ("Robin Marsh", "Ola Price", "Robin Marsh")
    leads = {name: make_staff("work_group_lead", name=name) for name in names}
    for number, name in enumerate(names):
        mark = mark_present(make_person(group, f"Person {number}"), session)
        mark.marked_by = leads[name]
        mark.marked_at = FRIDAY_5PM - timedelta(minutes=30 - number)
        mark.save()

    said = home_of(staff, session).register

    assert said == (
        "Taken by Robin Marsh and Ola Price, last saved on 16 October 2026 at 16:32."
    )


def test_no_register_is_owed_by_a_cancelled_group_or_a_session_called_off(staff, group):
    session = make_session(group, on=FRIDAY - DAY, called_off_at=FRIDAY_5PM)
    cancelled = make_work_group(hub=group.hub, cancelled_on=FRIDAY)
    other = make_session(cancelled, on=FRIDAY - DAY)

    pages = [page_of(staff, each) for each in (session, other)]

    assert [page.context["session"].register for page in pages] == [
        "The session is called off, so it has no register.",
        "The group is cancelled, so the session has no register.",
    ]
    assert ["Open it</a>" in page.content.decode() for page in pages] == [False, False]
    text = one_line(pages[1].content.decode())
    assert "<dd>The group is cancelled, so the session has no register.</dd>" in text
    assert "The group was cancelled on 16 October 2026." in text


def test_feedback_tells_no_number_of_answers_before_it_has_closed(staff, group):
    session = make_session(group, on=FRIDAY)
    form = make_form(group, session=session)
    make_form(group, "baseline")
    make_form(group, session=make_session(group))
    for number in range(6):
        place = make_person(group, f"Person {number}")
        asked = {"hub": group.hub, "form": form, "place": place}
        FeedbackRequest.objects.create(answered=number > 1, **asked)

    def states():
        return [(each.row.form, each.state) for each in home_of(staff, session).forms]

    opened = states()
    for _ in range(4):
        make_response(form)
    form.closed_at = FRIDAY_5PM
    form.save()
    too_few = states()
    make_response(form)

    assert opened == [(form, "open until 23 October 2026, 6 people asked")]
    closed = "closed on 16 October 2026, 6 people asked"
    assert too_few == [(form, f"{closed}, too few answers to show")]
    assert states() == [(form, f"{closed}, 5 answers")]
    link = f'<a href="{reverse("evaluation:show_feedback_form", args=[form.pk])}">'
    assert link in page_of(staff, session).content.decode()


def test_the_plan_and_what_it_lacks(staff, group):
    session = make_session(
        group,
        on=FRIDAY,
        focus="Ratio",
        gap_task="Try <b>bars</b>",
        to_bring="Books",
        lead_note="It went well.",
    )

    page = page_of(staff, session)

    home = page.context["session"]
    assert home.plan == [
        ("Focus", "Ratio"),
        ("To try before next time", "Try <b>bars</b>"),
        ("To bring", "Books"),
    ]
    assert home.not_planned == "outcomes and to take away"
    text = one_line(page.content.decode())
    assert "Try &lt;b&gt;bars&lt;/b&gt;" in text
    assert "<h2>How it went</h2> <p>It went well.</p>" in text


@pytest.mark.parametrize("tab", ["", "emails/", "register/"])
def test_a_home_takes_as_many_statements_with_1_person_as_with_30(staff, tab):
    session = fill("Greenwich", make_hub(), people=1)
    client = client_of(staff)
    client.get(url_of(session, tab))
    with CaptureQueriesContext(connection) as few:
        client.get(url_of(session, tab))

    for number in range(5):
        fill(f"Other {number}", make_hub(f"Hub {number}"), people=1)
    more = fill("Bexley", make_hub(), people=30)
    with CaptureQueriesContext(connection) as many:
        client.get(url_of(more, tab))

    assert len(few) == len(many) <= 15


def lines(people):
    return [
        (str(each.place.participant), each.said, ", ".join(each.remarks))
        for each in people
    ]


def fill(title, hub, people):
    group = make_work_group(title, hub=hub)
    other = make_work_group(f"{title} 2", hub=hub, project=group.project)
    session = make_session(group, on=FRIDAY - DAY, starts=time(13), ends=time(15))
    elsewhere = make_session(other, on=FRIDAY - DAY)
    form = make_form(group, session=session)
    for number in range(people):
        place = make_person(group, f"Came {number}")
        mark_present(place, session)
        make_apology(place, session)
        FeedbackRequest.objects.create(hub=hub, form=form, place=place)
        mark_present(make_person(other, f"Guest {number}"), session)
        mark_present(make_person(group, f"Away {number}"), elsewhere)
        Email.objects.create(
            hub=hub,
            kind="session_called_off",
            about_type="workgroups.session",
            about_id=session.pk,
            recipient_type="recruitment.participant",
            recipient_id=place.participant_id,
            message_id=f"{title} {number}",
            written_at=FRIDAY_5PM,
        )
    return session
