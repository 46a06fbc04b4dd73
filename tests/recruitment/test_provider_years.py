"""Training providers this year against last: engaged, preparing, missing, watched."""

from datetime import date

import pytest

from recruitment.models import Observation, ProviderYear
from recruitment.queries.provider_years import year_of_providers
from tests.factories import (
    FRIDAY,
    make_hub,
    make_place,
    make_programme,
    make_project,
    make_staff,
    make_stage,
    make_work_group,
)
from workgroups.models import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
YEAR = 2026


def provider(name):
    return Provider.objects.get_or_create(name=name, kind="scitt")[0]


def year_of(name, year=YEAR, hub=None, **fields):
    return ProviderYear.objects.create(
        hub=hub or make_hub(), provider=provider(name), start_year=year, **fields
    )


def engaged(name, year=YEAR, hub=None, *, state="confirmed", audience="itt", awards=()):
    programme = make_programme(hub or make_hub(), audience=audience)
    project = make_project(make_stage(programme), start_year=year)
    group = make_work_group(hub=hub or make_hub(), project=project, start_year=year)
    return make_place(
        state, work_group=group, provider=provider(name), awards=list(awards)
    )


def found(hub=None):
    return year_of_providers((hub or make_hub()).pk, YEAR, today=FRIDAY)


def test_programmes_that_prepare_are_counted_this_year_against_last():
    engaged("Coastal", awards=["qts_primary", "qts_secondary"])
    year_of("Coastal", preparation="throughout")
    engaged("Hill", awards=["qts_primary"])
    year_of("Hill", preparation="planned")
    engaged("Moor")  # nothing is known of it
    engaged("Coastal", YEAR - 1, awards=["qts_primary"])
    year_of("Coastal", YEAR - 1, preparation="part")
    engaged("Hill", YEAR - 1)
    year_of("Vale", preparation="throughout")  # nobody comes from there

    year = found()

    assert (year.preparing, year.engaged) == (2, 4)
    assert (year.preparing_before, year.engaged_before) == (1, 2)
    assert year.missing == ["Hill", "Moor"]
    assert year.not_represented == ["Vale"]
    assert year.awards_missing == ["EYTS (early years)"]
    assert [line.provider.name for line in year.lines] == [
        "Coastal",
        "Hill",
        "Moor",
        "Vale",
    ]


def test_only_secured_places_of_training_communities_of_the_hub_are_engaged():
    engaged("Offered", state="offered")
    engaged("Teachers", audience="ect")
    wolds = make_hub("Wolds")
    engaged("Theirs", hub=wolds)
    year_of("Theirs", hub=wolds, preparation="throughout")

    year = found()

    assert (year.engaged, year.lines, year.not_represented) == (0, [], [])
    assert found(wolds).preparing == 1


def test_two_people_of_one_provider_are_one_programme():
    engaged("Coastal", awards=["eyts"])
    engaged("Coastal", awards=["eyts"])

    year = found()

    assert (year.engaged, year.lines[0].people) == (1, 2)


def test_lessons_are_planned_watched_and_discussed():
    row = year_of("Coastal")
    for on, discussion in (
        (date(2026, 10, 1), date(2026, 10, 2)),
        (date(2026, 10, 5), date(2026, 11, 2)),
        (date(2026, 11, 20), None),
    ):
        Observation.objects.create(
            hub=row.hub, provider_year=row, on=on, discussion_on=discussion
        )

    year = found()

    assert (year.planned, year.watched, year.discussed) == (1, 2, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_three_statements_whatever_the_rows(
    django_assert_num_queries, number
):
    for n in range(number):
        row = year_of(f"Provider {n}")
        engaged(f"Provider {n}")
        Observation.objects.create(hub=row.hub, provider_year=row, on=FRIDAY)
    hub = make_hub()

    with django_assert_num_queries(3):
        found(hub)


def test_the_office_reads_and_writes_them_and_another_hub_does_not(signed_in):
    engaged("Coastal", awards=["qts_primary"])
    row = year_of("Coastal", preparation="part")
    url = f"/admin/recruitment/provideryear/{row.pk}/change/"
    office = signed_in(make_staff("hub_lead"))
    page = " ".join(office.get("/admin/providers/").content.decode().split())
    written = office.get(url)

    theirs = signed_in(make_staff("hub_lead", hub=make_hub("Wolds")))
    other = theirs.get("/admin/providers/").content.decode()

    assert "<strong>1 of 1</strong> engaged programmes" in page
    assert "Coastal" in page
    assert "Coastal" not in other
    assert (written.status_code, theirs.get(url).status_code) == (200, 404)
