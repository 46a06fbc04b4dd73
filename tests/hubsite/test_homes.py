"""The tabs of every home, which several apps enter, in the order of the page."""

import pytest

from recruitment.models import Participant
from workgroups.admin_base.homes import tabs_of
from workgroups.models import Provider, School, Session, WorkGroup


@pytest.mark.parametrize(
    ("model", "tabs"),
    [
        (
            WorkGroup,
            [
                "Overview",
                "Letters",
                "Plan",
                "Message",
                "Import a list",
                "Register somebody",
            ],
        ),
        (Session, ["Overview", "Register on paper", "Letters"]),
        (
            Participant,
            [
                "Places",
                "Mentors",
                "School",
                "Address",
                "Letters",
                "Notes",
                "Two records?",
                "How long kept",
                "Delete details",
                "Registrations",
            ],
        ),
        (School, ["Years", "Notes and contacts"]),
        (Provider, ["People", "Notes and contacts"]),
    ],
)
def test_the_tabs_of_a_home_keep_their_order(model, tabs):
    assert [tab.words for tab in tabs_of(model).values()] == tabs
