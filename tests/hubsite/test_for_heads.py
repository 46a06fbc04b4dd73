"""The page about a group that is forwarded to a head teacher."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    make_place,
    make_project,
    make_session,
    make_work_group,
)
from tests.pages import one_line
from tests.recruitment.test_my_places import offered, signed_in_as
from workgroups import words
from workgroups.models import IntendedOutcome

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def page_of(client, group) -> str:
    return one_line(
        client.get(f"/work-groups/{group.slug}/for-heads/").content.decode()
    )


@pytest.fixture
def group():
    project = make_project(cost="Free & open", earlier_gains="Calm <lessons>.")
    for order, (kind, text) in enumerate(
        (
            ("professional_learning", "Know number."),
            ("practice_development", "Teach <better>."),
            ("pupil_learning", "Pupils explain."),
            ("organisational_policies", "One policy."),
        )
    ):
        IntendedOutcome.objects.create(
            project=project,
            hub=project.hub,
            kind=kind,
            audience="participants",
            text=text,
            order=order,
        )
    return make_work_group("Lewisham", project=project)


def test_it_says_dates_cover_cost_and_what_the_school_gains(client, group):
    make_session(group, on=date(2026, 11, 4), day_share="0.5", between_minutes=30)
    make_session(group, on=date(2026, 12, 2), day_share="0.25")

    page = page_of(client, group)

    assert "For head teachers: Lewisham" in page
    assert (
        "<dd> Wednesday 4 November 2026, 4pm to 6pm<br> "
        "Wednesday 2 December 2026, 4pm to 6pm</dd>" in page
    )
    assert "<dd>0.75 days in all: 2 sessions, 4 hours in all, and about" in page
    assert "<dd>Free &amp; open</dd>" in page
    assert "<dd>Teach &lt;better&gt;. <br>Pupils explain. <br>One policy. </dd>" in page
    assert "Know number." not in page
    assert "Calm &lt;lessons&gt;." in page
    assert "hub@example.org" in page


def test_a_session_that_was_called_off_needs_no_cover(client, group):
    make_session(group, on=date(2026, 11, 4), day_share="0.5")
    called_off = make_session(group, on=date(2026, 12, 2), day_share="0.5")
    called_off.called_off_at = called_off.starts_at
    called_off.save()

    page = page_of(client, group)

    assert "2 December" not in page
    assert "<dd>0.5 days in all: 1 session" in page


def test_dates_that_may_change_and_a_group_without_any_say_so(client, group):
    type(group).objects.update(dates_confirmed=False)

    page = page_of(client, group)

    assert "To be confirmed.<br> The dates will follow." in page
    assert "<dt>Cover needed</dt><dd>None</dd>" in page


def test_no_name_and_no_joining_link_is_on_it(client, group):
    make_session(group, joining_link="https://example.org/join", lead_note="Loud.")
    place = make_place(work_group=group)

    page = page_of(client, group)

    for secret in (place.participant.last_name, "example.org/join", "Loud."):
        assert secret not in page


def test_a_group_that_was_retired_or_never_was_has_no_page(client, group):
    type(group).objects.update(retired_on=date(2026, 10, 1))

    assert client.get(f"/work-groups/{group.slug}/for-heads/").status_code == 404
    assert client.get("/work-groups/nowhere/for-heads/").status_code == 404


@pytest.mark.parametrize("sessions", [1, 5])
def test_it_takes_three_statements(client, group, sessions, django_assert_num_queries):
    for _ in range(sessions):
        make_session(group)

    with django_assert_num_queries(3):
        page_of(client, group)


def test_the_group_the_done_page_and_the_confirm_page_lead_to_it(client, group):
    link = f'href="/work-groups/{group.slug}/for-heads/"'
    place = offered(group)
    mine = signed_in_as(place)

    pages = [
        client.get(group.get_absolute_url()),
        client.get(f"/work-groups/{group.slug}/registered/"),
        mine.get(f"/my/places/{place.pk}/confirm/"),
    ]

    assert [link in page.content.decode() for page in pages] == [True, True, True]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("0", ""),
        ("0.25", "0.25 days in all"),
        ("1.00", "1 day in all"),
        ("2.50", "2.5 days in all"),
        ("10.00", "10 days in all"),
    ],
)
def test_cover_in_words(days, said):
    assert words.days_in_all(Decimal(days)) == said
