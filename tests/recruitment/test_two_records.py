"""People who may have two records: who is found, and the task that names them."""

import pytest

from recruitment.actions import merging
from recruitment.models import Participant
from recruitment.queries.duplicates import with_likely_duplicate
from tests.factories import FRIDAY_5PM, make_hub, make_participant, make_staff
from tests.hubsite.test_group_home import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def make(hub, first="Ada", last="Oak", **fields):
    return make_participant(hub, first_name=first, last_name=last, **fields)


def found(hub) -> list[Participant]:
    people = Participant.objects.filter(hub=hub).order_by("pk")
    return list(with_likely_duplicate(people))


@pytest.fixture
def hub():
    return make_hub()


def test_the_later_record_of_one_name_is_found_once(hub):
    make(hub, "Ada", "Oak")
    later = make(hub, "ADA", "oak")
    last = make(hub, "ada", "OAK")
    make(hub, "Adam", "Oak")
    make(hub, "Ada", "Oaks")

    assert found(hub) == [later, last]


def test_the_later_record_of_one_address_is_found(hub):
    make(hub, "Ada", "Oak", email="office@example.org")
    later = make(hub, "Ben", "Elm", email="office@example.org")
    make(hub, "Cy", "Ash", email="cy@example.org")

    assert found(hub) == [later]


def test_people_without_an_address_are_not_alike_for_it(hub):
    make(hub, "Ada", "Oak", email="")
    make(hub, "Ben", "Elm", email="")

    assert found(hub) == []


def test_records_of_another_hub_erased_ones_and_merged_ones_do_not_count(hub):
    make(make_hub("Wolds and Dales"), "Ada", "Oak")
    erased = make(hub, "Ada", "Oak")
    Participant.objects.filter(pk=erased.pk).update(erased_at=FRIDAY_5PM)
    kept = make(hub, "Ada", "Oak")
    gone = make(hub, "Ada", "Oak")
    Participant.objects.filter(pk=gone.pk).update(merged_into=kept)

    assert found(hub) == []


def test_a_pair_that_is_known_as_two_is_left_out_and_another_stays(hub):
    make(make_hub("Wolds and Dales"), "Ada", "Oak")  # earlier, as the erased one is
    make(hub, "Ada", "Oak", erased_at=FRIDAY_5PM)
    first, second, third = (make(hub, "Ada", "Oak") for _ in range(3))
    by = make_staff("hub_lead", hub=hub)
    merging.say_two_people(first, second, by=by, at=FRIDAY_5PM)
    merging.say_two_people(third, second, by=by, at=FRIDAY_5PM)

    assert found(hub) == [third]  # like the first

    merging.say_two_people(first, third, by=by, at=FRIDAY_5PM)
    assert found(hub) == []


def test_the_start_page_counts_them_and_opens_exactly_them(hub):
    for name in ("Ada", "Ben"):
        for _ in range(2):
            make(hub, name, "Oak")
    for _ in range(2):
        make(make_hub("Wolds and Dales"), "Zoe", "Oak")
    lead = client_of(make_staff("hub_lead", hub=hub))

    page = lead.get("/admin/")
    tasks = page.context["home"].tasks
    (task,) = [each for each in tasks if each.text == "people may have two records"]
    rows = lead.get(task.url)

    assert task.number == 2
    assert 'data-count="2"' in page.content.decode()
    assert 'data-total="2"' in rows.content.decode()
    listed = rows.context["cl"].result_list
    assert sorted(each.first_name for each in listed) == ["Ada", "Ben"]
