"""Where Help leads from a page, and what the pages of Help list."""

import pytest

from hubsite import guides
from tests.factories import make_staff
from tests.hubsite.test_group_home import client_of
from tests.hubsite.test_guides import make_reader

pytestmark = pytest.mark.django_db


def test_help_is_in_the_first_of_the_accounts_guides_that_speaks_of_a_page(
    monkeypatch,
):
    known = {
        "hub-office": {"hubsite:lead": "one"},
        "work-group-lead": {"hubsite:lead": "two"},
    }
    monkeypatch.setattr(guides, "anchors", lambda: known)

    found = {
        kind: guides.help_url(make_reader(kind), "hubsite:lead")
        for kind in ("hub_lead", "work_group_lead", "la_partner")
    }

    assert found == {
        "hub_lead": "/help/hub-office/#one",
        "work_group_lead": "/help/work-group-lead/#two",
        "la_partner": "/help/",
    }


def test_a_guide_lists_its_tasks_at_its_head():
    page = client_of(make_reader("evaluator")).get("/help/evaluator/").content.decode()

    tasks = guides.sections_of(guides.GUIDES[-1])
    assert len(tasks) > 3
    assert [page.count(f'<a href="#{anchor}">') for anchor, _ in tasks] == [1] * len(
        tasks
    )


@pytest.mark.parametrize("url", ["/help/", "/help/hub-office/"])
def test_help_is_only_read(url):
    client = client_of(make_staff("hub_lead"))

    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 405
