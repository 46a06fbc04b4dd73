"""Links and participant sessions: what each opens, and what it explains if not."""

from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone

from recruitment import links
from tests.factories import (
    make_form,
    make_mentor,
    make_participant,
    make_place,
    make_staff,
    make_work_group,
)
from tests.pages import one_line
from tests.recruitment.address_cases import ask, make_ola, make_priya
from tests.recruitment.release_cases import make_contact

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def subject_of(purpose):
    group = make_work_group()
    return {
        "confirm": lambda: make_place("offered", work_group=group),
        "mentor": lambda: make_mentor(group.hub),
        "sign_in": lambda: make_participant(group.hub),
        "invitation": lambda: make_staff("evaluator", hub=group.hub).roles.get(),
        "feedback": lambda: make_request(group),
        "release": lambda: make_contact(group.hub),
        "address": lambda: ask(make_priya(group.hub), make_ola()),
    }[purpose]()


def make_request(group):
    form = make_form(group, closes_at=timezone.now() + YEAR)
    return form.requests.create(hub=group.hub, place=make_place(work_group=group))


def make_link(purpose, **fields):
    made = links.make(
        purpose, subject_of(purpose), hub_id=None, expires_at=timezone.now() + YEAR
    )
    type(made).objects.filter(pk=made.pk).update(**fields)
    made.refresh_from_db()
    return made


PATHS = {
    "confirm": "/confirm/",
    "mentor": "/mentor/",
    "sign_in": "/sign-in/finish/",
    "invitation": "/invitation/",
    "feedback": "/feedback/",
    "address": "/address/",
    "release": "/release/",
}
OVER = ["confirm", "mentor", "sign_in", "invitation", "address", "release"]
ACTS = {"mentor": "/mentor/stop/"}
TOKEN_PATHS = {**PATHS, "sign_in": "/sign-in/"}


@pytest.mark.parametrize("purpose", PATHS)
def test_a_link_moves_its_token_out_of_the_path_and_opens_its_page(client, purpose):
    token = links.token_of(make_link(purpose))

    moved = client.get(f"{TOKEN_PATHS[purpose]}{token}/")

    assert (moved.status_code, moved["Location"]) == (302, PATHS[purpose])
    page = client.get(PATHS[purpose])
    assert page.status_code == 200
    assert token not in page.content.decode()
    assert "explain_link" not in templates(page)


@pytest.mark.parametrize("why", ["used", "superseded", "expired"])
@pytest.mark.parametrize("purpose", OVER)
def test_a_link_that_is_over_explains_itself(client, purpose, why):
    ago = timezone.now() - timedelta(seconds=1)
    column = {"expired": "expires_at"}.get(why, f"{why}_at")
    token = links.token_of(make_link(purpose, **{column: ago}))

    page = client.get(f"{TOKEN_PATHS[purpose]}{token}/", follow=True)

    assert page.status_code == 200
    assert page.context["why"] == why
    posted = client.post(ACTS.get(purpose, PATHS[purpose]), {"can_attend": "on"})
    assert posted.context["why"] == why


@pytest.mark.parametrize("purpose", PATHS)
def test_a_token_of_another_purpose_opens_nothing(client, purpose):
    other = "mentor" if purpose != "mentor" else "confirm"
    token = links.token_of(make_link(other))

    page = client.get(f"{TOKEN_PATHS[purpose]}{token}/", follow=True)

    assert page.context["why"] == "unknown"


@pytest.mark.parametrize("purpose", PATHS)
def test_without_a_link_a_page_explains_itself(client, purpose):
    page = client.get(PATHS[purpose])

    assert page.context["why"] == "unknown"


def test_a_link_whose_row_is_gone_opens_nothing(client):
    made = make_link("mentor", subject_id=0)

    page = client.get(f"/mentor/{links.token_of(made)}/", follow=True)

    assert "explain_link" in templates(page)


def test_a_used_link_can_be_sent_again(client):
    made = make_link("confirm", used_at=timezone.now())
    client.get(f"/confirm/{links.token_of(made)}/", follow=True)

    answer = client.post("/link/send-again/", follow=True)

    assert "a new letter is on its way" in one_line(answer.content.decode())


def test_every_path_with_a_token_is_opened_by_a_link():
    with_token = [
        pattern
        for pattern in patterns(get_resolver())
        if "token" in pattern.pattern.converters
    ]

    assert len(with_token) == 14
    others = [p.name for p in with_token if not hasattr(p.callback, "link_purpose")]
    assert others == ["lead_feed"]  # it keeps no cookie, see tests of lead feeds


def test_my_places_hands_in_the_session_and_leads_others_to_sign_in(client):
    answer = client.get("/my/")

    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")


def patterns(resolver):
    for each in resolver.url_patterns:
        yield from patterns(each) if hasattr(each, "url_patterns") else [each]


def templates(page):
    return " ".join(template.name or "" for template in page.templates)
