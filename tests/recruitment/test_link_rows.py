"""The rows of links: what one holds, which of them are closed, and their tokens."""

from datetime import timedelta

import pytest
from django.http import HttpResponse

from recruitment import links, outbox
from recruitment.models import Email, Link
from tests.factories import FRIDAY_5PM, make_hub, make_participant, make_place
from tests.recruitment.bulk_cases import done

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
LATER = FRIDAY_5PM + timedelta(days=9)


def link_to(purpose: str, subject) -> Link:
    return links.make(purpose, subject, hub_id=subject.hub_id, expires_at=LATER)


def test_a_new_link_holds_its_purpose_its_row_its_hub_and_its_end():
    person = make_participant(make_hub("Wolds"))

    link = Link.objects.get(pk=link_to("sign_in", person).pk)

    assert (link.purpose, link.hub) == ("sign_in", person.hub)
    assert (link.subject_type, link.subject_id) == (
        "recruitment.participant",
        person.pk,
    )
    assert (link.expires_at, link.used_at, link.superseded_at) == (LATER, None, None)


@pytest.mark.parametrize(
    ("purpose", "path"),
    [
        ("confirm", "/confirm/"),
        ("mentor", "/mentor/"),
        ("feedback", "/feedback/"),
        ("invitation", "/invitation/"),
        ("come", "/come/"),
        ("address", "/address/"),
    ],
)
def test_the_address_of_a_link_is_its_page_with_the_token(purpose, path, settings):
    settings.SITE_URL = "https://hub.example"
    link = link_to(purpose, make_participant())

    assert links.page_of(link) == path
    assert links.address(link) == f"https://hub.example{path}{links.token_of(link)}/"


def test_a_link_to_sign_in_is_finished_on_another_page(settings):
    settings.SITE_URL = "https://hub.example"
    link = link_to("sign_in", make_participant())

    assert links.page_of(link) == "/sign-in/finish/"
    assert links.address(link).startswith("https://hub.example/sign-in/")
    assert links.address(link).endswith(links.token_of(link) + "/")


def test_a_token_is_22_characters_a_stop_and_43():
    token = links.token_of(link_to("confirm", make_place("offered")))
    name, mac = token.split(".")

    spoilt = [
        *(f"{name[:-1]}.{mac}", f"{name}A.{mac}", f"{name}=.{mac}", f" {token}"),
        *(f"{name}.{mac[:-1]}", f"{name}.{mac}A", f"{name}.{mac}=", f"{token}\n"),
        *(f"{token}.", f"{token}.{mac}", f"{name}{mac}", "", "."),
    ]

    assert (len(name), len(mac)) == (22, 43)
    assert [links.read_token(each) for each in spoilt] == [None] * len(spoilt)
    assert links.read_token(token) is not None


def test_a_token_that_was_made_for_another_purpose_is_unknown():
    link = link_to("confirm", make_place("offered"))
    token = links.token_of(link)

    Link.objects.filter(pk=link.pk).update(purpose="come")

    assert links.read_token(token) is None


def test_only_links_of_emails_that_went_are_superseded():
    """A letter that still waits would otherwise bring a link that does not work."""
    place, other = make_place("offered"), make_place("offered")
    states = ("held", "queued", "to_retry", "sending", "sent", "failed", "bounced")
    closed = {}
    for state in states:
        email = outbox.queue(
            "asked_to_confirm",
            about=place,
            to=place.participant,
            at=FRIDAY_5PM,
            occasion=state,
        )
        Email.objects.filter(pk=email.pk).update(state=state)
        closed[state] = email.link
    closed["without an email"] = link_to("confirm", place)
    closed["of another place"] = link_to("confirm", other)
    closed["of another purpose"] = link_to("come", place)

    links.supersede_sent("confirm", place, at=LATER)

    for link in closed.values():
        link.refresh_from_db()
    assert {name for name, link in closed.items() if link.superseded_at == LATER} == {
        *("sending", "sent", "failed", "bounced", "without an email")
    }
    assert {name for name, link in closed.items() if not link.superseded_at} == {
        *("held", "queued", "to_retry", "of another place", "of another purpose")
    }


def test_the_cookie_of_a_link_lives_twelve_hours_out_of_reach_of_scripts(settings):
    settings.SESSION_COOKIE_SECURE = True
    answer = HttpResponse()

    links.keep(answer, link_to("come", make_place()))

    (name,) = answer.cookies
    kept = answer.cookies[name]
    assert name == "link_come"
    assert (kept["max-age"], kept["samesite"]) == (43200, "Lax")
    assert (kept["httponly"], kept["secure"]) == (True, True)


def test_the_subject_of_a_link_says_whether_it_is_being_changed():
    place = make_place("confirmed")
    kept = [links.KeptLink(link_to("come", place), FRIDAY_5PM) for _ in range(2)]
    before = kept[0].subject.is_changing

    done("withdraw", place, at=FRIDAY_5PM)

    assert (before, kept[1].subject.is_changing) == (False, True)
