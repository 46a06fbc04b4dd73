"""One letter for each session to a mentor, for all their participants."""

from datetime import UTC, date, datetime, timedelta

import pytest

from recruitment import delivery, outbox
from recruitment.actions import mentor_emails, mentor_loop, mentors, places
from recruitment.choices import PlaceState
from recruitment.models import Email, Mentor
from recruitment.queries.mentor_emails import emails_owed
from recruitment.queries.mentored import mentor_page_of
from recruitment.tasks import write_to_mentors
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_session,
    make_user,
    make_work_group,
)
from tests.recruitment.mentor_cases import (
    make_begun_group,
    make_mentored,
    sessions_of,
)
from workgroups.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)
MORNING_AFTER = datetime(2026, 10, 10, 7, tzinfo=UTC)  # 8am in London


def written() -> list[tuple[str, str]]:
    return list(Email.objects.order_by("pk").values_list("kind", "occasion"))


def write(at=FRIDAY_5PM) -> list[tuple[str, str]]:
    """What is written by then, all of it."""
    mentor_emails.write_to_mentors(at=at)
    return written()


def invitation_to(session) -> tuple[str, str]:
    return "mentor_invited", f"2026:2:{session.pk}:{session.on:%Y%m%d}"


def sent(email, at=FRIDAY_5PM) -> str:
    return delivery.deliver(email.pk, at=at)


def body_of(email) -> str:
    email.refresh_from_db()
    return " ".join(email.body_kept.split())


def make_year(group=None, days=28, count=5, **more) -> list[Session]:
    """Five sessions from 1 October on, each with a task but the last."""
    group = group or make_work_group()
    return [
        make_session(
            group,
            on=date(2026, 10, 1) + number * days * DAY,
            focus=f"Focus {number + 1}",
            outcomes=f"Outcome {number + 1}.",
            gap_task=f"Task {number + 1}." if number + 1 < count else "",
            **more,
        )
        for number in range(count)
    ]


# --- when


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 9, 24, 14, 59, tzinfo=UTC), []),
        (datetime(2026, 9, 24, 15, tzinfo=UTC), [("mentor_session_one", "2026:1")]),
        (datetime(2026, 10, 1, 16, 59, tzinfo=UTC), [("mentor_session_one", "2026:1")]),
        (datetime(2026, 10, 1, 17, tzinfo=UTC), []),
        (datetime(2026, 10, 2, 6, 59, tzinfo=UTC), []),
        (datetime(2026, 10, 2, 7, tzinfo=UTC), [("mentor_tasks", "2026:2")]),
        (datetime(2026, 10, 16, 6, 59, tzinfo=UTC), [("mentor_tasks", "2026:2")]),
        (datetime(2026, 10, 16, 7, tzinfo=UTC), []),
        (datetime(2027, 1, 22, 12, tzinfo=UTC), []),  # after the last session
    ],
)
def test_when_a_letter_goes(at, expected):
    group = make_work_group()
    make_year(group)
    make_mentored(group)

    assert write(at) == expected


def test_a_mentor_of_five_in_five_sessions_gets_six_letters_a_year(mailoutbox):
    group = make_work_group()
    sessions = make_year(group, mentors_invited="The end")
    mentor = make_mentor(group.hub)
    told = [make_mentored(group, mentor)[1] for _ in range(5)]
    at = datetime(2026, 9, 14, 12, tzinfo=UTC)
    for each in told:
        each.participant.places.update(state=PlaceState.OFFERED, offer_ends_at=at)
        places.confirm_place(each.participant.places.get(), at=at)
    Email.objects.exclude(recipient_type="recruitment.mentor").delete()

    while at < datetime(2027, 7, 1, tzinfo=UTC):
        mentor_emails.write_to_mentors(at=at)
        for email in Email.objects.filter(state="queued"):
            delivery.deliver(email.pk, at=at)
        at += DAY

    kinds = Email.objects.filter(state="sent").order_by("pk").values_list("kind")
    assert [kind for (kind,) in kinds] == [
        "mentor_told",
        "mentor_session_one",
        "mentor_invited",
        "mentor_invited",
        "mentor_invited",
        "mentor_invited",
    ]
    assert len(mailoutbox) == 6
    assert len(sessions) == 5


def test_nothing_is_written_twice():
    make_mentored(make_begun_group())
    (second,) = Session.objects.filter(number=2)

    assert [write(), write(), write(FRIDAY_5PM + DAY)] == [[invitation_to(second)]] * 3


