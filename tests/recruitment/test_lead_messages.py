"""Leads write to their group; people find what was written on "my places"."""

from datetime import timedelta

import pytest

from recruitment import audiences, delivery
from recruitment.actions import group_messages
from recruitment.models import Email, GroupMessage, Mentorship
from recruitment.queries.own_messages import messages_to
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_apology,
    make_hub,
    make_mentorship,
    make_participant,
    make_place,
    make_programme,
    make_project,
    make_session,
    make_staff,
    make_stage,
    make_work_group,
    mark_present,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from tests.recruitment.test_my_places import signed_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
WEEK = timedelta(days=7)
TYPED = {
    "audience": "absent-last-session",
    "subject": "We missed you",
    "body": "Here is what you missed.",
}


@pytest.fixture
def group():
    group = make_work_group("Greenwich")
    group.leads.add(make_staff("work_group_lead", hub=group.hub, name="Robin Marsh"))
    return group


def person_in(group, name, state="confirmed"):
    person = make_participant(group.hub, first_name=name, last_name="Shah")
    return make_place(state, work_group=group, participant=person)


def lead_of(group):
    return client_of(group.leads.get())


def page_of(group):
    return f"/lead/groups/{group.slug}/message/"


def names_of(group, audience):
    found = audiences.places_of(audiences.AUDIENCES[audience], group, at=FRIDAY_5PM)
    return [place.participant.first_name for place in found]


def absent_group(group):
    """Ada was absent from the last of two registers, Ben came, Cy sent apologies."""
    first, last = (make_session(group, on=FRIDAY - n * WEEK) for n in (3, 2))
    make_session(group, on=FRIDAY - WEEK)  # its register is owed
    people = {name: person_in(group, name) for name in ("Ada", "Ben", "Cy", "Di")}
    for name, mark in (("Ada", "absent"), ("Ben", "late"), ("Cy", "apologies")):
        mark_present(people[name], last, mark)
    mark_present(people["Ben"], first, "absent")
    return last, people


def send(group, people, **changes):
    data = {**TYPED, "do": "send", "seen": [each.pk for each in people], **changes}
    return lead_of(group).post(page_of(group), data, follow=True)


def test_those_absent_are_of_the_last_register_without_apologies(group):
    last, _ = absent_group(group)

    assert names_of(group, "absent-last-session") == ["Ada"]
    assert audiences.last_session(group, FRIDAY_5PM) == last
    group.sessions.filter(pk=last.pk).update(called_off_at=FRIDAY_5PM)
    assert names_of(group, "absent-last-session") == ["Ben"]


def test_nobody_was_absent_before_a_register_was_taken(group):
    make_session(group, on=FRIDAY - WEEK)
    person_in(group, "Ada")

    assert names_of(group, "absent-last-session") == []


def test_those_without_a_mentor_have_none_today(group):
    people = {name: person_in(group, name) for name in ("Ada", "Ben", "Cy", "Di")}
    make_mentorship(people["Ada"].participant)
    for name, until in (("Ben", FRIDAY), ("Cy", FRIDAY - timedelta(days=1))):
        old = make_mentorship(people[name].participant)
        Mentorship.objects.filter(pk=old.pk).update(until_on=until)

    assert names_of(group, "no-mentor") == ["Cy", "Di"]


def test_training_providers_lack_no_mentor():
    stage = make_stage(make_programme(audience="itt"))
    group = make_work_group(project=make_project(stage))
    person_in(group, "Ada")

    assert names_of(group, "no-mentor") == []


def test_a_lead_writes_to_those_whom_the_page_of_the_group_shows(group):
    absent_group(group)
    person_in(group, "Ed", "offered")
    person_in(group, "Flo", "waiting")
    make_session(group, on=FRIDAY + WEEK)

    form = lead_of(group).get(page_of(group)).context["form"]

    assert form.fields["audience"].choices == [
        ("with-place", "Everybody with a place (4)"),
        ("next-session", "Those who are expected at the next session (5)"),
        ("absent-last-session", "Those who were absent at the last session (1)"),
        ("no-mentor", "Those for whom no mentor is named (4)"),
        ("state-offered", "Those who have not answered our offer of a place yet (1)"),
    ]


def test_the_preview_shows_the_letters_and_sends_none(group):
    absent_group(group)

    page = lead_of(group).post(page_of(group), {**TYPED, "do": "preview"})

    text = one_line(page.content.decode())
    assert "1 letter, to Ada Shah." in text
    assert "Dear Ada,<br><br>Here is what you missed." in text
    assert "Send 1 letter" in text
    assert (GroupMessage.objects.count(), Email.objects.count()) == (0, 0)


