"""What each kind of email needs in a wording, and what a wording can never do."""

import pytest
from django.template import Template
from django.urls import reverse

from recruitment import delivery, links, outbox
from recruitment.admin.wordings import kinds_of_hubs, shipped
from recruitment.models import Email, Link
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_form,
    make_hub,
    make_mentorship,
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.recruitment.test_wordings import LATER, OURS, of_hub, sent, word
from workgroups import wordings
from workgroups.models import Wording

pytestmark = pytest.mark.django_db

#: The words in braces that a wording of each kind must hold.
NEEDED = {
    "account_invitation": {"link", "last day"},
    "address_changed": {"changed on", "privacy page"},
    "already_asked": {"link", "privacy page"},
    "asked_about_next_year": {"link", "privacy page"},
    "asked_to_check_details": {"link", "privacy page"},
    "asked_to_confirm": {"link", "confirm by", "privacy page"},
    "export_ready": {"link", "last day"},
    "feedback_asked": {"question", "link", "last day", "privacy page"},
    "feedback_asked_again": {"link", "last day", "privacy page"},
    "feedback_reminder": {"who reads", "link", "last day", "privacy page"},
    "group_opened": {"link", "privacy page"},
    "guest_session_changed": {"changed sessions", "places page", "privacy page"},
    "implication_due": {"implication", "due on", "link"},
    "interest_received": {"privacy page"},
    "leads_asked": {"link", "last day", "privacy page"},
    "mentor_invited": {"whose mentor", "invitation", "link", "privacy page"},
    "mentor_session_one": {"plans", "whose mentor", "link", "privacy page"},
    "mentor_sign_in": {"link", "privacy page"},
    "mentor_tasks": {"to try", "whose mentor", "link", "privacy page"},
    "mentor_told": {"why we write", "link", "privacy page"},
    "monthly_list": {"link", "last day"},
    "next_year_offered": {"link", "confirm by", "privacy page"},
    "offer_extended": {"link", "confirm by", "privacy page"},
    "offer_lapsed": {"privacy page"},
    "opening_asked": {"link", "privacy page"},
    "place_cancelled": {"privacy page"},
    "place_confirmed": {"places page", "privacy page"},
    "place_deferred": {"privacy page"},
    "place_declined": {"privacy page"},
    "place_moved": {"standing", "privacy page"},
    "place_not_selected": {"privacy page"},
    "place_withdrawn": {"privacy page"},
    "prove_address": {"link", "until", "privacy page"},
    "records_merged": {"which address", "places page", "privacy page"},
    "records_parted": {"places page", "privacy page"},
    "release_dates": {"why we write", "teachers and dates", "link", "privacy page"},
    "release_told": {"why we write", "teachers and dates", "link", "privacy page"},
    "reminder_about_next_year": {"link", "privacy page"},
    "reminder_to_confirm": {"link", "confirm by", "privacy page"},
    "seat_not_held": {"link", "privacy page"},
    "seat_offered": {"link", "confirm by", "privacy page"},
    "session_called_off": {"day", "reason", "privacy page"},
    "session_reminder": {"session", "what you tried", "places page", "privacy page"},
    "sessions_changed": {"changed sessions", "link", "privacy page"},
    "sign_in": {"link", "privacy page"},
    "waiting_list": {"what to do", "privacy page"},
    "written_by_mistake": {"link", "standing", "privacy page"},
}


@pytest.mark.parametrize("name", NEEDED)
def test_a_wording_without_what_its_kind_needs_does_not_fit(name):
    kind = outbox.kind_named(name)
    subject = shipped(kind, kind.subject_template)
    body = shipped(kind, kind.body_template)

    def fits_without(each) -> bool:
        return delivery.fits(kind, subject, body.replace(f"{{{each}}}", ""))

    names = [each.name for each in kind.placeholders]
    assert {each for each in names if not fits_without(each)} == NEEDED[name]


def test_every_kind_that_can_be_worded_is_looked_at():
    assert {kind.name for kind in kinds_of_hubs()} == set(NEEDED)


@pytest.mark.parametrize(
    "code",
    [
        "{first name.__class__}",
        "{hub.pk}",
        "{0}",
        "{recipient!r}",
        "{{ hub.contact_email }}",
        "{% now 'Y' %}",
        "{% include 'recruitment/emails/_dates.txt' %}",
    ],
)
def test_code_in_a_wording_is_refused_and_never_run(code):
    hub = make_hub("Here")
    client = client_of(make_staff("hub_lead", hub=hub))
    url = reverse("admin:wordings_edit", args=[hub.slug, "place_not_selected"])
    typed = {"subject": "Sorry", "body": f"{OURS} {code}"}

    for button in ("save", "preview"):
        page = client.post(url, {**typed, button: ""}).content.decode()
        assert "Nothing is saved yet." in page
        assert "would get" not in page.partition("</form>")[2]

    assert not Wording.objects.exists()
    place = of_hub("Here", first_name="Ada")
    word(place.hub, **typed)
    assert sent(place)[1].startswith("Dear Ada,\n\nThank you for your expression of")


def test_a_wording_is_of_one_kind_only():
    place = of_hub("Here")
    word(place.hub, "place_declined", body=OURS)

    subject, body, _ = sent(place)

    assert subject == "About your expression of interest: Group of Here"
    assert "No place in" not in body


