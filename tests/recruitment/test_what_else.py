"""What else there is for somebody, at the end of "my places"."""

import pytest

from recruitment.queries.my_places import places_by_hub
from recruitment.queries.what_else import what_else_for
from tests.evaluation.test_session_packs import ect_group, other
from tests.factories import FRIDAY, FRIDAY_5PM, make_hub, make_place
from tests.pages import one_line
from tests.recruitment.test_my_places import signed_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
NCETM = "https://www.ncetm.org.uk/"


def test_my_places_ends_with_open_groups_and_the_words_of_the_hub():
    group = ect_group()
    other(group, "Reasoning")
    other(group, "Secondary", school_phase="secondary")

    page = one_line(
        signed_in_as(make_place(work_group=group)).get("/my/").content.decode()
    )

    assert "<h2>What else is there for you</h2>" in page
    assert ">Reasoning</a>, Lewisham, dates to follow" in page
    assert f'href="{NCETM}"' in page
    assert "Secondary" not in page


def test_somebody_without_a_secured_place_is_offered_nothing_else():
    group = ect_group()
    other(group, "Reasoning")

    page = signed_in_as(make_place("waiting", work_group=group)).get("/my/")

    assert "What else is there" not in page.content.decode()


def test_each_hub_offers_its_own_in_three_statements(django_assert_num_queries):
    ours, theirs = ect_group(), ect_group(make_hub("Wolds and Dales"))
    other(ours, "Ours")
    other(theirs, "Theirs")
    places = [make_place(work_group=each) for each in (ours, theirs)]
    people = [each.participant_id for each in places]
    mine = places_by_hub(people, now=FRIDAY_5PM)

    with django_assert_num_queries(3):
        found = what_else_for(mine, today=FRIDAY)

    assert {pk: [g.title for g in each.open_groups] for pk, each in found.items()} == {
        ours.hub_id: ["Ours"],
        theirs.hub_id: ["Theirs"],
    }
