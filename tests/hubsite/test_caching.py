"""What caches may keep, and which pages are compressed."""

import gzip
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse

from hubsite.middleware import CompressionMiddleware
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_school,
    make_session,
    make_staff,
    make_work_group,
)
from tests.recruitment.test_registration_pages import YOU
from workgroups.caching import public_page
from workgroups.models import WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

GZIP = {"HTTP_ACCEPT_ENCODING": "gzip, br"}


def make_open_group():
    group = make_work_group()
    make_session(group, on=FRIDAY_5PM.date().replace(month=11))
    return group


def public_addresses() -> list[str]:
    group = make_open_group()
    make_hub("Other")
    return [
        "/",
        f"/hubs/{group.hub.slug}/",
        "/work-groups/",
        f"/work-groups/{group.slug}/",
        "/privacy/",
        f"/privacy/{group.hub.slug}/",
        "/accessibility/",
    ]


def varies_by(response) -> set[str]:
    return {each.strip() for each in response.get("Vary", "").split(",")}


def form_url(group, step: str = "you") -> str:
    return reverse("recruitment:register_step", args=[group.slug, step])


def test_public_pages_may_be_kept_for_a_minute(client):
    for address in public_addresses():
        page = client.get(address, **GZIP)

        assert page.status_code == 200
        assert page["Cache-Control"] == "public, max-age=60", address
        assert {"Cookie", "Accept-Encoding"} <= varies_by(page), address


def test_the_same_pages_are_not_kept_for_an_account(client, signed_in):
    addresses = public_addresses()
    signed_in(make_staff("hub_lead"))

    for address in addresses:
        page = client.get(address, **GZIP)

        assert page["Cache-Control"] == "no-store, private", address
        assert "Cookie" in varies_by(page), address
        assert not page.has_header("Content-Encoding"), address


@pytest.fixture
def pages_are_kept(settings):
    settings.PUBLIC_PAGE_KEPT = 10
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def test_a_public_page_is_handed_out_again_for_ten_seconds(
    client, pages_are_kept, time_machine
):
    group = make_open_group()
    address = f"/work-groups/{group.slug}/"
    first = client.get(address)
    WorkGroup.objects.filter(pk=group.pk).update(title="Counting in Bexley")

    time_machine.move_to(FRIDAY_5PM + timedelta(seconds=9), tick=False)
    again = client.get(address)
    time_machine.move_to(FRIDAY_5PM + timedelta(seconds=11), tick=False)
    later = client.get(address)

    assert again.content == first.content
    assert again["Cache-Control"] == "public, max-age=60"
    assert again["X-Request-ID"] != first["X-Request-ID"]
    assert "Counting in Bexley" in later.content.decode()


def test_a_page_is_kept_by_its_whole_address(client, pages_are_kept):
    make_open_group()
    client.get("/work-groups/")

    other = client.get("/work-groups/?q=nothing+like+it")
    elsewhere = client.get("/work-groups/", HTTP_HOST="localhost")

    assert "nothing like it" in other.content.decode()
    assert len(caches["pages"]._cache) == 3
    assert elsewhere.status_code == 200


def test_an_own_page_is_neither_kept_nor_answered_from_what_is_kept(
    client, pages_are_kept, signed_in
):
    make_open_group()
    visitor = Client()
    visitor.get("/work-groups/")
    staff = signed_in(make_staff("hub_lead", name="Robin Marsh"))

    own = staff.get("/work-groups/")
    public = visitor.get("/work-groups/")

    assert own["Cache-Control"] == "no-store, private"
    assert "Sign out" in own.content.decode()
    assert "Sign out" not in public.content.decode()
    assert len(caches["pages"]._cache) == 1


def test_what_is_not_found_is_looked_for_again(client, pages_are_kept):
    client.get("/work-groups/none/")
    make_work_group(slug="none")

    assert client.get("/work-groups/none/").status_code == 200


def test_a_message_or_another_cookie_keeps_a_page_out_of_caches():
    for name in ("messages", "registered_as"):
        browser = Client()
        browser.cookies[name] = "x"

        assert not browser.get("/work-groups/").has_header("Cache-Control"), name


def test_a_page_with_a_form_is_not_public():
    @public_page
    def with_form(request):
        return HttpResponse(get_token(request))

    request = RequestFactory().get("/")

    assert not with_form(request).has_header("Cache-Control")


def test_what_is_not_found_is_not_kept(client):
    assert not client.get("/work-groups/none/").has_header("Cache-Control")


def test_pages_are_compressed_where_the_browser_says_so(client):
    group = make_open_group()

    plain = client.get(form_url(group))
    small = client.get(form_url(group), **GZIP)

    assert not plain.has_header("Content-Encoding")
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in varies_by(plain)
    assert len(small.content) < len(plain.content) / 2
    assert group.title in gzip.decompress(small.content).decode()


def test_a_compressed_page_has_a_random_length(client):
    make_open_group()

    lengths = {len(client.get("/accessibility/", **GZIP).content) for _ in range(12)}

    assert len(lengths) > 1


def test_a_draft_is_not_compressed_beside_what_a_link_says(client):
    group = make_open_group()
    client.post(form_url(group), {**YOU, "school": make_school().urn})

    own = client.get(form_url(group), **GZIP)
    linked = client.get(form_url(group) + "?from=zoe", **GZIP)

    assert own["Content-Encoding"] == "gzip"
    assert not linked.has_header("Content-Encoding")
    assert "Zoë" in linked.content.decode()
    assert "no-store" in own["Cache-Control"]


def test_a_refused_form_is_not_compressed(client):
    refused = client.post(form_url(make_open_group()), {**YOU, "email": "zoe"}, **GZIP)

    assert refused.status_code == 200
    assert not refused.has_header("Content-Encoding")


@pytest.mark.parametrize(
    "response",
    [
        StreamingHttpResponse(["x" * 999], content_type="text/html"),
        HttpResponse("x" * 999, content_type="text/csv"),
    ],
)
def test_downloads_are_not_compressed(response):
    request = RequestFactory().get("/", **GZIP)

    answer = CompressionMiddleware(lambda _: response)(request)

    assert not answer.has_header("Content-Encoding")
