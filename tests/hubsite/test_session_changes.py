"""What a session's home tells of its changes and emails, and what can be done."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from evaluation.actions import feedback
from hubsite import homes
from recruitment.actions import sessions
from recruitment.models import Email, InTheRoom
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_form,
    make_hub,
    make_participant,
    make_session,
    make_staff,
    make_work_group,
    mark_present,
)
from tests.hubsite.test_group_home import client_of
from tests.hubsite.test_session_home import home_of, make_person, page_of, url_of
from tests.pages import one_line
from workgroups import audit
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
TAKE = ["Take the register", "Print the register"]
QR = "QR code for feedback"


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub(), name="Ola Berg")


@pytest.fixture
def group():
    return make_work_group("Greenwich", hub=make_hub(), venue="Rose Hill")


def tell(group, changed, *, old=None, at=FRIDAY_5PM):
    rows = list(group.sessions.filter(number__in=changed))
    return sessions.tell_of_changed_sessions(group, rows, old_dates=old or {}, at=at)


def call_off(session, by, at=FRIDAY_5PM):
    sessions.call_off_session(session, reason="Burst pipe.", by=by, at=at)


def test_a_moved_session_names_its_old_days_and_when_people_were_told(staff, group):
    session = make_session(group, number=2, on=FRIDAY + 9 * DAY)
    make_session(group, number=3, on=FRIDAY + 20 * DAY)
    make_person(group, "Priya")
    make_person(group, "Ola")
    tell(group, [2], old={2: FRIDAY + 2 * DAY}, at=FRIDAY_5PM - 9 * DAY)
    Email.objects.update(state="sent")
    tell(group, [2, 3], old={2: FRIDAY + 5 * DAY, 3: FRIDAY}, at=FRIDAY_5PM - DAY)
    Email.objects.filter(state="queued").update(state="sent")
    tell(group, [2], at=FRIDAY_5PM)  # another room

    first = (
        "Moved from Sunday 18 October 2026: people were written to on 7 October 2026."
    )
    second = (
        "Moved from Wednesday 21 October 2026: people were written to on "
        "15 October 2026."
    )
    assert home_of(staff, session).history == [first, second]
    assert first in one_line(page_of(staff, session).content.decode())


def test_a_move_that_was_replaced_or_taken_back_or_of_others_is_not_told(staff, group):
    session = make_session(group, number=2, on=FRIDAY + 9 * DAY)
    make_session(group, number=3, on=FRIDAY + 20 * DAY)
    other = make_work_group("Bexley", hub=group.hub)
    make_session(other, number=2, on=FRIDAY + 9 * DAY)
    for each in (group, other):
        make_person(each, "Priya")
    tell(group, [3], old={3: FRIDAY})
    tell(other, [2], old={2: FRIDAY + DAY})
    tell(group, [2], old={2: session.on}, at=FRIDAY_5PM + HOUR)
    Email.objects.filter(occasion__startswith="2:20261025").update(state="sent")
    tell(group, [2], old={2: FRIDAY}, at=FRIDAY_5PM + 2 * HOUR)
    Email.objects.filter(occasion__startswith="2:20261016").update(state="cancelled")

    assert home_of(staff, session).history == []


def test_emails_sent_again_name_no_session_and_harm_nothing(staff, group):
    session = make_session(group, number=2, on=FRIDAY + 9 * DAY)
    make_person(group, "Priya")
    tell(group, [2], old={2: FRIDAY})
    Email.objects.update(occasion="again 2026-10-16 17:00:00")

    home = home_of(staff, session)

    assert (home.history, home.emails) == ([], [])


def test_emails_of_another_kind_tell_of_no_change(staff, group):
    session = make_session(group, number=2, on=FRIDAY + 9 * DAY)
    make_person(group, "Priya")
    tell(group, [2], old={2: FRIDAY})
    Email.objects.update(kind="waiting_list")

    assert home_of(staff, session).history == []


def test_a_new_date_of_which_nobody_was_told_names_who_gave_it(staff, group):
    session, other = (make_session(group) for _ in range(2))
    audit.record("changed", session, actor=staff, fields=["number", "on", "venue"])
    audit.record("changed", session, actor=staff, fields=["called_off_reason"])
    audit.record("changed", session, fields=["on"], hub_id=make_hub("Another").pk)
    audit.record("changed", other, actor=staff, fields=["on"])
    AuditEntry.objects.create(
        at=FRIDAY_5PM,
        hub=group.hub,
        action="changed",
        fields="on",
        object_type="workgroups.workgroup",
        object_id=str(session.pk),
    )

    assert home_of(staff, session).history == [
        "Ola Berg gave it a new date on 16 October 2026."
    ]


def test_a_session_called_off_says_when_by_whom_and_why(staff, group):
    session = make_session(group, on=FRIDAY + 3 * DAY)
    make_person(group, "Priya")
    call_off(session, staff)

    page = page_of(staff, session)

    assert page.context["session"].history == [
        "Called off on 16 October 2026 at 17:00 by Ola Berg: Burst pipe."
    ]
    assert [(act.words, act.url) for act in page.context["acts"]] == [
        ("Whom to ring", reverse("recruitment:call_off_session", args=[session.pk])),
        ("Edit", url_of(session, "change/")),
    ]


def test_a_session_held_again_is_not_called_off_any_more(staff, group):
    session = make_session(group, on=FRIDAY + 3 * DAY)
    call_off(session, staff)
    session.refresh_from_db()
    sessions.hold_again([session], by=staff, at=FRIDAY_5PM)

    assert home_of(staff, session).history == []


@pytest.mark.parametrize(
    ("days", "ends", "said"),
    [
        (3, 18, ["Print the register", QR, "Call off…", "Edit"]),
        (0, 18, [*TAKE, QR, "Call off today…", "Edit"]),
        (0, 17, [*TAKE, QR, "Edit"]),  # it is over: the clock says 17:00
        (-1, 19, [*TAKE, "Type up paper slips", "Edit"]),
    ],
)
def test_what_can_be_done_depends_on_the_day(staff, group, days, ends, said):
    session = make_session(group, on=FRIDAY + days * DAY, ends=time(ends))

    page = page_of(staff, session)

    assert [act.words for act in page.context["acts"]] == said
    text = one_line(page.content.decode())
    for act in page.context["acts"]:
        assert f'<a class="button" href="{act.url}">{act.words}<span' in text


def test_a_session_is_called_off_no_more_once_it_ends(staff, group):
    session = make_session(group, on=FRIDAY)
    home = home_of(staff, session)

    acts = [
        [act.words for act in homes.session_acts(home, at=at)]
        for at in (session.ends_at - timedelta(seconds=1), session.ends_at)
    ]

    assert acts == [[*TAKE, QR, "Call off today…", "Edit"], [*TAKE, QR, "Edit"]]


def test_only_todays_session_is_called_off_today_on_the_home_of_its_group(staff, group):
    for days in (0, 9, 18):
        make_session(group, on=FRIDAY + days * DAY)

    page = client_of(staff).get(f"/admin/workgroups/workgroup/{group.pk}/")

    text = one_line(page.content.decode())
    assert text.count(">Call off today<span") == 1
    assert text.count(">Call off<span") == 2


def test_a_register_that_was_taken_is_put_right_and_stays(staff, group):
    session = make_session(group, on=FRIDAY)
    mark_present(make_person(group, "Priya"), session)

    acts = page_of(staff, session).context["acts"]

    assert [(act.words, act.url) for act in acts] == [
        (
            "Put the register right",
            reverse("recruitment:record_attendance", args=[session.pk]),
        ),
        ("Print the register", url_of(session, "register/")),
        (QR, f"/sessions/{session.pk}/qr/"),
        ("Edit", url_of(session, "change/")),
    ]


def test_nothing_can_be_done_but_editing_where_the_group_is_cancelled(staff):
    group = make_work_group(hub=make_hub(), cancelled_on=FRIDAY)
    session = make_session(group, on=FRIDAY + DAY)

    acts = page_of(staff, session).context["acts"]

    assert [act.words for act in acts] == ["Edit"]


def test_emails_are_those_about_the_session_and_count_by_state(staff, group):
    session = make_session(group, number=2, on=FRIDAY + 2 * DAY)
    other = make_session(group, number=3, on=FRIDAY + 20 * DAY)
    theirs = make_session(make_work_group(hub=make_hub("Another Hub")), number=2)
    make_participant(group.hub)  # so that the ids of people and places differ
    people = [make_person(group, name) for name in ("Priya", "Ola")]
    make_person(theirs.work_group, "Theirs")
    tell(group, [2], old={2: FRIDAY}, at=FRIDAY_5PM - DAY)
    Email.objects.filter(recipient_id=people[0].participant_id).update(state="sent")
    Email.objects.exclude(state="sent").update(state="bounced")
    tell(group, [3], old={3: FRIDAY}, at=FRIDAY_5PM)
    call_off(session, staff)
    call_off(other, staff)
    call_off(theirs, make_staff("hub_lead", hub=theirs.hub))

    home = home_of(staff, session)
    listed = page_of(staff, session, "emails/").context
    text = one_line(page_of(staff, session).content.decode())

    assert "<dd>2 waiting to go, 1 sent, 1 came back <a" in text
    assert home.emails == [("waiting to go", 2), ("sent", 1), ("came back", 1)]
    assert listed["total"] == 4
    assert [(line.email.kind, line.to) for line in listed["emails"]] == [
        ("session_called_off", "Priya Shah"),
        ("session_called_off", "Ola Shah"),
        ("sessions_changed", "Ola Shah"),
        ("sessions_changed", "Priya Shah"),
    ]


def test_emails_about_the_feedback_on_another_session_are_not_among_them(staff, group):
    hours = {"starts": time(13), "ends": time(15)}
    session, other = (make_session(group, on=FRIDAY, **hours) for _ in range(2))
    place = make_person(group, "Priya")
    for each in (session, other):
        mark_present(place, each)
        feedback.ask_those_present(each, at=FRIDAY_5PM)

    assert home_of(staff, session).emails == [("waiting to go", 1)]


def test_emails_show_nobody_who_had_not_answered(staff, group):
    session = make_session(group, on=FRIDAY, starts=time(13), ends=time(15))
    mark_present(make_person(group, "Priya"), session)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    form = session.feedback_forms.get()
    feedback.remind(form, at=FRIDAY_5PM)

    home = home_of(staff, session)
    (line,) = page_of(staff, session, "emails/").context["emails"]

    assert Email.objects.count() == 2
    assert home.emails == [("waiting to go", 1)]
    assert (line.email.kind, line.to) == ("feedback_asked", "Priya Shah")


def test_the_register_on_paper_has_those_expected_and_empty_rows(staff, group):
    session = make_session(group, on=FRIDAY)
    make_person(group, "Priya", school_name="Hill <School>")
    make_person(group, "Ola", "offered", offer_ends_at=FRIDAY_5PM)
    make_person(group, "Gone", "withdrawn")

    text = one_line(page_of(staff, session, "register/").content.decode())

    assert '<th scope="row">Priya Shah</th><td>Hill &lt;School&gt;</td>' in text
    assert "Ola Shah" in text
    assert "Gone Shah" not in text
    assert text.count("<tr><td></td><td></td><td></td><td></td></tr>") == 6
    assert "Friday 16 October 2026, 4pm to 6pm, Rose Hill." in text


def test_a_session_called_off_says_so_beside_others_and_on_paper(staff, group):
    first, second = (make_session(group, on=FRIDAY + DAY) for _ in range(2))
    call_off(second, staff)

    beside = one_line(page_of(staff, first).content.decode())
    papers = [page_of(staff, each, "register/") for each in (first, second)]

    assert "Session 2 on Saturday 17 October 2026</a>, called off" in beside
    assert ", called off" not in one_line(page_of(staff, second).content.decode())
    off = "<strong>The session is called off.</strong>"
    assert [off in page.content.decode() for page in papers] == [False, True]


def test_paper_has_room_for_who_else_was_there(staff, group):
    session, other = (make_session(group) for _ in range(2))
    for each, name in ((session, "Pat Oak"), (other, "Kim Ash")):
        InTheRoom.objects.create(
            hub=group.hub,
            session=each,
            name=name,
            role="evaluator",
            added_by=staff,
            added_at=FRIDAY_5PM,
        )

    text = one_line(page_of(staff, session, "register/").content.decode())

    assert "or a mentor: Pat Oak (evaluator); ____" in text
    assert "Kim Ash" not in text


def test_the_history_tells_of_marks_and_forms_of_the_session(staff, group):
    session, other = (make_session(group) for _ in range(2))
    place = make_person(group, "Priya")
    for each in (session, other):
        mark = mark_present(place, each)
        audit.record("changed", mark, actor=staff, fields=["mark"])
        audit.record("ask_group", make_form(group, session=each), actor=staff)
        audit.record("record_attendance", each, actor=staff)

    entries = client_of(staff).get(url_of(session, "history/")).context["entries"]

    when = "16 October 2026 at 17:00"
    thing = "Priya Shah, session 1 on 16 October 2026"
    form = "After a session in Greenwich"
    assert [strip_tags(sentence) for _, sentence in entries] == [
        f"Ola Berg took the register, {when}",
        f"Ola Berg asked a group for feedback: {form}, {when}",
        f"Ola Berg changed mark: {thing}, {when}",
    ]
    assert AuditEntry.objects.count() == 6


def test_a_session_is_saved_from_its_home_and_opens_it_again(staff, group):
    session = make_session(group, on=date(2026, 11, 5), focus="Ratio")
    client = client_of(staff)
    form = client.get(url_of(session, "change/")).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    posted = {name: value for name, value in shown.items() if value is not None}

    answer = client.post(url_of(session, "change/"), {**posted, "focus": "Area"})

    assert (answer.status_code, answer["Location"]) == (302, url_of(session))
    session.refresh_from_db()
    assert session.focus == "Area"


def test_homes_and_lists_that_name_a_session_lead_to_its_home(staff, group):
    session = make_session(group, on=FRIDAY, focus="Ratio")
    place = make_person(group, "Priya")
    mark_present(place, session)
    make_form(group, session=session)
    make_form(group, "baseline")
    client = client_of(staff)

    pages = [
        client.get(f"/admin/workgroups/workgroup/{group.pk}/"),
        client.get(f"/admin/recruitment/participant/{place.participant_id}/"),
        client.get("/admin/workgroups/session/"),
        client.get("/admin/recruitment/attendance/"),
        client.get("/admin/evaluation/feedbackform/"),
    ]

    link = f'href="{url_of(session)}"'
    assert [page.content.decode().count(link) for page in pages] == [1, 1, 1, 1, 1]
    assert f"<a {link}>Greenwich, session 1 on 16 October 2026</a>" in (
        pages[3].content.decode()
    )
    assert f"<a {link}>session 1</a>" in pages[4].content.decode()
    assert "the year" in pages[4].content.decode()
