"""Years as people type them, in the filters and the search of lists."""

import pytest
from django.urls import reverse

from evaluation.models import Implication
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


def titles(page) -> list[str]:
    return [group.title for group in page.context["cl"].result_list]


@pytest.mark.parametrize("typed", ["2025", "2025/26", "2025-26"])
def test_a_filter_reads_a_year_as_people_type_it(client_of, typed):
    page = client_of.get(GROUPS, {"start_year": typed})

    years = page.context["cl"].filter_specs[0]
    chosen = [each["display"] for each in years.choices(page.context["cl"])]
    assert titles(page) == ["Wolds 2025"]
    assert chosen == ["All", "2026/27", "2025/26"]
    assert "<strong>2025/26</strong>" in page.content.decode()


@pytest.mark.parametrize("typed", ["2025/27", "soon"])
def test_a_year_that_is_none_leaves_the_whole_list(client_of, typed):
    page = client_of.get(GROUPS, {"start_year": typed}, follow=True)

    assert page.status_code == 200
    assert titles(page) == ["Wolds 2026", "Wolds 2025"]


def test_implications_are_found_by_the_year_of_their_evaluation(client_of):
    hub = factories.make_hub("Wolds")
    kept = []
    for year in (2025, 2026):
        evaluation = factories.make_evaluation(hub, start_year=year)
        kept.append(
            Implication.objects.create(hub=hub, evaluation=evaluation, text="Plan")
        )

    url = reverse("admin:evaluation_implication_changelist")
    found = [
        list(client_of.get(url, {"q": typed}).context["cl"].result_list)
        for typed in ("2025/26", "2026/27 plan", "2027/28")
    ]

    assert found == [kept[:1], kept[1:], []]
