"""The tab of a person's home on which two records become one."""

import pytest

from recruitment.models import Merge, NotDuplicate, Participant
from tests.factories import (
    make_hub,
    make_participant,
    make_place,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def hub():
    return make_hub()


@pytest.fixture
def client(hub):
    return client_of(make_staff("hub_administrator", hub=hub, name="Ola Berg"))


@pytest.fixture
def priya(hub):
    names = {"first_name": "Priya", "last_name": "Shah"}
    return make_participant(hub, **names, email="priya@school.example")


@pytest.fixture
def pria(hub):
    names = {"first_name": "Pria", "last_name": "Shah", "phone": "020 7946 0000"}
    return make_participant(hub, **names, email="pria@home.example")


@pytest.fixture
def theirs():
    names = {"first_name": "Priya", "last_name": "Shah"}
    return make_participant(make_hub("Another Hub"), **names, email="p@there.example")


def tab_of(person) -> str:
    return f"/admin/recruitment/participant/{person.pk}/merge/"


def page_of(client, address) -> str:
    return one_line(client.get(address).content.decode())


def test_two_records_become_one_and_are_parted_again(client, priya, pria):
    place = make_place(participant=pria, work_group=make_work_group(hub=pria.hub))
    chosen = {"do": "merge", "other": pria.pk, "email": "other", "phone": "other"}

    page = client.post(tab_of(priya), chosen, follow=True).content.decode()

    place.refresh_from_db()
    priya.refresh_from_db()
    assert place.participant == priya
    assert (priya.email, priya.phone) == ("pria@home.example", "020 7946 0000")
    assert "The two records are one now. The letters go at 5:10pm." in page
    assert client.get(tab_of(pria)).status_code == 404

    merge = Merge.objects.get()
    page = client.post(
        tab_of(priya), {"do": "undo", "other": merge.pk}, follow=True
    ).content.decode()

    place.refresh_from_db()
    assert place.participant == pria
    assert "They are two records again." in page
    assert client.get(tab_of(pria)).status_code == 200


def test_the_preview_says_what_happens_and_changes_nothing(client, priya, pria):
    make_place("waiting", participant=pria, work_group=make_work_group(hub=pria.hub))

    page = page_of(client, f"{tab_of(priya)}?with={pria.pk}")

    assert "Make one record of Priya Shah and Pria Shah" in page
    assert "It takes over from the other one: 1 place, 1 registration." in page
    assert "The letter to priya@school.example" in page
    assert "The letter to pria@home.example" in page
    assert 'name="email" value="here" checked' in page
    assert 'name="phone" value="other" checked' in page
    assert 'name="last_name"' not in page
    assert Participant.objects.filter(merged_into=None).count() == 2


def test_the_preview_names_the_place_that_ends(client, priya, pria):
    group = make_work_group("Counting on", hub=priya.hub)
    for person in (priya, pria):
        make_place("waiting", participant=person, work_group=group)

    page = page_of(client, f"{tab_of(priya)}?with={pria.pk}")

    assert "Both have a place in the same group." in page
    assert "Counting on" in page


def test_what_cannot_be_merged_has_no_button(client, priya, pria):
    first = make_work_group(hub=priya.hub)
    second = make_work_group(hub=priya.hub, project=first.project)
    make_place("confirmed", participant=priya, work_group=first)
    make_place("confirmed", participant=pria, work_group=second)

    page = page_of(client, f"{tab_of(priya)}?with={pria.pk}")
    chosen = {"do": "merge", "other": pria.pk}
    refused = client.post(tab_of(priya), chosen, follow=True).content.decode()

    assert "Withdraw one of the two first." in page
    assert "Make them one record" not in page
    assert "Withdraw one of the two first." in refused
    assert Merge.objects.count() == 0


def test_the_other_record_is_found_by_words_in_any_order(client, priya, pria, theirs):
    page = page_of(client, f"{tab_of(priya)}?q=shah+PRI")

    assert f'href="?with={pria.pk}"' in page
    assert f'href="?with={priya.pk}"' not in page
    assert f'href="?with={theirs.pk}"' not in page
    assert "Nobody else of this hub" in page_of(client, f"{tab_of(priya)}?q=oak")


def test_a_likely_pair_is_offered_until_it_is_two_people(client, hub, priya, theirs):
    twin = make_participant(
        hub, first_name="Priya", last_name="Shah", email="twin@school.example"
    )
    page = page_of(client, tab_of(priya))
    assert "twin@school.example" in page and "the same name" in page
    assert "p@there.example" not in page

    client.post(tab_of(priya), {"do": "two", "other": twin.pk})

    assert NotDuplicate.objects.count() == 1
    assert "twin@school.example" not in page_of(client, tab_of(priya))


@pytest.mark.parametrize("do", ["merge", "two"])
def test_a_record_of_another_hub_is_not_found(client, priya, theirs, do):
    chosen = {"do": do, "other": theirs.pk}

    assert client.get(f"{tab_of(priya)}?with={theirs.pk}").status_code == 404
    assert client.post(tab_of(priya), chosen).status_code == 404
    assert client.post(tab_of(theirs), {**chosen, "other": priya.pk}).status_code == 404
    assert Merge.objects.count() == NotDuplicate.objects.count() == 0


def test_the_merge_of_another_person_is_not_undone_here(client, hub, priya, pria):
    client.post(tab_of(priya), {"do": "merge", "other": pria.pk})
    third = make_participant(hub)
    undo = {"do": "undo", "other": Merge.objects.get().pk}

    assert client.post(tab_of(third), undo).status_code == 404
    assert Merge.objects.get().undone_at is None


@pytest.mark.parametrize("typed", [{}, {"do": "merge"}, {"do": "x", "other": "1"}])
def test_a_post_that_asks_for_nothing_changes_nothing(client, priya, typed):
    assert client.post(tab_of(priya), typed).status_code == 200
    assert Merge.objects.count() == 0
