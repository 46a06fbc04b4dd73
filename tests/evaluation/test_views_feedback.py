"""Feedback through the pages: one link, no account, nothing that stays behind."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session as BrowserSession
from django.test import Client
from django.urls import reverse

from evaluation.actions import feedback, form_keys, responses
from evaluation.models import (
    EncryptedAnswers,
    FeedbackForm,
    FeedbackRequest,
    Response,
)
from recruitment import links
from tests.factories import (
    FRIDAY_5PM,
    make_form,
    make_hub,
    make_place,
    make_response,
    make_session,
    make_staff,
    make_work_group,
    mark_present,
)
from tests.pages import one_line

pytestmark = pytest.mark.django_db
ANSWERS = {"useful": "4", "words": "More time.", "supported": "2"}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """The clock stands still an hour after the session."""
    moment = FRIDAY_5PM + timedelta(hours=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


def asked(people=1, kind="session"):
    group = make_work_group()
    session = make_session(group)
    places = [make_place(work_group=group) for _ in range(people)]
    if kind == "session":
        for place in places:
            mark_present(place, session)
        feedback.ask_those_present(session, at=FRIDAY_5PM)
    else:
        feedback.ask(make_form(group, kind), places, at=FRIDAY_5PM)
    return list(FeedbackRequest.objects.select_related("link", "form__hub"))


def path(request) -> str:
    return reverse("evaluation:give_feedback", args=[links.token_of(request.link)])


def sent() -> dict:
    """What the only encrypted answers say."""
    return responses.decrypt(EncryptedAnswers.objects.get())


def opened(client, request):
    return client.get(path(request), follow=True)


def test_the_link_moves_out_of_the_address(client):
    (request,) = asked()

    response = client.get(path(request))

    assert (response.status_code, response["Location"]) == (302, "/feedback/")


def test_opening_the_link_changes_nothing(client):
    (request,) = asked()

    for _ in range(3):
        assert opened(client, request).status_code == 200

    request.refresh_from_db()
    assert request.answered is False
    assert request.link.used_at is None
    assert EncryptedAnswers.objects.count() == 0


def test_the_page_says_whose_data_it_is_and_links_the_hubs_notice(client):
    (request,) = asked()

    page = one_line(opened(client, request).content.decode())

    assert "personal data" in page
    assert "London South East+" in page
    assert request.place.participant.first_name not in page


def test_an_answer_is_sent_and_the_browser_forgets_the_link(client):
    (request,) = asked()
    opened(client, request)

    response = client.post("/feedback/", {**ANSWERS, "may_be_quoted": "on"})

    assert response["Location"] == "/feedback/sent/london-south-east-plus/"
    assert sent() == {
        "answers": {"useful": 4, "words": "More time.", "supported": 2},
        "may_be_quoted": True,
    }
    assert BrowserSession.objects.count() == 0
    assert response.cookies["link_feedback"].value == ""
    assert client.get(response["Location"]).status_code == 200


def test_a_used_link_explains(client):
    (request,) = asked()
    opened(client, request)
    client.post("/feedback/", ANSWERS)

    page = opened(client, request)

    assert page.status_code == 200
    assert "Your answers have been sent" in page.content.decode()
    assert client.post("/feedback/", ANSWERS).status_code == 200
    assert EncryptedAnswers.objects.count() == 1


def test_a_late_answer_is_refused_with_thanks(client, monkeypatch):
    (request,) = asked()
    opened(client, request)
    late = request.form.closes_at + timedelta(seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)

    page = client.post("/feedback/", ANSWERS).content.decode()

    assert "This form has closed" in page
    assert "Thank you" in page
    assert EncryptedAnswers.objects.count() == 0


@pytest.mark.parametrize("token", ["nonsense", "AAAA.bbbb", "x" * 300, "%F0%9F%99%82"])
def test_an_unknown_link_explains(client, token):
    response = client.get(f"/feedback/{token}/", follow=True)

    assert response.status_code == 404
    assert "does not open anything" in response.content.decode()


def test_the_page_without_a_link_explains(client):
    assert client.get("/feedback/").status_code == 404


def test_a_link_for_something_else_opens_no_questions(client):
    (request,) = asked()
    other = links.make(
        "confirm",
        request.place,
        hub_id=request.hub_id,
        expires_at=request.form.closes_at,
    )

    response = client.get(f"/feedback/{links.token_of(other)}/", follow=True)

    assert response.status_code == 404


def test_nothing_typed_is_lost_on_an_error(client):
    (request,) = asked()
    opened(client, request)

    page = client.post("/feedback/", {"words": "x" * 10_000, "useful": "9"})

    text = page.content.decode()
    assert "Error: " in text
    assert "x" * 10_000 in text
    assert "Choose a number from 1 to 5" in text
    assert EncryptedAnswers.objects.count() == 0


def test_answers_too_long_together_are_kept_on_the_page(client):
    (request,) = asked(kind="itt")
    opened(client, request)
    words = "語" * 3900  # three bytes each
    texts = [*request.form.question_set.questions.filter(kind="text")]

    page = client.post("/feedback/?step=2", {each.key: words for each in texts})

    assert "Together your answers are too long" in page.content.decode()
    assert words in page.content.decode()


def test_without_its_key_a_form_says_so_and_takes_nothing(client):
    (request,) = asked()
    feedback.save_draft(request, {"useful": 4}, at=FRIDAY_5PM)
    form_keys.destroy_key(request.form_id)

    page = opened(client, request)
    answered = client.post("/feedback/", ANSWERS)

    assert (page.status_code, answered.status_code) == (503, 503)
    assert "We cannot take your answers just now" in page.content.decode()
    request.refresh_from_db()
    assert not request.answered


def test_staff_are_told_that_a_form_without_its_key_stays_open(signed_in):
    requests = asked(people=5)
    for request in requests:
        feedback.send_answers(
            request, {"useful": 4}, may_be_quoted=False, at=FRIDAY_5PM
        )
    form = FeedbackForm.objects.get()
    form_keys.destroy_key(form.pk)
    staff = signed_in(make_staff("hub_administrator"))

    close = reverse("evaluation:close_feedback_form", args=[form.pk])
    page = staff.post(close, follow=True).content.decode()
    admin = reverse("admin:evaluation_feedbackform_changelist")
    act = {"action": "close_forms", "_selected_action": [form.pk]}
    listed = staff.post(admin, act, follow=True).content.decode()

    form.refresh_from_db()
    assert form.closed_at is None
    assert "the key of its answers cannot be found" in page
    assert "the key of its answers cannot be found" in listed


def test_an_empty_answer_is_not_sent(client):
    (request,) = asked()
    opened(client, request)

    page = client.post("/feedback/", {"useful": "", "words": "  "})

    assert "Answer at least one question" in page.content.decode()
    assert EncryptedAnswers.objects.count() == 0


def test_a_longer_set_keeps_each_step(client):
    (request,) = asked(kind="baseline")
    first = opened(client, request).content.decode()

    step = client.post("/feedback/?step=1", {"confidence_subject": "3"})
    again = opened(Client(), request).content.decode()  # on another day, elsewhere
    last = client.post("/feedback/?step=2", {"hope": "To be sure of fractions."})

    assert "Step 1 of 2" in first
    assert step["Location"] == "/feedback/?step=2"
    assert re.search(r'name="confidence_subject" value="3"[^>]*checked', again)
    assert last.status_code == 302
    assert sent()["answers"] == {
        "confidence_subject": 3,
        "hope": "To be sure of fractions.",
    }


def test_odd_characters_come_through(client):
    (request,) = asked()
    opened(client, request)

    client.post("/feedback/", {"words": "🙂 \x07 ‮ <b>fine</b> \x00"})

    words = sent()["answers"]["words"]
    assert words.startswith("🙂")
    assert "\x00" not in words


def test_five_people_answer_and_the_hub_closes_the_form_early(client, signed_in):
    requests = asked(people=6)
    for request in requests[:5]:
        browser = Client()
        opened(browser, request)
        browser.post("/feedback/", ANSWERS)
    form = FeedbackForm.objects.get()
    staff = signed_in(make_staff("hub_administrator"))
    page = reverse("evaluation:show_feedback_form", args=[form.pk])

    before = staff.get(page).content.decode()
    staff.post(reverse("evaluation:close_feedback_form", args=[form.pk]))
    after = staff.get(page).content.decode()

    assert "not even how many have answered" in before
    assert "5 of 6 people answered" in after
    assert "More time." not in after  # words come once the evaluator ticked them
    assert Response.objects.count() == 5


def test_only_the_hubs_staff_close_a_form(signed_in):
    (request,) = asked()
    close = reverse("evaluation:close_feedback_form", args=[request.form_id])
    lead = make_staff("work_group_lead")
    request.form.work_group.leads.add(lead)
    stranger = make_staff("hub_lead", hub=make_hub("Another Hub"))

    statuses = [signed_in(user).post(close).status_code for user in (lead, stranger)]

    assert statuses == [404, 404]
    assert FeedbackForm.objects.get().closed_at is None


def test_a_lead_sees_her_own_groups_forms_alone(signed_in):
    mine, other = make_form(), make_form()
    lead = make_staff("work_group_lead")
    mine.work_group.leads.add(lead)

    client = signed_in(lead)

    page = client.get(reverse("evaluation:list_feedback_forms")).content.decode()
    assert mine.work_group.title in page
    assert other.work_group.title not in page
    show = reverse("evaluation:show_feedback_form", args=[other.pk])
    assert client.get(show).status_code == 404


def test_the_list_of_forms_takes_as_many_statements_for_three_as_for_one(
    signed_in, django_assert_max_num_queries
):
    client = signed_in(make_staff("hub_lead"))
    make_form()
    client.get("/feedback-forms/")

    with django_assert_max_num_queries(7) as one:
        client.get("/feedback-forms/")
    for _ in range(2):
        make_response(make_form(session=make_session()))
    with django_assert_max_num_queries(len(one)):
        client.get("/feedback-forms/")


def test_the_form_takes_few_statements(client, data_statements):
    (request,) = asked()
    opened(client, request)

    with data_statements(at_most=5):
        client.get("/feedback/")
    with data_statements(at_most=16):
        client.post("/feedback/", ANSWERS)


def test_the_hub_asks_a_group_about_its_year(signed_in):
    group = make_work_group()
    for state in ["confirmed", "confirmed", "waiting", "withdrawn"]:
        make_place(state, work_group=group)
    staff = signed_in(make_staff("hub_lead"))
    ask = {"work_group": group.pk, "kind": "final"}

    first = staff.post("/feedback-forms/ask/", ask)
    staff.post("/feedback-forms/ask/", ask)
    form = FeedbackForm.objects.get()
    feedback.close_form(form, at=FRIDAY_5PM)
    again = staff.post("/feedback-forms/ask/", ask)

    assert first["Location"] == reverse("evaluation:show_feedback_form", args=[form.pk])
    assert (form.question_set.kind, form.requests.count()) == ("final", 2)
    assert "answered these questions already" in again.content.decode()


def test_a_hub_asks_its_own_groups_alone(signed_in):
    foreign = make_work_group(hub=make_hub("Another Hub"))
    staff = signed_in(make_staff("hub_lead"))

    staff.post("/feedback-forms/ask/", {"work_group": foreign.pk, "kind": "final"})

    assert FeedbackForm.objects.count() == 0


MARKUP = '<meta http-equiv="refresh" content="0;url=//elsewhere.example">'


def test_markup_in_a_question_is_shown_as_text(client):
    (request,) = asked()
    texts = {"text": f"Text {MARKUP}", "hint": f"Hint {MARKUP}"}
    labels = {"low_label": f"Low {MARKUP}"[:60], "high_label": f"High {MARKUP}"[:60]}
    request.form.question_set.questions.update(**texts, **labels)

    page = opened(client, request).content.decode()

    assert "Hint &lt;meta http-equiv=" in page
    assert "<meta http-equiv" not in page