def test_a_sent_message_is_about_the_session_and_replies_reach_the_lead(
    group, mailoutbox
):
    last, people = absent_group(group)

    page = one_line(send(group, [people["Ada"], people["Ben"]]).content.decode())

    message = GroupMessage.objects.get()
    lead = group.leads.get()
    assert (message.session, message.written_by) == (last, lead)
    assert "The letters wait for ten minutes" in page
    assert "1 letter about session 2, Robin Marsh, 16 October 2026, 5pm: about" in page
    group_messages.release_due(at=FRIDAY_5PM + timedelta(minutes=10))
    delivery.deliver(Email.objects.get().pk, at=FRIDAY_5PM + timedelta(minutes=10))
    (email,) = mailoutbox
    assert (email.to, email.reply_to) == (
        [people["Ada"].participant.email],
        [lead.email],
    )


def test_messages_to_all_are_about_no_session_and_those_to_come_about_the_next(group):
    absent_group(group)
    coming = make_session(group, on=FRIDAY + WEEK)
    ada = group.places.get(participant__first_name="Ada")

    send(group, [ada], audience="with-place")
    send(group, [ada], audience="next-session")

    found = GroupMessage.objects.order_by("pk")
    assert [each.session for each in found] == [None, coming]


def test_apologies_that_came_meanwhile_are_not_written_to(group):
    coming = make_session(group, on=FRIDAY + WEEK)
    ada, ben = person_in(group, "Ada"), person_in(group, "Ben")
    make_apology(ben, coming)

    send(group, [ada, ben], audience="next-session")

    assert [each.recipient_id for each in Email.objects.all()] == [ada.participant_id]


@pytest.mark.parametrize(
    ("do", "state", "said"),
    [
        ("take-back", "cancelled", "The letters are taken back."),
        ("let-go", "queued", "The letters are on their way."),
    ],
)
def test_a_lead_takes_back_or_lets_go(group, do, state, said):
    _, people = absent_group(group)
    send(group, [people["Ada"]])
    data = {"do": do, "message": GroupMessage.objects.get().pk}
    client = lead_of(group)

    page = client.post(page_of(group), data, follow=True).content.decode()
    again = client.post(page_of(group), data, follow=True).content.decode()

    assert said in page
    assert "Too late" in again
    assert Email.objects.get().state == state


def test_another_groups_message_and_page_are_not_found(group):
    _, people = absent_group(group)
    send(group, [people["Ada"]])
    message = GroupMessage.objects.get()
    second = make_work_group("Bexley", project=group.project)
    foreign = make_work_group("Leeds", hub=make_hub("Wolds and Dales"))
    foreign.leads.add(make_staff("work_group_lead", hub=foreign.hub))
    data = {"do": "take-back", "message": message.pk}

    for other in (second, foreign):
        assert lead_of(group).get(page_of(other)).status_code == 404
        assert lead_of(group).post(page_of(other), TYPED).status_code == 404
    assert lead_of(foreign).post(page_of(foreign), data).status_code == 404
    assert lead_of(foreign).post(page_of(group), data).status_code == 404
    message.refresh_from_db()
    assert message.state == "held"


def test_my_places_shows_what_was_written_to_me_alone(group):
    _, people = absent_group(group)
    send(group, [people["Ada"]])
    Email.objects.update(state="sent")

    mine = one_line(signed_in_as(people["Ada"]).get("/my/").content.decode())
    theirs = one_line(signed_in_as(people["Ben"]).get("/my/").content.decode())

    assert "We missed you<span" in mine
    assert "<p>Here is what you missed.</p>" in mine
    assert "Greenwich, session 2" in mine
    assert "We missed you" not in theirs


def test_letters_that_were_not_sent_are_not_on_my_places(group):
    _, people = absent_group(group)
    send(group, [people["Ada"]])

    assert messages_to([people["Ada"].participant_id]) == {}


def test_my_places_names_the_five_newest(group, django_assert_num_queries):
    ada = person_in(group, "Ada")
    for number in range(7):
        send(group, [ada], audience="with-place", subject=f"Number {number}")
    Email.objects.update(state="sent")

    with django_assert_num_queries(2):
        found = messages_to([ada.participant_id])

    assert [each.subject for each in found[ada.participant_id]] == [
        f"Number {number}" for number in (6, 5, 4, 3, 2)
    ]


def test_the_home_of_the_session_counts_these_letters(group):
    last, people = absent_group(group)
    send(group, [people["Ada"]])
    client = client_of(make_staff("hub_lead", hub=group.hub))

    home = client.get(f"/admin/workgroups/session/{last.pk}/").context["session"]
    listed = client.get(f"/admin/workgroups/session/{last.pk}/emails/")

    assert home.emails == [("about to go", 1)]
    assert [line.to for line in listed.context["emails"]] == ["Ada Shah"]