def test_the_task_writes_now():
    make_mentored(make_begun_group())
    (second,) = Session.objects.filter(number=2)

    write_to_mentors()

    assert written() == [invitation_to(second)]
    email = Email.objects.get()
    assert (email.written_at, email.hub.name) == (FRIDAY_5PM, "London South East+")
    assert email.link.purpose == "mentor"


def test_one_letter_is_for_all_groups_that_had_the_session():
    early, late = make_work_group(), make_work_group()
    make_year(early)
    make_session(late, on=date(2026, 10, 8), gap_task="Late task")
    make_session(late, on=date(2026, 11, 8))
    mentor = make_mentor(early.hub)
    make_mentored(early, mentor, first_name="Abe")
    make_mentored(late, mentor, first_name="Zoë")

    before = write(datetime(2026, 10, 8, 18, tzinfo=UTC))
    after = write(datetime(2026, 10, 9, 7, tzinfo=UTC))
    sent(Email.objects.latest("pk"), datetime(2026, 10, 9, 8, tzinfo=UTC))

    assert before == []
    assert after == [("mentor_tasks", "2026:2")]
    body = body_of(Email.objects.latest("pk"))
    assert "Abe is trying this before next time: Task 1." in body
    assert "Zoë is trying this before next time: Late task" in body


def test_a_letter_waits_ten_days_for_another_group_and_no_longer():
    early, late = make_work_group(), make_work_group()
    make_year(early)
    make_session(late, on=date(2026, 12, 8))
    mentor = make_mentor(early.hub)
    make_mentored(early, mentor)
    make_mentored(late, mentor)

    assert write(datetime(2026, 10, 12, 6, 59, tzinfo=UTC)) == []
    assert write(datetime(2026, 10, 12, 7, tzinfo=UTC)) == [("mentor_tasks", "2026:2")]


def test_an_invitation_whose_session_moves_is_sent_again():
    make_mentored(make_begun_group())
    (second,) = Session.objects.filter(number=2)
    first = [invitation_to(second)]
    assert write() == first

    second.on += 7 * DAY
    second.save()

    assert write() == [*first, invitation_to(second)]
    assert write() == [*first, invitation_to(second)]


def test_another_focus_sends_no_second_letter():
    make_mentored(make_begun_group())
    (second,) = Session.objects.filter(number=2)
    first = write()
    second.mentors_invited = ""
    second.save()

    assert write() == first


@pytest.mark.parametrize(
    "change",
    [
        {"gap_task": ""},
        {"called_off_at": FRIDAY_5PM},
    ],
)
def test_without_a_task_or_an_invitation_there_is_no_letter(change):
    group = make_begun_group()
    make_mentored(group)
    group.sessions.filter(number=2).update(mentors_invited="")
    group.sessions.filter(number=1).update(**change)

    assert write() == []


# --- to whom


def not_reachable(group, mentorship):
    Mentor.objects.update(email_failed_at=FRIDAY_5PM)


def objected(group, mentorship):
    mentors.stop_writing(mentorship.mentor, at=FRIDAY_5PM)


def ended(group, mentorship):
    by = make_user()
    mentors.end_mentorship(mentorship, until_on=FRIDAY_5PM.date(), by=by, at=FRIDAY_5PM)


def withdrawn(group, mentorship):
    mentorship.participant.places.update(state="withdrawn")


def cancelled(group, mentorship):
    group.cancelled_on = FRIDAY_5PM.date()
    group.save()


def dates_open(group, mentorship):
    group.dates_confirmed = False
    group.save()


def called_off(group, mentorship):
    group.sessions.filter(number=2).update(called_off_at=FRIDAY_5PM)


def moved_away(group, mentorship):
    first = group.sessions.get(number=1)
    first.on = date(2026, 10, 30)
    first.save()


ENDS = [
    not_reachable,
    objected,
    ended,
    withdrawn,
    cancelled,
    dates_open,
    called_off,
    moved_away,
]


@pytest.mark.parametrize("case", ENDS)
def test_nobody_is_written_to_whom_it_does_not_concern(case):
    group = make_begun_group()
    case(group, make_mentored(group)[1])

    assert write() == []


@pytest.mark.parametrize("case", ENDS)
def test_a_letter_that_waits_is_cancelled(case, mailoutbox):
    group = make_begun_group()
    _, mentorship = make_mentored(group)
    write()
    (email,) = Email.objects.all()

    case(group, mentorship)

    assert sent(email) == "cancelled"
    assert mailoutbox == []


def test_a_mentor_who_came_after_the_last_session_waits_for_the_next():
    group = make_begun_group()
    _, mentorship = make_mentored(group)
    mentorship.from_on = date(2026, 10, 12)
    mentorship.save()

    assert write() == []


