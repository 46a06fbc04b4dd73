"""Forms posted with the headers of a browser, under the CSRF check."""

import re
from datetime import date

import pytest
from django.test import Client

from tests.factories import make_session, make_staff, make_work_group

pytestmark = pytest.mark.django_db


def test_a_browser_can_post_a_form_of_the_same_origin():
    lead = make_staff("work_group_lead")
    session = make_session(make_work_group(), on=date(2020, 1, 7))
    session.work_group.leads.add(lead)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    url = f"/sessions/{session.pk}/register/"
    page = browser.get(url)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)

    # Fetch, "serializing a request origin": under no-referrer it would be "null"
    policy = page.headers["Referrer-Policy"]
    origin = "null" if policy == "no-referrer" else "http://testserver"
    answer = browser.post(
        url, {"csrfmiddlewaretoken": token[1]}, headers={"origin": origin}
    )

    assert answer.status_code != 403
