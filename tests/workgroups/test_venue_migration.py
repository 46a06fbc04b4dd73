"""Where groups met was text; each text of a hub becomes a row, and back again."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ("workgroups", "0008_wordings")


def migrated_to(*targets):
    executor = MigrationExecutor(connection)
    executor.loader.build_graph()
    return executor.migrate(list(targets)).apps


@pytest.fixture
def newest():
    """The newest migrations, at which every test ends."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield leaves
    MigrationExecutor(connection).migrate(leaves)


def words_of(apps):
    """The venue of each group and session, as text."""
    return {
        f"{name} {row.pk}": row.venue
        for name in ("WorkGroup", "Session")
        for row in apps.get_model("workgroups", name).objects.all()
    }


def test_each_text_of_a_hub_becomes_a_venue_and_text_again(newest):
    groups = [make.make_work_group() for _ in range(3)]
    theirs = make.make_work_group(hub=make.make_hub("Wolds and Dales"))
    sessions = [make.make_session(groups[0]) for _ in range(4)]
    pks = [*(each.pk for each in (*groups, theirs)), *(each.pk for each in sessions)]
    old = migrated_to(WORDS)
    said = ["Rose Hill", " ", "The  Hall, St. Ann's", "rose hill"]
    said += ["rose-hill", "", "Elm Road", "the hall st anns"]
    for number, (pk, text) in enumerate(zip(pks, said, strict=True)):
        model = old.get_model("workgroups", "WorkGroup" if number < 4 else "Session")
        model.objects.filter(pk=pk).update(venue=text)

    new = migrated_to(*newest)
    venues = new.get_model("workgroups", "Venue").objects.order_by("pk")
    found = words_of(new)
    rows = [(venue.hub_id, venue.name, venue.in_use) for venue in venues]
    names = [row and (row.hub_id, row.name) for row in found.values()]
    back = [*words_of(migrated_to(WORDS)).values()]

    hub, other = groups[0].hub_id, theirs.hub_id
    assert rows == [
        (hub, "Rose Hill", True),
        (hub, "The Hall, St. Ann's", True),
        (other, "rose hill", True),
        (hub, "Elm Road", True),
    ]
    assert names == [
        (hub, "Rose Hill"),
        None,
        (hub, "The Hall, St. Ann's"),
        (other, "rose hill"),
        (hub, "Rose Hill"),
        None,
        (hub, "Elm Road"),
        (hub, "The Hall, St. Ann's"),
    ]
    assert back == [
        "Rose Hill",
        "",
        "The Hall, St. Ann's",
        "rose hill",
        "Rose Hill",
        "",
        "Elm Road",
        "The Hall, St. Ann's",
    ]
