"""The wordings of hubs: how they are checked, filled in, and sent."""

from datetime import timedelta

import pytest
from django.template.loader import get_template

from recruitment import delivery, outbox
from recruitment.admin.wordings import kinds_of_hubs, shipped
from recruitment.models import Email
from tests.evaluation.test_implications import make_implication
from tests.factories import (
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
from tests.recruitment.release_cases import HEAD, make_contact
from workgroups import wordings
from workgroups.actions.wordings import save_wording
from workgroups.errors import ChangedMeanwhile
from workgroups.models import AuditEntry, Wording

pytestmark = pytest.mark.django_db
LATER = FRIDAY_5PM.date() + timedelta(days=30)

OURS = (
    "Hi {first name},\n\nNo place in {group} this time.\n\n{privacy page}\n\n"
    "Yours\n{contact}"
)


def word(hub, name="place_not_selected", *, subject="Sorry, {first name}", body=OURS):
    newest = Wording.objects.of(hub.pk, name)
    return save_wording(
        hub,
        name,
        subject=subject,
        body=body,
        seen=newest.pk if newest else None,
        by=make_staff("hub_lead", hub=hub, email=f"a{Wording.objects.count()}@b.org"),
        at=FRIDAY_5PM,
    )


def sent(place, kind="place_not_selected"):
    to, number = place.participant, Email.objects.count()
    email = outbox.queue(kind, about=place, to=to, occasion=number, at=FRIDAY_5PM)
    about, to = outbox.get_rows(email)
    email = Email.objects.select_related("hub", "link").get(pk=email.pk)
    message, subject, body = delivery.compose(email, about, to, to.email, at=FRIDAY_5PM)
    return subject, body, message.alternatives[0][0]


def of_hub(name, **person):
    hub = make_hub(name)
    group = make_work_group(f"Group of {name}", hub=hub)
    to = make_participant(hub, **person)
    return make_place("not_selected", work_group=group, participant=to)


def test_an_email_is_in_the_wording_of_its_own_hub_only():
    ours, theirs = of_hub("Here", first_name="Ada"), of_hub("There", first_name="Bo")
    word(ours.hub)

    assert sent(ours)[:2] == (
        "Sorry, Ada",
        "Hi Ada,\n\nNo place in Group of Here this time.\n\n"
        "http://127.0.0.1:8000/privacy/here/\n\nYours\nMorgan Hale\n",
    )
    subject, body, _ = sent(theirs)
    assert subject == "About your expression of interest: Group of There"
    assert body.startswith("Dear Bo,\n\nThank you for your expression of interest")


def test_a_name_that_reads_like_a_placeholder_or_a_tag_is_only_a_name():
    place = of_hub("Here", first_name="{link}{{ hub.pk }}{% now %}<b>")
    word(place.hub, body="{first name}, {group} {privacy page} {{ hub.controller }}")

    # the wording above is not one that can be saved by the form, so it is not used
    assert sent(place)[1].startswith("Dear {link}{{ hub.pk }}{% now %}<b>,")

    word(place.hub)
    _, body, html = sent(place)
    assert body.startswith("Hi {link}{{ hub.pk }}{% now %}<b>,")
    assert "Hi {link}{{ hub.pk }}{% now %}&lt;b&gt;," in html


def test_markup_in_a_wording_is_text_in_the_html_part():
    place = of_hub("Here")
    word(place.hub, body=OURS.replace("Yours", "<img src=x>{% now 'Y' %}"))

    # the tag has braces of its own, so the shipped text goes instead
    assert "img" not in sent(place)[2]

    word(place.hub, body=OURS.replace("Yours", "<img src=x>"))
    assert "&lt;img src=x&gt;" in sent(place)[2]


def test_the_button_stands_on_the_link_of_the_email_and_not_on_an_earlier_address():
    place = make_place("offered", offer_ends_at=FRIDAY_5PM)
    body = "Hi\n\nhttps://example.org/map\n\n{link}\n\n{confirm by}\n\n{privacy page}"
    word(place.hub, "asked_to_confirm", body=body)

    html = sent(place, "asked_to_confirm")[2]

    button = html[: html.index("Confirm my place")].rpartition('href="')[2]
    assert "/confirm/" in button.partition('"')[0]


def test_a_list_in_a_wording_is_not_drawn_as_the_dates():
    place = make_place("confirmed")
    make_session(place.work_group, on=LATER)
    body = "Hi\n\n- a pencil\n- a book\n\n{dates}\n\n{places page}\n\n{privacy page}"
    word(place.hub, "place_confirmed", body=body)

    html = sent(place, "place_confirmed")[2]

    assert ">a pencil</li>" in html.replace("\n", "")
    assert html.count('class="date"') == 1


def test_going_back_takes_the_shipped_text_and_keeps_the_history():
    place = of_hub("Here", first_name="Ada")
    word(place.hub)
    word(place.hub, subject="", body="")

    assert sent(place)[0] == "About your expression of interest: Group of Here"
    kept = Wording.objects.filter(hub=place.hub).values_list("body", flat=True)
    assert list(kept) == ["", OURS]


def test_saving_is_audited_and_saving_the_same_again_is_nothing():
    hub = make_hub()

    first = word(hub)
    again = word(hub)

    assert again == first
    entries = AuditEntry.objects.filter(action="save_wording")
    assert list(entries.values_list("hub", "fields")) == [(hub.pk, "body, subject")]


def test_a_version_that_was_not_seen_is_not_replaced():
    hub = make_hub()
    word(hub)

    with pytest.raises(ChangedMeanwhile):
        save_wording(
            hub,
            "place_not_selected",
            subject="x",
            body="y",
            seen=None,
            by=make_staff("hub_lead", email="late@example.org"),
            at=FRIDAY_5PM,
        )

    assert Wording.objects.count() == 1


HELLO = wordings.Placeholder("first name", "{{ a }}", "whom")
PAGE = wordings.Placeholder("link", "{{ b }}", "the page", True, False)


@pytest.mark.parametrize(
    ("text", "is_subject", "problems"),
    [
        ("Hi {first name}: {link}", False, []),
        ("Hi { First  Name }: {link}", False, []),
        ("Hi", True, []),
        ("Hi", False, ["The text needs {link}: the page. Please put it back."]),
        (
            "{frist name} {link}",
            False,
            ["Nothing is called {frist name} here. The list below says what there is."],
        ),
        (
            "{link}",
            True,
            ["{link} is too long for a subject. Use it in the text."],
        ),
        (
            "{link} {first name",
            False,
            ["A brace stands alone. Write both, as in {hub}."],
        ),
        (
            "{link} first name}",
            False,
            ["A brace stands alone. Write both, as in {hub}."],
        ),
    ],
)
def test_placeholders_are_checked(text, is_subject, problems):
    found = wordings.problems_of(text, (HELLO, PAGE), is_subject=is_subject)

    assert found == problems


def test_every_kind_but_messages_codes_and_that_of_no_hub_can_be_worded():
    without = [kind.name for kind in outbox.kinds() if not kind.placeholders]

    assert sorted(without) == ["fresh_code", "group_message", "staff_sign_in"]
    assert [kind.name for kind in kinds_of_hubs() if not kind.title] == []


@pytest.mark.parametrize("kind", kinds_of_hubs(), ids=lambda kind: kind.name)
def test_the_shipped_text_can_be_edited_as_plain_text(kind):
    subject = shipped(kind, kind.subject_template)
    body = shipped(kind, kind.body_template)

    assert "{{" not in subject + body
    assert "{%" not in subject + body
    assert delivery.fits(kind, subject, body)
    assert kind.link_purpose == "" or "link" in needed(kind)


def needed(kind):
    """Required names, "link" where a required part holds the link."""
    required = [each for each in kind.placeholders if each.required]
    texts = [
        get_template(each.source.split('"')[1])
        for each in required
        if "%" in each.source and "include" in each.source
    ]
    holds = any("{{ link }}" in each.template.source for each in texts)
    return {each.name for each in required} | ({"link"} if holds else set())


@pytest.fixture
def people():
    """A hub with somebody in each state, and another hub with as many."""
    for hub in (make_hub(), make_hub("Wolds and Dales")):
        group = make_work_group(hub=hub, venue="Town Hall")
        for state in (
            "offered",
            "confirmed",
            "waiting",
            "interested",
            "lapsed",
            "declined",
            "withdrawn",
            "not_selected",
            "cancelled_by_hub",
            "provisional",
            "deferred",
        ):
            ends = {"offer_ends_at": FRIDAY_5PM} if state == "offered" else {}
            place = make_place(state, work_group=group, **ends)
        make_session(group, on=LATER)
        make_session(group, on=LATER + timedelta(days=1))
        released = {"release_email": HEAD, "release_agreed": "yes"}
        taking_part = make_place("confirmed", work_group=group, **released)
        make_contact(hub)
        make_mentorship(taking_part.participant)
        session = make_session(group)
        make_form(group, session=session)
        make_staff("evaluator", hub=hub)
        owner = make_staff("hub_administrator", hub=hub)
        make_implication(hub, owner_account=owner, due_on=LATER)
    return make_hub(), place


@pytest.mark.parametrize("kind", kinds_of_hubs(), ids=lambda kind: kind.name)
def test_the_shipped_text_saved_unchanged_says_the_same(kind, people):
    hub, _ = people
    examples = kind.examples(hub.pk)
    texts = {
        "subject": shipped(kind, kind.subject_template),
        "body": shipped(kind, kind.body_template),
    }

    assert examples
    for about, to in examples:
        assert hub.pk in {getattr(about, "hub_id", None), about_hub(about)}
        tried = delivery.try_wording(kind, hub, about, to, **texts, at=FRIDAY_5PM)
        context = kind.context(about, to, at=FRIDAY_5PM)
        occasion = kind.example_occasion(context)
        context |= kind.context_of_occasion(context, occasion)
        context["link"] = "[link]"
        email = Email(kind=kind.name, hub=hub)
        assert tried == delivery.compose_text(email, to, context)


def about_hub(about):
    return about.form.hub_id if hasattr(about, "form") else None


def test_the_gaps_that_empty_parts_leave_are_closed():
    assert wordings.tidy("Hi\n\n\n\nBo.  Come \n- a\n") == "Hi\n\nBo. Come\n- a"
