"""The link that a browser has opened: what is kept of it, and for how long."""

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory

from recruitment import links
from recruitment.models import Link
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_participant,
    make_place,
    make_user,
)
from workgroups.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
LATER = FRIDAY_5PM + timedelta(days=9)


def opened(*made: Link):
    """A request of a browser that has opened these links."""
    answer = HttpResponse()
    for link in made:
        links.keep(answer, link)
    request = RequestFactory().get("/")
    request.COOKIES = {name: kept.value for name, kept in answer.cookies.items()}
    return request


def link_to(purpose: str, subject, hub) -> Link:
    hub_id = hub.pk if hub else None
    return links.make(purpose, subject, hub_id=hub_id, expires_at=LATER)


def test_an_opened_link_is_known_for_twelve_hours():
    place = make_place("offered")
    link = link_to("confirm", place, place.hub)
    request = opened(link)

    with time_machine.travel(FRIDAY_5PM + timedelta(hours=12), tick=False):
        in_time = links.kept(request, purpose="confirm")
    with time_machine.travel(FRIDAY_5PM + timedelta(hours=12, seconds=1), tick=False):
        too_late = links.kept(request, purpose="confirm")

    assert (in_time.link, in_time.why) == (link, "")
    assert (too_late.link, too_late.why, too_late.subject) == (None, "unknown", None)


def test_a_link_is_known_for_its_own_purpose_alone():
    place = make_place("offered")
    request = opened(link_to("confirm", place, place.hub))

    assert links.kept(request, purpose="come").link is None


def test_the_page_is_in_the_frame_of_the_links_hub():
    hub = make_hub("Kent and Coast")
    person = make_participant(hub)
    role = Role.objects.create(
        user=make_user(), kind="national", from_on=FRIDAY_5PM.date()
    )
    request = opened(link_to("sign_in", person, hub), link_to("invitation", role, None))

    links.kept(request, purpose="invitation")
    without = getattr(request, "hub", None)
    links.kept(request, purpose="sign_in")

    assert (without, request.hub) == (None, hub)


def test_the_subject_is_read_with_what_the_page_shows(django_assert_num_queries):
    place = make_place("offered")
    link = link_to("confirm", place, place.hub)
    request = opened(link)

    with django_assert_num_queries(2):
        kept = links.kept(
            request, purpose="confirm", related=("participant", "work_group__hub")
        )
        shown = (kept.subject, kept.subject.participant, kept.subject.work_group.hub)

    assert shown == (place, place.participant, place.hub)


def test_a_link_to_a_row_that_is_gone_has_no_subject():
    mentor = make_mentor()
    request = opened(link_to("mentor", mentor, mentor.hub))
    mentor.delete()

    kept = links.kept(request, purpose="mentor")

    assert (kept.usable, kept.subject) == (True, None)


def test_forgetting_deletes_the_cookie_of_one_purpose_or_of_all():
    place = make_place("offered")
    request = opened(
        link_to("confirm", place, place.hub),
        link_to("sign_in", place.participant, place.hub),
    )
    one, every = HttpResponse(), HttpResponse()

    links.forget(request, one, purpose="confirm")
    links.forget(request, one, purpose="mentor")
    links.forget_all(request, every)

    gone = [
        {name: (kept["max-age"], kept["samesite"]) for name, kept in each.items()}
        for each in (one.cookies, every.cookies)
    ]
    assert gone == [
        {"link_confirm": (0, "Lax")},
        {"link_confirm": (0, "Lax"), "link_sign_in": (0, "Lax")},
    ]


def test_a_browser_that_has_opened_any_link_is_known():
    place = make_place("offered")
    other = RequestFactory().get("/")
    other.COOKIES = {"sessionid": "x", "csrftoken": "y"}

    assert links.has_opened(opened(link_to("come", place, place.hub)))
    assert not links.has_opened(other)


@pytest.mark.parametrize(
    ("fallbacks", "is_read"),
    [(["the old key"], True), (["another"], False), ([], False)],
)
def test_a_token_of_an_earlier_key_is_read_while_it_is_a_fallback(
    settings, fallbacks, is_read
):
    place = make_place("offered")
    link = link_to("confirm", place, place.hub)
    settings.SECRET_KEY = "the old key"
    token = links.token_of(link)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new key", fallbacks

    assert (links.read_token(token) == link) is is_read
    assert links.token_of(link) != token


def test_using_all_links_to_a_row_leaves_other_rows_and_earlier_uses():
    place, other = make_place("offered"), make_place("offered")
    mine, used, superseded = (link_to("come", place, place.hub) for _ in range(3))
    kept = [link_to("come", other, other.hub), link_to("confirm", place, place.hub)]
    links.use(used, at=FRIDAY_5PM)
    Link.objects.filter(pk=superseded.pk).update(superseded_at=FRIDAY_5PM)

    links.use_all("come", place, at=LATER)

    rows = {link.pk: link.used_at for link in Link.objects.all()}
    assert [rows[link.pk] for link in (mine, used, superseded, *kept)] == [
        LATER,
        FRIDAY_5PM,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("purpose", "path"),
    [
        ("confirm", "/confirm/"),
        ("mentor", "/mentor/"),
        ("sign_in", "/sign-in/finish/"),
        ("invitation", "/invitation/"),
    ],
)
def test_the_page_of_a_link_shows_no_token(purpose, path):
    person = make_participant()

    assert links.page_of(link_to(purpose, person, person.hub)) == path
