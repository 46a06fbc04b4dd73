"""What a mentor reads on their page, and what they press on it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from recruitment.actions import deleting, mentor_loop, mentors
from recruitment.errors import MentorshipEnded, NotTriedYet
from recruitment.models import GapTaskTalk, MentorAnswer
from recruitment.queries.mentored import mentor_page_of
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_mentorship,
    make_session,
    mark_present,
)
from tests.recruitment.mentor_cases import (
    BEGAN,
    browser_of,
    make_begun_group,
    make_mentored,
    sessions_of,
    text_of,
)
from workgroups.models import AuditEntry, WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)


def talk(client: Client, mentorship, session, comment=""):
    data = {"mentorship": mentorship.pk, "session": session.pk, "comment": comment}
    return client.post("/mentor/talked/", data)


def test_the_page_says_what_is_tried_and_what_one_could_ask():
    _, mentorship = make_mentored(
        make_begun_group(), first_name="Zoë", last_name="Oak<"
    )

    page = text_of(browser_of(mentorship.mentor))

    assert (
        "What Zoë is trying before next time Count in twos You could ask: "
        "Who counted? How far? A line about it, if you like: Zoë Oak&lt;, session 1 "
        "Your colleague and the lead read this. It is never part of induction. "
        "We talked about it: Zoë Oak&lt;, session 1"
    ) in page
    assert "Session 2, Friday 6 November 2026, 4pm to 6pm You can add." in page
    assert "You told us" not in page


def test_one_press_says_that_they_talked():
    group = make_begun_group()
    _, mentorship = make_mentored(group)
    first, _ = sessions_of(group)
    client = browser_of(mentorship.mentor)

    went_to = talk(client, mentorship, first, comment=" We \n counted. ")

    kept = GapTaskTalk.objects.values_list(
        "hub", "mentorship", "session", "comment", "said_at"
    )
    assert list(kept) == [
        (group.hub_id, mentorship.pk, first.pk, "We counted.", FRIDAY_5PM)
    ]
    assert went_to["Location"] == "/mentor/"
    page = text_of(client)
    assert "Thank you. We have kept that you talked about it." in page
    assert "You told us on 16 October 2026 that you talked about it." in page
    assert 'value="We counted."' in client.get("/mentor/").text
    assert "We talked about it" not in page


def test_a_second_press_keeps_the_day_and_takes_the_new_line():
    group = make_begun_group()
    _, mentorship = make_mentored(group)
    first, _ = sessions_of(group)
    for comment, days in (("Good", 0), ("Good", 1), ("Better", 2)):
        mentor_loop.talk_about_task(
            mentorship, first, comment=comment, at=FRIDAY_5PM + days * DAY
        )

    assert list(GapTaskTalk.objects.values_list("comment", "said_at")) == [
        ("Better", FRIDAY_5PM)
    ]
    entries = AuditEntry.objects.filter(action="talk_about_task")
    assert sorted(entries.values_list("at", flat=True)) == [
        FRIDAY_5PM,
        FRIDAY_5PM + 2 * DAY,
    ]


@pytest.mark.parametrize(
    ("length", "kept"), [(300, ["x" * 300]), (301, [])], ids=["fits", "too long"]
)
def test_a_line_that_is_too_long_is_shown_again(length, kept):
    group = make_begun_group()
    _, mentorship = make_mentored(group)
    make_mentored(group, mentorship.mentor)

    said = talk(
        browser_of(mentorship.mentor), mentorship, sessions_of(group)[0], "x" * length
    )

    assert list(GapTaskTalk.objects.values_list("comment", flat=True)) == kept
    if not kept:
        assert "use 300 characters or fewer" in said.text
        assert said.text.count(f'value="{"x" * 301}"') == 1


def other_mentor(group, mentorship):
    return make_mentored(group)[1], sessions_of(group)[0]


def other_hub(group, mentorship):
    theirs = make_begun_group(hub=make_hub("Wolds"))
    return make_mentored(theirs)[1], sessions_of(theirs)[0]


def other_group(group, mentorship):
    return mentorship, sessions_of(make_begun_group())[0]


def still_to_come(group, mentorship):
    second = sessions_of(group)[1]
    second.gap_task = "Add"
    second.save()
    return mentorship, second


def no_task(group, mentorship):
    first = sessions_of(group)[0]
    first.gap_task = ""
    first.save()
    return mentorship, first


def called_off(group, mentorship):
    first = sessions_of(group)[0]
    first.called_off_at = FRIDAY_5PM
    first.save()
    return mentorship, first


def before_they_began(group, mentorship):
    mentorship.from_on = BEGAN + DAY
    mentorship.save()
    return mentorship, sessions_of(group)[0]


def ended(group, mentorship):
    mentorship.until_on = FRIDAY
    mentorship.save()
    return mentorship, sessions_of(group)[0]


def not_secured(group, mentorship):
    mentorship.participant.places.update(state="withdrawn")
    return mentorship, sessions_of(group)[0]


def dates_open(group, mentorship):
    WorkGroup.objects.filter(pk=group.pk).update(dates_confirmed=False)
    return mentorship, sessions_of(group)[0]


@pytest.mark.parametrize(
    "case",
    [
        other_mentor,
        other_hub,
        other_group,
        still_to_come,
        no_task,
        called_off,
        before_they_began,
        ended,
        not_secured,
        dates_open,
    ],
)
def test_what_is_not_to_be_talked_about_is_not_found(case):
    group = make_begun_group()
    _, mine = make_mentored(group)
    mentorship, session = case(group, mine)

    said = talk(browser_of(mine.mentor), mentorship, session)

    assert said.status_code == 404
    assert not GapTaskTalk.objects.exists()


@pytest.mark.parametrize(
    ("case", "refusal"),
    [
        (still_to_come, NotTriedYet),
        (no_task, NotTriedYet),
        (called_off, NotTriedYet),
        (dates_open, NotTriedYet),
        (before_they_began, MentorshipEnded),
        (ended, MentorshipEnded),
    ],
)
def test_the_act_refuses_too(case, refusal):
    group = make_begun_group()
    mentorship, session = case(group, make_mentored(group)[1])
    session.refresh_from_db()

    with pytest.raises(refusal):
        mentor_loop.talk_about_task(mentorship, session, comment="", at=FRIDAY_5PM)

    assert not GapTaskTalk.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "²", "9" * 30])
def test_what_is_no_number_is_not_found(number):
    group = make_begun_group()
    _, mentorship = make_mentored(group)
    client = browser_of(mentorship.mentor)

    answers = [
        client.post("/mentor/talked/", {"mentorship": number, "session": number}),
        client.post("/mentor/invited/", {"session": number, "come": "yes"}),
    ]

    assert [each.status_code for each in answers] == [404, 404]


@pytest.mark.parametrize("page", ["talked", "invited"])
def test_a_press_without_a_link_is_explained(page):
    said = Client().post(f"/mentor/{page}/", {})

    assert said.status_code == 404
    assert browser_of(make_mentor()).get(f"/mentor/{page}/").status_code == 405


# --- dates of a mentorship


def test_a_new_mentor_reads_nothing_from_before_their_first_day():
    group = make_begun_group()
    place, earlier = make_mentored(group)
    make_session(group, on=date(2026, 10, 12), focus="Their first", number=9)
    mentors.end_mentorship(earlier, until_on=date(2026, 10, 11), by=None, at=FRIDAY_5PM)
    later = make_mentorship(place.participant, make_mentor(group.hub, name="Lu"))
    later.from_on = date(2026, 10, 12)
    later.save()

    page = text_of(browser_of(later.mentor))

    assert "Their first" in page
    assert "Count in twos" not in page
    assert "You can count." not in page
    assert place.participant.full_name not in text_of(browser_of(earlier.mentor))


def test_the_newest_session_with_a_task_stands_first_and_earlier_ones_are_folded():
    group = make_begun_group()
    make_session(group, number=3, on=date(2026, 10, 13), gap_task="Halve")
    off = make_session(group, number=4, on=date(2026, 10, 14), gap_task="Never")
    off.called_off_at = FRIDAY_5PM
    off.save()
    make_mentored(group)
    _, mentorship = make_mentored(group)

    (mine,) = mentor_page_of(mentorship.mentor, now=FRIDAY_5PM).participants

    assert mine.trying.session.number == 3
    assert [each.session.number for each in mine.earlier] == [1]
    assert [each.session.number for each in mine.sessions] == [2]


def test_the_task_changes_when_the_next_session_is_over():
    group = make_begun_group()
    make_session(
        group,
        number=3,
        on=FRIDAY,
        starts=time(15),
        ends=time(17, 1),
        gap_task="Halve",
    )
    _, mentorship = make_mentored(group)

    numbers = [
        mentor_page_of(mentorship.mentor, now=now).participants[0].trying.session.number
        for now in (FRIDAY_5PM, FRIDAY_5PM + timedelta(minutes=1))
    ]

    assert numbers == [1, 3]


# --- what the page does not say


def test_the_page_takes_as_many_statements_for_three_people(
    django_assert_num_queries,
):
    group = make_begun_group()
    mentor = make_mentor(group.hub)
    for _ in range(3):
        place, _ = make_mentored(group, mentor)
        mark_present(place, sessions_of(group)[0])
        with django_assert_num_queries(5):
            mentor_page_of(mentor, now=timezone.now())


def test_what_others_talked_about_is_not_on_the_page():
    group = make_begun_group()
    place, mine = make_mentored(group)
    theirs = make_mentorship(place.participant, make_mentor(group.hub))
    mentor_loop.talk_about_task(
        theirs, sessions_of(group)[0], comment="Secret", at=FRIDAY_5PM
    )

    page = browser_of(mine.mentor).get("/mentor/").text

    assert "Secret" not in page
    assert "You told us" not in page


def test_deleting_a_person_blanks_the_lines_about_them_and_keeps_the_count():
    group = make_begun_group()
    mentor = make_mentor(group.hub)
    place, mine = make_mentored(group, mentor)
    _, other = make_mentored(group, mentor)
    first, second = sessions_of(group)
    for mentorship in (mine, other):
        mentor_loop.talk_about_task(
            mentorship, first, comment="Ada counted.", at=FRIDAY_5PM
        )
    mentor_loop.answer_invitation(mentor, second, is_coming=True, at=FRIDAY_5PM)

    deleting.delete_person(place.participant, by=None, at=FRIDAY_5PM)

    assert list(
        GapTaskTalk.objects.order_by("mentorship").values_list(
            "mentorship", "comment", "said_at"
        )
    ) == [
        (mine.pk, "", datetime(2026, 9, 30, 23, tzinfo=UTC)),
        (other.pk, "Ada counted.", FRIDAY_5PM),
    ]
    assert MentorAnswer.objects.get().mentor == mentor
    deleting.delete_person(other.participant, by=None, at=FRIDAY_5PM)
    assert not MentorAnswer.objects.exists()
    assert GapTaskTalk.objects.count() == 2
