"""No page of the office shows who has answered a feedback form and who has not."""

import pytest

from evaluation.actions import feedback
from recruitment import delivery
from recruitment.models import Email
from tests.evaluation.test_feedback import answer
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_hub,
    make_session,
    make_staff,
    mark_present,
)
from tests.factories import make_work_group as make_group
from tests.hubsite.test_group_home import client_of
from tests.hubsite.test_session_home import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
KINDS = ["feedback_asked", "feedback_asked_again", "feedback_reminder"]
ASKED = ["feedback_asked"]


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub(), name="Ola Berg")


@pytest.fixture
def reminded(staff):
    """A feedback request that was asked, reminded and asked again, all bounced."""
    group = make_group("Greenwich", hub=make_hub())
    session = make_session(group, on=FRIDAY)
    mark_present(make_person(group, "Priya"), session)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    form = session.feedback_forms.get()
    feedback.remind(form, at=FRIDAY_5PM)
    request = form.requests.get()
    about = {"to": request.place.participant, "at": FRIDAY_5PM}
    feedback.outbox.queue("feedback_asked_again", about=request, **about)
    Email.objects.update(state="bounced", sent_at=FRIDAY_5PM)
    assert sorted(Email.objects.values_list("kind", flat=True)) == KINDS
    return request


@pytest.mark.parametrize("home", ["group", "person", "session"])
def test_a_home_lists_that_somebody_was_asked_and_no_more(staff, reminded, home):
    place = reminded.place
    path = {
        "group": f"workgroups/workgroup/{place.work_group_id}",
        "person": f"recruitment/participant/{place.participant_id}",
        "session": f"workgroups/session/{reminded.form.session_id}",
    }[home]

    page = client_of(staff).get(f"/admin/{path}/emails/").context

    assert [line.email.kind for line in page["emails"]] == ASKED
    assert page["total"] == 1


def test_the_list_of_letters_and_its_exports_leave_them_out(staff, reminded):
    office = client_of(staff)

    listed = office.get("/admin/recruitment/email/").context["cl"]
    file = office.post("/admin/recruitment/email/export/", {"format": "csv"})

    assert [each.kind for each in listed.result_list] == ASKED
    assert listed.full_result_count in (None, 1)
    text = b"".join(file).decode()
    assert ("feedback_asked" in text, "reminder" in text) == (True, False)


def test_the_page_of_such_a_letter_is_not_found(staff, reminded):
    codes = {
        email.kind: client_of(staff)
        .get(f"/admin/recruitment/email/{email.pk}/change/")
        .status_code
        for email in Email.objects.all()
    }

    assert codes.pop("feedback_asked") == 200
    assert 200 not in codes.values()


def test_letters_in_trouble_are_counted_without_them(staff, reminded):
    office = client_of(staff)

    page = office.get("/admin/")
    tasks = page.context["home"].tasks
    (task,) = [each for each in tasks if "came back" in each.text]
    rows = office.get(task.url)
    listed = office.get("/admin/recruitment/email/").content.decode()

    assert task.number == 1
    assert 'data-total="1"' in rows.content.decode()
    assert "1 letter in trouble" in page.content.decode()
    assert 'data-count="3"' not in page.content.decode() + listed


def test_a_reminder_is_not_sent_to_who_answered_meanwhile(reminded, mailoutbox):
    answer(reminded)
    Email.objects.update(state="queued", sent_at=None)

    for email in Email.objects.order_by("kind"):
        delivery.deliver(email.pk, at=FRIDAY_5PM)

    states = dict(Email.objects.values_list("kind", "state"))
    assert states == {
        "feedback_asked": "cancelled",
        "feedback_asked_again": "cancelled",
        "feedback_reminder": "cancelled",
    }
