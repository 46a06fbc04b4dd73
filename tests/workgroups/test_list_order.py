"""What a list says of its order."""

import re

import pytest
from django.urls import reverse

from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
GROUPS = reverse("admin:workgroups_workgroup_changelist")


@pytest.fixture
def client_of(signed_in):
    """The client of a hub lead, whose hub has a group in each of two years."""
    for hub in (factories.make_hub("Wolds"), factories.make_hub("Dales")):
        for year in (2025, 2026):
            factories.make_work_group(f"{hub.name} {year}", hub=hub, start_year=year)
    return signed_in(factories.make_staff("hub_lead", hub=factories.make_hub("Wolds")))


@pytest.mark.parametrize(
    ("query", "said", "columns"),
    [
        (
            "",
            "Sorted by academic year, last first, then by title.",
            {"Academic year": "descending"},
        ),
        ("?o=1", "Sorted by title.", {"Title": "ascending"}),
        ("?o=-1", "Sorted by title, last first.", {"Title": "descending"}),
        (
            "?o=5.-1",
            "Sorted by capacity, then by title, last first.",
            {"Capacity": "ascending"},
        ),
    ],
)
def test_a_list_says_by_what_it_is_sorted(client_of, query, said, columns):
    page = client_of.get(GROUPS + query).content.decode()

    assert re.findall(r'<p class="sorted-by">(.*?)</p>', page) == [said]
    assert sorted_columns(page) == columns


def sorted_columns(page: str) -> dict[str, str]:
    found = {}
    for heading in re.findall(r"<th role=\"columnheader\".*?</th>", page, re.DOTALL):
        order = re.search(r'aria-sort="(\w+)"', heading)
        text = re.search(r'<div class="text">.*?>([^<]+)<', heading, re.DOTALL)
        if order and text:
            found[text[1].strip()] = order[1]
    return found
