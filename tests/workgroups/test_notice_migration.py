"""Hubs that never changed the former default notice get the shipped one."""

import pytest

from tests.factories import make_hub
from tests.workgroups.test_venue_migration import migrated_to, newest  # noqa: F401

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

    hubs = migrated_to(*newest).get_model("workgroups", "Hub").objects.all()

    assert {
        each.name: (each.privacy_notice, each.notice_version, each.notice_read)
        for each in hubs
    } == {
        "Untouched": ("", "2", "1"),
        "Put into own words": (f"{FORMER} Ask Sam.", "1", "1"),
        "Kept as version 3": (FORMER, "3", "1"),
    }
