"""Staff of several hubs choose the hub that the pages of the admin are about."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.hubsite.test_navigation import links_on

pytestmark = pytest.mark.django_db
PLACES = "/admin/recruitment/place/"


@pytest.fixture
def hubs():
    """Three hubs, with two groups in each and a place in each group."""
    found = [factories.make_hub(f"Hub {letter}") for letter in "ABC"]
    for hub in found:
        for _ in range(2):
            group = factories.make_work_group(hub=hub)
            factories.make_place("confirmed", work_group=group)
    return found


@pytest.fixture
def staff(hubs, signed_in):
    """A client signed in as the lead of the first two hubs."""
    user = factories.make_staff("hub_lead", hub=hubs[0])
    factories.give_role(user, "hub_lead", hub=hubs[1])
    return signed_in(user)


def hub_of(page) -> str:
    return page.context["hub"].name


def choices_on(page) -> list[str]:
    text = page.content.decode()
    if "id_hub_choice" not in text:
        return []
    return [name for name in ("Hub A", "Hub B", "Hub C") if f">{name}</option>" in text]


def rows_of(page) -> set[str]:
    return {place.hub.name for place in page.context["cl"].result_list}


@pytest.mark.parametrize(
    "url", ["/admin/", PLACES, "/admin/setting-up/", "/admin/workgroups/school/"]
)
def test_every_page_offers_the_hubs_of_the_account_and_no_other(staff, url):
    assert choices_on(staff.get(url)) == ["Hub A", "Hub B"]


def test_staff_of_one_hub_have_nothing_to_choose(hubs, signed_in):
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))

    page = client.get("/admin/")

    assert choices_on(page) == []
    assert "?hub=" not in "".join(link["href"] for link in links_on(page))


def test_the_chosen_hub_stays_for_the_pages_that_follow(staff, hubs):
    before = hub_of(staff.get("/admin/"))

    answer = staff.post("/workspace/hub/", {"hub": hubs[1].pk})

    assert answer["Location"] == "/admin/"
    assert before == "Hub A"
    assert hub_of(staff.get("/admin/")) == "Hub B"
    assert hub_of(staff.get("/admin/workgroups/school/")) == "Hub B"


def test_the_navigation_leads_to_the_rows_of_the_hub_of_the_page(staff, hubs):
    page = staff.get(f"/admin/?hub={hubs[1].pk}")

    hrefs = [link["href"] for link in links_on(page)]
    assert all(href.endswith(f"?hub={hubs[1].pk}") for href in hrefs)
    assert {staff.get(href).context["hub"].name for href in hrefs} == {"Hub B"}
    assert rows_of(staff.get(f"{PLACES}?hub={hubs[1].pk}")) == {"Hub B"}


def test_a_list_says_that_it_is_narrowed_and_leads_to_all_hubs(staff, hubs):
    narrow = staff.get(f"{PLACES}?hub={hubs[1].pk}")
    whole = staff.get(PLACES)

    assert "Only what belongs to Hub B." in narrow.content.decode()
    assert "Only what belongs to" not in whole.content.decode()
    assert rows_of(whole) == {"Hub A", "Hub B"}


def test_another_hub_in_the_address_shows_none_of_its_rows(staff, hubs):
    page = staff.get(f"{PLACES}?hub={hubs[2].pk}")

    assert rows_of(page) == set()
    assert hub_of(page) == "Hub A"


def test_the_export_of_a_narrowed_list_has_the_rows_of_its_hub(staff, hubs):
    other = hubs[1].work_groups.first()

    answer = staff.post(f"{PLACES}export/?hub={hubs[0].pk}", {"format": "csv"})

    lines = b"".join(answer.streaming_content).decode().strip().splitlines()
    assert len(lines) == 3
    assert other.title not in "".join(lines)


@pytest.mark.parametrize("page", ["", "change/"])
def test_the_page_of_a_row_is_about_the_hub_of_the_row(staff, hubs, page):
    group = hubs[1].work_groups.first()

    assert hub_of(staff.get(f"/admin/workgroups/workgroup/{group.pk}/{page}")) == (
        "Hub B"
    )


def test_a_row_added_from_the_list_of_a_hub_belongs_to_that_hub(staff, hubs):
    url = f"/admin/workgroups/programme/add/?_changelist_filters=hub%3D{hubs[1].pk}"

    assert hub_of(staff.get(url)) == "Hub B"


def test_a_role_that_ended_takes_its_hub_out_of_the_choice(staff, hubs):
    staff.post("/workspace/hub/", {"hub": hubs[1].pk})
    hubs[1].roles.update(until_on=timezone.localdate() - timedelta(days=1))

    page = staff.get("/admin/")

    assert hub_of(page) == "Hub A"
    assert choices_on(page) == []
