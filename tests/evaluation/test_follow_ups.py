"""Asked a year later: who agreed twice, once, and what is kept of them afterwards."""

from datetime import date, timedelta

import pytest

from evaluation import tasks
from evaluation.actions import asking, feedback, follow_ups
from evaluation.errors import FormClosed, NobodyToAsk, NotOfAGroup
from evaluation.models import FeedbackForm, FeedbackRequest, Response
from recruitment import delivery, links
from recruitment.models import Email, Participant, RetentionHold
from tests.evaluation.test_feedback import answer
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_staff,
    make_work_group,
)
from tests.recruitment.retention_cases import announce, go, hold
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
OVER = 2025  # FRIDAY is in 2026/27, so the year is over
CLOSED = FRIDAY_5PM + timedelta(days=7)


def agreed(group=None, *, again=True, state="completed", **fields):
    """The place of somebody who agreed when registering, and again."""
    group = group or make_work_group(start_year=OVER)
    place = make_place(state, work_group=group, ask_a_year_later=True, **fields)
    if again:
        hold(place.participant, "follow_up")
    return place


def ask(hub=None, year=OVER, at=FRIDAY_5PM):
    hub = hub or make_hub()
    return follow_ups.ask_cohort(hub, year, by=make_staff("hub_lead", hub=hub), at=at)


def asked(form) -> list[int]:
    return list(form.requests.order_by("pk").values_list("place", flat=True))


# --- who is asked


def test_only_those_are_asked_who_agreed_twice():
    group = make_work_group(start_year=OVER)
    twice = [agreed(group) for _ in range(2)]
    agreed(group, again=False)
    make_place("completed", work_group=group)
    agreed(group, state="withdrawn")

    form, new = ask()

    assert (asked(form), new) == ([place.pk for place in twice], 2)
    assert (form.hub, form.work_group, form.start_year) == (group.hub, None, OVER)
    assert form.question_set.kind == "follow_up"
    told = Email.objects.filter(kind="feedback_asked")
    assert {email.recipient_id for email in told} == {
        place.participant_id for place in twice
    }
    entry = AuditEntry.objects.get(action="ask_cohort")
    assert entry.object_id == str(form.pk)


@pytest.mark.parametrize("change", ["ended", "over", "other reason"])
def test_a_hold_that_does_not_stand_asks_nobody(change):
    agreed()
    fields = {
        "ended": {"ended_at": FRIDAY_5PM},
        "over": {"until_on": date(2026, 10, 15)},
        "other reason": {"reason": "dispute"},
    }
    RetentionHold.objects.update(**fields[change])

    with pytest.raises(NobodyToAsk):
        ask()

    assert FeedbackForm.objects.count() == 0


def test_nobody_is_asked_twice_also_by_a_form_of_the_group():
    place = agreed()
    form = feedback.open_form(place.work_group, "follow_up", at=FRIDAY_5PM)
    FeedbackRequest.objects.create(hub=place.hub, form=form, place=place)

    with pytest.raises(NobodyToAsk):
        ask()


def test_a_cohort_of_two_years_is_asked_when_its_last_year_is_over():
    hub = make_hub()
    first = make_work_group(hub=hub, start_year=OVER)
    second = make_work_group(hub=hub, start_year=OVER + 1, project=first.project)
    person = make_participant(hub)
    began = agreed(first, participant=person)
    began.events.create(hub=hub, to_state="confirmed", at=FRIDAY_5PM)
    agreed(first)
    goes_on = make_place("confirmed", work_group=second, participant=person)

    with pytest.raises(NobodyToAsk):
        ask()

    a_year_on = FRIDAY_5PM.replace(year=2027)
    RetentionHold.objects.update(until_on=date(2028, 1, 1))
    form, new = ask(at=a_year_on)
    assert (new, form.start_year) == (2, OVER)
    assert goes_on.pk in asked(form)


def test_a_second_press_asks_those_who_agreed_since_and_none_of_another_hub():
    other = make_hub("Wolds")
    agreed(make_work_group(hub=other, start_year=OVER))
    agreed()
    form, _ = ask()
    late = agreed()

    again, new = ask(at=FRIDAY_5PM + timedelta(days=1))

    assert (again, new, asked(form)[-1]) == (form, 1, late.pk)
    assert FeedbackForm.objects.count() == 1
    late = agreed()
    with pytest.raises(FormClosed):
        ask(at=CLOSED)
    assert late.pk not in asked(form)


def test_a_group_is_not_asked_as_a_whole_what_came_of_it():
    group = make_work_group(start_year=OVER)
    make_place("completed", work_group=group)

    with pytest.raises(NotOfAGroup):
        asking.ask_group(group, "follow_up", by=make_staff("hub_lead"), at=FRIDAY_5PM)

    assert FeedbackForm.objects.count() == 0


# --- the answers


def test_their_answers_are_kept_without_a_group_and_pair_with_the_last_ones():
    group = make_work_group(start_year=OVER)
    places = [agreed(group) for _ in range(5)]
    final, _ = asking.ask_group(
        group, "final", by=make_staff("hub_lead"), at=FRIDAY_5PM
    )
    later, _ = ask()
    for form in (final, later):
        for request in form.requests.all():
            answer(request, confidence_subject=3)
        feedback.close_form(form, at=CLOSED)

    found = Response.objects.filter(form=later)
    assert {each.work_group for each in found} == {None}
    codes = set(found.values_list("pseudonym", flat=True))
    assert len(codes) == len(places) == 5
    before = Response.objects.filter(form=final)
    assert set(before.values_list("pseudonym", flat=True)) == codes


