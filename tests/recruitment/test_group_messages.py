"""Staff write to an audience of a group; letters wait, go, or are taken back."""

from datetime import timedelta

import pytest

from recruitment import audiences, delivery, outbox
from recruitment.actions import group_messages
from recruitment.errors import NobodyToWriteTo
from recruitment.models import Email, GroupMessage
from recruitment.tasks import update_bulk_actions
from tests import factories
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
MINUTES = timedelta(minutes=1)
TYPED = {
    "audience": "with-place",
    "subject": "Next time",
    "body": "Bring counters & tens frames.",
}


@pytest.fixture
def staff():
    return factories.make_staff("hub_administrator", name="Winsome Peasgood")


@pytest.fixture
def group():
    return factories.make_work_group("Greenwich")


def person_in(group, name, state="confirmed", **fields):
    person = factories.make_participant(
        group.hub, first_name=name, last_name="Shah", **fields
    )
    return factories.make_place(state, work_group=group, participant=person)


def tab_of(group):
    return f"/admin/workgroups/workgroup/{group.pk}/message/"


def write(group, places, by, *, at=FRIDAY_5PM, **changes):
    return group_messages.write_to_group(
        group, **{**TYPED, **changes}, seen=[each.pk for each in places], by=by, at=at
    )


def letters(state=None):
    rows = Email.objects.filter(kind="group_message").order_by("recipient_id")
    return list(
        (rows.filter(state=state) if state else rows).values_list(
            "recipient_id", "state"
        )
    )


def names_of(group, audience):
    found = audiences.places_of(audiences.AUDIENCES[audience], group, at=FRIDAY_5PM)
    return [place.participant.first_name for place in found]


# --- audiences --------------------------------------------------------------------


def test_an_audience_is_its_places_by_name(group):
    for name, state in (
        ("Zoe", "confirmed"),
        ("Ada", "completed"),
        ("Ben", "not_completed"),
        ("Cy", "offered"),
        ("Di", "waiting"),
        ("Ed", "withdrawn"),
    ):
        person_in(group, name, state)
    person_in(group, "Gone", erased_at=FRIDAY_5PM)
    person_in(group, "Merged", merged_into=factories.make_participant(group.hub))
    person_in(factories.make_work_group("Other"), "Other")

    found = {name: names_of(group, name) for name in audiences.AUDIENCES}
    assert {name: names for name, names in found.items() if names} == {
        "with-place": ["Ada", "Ben", "Zoe"],
        "no-mentor": ["Ada", "Ben", "Zoe"],
        "state-offered": ["Cy"],
        "state-waiting": ["Di"],
        "state-confirmed": ["Zoe"],
        "state-completed": ["Ada"],
        "state-not_completed": ["Ben"],
    }
    numbers = audiences.numbers_of(group, at=FRIDAY_5PM)
    assert numbers == {name: len(names) for name, names in found.items()}


def test_those_expected_next_time_are_without_apologies_for_that_session(group):
    past = factories.make_session(group, on=FRIDAY - timedelta(days=7))
    off = factories.make_session(group, on=FRIDAY + timedelta(days=1))
    type(off).objects.filter(pk=off.pk).update(called_off_at=FRIDAY_5PM)
    coming = factories.make_session(group, on=FRIDAY + timedelta(days=7))
    later = factories.make_session(group, on=FRIDAY + timedelta(days=9))
    people = {
        name: person_in(group, name, state)
        for name, state in (
            ("Ada", "confirmed"),
            ("Ben", "confirmed"),
            ("Cy", "confirmed"),
            ("Di", "offered"),
            ("Ed", "waiting"),
        )
    }
    factories.make_apology(people["Ada"], past)
    factories.make_apology(people["Ben"], coming)
    factories.make_apology(people["Cy"], later)

    assert names_of(group, "next-session") == ["Ada", "Cy", "Di"]


# --- writing, letting go and taking back ------------------------------------------


def test_letters_wait_ten_minutes_and_go(group, staff, mailoutbox):
    ada = person_in(group, "Ada")
    message = write(group, [ada], staff)
    assert message.goes_at == FRIDAY_5PM + 10 * MINUTES
    assert letters() == [(ada.participant_id, "held")]

    assert group_messages.release_due(at=FRIDAY_5PM + 9 * MINUTES) == 0
    assert not group_messages.let_go(message, at=FRIDAY_5PM + 9 * MINUTES)
    assert group_messages.release_due(at=FRIDAY_5PM + 10 * MINUTES) == 1
    assert group_messages.release_due(at=FRIDAY_5PM + 11 * MINUTES) == 0
    delivery.deliver(Email.objects.get().pk, at=FRIDAY_5PM + 11 * MINUTES)

    (email,) = mailoutbox
    assert (email.subject, email.to) == ("Next time", [ada.participant.email])
    assert email.reply_to == [staff.email]
    assert email.body.startswith("Dear Ada,\n\nBring counters & tens frames.\n\n")
    assert "Reply to this letter, and it reaches Winsome Peasgood." in email.body
    assert "Bring counters &amp; tens frames." in email.alternatives[0][0]


