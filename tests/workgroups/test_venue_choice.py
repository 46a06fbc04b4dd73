"""The venue on the forms of groups and sessions: what is offered, and its cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.admin_forms import shown_on

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def lead():
    return make.make_staff("hub_lead")


@pytest.fixture
def office(signed_in, lead):
    return signed_in(lead)


@pytest.fixture
def group():
    """A group whose session 2 is at a venue that is no longer used."""
    group = make.make_work_group(venue="Rose Hill")
    make.make_session(group)
    make.make_session(group, venue=make.make_venue("Oak Lane", in_use=False))
    make.make_venue("Elm Road")
    make.make_venue("Old Barn", in_use=False)
    make.make_venue("Theirs", hub=make.make_hub("Wolds and Dales"))
    return group


def page_of(row) -> str:
    name = f"admin:workgroups_{row._meta.model_name}_change"
    return reverse(name, args=[row.pk])


def offered(form) -> list[str]:
    return [str(label) for _, label in form.fields["venue"].choices]


def test_the_hubs_venues_in_use_are_offered_and_the_one_already_chosen(office, group):
    context = office.get(page_of(group)).context
    [formset] = context["inline_admin_formsets"]
    sessions = formset.formset.forms
    alone = office.get(page_of(group.sessions.get(number=2))).context

    in_use = ["---------", "Elm Road", "Rose Hill"]
    with_own = ["---------", "Elm Road", "Oak Lane", "Rose Hill"]
    assert offered(context["adminform"].form) == in_use
    assert [offered(form) for form in sessions] == [in_use, with_own, in_use]
    assert offered(alone["adminform"].form) == with_own


def test_a_new_group_is_offered_the_venues_of_the_hub_of_the_page(office, group):
    context = office.get(reverse("admin:workgroups_workgroup_add")).context

    assert offered(context["adminform"].form) == ["---------", "Elm Road", "Rose Hill"]


def test_staff_of_two_hubs_are_offered_those_of_the_rows_hub(office, group, lead):
    elsewhere = make.make_hub("Wolds and Dales")
    make.give_role(lead, "hub_lead", hub=elsewhere)
    theirs = make.make_work_group(hub=elsewhere)

    form = office.get(page_of(theirs)).context["adminform"].form

    assert offered(form) == ["---------", "Theirs"]


@pytest.mark.parametrize("name", ["Theirs", "Old Barn", "Oak Lane"])
@pytest.mark.parametrize("field", ["venue", "sessions-0-venue"])
def test_no_other_venue_is_accepted_and_what_was_typed_stays(
    office, group, name, field
):
    hub = make.make_hub("Wolds and Dales" if name == "Theirs" else "London South East+")
    data = {**shown_on(office, page_of(group)), "title": "Renamed"}

    refused = office.post(
        page_of(group), {**data, field: make.make_venue(name, hub=hub).pk}
    )

    group.refresh_from_db()
    page = refused.content.decode()
    assert refused.status_code == 200
    assert "Choose a venue of your hub that is still used." in page
    assert 'value="Renamed"' in page
    assert str(group.venue) == "Rose Hill"
    assert group.sessions.get(number=1).venue is None


@pytest.mark.parametrize("posted", ["x", "0", str(2**70)])
def test_what_is_no_venue_is_refused(office, group, posted):
    data = shown_on(office, page_of(group))

    refused = office.post(page_of(group), {**data, "venue": posted})

    assert refused.status_code == 200
    assert "Choose a venue of your hub" in refused.content.decode()


def test_the_chosen_venue_is_saved_and_may_be_taken_away(office, group):
    elm = make.make_venue("Elm Road")
    data = shown_on(office, page_of(group))
    office.post(page_of(group), {**data, "venue": "", "sessions-0-venue": elm.pk})

    group.refresh_from_db()
    venues = [str(each.venue) for each in group.sessions.order_by("number")]
    assert group.venue is None
    assert venues == ["Elm Road", "Oak Lane"]  # the one no longer used is kept


def statements(client, url) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return [each["sql"] for each in found if "workgroups_venue" in each["sql"]]


def test_the_choices_cost_one_statement_however_many_sessions(office, group):
    few = statements(office, page_of(group))
    for number in range(3, 9):
        make.make_session(group, number=number, venue="Elm Road")
    many = statements(office, page_of(group))

    own = [sql for sql in many if 'FROM "workgroups_venue"' in sql]
    assert len(own) == 1
    assert len(many) == len(few)


def test_those_who_may_add_a_venue_find_the_link(office, group):
    add = reverse("admin:workgroups_venue_add")

    page = office.get(page_of(group)).content.decode()

    assert f'Not here? <a href="{add}" target="_blank" rel="noopener">' in page


def test_a_venue_with_a_group_or_a_session_stays(office, group):
    oak = make.make_venue("Oak Lane")
    url = reverse("admin:workgroups_venue_delete", args=[oak.pk])

    answer = office.post(url, {"post": "yes"})

    assert "Other rows stand on this, so it stays." in answer.content.decode()
    assert str(group.sessions.get(number=2).venue) == "Oak Lane"


def test_the_list_of_sessions_names_and_exports_their_venues(office, group):
    listed = office.get(reverse("admin:workgroups_session_changelist"))
    found = office.get(
        reverse("admin:workgroups_session_changelist"), {"q": "oak lane"}
    )

    assert "Oak Lane" in listed.content.decode()
    assert [row.number for row in found.context["cl"].result_list] == [2]