def test_two_hubs_write_to_their_own_mentors():
    here, there = make_begun_group(), make_begun_group(hub=make_hub("Wolds"))
    ours, theirs = make_mentored(here)[1].mentor, make_mentored(there)[1].mentor

    write()

    assert set(Email.objects.values_list("hub", "recipient_id", "about_id")) == {
        (here.hub_id, ours.pk, ours.pk),
        (there.hub_id, theirs.pk, theirs.pk),
    }


# --- what they say


def test_what_an_invitation_says(mailoutbox):
    group = make_begun_group(title="Oak group")
    _, mentorship = make_mentored(group, first_name="Zoë", last_name="Oak")
    write()

    assert sent(Email.objects.get()) == "sent"

    (message,) = mailoutbox
    assert message.subject == "You are invited to a part of the next session of Zoë"
    assert message.to == [mentorship.mentor.email]
    assert " ".join(message.body.split("http")[0].split()) == (
        "Dear Jo Fern, "
        "You are invited to a part of session 2 of Oak group, with Zoë, on "
        "Friday 6 November 2026, 4pm to 6pm, Rose Hill: The last half hour. "
        "Say on your page whether you are coming. "
        "Zoë is trying this before next time: Count in twos You could ask: "
        "- Who counted? - How far? "
        "Zoë: session 2 of Oak group is on Friday 6 November 2026, 4pm to 6pm. "
        "What it is for: You can add. "
        "This page shows it all, and there is no account to make:"
    )
    assert (
        "We write to you because you are the mentor of Zoë Oak, and were given your "
        "address for that by them or by their school."
    ) in " ".join(message.body.split())


def test_what_the_letter_of_session_one_says(mailoutbox):
    group = make_work_group(title="Oak group")
    make_year(group, mentors_invited="The end")
    mentor = make_mentor(group.hub)
    for name in ("Zoë", "Abe"):
        make_mentored(group, mentor, first_name=name)
    at = datetime(2026, 9, 25, 12, tzinfo=UTC)
    write(at)

    assert sent(Email.objects.get(), at) == "sent"

    (message,) = mailoutbox
    body = " ".join(message.body.split())
    assert message.subject == "Abe and Zoë: the plan of the first session"
    for name in ("Abe", "Zoë"):
        assert (
            f"{name}: session 1 of Oak group is on Thursday 1 October 2026, 4pm to "
            "6pm. It is about: Focus 1. What it is for: Outcome 1."
        ) in body
    assert "You are invited to a part of session 1 of Oak group, with Abe and" in body
    assert "trying" not in body


def test_letters_say_nothing_of_attendance_or_of_what_was_said(mailoutbox):
    group = make_begun_group()
    _, mentorship = make_mentored(group)
    first = sessions_of(group)[0]
    mentor_loop.talk_about_task(mentorship, first, comment="Mine", at=FRIDAY_5PM)
    write()

    sent(Email.objects.get())

    words = mailoutbox[0].body.lower()
    assert [w for w in ("present", "absent", "feedback", "mine") if w in words] == []


# --- told once a year


def told_twice(*, told_at=MORNING_AFTER, sessions=2) -> list[str]:
    """How two letters of introduction end, the second at FRIDAY_5PM."""
    group = make_work_group()
    for number in range(sessions):
        make_session(group, on=date(2026, 11, 6) + number * DAY)
    mentor = make_mentor(group.hub)
    ends = []
    for at in (told_at, FRIDAY_5PM):
        _, mentorship = make_mentored(group, mentor)
        email = outbox.queue("mentor_told", about=mentorship, to=mentor, at=at)
        ends.append(sent(email, at))
    return ends


def test_a_mentor_of_two_is_told_once_a_year_who_we_are():
    assert told_twice() == ["sent", "cancelled"]


def test_a_mentor_is_told_again_in_another_year():
    last_year = datetime(2026, 8, 31, 22, 59, tzinfo=UTC)

    assert told_twice(told_at=last_year) == ["sent", "sent"]
    assert told_twice(told_at=last_year + timedelta(minutes=1)) == ["sent", "cancelled"]


@pytest.mark.parametrize("sessions", [0, 1])
def test_a_mentor_whom_no_letter_would_tell_is_told(sessions):
    assert told_twice(sessions=sessions) == ["sent", "sent"]


# --- statements


def test_a_page_is_read_once_for_what_is_owed(django_assert_num_queries):
    group = make_begun_group()
    mentor = make_mentor(group.hub)
    for _ in range(3):
        make_mentored(group, mentor)
    page = mentor_page_of(mentor, now=FRIDAY_5PM)

    with django_assert_num_queries(0):
        assert len(emails_owed(page, now=FRIDAY_5PM)) == 1