# --- what is kept of them


def test_their_holds_end_when_the_form_has_closed_and_not_before():
    here, there = agreed(), agreed(again=False)
    ask()
    hold(there.participant, "follow_up")  # agreed since, and is not asked yet

    assert follow_ups.release_asked(at=CLOSED) == 0
    FeedbackForm.objects.update(closed_at=CLOSED)

    assert follow_ups.release_asked(at=CLOSED) == 1
    assert follow_ups.release_asked(at=CLOSED) == 0
    ended = dict(RetentionHold.objects.values_list("participant", "ended_at"))
    assert ended == {here.participant_id: CLOSED, there.participant_id: None}
    here.participant.refresh_from_db()
    assert here.participant.erased_at is None  # their own time is not over
    entry = AuditEntry.objects.get(action="end_asking")
    assert (entry.actor, entry.object_id) == (None, str(here.participant_id))


def test_an_address_that_was_kept_for_this_alone_goes_when_the_form_has_closed(
    monkeypatch,
):
    place = agreed(make_work_group(start_year=2024))
    announce()
    assert go() == 1
    person = Participant.objects.get(pk=place.participant_id)
    assert (person.email != "", person.phone) == (True, "")
    november = FRIDAY_5PM.replace(month=11, day=2)
    form, new = ask(year=2024, at=november)
    assert new == 1

    monkeypatch.setattr(
        "django.utils.timezone.now", lambda: november + timedelta(days=7)
    )
    tasks.update_feedback()

    form.refresh_from_db()
    person.refresh_from_db()
    assert form.closed_at == november + timedelta(days=7)
    assert (person.full_name, person.email) == ("", "")
    assert person.erased_at == november + timedelta(days=7)


def test_details_that_no_run_has_let_go_wait_for_the_announced_one():
    place = agreed(make_work_group(start_year=2024))
    ask(year=2024)
    FeedbackForm.objects.update(closed_at=CLOSED)

    assert follow_ups.release_asked(at=CLOSED) == 1

    place.participant.refresh_from_db()
    assert place.participant.erased_at is None


def test_who_came_back_meanwhile_keeps_their_details():
    place = agreed(make_work_group(start_year=2024))
    announce()
    go()
    ask(year=2024, at=FRIDAY_5PM.replace(month=11, day=2))
    make_place(
        "confirmed",
        work_group=make_work_group(start_year=2026),
        participant=place.participant,
    )
    FeedbackForm.objects.update(closed_at=FRIDAY_5PM.replace(month=11, day=9))

    assert follow_ups.release_asked(at=FRIDAY_5PM.replace(month=11, day=9)) == 1

    person = Participant.objects.get(pk=place.participant_id)
    assert (person.erased_at, person.email != "") == (None, True)


# --- the page


def test_the_office_asks_on_a_page_and_only_of_its_own_hub(signed_in):
    agreed()
    agreed(make_work_group(start_year=2026), state="confirmed")
    foreign = agreed(make_work_group(hub=make_hub("Wolds"), start_year=OVER))
    staff = signed_in(make_staff("hub_administrator"))

    page = staff.get("/feedback-forms/ask-later/").content.decode()
    key = f"{make_hub().pk}-{OVER}"
    response = staff.post("/feedback-forms/ask-later/", {"cohort": key}, follow=True)
    theirs = f"{foreign.hub_id}-{OVER}"
    staff.post("/feedback-forms/ask-later/", {"cohort": theirs})

    assert "Began in 2025/26 at London South East+: 1 person" in page
    assert "Began in 2026/27 at London South East+: 1 person still taking part" in page
    assert "Wolds" not in page
    assert "1 person is written to." in response.content.decode()
    assert FeedbackForm.objects.get().hub == make_hub()


def test_the_pages_of_such_a_form_say_whom_it_asks(signed_in, client):
    agreed()
    form, _ = ask()
    staff = signed_in(make_staff("hub_lead"))

    listed = staff.get("/feedback-forms/").content.decode()
    shown = staff.get(f"/feedback-forms/{form.pk}/").content.decode()
    admin = staff.get("/admin/evaluation/feedbackform/")
    token = links.token_of(form.requests.get().link)
    asked = client.get(f"/feedback/{token}/", follow=True).content.decode()

    for page in (listed, shown, asked):
        assert "Those who began in 2025/26" in page
    assert (admin.status_code, str(form)) == (
        200,
        "A year later: Those who began in 2025/26",
    )
    lead = signed_in(make_staff("work_group_lead"))
    assert lead.get(f"/feedback-forms/{form.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_as_for_one(
    signed_in, django_assert_num_queries, number
):
    for year in range(number):
        agreed(make_work_group(start_year=OVER - year))
    staff = signed_in(make_staff("hub_lead"))
    staff.get("/feedback-forms/ask-later/")

    with django_assert_num_queries(6):
        staff.get("/feedback-forms/ask-later/")


def test_the_letter_says_what_the_address_is_kept_for(mailoutbox):
    place = agreed()
    ask()

    email = Email.objects.get(kind="feedback_asked")
    delivery.deliver(email.pk, at=FRIDAY_5PM)

    (sent,) = mailoutbox
    title = place.work_group.title
    assert sent.subject == f"What came of it? {title}"
    body = " ".join(sent.body.split())
    assert f"You took part in {title}, and agreed to be asked once" in body
    assert "we let it go when the questions have closed" in body