def test_the_periodic_task_lets_them_go(group, staff):
    ada = person_in(group, "Ada")
    write(group, [ada], staff, at=FRIDAY_5PM - 11 * MINUTES)

    update_bulk_actions()

    assert letters() == [(ada.participant_id, "queued")]


def test_only_who_was_seen_and_still_belongs_gets_a_letter(group, staff):
    seen, left, new = (person_in(group, name) for name in ("Ada", "Ben", "Cy"))
    type(left).objects.filter(pk=left.pk).update(state="withdrawn")
    nobody = person_in(group, "No address", email="")

    write(group, [seen, left, nobody], staff)

    assert letters() == [(seen.participant_id, "held")]
    assert new.participant_id not in dict(letters())


def test_a_letter_does_not_go_to_who_left_the_audience_meanwhile(group, staff):
    ada, ben = person_in(group, "Ada"), person_in(group, "Ben")
    message = write(group, [ada, ben], staff)
    type(ben).objects.filter(pk=ben.pk).update(state="withdrawn")
    factories.make_place("confirmed", participant=ben.participant)
    group_messages.let_go(message, by=staff, at=FRIDAY_5PM)

    for each in Email.objects.all():
        delivery.deliver(each.pk, at=FRIDAY_5PM)

    assert letters() == [
        (ada.participant_id, "sent"),
        (ben.participant_id, "cancelled"),
    ]


def test_the_same_message_is_written_once_a_minute(group, staff):
    ada = person_in(group, "Ada")

    first = write(group, [ada], staff)
    assert write(group, [ada], staff, at=FRIDAY_5PM + timedelta(seconds=59)) == first
    other = write(group, [ada], staff, at=FRIDAY_5PM + MINUTES)

    assert other != first
    assert Email.objects.count() == 2
    actions = AuditEntry.objects.values_list("action", "actor", "hub", "fields")
    assert {*actions} == {("write_to_group", staff.pk, group.hub_id, "audience")}
    assert len(actions) == 2


def test_a_message_to_nobody_is_refused(group, staff):
    with pytest.raises(NobodyToWriteTo):
        write(group, [], staff)

    assert GroupMessage.objects.count() == 0


def test_a_message_is_taken_back_while_it_waits_and_never_afterwards(group, staff):
    message = write(group, [person_in(group, "Ada")], staff)
    other = write(group, [person_in(group, "Ben")], staff, subject="Other")

    assert group_messages.take_back(message, by=staff, at=FRIDAY_5PM)
    assert not group_messages.take_back(message, by=staff, at=FRIDAY_5PM)
    assert not group_messages.let_go(message, by=staff, at=FRIDAY_5PM)
    assert group_messages.let_go(other, by=staff, at=FRIDAY_5PM)
    assert not group_messages.take_back(other, by=staff, at=FRIDAY_5PM)

    assert sorted(state for _, state in letters()) == ["cancelled", "queued"]
    states = GroupMessage.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["taken_back", "released"]
    assert [*AuditEntry.objects.order_by("pk").values_list("action", flat=True)] == [
        "write_to_group",
        "write_to_group",
        "take_message_back",
        "let_message_go",
    ]


def test_a_letter_of_a_message_that_was_taken_back_is_never_sent(group, staff):
    message = write(group, [person_in(group, "Ada")], staff)
    group_messages.take_back(message, by=staff, at=FRIDAY_5PM)
    Email.objects.update(state="queued")  # as if staff sent it again

    assert delivery.deliver(Email.objects.get().pk, at=FRIDAY_5PM) == "cancelled"


def test_a_held_letter_is_not_sent_by_itself(group, staff):
    write(group, [person_in(group, "Ada")], staff)

    assert outbox.claim(Email.objects.get().pk, at=FRIDAY_5PM) is None


# --- the page ---------------------------------------------------------------------


def test_the_home_leads_to_the_page_with_the_number_of_each_audience(group, staff):
    person_in(group, "Ada")
    person_in(group, "Ben", "waiting")
    client = client_of(staff)

    acts = client.get(f"/admin/workgroups/workgroup/{group.pk}/").context["acts"]
    form = client.get(tab_of(group)).context["form"]

    assert {act.words: act.url for act in acts}["Message…"] == tab_of(group)
    assert form.fields["audience"].choices == [
        ("with-place", "Everybody with a place (1)"),
        ("no-mentor", "Those for whom no mentor is named (1)"),
        ("state-waiting", "Those who are: on the waiting list (1)"),
        ("state-confirmed", "Those who are: secured (1)"),
    ]


def test_the_preview_shows_who_who_not_and_samples_and_sends_nothing(group, staff):
    for number in range(12):
        person_in(group, f"P{number:02}")
    person_in(group, "<b>Nobody", email="")

    page = client_of(staff).post(tab_of(group), {**TYPED, "do": "preview"})
    text = one_line(page.content.decode())

    assert "12 letters, to P00 Shah, P01 Shah," in text
    assert "P09 Shah and 2 more." in text
    assert "<strong>No address:</strong> &lt;b&gt;Nobody Shah." in text
    assert [name for name, *_ in page.context["preview"].samples] == [
        "P00 Shah",
        "P01 Shah",
    ]
    assert "Dear P00, Bring counters &amp; tens frames." in text
    assert text.count('name="seen"') == 12
    assert GroupMessage.objects.count() == 0


