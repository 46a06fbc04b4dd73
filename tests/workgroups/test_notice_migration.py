"""Hubs that never changed the shipped notice get the newest one, as a new version."""

import pytest

from tests.factories import FRIDAY_5PM, make_hub, make_user
from tests.workgroups.test_venue_migration import migrated_to, newest  # noqa: F401
from workgroups.models import Wording

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = ("workgroups", "0021_public_texts")
FORMER = (
    "We keep what you tell us here to run our work groups: to offer you a place, to "
    "write to you about it, and to plan sessions for the classes you teach. We delete "
    "or blank it twelve months after the group has ended. You may ask to see it, to "
    "have it put right or deleted, at any time."
)


def test_the_former_default_becomes_the_shipped_notice_as_a_new_version(newest):  # noqa: F811
    given = {
        "Untouched": (FORMER, "1"),
        "Put into own words": (f"{FORMER} Ask Sam.", "1"),
        "Kept as version 3": (FORMER, "3"),
    }
    for name, (notice, version) in given.items():
        make_hub(name, privacy_notice=notice, notice_version=version, notice_read="1")
    migrated_to(BEFORE)

    old = migrated_to(("workgroups", "0022_former_default_notice"))
    hubs = old.get_model("workgroups", "Hub").objects.all()

    assert {
        each.name: (each.privacy_notice, each.notice_version, each.notice_read)
        for each in hubs
    } == {
        "Untouched": ("", "2", "1"),
        "Put into own words": (f"{FORMER} Ask Sam.", "1", "1"),
        "Kept as version 3": (FORMER, "3", "1"),
    }


BEFORE_DELETING = ("workgroups", "0026_school_on_the_grid")


def test_hubs_that_show_the_shipped_time_of_keeping_get_a_new_version(newest):  # noqa: F811
    given = {"Shipped": [], "Own": ["For {months}."], "Back": ["For {months}.", ""]}
    by = make_user()
    for name, bodies in given.items():
        hub = make_hub(name, notice_version="1.9", notice_read="1.9")
        for body in bodies:
            Wording.objects.create(
                hub=hub,
                name="privacy_how_long",
                body=body,
                saved_by=by,
                saved_at=FRIDAY_5PM,
            )
    migrated_to(BEFORE_DELETING)

    hubs = migrated_to(*newest).get_model("workgroups", "Hub").objects.all()

    assert {
        each.name: (
            each.notice_version,
            each.notice_read,
            each.notice_facts_changed_at is not None,
        )
        for each in hubs
    } == {
        "Shipped": ("1.10", "1.9", True),
        "Own": ("1.9", "1.9", False),
        "Back": ("1.10", "1.9", True),
    }