def test_what_follows_a_line_break_in_a_name_is_no_header_of_the_email():
    place = of_hub("Here", first_name="Ada\r\nBcc: all@example.org")
    word(place.hub, subject="Sorry,\r\nX-Ours: 1 {first name}")
    email = outbox.queue(
        "place_not_selected", about=place, to=place.participant, at=FRIDAY_5PM
    )

    message, subject, _ = delivery.compose(
        email, place, place.participant, "a@example.org", at=FRIDAY_5PM
    )

    assert subject == "Sorry, X-Ours: 1 Ada Bcc: all@example.org"
    headers = message.message()
    assert headers["Subject"] == subject
    assert headers["Bcc"] is None
    assert headers["X-Ours"] is None


def test_a_preview_makes_no_link_and_shows_none():
    hub = make_hub()
    place = make_place("offered", offer_ends_at=FRIDAY_5PM)
    email = outbox.queue(
        "asked_to_confirm", about=place, to=place.participant, at=FRIDAY_5PM
    )
    client = client_of(make_staff("hub_lead", hub=hub))
    url = reverse("admin:wordings_edit", args=[hub.slug, "asked_to_confirm"])
    body = "Hi {first name},\n\n{link}\n\n{confirm by}\n\n{privacy page}"

    page = client.post(url, {"subject": "x", "body": body, "preview": ""})

    tried = page.content.decode().partition('id="tried"')[2].partition("</section>")[0]
    assert "[link]" in tried
    assert "/confirm/" not in tried
    assert links.token_of(email.link) not in page.content.decode()
    assert Link.objects.count() == 1
    assert Email.objects.count() == 1


def test_a_person_of_another_hub_cannot_be_chosen_for_a_preview():
    ours, theirs = of_hub("Here", first_name="Ada"), of_hub("There", first_name="Bo")
    client = client_of(make_staff("hub_lead", hub=ours.hub))
    url = reverse("admin:wordings_edit", args=["here", "place_not_selected"])
    typed = {"subject": "x", "body": OURS, "preview": "", "person": theirs.pk}

    page = client.post(url, {**typed, "person": theirs.participant_id})

    assert "Hi Ada," in page.content.decode()
    assert "Hi Bo," not in page.content.decode()


def test_the_two_parts_of_an_email_and_its_preheader_are_in_the_hubs_words():
    place = of_hub("Here", first_name="Ada")
    word(place.hub)

    _, body, html = sent(place)

    assert body.startswith("Hi Ada,\n\nNo place in Group of Here this time.\n\n")
    assert 'class="news"' in html
    news = html.partition('class="news"')[2].partition("</p>")[0]
    assert news.endswith("No place in Group of Here this time.")
    hidden = html.partition('<div style="display:none')[2].partition("</div>")[0]
    assert hidden.endswith(">No place in Group of Here this time.")
    assert "We cannot offer you a place" not in html


def test_a_long_first_paragraph_is_cut_for_the_preheader():
    place = of_hub("Here")
    word(place.hub, body=OURS.replace("this time.", "now. " + "word " * 40))

    html = sent(place)[2]

    hidden = html.partition('<div style="display:none')[2].partition("</div>")[0]
    assert len(hidden.rpartition(">")[2]) == 140
    assert hidden.endswith("…")


def test_an_email_without_news_has_no_preheader():
    place = of_hub("Here", first_name="Ada")
    word(place.hub, body="Hi {first name},\n\n{privacy page}")

    hidden = sent(place)[2].partition('<div style="display:none')[2]

    assert hidden.partition("</div>")[0].endswith(">")


def test_a_session_that_is_tried_as_called_off_is_not_the_next_one():
    group = make_work_group(dates_confirmed=True)
    make_place("confirmed", work_group=group)
    make_session(group, on=FRIDAY, called_off_reason="")
    last = make_session(group, on=LATER)
    kind = outbox.kind_named("session_called_off")

    ((session, person),) = kind.examples(group.hub_id)
    context = kind.context(session, person, at=FRIDAY_5PM)

    assert session == last
    assert session.called_off_reason == "[why]"
    assert context["next_session"] is None
    last.refresh_from_db()
    assert last.called_off_reason == ""


#: Kinds that are tried with an invented address.
NAMES_NOBODY = {"opening_asked", "group_opened"}


def test_nobody_whose_details_are_erased_is_shown():
    person = make_participant(erased_at=FRIDAY_5PM)
    make_session(make_work_group(), on=LATER)
    for state in ("offered", "confirmed", "withdrawn"):
        make_place(state, participant=person, work_group=make_work_group())
    place = make_place("confirmed", participant=person, work_group=make_work_group())
    make_form(place.work_group, session=make_session(place.work_group))
    make_mentorship(person)

    shown = {
        kind.name: [str(to) for _, to in kind.examples(person.hub_id)]
        for kind in kinds_of_hubs()
        if kind.name not in NAMES_NOBODY | {"mentor_sign_in"}
    }

    assert [name for name, people in shown.items() if people] == []


def test_no_value_is_read_again_for_words_in_braces():
    values = {"a": "{b}", "b": "secret"}

    assert wordings.fill("{a}", values.__getitem__) == "{b}"
    assert Template(wordings.fill("{a}", values.__getitem__)).source == "{b}"