def test_sending_keeps_who_was_seen_and_shows_it_among_the_letters(group, staff):
    ada, _ = person_in(group, "Ada"), person_in(group, "Late")
    client = client_of(staff)

    data = {**TYPED, "do": "send", "seen": [ada.pk]}
    page = client.post(tab_of(group), data, follow=True)

    message = GroupMessage.objects.get()
    assert (message.hub, message.written_by, message.body) == (
        group.hub,
        staff,
        "Bring counters & tens frames.",
    )
    assert letters() == [(ada.participant_id, "held")]
    text = one_line(page.content.decode())
    assert "The letters wait for ten minutes" in text
    assert "1 letter, Winsome Peasgood, 16 October 2026, 17:00: about to go at" in text
    listed = client.get(f"/admin/workgroups/workgroup/{group.pk}/emails/")
    assert [(line.to, line.email.kind) for line in listed.context["emails"]] == [
        ("Ada Shah", "group_message")
    ]


def test_the_history_of_the_group_tells_of_it(group, staff):
    write(group, [person_in(group, "Ada")], staff)

    path = f"/admin/workgroups/workgroup/{group.pk}/history/"
    text = one_line(client_of(staff).get(path).content.decode())

    assert "Winsome Peasgood wrote a message to a group" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"audience": ""}, "Choose to whom the message goes."),
        ({"audience": "state-offered"}, "Select a valid choice."),
        ({"audience": "everybody"}, "Select a valid choice."),
        ({"subject": " "}, "Write a subject."),
        ({"body": " "}, "Write the message."),
        ({"seen": []}, "Nobody of them has an address any more"),
    ],
)
def test_what_is_missing_is_said_and_nothing_goes(group, staff, changes, said):
    ada = person_in(group, "Ada")
    data = {**TYPED, "do": "send", "seen": [ada.pk], **changes}

    page = client_of(staff).post(tab_of(group), data)

    assert said in page.content.decode()
    assert GroupMessage.objects.count() == 0


@pytest.mark.parametrize(
    ("do", "state", "said"),
    [
        ("let-go", "queued", "The letters are on their way."),
        ("take-back", "cancelled", "The letters are taken back."),
    ],
)
def test_about_to_go_lists_the_message_with_its_buttons(group, staff, do, state, said):
    message = write(group, [person_in(group, "Ada")], staff)
    client = client_of(staff)

    waiting = one_line(client.get("/admin/recruitment/bulkaction/").content.decode())
    assert f'<a href="{tab_of(group)}">Next time, to Greenwich</a>' in waiting
    assert "goes at <strong>17:10</strong>" in waiting
    assert 'value="take-back">Take it back</button>' in waiting
    press = {"do": do, "message": message.pk}
    page = client.post(tab_of(group), press, follow=True)
    again = client.post(tab_of(group), press, follow=True)

    assert said in page.content.decode()
    assert "Too late" in again.content.decode()
    assert [each for _, each in letters()] == [state]
    after = client.get("/admin/recruitment/bulkaction/").content.decode()
    assert "Next time, to Greenwich" not in after


@pytest.mark.parametrize("do", ["preview", "send", "let-go", "take-back"])
def test_another_hubs_group_and_message_are_not_found(group, staff, do):
    message = write(group, [person_in(group, "Ada")], staff)
    bexley = factories.make_hub("Bexley Hub")
    stranger = client_of(factories.make_staff("hub_lead", hub=bexley))
    own = factories.make_work_group("Own", hub=bexley)
    data = {**TYPED, "do": do, "message": message.pk, "seen": [1]}

    assert stranger.post(tab_of(group), data).status_code == 404
    answer = stranger.post(tab_of(own), data)
    assert answer.status_code == (404 if do in {"let-go", "take-back"} else 200)
    assert (
        "Next time, to Greenwich"
        not in stranger.get("/admin/recruitment/bulkaction/").content.decode()
    )
    assert [state for _, state in letters()] == ["held"]
    assert GroupMessage.objects.count() == 1


def test_a_message_is_taken_back_on_the_page_of_its_own_group_alone(group, staff):
    message = write(group, [person_in(group, "Ada")], staff)
    press = {"do": "take-back", "message": message.pk}

    answer = client_of(staff).post(tab_of(factories.make_work_group()), press)

    assert answer.status_code == 404
    assert [state for _, state in letters()] == ["held"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_needs_as_many_statements_for_any_number_of_people(
    group, staff, data_statements, count
):
    for number in range(count):
        person_in(group, f"P{number}")
    client = client_of(staff)

    with data_statements(at_most=15) as found:
        client.post(tab_of(group), {**TYPED, "do": "preview"})

    assert len(found) <= 15
