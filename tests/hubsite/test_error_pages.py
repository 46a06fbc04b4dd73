"""Pages of errors know who is signed in, and name the office of their hub."""

import pytest
from django.db import DatabaseError
from django.test import Client

from tests.factories import give_role, make_hub, make_staff
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line

pytestmark = pytest.mark.django_db
OFFICE = "Ola Berg, office@north.example"
SIGNED_IN = "You are signed in as Ben Oak of Northern Hub"


@pytest.fixture
def ben():
    hub = make_hub(
        "Northern Hub", contact_name="Ola Berg", contact_email="office@north.example"
    )
    make_hub("Southern Hub", contact_email="office@south.example")
    return make_staff("work_group_lead", hub=hub, name="Ben Oak")


@pytest.fixture
def failing(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("A fault of ours.")

    monkeypatch.setattr("hubsite.views.visitors.group_search.filter_values", fail)


def read(client, path: str) -> tuple[int, str]:
    client.raise_request_exception = False
    page = client.get(path)
    return page.status_code, one_line(page.text)


def test_a_fault_of_ours_names_the_account_and_its_office(ben, failing):
    status, page = read(client_of(ben), "/work-groups/")

    assert status == 500
    assert f"{SIGNED_IN}. If it happens twice, write to {OFFICE}, and say" in page
    assert "office@south.example" not in page


def test_a_fault_of_ours_tells_a_visitor_to_answer_a_letter(failing):
    make_hub("Southern Hub", contact_email="office@south.example")

    status, page = read(Client(), "/work-groups/")

    assert status == 500
    assert "write to the person named in your last letter from us" in page
    assert "You are signed in" not in page


def test_a_fault_is_explained_where_the_database_cannot_be_read(
    ben, failing, monkeypatch
):
    def refuse(user):
        raise DatabaseError("The connection was lost.")

    client = client_of(ben)
    monkeypatch.setattr("hubsite.views.errors.permissions.scope_of", refuse)

    status, page = read(client, "/work-groups/")

    assert status == 500
    assert "Something went wrong on our side" in page


def test_a_page_that_is_not_theirs_names_the_account_and_its_office(ben):
    status, page = read(client_of(ben), "/admin/")

    assert status == 403
    assert f"{SIGNED_IN}, but this page belongs to somebody else." in page
    assert f"ask {OFFICE}" in page


def test_a_page_of_an_account_without_a_hub_says_whom_to_ask():
    national = make_staff("national", name="Nia Fern")

    status, page = read(client_of(national), "/lead/")

    assert status == 403
    assert "You are signed in as Nia Fern, but this page" in page
    assert "ask whoever invited you." in page


def test_an_account_of_two_hubs_is_sent_to_the_one_that_came_first(ben):
    give_role(ben, "work_group_lead", hub=make_hub("Southern Hub"))

    status, page = read(client_of(ben), "/admin/")

    assert status == 403
    assert f"ask {OFFICE}" in page
    assert "office@south.example" not in page
