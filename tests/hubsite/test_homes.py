"""The tabs of every home, which several apps enter, in the order of the page."""

import pytest

from recruitment.models import Participant
from tests import factories
from workgroups.admin_base.homes import tab_links, tabs_of
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
                "Overview",
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


@pytest.mark.parametrize(
    ("here", "tabs", "under"),
    [
        ("", "*Overview Letters Notes Edit History", ""),
        (
            "mentors",
            "*Overview Letters Notes Edit History",
            "Overview *Mentors School Address",
        ),
        ("emails", "Overview *Letters Notes Edit History", ""),
        (
            "kept",
            "Overview Letters Notes *Edit History",
            "Edit|Two records?|*How long kept|Delete details|Registrations",
        ),
        ("history", "Overview Letters Notes Edit *History", ""),
    ],
)
@pytest.mark.django_db
def test_a_second_line_of_tabs_shows_what_belongs_together(rf, here, tabs, under):
    hub = factories.make_hub()
    request = rf.get("/")
    request.user = factories.make_staff("hub_administrator", hub=hub)
    person = factories.make_participant(hub)

    links = tab_links(request, person, here)
    (open_one,) = [each for each in links if each.holds_here]

    assert words_of(links) == tabs.split()
    assert words_of(open_one.within) == (
        under.split("|") if "|" in under else under.split()
    )


def words_of(links):
    return [("*" if each.holds_here else "") + each.words for each in links]
