"""Every response forbids frames and foreign scripts, also what no view answers."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "status", "more"),
    [
        ("/work-groups/", 200, {}),
        ("/static/css/hub.css", 200, {}),
        ("/no-such-page/", 404, {}),
        ("/work-groups", 301, {}),
        ("/sign-in/", 400, {"headers": {"Host": "evil.example"}}),
    ],
)
def test_every_response_has_both_headers(path, status, more):
    answer = Client().get(path, **more)

    assert answer.status_code == status
    assert answer["X-Frame-Options"] == "DENY"
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_the_page_for_too_much_has_both_headers():
    answer = Client().post("/sign-in/", {"email": "a" * 5_000_000})

    assert answer.status_code == 400
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
