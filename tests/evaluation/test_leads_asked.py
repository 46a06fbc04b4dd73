"""Leads are asked twice a year, and answer for the whole hub."""

from datetime import date, timedelta

import pytest

from evaluation import queries
from evaluation.actions import feedback, leads
from evaluation.errors import FormClosed
from evaluation.models import FeedbackForm, FeedbackRequest, Response
from evaluation.queries.leads import half_of
from recruitment import delivery, links
from recruitment.models import Email
from tests.factories import FRIDAY_5PM, make_hub, make_staff, make_work_group

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
CLOSED = FRIDAY_5PM + timedelta(days=7)
SPRING = FRIDAY_5PM.replace(year=2027, month=3)


def lead_of(group):
    lead = make_staff("work_group_lead", hub=group.hub)
    group.leads.add(lead)
    return lead


def ask(hub=None, at=FRIDAY_5PM):
    hub = hub or make_hub()
    return leads.ask_leads(hub, by=make_staff("hub_lead", hub=hub), at=at)


def asked(form) -> set[int]:
    return set(form.requests.values_list("user", flat=True))


@pytest.mark.parametrize(
    ("day", "half"),
    [
        (date(2026, 9, 1), 1),
        (date(2027, 2, 28), 1),
        (date(2027, 3, 1), 2),
        (date(2027, 8, 31), 2),
    ],
)
def test_a_year_has_two_halves(day, half):
    assert half_of(day) == half


def test_the_leads_of_this_years_groups_are_asked_once_in_each_half():
    first, second = make_work_group(), make_work_group()
    both = lead_of(first)
    second.leads.add(both)
    other = lead_of(second)
    lead_of(make_work_group(start_year=2025))
    gone = lead_of(first)
    gone.roles.update(until_on=date(2026, 10, 1))
    make_staff("work_group_lead")  # leads no group
    lead_of(make_work_group(hub=make_hub("Wolds")))

    form, new = ask()
    again, newer = ask(at=FRIDAY_5PM + timedelta(days=1))
    spring, more = ask(at=SPRING)

    assert (asked(form), new) == ({both.pk, other.pk}, 2)
    assert (again, newer, more) == (form, 0, 2)
    assert (form.work_group, form.start_year, form.half) == (None, 2026, 1)
    assert (spring.start_year, spring.half) == (2026, 2)
    assert Email.objects.filter(kind="leads_asked").count() == 4
    assert str(spring) == "Work group leads: Work group leads of 2026/27, second half"


def test_a_closed_form_asks_no_lead_again():
    form, _ = ask()
    feedback.close_form(form, at=CLOSED)

    with pytest.raises(FormClosed):
        ask(at=CLOSED)


def test_their_answers_stand_for_the_hub_and_leads_do_not_see_them(
    signed_in, client, monkeypatch, mailoutbox
):
    group = make_work_group()
    people = [lead_of(group) for _ in range(5)]
    form, _ = ask()
    monkeypatch.setattr("django.utils.timezone.now", lambda: FRIDAY_5PM)
    request = form.requests.get(user=people[0])
    delivery.deliver(Email.objects.get(recipient_id=people[0].pk).pk, at=FRIDAY_5PM)
    assert links.address(request.link) in mailoutbox[0].body
    client.get(f"/feedback/{links.token_of(request.link)}/", follow=True)
    client.post("/feedback/?step=1", {"community": "4"})
    answer = client.post("/feedback/?step=2", {"recruitment_words": "Heads say no."})
    assert answer["Location"].startswith("/feedback/sent/")
    for other in form.requests.exclude(pk=request.pk):
        feedback.send_answers(
            other, {"community": 4}, may_be_quoted=False, at=FRIDAY_5PM
        )

    feedback.close_form(form, at=CLOSED)

    responses = Response.objects.filter(form=form)
    assert {(each.work_group, each.pseudonym) for each in responses} == {(None, "")}
    assert responses.count() == 5
    url = f"/feedback-forms/{form.pk}/"
    assert signed_in(people[0]).get(url).status_code == 404
    assert signed_in(make_staff("evaluator")).get(url).status_code == 200
    theirs = make_staff("hub_lead", hub=make_hub("Wolds"))
    assert signed_in(theirs).get(url).status_code == 404


def test_no_reminder_goes_to_leads():
    lead_of(make_work_group())
    form, _ = ask()

    late = FRIDAY_5PM + timedelta(days=5)
    assert list(queries.forms_to_remind(late, after=feedback.REMINDED_AFTER)) == []
    assert feedback.remind(form, at=late) == 0


def test_the_office_reads_who_is_asked_before_it_asks(signed_in):
    lead = lead_of(make_work_group())
    hub = make_hub()
    make_hub("Wolds and Dales")
    office = signed_in(make_staff("hub_administrator"))
    url = f"/feedback-forms/ask-leads/{hub.slug}/"

    page = office.get(url).content.decode()
    assert lead.name in page
    assert FeedbackForm.objects.count() == 0
    answer = office.post(url, follow=True).content.decode()

    assert "1 person is written to." in answer
    assert FeedbackRequest.objects.get().user == lead
    assert url in office.get("/feedback-forms/").content.decode()
    wolds = make_hub("Wolds and Dales")
    theirs = f"/feedback-forms/ask-leads/{wolds.slug}/"
    assert office.post(theirs).status_code == 404
